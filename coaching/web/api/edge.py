"""Around every operation: how large a body may be, which queries it knows, and that every refusal is a problem."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from coaching.web.api import problems
from coaching.web.api.called import REPLAY
from coaching.web.api.problems import NOT_ALLOWED, NOT_FOUND, REFUSED, TOO_LARGE, Problem

LARGEST_BODY = 64 * 1024
View = Callable[..., HttpResponseBase]


def around(view: View, queries: Iterable[str]) -> View:
    """This will make the view of one address; `queries` are those that any of its operations knows."""
    known = frozenset(queries)

    @csrf_exempt
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            _check(request, known)
        except Problem as problem:
            return problems.answer(problem)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return problems.answer(Problem(NOT_ALLOWED, headers={"Allow": response["Allow"]}))
        if REPLAY in request.META:
            response[REPLAY] = "true"
        response["Cache-Control"] = "no-store"
        return response

    guarded.login_required = False  # type: ignore[attr-defined]  # the key is the guard; see LoginRequiredMiddleware
    return guarded


def _check(request: HttpRequest, known: frozenset[str]) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()) or int(length[:19]) > LARGEST_BODY:
        raise Problem(TOO_LARGE)
    unknown = sorted(set(request.GET) - known)
    if unknown:
        raise Problem(REFUSED, errors={name[:100]: "There is no such parameter here." for name in unknown[:5]})
    twice = sorted(name for name in request.GET if len(request.GET.getlist(name)) > 1)
    if twice:
        raise Problem(REFUSED, errors=dict.fromkeys(twice, "Name this once."))


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """This will say that nothing is at an address of the API."""
    del request, rest
    return problems.answer(Problem(NOT_FOUND, "There is nothing at this address of the API."))


nowhere.login_required = False  # type: ignore[attr-defined]  # it tells nothing
nowhere.csrf_exempt = True  # type: ignore[attr-defined]  # it does nothing
