"""The list of messages: every day of the programme with its texts and emails, then those that belong to no day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.model import Campaign, Channel, Step, Track
from coaching.journeys import library
from coaching.store import campaigns, drafts, proposals, templates
from coaching.store.templates import Words
from coaching.web import show

TRACKS = {Track.FULL: "usual", Track.FOOD_FIRST: "food first", Track.GENTLE: "gentle"}


@dataclass(frozen=True, slots=True)
class Form:
    """One template: for whom it is (usual: for everybody without a form of their own), and its published version."""

    name: str
    whom: str
    number: int


@dataclass(frozen=True, slots=True)
class Day:
    day: int
    topic: str
    sms: tuple[Form, ...]
    email: tuple[Form, ...]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list the published messages by day; `q` keeps those whose words hold it."""
    search = request.GET.get("q", "").strip()
    live = templates.current(templates.names())
    stored = campaigns.current(bootstrap.HOME_CAMPAIGN)
    campaign = library.campaign(stored.id) if stored else None
    kept = {name: words for name, words in live.items() if search.casefold() in words.source.casefold()}
    days = [day for day in _days(campaign, live) if _holds(day, kept, search)] if campaign else []
    of_days = {form.name for day in _days(campaign, live) for form in day.sms + day.email} if campaign else set()
    others = [Form(name, name, words.number) for name, words in sorted(kept.items()) if name not in of_days]
    return show.console(
        request,
        "messages/list.html",
        weeks=_weeks(days),
        others=others,
        total=len({form.name for day in days for form in day.sms + day.email}) + len(others),
        search=search,
        anything=bool(live),
        drafts_by=drafts.authors(live),
        to_approve=len(proposals.waiting()),
    )


def _days(campaign: Campaign, live: Mapping[str, Words]) -> Iterator[Day]:
    for step in campaign.steps:
        yield Day(
            step.day, step.topic, tuple(_forms(step, Channel.SMS, live)), tuple(_forms(step, Channel.EMAIL, live))
        )


def _forms(step: Step, channel: Channel, live: Mapping[str, Words]) -> Iterator[Form]:
    """Each template of the day once, with everybody it is for."""
    names = dict.fromkeys(text.template for text in step.texts if text.channel is channel and text.template in live)
    for name in names:
        tracks = [text.track for text in step.texts if text.channel is channel and text.template == name]
        whom = TRACKS[Track.FULL] if Track.FULL in tracks else " and ".join(TRACKS[track] for track in tracks)
        yield Form(name, whom, live[name].number)


def _holds(day: Day, kept: Mapping[str, Words], search: str) -> bool:
    """A day is shown whole if its topic or one of its texts holds the search."""
    return search.casefold() in day.topic.casefold() or any(form.name in kept for form in day.sms + day.email)


def _weeks(days: list[Day]) -> dict[int, list[Day]]:
    weeks: dict[int, list[Day]] = {}
    for day in days:
        weeks.setdefault((day.day + 6) // 7, []).append(day)
    return weeks
