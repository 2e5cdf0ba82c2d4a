"""Which words stop, start or steer: a corpus of what people write, both ways."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.consent import Word, normal, read_word
from tests.corpus import OPT_OUT

LINES = OPT_OUT.lines()
STOPS = [line.text for line in LINES if line.expected in ("all", "sms")]
ANSWERS = [line.text for line in LINES if line.expected in ("none", "unsure", "email")]

WORDS = {
    "START": Word.START,
    "start.": Word.START,
    "Unstop": Word.START,
    "join": Word.JOIN,
    "JOIN!": Word.JOIN,
    "help": Word.HELP,
    "Help?": Word.HELP,
    "INFO": Word.HELP,
    "Pause": Word.PAUSE,
    "resume": Word.RESUME,
}


def test_a_wish_to_stop_is_read_in_any_reasonable_form() -> None:
    assert [text for text in STOPS if read_word(text) is not Word.STOP] == []


def test_a_sentence_about_something_else_stops_nothing() -> None:
    assert [text for text in ANSWERS if read_word(text) is Word.STOP] == []


@pytest.mark.parametrize(("text", "word"), WORDS.items())
def test_a_whole_word_steers(text: str, word: Word) -> None:
    assert read_word(text) is word


@given(
    st.sampled_from([text for text in ANSWERS if normal(text)]),
    st.sampled_from(["START", "JOIN", "help", "pause", "resume", "info"]),
)
def test_only_a_whole_message_starts_pauses_or_asks_for_help(sentence: str, word: str) -> None:
    assert read_word(f"{sentence} {word}") in (None, Word.STOP)


@given(st.text())
def test_any_text_at_all_is_read_without_an_error_and_alike_in_any_case(text: str) -> None:
    assert read_word(text) is read_word(f"  {text} ")
    assert normal(normal(text)) == normal(text)


@given(st.sampled_from(STOPS), st.sampled_from([str.upper, str.lower, str.title]))
def test_letters_large_or_small_mean_the_same(text: str, write: Callable[[str], str]) -> None:
    assert read_word(write(text)) is Word.STOP
