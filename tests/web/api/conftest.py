"""A client of the API with a key of its own."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from coaching.core.scopes import Scope

if TYPE_CHECKING:
    from django.http import HttpResponse


class Caller:
    """Calls as another system does; `token` may be put by a test."""

    def __init__(self, token: str) -> None:
        self.token = token
        self._client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> "HttpResponse":
        """An Idempotency-Key is made up for each POST, unless the test names one."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method == "POST":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self._client.generic(  # type: ignore[return-value]  # the test client's own kind
            method, f"/api/v1{path}", raw, content_type="application/json", headers=sent
        )

    def get(self, path: str) -> "HttpResponse":
        return self("GET", path)

    def post(self, path: str, body: object = None, **headers: str) -> "HttpResponse":
        return self("POST", path, {} if body is None else body, **headers)

    def told(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)


@pytest.fixture
def key(db: None) -> Callable[..., Caller]:
    """Makes a key with scopes, and who calls with it."""

    def made(*scopes: Scope) -> Caller:
        from coaching.store import api_keys

        now = datetime.now(UTC)  # noqa: TID251  # a test is a face: it reads the clock the views read
        return Caller(api_keys.make("the shop", scopes, "maya", now).token)

    return made


@pytest.fixture
def caller(key: Callable[..., Caller]) -> Caller:
    """May do everything."""
    return key(*Scope)


@pytest.fixture
def settings_without_pace(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A key may call as often as a test likes."""
    from coaching import settings

    monkeypatch.setenv("COACHING_API_CALLS_PER_MINUTE", "1000000")
    settings.load.cache_clear()
    yield
    settings.load.cache_clear()


@pytest.fixture
def application(db: None) -> Iterator[Any]:
    """The web face as gunicorn runs it; as in Django's test client, a request leaves the test's connection open."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from coaching.web.wsgi import application

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield application
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
