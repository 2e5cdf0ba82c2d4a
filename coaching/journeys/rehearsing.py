"""Rehearsals for the console: somebody asks for one, a worker has a child play it, and what it has shown is kept.

Nothing is written to the person it is played for, and nothing is sent: see coaching.journeys.rehearsal.apart.
"""

from collections.abc import Mapping
from datetime import timedelta

from coaching.core.model import SubscriberId
from coaching.core.personas import PersonaRefused
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished, GoOn, Refused, Store
from coaching.journeys.rehearsal import apart, kept, wishes
from coaching.journeys.rehearsal.apart import PlayEnded, PlayRefused
from coaching.journeys.rehearsal.result import Rehearsal
from coaching.journeys.rehearsal.wishes import Wish
from coaching.store import audit, jobs, rehearsals
from coaching.store.jobs import Claimed
from coaching.store.rehearsals import KIND, Kept
from coaching.store.transactions import atomic

LEASE = timedelta(seconds=apart.LONGEST_S + 20)
"""No other worker takes a rehearsal up while it may still play."""
MOST_OPEN = 10
TELLS_EVERY = 4
"""Days between two lines of progress, each of which costs a write."""
GONE = "This rehearsal is not there any more"


def begin(typed: Mapping[str, str], by: str, office: Office, moment: Moment) -> int:
    """This will leave a rehearsal for the workers and answer its number; raises PersonaRefused."""
    wish = wishes.read(typed)
    order = wishes.order(wish, by, office.house, moment.now)
    if jobs.count_open(KIND) >= MOST_OPEN:
        raise PersonaRefused(f"{MOST_OPEN} rehearsals wait already. Try again in a minute.")
    run = wishes.run_of(wish)
    subscriber = SubscriberId(run.subscriber_id) if run else None
    total = sum(len(words.body["steps"]) for words in order.words)
    with atomic():
        number = rehearsals.begin(wish, subscriber, by, moment.machine_now, total)
        audit.record(by, "began", "rehearsal", number, moment.now)
    return number


def prepare(office: Office, job: Claimed, moment: Moment) -> Store:
    """This will have a rehearsal played, outside any transaction, and answer what is to be stored of it."""
    found = rehearsals.get(job.arguments["rehearsal"])
    if found is None:
        return lambda: Refused(GONE)
    jobs.keep(job, job.cursor, job.done, moment.machine_now, LEASE)
    try:
        packed = apart.play(
            wishes.order(found.wish, found.by, office.house, moment.now),
            lambda day: not office.stopping() and _tell(job, day, moment),
        )
    except PlayEnded:
        return lambda: GoOn(job.cursor, job.done)
    except (PersonaRefused, PlayRefused) as refused:
        why = str(refused).rstrip(".")
        return lambda: Refused(why)
    return lambda: _keep(found, packed, job)


def _tell(job: Claimed, day: int, moment: Moment) -> bool:
    """Stores how far it is, and says whether anybody still waits for it."""
    if day % TELLS_EVERY:
        return True
    still_mine = jobs.keep(job, job.cursor, min(day, job.total or day), moment.machine_now, LEASE)
    return still_mine is not None and not still_mine.is_cancelled


def _keep(found: Kept, packed: bytes, job: Claimed) -> Finished | Refused:
    if not rehearsals.keep(found.pk, packed):
        return Refused(GONE)
    return Finished(job.total or 0, {"sentence": "It has been played."})


def told(found: Kept) -> tuple[Rehearsal, ...]:
    """This will give what a rehearsal has shown: one play, two that are compared, or none yet."""
    return kept.unpack(found.told) if found.told else ()


__all__ = ["KIND", "Wish", "begin", "prepare", "told"]
