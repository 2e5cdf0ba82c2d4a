"""The people: who is enrolled, how far they are, what comes next, and whose reply waits to be read."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.decide import Status
from coaching.core.model import EnrolmentId
from coaching.journeys import library, timeline
from coaching.store import people
from coaching.store.people import Listed, Wanted
from coaching.store.standings import Unreadable
from coaching.web import show
from coaching.web.console import standing
from coaching.web.console.standing import Place

TO_READ = "to-read"
FILTERS = {
    "": "Everybody",
    TO_READ: "Replies to read",
    Status.ACTIVE.value: "Running",
    Status.WAITING.value: "Not confirmed",
    Status.STOPPED.value: "Stopped",
    Status.COMPLETED.value: "Complete",
    Status.ENDED.value: "Ended",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `place` is None where the stored data make no sense; `next_line` then says so."""

    enrolment: EnrolmentId
    person: int
    name: str
    contact: str
    place: Place | None
    next_line: str
    to_read: int


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list people; search, filter and page stand in the address."""
    search = request.GET.get("q", "").strip()
    chosen = request.GET.get("status", "")
    chosen = chosen if chosen in FILTERS else ""
    before = request.GET.get("before", "")
    wanted = Wanted(search, Status(chosen) if chosen and chosen != TO_READ else None, chosen == TO_READ)
    found = people.page(wanted, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    now = bootstrap.moment().now
    return show.console(
        request,
        "people.html",
        rows=[_row(each, now) for each in found.rows],
        total=found.total,
        older=_address(search, chosen, found.before) if found.before else "",
        newest=_address(search, chosen) if before else "",
        search=search,
        chosen=chosen,
        filters=[(key, word, _address(search, key)) for key, word in FILTERS.items()],
        anybody=bool(found.total) or people.anybody(),
    )


def _row(listed: Listed, now: datetime) -> Row:
    person = listed.enrolment.subscriber
    key, contact = EnrolmentId(listed.enrolment.pk), person.phone or person.email or ""
    if isinstance(listed.loaded, Unreadable):
        return Row(
            key, person.pk, person.first_name, contact, None, f"Cannot be read: {listed.loaded.why}", listed.to_read
        )
    campaign = library.campaign_for(listed.enrolment.campaign_id, person.phone)
    where = listed.loaded.standing
    line = timeline.now_line(where, campaign, now)
    return Row(key, person.pk, person.first_name, contact, standing.place(where, campaign, now), line, listed.to_read)


def _address(search: str, status: str, before: int | None = None) -> str:
    query = {"q": search, "status": status, "before": before or ""}
    shown = urlencode({name: value for name, value in query.items() if value})
    return "/people/" + (f"?{shown}" if shown else "")
