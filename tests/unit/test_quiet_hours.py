"""Quiet hours of the states: texts arrive only in the hours that both the programme and the state allow."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import campaigns
from coaching.campaigns import loader, quiet_hours
from coaching.core import schedule
from coaching.core.decide import Send, Skip, Standing, Status, Wait, decide
from coaching.core.model import Campaign, Channel, EnrolmentId, Window
from coaching.core.quiet_hours import narrowed
from coaching.core.reasons import Reason
from coaching.core.schedule import Calendar
from coaching.settings import templates_dir

TABLE = [  # the strictest of two vendor tables, 1 November 2025
    ("+12055550123", "AL", (8, 20), (8, 20), None),
    ("+12035550123", "CT", (9, 20), (9, 20), (9, 20)),
    ("+13055550123", "FL", (8, 20), (8, 20), (8, 20)),
    ("+15025550123", "KY", (10, 21), (10, 21), (10, 21)),
    ("+15045550123", "LA", (8, 20), (8, 20), None),
    ("+16175550123", "MA", (8, 20), (8, 20), (8, 20)),
    ("+14105550123", "MD", (8, 20), (8, 20), (8, 20)),
    ("+13135550123", "MI", (9, 21), (9, 21), (9, 21)),
    ("+16125550123", "MN", (9, 21), (9, 21), (9, 21)),
    ("+16015550123", "MS", (8, 20), (8, 20), None),
    ("+12015550123", "NJ", (8, 20), (8, 20), (8, 20)),
    ("+15055550123", "NM", (9, 21), (9, 21), (9, 21)),
    ("+17025550123", "NV", (9, 20), (9, 20), (9, 20)),
    ("+14055550123", "OK", (8, 20), (8, 20), (8, 20)),
    ("+12155550123", "PA", (8, 21), (8, 12), (8, 21)),
    ("+14015550123", "RI", (9, 18), (10, 17), (10, 17)),
    ("+12145550123", "TX", (9, 21), (9, 21), (12, 21)),
]
SUNDAY = date(2026, 3, 8)
CHICAGO = ZoneInfo("America/Chicago")


@cache
def magnesium() -> Campaign:
    return loader.load(campaigns.find("magnesium"), templates_dir()).campaign


@pytest.fixture(scope="module")
def programme() -> Campaign:
    return magnesium()


@pytest.mark.parametrize(("phone", "state", "weekday", "saturday", "sunday"), TABLE)
def test_each_state_has_its_hours_and_its_numbers_are_known(
    phone: str, state: str, weekday: tuple[int, int], saturday: tuple[int, int], sunday: tuple[int, int] | None
) -> None:
    assert quiet_hours.state_of(phone) == state
    hours = [day and (time(day[0]), time(day[1])) for day in (weekday, saturday, sunday)]
    assert quiet_hours.window_of(state) == Window(*hours)


@pytest.mark.parametrize("phone", [None, "", "+12125550123", "+491701234567", "+44205550123", "+1205"[:4]])
def test_any_other_number_follows_the_programme_alone(phone: str | None) -> None:
    assert quiet_hours.state_of(phone) == ""


@given(st.sampled_from([row[1] for row in TABLE]), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 23))
def test_a_narrowed_day_lies_within_both(state: str, on: date, hour: int) -> None:
    whole, place = magnesium(), quiet_hours.window_of(state)
    narrow = narrowed(whole, place)
    hours, own, theirs = (schedule.hours_on(each, on) for each in (narrow.window, whole.window, place))
    assert hours is not None
    assert own is not None
    assert own[0] <= hours[0] < hours[1] <= own[1]
    if theirs is None:
        assert on.weekday() in narrow.window.without_texts
    else:
        assert theirs[0] <= hours[0]
        assert hours[1] <= theirs[1]
    due = schedule.moment(whole.steps[0], on, CHICAGO, narrow, {whole.steps[0].slot: time(hour)}, 1)
    assert due is not None
    assert hours[0] <= due.astimezone(CHICAGO).time() < hours[1]


def _standing(reachable: frozenset[Channel], day: int) -> Standing:
    start = SUNDAY - timedelta(days=day - 1)
    return Standing(
        EnrolmentId(1), Status.ACTIVE, Calendar(start, CHICAGO), reachable=reachable, settled_through=day - 1
    )


def _at_noon(standing: Standing, programme: Campaign) -> tuple[object, ...]:
    now = datetime.combine(SUNDAY, time(12), tzinfo=CHICAGO).astimezone(UTC)
    return decide(standing, narrowed(programme, quiet_hours.window_of("AL")), now)


def test_on_a_sunday_without_texts_the_lesson_goes_by_email(programme: Campaign) -> None:
    step = next(step for step in programme.steps if step.channels == (Channel.SMS,))
    decided = _at_noon(_standing(frozenset(Channel), step.day), programme)
    [send] = [each for each in decided if isinstance(each, Send)]
    assert [leg.channel for leg in send.legs] == [Channel.EMAIL]


def test_who_has_no_email_gets_nothing_that_sunday_and_the_reason_is_stated(programme: Campaign) -> None:
    step = next(step for step in programme.steps if step.channels == (Channel.SMS,))
    decided = _at_noon(_standing(frozenset({Channel.SMS}), step.day), programme)
    assert decided[0] == Skip(step, Channel.SMS, Reason.CLOSED_DAY)
    assert isinstance(decided[-1], Wait)


def test_a_message_at_once_waits_for_monday(programme: Campaign) -> None:
    window = narrowed(programme, quiet_hours.window_of("AL")).window
    now = datetime.combine(SUNDAY, time(12), tzinfo=CHICAGO).astimezone(UTC)
    due, _ = schedule.next_open(window, CHICAGO, now)
    assert due.astimezone(CHICAGO) == datetime(2026, 3, 9, 8, tzinfo=CHICAGO)


def test_hours_without_any_in_common_are_those_of_the_place(programme: Campaign) -> None:
    early = replace(programme, window=Window((time(6), time(8)), (time(6), time(8)), (time(6), time(8))))
    assert narrowed(early, quiet_hours.window_of("KY")).window.weekday == (time(10), time(21))
