"""UNDO: each kind of change taken back to what stood before."""

from datetime import date, datetime

from coaching.core import schedule
from coaching.core.model import EnrolmentId
from coaching.core.reasons import Reason
from coaching.journeys import hours, prefer, travel
from coaching.journeys.office import Moment
from coaching.store import enrolments, pauses, repeats, standings
from coaching.store.models import Change, Enrolment
from coaching.store.subscribers import Whereabouts


def take_back(enrolment: Enrolment, change: Change, moment: Moment) -> None:
    """This will take one change back; raises ChangeRefused where that makes no sense any more."""
    key, before = EnrolmentId(enrolment.pk), change.before
    match change.what:
        case "pause":
            pauses.end_one(before["added"], prefer.counts_from(enrolment, moment))
            pauses.put_back(key, before["ended"], _free_from(enrolment, moment), moment.now)
        case "resume":
            pauses.put_back(key, before["ended"], _free_from(enrolment, moment), moment.now)
        case "repeat":
            pauses.end_one(before["pause"], prefer.counts_from(enrolment, moment))
            pauses.put_back(key, before["ended"], _free_from(enrolment, moment), moment.now)
            repeats.give_up(key, Reason.REPEAT_ENDED, moment.now)
        case "later":
            hours.put_back_later(enrolment, before["slots"], moment)
        case "slots":
            hours.put_back_times(enrolment, before["slots"], moment)
        case "cadence":
            enrolments.set_cadence(key, before["cadence"])
        case "only":
            enrolments.set_only(key, before["only"])
        case "zone":
            at = datetime.fromisoformat(before["home_at"]) if before["home_at"] else None
            to = Whereabouts(before["zone"], before["home_zone"], at)
            travel.go_back(enrolment, to, before["pauses"], moment)
        case unknown:
            raise LookupError(f"nothing knows how to take back a change of kind {unknown}")


def _free_from(enrolment: Enrolment, moment: Moment) -> date:
    """The first date that a pause may cover: tomorrow where today's lesson is settled or on its way."""
    today = schedule.local_date(moment.now, standings.zone(enrolment.subscriber.zone))
    return today + schedule.ONE_DAY if prefer.handed_today(enrolment, today) else today
