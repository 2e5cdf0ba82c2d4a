"""Fewer messages on a person's wish, a wish for a single day, and which lesson comes next."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import schedule
from coaching.core.decide import NEEDED, Send, Skip, Standing, Status, Wait, decide, is_left_out, next_lesson
from coaching.core.model import Channel, EnrolmentId
from coaching.core.reasons import Reason
from coaching.core.schedule import Calendar, Pause
from tests.programme import CAMPAIGN, Run, midnights

BERLIN = ZoneInfo("Europe/Berlin")
START = date(2026, 3, 2)
ANA = Standing(EnrolmentId(1), Status.ACTIVE, Calendar(START, BERLIN), reachable=frozenset(Channel))
LIGHT = replace(ANA, light=True)
BREAK = replace(ANA, settled_through=2, calendar=Calendar(START, BERLIN, (Pause(date(2026, 3, 4), date(2026, 3, 9)),)))
SPAN = timedelta(minutes=5)


def noon(day: int) -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=day)


def run(standing: Standing) -> Run:
    done = Run(standing, CAMPAIGN)
    done.to_the_end(noon(0))
    return done


def test_light_sends_check_ins_safety_baseline_and_milestones_and_nothing_else() -> None:
    sent = {send.step.day for _, _, send in run(LIGHT).sends}
    assert sent == {step.day for step in CAMPAIGN.steps if NEEDED & set(step.kinds)}


def test_light_is_about_two_texts_a_week() -> None:
    texts = [send.step.day for _, _, send in run(LIGHT).sends if any(leg.channel is Channel.SMS for leg in send.legs)]
    weeks = [sum((day - 1) // 7 == week for day in texts) for week in range(8)]
    assert weeks == [4, 2, 2, 2, 3, 2, 4, 4]
    everything = [day for day in range(1, 57) if Channel.SMS in CAMPAIGN.steps[day - 1].channels]
    assert len(texts) == 23 < len(everything) / 2


def test_what_light_leaves_out_has_its_reason_and_the_books_balance() -> None:
    done = run(LIGHT)
    left_out = {unit for unit, (_, reason) in done.rows.items() if reason is Reason.LESS}
    assert left_out == {(s.key, unit) for s in CAMPAIGN.steps if is_left_out(LIGHT, s) for unit in s.channels}
    assert len(done.rows) == CAMPAIGN.units


def test_more_before_its_moment_brings_todays_lesson_back() -> None:
    third = replace(LIGHT, settled_through=2)  # a breathing lesson in the evening
    [wait] = decide(third, CAMPAIGN, noon(3))
    assert isinstance(wait, Wait)
    assert [type(each) for each in decide(third, CAMPAIGN, wait.until)] == [Skip, Wait]
    assert isinstance(decide(replace(third, light=False), CAMPAIGN, wait.until)[-1], Send)


def test_days_missed_under_light_are_left_out_and_not_called_missed() -> None:
    skips = [each for each in decide(replace(LIGHT, settled_through=2), CAMPAIGN, noon(6)) if isinstance(each, Skip)]
    assert [(skip.step.day, skip.reason) for skip in skips][:2] == [(3, Reason.LESS), (4, Reason.FOLDED)]


def test_a_wish_for_one_date_comes_before_all_others_and_holds_for_that_date_only() -> None:
    wishes = {"am": time(9), "pm": time(9), schedule.later_key(START): time(18)}
    step = CAMPAIGN.steps[0]
    on_the_day = schedule.moment(step, START, BERLIN, CAMPAIGN, wishes, 1)
    the_day_after = schedule.moment(step, START + timedelta(days=1), BERLIN, CAMPAIGN, wishes, 1)
    assert on_the_day is not None
    assert the_day_after is not None
    assert datetime(2026, 3, 2, 17, tzinfo=UTC) <= on_the_day < datetime(2026, 3, 2, 17, tzinfo=UTC) + SPAN
    assert datetime(2026, 3, 3, 8, tzinfo=UTC) <= the_day_after < datetime(2026, 3, 3, 8, tzinfo=UTC) + SPAN


@pytest.mark.parametrize(
    ("standing", "at", "day"),
    [
        (ANA, noon(-3), 1),
        (replace(ANA, settled_through=1), noon(1), 2),
        (replace(LIGHT, settled_through=2), noon(3), 4),
        (replace(ANA, settled_through=2), noon(3), 3),
        (BREAK, noon(3), 3),
    ],
)
def test_the_next_lesson_is_the_next_that_goes_out(standing: Standing, at: datetime, day: int) -> None:
    found = next_lesson(standing, CAMPAIGN, at)
    assert found is not None
    assert found[0].day == day


def test_no_lesson_is_next_in_an_open_pause_or_at_the_end() -> None:
    forever = replace(ANA, calendar=Calendar(START, BERLIN, (Pause(START, None),)))
    assert next_lesson(forever, CAMPAIGN, noon(3)) is None
    assert next_lesson(replace(ANA, settled_through=56), CAMPAIGN, noon(60)) is None


@given(st.integers(0, 60 * 24), st.booleans())
def test_the_next_lesson_is_what_waiting_leads_to(hours: int, light: bool) -> None:
    now = noon(0) + timedelta(hours=hours)
    standing = replace(ANA, light=light)
    found = next_lesson(standing, CAMPAIGN, now)
    done = Run(standing, CAMPAIGN)
    done.to_the_end(now)
    assert (found[0].day if found else None) == (done.sends[0][2].step.day if done.sends else None)


def test_nothing_is_missing_at_any_midnight_while_the_wish_changes() -> None:
    def alter(standing: Standing, now: datetime) -> Standing:
        return replace(standing, light=(now - noon(0)).days // 5 % 2 == 1)

    done = Run(ANA, CAMPAIGN, alter)
    end = done.to_the_end(noon(0))
    assert list(midnights(done.standing, noon(0), end))
    assert len(done.rows) == CAMPAIGN.units
