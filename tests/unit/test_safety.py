"""Which class of danger a text belongs to; the corpora say it in many words, this file in principle."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import safety, stopping_words
from coaching.core.safety import Tier, crisis, cues, emergency, folding, gut, idioms, poison, triage, urgent
from tests.corpus import RED_FLAGS, read_danger
from tests.corpus.measure import measure

LINES = RED_FLAGS.lines()
FLAGS = [line.text for line in LINES if line.expected not in ("none", "unsure")]
UNSURE = [line.text for line in LINES if line.expected == "unsure"]
HARMLESS = [line.text for line in LINES if line.expected == "none"]
GRAVITY = {name: -i for i, name in enumerate(RED_FLAGS.order)}
RULES = [*crisis.RULES, *poison.RULES, *emergency.RULES, *urgent.RULES, *gut.RULES, *cues.RULES]


def gravity(text: str) -> int:
    return GRAVITY[read_danger(text)]


def test_a_person_hears_of_every_sign_of_danger_in_the_corpus() -> None:
    assert [line.text for line in LINES if line.expected != "none" and read_danger(line.text) == "none"] == []


@pytest.mark.parametrize("row", measure(RED_FLAGS, LINES).rows, ids=lambda row: row.name)
def test_each_class_is_found_in_at_least_97_of_100_texts(row) -> None:
    assert row.recall >= 0.97


def test_at_most_5_of_100_harmless_texts_raise_an_alarm() -> None:
    assert measure(RED_FLAGS, LINES).false_alarms <= 0.05


def test_the_corpus_has_hundreds_of_lines_and_a_third_of_them_were_held_out() -> None:
    assert len(LINES) >= 400
    assert len(HARMLESS) >= 120
    assert sum(line.held for line in LINES) >= len(LINES) / 3


@given(st.integers(0, 100), st.sampled_from(["{}", "{}/10", "{} out of 10", "about {}", "{}.", " {} !", "maybe {}"]))
def test_a_plain_number_never_fires(number: int, form: str) -> None:
    assert triage(form.format(number)) == safety.Reading(None)


@pytest.mark.parametrize("text", ["3 very loose", "2 a bit loose", "4, hard stools", "three, cramps", "about 2, loose"])
def test_an_answer_about_the_tummy_is_an_answer_and_names_its_words_beside_it(text: str) -> None:
    reading = triage(text, open_range=(1, 4))
    assert reading.tier is None
    assert reading.matched
    assert triage(text).tier is Tier.GUT


@pytest.mark.parametrize(
    ("text", "open_range"),
    [("7, terrible cramps", (1, 4)), ("very loose", (1, 4)), ("not 3 but loose", (1, 4)), ("3 very loose", None)],
)
def test_words_about_the_tummy_are_no_answer_without_a_number_in_the_range(
    text: str, open_range: tuple[int, int] | None
) -> None:
    assert triage(text, open_range=open_range).tier is Tier.GUT


@given(st.sampled_from(FLAGS), st.integers(0, 10))
def test_above_the_tummy_danger_wins_over_the_answer(flag: str, number: int) -> None:
    said = triage(flag).tier
    if said is not Tier.GUT:
        assert triage(f"{number} {flag}", open_range=(0, 10)).tier is not None


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("I took all my pills because I want to die", Tier.CRISIS),
        ("took 12 capsules and my chest hurts", Tier.POISON),
        ("dizzy and my chest hurts", Tier.EMERGENCY),
        ("cramps, and dizzy", Tier.URGENT),
    ],
)
def test_of_several_classes_the_gravest_wins(text: str, tier: Tier) -> None:
    assert triage(text).tier is tier


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("No dizzy spells this week", True),
        ("Not dizzy any more", True),
        ("never had chest pain", True),
        ("my chest pain is gone", True),
        ("I am dizzy", False),
        ("no appetite. dizzy all day", False),
        ("can't breathe", False),
        ("I don't want to live", False),
        ("not dizzy but vomiting", False),
    ],
)
def test_negation_still_fires_and_is_told_to_the_coach(text: str, negated: bool) -> None:
    reading = triage(text)
    assert reading.tier is not None
    assert reading.negated is negated


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("does magnesium make you dizzy?", True),
        ("can it cause chest pain", True),
        ("I am dizzy. What time is the call?", False),
        ("dizzy", False),
    ],
)
def test_a_question_about_a_sign_still_fires_and_is_told_to_the_coach(text: str, asks: bool) -> None:
    reading = triage(text)
    assert reading.tier is not None
    assert reading.asks is asks


def test_the_tummy_with_a_weak_sign_of_more_goes_to_a_person_at_once() -> None:
    reading = triage("nausea and I cant do this anymore")
    assert reading.tier is Tier.GUT
    assert reading.unsure


def test_what_matched_is_named_by_rule_and_never_in_the_words_of_the_person() -> None:
    names = {rule.name for rule in RULES}
    assert [text for text in FLAGS if not set(triage(text).matched) <= names] == []


def test_reading_stays_linear_because_no_group_of_a_pattern_repeats_without_end() -> None:
    others = [p for module in (idioms, stopping_words) for p in vars(module).values() if isinstance(p, re.Pattern)]
    patterns = [rule.pattern for rule in RULES] + others
    assert len(others) > 10
    # A class of letters may repeat: it ends with its word. A group or a dot may not.
    assert [p.pattern for p in patterns if re.search(r"(?<!\\)(?:\)|\.)(?:[*+]|\{\d+,\})", p.pattern)] == []


def test_of_a_text_beyond_all_measure_both_ends_are_read_and_a_person_is_told() -> None:
    padding = "walked and slept well. " * 20_000
    for text in (f"I want to die. {padding}", f"{padding} I want to die"):
        reading = triage(text)
        assert reading.tier is Tier.CRISIS
        assert reading.unsure
    assert triage(padding).unsure
    assert len(folding._cut(padding)) <= folding.MOST_LETTERS + 1


POLITE = ["Hi coach, ", "Sorry to bother you but ", "hello! ", "ok so ", "Good morning. ", "um, ", "Hey,\n"]
AFTER = [". Thanks!", " please advise", ", thank you", "!!!", " :(", "...", "\n\nSent from my iPhone", " 🙏"]


@given(st.sampled_from(FLAGS + UNSURE), st.sampled_from(POLITE), st.sampled_from(AFTER))
def test_a_polite_frame_silences_nothing(flag: str, before: str, after: str) -> None:
    assert gravity(f"{before}{flag}{after}") >= min(gravity(flag), GRAVITY["gut"])
    assert read_danger(f"{before}{flag}{after}") != "none"


@given(
    st.sampled_from(FLAGS + UNSURE),
    st.sampled_from(
        [str.upper, str.lower, str.title, lambda text: text.replace(" ", "   "), lambda text: f"  {text} "]
    ),
)
def test_letters_large_or_small_and_more_spaces_mean_the_same(flag: str, write: Callable[[str], str]) -> None:
    assert read_danger(write(flag)) == read_danger(flag)


@given(st.sampled_from(FLAGS), st.one_of(st.text(max_size=200), st.sampled_from(HARMLESS + FLAGS + UNSURE)))
def test_a_sign_of_danger_added_to_any_text_never_lowers_the_class(flag: str, text: str) -> None:
    for both in (f"{text}\n{flag}", f"{flag}\n{text}"):
        assert gravity(both) >= max(gravity(flag), gravity(text))


@given(st.text(max_size=400))
def test_any_text_at_all_is_read_without_an_error(text: str) -> None:
    reading = triage(text, open_range=(0, 10))
    assert reading.tier is None or reading.matched
