"""What a reply needs of a coach, what comes first, by when, and what a saved reply fills in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import needs
from coaching.core.labels import FOR_A_PERSON, Label
from coaching.core.needs import Found, Need, Said, Waiting

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
LITERAL = "{{ 7 * 7 }} {% if x %} {{ first_name | upper }} {first_name} {{ self.__class__ }}"


def waiting(label: Label, text: str = "hello", *, ago_h: float = 1) -> Waiting:
    return Waiting(label, "", text, NOW - timedelta(hours=ago_h))


@pytest.mark.parametrize(
    ("label", "text", "need"),
    [
        (Label.UNSURE, "I feel so odd", Need.RED_FLAG),
        (Label.MAYBE_STOP, "maybe I stop?", Need.STOP),
        (Label.UNREAD, "Is tea fine", Need.QUESTION),
        (Label.UNREAD, "tea, too?", Need.QUESTION),
        (Label.UNREAD, "¿puedo tomar té", Need.QUESTION),
        (Label.UNREAD, "I had a good day", Need.OTHER),
        (Label.UNCLEAR, "five or six", Need.UNSURE),
        (Label.UNCLEAR, "what do you mean by calm?", Need.QUESTION),
        (Label.GUT, "my tummy is upset", Need.UNSURE),
        (Label.MEDIA, "", Need.MEDIA),
        (Label.ANSWER, "is 7 fine?", Need.NOTHING),
        (Label.AUTOMATIC, "Out of office?", Need.NOTHING),
        (Label.TALK, "Is tea fine?", Need.NOTHING),
    ],
)
def test_a_reply_needs_what_its_label_and_its_words_say(label: Label, text: str, need: Need) -> None:
    assert needs.of_reply(waiting(label, text)) is need


def test_the_most_pressing_need_comes_first_and_counts_from_its_oldest_reply() -> None:
    replies = [
        waiting(Label.UNREAD, "a nice day", ago_h=30),
        waiting(Label.UNREAD, "is tea fine?", ago_h=2),
        waiting(Label.UNREAD, "and coffee?", ago_h=5),
    ]
    assert needs.of_person(replies, []) == Found(Need.QUESTION, NOW - timedelta(hours=5))
    alarmed = needs.of_person(replies, [NOW - timedelta(minutes=5)])
    assert alarmed == Found(Need.RED_FLAG, NOW - timedelta(minutes=5))
    assert needs.of_person([waiting(Label.ANSWER)], []) is None


def test_texts_that_may_mean_stop_come_right_after_red_flags() -> None:
    assert list(needs.OPEN_NEEDS) == sorted(needs.OPEN_NEEDS)
    assert needs.OPEN_NEEDS[:2] == (Need.RED_FLAG, Need.STOP)


@given(st.sampled_from(Label), st.text(max_size=300))
def test_whatever_waits_for_a_person_has_a_need(label: Label, text: str) -> None:
    need = needs.of_reply(Waiting(label, "", text, NOW))
    assert (need is not Need.NOTHING) == (label in FOR_A_PERSON)


def test_the_reply_clock_says_how_long_and_by_when() -> None:
    read = needs.clock(NOW - timedelta(hours=3), timedelta(hours=24), NOW)
    assert (read.waits, read.answer_by, read.is_late) == (timedelta(hours=3), NOW + timedelta(hours=21), False)
    assert needs.clock(NOW - timedelta(hours=25), timedelta(hours=24), NOW).is_late


def test_tomorrow_morning_is_eight_where_the_person_lives_also_over_a_clock_change() -> None:
    assert needs.snooze_until(1, BERLIN, NOW) == datetime(2026, 3, 11, 7, 0, tzinfo=UTC)
    saturday = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert needs.snooze_until(1, BERLIN, saturday) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ("Hi {{ first_name }}, {{brand}} here.", "Hi Ana, Coach here."),
        (LITERAL, LITERAL),
    ],
)
def test_a_saved_reply_fills_in_two_names_and_nothing_else(body: str, filled: str) -> None:
    assert needs.fill(body, Said("Ana", "Coach")) == filled


def test_a_name_that_looks_like_a_template_is_not_filled_again() -> None:
    assert needs.fill("{{ first_name }}", Said("{{ brand }}", "Coach")) == "{{ brand }}"
    assert needs.fill("{{ first_name }}", Said(r"\1 \g<0>", "Coach")) == r"\1 \g<0>"
