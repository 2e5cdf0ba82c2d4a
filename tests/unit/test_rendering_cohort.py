"""One email shared by a cohort says to each person exactly what an email of their own would say."""

from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from coaching.core import rendering

LAYOUT = (Path(__file__).parents[2] / "templates" / "email" / "_layout.mjml").read_text()
PREFIX = "Tq9xKd"
NAMES = frozenset({"first_name", "note", "site_url", "score", "unsubscribe_url"})
PERSONAL = frozenset({"first_name", "note", "unsubscribe_url"})
SHARED: dict[str, object] = {
    "brand": "Kindly",
    "postal_address": "12 Elm Street",
    "support_contact": "help@coach.example",
    "site_url": "https://coach.example",
    "score": 4,
    "folded": [],
    "day": 3,
    "topic": "Breathing & you",
    "foods": {"kale": "23 mg"},
}
MINE = {"first_name": "José", "note": "<b> & **x**", "unsubscribe_url": "https://coach.example/u/a?b=1&c=2"}
SOURCE = """---
subject: For {{ first_name }}, {{ note }}{{ first_name }}
preheader: Hi {{ note }}
---
# {{ first_name }}{{ note }}

{% if score > 3 %}
Kale has {{ food('kale') }}, {{ first_name }}.
{% endif %}

- *{{ note }}* and [stop]({{ unsubscribe_url }}) or [more](https://coach.example/?n={{ note }})
"""


def compiled(source: str = SOURCE) -> rendering.EmailTemplate:
    return rendering.compile_email(source, layout=LAYOUT, names=NAMES)


def with_body(body: str) -> rendering.EmailTemplate:
    return compiled(f"---\nsubject: Hi\n---\n{body}")


TEMPLATE = compiled()


def filled(part: str, substitutions: dict[str, str]) -> str:
    """What the provider does: plain replacement, tag by tag."""
    for tag, words in substitutions.items():
        part = part.replace(tag, words)
    return part


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.text(st.sampled_from("<>&\"'{}%#*_[]()\n\r\t\u202e\u2028\x00 aT9"), max_size=80),
    st.sampled_from(
        ["{{ score }}", "{% if x %}", "</td></table>", "-tag-", "[a](b)", "&lt;", "%name%", "T", "Tq9x", "000"]
    ),
    st.integers(),
    st.floats(),
    st.booleans(),
)


@given(st.fixed_dictionaries({"first_name": HOSTILE, "note": HOSTILE, "path": st.text(max_size=40)}))
@example({"first_name": "Tq9", "note": "xKd", "path": ""})
def test_filling_the_tags_equals_rendering_for_that_person(values: dict[str, object]) -> None:
    personal = values | {"unsubscribe_url": f"https://coach.example/{values['path']}"}
    assume(not any(PREFIX in str(value) for value in personal.values()))
    shared = TEMPLATE.shared(SHARED, PERSONAL, PREFIX)
    assert shared is not None
    own = TEMPLATE.render(SHARED | personal)
    substitutions = shared.substitutions(personal)
    assert filled(shared.subject, substitutions) == own.subject
    assert filled(shared.html, substitutions) == own.html
    assert filled(shared.text, substitutions) == own.text


@given(st.permutations(range(6)))
def test_the_order_of_replacement_does_not_matter(order: list[int]) -> None:
    shared = TEMPLATE.shared(SHARED, PERSONAL, PREFIX)
    assert shared is not None
    pairs = list(shared.substitutions(MINE).items())
    assert filled(shared.html, dict(pairs[place] for place in order)) == TEMPLATE.render(SHARED | MINE).html


def test_tags_are_words_a_provider_accepts_and_none_begins_another() -> None:
    many = frozenset(f"v{number}" for number in range(40))
    body = " ".join(f"{{{{ {name} }}}}" for name in sorted(many))
    template = rendering.compile_email(f"---\nsubject: Hi\n---\n{body}", layout=LAYOUT, names=many | NAMES)
    shared = template.shared(SHARED | MINE, many, PREFIX)
    assert shared is not None
    found = shared.substitutions(dict.fromkeys(many, "x"))
    assert len(found) == 80
    assert all(tag.startswith(PREFIX) and tag.removeprefix(PREFIX).isdecimal() for tag in found)
    assert not any(a != b and b.startswith(a) for a in found for b in found)


