"""An import is taken back: who was not written to yet vanishes, everybody else's run ends with that reason."""

import structlog

from coaching.core.decide import Status
from coaching.core.model import EnrolmentId
from coaching.core.reasons import Reason
from coaching.journeys import prefer
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished, GoOn, Refused
from coaching.store import audit, enrolments, redis_link, uploads, vanishing
from coaching.store.jobs import Claimed
from coaching.store.uploads import Stage
from coaching.store.vanishing import Made, Vanished

log = structlog.get_logger()
AT_ONCE = 200
"""People in one piece: each may be a run to end, with its open steps counted."""


def undo_piece(office: Office, job: Claimed, moment: Moment) -> GoOn | Finished | Refused:
    """This will take back the next people of an import."""
    upload = uploads.get(job.arguments["upload"])
    if upload is None or upload.stage != Stage.UNDOING or upload.job != job.pk:
        return Refused("This import cannot be taken back any more")
    counts = upload.counts.get("undo", {"vanished": 0, "ended": 0})
    number, begin = job.cursor.get("piece", 0), job.cursor.get("from", 0)
    made = uploads.piece_json(upload.pk, uploads.MADE, number)
    if made is None:
        uploads.move(upload.pk, (Stage.UNDOING,), Stage.UNDONE)
        return Finished(job.done, {"sentence": said(counts)})
    some = [Made(EnrolmentId(run), person, bool(is_new)) for run, person, is_new in made[begin : begin + AT_ONCE]]
    gone = vanishing.vanish(some)
    ended = sum(_end(each.enrolment, job.by, moment) for each in some if each.enrolment not in gone.enrolments)
    counts = {"vanished": counts["vanished"] + len(gone.enrolments), "ended": counts["ended"] + ended}
    uploads.note(upload.pk, counts={**upload.counts, "undo": counts})
    rest = begin + AT_ONCE < len(made)
    cursor = {"piece": number, "from": begin + AT_ONCE} if rest else {"piece": number + 1}
    return GoOn(cursor, job.done + len(some), after=lambda: _leave_redis(gone, office))


def _end(run: EnrolmentId, by: str, moment: Moment) -> bool:
    """False for a run that has ended already, or was erased with its person."""
    enrolment = enrolments.get(run)
    if not prefer.close(enrolment, Status.ENDED, Reason.IMPORT_UNDONE, moment):
        return False
    audit.record(by, "ended", "enrolment", run, moment.now, reason=Reason.IMPORT_UNDONE)
    return True


def _leave_redis(gone: Vanished, office: Office) -> None:
    try:
        office.lessons.drop_many(gone.enrolments)
        office.owed.drop_many(gone.messages)
    except redis_link.RedisError as error:
        log.warning("timetable out of reach; its entries drop out by themselves", error=type(error).__name__)


def said(counts: dict[str, int]) -> str:
    """This will say in a sentence what was taken back."""
    return (
        f"Taken back: {counts['vanished']:,} had not been written to, so they are gone as if never enrolled; "
        f"{counts['ended']:,} had, so their programme is ended."
    )
