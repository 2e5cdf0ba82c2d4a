"""What must hold after the storm: the ledger against the providers' own count, and the books."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from coaching.core import schedule
from coaching.core.ledger import TAKEN, State
from coaching.core.schedule import Calendar
from coaching.journeys import library
from coaching.journeys.books import Books
from coaching.journeys.office import Moment
from coaching.store.models import Message
from tests.chaos import clock
from tests.chaos.phones import Repeat


@dataclass(frozen=True, slots=True)
class Seen:
    """What the providers say: our message ids with how often each was accepted, and the simulator's list of words
    that came twice, `repeated` times in all."""

    accepted: Counter[int]
    repeats: Sequence[Repeat]
    repeated: int


def wrongs(seen: Seen, drawn: Books, moment: Moment) -> list[str]:
    """This will list every broken promise in a sentence; empty is good."""
    return [*_twice(seen), *_ledger(seen), *_lost(drawn, moment), *_misplaced()]


def _twice(seen: Seen) -> Iterator[str]:
    for message, times in seen.accepted.items():
        if times > 1:
            yield f"Message {message} was accepted {times} times."
    for repeat in unexplained(seen):
        yield f"The words of message {repeat.before} came again as message {repeat.again}."
    if seen.repeated > len(seen.repeats):
        yield f"Words came twice {seen.repeated} times, more often than the simulator can list."


def unexplained(seen: Seen) -> list[Repeat]:
    """This will leave those words that came twice for one and the same thing owed.

    What is owed twice may be said twice: the gentle track has days with the same words, and each text that nobody can
    place is answered alike.
    """
    ids = {pk for repeat in seen.repeats for pk in (repeat.before, repeat.again)}
    owed = dict(Message.objects.filter(pk__in=ids - {None}).values_list("pk", "dedupe_key"))
    return [each for each in seen.repeats if _thing(owed.get(each.before)) == _thing(owed.get(each.again))]


def _thing(dedupe_key: str | None) -> tuple[str, ...] | None:
    """What a message is about: kind, run or text, step or question; the channel left aside."""
    if dedupe_key is None:
        return None
    *thing, last = dedupe_key.split(":")
    return tuple(thing) if last in ("sms", "email") else (*thing, last)


def _ledger(seen: Seen) -> Iterator[str]:
    """Accepted here means accepted there; only what is in doubt may be either."""
    known = dict(Message.objects.values_list("pk", "state"))
    for message in seen.accepted.keys() - known.keys():
        yield f"A provider accepted message {message}, which the ledger does not know."
    for message, state in known.items():
        there, here = message in seen.accepted, State(state) in TAKEN
        if there != here and State(state) is not State.UNKNOWN:
            yield f"Message {message} is {state}, but the provider {'has it' if there else 'never accepted it'}."


def _lost(drawn: Books, moment: Moment) -> Iterator[str]:
    if not drawn.balanced:
        yield f"The books do not balance: planned {drawn.planned}, counted {sum(drawn.buckets.values())}."
    for missing in drawn.missing:
        yield f"{missing.first_name} ({missing.enrolment}) misses {missing.units} units."
    yield from (f"After the storm {what}." for what in clock.to_do(moment.now))


def _misplaced() -> Iterator[str]:
    """Each accepted lesson against the calendar, worked out afresh."""
    days: dict[tuple[int | None, object], int] = {}
    rows = Message.objects.filter(kind="step", state__in=TAKEN).select_related("enrolment", "subscriber")
    for row in rows:
        assert row.enrolment is not None
        assert row.handed_at is not None
        zone = ZoneInfo(row.subscriber.zone)
        local = row.handed_at.astimezone(zone)
        window = library.campaign(row.enrolment.campaign_id).window
        bounds = schedule.open_hours(window, local.date(), zone)
        if bounds is None or not bounds[0] <= row.handed_at < bounds[1]:
            yield f"Message {row.pk} went out at {local:%H:%M}, outside the window."
        if schedule.date_of_day(Calendar(row.enrolment.start, zone, ()), row.day) != local.date():
            yield f"Message {row.pk} of day {row.day} went out on {local.date()}, which is not its day."
        if days.setdefault((row.enrolment_id, local.date()), row.day) != row.day:
            yield f"Enrolment {row.enrolment_id} got two lessons on {local.date()}."
