"""Your own account: the password, where you are signed in, and the second factor."""

from collections.abc import Callable

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core import totp
from coaching.core.roles import MEANINGS, Role, reaches
from coaching.journeys import own_number
from coaching.journeys import team as journey
from coaching.journeys.own_number import NumberRefused
from coaching.journeys.team import TeamRefused
from coaching.journeys.to_myself import NotSent
from coaching.store import audit, own_numbers, second_factor, sign_ins, team, tries
from coaching.store.models import User
from coaching.store.redis_link import RedisError
from coaching.web import flash, show, spans
from coaching.web.console import guard, passwords
from coaching.web.console.guard import member
from coaching.web.console.sign_in import LOCKED, code_rule

_QUIET_ZONE = 4


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will show what there is to an account."""
    return _page(request)


@sensitive_post_parameters()
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """This will change the password; every other browser is signed out by it."""
    user = member(request)
    typed = [request.POST.get(name, "") for name in ("password", "again")]
    problem = _own_password_problem(request, user) or passwords.problem_of(typed[0], typed[1], user)
    if problem:
        return _page(request, {"password": problem})
    team.set_password(user, typed[0])
    _stay(request, user)
    sign_ins.end_others(user, str(request.session.session_key))
    _record(user, "changed the password of")
    flash.say(request, "Your password is changed. Everywhere else you are signed out.")
    return redirect("account")


@require_POST
def email(request: HttpRequest) -> HttpResponse:
    """This will keep the address to which a link goes when the password is forgotten."""
    user = member(request)

    def do() -> HttpResponse:
        try:
            journey.change_email(user, request.POST.get("email", ""), bootstrap.moment())
        except TeamRefused as refused:
            return _page(request, {"email": str(refused)})
        flash.say(request, "Your email address is kept.")
        return redirect("account")

    return _with_password(request, user, do, "email")


@require_POST
def number(request: HttpRequest) -> HttpResponse:
    """This will send a code to a phone that is to be one's own."""
    return _about_number(request, lambda user: _ask_number(request, user))


@require_POST
def number_code(request: HttpRequest) -> HttpResponse:
    """This will take the code that came to that phone."""

    def do(user: User) -> str:
        own_number.prove(user, request.POST.get("code", ""), bootstrap.moment())
        return "Your number is kept. A test of a text comes to it."

    return _about_number(request, do)


@require_POST
def number_forget(request: HttpRequest) -> HttpResponse:
    """This will take one's own number out."""
    own_number.forget(member(request), bootstrap.moment())
    flash.say(request, "Your number is taken out.")
    return redirect("account")


def _ask_number(request: HttpRequest, user: User) -> str:
    to = own_number.ask(user, request.POST.get("phone", ""), bootstrap.office(), bootstrap.moment())
    return f"A code is on its way to {to}."


def _about_number(request: HttpRequest, do: Callable[[User], str]) -> HttpResponse:
    try:
        flash.say(request, do(member(request)))
    except (NumberRefused, NotSent) as refused:
        return _page(request, {"number": str(refused)})
    except RedisError:
        return _page(request, {"number": "Codes cannot be counted just now, so none goes. Try again in a minute."})
    return redirect(f"{reverse('account')}#number-title")


@require_POST
def sign_out(request: HttpRequest, place: int) -> HttpResponse:
    """This will sign somebody out of one of their other browsers."""
    if not (place < 2**62 and sign_ins.end(member(request), place)):
        raise Http404
    flash.say(request, "Signed out there.")
    return redirect("account")


@never_cache
@require_safe
def second(request: HttpRequest) -> HttpResponse:
    """This will show how to set up the second factor: a picture for the app to read, and the secret to type."""
    return redirect("account") if second_factor.is_on(member(request)) else _set_up(request, "")


