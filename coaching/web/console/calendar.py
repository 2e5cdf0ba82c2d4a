"""The calendar of a programme: its weeks and days, the draft of the next one, and one day at a time."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core import revising
from coaching.core.model import Campaign, Channel, LatePolicy, Step
from coaching.core.revising_words import LATE, SLOTS
from coaching.journeys import library
from coaching.journeys.calendar import draft, publishing, reading
from coaching.journeys.calendar.draft import Working
from coaching.store import campaigns, schedule_changes, templates
from coaching.store.models import ScheduleChange
from coaching.web import show
from coaching.web.console import calendar_cells, calendar_panel


@dataclass(frozen=True, slots=True)
class Published:
    """A calendar of the past, and whether it can be taken back."""

    change: ScheduleChange
    can_go_back: bool


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will show the weeks of a programme (`campaign`): its draft where there is one, or with `show=live` the
    published one; with `day`, that day beside them."""
    programmes = campaigns.names()
    home = bootstrap.HOME_CAMPAIGN
    asked = request.GET.get("campaign", "")
    key = asked if asked in programmes else home if home in programmes else next(iter(programmes), "")
    working = draft.read(key)
    if working is None:
        return show.console(request, "programme/nothing.html")
    campaign, is_live = chosen(request, working)
    day = request.GET.get("day", "")
    step = campaign.step_of_day(int(day)) if day.isdecimal() and len(day) < 4 else None
    return show.console(
        request,
        "programme/calendar.html",
        key=key,
        programmes=programmes,
        **_weeks(key, campaign, working),
        is_drawn_anew=False,
        published=_published(working),
        newer_files=campaigns.drafts(key),
        sms_names=draft.names(campaign, Channel.SMS),
        email_names=draft.names(campaign, Channel.EMAIL),
        **frame(working, campaign, is_live=is_live),
        is_beside=True,
        **(panel(step, campaign) if step else {"panel": None}),
    )


@require_safe
def read(request: HttpRequest, campaign: str) -> HttpResponse:
    """This will read some more texts by the rules and say how many are left; with the last of them come the weeks."""
    working = _working(campaign)
    shown, is_live = chosen(request, working)
    return show.console(
        request, "programme/reading.html", key=campaign, **_weeks(campaign, shown, working), is_drawn_anew=True,
        **frame(working, shown, is_live=is_live), panel=None,
    )  # fmt: skip


@require_safe
def day(request: HttpRequest, campaign: str, day: int) -> HttpResponse:
    """This will show one day: its forms, what its answers lead to, and the ways to change it."""
    working = _working(campaign)
    shown, is_live = chosen(request, working)
    step = shown.step_of_day(day)
    if step is None:
        raise Http404(f"The programme has no day {day}.")
    return show.console(
        request,
        "programme/day.html",
        key=campaign,
        is_beside=request.headers.get("HX-Request") == "true",
        **frame(working, shown, is_live=is_live),
        **panel(step, shown),
    )


def chosen(request: HttpRequest, working: Working) -> tuple[Campaign, bool]:
    """This will give the calendar that is asked for, and whether it is the published one."""
    if request.GET.get("show") == "live" or not working.changes:
        return library.campaign(working.live.id), True
    return working.after, False


def frame(working: Working, campaign: Campaign, *, is_live: bool) -> dict[str, Any]:
    """This will gather what every page of the calendar shows of the draft."""
    return {
        "working": working,
        "campaign": campaign,
        "is_live": is_live,
        "slots": {slot: SLOTS.get(slot, slot) for slot in campaign.slots},
        "lates": LATE,
        "lates_all": tuple(LatePolicy),
        "channels": tuple(Channel),
    }


def panel(step: Step, campaign: Campaign) -> dict[str, Any]:
    """This will gather what the panel of one day shows."""
    names = {text.template for each in campaign.steps for text in each.texts}
    published = set(templates.current([*names, *(f"{name}.es" for name in names)]))
    return {"panel": calendar_panel.of(step, campaign, published)}


def address(key: str, day: int | None = None, step: str = "") -> str:
    """This will give where the calendar of a programme is, with a day beside it, and the keyboard at a step."""
    query = {"campaign": key, **({"day": str(day)} if day else {})}
    return f"{reverse('programme')}?{urlencode(query)}" + (f"#step-{step}" if step else "")


def _working(key: str) -> Working:
    working = draft.read(key)
    if working is None:
        raise Http404(f"There is no published programme {key}.")
    return working


def _weeks(key: str, campaign: Campaign, working: Working) -> dict[str, Any]:
    """The weeks, and how many of their texts are still to be read by the rules."""
    names = {text.template for step in campaign.steps for text in step.texts}
    words = {name: each.source for name, each in templates.current(names).items()}
    found = reading.of_steps(campaign.steps, words, key, bootstrap.office().house, bootstrap.moment())
    live = library.campaign(working.live.id)
    changed = revising.touched(working.changes) if campaign is working.after else frozenset[str]()
    weeks = calendar_cells.weeks(campaign, live, words, found, calendar_cells.rates(key), changed)
    return {"weeks": weeks, "unread": sum(each.unread for each in found.values())}


def _published(working: Working) -> list[Published]:
    now, live = bootstrap.machine_time(), working.live.id
    rows = schedule_changes.latest(working.live.key)
    return [Published(row, publishing.can_be_taken_back(row, live, now)) for row in rows]
