"""Puts a page together: its own values, and the frame around them."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coaching import bootstrap
from coaching.settings import load
from coaching.store import alerts, switches, threads
from coaching.store.alerts import Pressing
from coaching.web import flash
from coaching.web.console import roles


def console(request: HttpRequest, name: str, /, *, status: int = 200, **values: Any) -> HttpResponse:
    """This will answer with a page of the console, inside its header."""
    return render(request, name, {**frame(request), **values}, status=status)


def public(request: HttpRequest, name: str, /, *, status: int = 200, **values: Any) -> HttpResponse:
    """This will answer with a page for anybody: no header of the console, nothing about its state."""
    return render(request, name, {"brand": load().brand, **values}, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """This will gather what the header shows. `demo_now` is None outside the demo."""
    settings = load()
    pressing, now = alerts.pressing(), bootstrap.moment().now
    return {
        "brand": settings.brand,
        "coach": request.user.get_username(),
        "may": partial(roles.may, getattr(request.user, "role", "")),
        "path": request.path,
        "toasts": flash.take(request),
        "stopped": switches.off(),
        "pressing": pressing,
        "mark": mark(pressing),
        "is_fragment": False,
        "waiting": threads.waiting(request.user.pk or 0, now),
        "demo_now": now if settings.mode == "demo" else None,
        "simulator_url": settings.simulator_url,
    }


def mark(pressing: Pressing) -> str:
    """This will name what the header shows of alerts, so that nothing is said twice while it stays the same."""
    return f"{pressing.red}-{pressing.amber}-{pressing.unheard}-{pressing.oldest.pk if pressing.oldest else 0}"
