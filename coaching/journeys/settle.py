"""What a person sets on their own page alone: where they live, and their language."""

from zoneinfo import available_timezones

from coaching.core.decide import Status
from coaching.core.languages import LANGUAGES
from coaching.core.model import EnrolmentId, SubscriberId
from coaching.journeys import library, travel
from coaching.journeys.office import Moment, Office
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, campaigns, changes, subscribers
from coaching.store.models import Enrolment
from coaching.store.subscribers import Whereabouts
from coaching.store.transactions import atomic


def live_in(enrolment: Enrolment, zone: str, by: str, office: Office, moment: Moment) -> None:
    """This will have lessons come by the time of another zone from now on; a time away ends by it. UNDO takes it back.

    Raises ChangeRefused.
    """
    person = enrolment.subscriber
    before = subscribers.whereabouts(person)
    if zone not in available_timezones():
        raise ChangeRefused("Please choose a time zone from the list.")
    if enrolment.status not in (Status.ACTIVE, Status.WAITING):
        raise ChangeRefused("Your program is not running just now.")
    if before == Whereabouts(zone):
        raise ChangeRefused("That is your time zone already.")
    key = EnrolmentId(enrolment.pk)
    with atomic():
        made = travel.move(person, enrolment, Whereabouts(zone), moment)
        if made is None:
            raise ChangeRefused("Something else changed at the same moment. Please try once more.")
        kept = {
            "zone": before.zone,
            "home_zone": before.home_zone,
            "home_at": before.home_at.isoformat() if before.home_at else None,
            "pauses": list(made),
            "undone": "the new time zone",
        }
        changes.record(key, "zone", kept, by, moment.now)
        audit.record(by, "changed zone", "subscriber", person.pk, moment.now)
    travel.look_soon(key, office, moment)


def languages(enrolment: Enrolment) -> dict[str, str]:
    """This will name the languages in which a person's programme is written now, each as its speakers call it."""
    stored = campaigns.current(enrolment.campaign.key)
    spoken = library.campaign(stored.id if stored else enrolment.campaign_id).languages
    return {code: LANGUAGES[code].name for code in spoken}


def speak(enrolment: Enrolment, language: str, by: str, moment: Moment) -> None:
    """This will have messages come in a language; raises ChangeRefused for one that is not written."""
    if language not in languages(enrolment):
        raise ChangeRefused("The program is not written in that language yet.")
    with atomic():
        subscribers.set_language(SubscriberId(enrolment.subscriber_id), language)
        audit.record(by, "changed language", "subscriber", enrolment.subscriber_id, moment.now, language=language)
