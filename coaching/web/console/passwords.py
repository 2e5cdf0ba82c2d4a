"""A forgotten password, and the page on which somebody chooses one by the link they were sent."""

from datetime import timedelta
from threading import Thread

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import team as journey
from coaching.journeys import team_mail
from coaching.journeys.office import Moment, Office
from coaching.journeys.team_mail import Letter
from coaching.store import invitations, tries
from coaching.store.models import User
from coaching.store.tries import Rule
from coaching.web import show
from coaching.web.me.join_public import address_of

HOUR = timedelta(hours=1)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """This will send a link to who forgot the password. The answer is the same, and as quick, for a name of nobody."""
    office, moment = bootstrap.office(), bootstrap.moment()
    if request.method != "POST":
        return show.public(request, "forgot.html", state="ask" if Channel.EMAIL in office.ready else "no email")
    asked = request.POST.get("who", "")[:320]
    rules = (Rule("forgot", asked, 5, HOUR), Rule("forgot by address", address_of(request), 20, HOUR))
    if not tries.begin(rules, moment.machine_now):
        return show.public(request, "forgot.html", status=429, state="often")
    if Channel.EMAIL in office.ready:
        _send(journey.forgotten(asked, office, moment), office, moment)
    return show.public(request, "forgot.html", state="sent" if Channel.EMAIL in office.ready else "no email")


def _send(letters: list[Letter], office: Office, moment: Moment) -> None:
    """Beside the answer: how long an email takes would tell who has an account. It touches no database."""
    Thread(target=lambda: [team_mail.send(each, office, moment) for each in letters], daemon=True).start()


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """This will set the password that somebody chooses; looking at the page does not use the link up."""
    moment = bootstrap.moment()
    user = invitations.whose(code, moment.machine_now)
    if user is None:
        return show.public(request, "password_over.html", status=404)
    if request.method != "POST":
        return _form(request, user, "")
    password = request.POST.get("password", "")
    problem = problem_of(password, request.POST.get("again", ""), user)
    if problem:
        return _form(request, user, problem)
    journey.choose_password(user, password, moment)
    return redirect(f"{reverse('sign-in')}?password=new")


def problem_of(password: str, again: str, user: User) -> str:
    """This will say what is wrong with a new password, "" if nothing is."""
    if password != again:
        return "The two are not the same. Type the password once more."
    try:
        validate_password(password, user)
    except ValidationError as weak:
        return " ".join(weak.messages)
    return ""


def _form(request: HttpRequest, user: User, problem: str) -> HttpResponse:
    return show.public(request, "password.html", status=422 if problem else 200, name=user.username, problem=problem)
