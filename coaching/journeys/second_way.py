"""An answer to a danger must arrive: where the carrier blocks it, it goes by email, and somebody is told."""

from collections.abc import Mapping, Sequence

from coaching.core.alerts import Kind
from coaching.core.model import Channel, MessageId
from coaching.journeys import alert, owe
from coaching.journeys.office import Moment, Office
from coaching.journeys.post import Ending, Parcel
from coaching.providers.base import Rejected
from coaching.store import enrolments, subscribers
from coaching.store.alerts import News
from coaching.store.handover import Refused
from coaching.store.transactions import atomic


def for_safety(parcels: Sequence[Parcel], endings: Mapping[MessageId, Ending], office: Office, moment: Moment) -> None:
    """This will owe safety texts that were refused by SMS once more by email, and raise a red alert in any case."""
    lost = [parcel for parcel in parcels if _is_lost(parcel, endings.get(parcel.claimed.id))]
    for parcel in lost:
        _by_email(parcel, office, moment)
    if lost:
        alert.hurry()


def _is_lost(parcel: Parcel, ending: Ending | None) -> bool:
    if parcel.claimed.draft.kind != "safety":
        return False
    return isinstance(ending, Rejected) or (isinstance(ending, Refused) and ending.retry_at is None)


def _by_email(parcel: Parcel, office: Office, moment: Moment) -> None:
    draft, person = parcel.claimed.draft, parcel.person
    enrolment = enrolments.get(draft.enrolment)
    template = draft.template.rsplit("/", 1)[-1].split(".")[0]
    with atomic():
        again = None
        if draft.channel is Channel.SMS and subscribers.address(enrolment.subscriber, Channel.EMAIL):
            note = owe.Note("safety", f"{draft.dedupe_key[:70]}:by-email", template, dict(draft.words))
            again = owe.say(note, enrolment, Channel.EMAIL, owe.at_once(moment), office, moment)
        way = "It goes by email now." if again else "There is no other way to reach them."
        alert.raise_(
            News(
                Kind.SAFETY_UNSENT,
                str(person.subscriber),
                f"A safety text did not reach {person.first_name} by {draft.channel}. {way}",
                subscriber=person.subscriber,
                enrolment=draft.enrolment,
            ),
            moment.now,
        )
    owe.put_all([again] if again else [], office)
