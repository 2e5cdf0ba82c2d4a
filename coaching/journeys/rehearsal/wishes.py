"""Reads what somebody typed on the page of rehearsals into who is played and with which words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from coaching.campaigns import personas
from coaching.campaigns.problems import CampaignRefused
from coaching.core import languages
from coaching.core.model import EnrolmentId
from coaching.core.personas import Line, Outage, Persona, PersonaRefused, read_script, stop_on
from coaching.journeys.office import House
from coaching.journeys.rehearsal import lifelike, other_words
from coaching.journeys.rehearsal.apart import Order
from coaching.journeys.rehearsal.published import NothingPublished
from coaching.store import enrolments
from coaching.store.models import Enrolment

FIELDS = (
    *("campaign", "who", "person", "replies", "start", "name", "zone", "language", "track", "channels"),
    *("pause_day", "pause_days", "stop_day", "outage_day", "outage_hours", "lines"),
    *("compare", "version", "text", "text_version", "source", "drafts"),
)
LONGEST = {"source": 20_000, "lines": 4_000, "drafts": 8_000}
OWN, REAL = "own", "person"
DEFAULTS = {"campaign": "magnesium", "who": "diligent", "replies": OWN}
MOST_PAUSED, MOST_HOURS = 60, 14 * 24
PAUSES_AT, OUTAGE_AT = time(9, 15), time(9, 0)

Wish = Mapping[str, str]
"""As typed, by the names of FIELDS; what is empty is left out."""


def read(typed: Mapping[str, str]) -> dict[str, str]:
    """This will keep what is ours of a form, tidied; nothing is judged yet."""
    found = {name: typed.get(name, "").replace("\r\n", "\n").replace("\0", "").strip() for name in FIELDS}
    return {**DEFAULTS, **{name: value[: LONGEST.get(name, 120)] for name, value in found.items() if value}}


def order(wish: Wish, by: str, house: House, now: datetime) -> Order:
    """This will say who is played and with which words, drafts being those of `by`; raises PersonaRefused with what to
    write instead."""
    run = run_of(wish)
    try:
        return Order(_persona(wish, run, now), other_words.of(wish, run, by, house))
    except (NothingPublished, CampaignRefused) as refused:
        raise PersonaRefused(str(refused)) from refused


def run_of(wish: Wish) -> Enrolment | None:
    """This will find the real person a wish is about; None for a made-up one. Raises PersonaRefused."""
    if not wish.get("person"):
        return None
    run = enrolments.find(EnrolmentId(_number(wish, "person", "person", 2**62)))
    if run is None or run.subscriber.erased_at is not None:
        raise PersonaRefused("That person is not here any more. Choose somebody else.")
    return run


def _persona(wish: Wish, run: Enrolment | None, now: datetime) -> Persona:
    cast = personas.read()
    if run is None and wish["who"] == REAL:
        raise PersonaRefused("Find the person by name, number or email first, and choose them.")
    try:
        found = lifelike.of(run, cast.behaviour("diligent"), now) if run else cast.persona(wish["who"])
    except LookupError as error:
        raise PersonaRefused(f"What is stored of this person cannot be read: {error}") from error
    found = found if run else replace(found, **_changes(wish))  # type: ignore[arg-type]  # fields of Persona
    replies = wish["replies"]
    return replace(
        found,
        behaviour=found.behaviour if replies == OWN else cast.behaviour(replies),
        start=_start(wish, run, now.date()),
        lines=(*found.lines, *_lines(wish, found)),
        outages=_outages(wish),
    )


def _changes(wish: Wish) -> dict[str, object]:
    """What a made-up person may be given; a real one stays as they are."""
    changes: dict[str, object] = {}
    if "name" in wish:
        changes["name"] = " ".join(wish["name"].split())[:60]
    if "zone" in wish:
        changes["zone"] = personas.zone(wish["zone"])
    if "language" in wish:
        if wish["language"] not in languages.LANGUAGES:
            raise PersonaRefused(f"There is no language {wish['language']!r} here.")
        changes["language"] = wish["language"]
    if "track" in wish:
        changes["track"] = personas.track(wish["track"])
        changes["cleared"] = wish["track"] == "full"
    if "channels" in wish:
        changes["channels"] = personas.channels(wish["channels"])
    return changes


def _start(wish: Wish, run: Enrolment | None, today: date) -> date:
    """As typed; else the day on which a real person began, or next Monday."""
    if "start" in wish:
        try:
            return date.fromisoformat(wish["start"])
        except ValueError:
            raise PersonaRefused(f"{wish['start']!r} is no date. Write for example {today}.") from None
    return run.start if run else today + timedelta(days=7 - today.weekday())


def _lines(wish: Wish, found: Persona) -> tuple[Line, ...]:
    lines = list(read_script(wish.get("lines", "")))
    for line in lines:
        if line.by is not None and line.by not in found.channels:
            raise PersonaRefused(f"This person has no {line.by}, so they cannot write by it on day {line.day}.")
    if "pause_day" in wish:
        days = _number(wish, "pause_days", "days of the pause", MOST_PAUSED)
        lines.append(Line(_number(wish, "pause_day", "day of the pause"), PAUSES_AT, f"PAUSE {days}"))
    if "stop_day" in wish:
        lines.append(stop_on(_number(wish, "stop_day", "day of the STOP")))
    return tuple(lines)


def _outages(wish: Wish) -> tuple[Outage, ...]:
    if "outage_day" not in wish:
        return ()
    hours = _number(wish, "outage_hours", "hours of the outage", MOST_HOURS)
    return (Outage(_number(wish, "outage_day", "day of the outage"), OUTAGE_AT, timedelta(hours=hours)),)


def _number(wish: Wish, name: str, said: str, most: int = 400) -> int:
    typed = wish.get(name, "")
    if typed.isascii() and typed.isdecimal() and len(typed) < 20 and 1 <= int(typed) <= most:
        return int(typed)
    raise PersonaRefused(f"Give the {said} as a number from 1 to {most}.")
