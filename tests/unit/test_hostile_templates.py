"""Templates that mean harm, held against everything that happens when somebody saves: check, compile, every rule."""

import time
from datetime import date
from functools import cache

import pytest

from coaching import campaigns
from coaching.campaigns import linting, loader
from coaching.campaigns.linting import Desk
from coaching.core import linting as rules
from coaching.core.linting import LintText
from coaching.core.rendering.source import EMAIL_CAP, SMS_CAP
from coaching.settings import templates_dir
from tests.unit.test_rendering_refusals import ATTACKS, MARKDOWN_FLOODS

ENOUGH_S = 30.0
"""Of this process's own time, on any machine; each takes well under one second here."""
FRONT = "---\nsubject: A day\npreheader: A line\n---\n"
FURTHER = [
    "{{ first_name['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ first_name|attr('\\u005f\\u005fclass\\u005f\\u005f') }}",
    "{{ ''['__cla' 'ss__'] }}",
    "{{ ('__cla' ~ 'ss__') }}",
    "{{ (first_name|upper).__class__ }}",
    "{{ (first_name|default('x')).mro }}",
    "{% if first_name.__class__ %}a{% endif %}",
    "{% if ''.__class__ is defined %}a{% endif %}",
    "{% for x in ''.__class__.__mro__ %}{% endfor %}",
    "{% for x in folded.__class__ %}{% endfor %}",
    "{% for self in folded %}{{ self.__init__ }}{% endfor %}",
    "{{ self }}",
    "{{ self() }}",
    "{{ super() }}",
    "{{ caller() }}",
    "{{ varargs }}",
    "{{ kwargs }}",
    "{{ loop }}",
    "{{ loop.cycle('a') }}",
    "{{ lipsum() }}",
    "{{ lipsum(n=100000) }}",
    "{{ cycler('a', 'b').next() }}",
    "{{ joiner(',')() }}",
    "{{ environment }}",
    "{{ context }}",
    "{{ gettext('a') }}",
    "{{ _('a') }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ 'x'.center(1000000000) }}",
    "{{ 'x'.ljust(1000000000) }}",
    "{{ 'x'|truncate(1000000000) }}",
    "{{ first_name|pprint }}",
    "{{ first_name|list|length }}",
    "{{ first_name|string }}",
    "{{ first_name|striptags }}",
    "{{ first_name|forceescape }}",
    "{{ first_name|e }}",
    "{{ folded|map(attribute='text')|list }}",
    "{{ folded|selectattr('topic') }}",
    "{{ folded|groupby('topic') }}",
    "{{ folded|sort(attribute='topic.__class__') }}",
    "{{ folded|sum(start='') }}",
    "{{ folded|first }}",
    "{{ [folded] * 1000000000 }}",
    "{{ 1e308 * 10 }}",
    "{{ 1 // 0 }}",
    "{{ 9 ** 999999999 }}",
    "{% set ns = namespace(x='a') %}{% set ns.x = ns.x ~ ns.x %}",
    "{% set x = folded %}{% for i in x %}{% endfor %}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% call(x) first_name %}{% endcall %}",
    "{% import 'x' as x with context %}",
    "{% include ['a', 'b'] ignore missing %}",
    "{% extends self %}",
    "{% block a scoped %}{% endblock %}{{ self.a() }}",
    "{% filter center(1000000000) %}a{% endfilter %}",
    "{% with %}{% endwith %}",
    "{%- raw -%}{{ first_name }}{%- endraw -%}",
    "{%+ raw %}{% endraw %}",
    "{% raw %}" * 100 + "{% endraw %}",
    "{# {{ #}{{ }} #}",
    "{{ first_name }",
    "{% autoescape false %}{{ frist_name }}{% endautoescape %}",
    "{% autoescape first_name %}{% endautoescape %}",
    "{{ " + "first_name|upper" * 3 + "|upper" * 40 + " }}",
    "{{ " + "not " * 45 + "day }}",
    "{{ " + "day == " * 30 + "day }}",
    "{{ " + "'a' " * 60 + "}}",
    "{% for x in folded %}" * 9 + "{% endfor %}" * 9,
    "{% if day %}" * 9 + "{% endif %}" * 9,
    "{{ day }}" * 401,
]
FLOODS = [
    "word " * 3_000, "a" * EMAIL_CAP, "A. " * 4_000, "5 mg " * 2_400, "1 mg 2 mg 3 mg 4 mg " * 600, "a." * 6_000,
    "take two of the " * 750, "take " * 2_400, "stop " * 2_400, "https://a.example/ " * 600, "magnesium cures " * 750,
    "a\n" * 6_000, "a\n\n" * 4_000, "- a\n" * 3_000, "| a |\n" * 2_000, "|a|b|\n|-|-|\n" + "|a|b|\n" * 1_900,
    "{{ day }} " * 399, "{# claim: x #}" * 350 + "A. " * 2_000, "{% if day %}a{% endif %}" * 130,
    "{% if day %}a{% endif %}" * 6 + "One word. " * 1_000, "{% if day %}a" + "{% elif day %}b" * 390 + "{% endif %}",
    "a" + "\u0301" * 5_000, "\U0001f600" * 5_000, "\u200d" * 5_000, " " * 11_000 + "x", "\n" * 11_000 + "x",
    *(flood[: EMAIL_CAP - 100] for flood in MARKDOWN_FLOODS),
]  # fmt: skip


@cache
def desk() -> Desk:
    folder = campaigns.find("magnesium")
    return linting.desk(loader.load(folder, templates_dir()), folder, templates_dir(), date(2026, 3, 1))


def held_against_every_rule(name: str, source: str) -> tuple[rules.Finding, ...]:
    """What saving comes upon; it fails where that takes long, or where anything is raised."""
    begun = time.process_time()
    found = rules.lint(LintText(name, source), desk().around)
    assert time.process_time() - begun < ENOUGH_S
    return found


@pytest.mark.parametrize("source", [*ATTACKS, *FURTHER], ids=lambda source: source[:48])
def test_an_attack_is_refused_in_words_wherever_it_stands(source: str) -> None:
    for name, text in (
        ("sms/magnesium/day-12", source),
        ("email/magnesium/day-12", FRONT + source),
        ("email/magnesium/day-12", f"---\nsubject: {source}\n---\nHello."),
    ):
        found = held_against_every_rule(name, text)
        assert {each.rule for each in found} == {"JINJA"}, found
        assert all(each.mend and each.line >= 1 for each in found)


@pytest.mark.slow
@pytest.mark.parametrize("source", FLOODS, ids=lambda source: repr(source[:12]))
def test_a_flood_is_read_to_its_end_soon(source: str) -> None:
    held_against_every_rule("sms/magnesium/day-12", source[:SMS_CAP])
    held_against_every_rule("email/magnesium/day-12", FRONT + source[: EMAIL_CAP - len(FRONT)])
    held_against_every_rule("email/magnesium/day-12", f"---\nsubject: {source[: EMAIL_CAP - 100]}\n---\nHello.")


def test_a_text_is_too_long_at_one_letter_more() -> None:
    for name, cap in (("sms/magnesium/day-12", SMS_CAP), ("email/magnesium/day-12", EMAIL_CAP)):
        [finding] = held_against_every_rule(name, "x" * (cap + 1))
        assert f"at most {cap:,} fit" in finding.mend
