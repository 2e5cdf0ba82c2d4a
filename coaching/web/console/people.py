"""The people: who is enrolled, how far they are, what comes next, and whose reply waits to be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.groups import What
from coaching.core.model import EnrolmentId
from coaching.journeys import library, timeline
from coaching.store import campaigns, filters, people, standings, tags
from coaching.store.people import Listed
from coaching.store.standings import Unreadable
from coaching.web import show
from coaching.web.console import people_query, saved_filters, standing
from coaching.web.console.people_query import COLUMNS, STATUSES, TRACKS
from coaching.web.console.standing import Place

ACTS = {
    What.PAUSE: "Pause",
    What.RESUME: "Resume",
    What.TAG: "Add a tag",
    What.UNTAG: "Take a tag off",
    What.MESSAGE: "Write a message",
    What.MOVE: "Move the time of day",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `place` is None where the stored data make no sense; `next_line` then says so.

    `heard` and `since` are in the person's zone.
    """

    enrolment: EnrolmentId
    person: int
    name: str
    contact: str
    place: Place | None
    next_line: str
    to_read: int
    tags: tuple[str, ...]
    heard: datetime | None
    track: str
    programme: str
    zone: str
    since: datetime | None


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list people; search, filter, columns and page stand in the address."""
    asked = people_query.read(request.GET)
    before, after = _key(request, "before"), _key(request, "after")
    if people_query.is_untidy(request.GET) and not request.htmx:  # type: ignore[attr-defined]  # set by a middleware
        return redirect(asked.address(before=before, after=after))
    now, programmes = bootstrap.moment().now, campaigns.names()
    found = people.page(asked.wanted, now, before=before, after=after)
    return show.console(
        request,
        "people.html",
        rows=[row(each, now, programmes) for each in found.rows],
        total=found.total,
        counted=f"{found.total:,}" + ("+" if found.more else ""),
        older=asked.address(before=found.before) if found.before else "",
        newer=asked.address(after=found.after) if found.after else "",
        asked=asked,
        given={name: asked.given.get(name, "") for name in people_query.FILTERS},
        chips=people_query.chips(asked, programmes),
        programmes=programmes,
        tags=tags.in_use(),
        saved=filters.of(saved_filters.owner(request)),
        acts=ACTS,
        anybody=bool(found.total) or people.anybody(),
        statuses=[(key, word, asked.with_status(key)) for key, word in STATUSES.items()],
        all_columns=COLUMNS,
        tracks=TRACKS,
        channels=people_query.CHANNELS,
    )


def _key(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def row(listed: Listed, now: datetime, programmes: Mapping[str, str]) -> Row:
    """This will put one person into the words of the list."""
    person, run = listed.enrolment.subscriber, listed.enrolment
    place, line, zone = None, "", None
    if isinstance(listed.loaded, Unreadable):
        line = f"Cannot be read: {listed.loaded.why}"
    else:
        campaign, where = library.campaign_for(run.campaign_id, person.phone), listed.loaded.standing
        place, line = standing.place(where, campaign, now), timeline.now_line(where, campaign, now)
        zone = standings.zone(person.zone)
    return Row(
        enrolment=EnrolmentId(run.pk),
        person=person.pk,
        name=person.first_name,
        contact=person.phone or person.email or "",
        place=place,
        next_line=line,
        to_read=listed.to_read,
        tags=listed.tags,
        heard=listed.heard_at.astimezone(zone) if listed.heard_at else None,
        track=TRACKS.get(run.screen or "none", ""),
        programme=programmes.get(run.campaign.key, run.campaign.key),
        zone=person.zone,
        since=run.enrolled_at.astimezone(zone),
    )
