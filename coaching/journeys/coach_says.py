"""A coach writes to a person in their own words: by text or email, and lessons wait while the two talk."""

from datetime import timedelta
from hashlib import blake2b

from coaching.core.consent import Permission
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.core.segments import measure
from coaching.journeys import owe
from coaching.journeys.danger import TALK_LASTS
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import audit, holds, inbox, messages
from coaching.store.messages import Draft
from coaching.store.models import Enrolment, Subscriber
from coaching.store.transactions import atomic

LONGEST = 600
FRESH = timedelta(hours=1)
"""Who wrote to us within this span is answered at once, at any hour; anybody else in their open hours."""


class NotSaid(Exception):
    """The message cannot go; the sentence says why and what would."""


def say(enrolment: Enrolment, words: str, by: str, office: Office, moment: Moment) -> Owed:
    """This will send a coach's words and have lessons wait for a day; what waited to be read counts as read.

    By text where the person agreed to texts, else by email. Raises NotSaid.
    """
    said = words.strip()
    if not said:
        raise NotSaid("Write something first.")
    if len(said) > LONGEST:
        raise NotSaid(f"Shorten it by {len(said) - LONGEST} letters; a text of {LONGEST} letters is long enough.")
    key, person = EnrolmentId(enrolment.pk), enrolment.subscriber
    channel = _channel(person)
    with atomic():
        owed = _owe(enrolment, said, channel, by, office, moment)
        if owed is None:
            raise NotSaid("These very words have been sent this minute already.")
        holds.talk(key, "a coach and the person are talking", by, moment.now, moment.now + TALK_LASTS)
        inbox.mark_read(SubscriberId(person.pk), by, moment.now)
        audit.record(by, "wrote to", "subscriber", person.pk, moment.now, channel=channel)
    owe.put_all([owed], office)
    return owed


def way_to(person: Subscriber) -> Channel | None:
    """This will choose how a coach's words go: by text where the person agreed to texts, else by email, else not."""
    if person.phone and person.sms_state == Permission.ACTIVE and not person.sms_trouble:
        return Channel.SMS
    if person.email and person.email_state == Permission.ACTIVE and not person.email_trouble:
        return Channel.EMAIL
    return None


def _channel(person: Subscriber) -> Channel:
    way = way_to(person)
    if way is None:
        raise NotSaid(f"{person.first_name} has not agreed to any channel that works; call instead.")
    return way


def _owe(enrolment: Enrolment, said: str, channel: Channel, by: str, office: Office, moment: Moment) -> Owed | None:
    span = owe.at_once(moment) if wrote_lately(enrolment, moment) else owe.open_hours(enrolment, moment)
    key = f"coach:{enrolment.pk}:{by[:20]}:{moment.now:%Y%m%d%H%M}:{blake2b(said.encode(), digest_size=4).hexdigest()}"
    if channel is Channel.EMAIL:
        note = owe.Note("coach", key, "coach-words", {"sms_text": said})
        return owe.say(note, enrolment, channel, span, office, moment)
    text = f"{office.house.values['brand']}: {said}"
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
    replies = inbox.replies_of(enrolment.subscriber)
    return bool(replies) and replies[-1].at > moment.now - FRESH
