"""The questions that a reply may answer: those that were put, and those whose message may have arrived already."""

from collections.abc import Sequence

from coaching.campaigns import asking
from coaching.core.checkins import Asked
from coaching.core.decide import Status, text_track
from coaching.core.model import EnrolmentId
from coaching.journeys import library
from coaching.journeys.office import Moment
from coaching.store import attempts, inbox, questions, standings
from coaching.store.models import Enrolment, Reply


def open_now(enrolment: Enrolment, moment: Moment) -> tuple[Asked, ...]:
    """This will list the questions that a reply could answer now.

    A person may answer before the provider's own answer reaches us, or it never does because the worker died: what has
    been handed over and not noted counts as asked. Call it in the transaction that takes the reply in.
    """
    key, campaign = EnrolmentId(enrolment.pk), library.campaign(enrolment.campaign_id)
    if days := attempts.unfinished(key):
        track = text_track(standings.load(key).standing)
        for day, at in days.items():
            step = campaign.step_of_day(day)
            if step is not None and (form := asking.asked(campaign, step, track)) is not None:
                inbox.ask_many([(key, day, form)], at)
    return tuple(questions.asked(key, campaign, moment.now))


def open_range(asked: Sequence[Asked]) -> tuple[int, int] | None:
    """This will give the range of the question that was put last; None without a number to answer."""
    newest = max(asked, key=lambda each: each.put_at, default=None)
    return (newest.lo, newest.hi) if newest and newest.lo is not None and newest.hi is not None else None


def open_then(enrolment: Enrolment, reply: Reply) -> tuple[Asked, ...]:
    """This will list the questions that were open when a reply came and still have no answer."""
    if enrolment.status not in (Status.ACTIVE, Status.COMPLETED):
        return ()
    return tuple(questions.asked(EnrolmentId(enrolment.pk), library.campaign(enrolment.campaign_id), reply.at))
