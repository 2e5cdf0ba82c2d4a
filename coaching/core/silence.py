"""No answer: when to remind, to ask again, to offer less, and to tell a coach (safety rules, section 9).

Nobody is scolded: a question is reminded of once, and no text counts what was missed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from coaching.core import branches, schedule
from coaching.core.model import Campaign, Track, base_key

NUDGE_AFTER = timedelta(hours=24)
MOST_NUDGES = 2
NUDGES_WITHIN = timedelta(days=7)
MISSES = 2
SILENT_FOR = timedelta(days=10)
OFFER_AGAIN_AFTER = timedelta(days=28)
MOST_ROUNDS = 2


class Offer(StrEnum):
    LESS = "less"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put to a person, and what became of it. `is_pushed`: it came with its day (or again on
    another) rather than in answer to the person's text. `round` counts the askings for one day."""

    id: int
    checkin: str
    question: str
    day: int
    asked_at: datetime
    until: datetime
    round: int = 1
    is_free_text: bool = False
    is_pushed: bool = True
    answered_at: datetime | None = None
    nudged_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        return self.answered_at is None and self.closed_at is None


@dataclass(frozen=True, slots=True)
class Quiet:
    """What is known of one person's silence. `puts`: oldest first. `since`: when the programme began, or went on
    after a pause; `heard_at`: the last thing they wrote. `offered`: when each offer was made last; `told_at`: when a
    coach was last told of a silence. `is_light`: they asked for fewer texts."""

    campaign: Campaign
    track: Track
    zone: ZoneInfo
    puts: tuple[Put, ...]
    since: datetime
    heard_at: datetime | None = None
    is_light: bool = False
    offered: Mapping[Offer, datetime] = field(default_factory=dict)
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Nudge:
    """Remind of a question, once."""

    put: int


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Put the question a second time, as the next round of its day."""

    put: int


@dataclass(frozen=True, slots=True)
class MakeOffer:
    """Send offer-less or offer-pause."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class TellCoach:
    """Raise an alert (`kind`: coaching.core.alerts). `put` is to be closed; `holds_doses` until the coach decides."""

    kind: str
    title: str
    put: int | None = None
    holds_doses: bool = False


Due = Nudge | AskAgain | MakeOffer | TellCoach


def due(quiet: Quiet, now: datetime) -> tuple[Due, ...]:
    """This will say what a person's silence calls for now. Texts wait for the open hours of the programme, at most
    one on a local date; a coach is told at any hour."""
    told = tuple(_for_the_coach(quiet, now))
    if not _is_open(quiet, now) or _wrote_on(quiet, schedule.local_date(now, quiet.zone)):
        return told
    return (*told, *_first(_texts(quiet, now)))


def next_look(quiet: Quiet, now: datetime) -> datetime | None:
    """This will give the next instant after `now` at which `due` may answer something else; None: only an event can
    change it."""
    moments = {put.until for put in quiet.puts if put.is_waiting}
    moments |= {at for put in quiet.puts if (at := _nudge_at(quiet, put)) is not None}
    moments |= {put.nudged_at + NUDGES_WITHIN for put in quiet.puts if put.nudged_at}
    moments.add(_last_word(quiet) + SILENT_FOR)
    later = [moment for moment in moments if moment > now]
    if _first(_texts(quiet, now)):
        later.append(_next_opening(quiet, now))
    return min(later, default=None)


def _first(texts: Iterator[Due]) -> tuple[Due, ...]:
    found = next(texts, None)
    return () if found is None else (found,)


def _texts(quiet: Quiet, now: datetime) -> Iterator[Due]:
    """What could be sent, the most important first."""
    yield from (AskAgain(put.id) for put in _unanswered(quiet, now) if put.round < MOST_ROUNDS)
    if _is_silent(quiet, quiet.offered.get(Offer.PAUSE), now):
        yield MakeOffer(Offer.PAUSE)
    yield from _nudges(quiet, now)
    if _has_missed(quiet, now) and not quiet.is_light and not _offered_lately(quiet, Offer.LESS, now):
        yield MakeOffer(Offer.LESS)


def _for_the_coach(quiet: Quiet, now: datetime) -> Iterator[Due]:
    for put in _unanswered(quiet, now):
        if put.round >= MOST_ROUNDS:
            yield TellCoach("safety_silent", "The safety question was not answered", put.id, holds_doses=True)
    if _is_silent(quiet, quiet.told_at, now):
        yield TellCoach("silent", "No word for 10 days")


