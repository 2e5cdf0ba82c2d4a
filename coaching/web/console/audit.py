"""The audit: who changed what, newest first, in sentences."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching.store import audit
from coaching.store.audit import Wanted
from coaching.store.models import Audit
from coaching.web import show

NOUNS = {
    "": "Everything",
    "enrolment": "Programmes of people",
    "subscriber": "People",
    "message": "Messages",
    "alert": "Alerts",
    "template": "Words",
    "calendar": "Calendar",
    "switch": "Sending",
    "job": "Background work",
    "user": "Team",
}
_THINGS = {
    "enrolment": "the programme of {}",
    "subscriber": "{}",
    "message": "message {id} to {}",
    "alert": "alert {id} about {}",
    "user": "{}",
}
_OF = {
    "enrolled": "",
    "answered the health screen": "of ",
    "cleared hold": "of ",
    "took back": "a change of ",
    "read replies": "of ",
    "changed zone": "of ",
    "changed language": "of ",
    "changed address": "of ",
    "asked for a new address": "for ",
    "asked for a fresh link": "for ",
    "took health consent back": "of ",
    "changed the calendar": "of ",
    "changed the calendar back": "of ",
}
"""What stands between a verb and the person's name, where "the programme of" would not read well."""
_UNNAMED = {
    "enrolment": "the programme of somebody",
    "subscriber": "somebody",
    "message": "message {id}",
    "alert": "alert {id}",
    "template": "{id}",
    "calendar": "the calendar of {id}",
    "switch": "for {id}",
    "job": "job {id}",
    "user": "somebody",
}
_PAGES = {"enrolment": "person", "alert": "alert", "job": "job"}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: `who` `did` `thing`; `address` leads to the thing where it has a page. `more`: name and value."""

    at: datetime
    who: str
    did: str
    thing: str
    address: str
    more: tuple[tuple[str, str], ...]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will list what was changed; filters and page stand in the address."""
    by, noun = request.GET.get("by", "")[:150], request.GET.get("about", "")
    noun = noun if noun in NOUNS else ""
    before = request.GET.get("before", "")
    found = audit.page(Wanted(by, noun), before=int(before) if before.isdecimal() and len(before) < 19 else None)
    return show.console(
        request,
        "audit.html",
        lines=[_line(row, found.about[row.pk]) for row in found.rows],
        members=audit.members(),
        nouns=NOUNS,
        by=by,
        about=noun,
        older=_address(by, noun, found.before) if found.before else "",
        newest=_address(by, noun) if before else "",
    )


def _line(row: Audit, name: str) -> Line:
    return Line(
        at=row.at,
        who="A person" if row.actor.startswith("subscriber ") else row.actor,
        did=row.verb,
        thing=_thing(row, name),
        address=_page_of(row),
        more=tuple(
            (key.replace("_", " "), _value(value)) for key, value in row.facts.items() if value not in ("", None)
        ),
    )


def _thing(row: Audit, name: str) -> str:
    if row.noun == "user" and name == row.actor:
        return "their own account"
    if row.verb in _OF and row.noun in ("enrolment", "subscriber"):
        return _OF[row.verb] + (name or "somebody")
    if name:
        return _THINGS[row.noun].replace("{id}", row.noun_id).replace("{}", name)
    return _UNNAMED.get(row.noun, f"{row.noun} {{id}}").replace("{id}", row.noun_id)


def _page_of(row: Audit) -> str:
    route = _PAGES.get(row.noun)
    return reverse(route, args=[row.noun_id]) if route and row.noun_id.isdecimal() else ""


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _address(by: str, noun: str, before: int | None = None) -> str:
    query = {"by": by, "about": noun, "before": before or ""}
    shown = urlencode({name: value for name, value in query.items() if value})
    return reverse("audit") + (f"?{shown}" if shown else "")
