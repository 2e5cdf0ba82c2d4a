"""Who may leave now and who waits for a turn: fair between programmes, no faster than the sender, not into a wall."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Protocol, TypeVar

import structlog

from coaching.core.alerts import Kind
from coaching.core.model import Channel, MessageId
from coaching.core.purposes import PURPOSES
from coaching.core.reasons import Reason
from coaching.journeys import alert, outcomes
from coaching.journeys.office import Moment, Office
from coaching.providers.base import Accepted, Outcome, Rejected, RetryLater, Scope, Unknown
from coaching.providers.exchange import DEADLINE_PASSED
from coaching.store import alerts
from coaching.store.alerts import News
from coaching.store.gates import PROBE_MS
from coaching.store.messages import Claimed

log = structlog.get_logger()
NOT_SET_UP_AGAIN = timedelta(minutes=15)
# What a provider says when we are too fast, not out of reach.
_TOO_FAST = {"429", "20429", "14107", "21611", "63017", "63038"}


class HasClaim(Protocol):
    """Anything that carries a reserved message."""

    @property
    def claimed(self) -> Claimed: ...


P = TypeVar("P", bound=HasClaim)


def in_fair_order(parcels: Sequence[P]) -> list[P]:
    """This will take turns between programmes, the longest due of each first: where sending is slow, no programme
    keeps another waiting."""
    by_campaign: defaultdict[str, list[P]] = defaultdict(list)
    for parcel in sorted(parcels, key=lambda each: each.claimed.draft.due_at):
        by_campaign[parcel.claimed.draft.template.partition("/")[2].partition("/")[0]].append(parcel)
    rounds = zip_longest(*by_campaign.values())
    return [parcel for parcel in chain.from_iterable(rounds) if parcel is not None]


def waits(
    channel: Channel, parcels: Sequence[P], office: Office, moment: Moment
) -> dict[MessageId, tuple[Reason, datetime]]:
    """This will name the messages that may not leave now, why, and when they come up again (programme time).

    Nothing of this spends a try. A place in the sender's queue is paid for: who comes back at its time goes.
    """
    ids = [parcel.claimed.id for parcel in parcels]
    if office.stopping():
        return dict.fromkeys(ids, (Reason.RELEASED, moment.now))
    if channel not in office.ready:
        return dict.fromkeys(ids, (Reason.NOT_SET_UP, moment.now + NOT_SET_UP_AGAIN))
    if channel not in office.gates:
        return {}
    found: dict[MessageId, tuple[Reason, datetime]] = {}
    for urgent in (True, False):
        own = [parcel for parcel in parcels if is_urgent(parcel.claimed.draft.kind) is urgent]
        if own:
            found |= _at_the_gate(channel, own, office, moment, urgent=urgent)
    return found


def is_urgent(kind: str) -> bool:
    """This will say whether somebody waits for this message: answers and safety do not queue behind lessons."""
    return not PURPOSES[kind].capped


def _at_the_gate(
    channel: Channel, parcels: Sequence[P], office: Office, moment: Moment, *, urgent: bool
) -> dict[MessageId, tuple[Reason, datetime]]:
    costs = [_cost(parcel.claimed) for parcel in parcels]
    told = office.gates[channel].admit(costs, urgent=urgent)
    held = [parcel.claimed for parcel in parcels[told.go :]]
    if told.closed_s:
        at = moment.now + timedelta(seconds=told.closed_s)
        return {claimed.id: (Reason.CIRCUIT, at) for claimed in held}
    probing = [PROBE_MS / 1000] * (len(held) - len(told.waits_s))
    reasons = [Reason.SLOWED] * len(told.waits_s) + [Reason.CIRCUIT] * len(probing)
    return {
        claimed.id: (reason, moment.now + timedelta(seconds=wait_s))
        for claimed, wait_s, reason in zip(held, [*told.waits_s, *probing], reasons, strict=True)
    }


def _cost(claimed: Claimed) -> int:
    return 0 if claimed.has_its_turn else max(1, claimed.draft.parts)


def report(channel: Channel, answers: Sequence[Outcome], office: Office, moment: Moment) -> None:
    """This will tell the gate how a chunk ended, and the house when a provider is out of reach or back."""
    if not answers or channel not in office.gates:
        return
    bad = sum(_is_failure(answer) for answer in answers)
    good = sum(isinstance(answer, Accepted) or _is_about_one(answer) for answer in answers)
    fatal = next((a for a in answers if isinstance(a, Rejected) and outcomes.refuses_us(channel, a)), None)
    rests = [a.after_s for a in answers if isinstance(a, RetryLater) and a.code in _TOO_FAST]
    opened = office.gates[channel].report(good=good, bad=bad, fatal=fatal is not None, rest_s=max(rests, default=0.0))
    about = f"{channel}"
    if opened:
        why = fatal.detail if fatal else _last_detail(answers)
        name = "Twilio" if channel is Channel.SMS else "SendGrid"
        title = f"{name} {'refuses us' if fatal else 'is out of reach'}: {outcomes.spoken(channel)} waits. {why}"
        alert.raise_(News(Kind.CIRCUIT, about, title[:200]), moment.now)
        alert.hurry()
    elif opened is False:
        alerts.settle(f"{Kind.CIRCUIT}:{about}", "The provider takes messages again.", moment.now)
        log.info("circuit closed", channel=channel)


def _is_failure(answer: Outcome) -> bool:
    if isinstance(answer, RetryLater):
        return answer.code not in _TOO_FAST and answer.code != DEADLINE_PASSED
    return isinstance(answer, Unknown)


def _is_about_one(answer: Outcome) -> bool:
    """A refusal of one address or text shows that the provider is there and takes us."""
    return isinstance(answer, Rejected) and answer.scope in (Scope.RECIPIENT, Scope.CONTENT)


def _last_detail(answers: Sequence[Outcome]) -> str:
    details = [a.detail for a in answers if isinstance(a, RetryLater | Unknown)]
    return details[-1] if details else ""
