"""Each promise that a rehearsal checks can be seen to be broken."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.core.model import Channel, EnrolmentId, MessageId
from coaching.journeys.rehearsal import violations
from coaching.journeys.rehearsal.violations import Run
from coaching.store.played import Row
from tests.programme import CAMPAIGN

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RUN = Run("Ana", CAMPAIGN, (ZoneInfo("UTC"),), cap=3, status="stopped")


def row(number: int, at: datetime = NOON, **changes: object) -> Row:
    plain = Row(
        id=MessageId(number),
        enrolment=EnrolmentId(1),
        kind="step",
        channel=Channel.SMS,
        step=f"day-{number:02}",
        unit="sms",
        day=number,
        state="accepted",
        reason="",
        template="sms/magnesium/day-01",
        dose=False,
        parts=1,
        on=at.date(),
        due_at=at,
        accepted_at=at,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of Row


def rules(*rows: Row, run: Run = RUN, unsafe: set[MessageId] | None = None) -> set[str]:
    return {each.rule for each in violations.of_run(rows, run, unsafe or set())}


def test_a_plain_day_breaks_nothing() -> None:
    assert not rules(row(1), row(2, NOON + timedelta(days=1)))


@pytest.mark.parametrize("hour", [7, 21, 23])
def test_a_lesson_at_night_is_seen_and_an_answer_is_not(hour: int) -> None:
    at = NOON.replace(hour=hour)
    assert rules(row(1, at)) == {"outside the open hours"}
    assert not rules(row(1, at, kind="reply"))
    assert not rules(row(1, at, kind="safety"))


def test_two_lessons_on_one_date_are_seen_but_not_one_on_two_channels() -> None:
    assert rules(row(1), row(2, NOON + timedelta(hours=1))) == {"two lessons on one date"}
    assert not rules(row(1), row(2, step="day-01", channel=Channel.EMAIL, unit="email"))


def test_more_than_the_cap_is_seen_by_date_and_within_24_hours() -> None:
    nudges = [row(n, NOON + timedelta(hours=n), kind="nudge", step="") for n in range(4)]
    assert rules(*nudges) == {"more than the cap"}
    late = [row(n, NOON + timedelta(hours=4 + n), kind="nudge") for n in range(3)]
    assert rules(*late, row(9, NOON + timedelta(hours=22), kind="nudge")) == {"more than the cap"}


def test_an_unsafe_dose_and_a_second_segment_are_seen() -> None:
    assert rules(row(1), unsafe={MessageId(1)}) == {"dose text without clearance"}
    assert rules(row(1, parts=2)) == {"more than one segment"}


def test_what_follows_a_stop_is_seen_but_for_its_confirmation_and_safety() -> None:
    stopped = replace(RUN, stopped_at=NOON - timedelta(minutes=2))
    assert rules(row(1), run=stopped) == {"after STOP"}
    assert not rules(row(1, kind="reply"), row(2, kind="safety"), run=stopped)
    assert rules(row(1, NOON + timedelta(hours=1), kind="reply"), run=stopped) == {"after STOP"}


def test_a_day_without_a_row_is_seen_once_the_programme_is_complete() -> None:
    rows = [
        row(step.day, NOON + timedelta(days=step.day), step=step.key, unit=unit, channel=unit, on=date(2026, 1, 1))
        for step in CAMPAIGN.steps
        for unit in step.channels
    ]
    complete = replace(RUN, status="completed")
    whole = [replace(each, accepted_at=None) for each in rows]
    assert not rules(*whole, run=complete)
    assert rules(*whole[1:], run=complete) == {"a day without a state"}


def test_a_programme_that_never_ends_is_seen() -> None:
    assert rules(row(1), run=replace(RUN, status="active")) == {"it never came to an end"}
