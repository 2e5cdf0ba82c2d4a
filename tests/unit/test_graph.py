"""The whole programme hangs together, and no text about doses reaches a person whose supplement texts are closed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from coaching.core import branches, graph
from coaching.core.clearance import Clearance
from coaching.core.decide import Standing, Status, leg_for, text_track
from coaching.core.leads import Given, History, Lead, Past
from coaching.core.model import (
    Branch,
    Campaign,
    Channel,
    CheckIn,
    EnrolmentId,
    Question,
    Step,
    SystemText,
    Text,
    Track,
    When,
)
from coaching.core.schedule import Calendar
from tests.programme import CAMPAIGN

CLEARANCES = [Clearance(*each) for each in product((None, *Track), (False, True), (False, True))]
SPEAKING_STEPS = frozenset(
    text.template for step in CAMPAIGN.steps if step.dose for text in step.texts if text.track is Track.FULL
)
SPEAKING_REPLIES = frozenset(
    text.template
    for each in CAMPAIGN.system_texts.values()
    if each.dose
    for text in each.texts
    if text.track is Track.FULL
)


def standing(clearance: Clearance) -> Standing:
    return Standing(
        enrolment=EnrolmentId(1),
        status=Status.ACTIVE,
        calendar=Calendar(date(2026, 3, 2), ZoneInfo("Europe/Berlin")),
        reachable=frozenset(Channel),
        settled=frozenset(),
        settled_through=0,
        screen=clearance.screen,
        cleared=clearance.is_cleared,
        dose_hold=clearance.is_held,
    )


def every_answer() -> Iterator[tuple[CheckIn, Question, int | str, History]]:
    """Every answer to every question, with nothing before it and with everything that a branch can look back at."""
    for checkin in CAMPAIGN.checkins.values():
        for question in checkin.questions:
            values: list[int | str] = ["some words"]
            if question.lo is not None and question.hi is not None:
                values = list(range(question.lo, question.hi + 1))
            for value in values:
                yield checkin, question, value, History()
                if isinstance(value, int):
                    past = Past(checkin.key, question.key, value, 7)
                    yield checkin, question, value, History({question.key: value - 5}, {question.key: past})
                    yield checkin, question, value, History({question.key: value}, {question.key: past})


def every_lead() -> Iterator[tuple[Clearance, Question, Lead]]:
    for (checkin, question, value, history), clearance in product(every_answer(), CLEARANCES):
        for day in (4, 56):
            given = Given(checkin.key, question.key, value, day, day)
            yield clearance, question, branches.lead(given, CAMPAIGN, history, clearance)


def test_the_programme_has_no_flaw() -> None:
    assert graph.flaws(CAMPAIGN) == ()


def test_the_track_of_a_text_is_decided_alike_for_days_and_for_replies() -> None:
    for clearance in CLEARANCES:
        assert clearance.track is text_track(standing(clearance))


def test_no_day_speaks_of_a_dose_where_supplements_are_closed() -> None:
    for clearance, step in product(CLEARANCES, CAMPAIGN.steps):
        for channel in Channel:
            leg = leg_for(step, channel, channel, text_track(standing(clearance)))
            closed = clearance.track is not Track.FULL
            assert not (closed and {leg.template, leg.wraps} & (SPEAKING_STEPS | SPEAKING_REPLIES)), step.key
            assert not (closed and leg.dose)


def test_no_reply_speaks_of_a_dose_where_supplements_are_closed() -> None:
    seen = 0
    for clearance, question, lead in every_lead():
        closed = clearance.after(lead.effects).track is not Track.FULL
        for reply in lead.replies:
            seen += 1
            assert not (closed and (reply.template in SPEAKING_STEPS | SPEAKING_REPLIES or reply.dose)), question.key
            assert not (closed and question.dose and reply.name not in branches.PLAIN), question.key
    assert seen > 10_000


def test_no_answer_leads_to_a_question_about_the_dose_where_supplements_are_closed() -> None:
    for clearance, question, lead in every_lead():
        if clearance.after(lead.effects).track is not Track.FULL and lead.ask:
            assert not lead.ask.question.dose, question.key


def test_every_answer_is_answered_by_a_text_or_a_question() -> None:
    for _, question, lead in every_lead():
        assert lead.replies or lead.ask, question.key
        assert len(lead.replies) <= 2, question.key


def test_the_gentle_track_is_never_led_to_food_or_pills() -> None:
    for clearance, question, lead in every_lead():
        if clearance.track is Track.GENTLE:
            asked = lead.ask.question.key if lead.ask else ""
            assert asked not in {"q5", "clear", "tummy", "dose_days", "rich_food_days", "dose_why", "food_why"}
            assert not any(reply.template.endswith(".food_first") for reply in lead.replies), question.key


def test_only_an_all_clear_ever_opens_and_never_over_a_hold_or_for_the_gentle_track() -> None:
    for clearance, question, lead in every_lead():
        after = clearance.after(lead.effects).track
        if after is Track.FULL and clearance.track is not Track.FULL:
            assert (question.key, clearance.is_held) == ("clear", False)
            assert clearance.screen in {Track.FULL, Track.FOOD_FIRST}


# A programme that does not hang together is refused.


def changed(key: str, question: Question) -> Campaign:
    """The shipped programme with one question of a check-in replaced."""
    checkin = CAMPAIGN.checkins[key]
    asked = tuple(question if each.key == question.key else each for each in checkin.questions)
    return replace(CAMPAIGN, checkins={**CAMPAIGN.checkins, key: replace(checkin, questions=asked)})


def question(key: str, name: str) -> Question:
    found = CAMPAIGN.checkins[key].question(name)
    assert found is not None
    return found


def messages(campaign: Campaign) -> str:
    return " | ".join(flaw.message for flaw in graph.flaws(campaign))


def with_text(key: str, *texts: Text, dose: bool) -> Campaign:
    return replace(CAMPAIGN, system_texts={**CAMPAIGN.system_texts, key: SystemText(key, dose, texts)})


def everywhere(template: str) -> tuple[Text, ...]:
    return tuple(Text(Channel.SMS, track, template) for track in Track)


def test_an_answer_without_a_branch_is_refused() -> None:
    tummy = question("C-TUMMY", "tummy")
    assert 'Of the answers to "tummy", 4 lead nowhere.' in messages(
        changed("C-TUMMY", replace(tummy, branches=tummy.branches[:-1]))
    )


def test_two_branches_for_one_answer_are_refused() -> None:
    tummy = question("C-TUMMY", "tummy")
    twice = replace(tummy, branches=(*tummy.branches, Branch(3, 3, "thanks")))
    assert 'Of the answers to "tummy", 3 lead to two places.' in messages(changed("C-TUMMY", twice))


def test_a_branch_with_a_condition_may_overlap() -> None:
    tummy = question("C-TUMMY", "tummy")
    twice = replace(tummy, branches=(*tummy.branches, Branch(1, 4, "thanks", When.AGAIN)))
    assert graph.flaws(changed("C-TUMMY", twice)) == ()


@pytest.mark.parametrize("missing", [*branches.REPLIES, "tummy-3"])
def test_a_missing_reply_is_refused(missing: str) -> None:
    texts = {key: text for key, text in CAMPAIGN.system_texts.items() if key != missing}
    assert f'"{missing}"' in messages(replace(CAMPAIGN, system_texts=texts))


def test_a_reply_about_doses_with_one_form_for_all_is_refused() -> None:
    broken = with_text("tummy-2", *everywhere("sms/magnesium/tummy-2"), dose=True)
    assert 'The answer 2 to "tummy" sends sms/magnesium/tummy-2, which speaks of a dose' in messages(broken)


def test_a_reply_about_doses_to_an_answer_that_closes_is_refused() -> None:
    broken = with_text("tummy-3", Text(Channel.SMS, Track.FULL, "sms/magnesium/tummy-3"), dose=True)
    assert 'The answer 3 to "tummy" sends sms/magnesium/tummy-3' in messages(broken)


def test_the_words_of_a_dose_day_as_a_reply_are_refused() -> None:
    broken = with_text("breath-5", *everywhere("sms/magnesium/day-09"), dose=False)
    assert "sends sms/magnesium/day-09, which speaks of a dose" in messages(broken)


def test_a_dose_day_with_one_text_for_all_is_refused() -> None:
    step: Step = replace(CAMPAIGN.steps[8], texts=everywhere("sms/magnesium/day-09"))
    broken = replace(CAMPAIGN, steps=(*CAMPAIGN.steps[:8], step, *CAMPAIGN.steps[9:]))
    assert "day-09 sends sms/magnesium/day-09, which speaks of a dose, to the food_first track." in messages(broken)


def test_a_question_about_the_dose_for_all_is_refused() -> None:
    forms = {key: form for key, form in CAMPAIGN.checkins.items() if key != "C-WEEK+DOSE.food_first"}
    assert '"dose_days" speaks of a dose, and C-WEEK+DOSE asks the food_first track about it.' in messages(
        replace(CAMPAIGN, checkins=forms)
    )


def test_a_follow_up_about_the_dose_is_refused_as_well() -> None:
    why = replace(question("F-DOSE-WHY.food_first", "food_why"), dose=True)
    assert '"food_why" speaks of a dose, and F-DOSE-WHY.food_first asks' in messages(
        changed("F-DOSE-WHY.food_first", why)
    )


def test_a_programme_without_check_ins_needs_no_replies() -> None:
    assert graph.flaws(replace(CAMPAIGN, steps=(), checkins={}, system_texts={})) == ()
