"""Control words: whatever somebody writes, it is read without a fault, and a value as it was written."""

from datetime import date, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import controls
from coaching.core.cities import places
from coaching.core.consent import Word, read_word
from coaching.core.controls import (
    Away,
    Control,
    Help,
    Pause,
    Resume,
    Time,
    Unclear,
    read_control,
)
from coaching.core.segments import measure

TODAY = date(2026, 3, 4)  # a Wednesday
ZONES = places(available_timezones())
FRIDAY = date(2026, 3, 6)
MAY_3 = date(2026, 5, 3)
MOST_WHY_NOT = 95  # what fits beside the words of the reply


def read(text: str, today: date = TODAY) -> Control | Unclear | None:
    return read_control(text, today, ZONES)


@pytest.mark.parametrize("text", ["", " ", "\n", "pause " + "5" * 200, "pause " * 40, "\x00pause", "pause \u0665"])
def test_odd_texts_are_none_or_refused_but_never_a_fault(text: str) -> None:
    assert isinstance(read(text), Unclear | Pause | None)


@given(st.text(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_text_is_a_fault(text: str, today: date) -> None:
    read(text, today)


_WORDS = """pause later time text me at in until till for from a the 3 may 5/3 3.5 31 feb 99 0 00:00 24:00 7pm pm am 19h
    days weeks friday tomorrow next tokyo springfield i'm back home email sms only both week repeat undo
    less more ? . '"""
_PIECES = st.sampled_from(_WORDS.split())


@given(st.lists(_PIECES, max_size=8).map(" ".join), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_mixture_of_control_words_is_a_fault_and_each_refusal_fits_its_text(text: str, today: date) -> None:
    found = read(text, today)
    if isinstance(found, Unclear):
        assert len(found.why) <= MOST_WHY_NOT
        assert measure(found.why).encoding == "GSM-7"


@given(st.integers(0, 10**9))
def test_a_bare_number_is_never_a_control(number: int) -> None:
    assert read(str(number)) is None


_DAYS = """PAUSE {}
pause {} days
Pause for {} days.
please pause {}
can you pause for {} days?
pause {}d
pause the program for {} days, thank you
pausa {} dias"""


@given(st.integers(1, 90), st.sampled_from(_DAYS.splitlines()), st.booleans())
def test_each_number_of_days_is_read_as_it_was_written(days: int, form: str, wide: bool) -> None:
    number = "".join(chr(ord(digit) + 0xFEE0) for digit in str(days)) if wide else str(days)
    assert read(form.format(number)) == Pause(days=days)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 89), st.sampled_from(
    ["{0:%d %B}", "{0:%B %d}", "{0:%d %b %Y}", "{0:%b %d, %Y}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}", "{0.day}.{0.month}."]
))  # fmt: skip
def test_each_date_is_read_as_it_was_written(today: date, ahead: int, form: str) -> None:
    until = today + timedelta(days=ahead)
    assert read(f"pause until {form.format(until)}", today) == Pause(until=until)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(1, 7))
def test_a_weekday_is_the_next_such_day(today: date, ahead: int) -> None:
    until = today + timedelta(days=ahead)
    assert read(f"pause until {until:%A}", today) == Pause(until=until)


@given(st.times(), st.sampled_from(["TIME {0:%H:%M}", "time {0:%I:%M %p}", "text me at {0:%H:%M}", "time {0:%Hh%M}"]))
def test_each_time_is_read_as_it_was_written(at: time, form: str) -> None:
    assert read(form.format(at)) == Time(at.replace(second=0, microsecond=0, fold=0))


@pytest.mark.parametrize("word", ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "start", "unstop", "join"])
def test_words_about_consent_are_never_controls(word: str) -> None:
    assert read(word) is None
    assert read(word.upper() + ".") is None


@pytest.mark.parametrize(
    ("word", "control"),
    [(Word.HELP, Help()), (Word.PAUSE, Pause()), (Word.RESUME, Resume())],
)
def test_what_both_readers_know_they_read_alike(word: Word, control: Control) -> None:
    assert read_word(word.value) is word
    assert read(word.value) == control


def test_every_place_leads_to_a_zone_that_exists_and_fits_the_reply() -> None:
    known = available_timezones()
    for name, zones in ZONES.items():
        assert set(zones) <= known, name
        found = read(f"in {name} until Friday")
        assert isinstance(found, Away | Unclear), name
        if isinstance(found, Away):
            assert len(found.place) <= controls.LONGEST_PLACE
            assert measure(found.place).encoding == "GSM-7"


def test_a_zone_that_is_not_known_here_gives_no_place() -> None:
    few = places({"Europe/Berlin"})
    assert few["munich"] == ("Europe/Berlin",)
    assert "kyoto" not in few
