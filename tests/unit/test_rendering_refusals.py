"""Templates that are refused: mistakes, with a line and a way out, and attacks, before anything runs."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import rendering
from coaching.core.rendering import TemplateProblem, TemplateRefused

LAYOUT = (Path(__file__).parents[2] / "templates" / "email" / "_layout.mjml").read_text()
NAMES = frozenset({"first_name", "brand", "site_url", "score"})
FOODS = frozenset({"spinach_cooked", "quinoa_cooked"})


def refusal(compile_it: Callable[[], object]) -> tuple[TemplateProblem, ...]:
    with pytest.raises(TemplateRefused) as caught:
        compile_it()
    assert caught.value.problems
    assert str(caught.value.problems[0]) in str(caught.value)
    return caught.value.problems


def outcome(compile_it: Callable[[], object]) -> object:
    """What was compiled, or the text of the refusal; anything else that is raised fails the test."""
    try:
        return compile_it()
    except TemplateRefused as refused:
        return all(problem.message and problem.line >= 1 for problem in refused.problems) and str(refused)


def refused_sms(source: str) -> tuple[TemplateProblem, ...]:
    return refusal(lambda: rendering.compile_sms(source, names=NAMES, foods=FOODS))


def refused_email(source: str, layout: str = LAYOUT) -> tuple[TemplateProblem, ...]:
    return refusal(lambda: rendering.compile_email(source, layout=layout, names=NAMES, foods=FOODS))


def refused_body(body: str) -> tuple[TemplateProblem, ...]:
    """Problems of a body that begins in line 4."""
    return refused_email(f"---\nsubject: Hello\n---\n{body}")


# Known ways out of a Jinja sandbox, ways to read what was not given, and ways to eat memory or time.
ATTACKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ first_name.__class__ }}",
    "{{ first_name['__class__'] }}",
    "{{ first_name|attr('__class__') }}",
    "{{ '%s'|format(first_name) }}",
    "{{ '{0.__class__}'.format(first_name) }}",
    "{{ '{0.__class__}'.format_map({}) }}",
    "{% set f = '{0.__class__}'.format %}{{ f(first_name) }}",
    "{{ first_name.format }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ joiner.__init__ }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ url_for.__globals__ }}",
    "{{ config }}",
    "{{ request.application }}",
    "{{ get_flashed_messages }}",
    "{{ food.__globals__ }}",
    "{{ food.__init__ }}",
    "{{ food }}",
    "{{ food(first_name) }}",
    "{{ food('spinach_cooked', 1) }}",
    "{{ food(*['spinach_cooked']) }}",
    "{{ food(key='spinach_cooked') }}",
    "{{ food('spinach_cooked')() }}",
    "{{ first_name() }}",
    "{{ first_name.upper() }}",
    "{{ [].append(1) }}",
    "{{ {}.update }}",
    "{{ folded }}",
    "{{ folded[0] }}",
    "{{ folded or first_name }}",
    "{{ folded|join }}",
    "{{ folded|join(attribute='text') }}",
    "{{ folded|join(attribute='__class__') }}",
    "{{ first_name|join(first_name) }}",
    "{{ first_name|map('upper')|list }}",
    "{{ first_name|safe }}",
    "{{ first_name|xmlattr }}",
    "{{ first_name|tojson }}",
    "{{ first_name|urlize }}",
    "{{ first_name|center(1000000000) }}",
    "{{ first_name|replace('', 'aaaaaaaa') }}",
    "{{ first_name|wordwrap }}",
    "{{ first_name|indent(1000000000) }}",
    "{{ first_name|batch(3)|list }}",
    "{{ first_name|filesizeformat }}",
    "{{ first_name|default(first_name) }}",
    "{{ first_name|default('a', *[true]) }}",
    "{{ first_name|default(default_value='a') }}",
    "{{ score|round(-400) }}",
    "{{ score|round(400) }}",
    "{{ score|round(1, 'floor') }}",
    "{{ score|int('x', 2, 3) }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 2 + 2 }}",
    "{{ 'a' ~ 'b' }}",
    "{{ -score }}",
    "{{ range(1000000000) }}",
    "{{ 'a' if score else 'b' }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ (1, 2) }}",
    "{{ first_name[0] }}",
    "{{ first_name[0:2] }}",
    "{{ first_name is string }}",
    "{{ first_name is sameas(score) }}",
    "{{ first_name in 'abc' }}",
    "{% for x in range(10) %}{% endfor %}",
    "{% for x in first_name %}{{ x }}{% endfor %}",
    "{% for x in [1, 2] %}{% endfor %}",
    "{% for x in folded %}{% for y in folded %}{% endfor %}{% endfor %}",
    "{% for x in folded recursive %}{{ loop(x) }}{% endfor %}",
    "{% for x in folded if x.topic %}{% endfor %}",
    "{% for x, y in folded %}{% endfor %}",
    "{% for brand in folded %}{% endfor %}",
    "{% for food in folded %}{{ food('spinach_cooked') }}{% endfor %}",
    "{% for x in folded %}{{ x }}{% endfor %}",
    "{% for x in folded %}{{ x.keys }}{% endfor %}",
    "{% for x in folded %}{{ x.__class__ }}{% endfor %}",
    "{% for x in folded %}{{ x['__class__'] }}{% endfor %}",
    "{% for x in folded %}{{ x[first_name] }}{% endfor %}",
    "{% for x in folded %}{{ x.topic.upper }}{% endfor %}",
    "{% for x in folded %}{{ loop.index }}{% endfor %}",
    "{% for x in folded %}{% endfor %}{{ x.topic }}",
    "{% set x = 1 %}",
    "{% set x %}a{% endset %}",
    "{% macro m() %}{{ m() }}{% endmacro %}",
    "{% call first_name() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% block a %}{% endblock %}",
    "{% extends 'a' %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% with a = 1 %}{% endwith %}",
    "{% autoescape false %}{{ first_name }}{% endautoescape %}",
    "{% do first_name %}",
    "{% debug %}",
    "{% break %}",
    "{% raw %}{{ first_name }}{% endraw %}",
    "{% trans %}a{% endtrans %}",
    "{% if " + "not " * 10_000 + "score %}{% endif %}",
    "{{ " + "(" * 5_000 + "score" + ")" * 5_000 + " }}",
    "{{ " + "(" * 140 + "score" + ")" * 140 + " }}",
    "{{ " + "[" * 140 + "]" * 140 + " }}",
    "{% if " + "not " * 70 + "score %}{% endif %}",
    "{{ " + "9" * 30_000 + " }}",
    "{{ score" + "|upper" * 5_000 + " }}",
    "{% if score %}" * 2_000 + "{% endif %}" * 2_000,
    "{% if score %}a" + "{% elif score %}a" * 2_000 + "{% endif %}",
    "{{ brand }}" * 3_000,
    "a{##}" * 3_000,
    "{{" * 19_000,
    "{%" * 19_000,
    "{#" * 19_000,
    "{{ '" + "\\" * 30_000,
    "{% if score %}",
    "{% endif %}",
    "{{ brand",
    "{{ }}",
    "{{ first name }}",
    "{{ 'open }}",
    "x" * 12_001,
]


@pytest.mark.parametrize("source", ATTACKS, ids=lambda source: source[:48])
def test_an_attack_is_refused_within_a_second(source: str) -> None:
    started = time.process_time()
    assert refused_sms(source)
    assert refused_body(source)
    assert refused_email(f"---\nsubject: {source}\n---\nHi")
    assert time.process_time() - started < 30


MARKDOWN_FLOODS = [
    "[" * 30_000, "*a " * 9_000, "**a" * 9_000, "> " * 15_000, "- " * 15_000, "`" * 30_000, "[a](" * 7_000,
    "![" * 15_000, "_*" * 15_000, "&#" * 15_000, "| a " * 7_000, "a\n| - |\n" * 3_000, "<" * 30_000, "\\" * 30_000,
    "[a]: b\n" * 4_000, "1. " * 9_000, "a**b" * 9_000, "[][" * 9_000, "</" * 15_000, "<a " * 9_000, "~~~\n" * 7_000,
]  # fmt: skip


@pytest.mark.parametrize("body", MARKDOWN_FLOODS, ids=lambda body: body[:6])
def test_markdown_that_could_exhaust_the_parser_ends_soon(body: str) -> None:
    started = time.process_time()
    assert outcome(lambda: rendering.compile_email(f"---\nsubject: a\n---\n{body}", layout=LAYOUT, names=NAMES))
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    ("source", "line", "message", "hint"),
    [
        ("Hi\n\n{{ frist_name }}", 3, "frist_name is not a known value", "Did you mean first_name?"),
        ("{{ zzz }}", 1, "zzz is not a known value", "Known values: brand, first_name, folded, score, site_url"),
        ("\n{{ food('spinach') }}", 2, "no food named spinach", "Did you mean spinach_cooked?"),
        ("{{ score | rnd }}", 1, "filter rnd is not available", "Did you mean round?"),
        ("a\n{% iff score %}", 2, "Encountered unknown tag 'iff'", "missing"),
        ("a\n\n\n{{ score }", 4, "unexpected '}'", "brace"),
        ("a\n{{ brand", 2, "This tag has no end", "brace"),
        ("{{ ((((((score)))))) }}", 1, "too involved", "fewer"),
        ("{{ first_name.upper() }}", 1, "Only food('...') can be called", "Available"),
        ("{{ 'a' if score else 'b' }}", 1, "write {% if %}", "Available"),
        ("a\n\u202eb", 2, "invisible character, U+202E", "Delete it"),
        ("  \n", 1, "has no text", "Write one"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_way_out(source: str, line: int, message: str, hint: str) -> None:
    problem = refused_sms(source)[0]
    assert problem.line == line
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_all_mistakes_are_named_at_once() -> None:
    source = "---\nsubject: {{ a1 }}\npreheader: {{ b1 }}\n---\n{{ c1 }}\n\n{{ score | safe }} {{ brand.x }}\n"
    assert [problem.line for problem in refused_email(source)] == [2, 3, 5, 7, 7]


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("Hello", 1, "no front matter"),
        ("---\nsubject: a\n", 1, "does not end"),
        ("---\npreheader: a\n---\nHi", 1, "no subject"),
        ("---\nsubject:\n---\nHi", 1, "no subject"),
        ("---\nsubject: a\nsubject: b\n---\nHi", 3, "two lines for the subject"),
        ("---\nsubject: a\nsubjekt: b\n---\nHi", 3, "is no line of the front matter"),
        ("---\nsubject: a\nfree words\n---\nHi", 3, "is no line of the front matter"),
        ("---\nsubject: a\n---\n \n", 3, "has no text"),
        ("---\nsubject: a\npreheader: {{ }}\n---\nHi", 3, "Expected an expression"),
        ("---\nsubject: '{% for m in folded %}{{ m.topic }}{% endfor %}'\n---\nHi", 2, "is one line"),
    ],
)
def test_front_matter_must_be_in_order(source: str, line: int, message: str) -> None:
    problem = refused_email(source)[0]
    assert problem.line == line
    assert message in problem.message


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("Hi\n\n<b>bold</b>", 6, "Raw HTML"),
        ("<script>alert(1)</script>", 4, "Raw HTML"),
        ("{# two\nlines #}\n\n<!-- hidden -->", 7, "Raw HTML"),
        ("Hi <img src=x>", 4, "Raw HTML"),
        ("Hi\n\n![pixel](https://elsewhere.example/p.gif)", 6, "Images"),
        ("{{ brand }}\n\n\n{{ bran }}", 7, "bran is not a known value"),
        ("a {%- if score %}b{% endif %}", 4, "trim spaces"),
        ("a {{ score -}} b", 4, "trim spaces"),
        ("a **b {% if score %} c** d {% endif %}", 4, "{% if score %} begins in one"),
        ("Hi\n\na {% if score %} b\n\nc {% endif %}", 6, "{% if score %} begins in one"),
        ("- a\n  {% if score %}\n\nb\n{% endif %}", 5, "{% if score %} begins in one"),
        ("[go]({{ site_url | lower }})", 4, "A link may begin"),
        ("[go]({% if score %}https://a.example{% endif %})", 4, "A link may begin"),
        ("Hi\n\n[unused]: {{ site_url }}", 6, "stands where nothing is shown"),
        ("Hi\n\n```{{ brand }}\ncode\n```", 6, "stands where nothing is shown"),
    ],
)
def test_a_body_that_would_break_the_page_is_refused(body: str, line: int, message: str) -> None:
    problem = refused_body(body)[0]
    assert (problem.line, message in problem.message) == (line, True), problem


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("<mjml><mj-body></mj-body></mjml>", "Layout: there is no {{ body }}"),
        ("<mjml><mj-body>{{ body }}{{ body }}</mj-body></mjml>", "Layout: there is more than one {{ body }}"),
        ("<mjml><mj-body>{{ body }}{{ nme }}</mj-body></mjml>", "Layout: nme is not a known value"),
        ("<mjml><mj-body>{{ body }}", "Layout: this is no valid MJML"),
        ("<mjml><mj-body><mj-section><mj-foo>{{ body }}</mj-foo></mj-section></mj-body></mjml>", "<mj-foo> is no MJML"),
        ('<mjml><mj-body><mj-section x="{{ brand }}"/>{{ body }}</mj-body></mjml>', "Layout: {{ brand }} stands where"),
        (
            '<mjml><mj-body><mj-section x="{{ body }}"></mj-section></mj-body></mjml>',
            "Layout: {{ body }} is shown 0 times",
        ),
    ],
)
def test_a_layout_that_loses_words_is_refused(layout: str, message: str) -> None:
    assert message in refused_email("---\nsubject: a\n---\n{{ brand }}", layout)[0].message


@given(st.text(st.sampled_from("{}%#-|'\" \n()[].,ab*_>!`"), max_size=60))
def test_any_scribble_compiles_or_is_refused_in_words(scribble: str) -> None:
    for compile_it in (
        lambda: rendering.compile_sms(scribble, names=NAMES),
        lambda: rendering.compile_email(f"---\nsubject: a\n---\n{scribble}", layout=LAYOUT, names=NAMES),
    ):
        assert outcome(compile_it)
