"""The enrolment form, and a look at the first messages before anything is kept.

Nothing typed is lost, each error stands at its field, consent is never ticked in advance.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from coaching import bootstrap
from coaching.core import languages, schedule, screen
from coaching.core.model import Campaign, Channel
from coaching.journeys import countries, first_messages, library, wordings
from coaching.journeys import enrol as journey
from coaching.journeys.enrol import EnrolmentRefused, Request
from coaching.store import campaigns, standings
from coaching.store.models import Enrolment
from coaching.web import flash, show
from coaching.web.console import zones as places

SLOT_WORDS = {"am": "Morning texts at", "pm": "Evening texts at"}
TEXTS = ("first_name", "phone", "email", "zone", "start", "region")


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day of the programme; `usual` is used where the field stays empty."""

    field: str
    label: str
    usual: str


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """This will show the form, or take it in."""
    if request.method == "POST":
        return _take_in(request)
    tomorrow = bootstrap.moment().now.date() + schedule.ONE_DAY
    return _form(request, {"start": tomorrow.isoformat(), "campaign": request.GET.get("campaign", "")}, {})


@require_safe
def zones(request: HttpRequest) -> HttpResponse:
    """This will name the zones that a phone number suggests, as a fragment of the form."""
    return show.public(request, "parts/zones.html", suggested=places.of_phone(request.GET.get("phone", "")))


def _take_in(request: HttpRequest) -> HttpResponse:
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if typed.get("back") == "yes":
        return _form(request, typed, {})
    if not typed.get("zone", "").strip() and (guess := places.of_phone(typed.get("phone", ""))):
        problem = "This is what the phone number suggests. Check it, then send the form again."
        return _form(request, {**typed, "zone": guess[0]}, {"zone": problem})
    office, moment = bootstrap.office(), bootstrap.moment()
    try:
        if typed.get("look") == "yes":
            return _look(request, typed)
        enrolment = journey.enrol(_request(typed), request.user.get_username(), office, moment)
    except EnrolmentRefused as refused:
        return _form(request, typed, refused.problems)
    flash.say(request, _done(enrolment, must_confirm=office.confirm))
    return redirect("person", enrolment=enrolment.pk)


def _look(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponse:
    """The second step: what would go out first, and when. Consent is not needed to look, only to enrol."""
    office, moment = bootstrap.office(), bootstrap.moment()
    wanted = _request({**typed, "consent": "yes"})
    checked, channels = journey.sure(wanted, office, moment.now)
    version = journey.version_of(wanted.campaign)
    return show.console(
        request,
        "enrol_look.html",
        checked=checked,
        kept={name: value for name, value in typed.items() if _is_field(name) and value},
        firsts=first_messages.of(checked, channels, version, office, moment.now),
        silent=[
            channel for channel in Channel if getattr(checked, journey.FIELDS[channel]) and channel not in channels
        ],
        agreed=typed.get("consent") == "yes",
        wordings=journey.consent_wordings(wanted.campaign, office.house.values["brand"]),
        must_confirm=office.confirm,
        local_now=moment.now.astimezone(standings.zone(checked.zone)),
    )


def _is_field(name: str) -> bool:
    """What the form itself asks for; a press or a token is none of it."""
    own = (*TEXTS, "campaign", "language", "consent", "health")
    return name in own or name.startswith(("slot_", "q_"))


def _request(typed: Mapping[str, str]) -> Request:
    slots = {name.removeprefix("slot_"): value for name, value in typed.items() if name.startswith("slot_")}
    first_name, phone, email, zone, start, region = (typed.get(name, "") for name in TEXTS)
    return Request(
        first_name,
        phone,
        email,
        zone,
        start,
        region=region,
        campaign=_key(typed),
        language=typed.get("language") or languages.DEFAULT,
        consent=typed.get("consent") == "yes",
        how="recorded by a coach in the console",
        slots=slots,
        health=typed.get("health") == "yes",
        answers={key: typed.get(f"q_{key}", "") for key in screen.KEYS},
    )


def _done(enrolment: Enrolment, *, must_confirm: bool) -> str:
    name = enrolment.subscriber.first_name
    again = f" This is run {enrolment.cycle}." if enrolment.cycle > 1 else ""
    silent = "".join(f" {_SILENT[channel].format(name=name)}" for channel in journey.silent_channels(enrolment))
    if must_confirm:
        return f"{name} is enrolled. An invitation goes out; the programme begins once {name} says yes.{again}{silent}"
    return f"{name} is enrolled. The first day is {enrolment.start:%a %-d %b}.{again}{silent}"


_SILENT = {
    Channel.SMS: "{name} had stopped our texts, so no text asks; only START from their phone brings them back.",
    Channel.EMAIL: "{name} had stopped our emails, so no email asks.",
}


def _form(request: HttpRequest, typed: Mapping[str, str], problems: Mapping[str, str]) -> HttpResponse:
    office = bootstrap.office()
    brand = office.house.values["brand"]
    key = _key(typed)
    campaign = _campaign(key)
    return show.console(
        request,
        "enrol.html",
        status=422 if problems else 200,
        typed=typed,
        problems=problems,
        programmes=campaigns.names(),
        programme=key,
        languages=[languages.LANGUAGES[code] for code in (campaign.languages if campaign else ())],
        wordings=journey.consent_wordings(key, brand) if campaign else [],
        health_wording=wordings.for_health(brand),
        questions=screen.QUESTIONS,
        countries=countries.open_ones(office),
        zones=places.known(),
        suggested=places.of_phone(typed.get("phone", "")),
        slots=_slots(campaign),
        must_confirm=office.confirm,
    )


def _slots(campaign: Campaign | None) -> list[Slot]:
    usual = campaign.slots.items() if campaign else ()
    return [Slot(f"slot_{key}", SLOT_WORDS.get(key, f"Texts of {key} at"), f"{at:%H:%M}") for key, at in usual]


def _key(typed: Mapping[str, str]) -> str:
    """The programme that was chosen; without a choice, the house's own."""
    return typed.get("campaign") or bootstrap.HOME_CAMPAIGN


def _campaign(key: str) -> Campaign | None:
    stored = campaigns.current(key)
    return library.campaign(stored.id) if stored else None
