"""The description of the API: as a document for programs, as a page for people. Both come from the operations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core import announcements, scopes
from coaching.core.scopes import Scope
from coaching.settings import load
from coaching.store import api_keys
from coaching.web import show
from coaching.web.api import problems
from coaching.web.api.made import api
from coaching.web.api.problems import KINDS, NO_KEY, Problem

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or field, with its kind in words."""

    name: str
    kind: str
    is_required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    slug: str
    method: str
    path: str
    title: str
    scope: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    statuses: tuple[str, ...]


@cache
def written() -> dict[str, Any]:
    """This will write the OpenAPI document, once per process."""
    return {**api.get_openapi_schema(), "servers": [{"url": load().public_url}]}


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """This will give the document to any key, and to whoever is signed in."""
    head, _, token = request.headers.get("Authorization", "").partition(" ")
    by_key = head.lower() == "bearer" and api_keys.find(token, bootstrap.machine_time())
    if not by_key and not request.user.is_authenticated:
        return problems.answer(Problem(NO_KEY))
    return JsonResponse(written())


document.login_required = False  # type: ignore[attr-defined]  # a key opens it as well; it asks for one of both


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will show the reference."""
    told = written()
    found = [
        _operation(told, path, method, each)
        for path, methods in told["paths"].items()
        for method, each in methods.items()
    ]
    groups: dict[str, list[Operation]] = {}
    for tag, operation in found:
        groups.setdefault(tag, []).append(operation)
    return show.console(
        request,
        "api/reference.html",
        groups=groups,
        count=len(found),
        kinds=KINDS,
        scopes=[(scope, scopes.SENTENCES[scope]) for scope in Scope],
        events=[(event, announcements.SENTENCES[event]) for event in announcements.OFFERED],
        url_of_api=f"{load().public_url}/api/v1",
        per_minute=load().api_calls_per_minute,
    )


def _operation(told: Json, path: str, method: str, each: Json) -> tuple[str, Operation]:
    body = each.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    good = next(answer for status, answer in each["responses"].items() if int(status) < 300)
    return each["tags"][0], Operation(
        slug=each["operationId"],
        method=method.upper(),
        path=path,
        title=each.get("description", each["summary"]),
        scope=each["x-scope"],
        parameters=tuple(_parameter(one) for one in each["parameters"]),
        body=tuple(_fields(told, body)),
        answer=tuple(_fields(told, good["content"]["application/json"]["schema"])),
        statuses=tuple(str(status) for status in each["responses"]),
    )


def _parameter(one: Json) -> Field:
    places = {"path": "in the address", "query": "query", "header": "header"}
    kind = f"{places[one['in']]}, {_kind(one['schema'])}"
    return Field(one["name"], kind, one["required"], one.get("description", ""))


def _fields(told: Json, schema: Json, before: str = "") -> Iterator[Field]:
    """The fields of a body or an answer, those within others by their path."""
    whole = _whole(told, schema)
    for name, one in whole.get("properties", {}).items():
        yield Field(before + name, _kind(one), name in whole.get("required", []), one.get("description", ""))
        inner = one.get("items", one)
        inner = next((each for each in inner.get("anyOf", []) if "$ref" in each), inner)
        if "properties" in _whole(told, inner):
            yield from _fields(told, inner, f"{before}{name}{'[]' if 'items' in one else ''}.")


def _whole(told: Json, schema: Json) -> Json:
    """A schema, looked up where it stands elsewhere."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Json = told["components"]["schemas"][name] if name else schema
    return found


def _kind(one: Json) -> str:
    """What a value is, in a few words."""
    if "anyOf" in one:
        return " or ".join(_kind(each) for each in one["anyOf"])
    if "$ref" in one:
        return str(one["$ref"].rpartition("/")[2])
    if "const" in one:
        return str(one["const"]).lower()
    if "enum" in one:
        return " | ".join(str(each) for each in one["enum"])
    if one.get("type") == "array":
        return f"list of {_kind(one['items'])}"
    return str(one.get("format") or one.get("type", "object"))
