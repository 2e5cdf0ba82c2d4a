"""What another system changes about a person on the word of whoever holds its key: name, zone, language."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from coaching.core.decide import Status
from coaching.core.model import SubscriberId
from coaching.journeys import settle, typed, wake
from coaching.journeys.office import Moment, Office
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, enrolments, subscribers
from coaching.store.models import Enrolment, Subscriber
from coaching.store.subscribers import Whereabouts
from coaching.store.transactions import atomic


class AmendmentRefused(Exception):
    """What was asked cannot be; `problems` maps the field to one sentence that says what to do."""

    def __init__(self, problems: typed.Problems) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(problems.values()))


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is to change; None stays as it is."""

    first_name: str | None = None
    zone: str | None = None
    language: str | None = None


def amend(person: Subscriber, wish: Amendment, by: str, office: Office, moment: Moment) -> None:
    """This will change all of it or nothing; raises AmendmentRefused. What is so already is no change."""
    with wake.held_back(), atomic():
        if wish.first_name is not None:
            _rename(person, wish.first_name, by, moment)
        newest = enrolments.newest_of(person)
        if wish.zone is not None and subscribers.whereabouts(person) != Whereabouts(wish.zone):
            _move(person, newest, wish.zone, by, office, moment)
        if wish.language is not None and wish.language != person.language:
            _speak(newest, wish.language, by, moment)


def _rename(person: Subscriber, name: str, by: str, moment: Moment) -> None:
    problems: typed.Problems = {}
    read = typed.first_name(name, problems)
    if problems:
        raise AmendmentRefused(problems)
    if read != person.first_name:
        subscribers.rename(SubscriberId(person.pk), read)
        audit.record(by, "renamed", "subscriber", person.pk, moment.now)


def _move(person: Subscriber, newest: Enrolment | None, zone: str, by: str, office: Office, moment: Moment) -> None:
    if zone not in available_timezones():
        raise AmendmentRefused({"zone": "There is no such time zone. Name one like Europe/Paris or America/New_York."})
    if newest is not None and newest.status in (Status.ACTIVE, Status.WAITING):
        try:
            settle.live_in(newest, zone, by, office, moment)
        except ChangeRefused as refused:
            raise AmendmentRefused({"zone": str(refused)}) from refused
        return
    if not subscribers.move(SubscriberId(person.pk), subscribers.whereabouts(person), Whereabouts(zone)):
        raise AmendmentRefused({"zone": "Something else changed at the same moment. Please try once more."})
    audit.record(by, "changed zone", "subscriber", person.pk, moment.now)


def _speak(newest: Enrolment | None, language: str, by: str, moment: Moment) -> None:
    if newest is None:
        raise AmendmentRefused({"language": "This person has no programme whose language could be chosen."})
    try:
        settle.speak(newest, language, by, moment)
    except ChangeRefused as refused:
        spoken = ", ".join(settle.languages(newest))
        raise AmendmentRefused(
            {"language": f"The programme is not written in that language; it is in: {spoken}."}
        ) from (refused)
