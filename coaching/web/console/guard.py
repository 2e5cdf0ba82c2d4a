"""Stands before every page of the console: a sign-in, the role, and for owners the second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path

from coaching.core.roles import Role, reaches
from coaching.settings import load
from coaching.store import second_factor, team
from coaching.store.models import User
from coaching.web import show
from coaching.web.console import roles

View = Callable[..., HttpResponseBase]


def guarded(route: str, view: View, name: str) -> URLPattern:
    """This will make a route that only somebody signed in reaches whose role may use it (console/roles.py)."""
    return path(route, login_required(by_role(view, name, roles.needed(name))), name=name)


def by_role(view: View, name: str, needed: Role) -> View:
    """This will let a view answer only those of a role, and owners only with their second factor."""

    @wraps(view)
    def checked(request: HttpRequest, **named: Any) -> HttpResponseBase:
        user = member(request)
        if not reaches(user.role, needed):
            return refused(request, needed)
        if name not in roles.OWN_ACCOUNT and needs_second_factor(user):
            return redirect("account-second")
        return view(request, **named)

    return checked


def member(request: HttpRequest) -> User:
    """This will give who is signed in. Raises LookupError for nobody: the guard comes first."""
    if not isinstance(request.user, User):
        raise LookupError("nobody is signed in")
    return request.user


def needs_second_factor(user: User) -> bool:
    """This will say whether somebody must set up a second factor first: every owner, but not in the demo."""
    return user.role == Role.OWNER and not is_demo() and not second_factor.is_on(user)


def is_demo() -> bool:
    return load().mode == "demo"


def refused(request: HttpRequest, needed: Role) -> HttpResponse:
    """This will say that a role does not reach, what it would take, and who can help."""
    return show.console(
        request, "refused.html", status=403, needed=needed, role=member(request).role, owners=team.owners()
    )
