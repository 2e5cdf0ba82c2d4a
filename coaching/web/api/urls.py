"""The addresses of the API, each behind the same edge, and the two that describe it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import PathView

from coaching.web.api import books, campaigns, edge, enrolments, messages, people, problems, reference, replies
from coaching.web.api.document import Api
from coaching.web.api.problems import NOT_FOUND, Problem

ABOUT = (
    "People, their enrolments and messages, what they wrote, and the books. Send a key as `Authorization: Bearer`. "
    "Every POST carries an Idempotency-Key: the same call under the same key is done once."
)


def make() -> Api:
    """This will put the API together."""
    made = Api(
        title="Coaching", version="1", description=ABOUT, docs_url=None, openapi_url=None, urls_namespace="api"
    )
    for module in (people, enrolments, messages, replies, campaigns, books):
        made.add_router("", module.router)
    made.add_exception_handler(Problem, problems.of_problem)
    made.add_exception_handler(HttpError, problems.of_http_error)
    made.add_exception_handler(ValidationError, problems.of_validation)
    made.add_exception_handler(Http404, lambda request, _: problems.of_problem(request, Problem(NOT_FOUND)))
    made.add_exception_handler(Exception, problems.of_fault)
    return made


api = make()


def _operations(made: NinjaAPI) -> list[URLPattern]:
    """One address for each path, named by its first operation."""
    return [
        path(
            "api/v1" + address.replace("{", "<").replace("}", ">"),
            edge.around(view.get_view(), _queries(view)),
            name=f"api-{view.operations[0].operation_id}",
        )
        for router in made._get_bound_routers()
        for address, view in router.path_operations.items()
    ]


def _queries(view: PathView) -> list[str]:
    """The names of the queries that an address knows, as they stand in the address."""
    return [
        name
        for operation in view.operations
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    ]


urlpatterns = [
    path("api/v1/docs", login_required(reference.page), name="api-docs"),
    path("api/v1/openapi.json", reference.document, name="api-document"),
    *_operations(api),
    path("api/v1/<path:rest>", edge.nowhere, name="api-nowhere"),
    path("api/v1/", edge.nowhere, name="api-root"),
]
