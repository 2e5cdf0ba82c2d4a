"""The OpenAPI document: what Ninja writes, and every problem that a call may end in."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema, get_schema

from coaching.web.api import told
from coaching.web.api.bearer import ApiKey
from coaching.web.api.problems import KINDS, MEDIA_TYPE

ROOT = "/api/v1/"
_ALWAYS = (401, 403, 422, 429, 500)
_WITH_BODY = (400, 413)


class Api(NinjaAPI):
    """Ninja's API whose document tells of problems and scopes too."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        del path_params
        document = get_schema(api=self, path_prefix=path_prefix or ROOT)
        schema = told.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"].update(schema.pop("$defs"))
        document["components"]["schemas"]["Problem"] = schema
        needed = scopes(self)
        for path, methods in document["paths"].items():
            for operation in methods.values():
                operation["x-scope"] = needed[operation["operationId"]]
                _add_problems(path, operation)
        return document


def _add_problems(path: str, operation: dict[str, Any]) -> None:
    statuses = {*_ALWAYS, *(_WITH_BODY if "requestBody" in operation else ())}
    statuses |= {404} if "{" in path else set()
    statuses |= {409} if any(each["name"] == "Idempotency-Key" for each in operation["parameters"]) else set()
    for status in sorted(statuses):
        meanings = [f"{kind.title}. {kind.meaning}" for kind in KINDS if kind.status == status]
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        operation["responses"][status] = {"description": " ".join(meanings), "content": content}


def scopes(api: NinjaAPI) -> dict[str, str]:
    """This will name the scope that each operation needs, by the operation's id."""
    return {
        str(operation.operation_id): str(guard.scope)
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
        for guard in operation.auth_callbacks
        if isinstance(guard, ApiKey)
    }
