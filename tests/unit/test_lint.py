"""The lint of texts: each rule fires on its own example and on nothing else, and says where, why and how to mend."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coaching.core import linting
from coaching.core.linting import RULES, Around, Claim, Finding, Level, LintText
from coaching.core.linting.grade import grade, syllables
from coaching.core.linting.locked import EU, FDA_BLOOD_PRESSURE
from coaching.core.linting.rules import PROGRAMME
from coaching.core.linting.samples import LONGEST, USUAL
from coaching.core.model import Track

EXAMPLES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "lint_examples.toml").read_text(encoding="utf-8")
)
LAYOUT = (Path(__file__).parents[2] / "templates" / "email" / "_layout.mjml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 25)
AROUND = Around(
    usual=USUAL,
    longest=LONGEST,
    foods={"quinoa_cooked": "118 mg"},
    limits=(350, 250),
    claims={
        "known": Claim(TODAY),
        "effect": Claim(TODAY, effect=True),
        "last-year": Claim(date(2025, 11, 25)),
        "old": Claim(date(2025, 11, 24)),
    },
    layout=LAYOUT,
    host="coach.example",
    today=TODAY,
)
WHOLE = {rule.id for rule, _ in PROGRAMME}


def example(rule: str, which: str) -> tuple[LintText, Around]:
    """The text of an example, and what is around it."""
    given = EXAMPLES[rule]
    words = given[which].strip()
    source = {
        "email": f"---\nsubject: A short note\npreheader: For today.\n---\n{words}",
        "subject": f"---\nsubject: {words}\npreheader: For today.\n---\nA quiet day.",
    }.get(given.get("as", ""), words if given.get("raw") else f"{{{{ brand }}}}: {words}")
    name = given.get("name", "email/walks/note" if given.get("as") else "sms/walks/note")
    tracks = frozenset(Track(each) for each in given.get(f"{which}_tracks", Track))
    around = replace(AROUND, phi_mode=given.get("phi_mode", False))
    if which == "fails" and (gone := given.get("layout_without")):
        around = replace(around, layout=re.sub(rf"{{{{ {gone} }}}}", "https://x.example", LAYOUT))
    return LintText(name, source, tracks, given.get("asks", False)), around


def sms(words: str, **changes: Any) -> tuple[Finding, ...]:
    text = LintText("sms/walks/note", f"{{{{ brand }}}}: {words}")
    return linting.lint(replace(text, **changes), AROUND)


def email(body: str, around: Around = AROUND) -> tuple[Finding, ...]:
    return linting.lint(LintText("email/walks/note", f"---\nsubject: A note\npreheader: Today.\n---\n{body}"), around)


def rules(found: tuple[Finding, ...]) -> set[str]:
    return {each.rule for each in found}


def test_every_rule_has_a_text_that_sets_it_off_and_one_that_does_not() -> None:
    assert EXAMPLES.keys() == RULES.keys() - WHOLE
    assert all({"fails", "passes"} <= given.keys() for given in EXAMPLES.values())


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_failing_example_sets_off_its_rule_alone(rule: str) -> None:
    assert rules(linting.lint(*example(rule, "fails"))) == {rule}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_passing_example_sets_off_nothing(rule: str) -> None:
    assert linting.lint(*example(rule, "passes")) == ()


def test_a_finding_names_line_words_reason_and_mend() -> None:
    (finding,) = email("Hi {{ first_name }},\n\nAll is well. This **cures\nsore** legs.{# claim: known #}\n\nBye.")
    assert (finding.rule, finding.level, finding.line) == ("CLAIM-VERB", Level.ERROR, 7)
    assert finding.excerpt == "This cures\nsore legs."
    assert "“cures”" in finding.mend
    assert finding.why


def test_every_branch_of_a_choice_is_read() -> None:
    found = sms("{% if day == 1 %}Hello.{% elif day == 2 %}This heals you.{% else %}This repairs you.{% endif %}")
    assert [each.excerpt for each in found] == ["{{ brand }}: This heals you.", "{{ brand }}: This repairs you."]


def test_a_choice_within_a_choice_is_read_in_every_way() -> None:
    found = sms("{% if day == 1 %}A{% if days == 9 %} cure{% endif %}.{% endif %} Ok.")
    assert rules(found) == {"CLAIM-VERB"}


def test_a_text_with_too_many_ways_is_refused_rather_than_read_in_part() -> None:
    assert rules(sms("{% if day == 1 %}a{% endif %} " * 8 + "b")) == {"JINJA"}


@pytest.mark.parametrize("sentence", [*EU, *FDA_BLOOD_PRESSURE])
def test_a_sentence_of_an_authority_passes_as_it_stands(sentence: str) -> None:
    assert "CLAIM" not in "".join(rules(email(f"> {sentence}")))


def test_a_sentence_of_an_authority_with_one_word_changed_is_read_like_any_other() -> None:
    changed = FDA_BLOOD_PRESSURE[1].replace("may reduce", "will reduce")
    assert {"CLAIM-EFFECT", "CLAIM-DISEASE"} <= rules(email(changed))


def test_half_of_the_fda_sentence_does_not_pass() -> None:
    first_half = FDA_BLOOD_PRESSURE[1].partition(" However")[0]
    assert "CLAIM-DISEASE" in rules(email(first_half))


@pytest.mark.parametrize("words", ["It is not a cure.", "It does not replace care.", "We do not treat illness."])
def test_a_plain_denial_is_no_claim(words: str) -> None:
    assert sms(words) == ()


@pytest.mark.parametrize("block", ["safety", "faq"])
def test_an_illness_may_be_named_in_a_block_for_it(block: str) -> None:
    body = f"Hello.\n\n{{# begin: {block} #}}\nDiabetes? Ask your doctor.\n{{# end: {block} #}}\n\nBye now."
    assert email(body) == ()
    assert rules(email(f"{body} Diabetes?")) == {"CLAIM-DISEASE"}


def test_a_verb_is_no_better_in_a_block() -> None:
    assert rules(email("{# begin: faq #}\nThis heals you.\n{# end: faq #}")) == {"CLAIM-VERB"}


def test_an_unknown_source_is_an_error() -> None:
    (finding,) = sms("All is well.{# claim: hearsay #}")
    assert (finding.rule, finding.level, finding.excerpt) == ("CLAIM-UNSOURCED", Level.ERROR, "hearsay")


def test_a_source_is_stale_after_a_year_and_not_before() -> None:
    assert sms("All is well.{# claim: last-year #}") == ()
    (finding,) = sms("All is well.{# claim: old #}")
    assert (finding.rule, finding.level) == ("CLAIM-UNSOURCED", Level.WARNING)


def test_a_source_at_the_end_of_a_paragraph_carries_the_paragraph_and_no_other() -> None:
    assert email("Magnesium has many jobs. It is a mineral.{# claim: known #}") == ()
    assert rules(email("Magnesium has many jobs.\n\nIt is a mineral.{# claim: known #}")) == {"CLAIM-UNSOURCED"}


def test_in_an_sms_each_fact_has_its_own_source() -> None:
    assert rules(sms("Magnesium has many jobs. It is a mineral.{# claim: known #}")) == {"CLAIM-UNSOURCED"}


def test_a_figure_of_a_food_is_no_dose() -> None:
    assert sms("A cup of quinoa has {{ food('quinoa_cooked') }}.{# claim: known #}") == ()


@pytest.mark.parametrize(
    "words",
    ["Take two pills at night.", "Swallow 1 capsule.", "Take 100 milligrams.", "Take half a tablet."],
)
def test_a_dose_in_words_is_a_dose(words: str) -> None:
    assert "DOSE-LITERAL" in rules(sms(words))


@pytest.mark.parametrize("words", ["Before any pill, ask your doctor.", "Never take double.", "Do you take a pill?"])
def test_leaving_a_pill_alone_may_be_said_to_everybody(words: str) -> None:
    assert sms(words) == ()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Magnesium opens up your blood vessels.", "CLAIM-EFFECT"),
        ("It warms cold hands and feet.", "CLAIM-EFFECT"),
        ("Sudden worry is often chemistry.", "CLAIM-PSY"),
        ("Low mood comes from low magnesium.", "CLAIM-PSY"),
        ("You will feel better in a week.", "CLAIM-ABSOLUTE"),
        ("Doctors recommend it.", "CLAIM-ABSOLUTE"),
        ("Magnesium rebuilds nerves.", "CLAIM-VERB"),
        ("Many individuals notice less pain.", "CLAIM-TESTIMONIAL"),
        ("Double the dose if you miss one.", "DOSE-LITERAL"),
        ("Use potassium tablets too.", "DOSE-STACK"),
        ("Stop your statin when you feel dizzy.", "MED-STOP"),
        ("You do not need your blood pressure pills any more.", "MED-STOP"),
        ("Dial 112.", "SAFE-NUM"),
    ],
)
def test_a_harmful_sentence_is_refused_by_the_rule_for_it(words: str, rule: str) -> None:
    assert rule in {each.rule for each in sms(words) if each.level is Level.ERROR}


def test_three_parts_are_refused() -> None:
    findings = sms("We sit and rest. " * 20)
    assert [(each.rule, each.level) for each in findings] == [("SMS-SEG", Level.ERROR)]


def test_a_reply_to_a_danger_that_nobody_knows_of_does_not_say_that_the_coach_knows() -> None:
    words = "Call {{ emergency_number }}. Your coach has been told. Please do not wait for us."
    assert rules(sms(words, name="sms/walks/rf-urgent-alone")) == {"SAFE-REPLY"}


def test_a_text_in_another_language_is_read_for_its_form_alone() -> None:
    assert sms("Esto cura, miracle.", name="sms/walks/note.es") == ()
    assert rules(sms("Llama al 911.", name="sms/walks/note.es")) == {"SAFE-NUM"}


def test_a_brand_of_more_than_twelve_letters_is_a_warning() -> None:
    around = replace(AROUND, usual={**USUAL, "brand": "Coaching by Maya"})
    (finding,) = linting.lint(LintText("sms/walks/note", "{{ brand }}: Hello."), around)
    assert (finding.rule, finding.level) == ("BRAND", Level.WARNING)


def test_a_changed_word_changes_the_digest_and_a_line_break_does_not() -> None:
    (one,), (other,), (broken,) = sms("You failed."), sms("You failed!"), email("You\nfailed.")
    assert one.digest != other.digest
    assert replace(one, excerpt="You failed.").digest == broken.digest


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("walk", 1), ("walked", 1), ("added", 2), ("breathe", 1), ("table", 2), ("little", 2), ("water", 2),
        ("greens", 1), ("spinach", 2), ("beans", 1), ("quiet", 2), ("people", 2), ("exercise", 3), ("movement", 2),
        ("minutes", 2), ("equilibrium", 5), ("physiological", 6), ("every", 2), ("noses", 2), ("times", 1),
        ("hands", 1), ("reply", 2), ("seven", 2), ("56", 1), ("coffee", 2), ("don't", 1), ("if-then", 2),
        ("magnesium", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 - 15.59
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.4, abs=0.05)
    assert grade(["Adequate hydration facilitates equilibrium."]) == pytest.approx(28.1, abs=3)
    assert grade([]) is None
