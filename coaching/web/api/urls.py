"""The addresses of the API, each behind the same edge, and the two that describe it."""

from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.operation import PathView

from coaching.web.api import edge, reference
from coaching.web.api.made import api
from coaching.web.console.guard import guarded


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
    guarded("api/v1/docs", reference.page, name="api-docs"),
    path("api/v1/openapi.json", reference.document, name="api-document"),
    *_operations(api),
    path("api/v1/<path:rest>", edge.nowhere, name="api-nowhere"),
    path("api/v1/", edge.nowhere, name="api-root"),
]
