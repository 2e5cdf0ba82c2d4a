"""A fresh link to a person's own page, sent to them and to nobody else."""

from coaching.core.consent import Permission
from coaching.core.model import Channel
from coaching.journeys import owe
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Note
from coaching.store import audit, enrolments, subscribers
from coaching.store.models import Enrolment, Subscriber
from coaching.store.transactions import atomic

MOST_A_DAY = 3


def send(person: Subscriber, office: Office, moment: Moment) -> Channel | None:
    """This will send the link by the person's own channel, at most three times a day (UTC).

    None: nothing was sent, as that was enough for today, or as no channel with consent reaches them.
    """
    enrolment = enrolments.newest_of(person)
    channel = _channel(person, enrolment) if enrolment else None
    if enrolment is None or channel is None:
        return None
    with atomic():
        owed = _owe(enrolment, channel, office, moment)
        if owed is None:
            return None
        audit.record(f"subscriber {person.pk}", "asked for a fresh link", "subscriber", person.pk, moment.now)
    owe.put_all([owed], office)
    return channel


def _owe(enrolment: Enrolment, channel: Channel, office: Office, moment: Moment) -> owe.Owed | None:
    """The key of each link names its number of the day, so that two requests at once are still counted as two."""
    for number in range(1, MOST_A_DAY + 1):
        key = f"fresh-link:{enrolment.subscriber_id}:{moment.now.date()}:{number}"
        owed = owe.say(Note("reply", key, "fresh-link"), enrolment, channel, owe.at_once(moment), office, moment)
        if owed is not None:
            return owed
    return None


def _channel(person: Subscriber, enrolment: Enrolment) -> Channel | None:
    """The one channel they wish for if it works, else a text, else an email."""
    order = sorted(Channel, key=lambda channel: (channel != enrolment.only, channel is not Channel.SMS))
    return next((channel for channel in order if _reaches(person, channel)), None)


def _reaches(person: Subscriber, channel: Channel) -> bool:
    active = getattr(person, f"{channel}_state") == Permission.ACTIVE
    return bool(active and subscribers.address(person, channel) and not getattr(person, f"{channel}_trouble"))