def _unanswered(quiet: Quiet, now: datetime) -> Iterator[Put]:
    """Questions that need an answer and whose last round has run out."""
    for put in quiet.puts:
        rounds = [each.round for each in quiet.puts if (each.day, each.question) == (put.day, put.question)]
        is_last = put.round == max(rounds)
        if _must(quiet, put) and put.is_waiting and put.until <= now and is_last and _may(quiet, put):
            yield put


def _nudges(quiet: Quiet, now: datetime) -> Iterator[Due]:
    nudged = [put.nudged_at for put in quiet.puts if put.nudged_at]
    if sum(at > now - NUDGES_WITHIN for at in nudged) >= MOST_NUDGES:
        return
    waiting = [put for put in quiet.puts if (at := _nudge_at(quiet, put)) is not None and at <= now < put.until]
    yield from (Nudge(put.id) for put in sorted(waiting, key=lambda put: _weight(quiet, put), reverse=True))


def _nudge_at(quiet: Quiet, put: Put) -> datetime | None:
    """About a day after the asking, in open hours; None: there is no nudge for it."""
    if not put.is_waiting or put.nudged_at or put.is_free_text or not _may(quiet, put):
        return None
    if quiet.is_light and not _must(quiet, put):
        return None
    at = schedule.next_open(quiet.campaign.window, quiet.zone, put.asked_at + NUDGE_AFTER)[0]
    return at if at < put.until else None


def _weight(quiet: Quiet, put: Put) -> tuple[bool, bool, datetime]:
    """What must be answered comes first, a quiz last, and the newer before the older."""
    checkin = quiet.campaign.checkins.get(put.checkin)
    question = checkin.question(put.question) if checkin else None
    return _must(quiet, put), bool(question and question.right is None), put.asked_at


def _must(quiet: Quiet, put: Put) -> bool:
    checkin = quiet.campaign.checkins.get(put.checkin)
    return checkin is not None and checkin.must_answer


def _may(quiet: Quiet, put: Put) -> bool:
    return branches.may_ask(quiet.campaign, put.checkin, put.question, quiet.track)


def _has_missed(quiet: Quiet, now: datetime) -> bool:
    """The last two check-ins that came with their days ran out without an answer."""
    daily = {step.checkin for step in quiet.campaign.steps}
    pushed = [put for put in quiet.puts if put.is_pushed and base_key(put.checkin) in daily]
    over = [put for put in pushed if put.answered_at or put.until <= now]
    last = over[-MISSES:]
    return len(last) == MISSES and all(put.is_waiting for put in last)


def _is_silent(quiet: Quiet, done_at: datetime | None, now: datetime) -> bool:
    """Ten days without a word, and nothing done about this silence yet."""
    word = _last_word(quiet)
    return now >= word + SILENT_FOR and (done_at is None or done_at < word)


def _last_word(quiet: Quiet) -> datetime:
    return max(quiet.since, quiet.heard_at or quiet.since)


def _offered_lately(quiet: Quiet, offer: Offer, now: datetime) -> bool:
    at = quiet.offered.get(offer)
    return at is not None and now < at + OFFER_AGAIN_AFTER


def _is_open(quiet: Quiet, now: datetime) -> bool:
    bounds = schedule.open_hours(quiet.campaign.window, schedule.local_date(now, quiet.zone), quiet.zone)
    return bounds is not None and bounds[0] <= now < bounds[1]


def _next_opening(quiet: Quiet, now: datetime) -> datetime:
    """When the next text may go: at the next opening that is not today's."""
    bounds = schedule.open_hours(quiet.campaign.window, schedule.local_date(now, quiet.zone), quiet.zone)
    after = bounds[1] if bounds is not None and bounds[0] <= now < bounds[1] else now
    return schedule.next_open(quiet.campaign.window, quiet.zone, after)[0]


def _wrote_on(quiet: Quiet, today: date) -> bool:
    """Whether a reminder, a second asking or an offer has gone out on a local date."""
    sent = [*quiet.offered.values(), *(put.nudged_at for put in quiet.puts if put.nudged_at)]
    sent += [put.asked_at for put in quiet.puts if put.round > 1]
    return any(schedule.local_date(at, quiet.zone) == today for at in sent)
