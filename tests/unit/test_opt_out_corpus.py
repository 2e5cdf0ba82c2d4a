"""Who asks for an end of our messages, and of which; the corpus says it in many words, this file in principle."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import safety, stopping
from coaching.core.stopping import Channels, OptOut, asks_to_stop
from tests.corpus import OPT_OUT, RED_FLAGS, read_opt_out
from tests.corpus.measure import measure

LINES = OPT_OUT.lines()
WISHES = [line.text for line in LINES if line.expected in (*Channels,)]
ABOUT_OTHERS = [line.text for line in LINES if line.expected == "none"]
FLAGS = [line.text for line in RED_FLAGS.lines() if line.expected in ("crisis", "poison", "emergency")]


def test_every_clear_wish_in_the_corpus_ends_what_it_names() -> None:
    assert [
        line.text for line in LINES if line.expected in (*Channels,) and read_opt_out(line.text) != line.expected
    ] == []


def test_98_of_100_texts_that_end_messages_were_meant_so() -> None:
    ended = [line for line in LINES if read_opt_out(line.text) in (*Channels,)]
    assert sum(line.expected in (*Channels,) for line in ended) / len(ended) >= 0.98


def test_what_may_be_meant_ends_nothing_by_itself_but_a_person_hears_of_it() -> None:
    unsure = [line.text for line in LINES if line.expected == "unsure"]
    assert not any(map(asks_to_stop, unsure))
    assert measure(OPT_OUT, [line for line in LINES if line.expected == "unsure"]).rows[3].heard == 1


def test_the_corpus_has_hundreds_of_lines_a_third_held_out_and_as_many_harmless_as_not() -> None:
    assert len(LINES) >= 300
    assert sum(line.held for line in LINES) >= len(LINES) / 3
    assert sum(line.expected in ("none", "unsure") for line in LINES) >= 0.4 * len(LINES)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOP", OptOut(Channels.ALL, confident=True)),
        ("stop texting me", OptOut(Channels.ALL, confident=True)),
        ("stop the emails but keep texting me", OptOut(Channels.EMAIL, confident=True)),
        ("no more texts please, email is fine", OptOut(Channels.SMS, confident=True)),
        ("email me instead", OptOut(Channels.SMS, confident=False)),
        ("stop texting me at night", OptOut(Channels.ALL, confident=False)),
        ("just end it", OptOut(Channels.ALL, confident=False)),
        ("I want to stop taking the pills", None),
    ],
)
def test_a_wish_names_the_channels_it_ends_and_whether_it_is_clear(text: str, wish: OptOut | None) -> None:
    assert stopping.read_opt_out(text) == wish


def test_a_wish_for_the_emails_alone_is_no_wish_for_an_end_of_the_texts() -> None:
    assert not asks_to_stop("stop the emails but keep texting me")
    assert asks_to_stop("no more texts please, email is fine")


@given(
    st.sampled_from(FLAGS), st.sampled_from(["STOP", "Unsubscribe", "Please stop texting me", "take me off the list"])
)
def test_a_danger_and_a_wish_in_one_text_are_both_read(flag: str, wish: str) -> None:
    for both in (f"{wish}. {flag}", f"{flag}. {wish}", f"{wish}\n{flag}"):
        assert asks_to_stop(both)
        assert safety.triage(both).tier is not None


BEFORE = ["", "Hi, ", "please ", "Thanks but ", "ok ", "Hello coach. "]
AFTER = ["", "!", " please", ". Thank you", " thanks", "!!!", " 🙏", "\n\nSent from my iPhone"]


@given(
    st.sampled_from(
        ["stop", "unsubscribe", "stop texting me", "cancel", "take me off your list", "opt me out", "no more texts"]
    ),
    st.sampled_from(BEFORE),
    st.sampled_from(AFTER),
    st.sampled_from([str.upper, str.lower, str.title, str.capitalize]),
)
def test_a_polite_or_angry_frame_hides_no_wish(wish: str, before: str, after: str, write: Callable[[str], str]) -> None:
    assert asks_to_stop(before + write(wish) + after)


@given(st.sampled_from(WISHES), st.sampled_from([str.upper, str.lower, lambda text: f"  {text} "]))
def test_letters_large_or_small_mean_the_same_wish(text: str, write: Callable[[str], str]) -> None:
    assert read_opt_out(write(text)) == read_opt_out(text)


@given(st.sampled_from(ABOUT_OTHERS), st.sampled_from([str.upper, str.lower, lambda text: f"Hi, {text}"]))
def test_a_word_about_something_else_ends_nothing_however_it_is_written(text: str, write: Callable[[str], str]) -> None:
    assert not asks_to_stop(write(text))


def test_a_sign_of_danger_alone_ends_nothing() -> None:
    alone = [text for text in FLAGS if "stop" not in text.lower() and "unsubscribe" not in text]
    assert [text for text in alone if asks_to_stop(text)] == []


@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_an_error(text: str) -> None:
    stopping.read_opt_out(text)
