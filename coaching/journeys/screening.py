"""The health screen of a person: kept with their consent to it, looked at again, and deleted when that consent goes."""

from collections.abc import Mapping

from coaching.core import screen
from coaching.core.consent import ConsentEvent
from coaching.core.model import EnrolmentId, SubscriberId, Track
from coaching.core.screen import Answer, Excluded
from coaching.journeys import wake, wordings
from coaching.journeys.office import Moment, Office
from coaching.journeys.typed import UNDER_18
from coaching.store import audit, consents, enrolments, screens
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Subscriber
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic


class ScreenRefused(Exception):
    """The answers cannot be taken; the message says why."""


def answer(
    enrolment: Enrolment, answers: Mapping[str, Answer], how: str, by: str, office: Office, moment: Moment
) -> Track:
    """This will keep the answers of a person who has just agreed that we do, and put the track in force at once.

    Answers given by the person themselves never lift the gentle track: only a coach does, with `by` their name.
    Raises ScreenRefused where there is nothing to keep, or nobody of that age is coached.
    """
    if not answers:
        raise ScreenRefused("Answer at least one of the questions.")
    with atomic():
        said = ConsentEvent.CONFIRMED if _is_own(by) else ConsentEvent.GRANTED
        consent(enrolment.subscriber, said, how, by, office, moment)
        track = keep(enrolment, answers, by, moment, before=_before(enrolment, by))
        audit.record(by, "answered the health screen", "enrolment", enrolment.pk, moment.now)
        enrolments.wake(EnrolmentId(enrolment.pk), moment.now)
    wake.soon(office.lessons, [Due(enrolment.pk, to_ms(moment.now))])
    return track


def _before(enrolment: Enrolment, by: str) -> Track | None:
    """What the person's own answers cannot go below."""
    return Track.GENTLE if enrolment.screen == Track.GENTLE and _is_own(by) else None


def _is_own(by: str) -> bool:
    return by.startswith("subscriber ")


def keep(
    enrolment: Enrolment, answers: Mapping[str, Answer], by: str, moment: Moment, *, before: Track | None = None
) -> Track:
    """This will store answers and their track, no looser than `before`. Call it in a transaction, with the consent.

    A concern that is new takes an older "all clear" back: the doctor who gave it has not heard of it.
    """
    found = screen.track(answers)
    if isinstance(found, Excluded):
        raise ScreenRefused(UNDER_18)
    track, key = found if before is None else screen.stricter(before, found), EnrolmentId(enrolment.pk)
    is_new = screen.concerns(answers) - screen.concerns(screens.answers_of(key))
    screens.add(key, answers, track, by, moment.now)
    enrolments.set_screen(key, track)
    if is_new:
        enrolments.unclear(key)
    enrolment.screen = track
    return track


def consent(
    person: Subscriber, event: ConsentEvent, how: str, by: str, office: Office, moment: Moment, *, proof: str = ""
) -> None:
    """This will record what a person said about keeping their answers, with the wording they saw."""
    wording = wordings.for_health(office.house.values["brand"])
    row = Proof(how=how, actor=by, wording=wording, wording_version=wordings.VERSION, proof=proof)
    consents.record_health(person, event, row, moment.now)


def withdraw(person: Subscriber, how: str, by: str, office: Office, moment: Moment) -> None:
    """This will take the consent back: the answers are deleted, and the messages are those without doses."""
    with atomic():
        consent(person, ConsentEvent.REVOKED, how, by, office, moment)
        screens.delete_of(SubscriberId(person.pk))
        enrolments.forget_screens(SubscriberId(person.pk))
        audit.record(by, "took health consent back", "subscriber", person.pk, moment.now)
