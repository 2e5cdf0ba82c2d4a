"""No answer: who is reminded, asked again, offered less, and when a coach is told."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import schedule, silence
from coaching.core.model import Track
from coaching.core.silence import AskAgain, Due, MakeOffer, Nudge, Offer, Put, Quiet, TellCoach
from tests.programme import CAMPAIGN

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENS, CLOSES = time(8), time(21)


def put(number: int, checkin: str = "C-WEEK", question: str = "q1", *, day: int = 1, **changes: object) -> Put:
    at = START + (day - 1) * DAY
    made = Put(number, checkin, question, day, at, at + 72 * HOUR)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Put


def quiet(*puts: Put, **changes: object) -> Quiet:
    made = Quiet(CAMPAIGN, Track.FULL, BERLIN, puts, since=START)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Quiet


def due(known: Quiet, after: timedelta) -> tuple[Due, ...]:
    return silence.due(known, START + after)


# Reminders.


def test_a_question_is_reminded_of_about_a_day_later() -> None:
    known = quiet(put(1))
    assert due(known, 24 * HOUR - timedelta(seconds=1)) == ()
    assert due(known, 24 * HOUR) == (Nudge(1),)
    assert silence.next_look(known, START) == START + DAY


def test_a_reminder_waits_for_the_open_hours_of_the_person() -> None:
    evening = START + 10 * HOUR  # 20:00 in Berlin
    known = quiet(put(1, asked_at=evening, until=evening + 72 * HOUR), since=START)
    late = evening + 3 * DAY - 13 * HOUR  # 07:00
    assert silence.due(known, late) == ()
    assert silence.due(known, late + HOUR) == (Nudge(1),)
    assert silence.next_look(known, late) == late + HOUR


@pytest.mark.parametrize(
    "changes",
    [
        {"answered_at": START + HOUR},
        {"closed_at": START + HOUR},
        {"nudged_at": START + 24 * HOUR},
        {"is_free_text": True},
        {"checkin": "C-WEEK+DOSE.food_first", "question": "rich_food_days"},
    ],
)
def test_nobody_is_reminded_of_what_is_answered_closed_reminded_of_in_words_or_not_of_their_track(
    changes: dict[str, object],
) -> None:
    assert due(quiet(put(1, **changes)), 30 * HOUR) == ()  # type: ignore[arg-type]  # fields of Put


def test_a_question_about_the_dose_is_never_repeated_under_a_hold() -> None:
    asked = put(1, "C-WEEK+DOSE", "dose_days")
    assert due(quiet(asked), 25 * HOUR) == (Nudge(1),)
    assert due(quiet(asked, track=Track.FOOD_FIRST), 25 * HOUR) == ()


def test_a_question_that_closes_before_the_morning_is_not_reminded_of() -> None:
    evening = START + 10 * HOUR
    short = put(1, asked_at=evening, until=evening + 30 * HOUR)
    assert due(quiet(short), 35 * HOUR) == ()


def test_at_most_two_reminders_go_out_in_a_week() -> None:
    reminded = [put(n, day=n, nudged_at=START + n * DAY, answered_at=START + 3 * DAY) for n in (1, 2)]
    known = quiet(*reminded, put(3, day=3))
    assert due(known, 4 * DAY) == ()
    assert due(replace(known, puts=(*reminded, put(9, day=8))), 9 * DAY) == (Nudge(9),)


def test_at_most_one_reminder_goes_out_a_day_the_newer_first_a_quiz_last() -> None:
    first, second = put(1), put(2, "C-TUMMY", "tummy")
    quiz = put(3, "Q-FOOD", "top_food", day=1)
    later = replace(second, asked_at=START + HOUR)
    assert due(quiet(first, later, quiz), 25 * HOUR) == (Nudge(2),)
    nudged = replace(later, nudged_at=START + 25 * HOUR)
    assert due(quiet(first, nudged, quiz), 26 * HOUR) == ()
    assert due(quiet(first, nudged, quiz), 46 * HOUR + 30 * timedelta(minutes=1)) == (Nudge(1),)


def test_who_asked_for_less_is_reminded_of_safety_alone() -> None:
    assert due(quiet(put(1), is_light=True), 25 * HOUR) == ()
    assert due(quiet(put(1, "C-SAFETY", "safety"), is_light=True), 25 * HOUR) == (Nudge(1),)


# The safety question.


def test_an_unanswered_safety_question_is_asked_again_once_and_then_the_coach_is_told() -> None:
    first = put(1, "C-SAFETY", "safety", nudged_at=START + DAY)
    assert due(quiet(first), 71 * HOUR) == ()
    assert due(quiet(first), 72 * HOUR) == (AskAgain(1),)
    second = put(2, "C-SAFETY", "safety", asked_at=START + 72 * HOUR, until=START + 144 * HOUR, round=2)
    known = quiet(first, replace(second, nudged_at=START + 96 * HOUR))
    assert due(known, 143 * HOUR) == ()
    told = TellCoach("safety_silent", "The safety question was not answered", 2, holds_doses=True)
    assert told in due(known, 144 * HOUR)
    closed = quiet(first, replace(second, closed_at=START + 145 * HOUR), since=START + 140 * HOUR)
    assert told not in due(closed, 146 * HOUR)


def test_the_coach_is_told_at_night_and_nobody_else_is() -> None:
    second = put(2, "C-SAFETY", "safety", round=2, until=START + 60 * HOUR, nudged_at=START + DAY)
    assert [type(each) for each in due(quiet(second), 61 * HOUR)] == [TellCoach]


def test_an_answer_ends_it() -> None:
    answered = put(1, "C-SAFETY", "safety", answered_at=START + HOUR)
    assert due(quiet(answered), 100 * HOUR) == ()


# Two misses, ten days.


def test_two_misses_in_a_row_offer_fewer_texts_once() -> None:
    missed = [put(n, day=n, nudged_at=START) for n in (1, 2)]
    known = quiet(*missed, heard_at=START + 4 * DAY)
    assert due(known, 4 * DAY - HOUR) == ()
    assert due(known, 4 * DAY) == (MakeOffer(Offer.LESS),)
    assert due(replace(known, offered={Offer.LESS: START + 4 * DAY}), 5 * DAY) == ()
    assert due(replace(known, is_light=True), 4 * DAY) == ()


def test_an_answer_between_two_misses_makes_no_row() -> None:
    puts = [put(1, nudged_at=START), put(2, day=2, answered_at=START + 3 * DAY), put(3, day=3, nudged_at=START)]
    assert due(quiet(*puts), 6 * DAY) == ()


def test_the_second_question_of_a_check_in_is_no_miss_of_its_own() -> None:
    puts = [put(1, nudged_at=START), put(2, question="q2", is_pushed=False, nudged_at=START)]
    assert due(quiet(*puts), 5 * DAY) == ()


def test_a_follow_up_is_no_miss_of_its_own() -> None:
    puts = [put(1, nudged_at=START), put(2, "F-CONF-WHY", "conf_why", is_free_text=True)]
    assert due(quiet(*puts), 5 * DAY) == ()


def test_ten_silent_days_tell_the_coach_and_offer_a_pause_once() -> None:
    known = quiet(heard_at=START + 2 * DAY)
    assert due(known, 12 * DAY - HOUR) == ()
    assert silence.next_look(known, START + 3 * DAY) == START + 12 * DAY
    told = TellCoach("silent", "No word for 10 days")
    assert due(known, 12 * DAY) == (told, MakeOffer(Offer.PAUSE))
    offered = replace(known, offered={Offer.PAUSE: START + 12 * DAY}, told_at=START + 12 * DAY)
    assert due(offered, 14 * DAY) == ()
    heard_again = replace(offered, heard_at=START + 15 * DAY)
    assert due(heard_again, 25 * DAY) == (told, MakeOffer(Offer.PAUSE))


def test_a_pause_that_ended_begins_the_count_anew() -> None:
    assert due(quiet(heard_at=START, since=START + 8 * DAY), 12 * DAY) == ()


def test_one_text_a_day_breaks_the_silence() -> None:
    known = quiet(*(put(n, day=n) for n in (1, 2)), offered={Offer.PAUSE: START + 3 * DAY}, heard_at=START)
    assert due(known, 3 * DAY + HOUR) == ()
    assert silence.next_look(known, START + 3 * DAY + HOUR) == START + 3 * DAY + 22 * HOUR  # 08:00


# Whatever has happened.


_puts = st.lists(
    st.builds(
        put,
        st.integers(1, 99),
        st.sampled_from(("C-WEEK", "C-SAFETY", "C-TUMMY", "Q-FOOD")),
        st.sampled_from(("q1", "safety", "tummy", "top_food")),
        day=st.integers(1, 20),
        nudged_at=st.none() | st.integers(1, 20).map(lambda day: START + day * DAY),
        answered_at=st.none() | st.integers(1, 20).map(lambda day: START + day * DAY),
        round=st.integers(1, 2),
    ),
    max_size=5,
    unique_by=lambda each: each.id,
).map(lambda puts: tuple(sorted(puts, key=lambda each: each.asked_at)))


@given(_puts, st.integers(0, 600), st.booleans())
def test_texts_keep_the_open_hours_and_come_one_at_a_time(puts: tuple[Put, ...], hours: int, is_light: bool) -> None:
    now = START + hours * HOUR
    found = silence.due(quiet(*puts, is_light=is_light), now)
    texts = [each for each in found if not isinstance(each, TellCoach)]
    assert len(texts) <= 1
    local = now.astimezone(BERLIN).time()
    assert not texts or OPENS <= local < CLOSES


@given(_puts, st.integers(0, 600))
def test_nothing_becomes_due_before_the_next_look(puts: tuple[Put, ...], hours: int) -> None:
    known, now = quiet(*puts), START + hours * HOUR
    look = silence.next_look(known, now)
    assert look is None or look > now
    if silence.due(known, now) == ():
        until = min(look or now + 30 * DAY, now + 30 * DAY)
        at = now
        while at < until:
            assert silence.due(known, at) == (), at
            at += 2 * HOUR
    assert schedule.next_open(CAMPAIGN.window, BERLIN, now)[0] >= now
