"""What other systems are told: each answer with its fields, and how it is made from what is stored."""

from collections.abc import Sequence
from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from coaching.core.consent import Permission
from coaching.core.decide import Status
from coaching.core.labels import FOR_A_PERSON, Label
from coaching.core.labels import sentence as sentence_of_label
from coaching.core.ledger import State
from coaching.core.model import Campaign, Channel, EnrolmentId, LatePolicy, Step
from coaching.core.reasons import Reason, sentence
from coaching.journeys import library, timeline
from coaching.journeys.books import Books
from coaching.store import campaigns, standings
from coaching.store.models import Enrolment, Message, Reply, Subscriber
from coaching.web.console import standing
from coaching.web.console.books import OTHER_WORDS


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list["FieldError"] | None = None


class FieldError(Schema):
    field: str
    message: str


class PersonLine(Schema):
    """Somebody in a list: no number, no address. `status` is that of the newest enrolment."""

    id: int
    first_name: str
    sms: Permission
    email: Permission
    status: Status | None
    enrolment: int | None
    created_at: datetime


class PeoplePage(Schema):
    people: list[PersonLine]
    next: str | None = Field(description="Ask for the next page with it; null on the last.")


class PauseTold(Schema):
    first: date
    last: date | None


class EnrolmentTold(Schema):
    """One run. `next` says in one sentence what comes and why."""

    id: int
    person: int
    campaign: str
    version: int
    cycle: int
    status: Status
    start: date
    day: int
    days: int
    pause: PauseTold | None
    next: str
    enrolled_at: datetime
    closed_at: datetime | None


class EnrolmentLine(Schema):
    id: int
    campaign: str
    cycle: int
    status: Status
    start: date


class PersonTold(Schema):
    """Somebody, with number and address. `only`: the one channel they want, null for each that they agreed to."""

    id: int
    first_name: str
    phone: str | None
    email_address: str | None
    zone: str
    language: str
    sms: Permission
    email: Permission
    created_at: datetime
    enrolments: list[EnrolmentLine]


class MessageTold(Schema):
    """One row of the ledger, without its words. `template` and `version` name them."""

    id: int
    person: int
    enrolment: int | None
    kind: str
    day: int | None
    channel: Channel
    state: State
    state_in_words: str
    reason: Reason | None
    reason_in_words: str
    template: str
    version: int
    due_at: datetime
    handed_at: datetime | None
    accepted_at: datetime | None
    delivered_at: datetime | None


class MessagesPage(Schema):
    messages: list[MessageTold]
    next: str | None


class ReplyTold(Schema):
    """Something a person wrote. `waits`: a coach still has to read it."""

    id: int
    person: int
    enrolment: int | None
    channel: Channel
    text: str
    taken_for: Label
    taken_for_in_words: str
    waits: bool
    at: datetime
    read_at: datetime | None


class RepliesPage(Schema):
    replies: list[ReplyTold]
    next: str | None


class CampaignLine(Schema):
    key: str
    name: str
    version: int
    days: int


class Campaigns(Schema):
    campaigns: list[CampaignLine]


class StepTold(Schema):
    key: str
    day: int
    topic: str
    slot: str
    channels: list[Channel]
    checkin: str | None
    late: LatePolicy


class Wordings(Schema):
    """What a person agrees to, word by word; name the version when you enrol."""

    version: str
    sms: str
    email: str
    health: str


class CampaignTold(Schema):
    key: str
    name: str
    version: int
    days: int
    units: int = Field(description="Messages that it plans: one for each step and channel.")
    languages: list[str]
    consent: Wordings
    steps: list[StepTold]


class ReasonTold(Schema):
    bucket: str
    reason: str
    units: int


class BooksTold(Schema):
    """planned = pending + in_flight + unknown + accepted + skipped + held + failed, unless something is missing."""

    balanced: bool
    planned: int
    pending: int
    in_flight: int
    unknown: int
    accepted: int
    skipped: int
    held: int
    failed: int
    missing: int
    reasons: list[ReasonTold]