@never_cache
@require_POST
def second_on(request: HttpRequest) -> HttpResponse:
    """This will turn the second factor on once a code proves that the app has the secret."""
    user, now = member(request), bootstrap.machine_time()
    if second_factor.is_on(user):
        return redirect("account")
    rule = code_rule(user)
    if not tries.begin((rule,), now):
        return _set_up(request, LOCKED)
    codes = second_factor.turn_on(user, _offered(request, user), request.POST.get("code", ""), now)
    if codes is None:
        return _set_up(request, "This code is not right. Wait for the next one, and look at the clock of your phone.")
    tries.forget((rule,))
    sign_ins.end_others(user, str(request.session.session_key))
    _record(user, "set up the second factor of")
    return show.console(request, "account/codes.html", codes=codes, is_first=True)


@require_POST
def second_off(request: HttpRequest) -> HttpResponse:
    """This will take one's own second factor away, by the password; owners keep theirs."""
    user = member(request)

    def do() -> HttpResponse:
        second_factor.turn_off(user)
        _record(user, "took away the second factor of")
        flash.say(request, "Your second factor is off. Your password alone signs you in.")
        return redirect("account")

    if user.role == Role.OWNER and not guard.is_demo():
        return _page(request, {"second": "An owner needs a second factor."})
    return _with_password(request, user, do)


@never_cache
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """This will make ten new recovery codes, by the password, and show them once."""
    user = member(request)

    def do() -> HttpResponse:
        _record(user, "made new recovery codes of")
        return show.console(request, "account/codes.html", codes=second_factor.fresh_codes(user), is_first=False)

    return _with_password(request, user, do) if second_factor.is_on(user) else redirect("account-second")


def _with_password(
    request: HttpRequest, user: User, do: Callable[[], HttpResponse], place: str = "second"
) -> HttpResponse:
    """A browser left open is no reason to change what keeps others out: the password is asked for."""
    problem = _own_password_problem(request, user)
    return _page(request, {place: problem}) if problem else do()


def _own_password_problem(request: HttpRequest, user: User) -> str:
    rule = code_rule(user)
    if not tries.begin((rule,), bootstrap.machine_time()):
        return LOCKED
    if not user.check_password(request.POST.get("own", "")):
        return "This is not your password. Nothing was changed."
    tries.forget((rule,))
    return ""


def _stay(request: HttpRequest, user: User) -> None:
    """A new password ends every session; this one goes on under a new key."""
    old = str(request.session.session_key)
    update_session_auth_hash(request, user)
    request.session.save()
    sign_ins.moved(old, str(request.session.session_key))


def _record(user: User, verb: str) -> None:
    audit.record(user.username, verb, journey.NOUN, user.pk, bootstrap.moment().now)


def _offered(request: HttpRequest, user: User) -> bytes:
    return second_factor.offered(user, str(request.session.session_key))


def _set_up(request: HttpRequest, problem: str) -> HttpResponse:
    user = member(request)
    secret = _offered(request, user)
    address = totp.address(secret, user.username, bootstrap.office().house.values["brand"])
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    return show.console(
        request,
        "account/second.html",
        status=422 if problem else 200,
        must=guard.needs_second_factor(user),
        problem=problem,
        secret=totp.as_text(secret),
        address=address,
        dark=[(x + _QUIET_ZONE, y + _QUIET_ZONE) for y, row in enumerate(rows) for x, bit in enumerate(row) if bit],
        side=len(rows) + 2 * _QUIET_ZONE,
    )


def _page(request: HttpRequest, problems: dict[str, str] | None = None) -> HttpResponse:
    user, now = member(request), bootstrap.machine_time()
    places = sign_ins.places(user, str(request.session.session_key), now)
    return show.console(
        request,
        "account/page.html",
        status=422 if problems else 200,
        me=user,
        meaning=MEANINGS[Role(user.role)],
        places=[(place, spans.ago(place.at, now)) for place in places],
        has_second_factor=second_factor.is_on(user),
        must_have=user.role == Role.OWNER and not guard.is_demo(),
        since=user.totp_since,
        codes_left=second_factor.codes_left(user),
        problems=problems or {},
        typed_email=request.POST.get("email", user.email),
        sends_tests=reaches(user.role, Role.EDITOR),
        number=own_numbers.proven(user),
        number_waits=own_numbers.waiting(user, now),
        typed_phone=request.POST.get("phone", ""),
    )
