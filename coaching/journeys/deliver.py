"""A due message: claim, decide, compose, reserve, hand over, send, settle, and put the next time."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from coaching.campaigns import asking
from coaching.core.alerts import Kind
from coaching.core.decide import Decision, Hold, Rest, Send, Skip, Unit, Wait, decide, settled_through, text_track
from coaching.core.model import Campaign, Channel, CheckIn, EnrolmentId, MessageId
from coaching.core.reasons import Reason
from coaching.core.schedule import local_date
from coaching.journeys import alert, announce, compose, library, owe, ways_out, welcome_back
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.journeys.post import Endings, NoLongerOurs, Parcel, post
from coaching.providers.base import Accepted, RetryLater, Unknown
from coaching.store import enrolments, holds, inbox, messages, standings
from coaching.store.alerts import News
from coaching.store.enrolments import Progress
from coaching.store.handover import Refused
from coaching.store.messages import AlreadySent, Claimed, Draft, InFlight, Lease, step_key
from coaching.store.standings import Loaded, Person, Unreadable
from coaching.store.timetable import Claim, Due, to_ms
from coaching.store.transactions import atomic

log = structlog.get_logger()
BATCH = 250
FAULT_RETRY = timedelta(minutes=15)


@dataclass(slots=True)
class Case:
    """One enrolment on its way through a batch."""

    loaded: Loaded
    campaign: Campaign
    decisions: tuple[Decision, ...] = ()
    drafts: list[Draft] = field(default_factory=list)
    settled: set[Unit] = field(default_factory=set)
    look_again: list[datetime] = field(default_factory=list)
    fault: str = ""

    @property
    def send(self) -> Send | None:
        last = self.decisions[-1] if self.decisions else None
        return last if isinstance(last, Send) else None


def deliver_due(shard: int, office: Office, moment: Moment) -> int:
    """This will bring every due enrolment of a shard (at most 250) one step further; answers how many it claimed."""
    claims = office.lessons.claim(shard, BATCH, round(office.lease.total_seconds() * 1000))
    if claims:
        deliver(claims, office, moment)
    return len(claims)


def deliver(claims: Sequence[Claim], office: Office, moment: Moment) -> None:
    """This will work through claimed enrolments as one batch; one faulty person never stops the others."""
    lease = moment.lease(secrets.token_hex(8), office.lease)
    loaded = standings.load_many([EnrolmentId(claim.member) for claim in claims])
    unreadable = [one for one in loaded if isinstance(one, Unreadable)]
    readable = [one for one in loaded if isinstance(one, Loaded)]
    cases = [
        _decide(Case(one, library.campaign_for(one.campaign_version, one.person.phone)), moment.now) for one in readable
    ]
    words = library.current(_names(cases))
    sends = [(case.loaded, case.send, case.campaign) for case in cases if case.send is not None]
    composer = Composer(office.house, words, office.regions, compose.past_of(sends, words))
    for case in cases:
        _compose(case, composer)
    parcels, excuses = _reserve(cases, lease, office, moment)
    owe.put_all(excuses, office)

    def note(endings: Endings) -> None:
        _take_in([(case, parcel) for case, parcel in parcels if parcel.claimed.id in endings], endings, moment)

    post([parcel for _, parcel in parcels], office, composer, moment, lease, note)
    for one in unreadable:
        _hold_for_a_fault(one.enrolment, one.why, None, moment.now)
    _advance(cases, {one.enrolment for one in unreadable}, claims, office, moment)


def _decide(case: Case, now: datetime) -> Case:
    try:
        case.decisions = decide(case.loaded.standing, case.campaign, now)
    except Exception as error:  # one person is set aside, the batch goes on (design: ledger)
        _set_aside(case, error)
    return case


def _compose(case: Case, composer: Composer) -> None:
    if case.send is None:
        return
    try:
        case.drafts = [composer.step(case.loaded, case.send, leg, case.campaign) for leg in case.send.legs]
    except Exception as error:  # as above
        _set_aside(case, error)


def _set_aside(case: Case, error: Exception) -> None:
    log.exception("enrolment set aside", enrolment=case.loaded.standing.enrolment, error=type(error).__name__)
    case.fault = f"{type(error).__name__}: {error}"


def _names(cases: Iterable[Case]) -> set[str]:
    names: set[str] = set()
    for case in cases:
        if case.send is not None:
            names |= compose.names_for(case.send, case.campaign, case.loaded.person.language)
    return names


def _reserve(
    cases: Sequence[Case], lease: Lease, office: Office, moment: Moment
) -> tuple[list[tuple[Case, Parcel]], list[Owed]]:
    """One transaction: what is skipped and why, who is held, what is ours to send, and a word to who needs one: after
    an outage, or on the ways out."""
    wanted = [(case, draft) for case in cases if not case.fault for draft in case.drafts]
    with atomic():
        messages.skip_many([skip for case in cases for skip in _skips(case, lease)], lease)
        _hold(cases, lease)
        excused = [welcome_back.after_an_outage(case.loaded, case.decisions, office, moment) for case in cases]
        excused += ways_out.remind([(case.loaded, case.drafts) for case in cases if not case.fault], office, moment)
        reserved = messages.reserve_many([draft for _, draft in wanted], lease)
    parcels = []
    for (case, draft), outcome in zip(wanted, reserved, strict=True):
        match outcome:
            case Claimed():
                parcels.append((case, Parcel(outcome, case.loaded.person, _other_channel(case, draft))))
            case AlreadySent():
                case.settled.add((draft.step, Channel(draft.unit)))
            case InFlight(until):
                case.look_again.append(until)
    return parcels, [each for each in excused if each is not None]


def _other_channel(case: Case, draft: Draft) -> Channel | None:
    """The channel that may carry a lone unit if its own does not reach the person: with consent, never revoked."""
    send = case.send
    if send is None or len(send.step.channels) > 1:
        return None
    if local_date(send.due, case.loaded.standing.calendar.zone).weekday() in case.campaign.window.without_texts:
        return None
    return next((channel for channel in case.loaded.standing.reachable if channel is not draft.channel), None)


def _skips(case: Case, lease: Lease) -> list[tuple[Draft, Reason]]:
    skips = [decision for decision in case.decisions if isinstance(decision, Skip)]
    case.settled |= {(skip.step.key, skip.unit) for skip in skips}
    return [(_unsent(case, skip.step.key, skip.step.day, skip.unit, lease), skip.reason) for skip in skips]


def _hold(cases: Sequence[Case], lease: Lease) -> None:
    for case in cases:
        if case.fault:
            enrolment = case.loaded.standing.enrolment
            _hold_for_a_fault(enrolment, case.fault, case.loaded.person, lease.now)
            units = [(leg.unit, case.send.step) for leg in case.send.legs] if case.send else []
            messages.hold_many([(_unsent(case, s.key, s.day, unit, lease), case.fault) for unit, s in units], lease)
            case.settled |= {(step.key, unit) for unit, step in units}
            case.look_again.append(lease.now + FAULT_RETRY)


def _hold_for_a_fault(enrolment: EnrolmentId, fault: str, person: Person | None, now: datetime) -> None:
    """Nothing more goes out to this person until somebody has looked; whoever runs the service is told."""
    if not holds.place(enrolment, "fault", fault, "the service", now):
        return
    name = person.first_name if person else f"enrolment {enrolment}"
    subscriber = person.subscriber if person else None
    title = f"{name} is held: a message could not be made ready."
    alert.raise_(News(Kind.FAULT, str(enrolment), title, body=fault, subscriber=subscriber, enrolment=enrolment), now)


def _unsent(case: Case, step: str, day: int, unit: Channel, lease: Lease) -> Draft:
    """The row of a unit that is not sent: no words, only when and for whom."""
    standing = case.loaded.standing
    return Draft(
        dedupe_key=step_key(standing.enrolment, case.loaded.cycle, step, unit),
        kind="step",
        subscriber=case.loaded.person.subscriber,
        enrolment=standing.enrolment,
        channel=unit,
        template="",
        version=0,
        due_at=lease.now,
        until=lease.now,
        step=step,
        day=day,
        unit=unit,
        on=local_date(lease.now, standing.calendar.zone),
    )


def _take_in(parcels: Sequence[tuple[Case, Parcel]], endings: Endings, moment: Moment) -> None:
    """What each ending means for its enrolment: settled, or to be looked at again; accepted check-ins are open.

    Runs in the transaction that stores the endings: once a message counts as sent, nobody looks at it again,
    and a question that is not open by then never would be.
    """
    asked: dict[tuple[EnrolmentId, int], CheckIn] = {}
    carried: dict[EnrolmentId, MessageId] = {}
    for case, parcel in parcels:
        draft = parcel.claimed.draft
        match endings[parcel.claimed.id]:
            case RetryLater(after_s):
                case.look_again.append(moment.now + timedelta(seconds=after_s))
            case Refused(_, datetime() as retry_at):
                case.look_again.append(retry_at)
            case NoLongerOurs():
                case.look_again.append(moment.now)
            case ending:
                case.settled.add((draft.step, Channel(draft.unit)))
                if isinstance(ending, Accepted | Unknown) and case.send:
                    checkin = asking.asked(case.campaign, case.send.step, text_track(case.loaded.standing))
                    if checkin is not None:
                        asked[(draft.enrolment, draft.day)] = checkin
                    if draft.words.get("folded"):
                        carried[draft.enrolment] = parcel.claimed.id
    inbox.ask_many([(enrolment, day, checkin) for (enrolment, day), checkin in asked.items()], moment.now)
    folded = [(case.loaded.standing.enrolment, step) for case, _ in parcels if case.send for step in case.send.folded]
    messages.mark_folded([(enrolment, step) for enrolment, step in folded if enrolment in carried], carried)


def _advance(
    cases: Sequence[Case], unreadable: set[EnrolmentId], claims: Sequence[Claim], office: Office, moment: Moment
) -> None:
    """Stores how far each enrolment is, then gives every claim back with its next due time."""
    progress = [_progress(case, moment) for case in cases]
    with atomic():
        announce.completed(enrolments.advance_many(progress, moment.now), moment.now)
    wakes = {each.enrolment: each.wake_at for each in progress}
    wakes |= dict.fromkeys(unreadable, moment.now + FAULT_RETRY)
    office.lessons.put_many(
        Due(claim.member, to_ms(at) if (at := wakes.get(EnrolmentId(claim.member))) else None, claim.token)
        for claim in claims
    )


def _progress(case: Case, moment: Moment) -> Progress:
    standing = case.loaded.standing
    after = replace(standing, settled=standing.settled | case.settled)
    through = settled_through(after, case.campaign)
    seen = case.loaded.wake_at
    if case.look_again:
        return Progress(standing.enrolment, through, max(min(case.look_again), moment.now), seen)
    match decide(replace(after, settled_through=through), case.campaign, moment.now)[-1]:
        case Wait(until):
            return Progress(standing.enrolment, through, until, seen)
        case Hold(_, look_again):
            return Progress(standing.enrolment, through, look_again, seen)
        case Send():
            return Progress(standing.enrolment, through, moment.now, seen)
        case Rest(None):
            return Progress(standing.enrolment, through, None, seen, done=True)
        case Rest():
            return Progress(standing.enrolment, through, None, seen)
        case Skip():
            raise LookupError("a decision never ends in a Skip")
