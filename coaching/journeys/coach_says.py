"""A coach writes to a person in their own words: by text or email, and lessons wait while the two talk."""

from datetime import timedelta
from hashlib import blake2b

from coaching.core import needs
from coaching.core.consent import Permission
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.core.segments import measure
from coaching.journeys import owe
from coaching.journeys.danger import TALK_LASTS
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import audit, holds, inbox, messages, threads
from coaching.store.messages import Draft
from coaching.store.models import Enrolment, Subscriber
from coaching.store.transactions import atomic

FRESH = timedelta(hours=1)
"""Who wrote to us within this span is answered at once, at any hour; anybody else in their open hours."""


class NotSaid(Exception):
    """The message cannot go; the sentence says why and what would."""


class AnsweredMeanwhile(Exception):
    """Another coach has answered since this one looked; nothing was sent."""


def say(
    enrolment: Enrolment,
    words: str,
    by: str,
    office: Office,
    moment: Moment,
    *,
    channel: Channel | None = None,
    seen: int | None = None,
) -> Owed:
    """This will send a coach's words and have lessons wait for a day; what waited to be read counts as read.

    By `channel`, or else by text where the person agreed to texts, else by email. `seen`: how many answers of coaches
    the writer had before their eyes; raises AnsweredMeanwhile if there are more. Raises NotSaid.
    """
    key, person = EnrolmentId(enrolment.pk), enrolment.subscriber
    channel = _channel(person, channel)
    said = _said(words, channel)
    with atomic():
        if not threads.answered(person.pk, by, moment.now, seen=seen):
            raise AnsweredMeanwhile
        owed = _owe(enrolment, said, channel, by, office, moment)
        if owed is None:
            raise NotSaid("These very words have been sent this minute already.")
        holds.talk(key, "a coach and the person are talking", by, moment.now, moment.now + TALK_LASTS)
        inbox.mark_read(SubscriberId(person.pk), by, moment.now)
        audit.record(by, "wrote to", "subscriber", person.pk, moment.now, channel=channel)
    owe.put_all([owed], office)
    return owed


def _said(words: str, channel: Channel) -> str:
    said, longest = words.strip(), needs.LONGEST[channel]
    if not said:
        raise NotSaid("Write something first.")
    if len(said) > longest:
        raise NotSaid(f"Shorten it by {len(said) - longest} letters; a text of {longest} letters is long enough.")
    return said


def ways_to(person: Subscriber) -> tuple[Channel, ...]:
    """This will list how a coach's words may go, texts first: where the person agreed and where it arrives."""
    sms = person.phone and person.sms_state == Permission.ACTIVE and not person.sms_trouble
    email = person.email and person.email_state == Permission.ACTIVE and not person.email_trouble
    return tuple(channel for channel, works in ((Channel.SMS, sms), (Channel.EMAIL, email)) if works)


def way_to(person: Subscriber) -> Channel | None:
    """This will choose how a coach's words go: by text where the person agreed to texts, else by email, else not."""
    return next(iter(ways_to(person)), None)


def _channel(person: Subscriber, wanted: Channel | None) -> Channel:
    ways = ways_to(person)
    if not ways:
        raise NotSaid(f"{person.first_name} has not agreed to any channel that works; call instead.")
    if wanted is not None and wanted not in ways:
        way = "texts" if wanted is Channel.SMS else "emails"
        raise NotSaid(f"{person.first_name} has not agreed to {way}, or they do not arrive. Choose the other way.")
    return wanted or ways[0]


def as_sent(said: str, office: Office) -> str:
    """This will give a text as a phone shows it: with the sender's name in front."""
    return f"{office.house.values['brand']}: {said}"


def _owe(enrolment: Enrolment, said: str, channel: Channel, by: str, office: Office, moment: Moment) -> Owed | None:
    span = owe.at_once(moment) if wrote_lately(enrolment, moment) else owe.open_hours(enrolment, moment)
    key = f"coach:{enrolment.pk}:{by[:20]}:{moment.now:%Y%m%d%H%M}:{blake2b(said.encode(), digest_size=4).hexdigest()}"
    if channel is Channel.EMAIL:
        note = owe.Note("coach", key, "coach-words", {"sms_text": said})
        return owe.say(note, enrolment, channel, span, office, moment)
    text = as_sent(said, office)
    draft = Draft(
        dedupe_key=key[:80],
        kind="coach",
        subscriber=SubscriberId(enrolment.subscriber_id),
        enrolment=EnrolmentId(enrolment.pk),
        channel=channel,
        template="",
        version=0,
        due_at=span.due,
        until=span.until,
        text=text,
        parts=measure(text).count,
    )
    message = messages.owe(draft, moment.lease("", timedelta()))
    return None if message is None else Owed(message, span.due)


def wrote_lately(enrolment: Enrolment, moment: Moment) -> bool:
    """This will say whether the person wrote a moment ago, so that an answer may go at any hour."""
    return inbox.wrote_since(enrolment.subscriber_id, moment.now - FRESH)
