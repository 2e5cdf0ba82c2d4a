"""A number in a reply, and the open question that it answers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.checkins import Answered, Asked, Effect, NotAnAnswer, effects, match, read_number

NOW = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

NUMBERS = {
    "7": 7,
    " 7. ": 7,
    "7!": 7,
    "#7": 7,
    "07": 7,
    "seven": 7,
    "Seven!": 7,
    "0": 0,
    "zero": 0,
    "10": 10,
    "ten": 10,
    "7/10": 7,
    "7 / 10!": 7,
    "10/10": 10,
    "4 of 7": 4,
    "4/7 days": 4,
    "3 out of 7": 3,
    "seven out of ten": 7,
    "six of seven": 6,
    "about a 7": 7,
    "about 4 days": 4,
    "maybe 3, I was away": 3,
    "I'd say 6": 6,
    "I’d say 6": 6,
    "it's a 4": 4,
    "three I think": 3,
    "I think 8": 8,
    "8 I think": 8,
    "Yes 7": 7,
    "7 thanks": 7,
    "all 7": 7,
    "3. Not good today": 3,
    "I am over it, 3": 3,
    "٧": 7,
    "۷": 7,
    "७": 7,
    "７": 7,
    "٧/١٠": 7,
    "7️⃣": 7,
    "15": 15,
}
NO_NUMBERS = """
5 or 6
two or three
3 to 4
2-3
2–3
between 5 and 6
half
a half
½
1/2
3/4
7.5
7,5
٧٫٥
-3
−3
15/10
12 out of 10
1 2
3 3
5/7, 2 bad
less than 3
more than five
at least 4
not 5
5+
no one told me
not one
none
nobody
the one with nuts
I had one
on day 3 I had 5
2nd
7th
100
1000
eleven
a few
once
5x
good
七
""".strip().split("\n")


def asked(number: int, lo: int | None, hi: int | None, *, ago_h: float = 1, open_h: float = 72) -> Asked:
    at = NOW - timedelta(hours=ago_h)
    return Asked(number, lo, hi, at, at + timedelta(hours=open_h))


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_is_read_in_digits_and_words(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_range_a_fraction_or_no_number_is_left_to_a_person(text: str) -> None:
    assert read_number(text) is None


def test_a_long_story_is_never_reduced_to_its_number() -> None:
    assert read_number("I went to the market and bought almonds and 3 was the price of them today") is None


@given(st.text())
def test_whatever_is_read_is_a_number_of_at_most_two_digits(text: str) -> None:
    number = read_number(text)
    assert number is None or 0 <= number <= 99


@given(st.integers(0, 10), st.sampled_from(["{}", "about {}", "maybe {}", "{} thanks", "{} out of 10", "it's a {}"]))
def test_the_same_sentence_in_digits_and_in_words_gives_the_same_number(number: int, sentence: str) -> None:
    assert read_number(sentence.format(number)) == number
    assert read_number(sentence.format(WORDS[number])) == number


@pytest.mark.parametrize("text", ["15", "11", "twelve", "half"])
def test_a_number_out_of_range_answers_nothing(text: str) -> None:
    assert match([asked(1, 0, 10)], text, NOW) == NotAnAnswer()


def test_the_newest_question_whose_range_holds_the_number_is_answered() -> None:
    questions = [asked(1, 0, 10, ago_h=5), asked(2, 1, 3, ago_h=1)]
    assert match(questions, "2", NOW) == Answered(2, 2)
    assert match(questions, "8", NOW) == Answered(1, 8)


def test_a_question_past_its_hours_is_not_answered() -> None:
    assert match([asked(1, 0, 10, ago_h=73)], "7", NOW) == NotAnAnswer()
    assert match([asked(1, 0, 10, ago_h=71)], "7", NOW) == Answered(1, 7)


def test_a_question_for_words_takes_no_number() -> None:
    assert match([asked(1, None, None)], "7", NOW) == NotAnAnswer()


@given(
    st.lists(st.builds(asked, st.integers(1, 9), st.integers(0, 3), st.integers(3, 10)), max_size=4),
    st.text("0123456789 ./"),
)
def test_an_answer_always_fits_the_question_it_is_given_to(questions: list[Asked], text: str) -> None:
    fits = {Answered(q.id, n) for q in questions for n in range(q.lo or 0, (q.hi or 0) + 1) if q.until > NOW}
    assert match(questions, text, NOW) in {NotAnAnswer(), *fits}


def test_only_the_all_clear_opens_supplement_texts_and_every_warning_closes_them() -> None:
    assert effects("clear", 1) == (Effect.CLEAR,)
    assert all(effects("clear", value) == (Effect.UNCLEAR,) for value in (0, 2, 3))
    assert effects("tummy", 3) == (Effect.DOSE_HOLD,)
    assert effects("safety", 2) == (Effect.UNCLEAR, Effect.DOSE_HOLD)
    assert not any(effects("sleep", value) for value in range(11))
