"""What was done about one person and left no row of its own, as lines of the timeline: from the audit, no values."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from coaching.core.languages import name_of
from coaching.journeys.items import Item
from coaching.journeys.portrait import Portrait
from coaching.store import audit
from coaching.store.models import Audit

TOLD = {
    ("enrolment", "enrolled"): ("Enrolled", ""),
    ("enrolment", "ended"): ("The programme was ended", "Consent stays as it is."),
    ("enrolment", "steered"): ("A wish for the programme", "{control}."),
    ("enrolment", "moved the time of"): ("Time of day", "Lessons come at {to}."),
    ("enrolment", "took back"): ("A change was taken back", "It was about: {what}."),
    ("enrolment", "sent now"): ("Today’s lesson was sent at once", ""),
    ("enrolment", "left out"): ("A lesson was left out", "It was that of day {day}."),
    ("enrolment", "answered the health screen"): ("Health screen answered", ""),
    ("enrolment", "answered on the page"): ("Answered on the own page", ""),
    ("enrolment", "changed the calendar"): ("Moved to the new calendar", "It counts from the next day on."),
    ("enrolment", "changed the calendar back"): ("Back on the calendar from before", ""),
    ("subscriber", "changed zone"): ("Time zone", ""),
    ("subscriber", "came home"): ("Back home", "The time away is over; the home time counts again."),
    ("subscriber", "changed language"): ("Language", "{language} from now on."),
    ("subscriber", "renamed"): ("First name corrected", ""),
    ("subscriber", "asked for a new address"): ("A new {channel} was asked for", "It counts once it is proved."),
    ("subscriber", "changed address"): ("The {channel} was changed", ""),
    ("subscriber", "cleared trouble"): ("The {channel} counts as reachable again", "{why}"),
    ("subscriber", "asked for a fresh link"): ("A fresh link to the own page was asked for", ""),
    ("subscriber", "left a sign-up alone"): ("A sign-up was left alone", "Somebody is known by this address already."),
    ("subscriber", "exported"): ("All data taken along", ""),
    ("subscriber", "tagged"): ("Tag put on", ""),
    ("subscriber", "untagged"): ("Tag taken off", ""),
    ("subscriber", "pinned note"): ("A note was pinned", ""),
    ("subscriber", "unpinned note"): ("A note was unpinned", ""),
    ("subscriber", "removed note"): ("A note was removed", ""),
    ("subscriber", "brought note back"): ("A note was brought back", ""),
    ("subscriber", "assigned"): ("The thread was given to somebody", "It is with {to}."),
    ("subscriber", "snoozed"): ("The thread was put off", "Until {until}."),
    ("subscriber", "woke"): ("The thread is no longer put off", ""),
    ("subscriber", "done with"): ("The thread was filed as done", ""),
    ("subscriber", "reopened"): ("The thread was opened again", ""),
    ("subscriber", "took as an answer"): ("A reply was taken as an answer", "It counts for day {day}."),
    ("subscriber", "took as a stop"): ("A reply was taken as STOP", ""),
    ("subscriber", "took as a danger"): ("A reply was taken as a danger", ""),
    ("subscriber", "took as talk"): ("A reply was taken as needing nothing", ""),
    ("subscriber", "took a correction back"): ("A correction of a reply was taken back", ""),
    ("message", "sent again"): ("A message was sent again", "{why}"),
    ("message", "decided: sent"): ("A message in doubt counts as sent", "{why}"),
    ("message", "decided: again"): ("A message in doubt was sent again", "{why}"),
    ("message", "decided: drop"): ("A message in doubt was left", "{why}"),
    ("alert", "acknowledged"): ("An alert was acknowledged", ""),
    ("alert", "closed"): ("An alert was closed", ""),
    ("alert", "reopened"): ("An alert was opened again", ""),
}
"""(noun, verb) -> the title, and a sentence that is left out where what it names was not stored."""

TOLD_BY_THEIR_ROWS = {
    ("enrolment", "paused"),
    ("enrolment", "resumed"),
    ("enrolment", "cleared hold"),
    ("enrolment", "confirmed"),
    ("subscriber", "stopped"),
    ("subscriber", "started again"),
    ("subscriber", "took health consent back"),
    ("subscriber", "noted"),
    ("subscriber", "read replies"),
    ("subscriber", "wrote to"),
    ("subscriber", "erased"),
}
"""These stand on the timeline already, as a pause, a hold, a consent, a note, a reply or a message."""

_SAME_AS = {"steered", "changed zone", "moved the time of", "sent now"}
"""Where these keep a way back, the change that keeps it tells of them."""


def of(seen: Portrait) -> Iterator[Item]:
    """This will tell each act once; what it changed is named, what stood there before or stands there now is not."""
    kept = {(change.at, change.by) for change in seen.changes}
    for row in seen.acts:
        if (row.noun, row.verb) in TOLD_BY_THEIR_ROWS or (row.verb in _SAME_AS and (row.at, row.actor) in kept):
            continue
        yield _line(row, seen)
    if len(seen.acts) == audit.MOST_OF_RUN:
        at = seen.acts[0].at.astimezone(seen.zone)
        yield Item(at, "change", 0, "Older acts", "“Who changed what” lists those from before, too.")


def _line(row: Audit, seen: Portrait) -> Item:
    title, sentence = TOLD.get((row.noun, row.verb), (row.verb.capitalize(), ""))
    facts = _readable(row.facts, seen.zone)
    said = f" {_filled(sentence, facts)}".rstrip()
    return Item(row.at.astimezone(seen.zone), "change", 0, _filled(title, facts), f"By {_who(row.actor, seen)}.{said}")


def _filled(words: str, facts: Mapping[str, str]) -> str:
    try:
        return words.format_map(facts)
    except KeyError:
        return ""


_READ = {
    "channel": {"sms": "number", "email": "email address"},
    "what": {
        "slots": "the time of day",
        "only": "the channel",
        "zone": "the time zone",
        "cadence": "the rhythm",
        "later": "the move of one day",
        "repeat": "the week once more",
        "resume": "the end of the pause",
        "left out": "the lesson left out",
        "pause": "the pause",
        "move": "the time of day",
    },
    "control": {
        "Less": "Fewer messages",
        "More": "Every message again",
        "Time": "Another time of day",
        "Away": "Another time zone while away",
        "Home": "Back on the home time",
        "OnlyEmail": "Emails only",
        "OnlySms": "Texts only",
        "BothChannels": "Texts and emails",
        "RepeatWeek": "A week once more",
        "Later": "Today’s lesson later",
        "Pause": "A pause",
        "Resume": "The end of a pause",
    },
}


def _readable(facts: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    found = {name: _READ.get(name, {}).get(str(value), str(value)) for name, value in facts.items() if value}
    if "language" in found:
        found["language"] = name_of(found["language"])
    if "until" in found:
        found["until"] = f"{datetime.fromisoformat(found['until']).astimezone(zone):%a %-d %b, %H:%M}"
    return found


def _who(actor: str, seen: Portrait) -> str:
    person = seen.enrolment.subscriber
    return person.first_name if actor == f"subscriber {person.pk}" else actor
