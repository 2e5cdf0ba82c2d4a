"""SMS templates: what is filled in, what is cleaned, and what is said when it cannot be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import rendering

NAMES = frozenset({"brand", "first_name", "ul_mg", "score", "emergency_number"})


class Markup(str):
    """A text that claims to be safe HTML, as markupsafe's does."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def sms(source: str, **values: object) -> str:
    return rendering.compile_sms(source, names=NAMES).render(values)


@pytest.mark.parametrize(
    ("source", "values", "text"),
    [
        ("{{ brand }}: Hi {{ first_name }}!\n", {"brand": "Kindly", "first_name": "Sam"}, "Kindly: Hi Sam!"),
        ("At most {{ ul_mg }} mg", {"ul_mg": 350}, "At most 350 mg"),
        ("Hi {{ first_name | default('there') }}", {}, "Hi there"),
        ("Hi {{ first_name | default('there') }}", {"first_name": None}, "Hi there"),
        ("Hi {{ first_name | default('there', true) }}", {"first_name": ""}, "Hi there"),
        ("{{ first_name | upper }} {{ first_name | lower }}", {"first_name": "Sam"}, "SAM sam"),
        ("{{ first_name | capitalize }} {{ first_name | title }}", {"first_name": "sam lee"}, "Sam lee Sam Lee"),
        ("{{ score | round(1) }} {{ score | round | int }}", {"score": 6.66}, "6.7 7"),
        ("{% if score >= 5 %}Good{% else %}Soon{% endif %}", {"score": 7}, "Good"),
        ("{% if score == 1 %}one{% elif score == 2 %}two{% endif %}", {"score": 2}, "two"),
        ("{% if score is defined and not score > 3 %}low{% else %}-{% endif %}", {"score": 2}, "low"),
        ("{% if ul_mg is defined or score is none %}a{% else %}b{% endif %}", {"ul_mg": 1}, "a"),
        ("one {%- if score %} two{% endif -%}  three", {"score": 1}, "one twothree"),
        ('{# lint: allow TONE "why" #}Hi', {}, "Hi"),
        ("Use {{ '{{' }} and &amp; as is", {}, "Use {{ and &amp; as is"),
    ],
)
def test_a_text_is_filled_in(source: str, values: dict[str, object], text: str) -> None:
    assert sms(source, **values) == text


def test_food_figures_come_from_the_table() -> None:
    template = rendering.compile_sms("About {{ food('kale') }}.", names=NAMES, foods=frozenset({"kale"}))
    assert template.render({"foods": {"kale": "23 mg"}}) == "About 23 mg."
    assert template.variables == {"foods"}


def test_what_was_missed_can_be_listed() -> None:
    source = "Missed: {{ folded | join(', ', attribute='topic') }}.{% for m in folded %} {{ m.text }}{% endfor %}"
    missed = [{"topic": "Nuts", "text": "Eat nuts."}, {"topic": "Oats", "text": "Eat oats."}]
    assert sms(source, folded=missed) == "Missed: Nuts, Oats. Eat nuts. Eat oats."


def test_the_values_used_are_named() -> None:
    source = "{{ brand }} {% if score > 2 %}{{ first_name | default('x') }}{% endif %}"
    assert rendering.compile_sms(source, names=NAMES).variables == {"brand", "score", "first_name"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("{{ 7 * 7 }}{% if x %}", "{{ 7 * 7 }}{% if x %}"),
        ("<b>&amp;", "<b>&amp;"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("two\r\nlines\u2028three", "two\nlines\nthree"),
        ("tab\tbed", "tab bed"),
        ("half\ud800pair", "halfpair"),
        (Markup("<i>marked</i>"), "<i>marked</i>"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_a_value_stays_literal_and_loses_what_deceives(value: str, text: str) -> None:
    assert sms("[{{ first_name }}]", first_name=value) == f"[{text}]"


@given(st.text(st.characters(codec=None), max_size=400))
def test_no_value_brings_a_control_character_into_a_text(value: str) -> None:
    text = sms("[{{ first_name }}]", first_name=value)
    text.encode()
    assert not set(text) & {chr(code) for code in (*range(10), *range(11, 32), 127, *range(0x202A, 0x202F), 0x200F)}


@pytest.mark.parametrize(
    ("source", "values", "words"),
    [
        ("{{ first_name }}", {}, "no value for first_name"),
        ("{{ first_name }}", {"first_name": ["a"]}, "is a list; give a text or a number"),
        ("{{ first_name }}", {"first_name": "x" * 10_001}, "10,001 characters"),
        ("{{ first_name }}", {"first_name": "x" * 1_601}, "longer than 1,600 characters"),
        ("{{ first_name }}", {"first_name": " "}, "is empty"),
        ("{% if score > 3 %}a{% endif %}", {"score": "ten"}, "cannot use its value"),
        ("{{ food('kale') }}", {"foods": {"kales": "1"}}, "no figure for the food kale. Did you mean kales?"),
        ("{{ food('kale') }}", {"foods": "kale"}, "foods is no table"),
        ("{% for m in folded %}{{ m.text }}{% endfor %}", {"folded": "abc"}, "no list of entries"),
        ("{% for m in folded %}{{ m.text }}{% endfor %}", {"folded": [{"topic": "a"}]}, "has no text"),
        (
            "{% for m in folded %}{{ m.text }}{% endfor %}",
            {"folded": [{"topic": "a", "text": "b"}] * 61},
            "61 entries; at most 60",
        ),
    ],
)
def test_a_message_that_cannot_be_made_says_why(source: str, values: dict[str, object], words: str) -> None:
    with pytest.raises(rendering.RenderFailed, match=re.escape(words)):
        sms(source, **values)


def test_a_flood_stops_at_the_cap_before_it_is_built() -> None:
    template = rendering.compile_sms("{{ first_name }}" * 200, names=NAMES)
    with pytest.raises(rendering.RenderFailed, match="1,600"):
        template.render({"first_name": "x" * 10_000})
