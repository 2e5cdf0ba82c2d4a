"""Nobody goes without a word on how to end the texts, or thin them out, for more than 30 days (CTIA handbook, 5.1.3).

The programme's own texts name STOP often enough where every day comes on its day. A pause, a late beginning or a day
that was left out makes the gap longer: then a text of the house says it, beside the lesson.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from coaching.core import schedule
from coaching.core.linting.required import SMS_STOP
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import owe
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import enrolments, ways_out
from coaching.store.messages import Draft
from coaching.store.standings import Loaded

EVERY = timedelta(days=28, hours=12)
"""Looked at with each text, of which one comes every other day at least: so no more than 30 days lie between."""
EVERY_LIGHT = timedelta(days=25, hours=12)
"""For those who get two or three texts a week."""
REMINDER = "monthly"


def remind(lessons: Sequence[tuple[Loaded, Sequence[Draft]]], office: Office, moment: Moment) -> list[Owed]:
    """This will owe the reminder to those who get a text now and were not told for so long.

    Call it in the transaction that reserves these texts. Whether it goes out shows at the next text: what was left
    out, as for a pause, is owed again.
    """
    due = [(loaded, drafts) for loaded, drafts in lessons if _is_due(loaded, moment) and _gets_text(loaded, drafts)]
    if not due:
        return []
    people = [loaded.person.subscriber for loaded, _ in due]
    told = ways_out.last_texts(people, SMS_STOP, moment.now - EVERY)
    found = {one.standing.enrolment: told[one.person.subscriber] for one, _ in due if one.person.subscriber in told}
    ways_out.remember(found)
    untold = [one for one, drafts in due if not _was_told(found, one, moment) and not any(map(_tells, drafts))]
    return [owed for loaded in untold if (owed := _owe(loaded, office, moment))]


def _is_due(loaded: Loaded, moment: Moment) -> bool:
    return loaded.ways_out_at <= moment.now - _every(loaded)


def _was_told(found: Mapping[EnrolmentId, datetime], loaded: Loaded, moment: Moment) -> bool:
    at = found.get(loaded.standing.enrolment)
    return at is not None and at > moment.now - _every(loaded)


def _every(loaded: Loaded) -> timedelta:
    return EVERY_LIGHT if loaded.standing.light else EVERY


def _gets_text(loaded: Loaded, drafts: Sequence[Draft]) -> bool:
    return Channel.SMS in loaded.standing.reachable and any(draft.channel is Channel.SMS for draft in drafts)


def _tells(draft: Draft) -> bool:
    return draft.channel is Channel.SMS and SMS_STOP.search(draft.text) is not None


def _owe(loaded: Loaded, office: Office, moment: Moment) -> Owed | None:
    key = loaded.standing.enrolment
    on = schedule.local_date(moment.now, loaded.standing.calendar.zone)
    run, once = enrolments.get(key), f"{REMINDER}:{key}:{on}"
    return owe.beside_a_lesson(run, "nudge", once, REMINDER, Channel.SMS, office, moment)
