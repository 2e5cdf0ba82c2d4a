"""Keys of the API: made here and shown once, and ended here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from coaching import bootstrap
from coaching.core.scopes import SENTENCES, Scope
from coaching.journeys import api_keys as journey
from coaching.journeys.api_keys import KeyRefused
from coaching.settings import load
from coaching.store import api_keys
from coaching.store.api_keys import ApiKeyId
from coaching.store.models import ApiKey
from coaching.web import flash, show
from coaching.web.flash import Undo


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """This will list keys, or make one and show its token this once."""
    if request.method != "POST":
        return _shown(request)
    name, scopes = request.POST.get("name", ""), request.POST.getlist("scope")
    try:
        made = journey.make(name, scopes, request.user.get_username(), bootstrap.moment())
    except KeyRefused as refused:
        return _shown(request, problems=refused.problems, name=name, chosen=scopes)
    return _shown(request, token=made.token)


def _shown(
    request: HttpRequest,
    *,
    problems: dict[str, str] | None = None,
    name: str = "",
    chosen: list[str] | None = None,
    token: str = "",
) -> HttpResponse:
    keys = api_keys.every()
    return show.console(
        request,
        "api/keys.html",
        status=422 if problems else 200,
        counting=[each for each in keys if each.revoked_at is None],
        ended=[each for each in keys if each.revoked_at is not None],
        scopes=[(scope, SENTENCES[scope]) for scope in Scope],
        problems=problems or {},
        name=name,
        chosen=chosen or [],
        token=token,
        url_of_api=f"{load().public_url}/api/v1",
    )


@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """This will end a key at once, with a way back for some minutes."""
    found = _find(key)
    if journey.revoke(ApiKeyId(key), request.user.get_username(), bootstrap.moment()):
        undo = Undo("Undo: let it count again", reverse("key-restore", args=[key]))
        flash.say(request, f"The key “{found.name}” counts no more.", undo)
    else:
        flash.problem(request, "This key was ended already.")
    return redirect("keys")


@require_POST
def restore(request: HttpRequest, key: int) -> HttpResponse:
    """This will take the end of a key back."""
    found = _find(key)
    if journey.restore(ApiKeyId(key), request.user.get_username(), bootstrap.moment()):
        flash.say(request, f"The key “{found.name}” counts again.")
    else:
        flash.problem(request, "That was too long ago. Make a new key.")
    return redirect("keys")


def _find(key: int) -> ApiKey:
    found = api_keys.get(ApiKeyId(key)) if key < 2**63 else None
    if found is None:
        raise Http404
    return found
