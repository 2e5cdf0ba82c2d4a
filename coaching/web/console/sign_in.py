"""The way in and the way out: name and password, then a code where a second factor is set up."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.journeys import team as journey
from coaching.store import audit, second_factor, sign_ins, team, tries
from coaching.store.models import User
from coaching.store.seal import SealBroken
from coaching.store.tries import Rule
from coaching.web import show
from coaching.web.console import device
from coaching.web.me.join_public import address_of

log = structlog.get_logger()
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
CODE_WITHIN = timedelta(minutes=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"
_WAITING = "waits for a code"
LOCKED = "That was wrong too often. Wait a quarter of an hour, then try again."


class SignIn(LoginView):
    """Django's own form and checks in our page; who is signed in already goes on to Today."""

    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Each try is counted before the password is looked at: by name and address, by name, and by address."""
        if not tries.begin(_rules(request), bootstrap.machine_time()):
            log.warning("a sign-in is locked out")
            return self._page(LOCKED, 429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user, goal = form.get_user(), self.get_success_url()
        tries.forget(_rules(self.request)[:2])
        if not isinstance(user, User):
            raise LookupError("an account of another kind")
        if not second_factor.is_on(user):
            return _let_in(self.request, user, goal)
        self.request.session.cycle_key()
        self.request.session[_WAITING] = {
            "user": user.pk,
            "hash": user.get_session_auth_hash(),
            "until": (bootstrap.machine_time() + CODE_WITHIN).isoformat(),
            "next": goal,
        }
        return redirect("sign-in-code")

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        del response_kwargs
        wrong = "This name and password do not go together. Try again." if context["form"].errors else ""
        return self._page(wrong, 422 if wrong else 200)

    def _page(self, wrong: str, status: int) -> HttpResponse:
        return show.public(
            self.request,
            "sign_in.html",
            status=status,
            wrong=wrong,
            name=self.request.POST.get("username", ""),
            next=self.get_redirect_url(),
            is_new=self.request.GET.get("password") == "new",
        )


class SignOut(LogoutView):
    """Only by POST, so that no link or picture signs anybody out."""

    next_page = "/sign-in/"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """This will ask for the code of the app, or one of the recovery codes, from who has given the password."""
    now = bootstrap.machine_time()
    user = _waiting(request, now)
    if user is None:
        return redirect("sign-in")
    if request.method != "POST":
        return show.public(request, "sign_in_code.html", wrong="", status=200)
    rule = code_rule(user)
    if not tries.begin((rule,), now):
        log.warning("the codes of a sign-in are locked out", user=user.pk)
        return show.public(request, "sign_in_code.html", wrong=LOCKED, status=429)
    try:
        wrong = "" if _is_right(user, request.POST.get("code", ""), now) else "This code is not right, or was used."
    except SealBroken:
        wrong = "Your second factor cannot be read any more. Ask an owner, or use coaching unlock."
    if wrong:
        return show.public(request, "sign_in_code.html", wrong=wrong, status=422)
    tries.forget((rule,))
    return _let_in(request, user, request.session.pop(_WAITING)["next"])


def code_rule(user: User) -> Rule:
    """This will give the lock-out of codes and passwords typed for an account that is known."""
    return Rule("code", str(user.pk), 5, QUARTER)


def _rules(request: HttpRequest) -> tuple[Rule, ...]:
    name, address = request.POST.get("username", "")[:150], address_of(request)
    return (
        Rule("sign-in", f"{name}|{address}", 5, QUARTER),
        Rule("sign-in by name", name, 30, HOUR),
        Rule("sign-in by address", address, 100, HOUR),
    )


def _waiting(request: HttpRequest, now: datetime) -> User | None:
    """Who has given the password in this browser a moment ago, if nothing about the account has changed since."""
    waits = request.session.get(_WAITING)
    if not waits or datetime.fromisoformat(waits["until"]) < now:
        return None
    user = team.find(waits["user"])
    if user is None or not user.is_active or not second_factor.is_on(user):
        return None
    return user if constant_time_compare(waits["hash"], user.get_session_auth_hash()) else None


def _is_right(user: User, typed: str, now: datetime) -> bool:
    if second_factor.takes_code(user, typed, now):
        return True
    if not second_factor.takes_recovery_code(user, typed, now):
        return False
    audit.record(user.username, "used a recovery code of", journey.NOUN, user.pk, bootstrap.moment().now)
    return True


def _let_in(request: HttpRequest, user: User, goal: str) -> HttpResponse:
    """Django changes the session's key here, so that a key somebody else has planted is worth nothing."""
    login(request, user, backend=BACKEND)
    request.session.save()
    kind = device.of(request.headers.get("User-Agent", ""))
    sign_ins.begin(user, str(request.session.session_key), kind, bootstrap.machine_time())
    return HttpResponseRedirect(goal)
