"""The page where anybody can sign up: what is agreed to stands in full beside empty boxes; all get the same answer."""

from collections.abc import Mapping
from urllib.parse import urlencode

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coaching import bootstrap
from coaching.core import screen
from coaching.core.model import Channel
from coaching.journeys import countries, joining, typed, wordings
from coaching.journeys.enrol import EnrolmentRefused
from coaching.journeys.joining import Form, TooOften
from coaching.journeys.office import Office
from coaching.settings import load
from coaching.store import proven
from coaching.store.redis_link import RedisError
from coaching.web import show
from coaching.web.console import zones as places
from coaching.web.me import zones

log = structlog.get_logger()
BOXES = {"sms": Channel.SMS, "mail": Channel.EMAIL}
Typed = Mapping[str, str]


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """This will show the form, or take it in."""
    number = _number(request)
    if request.method == "POST":
        return _take_in(request, number)
    return _form(request, {"phone": number or ""}, {}, number)


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """This will say what comes next, in the same words whether or not something was sent."""
    by_text, by_email = ("sms" in request.GET, "mail" in request.GET)
    return show.public(
        request, "me/join_sent.html", by_text=by_text or not by_email, by_email=by_email, contact=_contact()
    )


@login_not_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """This will say what happens with a person's data."""
    return show.public(request, "me/join_data.html", contact=_contact())


def _take_in(request: HttpRequest, number: str | None) -> HttpResponse:
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    boxes = [box for box in BOXES if given.get(box) == "yes"]
    done = redirect(f"{reverse('join-sent')}?{urlencode(dict.fromkeys(boxes, 1))}")
    if given.get("website"):
        log.info("a machine filled in the join page")
        return done
    office, moment = bootstrap.office(), bootstrap.moment()
    try:
        joining.join(_read(request, given, number, office), office, moment)
    except EnrolmentRefused as refused:
        return _form(request, given, refused.problems, number)
    except TooOften:
        return _sorry(request, 429, "That was often", "Please try again in an hour. Nothing more is needed from you.")
    except RedisError:
        log.exception("nobody can sign up: their tries cannot be counted")
        return _sorry(request, 503, "We cannot take this just now", "Please try again in a few minutes.")
    if number is not None:
        proven.forget(given.get("p", ""))
    return done


def _read(request: HttpRequest, given: Typed, number: str | None, office: Office) -> Form:
    return Form(
        first_name=given.get("first_name", ""),
        phone=given.get("phone", ""),
        email=given.get("email", ""),
        zone=given.get("zone", "") or _zone(given, office),
        region=given.get("region", ""),
        adult=given.get("adult", ""),
        agreed=frozenset(channel for box, channel in BOXES.items() if given.get(box) == "yes"),
        campaign=bootstrap.HOME_CAMPAIGN,
        ip=address_of(request),
        health=given.get("health") == "yes",
        answers={key: given.get(f"q_{key}", "") for key in screen.KEYS if key != screen.AGE},
        proven=number,
    )


def _zone(given: Typed, office: Office) -> str:
    """The one zone that the number lies in, if it is one."""
    number = typed.phone(given.get("phone", ""), {}, office.home)
    suggested = places.of_phone(number) if number else ()
    return suggested[0] if len(suggested) == 1 else ""


def _number(request: HttpRequest) -> str | None:
    """The number that the link of this visit was sent to."""
    given = (request.POST if request.method == "POST" else request.GET).get("p", "")
    try:
        return proven.number_of(given)
    except RedisError:
        return None


def address_of(request: HttpRequest) -> str:
    """This will give the address a request came from: in production, what the proxy before us has seen."""
    seen = request.headers.get("X-Forwarded-For", "") if load().mode == "production" else ""
    return seen.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", "")) or "unknown"


def _form(request: HttpRequest, given: Typed, problems: Mapping[str, str], number: str | None) -> HttpResponse:
    office = bootstrap.office()
    brand = office.house.values["brand"]
    about_health = [name for name in ("health", *(f"q_{key}" for key in screen.KEYS)) if given.get(name)]
    return show.public(
        request,
        "me/join_public.html",
        status=422 if problems else 200,
        typed=given,
        problems={name: problems[name] for name in sorted(problems, key=_place)},
        p=(request.POST if request.method == "POST" else request.GET).get("p", "") if number else "",
        is_proven=number is not None,
        sms_wording=wordings.for_channel(Channel.SMS, brand),
        email_wording=wordings.for_channel(Channel.EMAIL, brand),
        health_wording=wordings.for_health(brand),
        countries=countries.open_ones(office),
        zones=zones.by_area(),
        questions=screen.HEALTH,
        health_open=bool(about_health),
    )


_ORDER = ("first_name", "phone", "sms", "email", "mail", "region", "zone", "adult", "health")


def _place(field: str) -> int:
    """Where a field stands on the page."""
    return _ORDER.index(field) if field in _ORDER else len(_ORDER)


def _sorry(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return show.public(request, "problem.html", status=status, title=title, text=text, back=None)


def _contact() -> str:
    return bootstrap.office().house.values["support_contact"]
