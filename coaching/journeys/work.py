"""Works off what people left for the background: a piece at a time, each piece with its progress in one transaction.

A kind of work is a function of the type `Piece`, named in KINDS. It does a bounded piece (a fifth of a second: SQLite
lets nobody else write meanwhile) and answers where to go on, or that nothing is left. After a crash it begins again
from its cursor, never beyond it. What it keeps in the job names nobody: ids and numbers only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from coaching.journeys.office import Moment, Office
from coaching.store import jobs, transactions
from coaching.store.jobs import Claimed, State

log = structlog.get_logger()
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class GoOn:
    """More is left. `done` counts all that is done so far; `total`, where it has become known."""

    cursor: Mapping[str, Any]
    done: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left. `result` is what the page of the job shows."""

    done: int
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be done. `why` says what to do, in words for a coach."""

    why: str


Piece = Callable[[Office, Claimed, Moment], GoOn | Finished | Refused]

KINDS: dict[str, Piece] = {}


def do_next(office: Office, moment: Moment) -> bool:
    """This will do one piece of the oldest free job; False if there is none."""
    job = jobs.claim(moment.machine_now, LEASE)
    if job is None:
        return False
    if job.is_cancelled:
        jobs.end(job, State.CANCELLED, moment.machine_now)
        return True
    try:
        with transactions.atomic():
            _do(KINDS[job.kind], office, job, moment)
    except Exception as error:  # one broken job must not stop the others
        log.exception("a job failed", job=job.pk, kind=job.kind)
        jobs.end(job, State.FAILED, moment.machine_now, detail=f"{type(error).__name__}: an error of the programme")
    jobs.let_go(job)
    return True


def _do(piece: Piece, office: Office, job: Claimed, moment: Moment) -> None:
    match piece(office, job, moment):
        case GoOn(cursor, done, total):
            still_mine = jobs.keep(job, cursor, done, moment.machine_now, LEASE, total) is not None
        case Finished(done, result):
            jobs.keep(job, job.cursor, done, moment.machine_now, LEASE)
            still_mine = jobs.end(job, State.DONE, moment.machine_now, result=result)
        case Refused(why):
            still_mine = jobs.end(job, State.FAILED, moment.machine_now, detail=why)
    if not still_mine:
        transactions.undo()
