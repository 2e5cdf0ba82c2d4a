"""The lint of a programme as a whole, the reasons of reviewers, and the list of sources."""

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from types import MappingProxyType

import pytest

from coaching import campaigns
from coaching.campaigns import claims, linting, loader, reviews
from coaching.campaigns.linting import Checked, Desk, Sender
from coaching.campaigns.reviews import REVIEWED
from coaching.cli import campaign_report as report
from coaching.core.linting import Finding, Level, Programme, lint_programme
from coaching.core.linting.rules import PROGRAMME
from coaching.core.model import Channel, Track

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 25)
DOCS = ROOT / "docs" / "sources.md"


@pytest.fixture(scope="module")
def desk() -> Desk:
    folder = campaigns.find("magnesium")
    loaded = loader.load(folder, ROOT / "templates")
    return linting.desk(loaded, folder, ROOT / "templates", TODAY)


@pytest.fixture(scope="module")
def checked(desk: Desk) -> Checked:
    return linting.check(desk)


def rules(found: tuple[Finding, ...]) -> set[str]:
    return {each.rule for each in found if each.level is Level.ERROR}


def without_stop(programme: Programme) -> Programme:
    texts = {name: text.replace("STOP", "a word") for name, text in programme.sources.items() if "/day-" in name}
    return replace(programme, sources={**programme.sources, **texts})


def with_an_answer_that_leads_nowhere(programme: Programme) -> Programme:
    form = programme.campaign.checkins["C-MOVE"]
    bare = replace(form.questions[0], branches=form.questions[0].branches[:1])
    checkins = {**programme.campaign.checkins, "C-MOVE": replace(form, questions=(bare,))}
    return replace(programme, campaign=replace(programme.campaign, checkins=MappingProxyType(checkins)))


def with_two_texts_a_day(programme: Programme) -> Programme:
    first, second, *rest = programme.campaign.steps
    steps = (first, second, replace(second, key="day-02b"), *rest)
    return replace(programme, campaign=replace(programme.campaign, steps=steps))


def with_a_late_slot(programme: Programme) -> Programme:
    slots = MappingProxyType({**programme.campaign.slots, "late": time(20, 30)})
    return replace(programme, campaign=replace(programme.campaign, slots=slots))


def without_a_topic(programme: Programme) -> Programme:
    covered = {day: tuple(n for n in numbers if n != 66) for day, numbers in programme.covered.items()}
    return replace(programme, covered=covered)


SPOILED: dict[str, Callable[[Programme], Programme]] = {
    "REQ-FIRST": without_stop,
    "ANS-COVER": with_an_answer_that_leads_nowhere,
    "FREQ": with_two_texts_a_day,
    "SLOT": with_a_late_slot,
    "COVER": without_a_topic,
}


def test_every_rule_for_the_whole_has_a_programme_that_breaks_it() -> None:
    assert SPOILED.keys() == {rule.id for rule, _ in PROGRAMME}


@pytest.mark.parametrize("rule", SPOILED)
def test_a_spoiled_programme_breaks_that_rule_alone(desk: Desk, rule: str) -> None:
    assert rules(lint_programme(SPOILED[rule](desk.programme))) == {rule}


def test_the_shipped_programme_breaks_none(desk: Desk) -> None:
    assert rules(lint_programme(desk.programme)) == set()


def test_a_week_with_one_check_in_is_an_error_and_for_another_track_a_warning(desk: Desk) -> None:
    steps = tuple(
        replace(step, checkin=None if step.day in (4, 6, 7) else step.checkin) for step in desk.programme.campaign.steps
    )
    spoiled = replace(desk.programme, campaign=replace(desk.programme.campaign, steps=steps))
    found = {each.excerpt: each.level for each in lint_programme(spoiled) if each.rule == "COVER"}
    assert found["week 1, full"] is Level.ERROR
    assert found["week 1, gentle"] is Level.WARNING


def test_a_day_without_a_message_for_a_track_is_named(desk: Desk) -> None:
    first, *rest = desk.programme.campaign.steps
    texts = tuple(text for text in first.texts if text.track is not Track.GENTLE)
    spoiled = replace(desk.programme.campaign, steps=(replace(first, texts=texts), *rest))
    (finding,) = (
        each for each in lint_programme(replace(desk.programme, campaign=spoiled)) if each.excerpt == "day-01"
    )
    assert "gentle" in finding.mend


def test_the_shipped_programme_has_no_error_and_a_reason_for_every_warning(checked: Checked) -> None:
    assert checked.errors == 0
    assert checked.open_warnings() == []
    assert checked.unused == ()
    assert checked.passes


def test_a_text_that_is_changed_needs_a_new_reason(desk: Desk) -> None:
    name = "sms/magnesium/day-43"
    source = desk.loaded.sources[name]
    changed = replace(source, text=source.text.replace("gut illness, age", "gut illness, and age"))
    spoiled = replace(desk.loaded, sources=MappingProxyType({**desk.loaded.sources, name: changed}))
    found = linting.check(replace(desk, loaded=spoiled))
    assert [(template, each.rule) for template, each in found.open_warnings()] == [(name, "SPACING")]
    assert [(each.template, each.rule) for each in found.unused] == [(name, "SPACING")]
    assert not found.passes


