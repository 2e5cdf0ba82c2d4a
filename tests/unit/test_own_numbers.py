"""A person's own numbers in an email: which are drawn, how they look without pictures, and that none means nothing."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from coaching import campaigns
from coaching.campaigns import loader
from coaching.campaigns.loader import Loaded
from coaching.core import own_numbers, rendering, vocabulary
from coaching.core.leads import Past
from coaching.core.linting.samples import USUAL
from coaching.core.model import Channel, Track

TEMPLATES = Path(__file__).parents[2] / "templates"
LAYOUT = (TEMPLATES / "email" / "_layout.mjml").read_text(encoding="utf-8")
GOLDEN = Path(__file__).parent / "golden"
BODY = "Hello.\n\n{{ numbers }}\n\nBye."
RECAPS = (7, 14, 21, 28, 35, 42, 49, 56)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return loader.load(campaigns.find("magnesium"), TEMPLATES)


def given(*answers: tuple[str, int, int], checkin: str = "C-WEEK") -> list[Past]:
    """Answers as (question, day, value)."""
    return [Past(checkin, question, value, day) for question, day, value in answers]


def template(body: str) -> rendering.EmailTemplate:
    return rendering.compile_email(f"---\nsubject: Hello\n---\n{body}", layout=LAYOUT, names=vocabulary.EMAIL_NAMES)


def email(numbers: object, body: str = BODY) -> rendering.RenderedEmail:
    return template(body).render({**USUAL, "folded": [], "numbers": numbers})


def refused(body: str, front: str = "subject: Hello") -> str:
    with pytest.raises(rendering.TemplateRefused) as told:
        rendering.compile_email(f"---\n{front}\n---\n{body}", layout=LAYOUT, names=vocabulary.EMAIL_NAMES)
    return str(told.value)


# Which numbers


def test_day_1_and_the_last_two_answers_stand_side_by_side(loaded: Loaded) -> None:
    past = given(("q1", 1, 4), ("q1", 7, 5), ("q1", 14, 3), ("q1", 21, 6))
    assert own_numbers.rows(past, loaded.campaign, Track.FULL) == [
        {
            "name": "sleep",
            "of": 10,
            "points": [
                {"day": 1, "value": 4, "width": 40},
                {"day": 14, "value": 3, "width": 30},
                {"day": 21, "value": 6, "width": 60},
            ],
        }
    ]


def test_the_questions_come_in_the_order_in_which_they_are_asked(loaded: Loaded) -> None:
    past = given(("q5", 1, 2), ("q4", 1, 3), ("q3", 1, 5), ("q2", 1, 1), ("q1", 1, 4))
    names = [row["name"] for row in own_numbers.rows(past, loaded.campaign, Track.FULL)]
    assert names == ["sleep", "discomfort", "calm", "active days", "rich foods"]


def test_a_second_answer_of_the_same_day_takes_the_place_of_the_first(loaded: Loaded) -> None:
    (row,) = own_numbers.rows(given(("q1", 7, 2), ("q1", 7, 5)), loaded.campaign, Track.FULL)
    assert row["points"] == [{"day": 7, "value": 5, "width": 50}]


def test_a_person_without_numbers_has_none(loaded: Loaded) -> None:
    assert own_numbers.rows([], loaded.campaign, Track.FULL) == []
    assert own_numbers.rows(given(("ready", 1, 1)), loaded.campaign, Track.FULL) == []


def test_the_gentle_track_is_not_reminded_of_foods_it_once_counted(loaded: Loaded) -> None:
    past = given(("q4", 1, 3), ("q5", 1, 6))
    assert [row["name"] for row in own_numbers.rows(past, loaded.campaign, Track.GENTLE)] == ["active days"]


def test_a_quiz_or_a_dose_is_never_drawn(loaded: Loaded) -> None:
    past = given(("dose_days", 14, 5), ("tummy", 11, 2), ("coffee", 41, 3), ("safety", 18, 1))
    assert own_numbers.rows(past, loaded.campaign, Track.FULL) == []


# How they look


@pytest.mark.golden
@pytest.mark.parametrize("part", ["html", "text"])
def test_the_numbers_look_as_they_did(part: str) -> None:
    """`make golden` writes the files anew; read the difference."""
    rendered = getattr(email(vocabulary.SAMPLE_NUMBERS), part)
    path = GOLDEN / f"numbers.{'html' if part == 'html' else 'txt'}"
    if os.environ.get("COACHING_TEST_GOLDEN") == "write":
        path.write_text(rendered, encoding="utf-8")
    assert rendered == path.read_text(encoding="utf-8")


def test_the_plain_text_says_the_same_numbers() -> None:
    text = email(vocabulary.SAMPLE_NUMBERS).text
    assert "Sleep (0 to 10): day 1: 4, day 21: 5, day 28: 6\n" in text
    assert "Active days (0 to 7): day 1: 2, day 21: 4, day 28: 7\n" in text


def test_without_numbers_neither_part_leaves_a_trace() -> None:
    for nothing in ([], None):
        mail = email(nothing)
        assert "numbers so far" not in mail.html + mail.text
        assert "Hello.\n\nBye." in mail.text


def test_the_bars_are_cells_with_a_colour_and_load_nothing() -> None:
    html = email(vocabulary.SAMPLE_NUMBERS).html
    block = html[html.index('class="numbers"') :]
    assert 'width="40%" bgcolor="#4d7358"' in block
    assert not re.search(r"<img|url\(|src=|background=", block)
    assert len(html) < 100_000  # a longer email is cut by some mail programs


def test_a_bar_of_nothing_and_a_full_bar_are_drawn_as_such() -> None:
    points = [{"day": 1, "value": 0, "width": 0}, {"day": 7, "value": 7, "width": 100}]
    html = email([{"name": "active days", "of": 7, "points": points}]).html
    body = html[html.index('<table role="presentation" class="numbers"') :]
    assert (body.count('class="bar"'), body.count('class="rest"')) == (1, 1)


def test_every_element_of_the_block_is_closed() -> None:
    class Walk(HTMLParser):
        open: list[str]

        def handle_starttag(self, tag: str, _attrs: object) -> None:
            if tag not in {"br", "meta", "link", "img", "hr"}:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    walk = Walk()
    walk.open = []
    html = email(vocabulary.SAMPLE_NUMBERS).html
    start = html.index('<table role="presentation" class="numbers"')
    walk.feed(html[start : html.index("Bye.")].rpartition("</table>")[0] + "</table>")
    assert walk.open == []


def test_a_name_that_looks_like_html_stays_words() -> None:
    row = {"name": "<b>sleep</b>", "of": 10, "points": [{"day": 1, "value": 4, "width": 40}]}
    assert "<b>sleep" not in email([row]).html.lower()


# How they may be written


def test_the_numbers_stand_on_a_line_of_their_own() -> None:
    for body in ("Look at {{ numbers }} here.", "- {{ numbers }}", "# {{ numbers }}", "{{ numbers }} {{ numbers }}"):
        assert "on a line of its own" in refused(body), body


def test_the_numbers_are_no_part_of_a_sentence_a_subject_or_a_link() -> None:
    assert "no part of a sentence" in refused("You gave {{ numbers | upper }}.")
    assert "no part of a sentence" in refused("Hi.", front="subject: {{ numbers }}")
    assert "no part of a sentence" in refused("{% if numbers == 3 %}\nHi.\n{% endif %}")


def test_a_choice_may_ask_whether_there_are_any() -> None:
    body = "{% if numbers %}\nLook back:\n\n{{ numbers }}\n{% else %}\nNo numbers yet.\n{% endif %}"
    assert "No numbers yet." in email([], body).text
    assert "Look back:" in email(vocabulary.SAMPLE_NUMBERS, body).text


def test_an_sms_draws_nothing() -> None:
    with pytest.raises(rendering.TemplateRefused):
        rendering.compile_sms("{{ numbers }}", names=vocabulary.SMS_NAMES)


@pytest.mark.parametrize("wrong", ["4, 5, 6", [{"name": "sleep"}], [{"name": "s", "of": "x", "points": []}], [1] * 30])
def test_numbers_of_the_wrong_shape_are_refused(wrong: object) -> None:
    with pytest.raises(rendering.RenderFailed, match="numbers"):
        email(wrong)


@pytest.mark.parametrize("day", RECAPS)
def test_the_email_of_each_week_draws_them_in_every_form(loaded: Loaded, day: int) -> None:
    step = loaded.campaign.steps[day - 1]
    names = {step.template(Channel.EMAIL, track) for track in Track}
    for name in names:
        assert name is not None
        assert "\n{{ numbers }}\n" in loaded.sources[name].text, name


def test_no_other_email_draws_them(loaded: Loaded) -> None:
    drawing = {
        int(name[-2:]) for name in (n.split(".")[0] for n, s in loaded.sources.items() if "{{ numbers" in s.text)
    }
    assert drawing == set(RECAPS)
