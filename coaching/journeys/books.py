"""The books: planned = pending + in flight + unknown + accepted + skipped + held + failed, with names and reasons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.core import books as rules
from coaching.core.ledger import BUCKETS, State
from coaching.core.model import EnrolmentId
from coaching.journeys import library, timeline
from coaching.journeys.office import Moment
from coaching.store import books
from coaching.store.books import Counted

ORDER = ("pending", *BUCKETS)
_BUCKET_OF = {state: bucket for bucket, states in BUCKETS.items() for state in states}


@dataclass(frozen=True, slots=True)
class Missing:
    """An enrolment whose equation fails by `units`."""

    enrolment: EnrolmentId
    first_name: str
    units: int


@dataclass(frozen=True, slots=True)
class ToCome:
    """A run under way: `units` still to come, and one sentence on what is next."""

    enrolment: EnrolmentId
    first_name: str
    units: int
    line: str


@dataclass(frozen=True, slots=True)
class Books:
    """`buckets` sums to `planned` when `missing` is empty. `reasons`: bucket -> reason -> units.
    `others`: state -> messages beside the programme's steps (invitations, questions), which plan themselves."""

    planned: int
    buckets: dict[str, int]
    reasons: dict[str, dict[str, int]]
    others: dict[str, int]
    missing: tuple[Missing, ...]

    @property
    def balanced(self) -> bool:
        return not self.missing and self.planned == sum(self.buckets.values())


def draw_up(moment: Moment) -> Books:
    """This will count every enrolment against the ledger, as of now."""
    planned = 0
    buckets: Counter[str] = Counter(dict.fromkeys(ORDER, 0))
    reasons: dict[str, Counter[str]] = {bucket: Counter() for bucket in ORDER}
    missing = []
    for each in books.enrolments():
        account = _account(each, moment)
        planned += account.planned
        buckets["pending"] += account.pending
        buckets["skipped"] += account.closed
        if account.closed:
            reasons["skipped"][f"closed: {each.closed_reason}"] += account.closed
        if account.missing:
            missing.append(Missing(each.standing.enrolment, each.first_name, account.missing))
        for (state, reason), count in each.rows_by_state.items():
            bucket = _BUCKET_OF[State(state)]
            buckets[bucket] += count
            if reason:
                reasons[bucket][reason] += count
    said = {bucket: dict(found) for bucket, found in reasons.items()}
    return Books(planned, dict(buckets), said, books.others_by_state(), tuple(missing))


def still_missing(suspects: Sequence[EnrolmentId], moment: Moment) -> tuple[Missing, ...]:
    """This will count some enrolments again and name those whose equation fails now."""
    return tuple(
        Missing(each.standing.enrolment, each.first_name, units)
        for each in books.some(suspects)
        if (units := _account(each, moment).missing)
    )


def to_come(ids: Sequence[EnrolmentId], moment: Moment) -> list[ToCome]:
    """This will say for some runs how many messages are still to come, and when the next is; newest run first."""
    found = [
        ToCome(
            each.standing.enrolment,
            each.first_name,
            _account(each, moment).pending,
            timeline.now_line(each.standing, library.campaign(each.campaign_version), moment.now),
        )
        for each in books.some(ids)
    ]
    return sorted(found, key=lambda each: -each.enrolment)


def _account(each: Counted, moment: Moment) -> rules.Account:
    campaign = library.campaign(each.campaign_version)
    return rules.account(each.standing, campaign, each.rows_by_day, each.closed_units, moment.now)
