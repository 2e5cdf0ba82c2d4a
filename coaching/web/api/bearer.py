"""Who calls: a key in the Authorization header, its scope and its pace. A session's cookie counts for nothing here."""

from datetime import timedelta

import structlog
from django.http import HttpRequest
from ninja.security import HttpBearer

from coaching import bootstrap
from coaching.core.scopes import Scope
from coaching.settings import load
from coaching.store import api_keys, limits
from coaching.store.api_keys import Known
from coaching.store.redis_link import RedisError
from coaching.web.api.problems import NOT_IN_SCOPE, TOO_MANY, Problem

log = structlog.get_logger()
MINUTE = timedelta(minutes=1)


class ApiKey(HttpBearer):
    """Lets a key in that counts, has the scope and is not too fast."""

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Known | None:
        del request
        known = api_keys.find(token, bootstrap.machine_time())
        if known is None:
            return None
        _keep_pace(known)
        if self.scope is not None and self.scope not in known.scopes:
            raise Problem(NOT_IN_SCOPE, f"This key lacks the scope {self.scope}.")
        return known


def needs(scope: Scope) -> ApiKey:
    """This will guard an operation by a scope."""
    return ApiKey(scope)


def caller(request: HttpRequest) -> Known:
    """This will give the key that was let in."""
    known = getattr(request, "auth", None)
    if not isinstance(known, Known):
        raise LookupError("this operation is not guarded by a key")
    return known


def actor(request: HttpRequest) -> str:
    """This will name who does it, for the audit."""
    return f"key {caller(request).name}"


def _keep_pace(known: Known) -> None:
    """Without Redis nobody counts: the call is let in, as its key proves who it is."""
    try:
        wait = limits.wait_s("api", str(known.pk), load().api_calls_per_minute, MINUTE)
    except RedisError as error:
        log.warning("calls are not counted", error=type(error).__name__)
        return
    if wait:
        raise Problem(TOO_MANY, f"Wait {wait} s before the next call.", headers={"Retry-After": str(wait)})
