"""Stands before every page of the console: a sign-in."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

View = Callable[..., HttpResponseBase]


def guarded(route: str, view: View, name: str) -> URLPattern:
    """This will make a route that only a signed-in coach reaches."""
    return path(route, login_required(view), name=name)
