"""A whole programme, decided step by step: outages, conversations, lost channels, pauses, any zone and window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.core import schedule
from coaching.core.decide import GRACE, Rest, Standing, Status, decide
from coaching.core.model import Channel, EnrolmentId, LatePolicy, Track
from coaching.core.reasons import Reason
from coaching.core.schedule import Calendar, Pause
from tests import zones
from tests.programme import CAMPAIGN, FIRST, Run, is_on, pauses, starts, windows, wishes

Span = tuple[datetime, datetime]
BOTH = frozenset(Channel)
WITH_SUNDAYS_OFF = replace(CAMPAIGN.window, sunday=None)


def _span(after: timedelta, length: timedelta) -> Callable[[datetime], Span]:
    return lambda start: (start + after, start + after + length)


_after = st.timedeltas(timedelta(days=-1), timedelta(days=80))
spans = st.lists(st.builds(_span, _after, st.timedeltas(timedelta(hours=1), timedelta(days=9))), max_size=4)
reach = st.sets(st.sampled_from(Channel)).map(frozenset)
calendars = st.builds(
    lambda name, start, shifts: Calendar(start, ZoneInfo(name), tuple(_shift(start, pause) for pause in shifts)),
    st.sampled_from(zones.to_try()),
    starts,
    pauses,
)
campaigns = st.builds(lambda hours: replace(CAMPAIGN, window=hours), windows | st.just(CAMPAIGN.window))
standings = st.builds(
    Standing,
    enrolment=st.integers(1, 10**6).map(EnrolmentId),
    status=st.just(Status.ACTIVE),
    calendar=calendars,
    wishes=wishes,
    screen=st.none() | st.sampled_from(Track),
    cleared=st.booleans(),
    reachable=st.just(BOTH) | reach,
)


def _shift(start: date, pause: Pause) -> Pause:
    """Brings a pause into the eight weeks after the start; every seventh has no end."""
    assert pause.last is not None
    first = start + timedelta(days=pause.first.toordinal() % 70)
    return Pause(first, None if pause.first.toordinal() % 7 == 0 else first + (pause.last - pause.first))


def _begin(standing: Standing) -> datetime:
    return datetime.combine(standing.calendar.start, time(0), tzinfo=UTC) - timedelta(hours=15)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    standing = draw(standings)
    begin = _begin(standing)
    talking, holding, gone = (tuple(span(begin) for span in draw(spans)) for _ in range(3))
    outages = tuple(span(begin) for span in draw(spans))
    left = draw(reach)

    def alter(now_standing: Standing, now: datetime) -> Standing:
        return replace(
            now_standing,
            talking=is_on(talking, now),
            dose_hold=is_on(holding, now),
            reachable=left if is_on(gone, now) else standing.reachable,
        )

    return Run(standing, draw(campaigns), alter, outages)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(runs())
def test_each_unit_is_settled_once_and_what_is_sent_is_sent_on_its_own_date_within_its_hours(run: Run) -> None:
    end = run.to_the_end(_begin(run.standing))
    planned = {(step.key, unit) for step in run.campaign.steps for unit in step.channels}
    assert set(run.rows) == planned
    assert run.account(end).missing == 0
    by_date: dict[object, set[str]] = {}
    for now, standing, send in run.sends:
        zone = standing.calendar.zone
        on = schedule.local_date(now, zone)
        bounds = schedule.open_hours(run.campaign.window, on, zone)
        assert bounds is not None
        assert bounds[0] <= now < bounds[1] == send.until
        assert send.due <= now
        assert schedule.local_date(send.due, zone) == on == schedule.date_of_day(standing.calendar, send.step.day)
        by_date.setdefault(on, set()).add(send.step.key)
    assert all(len(keys) == 1 for keys in by_date.values())


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(runs())
def test_what_is_sent_fits_the_person_as_they_are_at_that_moment(run: Run) -> None:
    run.to_the_end(_begin(run.standing))
    for now, standing, send in run.sends:
        assert not standing.talking
        assert send.step.late is not LatePolicy.SKIP or now <= send.due + GRACE
        for leg in send.legs:
            assert leg.channel in standing.reachable
            recorded = standing.screen in (Track.FULL, Track.FOOD_FIRST)
            allowed = recorded and standing.cleared and not standing.dose_hold
            assert allowed or not leg.dose
    late = {key for (key, _), (_, reason) in run.rows.items() if reason is Reason.TOO_LATE}
    assert {step.late for step in run.campaign.steps if step.key in late} <= {LatePolicy.SKIP}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(runs())
def test_the_words_of_a_folded_text_travel_at_most_once_and_only_later(run: Run) -> None:
    run.to_the_end(_begin(run.standing))
    folded = {key for (key, _), (_, reason) in run.rows.items() if reason is Reason.FOLDED}
    assert len(run.carried) == len(set(run.carried))
    assert set(run.carried) <= folded
    day_of = {step.key: step.day for step in run.campaign.steps}
    for _, _, send in run.sends:
        assert all(day_of[key] < send.step.day for key in send.folded)
        assert not send.folded or any(leg.channel is Channel.EMAIL for leg in send.legs)
    assert {step.late for step in run.campaign.steps if step.key in folded} <= {LatePolicy.FOLD}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(standings.filter(lambda s: s.reachable == BOTH), st.integers(0, 10**6))
def test_the_books_notice_every_single_row_that_is_gone(standing: Standing, pick: int) -> None:
    run = Run(standing, CAMPAIGN)
    end = run.to_the_end(_begin(standing)) + timedelta(days=1)  # until its own midnight a day is still to come
    unit = sorted(run.rows)[pick % len(run.rows)]
    assert run.account(end).missing == 0
    assert run.account(end, without=unit).missing == 1


@given(standings, st.timedeltas(timedelta(days=-2), timedelta(days=120)))
def test_whatever_the_moment_a_decision_ends_in_exactly_one_thing_to_do(standing: Standing, after: timedelta) -> None:
    run = Run(standing, CAMPAIGN)
    run._check(decide(standing, CAMPAIGN, _begin(standing) + after))


@given(standings, st.sampled_from([Status.WAITING, Status.STOPPED, Status.ENDED, Status.COMPLETED]))
def test_who_is_not_active_gets_nothing_at_any_time(standing: Standing, status: Status) -> None:
    asleep = replace(standing, status=status)
    for days in range(0, 90, 7):
        [rest] = decide(asleep, CAMPAIGN, _begin(standing) + timedelta(days=days, hours=18))
        assert isinstance(rest, Rest)
        assert (rest.reason is None) == (status is Status.COMPLETED)


def test_without_trouble_every_unit_is_sent_within_five_minutes_of_its_slot() -> None:
    standing = Standing(
        EnrolmentId(1), Status.ACTIVE, Calendar(FIRST, ZoneInfo("America/New_York")), reachable=BOTH, screen=Track.FULL
    )
    run = Run(standing, CAMPAIGN)
    run.to_the_end(_begin(standing))
    assert {reason for _, reason in run.rows.values()} == {None}
    assert all(now == send.due for now, _, send in run.sends)
