"""The team page, for owners: who may sign in, as what; inviting, changing, letting go."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching import bootstrap
from coaching.core.roles import MEANINGS, Role
from coaching.journeys import team as journey
from coaching.journeys import team_mail
from coaching.journeys.team import Invitation, InvitationRefused, TeamRefused
from coaching.journeys.team_mail import Letter
from coaching.store import second_factor, team
from coaching.store.models import User
from coaching.web import flash, show, spans
from coaching.web.console.guard import member
from coaching.web.flash import Undo


@dataclass(frozen=True, slots=True)
class Member:
    """One line. `last`: when they signed in last, in words; `is_invited`: they have chosen no password yet."""

    user: User
    role: str
    last: str
    is_invited: bool
    has_second_factor: bool
    is_me: bool


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will list the team."""
    now = bootstrap.machine_time()
    members = [
        Member(
            user=each,
            role=each.role,
            last=spans.ago(each.last_login, now) if each.last_login else "",
            is_invited=not each.has_usable_password(),
            has_second_factor=second_factor.is_on(each),
            is_me=each.pk == request.user.pk,
        )
        for each in team.everybody()
    ]
    return show.console(
        request,
        "team/list.html",
        members=[each for each in members if each.user.is_active],
        gone=[each for each in members if not each.user.is_active],
        meanings=MEANINGS,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """This will ask whom to invite, then make the account and send the letter."""
    if request.method != "POST":
        return _form(request, Invitation("", "", Role.COACH), {})
    asked = Invitation(*(request.POST.get(name, "")[:320] for name in ("name", "email", "role")))
    try:
        letter = journey.invite(asked, member(request).username, bootstrap.office(), bootstrap.moment())
    except InvitationRefused as refused:
        return _form(request, asked, refused.problems)
    return _post(request, letter)


@never_cache
@require_POST
def link(request: HttpRequest, user: int) -> HttpResponse:
    """This will send a member a link with which they choose a password."""
    try:
        letter = journey.new_link(_find(user), member(request).username, bootstrap.office(), bootstrap.moment())
    except TeamRefused as refused:
        flash.problem(request, str(refused))
        return redirect("team")
    return _post(request, letter)


@require_POST
def role(request: HttpRequest, user: int) -> HttpResponse:
    """This will give a member another role."""
    found, by = _find(user), member(request).username
    try:
        flash.say(request, journey.change_role(found, request.POST.get("role", ""), by, bootstrap.moment()))
    except TeamRefused as refused:
        flash.problem(request, str(refused))
    return redirect("team" if found.pk != request.user.pk else "home")


@require_POST
def close(request: HttpRequest, user: int) -> HttpResponse:
    """This will let a member go: they are signed out everywhere at once. The next page offers to take it back."""
    found = _find(user)
    try:
        journey.close(found, member(request).username, bootstrap.moment())
        back = Undo("Undo: let them in again", reverse("team-reopen", args=[user]))
        flash.say(request, f"{found.username} cannot sign in any more.", back)
    except TeamRefused as refused:
        flash.problem(request, str(refused))
    return redirect("team")


@require_POST
def reopen(request: HttpRequest, user: int) -> HttpResponse:
    """This will let a member in again, in the role they had."""
    found = _find(user)
    try:
        journey.reopen(found, member(request).username, bootstrap.moment())
        flash.say(request, f"{found.username} can sign in again.")
    except TeamRefused as refused:
        flash.problem(request, str(refused))
    return redirect("team")


@require_POST
def without_second_factor(request: HttpRequest, user: int) -> HttpResponse:
    """This will take away the second factor of somebody who has lost it."""
    found = _find(user)
    try:
        journey.without_second_factor(found, member(request).username, bootstrap.moment())
        flash.say(
            request, f"{found.username} signs in with the password alone now, and can set up a new second factor."
        )
    except TeamRefused as refused:
        flash.problem(request, str(refused))
    return redirect("team")


def _post(request: HttpRequest, letter: Letter) -> HttpResponse:
    """A letter that cannot go is shown as a link to hand over, with the reason."""
    why_not = team_mail.send(letter, bootstrap.office(), bootstrap.moment())
    if why_not:
        return show.console(request, "team/link.html", letter=letter, why_not=why_not, lasts=spans.length(letter.lasts))
    flash.say(request, f"The link is on its way to {letter.to}. It works once, within {spans.length(letter.lasts)}.")
    return redirect("team")


def _form(request: HttpRequest, asked: Invitation, problems: dict[str, str]) -> HttpResponse:
    return show.console(
        request,
        "team/invite.html",
        status=422 if problems else 200,
        asked=asked,
        problems=problems,
        meanings=MEANINGS,
    )


def _find(user: int) -> User:
    found = team.find(user) if user < 2**62 else None
    if found is None:
        raise Http404
    return found
