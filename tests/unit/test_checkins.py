"""An open question: when it was asked, whose day an answer belongs to, and what older versions still change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from coaching.core.checkins import Asked, Effect, asked_on, day_name, effects, is_late
from coaching.core.model import Question

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # a Tuesday
BERLIN, HONOLULU = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Honolulu")


def asked(number: int, lo: int | None, hi: int | None, *, ago_h: float = 1, open_h: float = 72) -> Asked:
    at = NOW - timedelta(hours=ago_h)
    return Asked(number, lo, hi, at, at + timedelta(hours=open_h))


def test_an_answer_on_the_next_local_date_is_late_and_names_its_day() -> None:
    question = asked(1, 0, 10)
    late = NOW + timedelta(hours=12)
    assert not is_late(question, NOW, BERLIN)
    assert is_late(question, late, BERLIN)
    assert (asked_on(question, BERLIN), day_name(question, BERLIN)) == (date(2026, 3, 10), "Tuesday")


def test_the_local_date_counts_and_not_that_of_greenwich() -> None:
    question = asked(1, 0, 10)
    after_midnight_in_berlin = NOW + timedelta(hours=5, minutes=30)
    assert is_late(question, after_midnight_in_berlin, BERLIN)
    assert not is_late(question, after_midnight_in_berlin, HONOLULU)


@given(st.integers(0, 7 * 24))
def test_an_answer_of_the_same_day_is_never_late(hours: int) -> None:
    question = asked(1, 0, 10)
    later = NOW + timedelta(hours=hours)
    same_day = later.astimezone(BERLIN).date() == asked_on(question, BERLIN)
    assert is_late(question, later, BERLIN) is not same_day


def test_a_question_counts_as_seen_when_it_was_last_put() -> None:
    question = Asked(1, 0, 10, NOW - timedelta(hours=25), NOW, reminded_at=NOW - timedelta(hours=1))
    assert question.put_at == NOW - timedelta(hours=1)
    assert asked(1, 0, 10).put_at == NOW - timedelta(hours=1)


def test_a_question_is_named_by_its_name_or_else_by_itself() -> None:
    named = Asked(1, 0, 10, NOW, NOW, Question("q1", "sleep over the last 7 nights?", 0, 10, name="sleep"))
    older = Asked(1, 0, 10, NOW, NOW, Question("q1", "sleep over the last 7 nights?", 0, 10))
    assert (named.name, older.name, asked(1, 0, 10).name) == ("sleep", "sleep over the last 7 nights?", "")


def test_in_older_versions_only_the_all_clear_opens_supplement_texts_and_every_warning_closes_them() -> None:
    assert effects("clear", 1) == (Effect.CLEAR,)
    assert all(effects("clear", value) == (Effect.UNCLEAR,) for value in (0, 2, 3))
    assert effects("tummy", 3) == (Effect.DOSE_HOLD,)
    assert effects("safety", 2) == (Effect.UNCLEAR, Effect.DOSE_HOLD)
    assert not any(effects("sleep", value) for value in range(11))
