"""What went wrong, as application/problem+json (RFC 9457): each kind has a name, a status and a sentence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

log = structlog.get_logger()
Headers = Mapping[str, str]
MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/docs#problem-"


@dataclass(frozen=True, slots=True)
class Kind:
    """`slug` ends the problem's `type`; `meaning` stands in the documentation."""

    slug: str
    status: int
    title: str
    meaning: str


UNREADABLE = Kind("unreadable", 400, "This cannot be read", "The body is no JSON.")
NO_KEY = Kind("no-key", 401, "A key is needed", "Send Authorization: Bearer and a key that counts.")
NOT_IN_SCOPE = Kind("not-in-scope", 403, "This key may not do that", "The key lacks the scope that is named.")
NOT_FOUND = Kind("not-found", 404, "There is no such thing", "Nothing is at this address, or it was erased.")
NOT_ALLOWED = Kind("not-allowed", 405, "Not in this way", "This address does not know the method; Allow names those.")
NOT_NOW = Kind("not-now", 409, "It cannot change so now", "Somebody was faster, or its state does not allow it.")
UNDER_WAY = Kind("under-way", 409, "The same call is under way", "Ask again in a second, with the same key.")
TOO_LARGE = Kind("too-large", 413, "This is too large", "A body may have 64 kB.")
REFUSED = Kind("refused", 422, "Something in it cannot be taken", "`errors` names each field and what to do.")
OTHER_CALL = Kind("other-call", 422, "The key belongs to another call", "An Idempotency-Key stands for one call alone.")
TOO_MANY = Kind("too-many", 429, "Too many calls", "Wait as many seconds as Retry-After says.")
OUR_FAULT = Kind("our-fault", 500, "Something went wrong here", "It is our fault; the same call may be made again.")

KINDS = (
    *(UNREADABLE, NO_KEY, NOT_IN_SCOPE, NOT_FOUND, NOT_ALLOWED, NOT_NOW, UNDER_WAY),
    *(TOO_LARGE, REFUSED, OTHER_CALL, TOO_MANY, OUR_FAULT),
)


class Problem(Exception):
    """Ends a call with an answer of its kind. `errors` maps a field to one sentence."""

    def __init__(
        self, kind: Kind, detail: str = "", *, errors: Mapping[str, str] | None = None, headers: Headers | None = None
    ) -> None:
        self.kind, self.detail = kind, detail or kind.meaning
        self.errors, self.headers = dict(errors or {}), dict(headers or {})
        super().__init__(self.detail)


def answer(problem: Problem) -> HttpResponse:
    """This will write a problem as the answer to a call."""
    kind = problem.kind
    said: dict[str, Any] = {"type": TYPES + kind.slug, "title": kind.title, "status": kind.status}
    said["detail"] = problem.detail
    if problem.errors:
        said["errors"] = [{"field": name, "message": sentence} for name, sentence in problem.errors.items()]
    response = HttpResponse(json.dumps(said), status=kind.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    if kind is NO_KEY:
        response["WWW-Authenticate"] = "Bearer"
    return response


def of_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    del request
    return answer(problem)


def of_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusals: no key, or a body that is no JSON."""
    del request
    return answer(Problem(NO_KEY if error.status_code == 401 else UNREADABLE))


def of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names each field by its place, e.g. "consent.agreed"; never repeats what was sent."""
    del request
    errors: dict[str, str] = {}
    for each in error.errors:
        place = [str(part) for part in each["loc"]]
        inner = place[2:] if place[0] == "body" and len(place) > 1 else place[1:]
        errors.setdefault(".".join(inner)[:100] or place[0], f"{each['msg'][:200]}.")
    return answer(Problem(REFUSED, errors=errors))


def of_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """The outermost edge of a call: it is logged by its route, and the caller learns nothing about us."""
    route = request.resolver_match.route if request.resolver_match else ""
    log.exception("a call of the API failed", route=route, error=type(error).__name__)
    return answer(Problem(OUR_FAULT))
