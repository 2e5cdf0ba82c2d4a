"""Other systems are told what happens here: in the very transaction of the fact it is owed to each address that
wants to know, as numbers of ours and codes. Who reads them asks the API for the rest, with a key that may."""

from collections.abc import Iterable
from datetime import datetime

from coaching.core.announcements import Event, Ids
from coaching.core.model import Channel, EnrolmentId
from coaching.store import deliveries, endpoints, enrolments
from coaching.store.models import Alert, Enrolment, Subscriber


def enrolled(enrolment: Enrolment, at: datetime) -> None:
    """This will announce a new run, confirmed or not."""
    _tell(Event.ENROLLED, at, [_of(enrolment)])


def enrolled_many(runs: Iterable[tuple[int, int]], at: datetime) -> None:
    """This will announce many new runs, each as (enrolment, person)."""
    facts: list[Ids] = [{"person": person, "enrolment": run} for run, person in runs]
    if facts:
        _tell(Event.ENROLLED, at, facts)


def answered(enrolment: Enrolment, questions: Iterable[int], at: datetime) -> None:
    """This will announce that a person answered; not what."""
    _tell(Event.ANSWERED, at, [{**_of(enrolment), "questions": list(questions)}])


def alerted(alert: Alert, at: datetime) -> None:
    """This will announce a new alert, by its kind and level."""
    ids: Ids = {"person": alert.subscriber_id, "enrolment": alert.enrolment_id}
    _tell(Event.ALERTED, at, [{**ids, "alert": alert.pk, "kind": alert.kind, "level": alert.level}])


def completed(ids: Iterable[EnrolmentId], at: datetime) -> None:
    """This will announce runs that have come to their end."""
    keys = list(ids)
    if keys:
        people = enrolments.people_of(keys)
        _tell(Event.COMPLETED, at, [{"person": people[key].pk, "enrolment": key} for key in keys])


def opted_out(person: Subscriber, channels: Iterable[Channel], at: datetime) -> None:
    """This will announce that consent for these channels has ended."""
    names = [channel.value for channel in channels]
    if names:
        _tell(Event.OPTED_OUT, at, [{"person": person.pk, "channels": names}])


def _of(enrolment: Enrolment) -> Ids:
    return {"person": enrolment.subscriber_id, "enrolment": enrolment.pk}


def _tell(event: Event, at: datetime, facts: list[Ids]) -> None:
    wanted = endpoints.listening(event)
    if wanted:
        deliveries.owe_many(wanted, event, facts, at)