def test_no_reason_holds_for_an_error() -> None:
    review = reviews.Review("sms/*", "CLAIM-VERB", "It cures.", "I like it.", "founders", TODAY)
    finding = Finding("CLAIM-VERB", Level.ERROR, 1, "It cures.", "why", "mend")
    assert not review.holds("sms/magnesium/day-01", finding)
    assert review.holds("sms/magnesium/day-01", replace(finding, level=Level.WARNING))


def test_a_reason_in_an_unknown_form_is_refused(tmp_path: Path) -> None:
    words = '[[reviewed]]\ntemplate = "x"\nrule = "TON"\nexcerpt = "x"\nreason = "x"\nby = "me"\non = "today"\n'
    (tmp_path / REVIEWED).write_text(words, encoding="utf-8")
    problems: list[loader.CampaignProblem] = []
    reviews.read_reviews(tmp_path, problems)
    assert [(each.line, each.message) for each in problems] == [
        (3, 'There is no rule "TON".'),
        (7, '"today" is not a day.'),
    ]


def test_every_reason_says_who_and_why(desk: Desk) -> None:
    assert all(len(each.reason) > 40 and each.by for each in desk.reviews)


def test_the_sources_are_stale_a_year_after_they_were_read(desk: Desk) -> None:
    late = replace(desk, around=replace(desk.around, today=date(2027, 11, 23)))
    stale = {each.excerpt for _, each in linting.check(late).open_warnings() if "read it again" in each.mend}
    assert stale == set(desk.sources)


def test_a_longer_brand_is_measured(desk: Desk) -> None:
    folder = campaigns.find("magnesium")
    longer = linting.desk(desk.loaded, folder, ROOT / "templates", TODAY, Sender(brand="CoachMaya"))
    found = {name for name, each in linting.check(longer).open_warnings() if each.rule == "SMS-SEG"}
    assert "sms/magnesium/tummy-3" in found


def test_the_questions_and_quiz_lines_of_the_programme_are_read_too(desk: Desk) -> None:
    names = {text.name.rpartition("/")[2] for text in linting.texts(desk.loaded)}
    assert {"question (q1)", "quiz-right (b6)"} <= names


def _tables() -> Iterator[str]:
    text = DOCS.read_text(encoding="utf-8")
    yield text[: text.index("\n## ") + 1]
    yield text[text.index("\n## ") + 1 :]


@pytest.mark.golden
def test_the_page_of_sources_shows_the_list(desk: Desk) -> None:
    """`COACHING_TEST_GOLDEN=write` writes the tables anew."""
    head, tables = _tables()
    written = claims.as_markdown(desk.sources)
    if os.environ.get("COACHING_TEST_GOLDEN") == "write":
        DOCS.write_text(head + written, encoding="utf-8")
        return
    assert tables == written


def test_every_topic_has_a_way_to_say_it(desk: Desk) -> None:
    raw = tomllib.loads((campaigns.find("magnesium") / claims.TOPICS).read_text(encoding="utf-8"))
    assert {int(number) for number in raw} == set(range(1, 69)) == set(desk.programme.topics)


def test_a_programme_without_lists_is_read_all_the_same(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / claims.CAMPAIGN).write_text("[[step]]\nday = 1\n", encoding="utf-8")
    bare = linting.desk(desk.loaded, tmp_path, ROOT / "templates", TODAY)
    assert (bare.sources, bare.reviews, bare.programme.topics) == ({}, (), {})
    assert bare.programme.covered == {1: ()}


def test_each_channel_has_a_text_that_is_measured(desk: Desk) -> None:
    assert {text.channel for text in linting.texts(desk.loaded)} == set(Channel)


def test_the_report_names_what_is_reviewed_and_what_is_covered(desk: Desk, checked: Checked) -> None:
    lines = [*report.findings(checked), *report.coverage(desk, checked)]
    assert any("SPACING reviewed by founders" in line for line in lines)
    assert "topics: 68 of 68 stand on a day" in lines
    assert lines[-1].endswith(f"0 errors, 0 warnings without a reason, {len(checked.reasons)} with one.")


def test_the_report_says_where_why_and_how_to_mend_what_is_not_reviewed(desk: Desk) -> None:
    lines = list(report.findings(linting.check(replace(desk, reviews=()))))
    at = lines.index("sms/magnesium/day-15")
    assert lines[at + 1] == "  line 1: SPACING (warning): On a blood thinner?"
    assert lines[at + 2].startswith("    why:  Magnesium blocks")
    assert lines[at + 3] == "    mend: Add “Ask your pharmacist first.”"


def test_the_report_for_programs_has_every_day_and_every_grade(desk: Desk, checked: Checked) -> None:
    found = json.loads(json.dumps(report.as_json(desk, checked)))
    assert [row["day"] for row in found["days"]] == list(range(1, 57))
    assert all(row["tracks"][track] for row in found["days"] for track in Track)
    assert found["errors"] == 0
    assert not any(row["blocks"] for row in found["findings"])
    assert set(found["grades"]) >= {"sms/magnesium/day-01", "email/magnesium/day-01"}
    assert found["longest_sms"]["letters"] <= 160
