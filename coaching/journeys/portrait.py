"""Everything that is on record about one run of one person, read once: for the timeline and the page around it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from coaching.core.decide import Standing
from coaching.core.model import Campaign, EnrolmentId, SubscriberId
from coaching.journeys import library
from coaching.store import audit, changes, consents, holds, inbox, messages, notes, pauses, standings
from coaching.store.models import Audit, Change, Consent, Enrolment, Hold, Message, Note, OpenQuestion, Pause, Reply
from coaching.store.standings import Loaded


@dataclass(frozen=True, slots=True)
class Portrait:
    """Rows as they are stored: oldest first, except consents and holds (newest first) and notes (pinned ones first)."""

    enrolment: Enrolment
    loaded: Loaded
    campaign: Campaign
    messages: tuple[Message, ...]
    replies: tuple[Reply, ...]
    questions: tuple[OpenQuestion, ...]
    holds: tuple[Hold, ...]
    pauses: tuple[Pause, ...]
    changes: tuple[Change, ...]
    consents: tuple[Consent, ...]
    notes: tuple[Note, ...]
    acts: tuple[Audit, ...]

    @property
    def standing(self) -> Standing:
        return self.loaded.standing

    @property
    def zone(self) -> ZoneInfo:
        return self.standing.calendar.zone


def of(enrolment: Enrolment) -> Portrait:
    """This will read it, in a dozen queries however long the run is; raises LookupError if it cannot be read."""
    key, person = EnrolmentId(enrolment.pk), enrolment.subscriber
    written = messages.of_enrolment(key)
    return Portrait(
        enrolment=enrolment,
        loaded=standings.load(key),
        campaign=library.campaign_for(enrolment.campaign_id, person.phone),
        messages=tuple(written),
        replies=tuple(inbox.replies_of(person)),
        questions=tuple(inbox.questions_of(key)),
        holds=tuple(holds.of(key)),
        pauses=tuple(pauses.of_many({key})),
        changes=tuple(changes.of(key)),
        consents=tuple(consents.of(person)),
        notes=tuple(notes.of(SubscriberId(person.pk))),
        acts=tuple(audit.of_run(enrolment, [row.pk for row in written])),
    )
