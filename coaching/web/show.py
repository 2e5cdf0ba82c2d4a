"""Puts a page together: its own values, and the frame around them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coaching import bootstrap
from coaching.settings import load
from coaching.store import switches
from coaching.web import flash


def console(request: HttpRequest, name: str, /, *, status: int = 200, **values: Any) -> HttpResponse:
    """This will answer with a page of the console, inside its header."""
    return render(request, name, {**frame(request), **values}, status=status)


def public(request: HttpRequest, name: str, /, *, status: int = 200, **values: Any) -> HttpResponse:
    """This will answer with a page for anybody: no header of the console, nothing about its state."""
    return render(request, name, {"brand": load().brand, **values}, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """This will gather what the header shows. `demo_now` is None outside the demo."""
    settings = load()
    return {
        "brand": settings.brand,
        "coach": request.user.get_username(),
        "path": request.path,
        "toasts": flash.take(request),
        "stopped": switches.off(),
        "demo_now": bootstrap.moment().now if settings.mode == "demo" else None,
        "simulator_url": settings.simulator_url,
    }
