"""The API, put together from its nouns."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja.errors import HttpError, ValidationError

from coaching.web.api import books, campaigns, enrolments, messages, people, problems, replies
from coaching.web.api.document import Api
from coaching.web.api.problems import Problem

ABOUT = (
    "People, their enrolments and messages, what they wrote, and the books. Send a key as `Authorization: Bearer`. "
    "Every POST carries an Idempotency-Key: the same call under the same key is done once."
)


def make() -> Api:
    """This will put the API together."""
    made = Api(title="Coaching", version="1", description=ABOUT, docs_url=None, openapi_url=None, urls_namespace="api")
    for module in (people, enrolments, messages, replies, campaigns, books):
        made.add_router("", module.router)
    for kind, handler in _HANDLERS.items():
        made.add_exception_handler(kind, handler)
    return made


_HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    Problem: problems.of_problem,
    HttpError: problems.of_http_error,
    ValidationError: problems.of_validation,
    Exception: problems.of_fault,
}


api = make()