def line(who: Subscriber, newest: Enrolment | None) -> PersonLine:
    """This will tell of somebody in a list."""
    return PersonLine(
        id=who.pk,
        first_name=who.first_name,
        sms=Permission(who.sms_state),
        email=Permission(who.email_state),
        status=Status(newest.status) if newest else None,
        enrolment=newest.pk if newest else None,
        created_at=who.created_at,
    )


def person(who: Subscriber, runs: Sequence[Enrolment]) -> PersonTold:
    """This will tell of somebody, their runs newest first."""
    return PersonTold(
        id=who.pk,
        first_name=who.first_name,
        phone=who.phone,
        email_address=who.email,
        zone=who.zone,
        language=who.language,
        sms=Permission(who.sms_state),
        email=Permission(who.email_state),
        created_at=who.created_at,
        enrolments=[
            EnrolmentLine(
                id=run.pk, campaign=run.campaign.key, cycle=run.cycle, status=Status(run.status), start=run.start
            )
            for run in runs
        ],
    )


def enrolment(run: Enrolment, now: datetime) -> EnrolmentTold:
    """This will tell of one run; what cannot be read is said in `next`."""
    campaign = library.campaign(run.campaign_id)
    day, pause, following = _position(run, campaign, now)
    return EnrolmentTold(
        id=run.pk,
        person=run.subscriber_id,
        campaign=run.campaign.key,
        version=campaigns.numbers([run.campaign_id])[run.campaign_id],
        cycle=run.cycle,
        status=Status(run.status),
        start=run.start,
        day=day,
        days=campaign.days,
        pause=pause,
        next=following,
        enrolled_at=run.enrolled_at,
        closed_at=run.closed_at,
    )


def _position(run: Enrolment, campaign: Campaign, now: datetime) -> tuple[int, PauseTold | None, str]:
    try:
        where = standings.load(EnrolmentId(run.pk)).standing
    except LookupError:
        return 0, None, "Held: the stored record cannot be read."
    ahead = standing.pause_ahead(where, now)
    pause = PauseTold(first=ahead.first, last=ahead.last) if ahead else None
    return standing.place(where, campaign, now).day, pause, timeline.now_line(where, campaign, now)


def message(row: Message) -> MessageTold:
    """This will tell of one message: where it is, and why."""
    reason = Reason(row.reason) if row.reason in list(Reason) else None
    return MessageTold(
        id=row.pk,
        person=row.subscriber_id,
        enrolment=row.enrolment_id,
        kind=row.kind,
        day=row.day or None,
        channel=Channel(row.channel),
        state=State(row.state),
        state_in_words=OTHER_WORDS[row.state],
        reason=reason,
        reason_in_words=sentence(reason) if reason else "",
        template=row.template,
        version=row.version,
        due_at=row.due_at,
        handed_at=row.handed_at,
        accepted_at=row.accepted_at,
        delivered_at=row.delivered_at,
    )


def reply(row: Reply) -> ReplyTold:
    """This will tell what somebody wrote."""
    return ReplyTold(
        id=row.pk,
        person=row.subscriber_id,
        enrolment=row.enrolment_id,
        channel=Channel(row.channel),
        text=row.text,
        taken_for=Label(row.label),
        taken_for_in_words=sentence_of_label(row.label),
        waits=row.read_at is None and row.label in FOR_A_PERSON,
        at=row.at,
        read_at=row.read_at,
    )


def step(one: Step) -> StepTold:
    """This will tell of one step of a programme."""
    return StepTold(
        key=one.key,
        day=one.day,
        topic=one.topic,
        slot=one.slot,
        channels=list(one.channels),
        checkin=one.checkin,
        late=one.late,
    )


def books(drawn: Books) -> BooksTold:
    """This will tell the equation; who is missing, the page of the books names."""
    counted = {bucket.replace(" ", "_"): units for bucket, units in drawn.buckets.items()}
    reasons = [
        ReasonTold(bucket=bucket.replace(" ", "_"), reason=reason, units=units)
        for bucket, found in drawn.reasons.items()
        for reason, units in sorted(found.items())
    ]
    missing = sum(each.units for each in drawn.missing)
    return BooksTold(balanced=drawn.balanced, planned=drawn.planned, missing=missing, reasons=reasons, **counted)
