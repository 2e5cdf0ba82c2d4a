"""Works off what people left for the background: a piece at a time, each piece with its progress in one transaction.

A kind of work is a function of the type `Piece`, named in KINDS. It does a bounded piece (a fifth of a second: SQLite
lets nobody else write meanwhile) and answers where to go on, or that nothing is left. After a crash it begins again
from its cursor, never beyond it. What it keeps in the job names nobody: ids and numbers only.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from coaching.journeys import group_work, import_people, rehearsing
from coaching.journeys.calendar import moving
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished, GoOn, Piece, Prepare, Refused, Store, nothing
from coaching.store import jobs, transactions
from coaching.store.jobs import Claimed, State

log = structlog.get_logger()
LEASE = timedelta(seconds=60)


KINDS: dict[str, Piece] = {group_work.KIND: group_work.piece, import_people.UNDO: import_people.undo_piece}
PREPARED: dict[str, Prepare] = {
    import_people.CHECK: import_people.check_piece,
    import_people.ENROL: import_people.enrol_piece,
    moving.MOVE: moving.prepare,
    moving.BACK: moving.prepare_back,
    rehearsing.KIND: rehearsing.prepare,
}
"""Kinds whose pieces think for long before they write."""

__all__ = ["KINDS", "LEASE", "PREPARED", "Finished", "GoOn", "Piece", "Refused", "do_next"]


def do_next(office: Office, moment: Moment) -> bool:
    """This will do one piece of the oldest free job; False if there is none."""
    job = jobs.claim(moment.machine_now, LEASE)
    if job is None:
        return False
    if job.is_cancelled:
        jobs.end(job, State.CANCELLED, moment.machine_now)
        return True
    try:
        store = _prepared(office, job, moment)
        with transactions.atomic():
            after = _do(store, job, moment)
        after()
    except Exception as error:  # one broken job must not stop the others
        if transactions.was_in_the_way(error):
            log.info("a piece is done again", job=job.pk, kind=job.kind)
            jobs.let_go(job)
            return True
        log.exception("a job failed", job=job.pk, kind=job.kind)
        jobs.end(job, State.FAILED, moment.machine_now, detail=f"{type(error).__name__}: an error of the programme")
    jobs.let_go(job)
    return True


def _prepared(office: Office, job: Claimed, moment: Moment) -> Store:
    if job.kind in PREPARED:
        return PREPARED[job.kind](office, job, moment)
    return partial(KINDS[job.kind], office, job, moment)


def _do(store: Store, job: Claimed, moment: Moment) -> Callable[[], None]:
    then: Callable[[], None] = nothing
    match store():
        case GoOn(cursor, done, total, then):
            still_mine = jobs.keep(job, cursor, done, moment.machine_now, LEASE, total) is not None
        case Finished(done, result, then):
            jobs.keep(job, job.cursor, done, moment.machine_now, LEASE)
            still_mine = jobs.end(job, State.DONE, moment.machine_now, result=result)
        case Refused(why):
            still_mine = jobs.end(job, State.FAILED, moment.machine_now, detail=why)
    if not still_mine:
        transactions.undo()
        return nothing
    return then