def test_a_tag_in_html_gets_escaped_words_and_a_tag_in_text_raw_ones() -> None:
    template = with_body("{{ note }}")
    shared = template.shared(SHARED | MINE, frozenset({"note"}), PREFIX)
    assert shared is not None
    assert set(shared.substitutions({"note": "a<b"}).values()) == {"a<b", "a&lt;b"}


@pytest.mark.parametrize(
    "body",
    [
        "{% if first_name %}a{% endif %}",
        "{% if score %}a{% elif first_name == 'Sam' %}b{% endif %}",
        "{{ first_name | upper }}",
        "{{ first_name | default('there') }}",
        "{% if first_name is defined %}a{% endif %}",
        "{{ first_name or 'b' }}",
        "{{ not first_name }}",
        "{{ first_name == 'a' }}",
        "{{ first_name }} {% if not first_name %}a{% endif %}",
    ],
)
def test_a_template_that_decides_on_a_personal_value_is_not_shared(body: str) -> None:
    assert with_body(body).shared(SHARED | MINE, PERSONAL, PREFIX) is None
    assert with_body(body).shared(SHARED | MINE, frozenset({"unsubscribe_url"}), PREFIX) is not None


def test_what_was_missed_and_figures_of_food_may_be_shared_but_not_personal() -> None:
    missed = [{"topic": "Nuts", "text": "One\nhandful."}]
    shared = TEMPLATE.shared(SHARED | {"folded": missed}, PERSONAL, PREFIX)
    assert shared is not None
    assert filled(shared.html, shared.substitutions(MINE)) == TEMPLATE.render(SHARED | MINE | {"folded": missed}).html
    assert TEMPLATE.shared(SHARED, PERSONAL | {"folded"}, PREFIX) is None
    assert TEMPLATE.shared(SHARED, PERSONAL | {"foods"}, PREFIX) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"first_name": None}, "no value for first_name"),
        ({"first_name": "x" * 10_001}, "10,001 characters"),
        ({"first_name": "x" * 200}, "subject becomes too long"),
        ({"first_name": ["a"]}, "is a list"),
        ({"note": f"a{PREFIX}b"}, "choose another prefix"),
        ({"unsubscribe_url": "javascript:alert(1)"}, "used as a link"),
    ],
)
def test_values_that_do_not_fit_are_refused(values: dict[str, object], message: str) -> None:
    shared = TEMPLATE.shared(SHARED, PERSONAL, PREFIX)
    assert shared is not None
    with pytest.raises(rendering.RenderFailed, match=message):
        shared.substitutions(MINE | values)


def test_too_long_is_the_same_for_shared_and_own() -> None:
    template = with_body("{{ note }}" * 20)
    shared = template.shared(SHARED | MINE, frozenset({"note"}), PREFIX)
    assert shared is not None
    for length in range(1_000, 3_000, 50):
        outcomes = []
        for attempt in (template.render, shared.substitutions):
            try:
                attempt(SHARED | MINE | {"note": "<" * length})
                outcomes.append("sent")
            except rendering.RenderFailed:
                outcomes.append("refused")
        assert outcomes[0] == outcomes[1], length


def test_a_prefix_that_already_stands_in_the_mail_is_refused() -> None:
    with pytest.raises(rendering.RenderFailed, match="choose another prefix"):
        TEMPLATE.shared(SHARED | {"brand": f"x{PREFIX}"}, PERSONAL, PREFIX)


@pytest.mark.parametrize("prefix", ["", "abc", "a b cd", "<abcd>", "abcd&", "é" * 5, "a" * 33])
def test_a_prefix_must_be_a_plain_word(prefix: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        TEMPLATE.shared(SHARED, PERSONAL, prefix)
