"""What each answer of the shipped programme leads to: replies, effects, alerts, the next question."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from coaching.core import branches, leads
from coaching.core.alerts import Kind
from coaching.core.clearance import Clearance
from coaching.core.leads import Again, Ask, Concern, Given, History, Lead, Past
from coaching.core.model import Campaign, CheckIn, Effect, Question, Track
from tests.programme import CAMPAIGN

FULL = Clearance(Track.FULL, is_cleared=True)
FOOD = Clearance(Track.FOOD_FIRST)
GENTLE = Clearance(Track.GENTLE)
HELD = Clearance(Track.FULL, is_cleared=True, is_held=True)
DAY_1 = {"q1": 4, "q2": 3, "q3": 5, "q4": 2, "q5": 1}


def answer(
    checkin: str,
    question: str,
    value: int | str,
    *,
    clearance: Clearance = FULL,
    history: History | None = None,
    day: int = 7,
    late_for: str = "",
    campaign: Campaign = CAMPAIGN,
) -> Lead:
    return branches.lead(Given(checkin, question, value, day, day, late_for), campaign, history or History(), clearance)


def names(lead: Lead) -> list[str]:
    return [reply.name for reply in lead.replies]


def templates(lead: Lead) -> list[str]:
    return [reply.template.rpartition("/")[2] for reply in lead.replies]


def asks(lead: Lead) -> tuple[str, str, bool] | None:
    return (lead.ask.checkin, lead.ask.question.key, lead.ask.is_told) if lead.ask else None


def since(numbers: Mapping[str, int], **before: int) -> History:
    past = {key: Past("C-WEEK", key, value, 7) for key, value in before.items()}
    return History(day_1=numbers, before=past)


# One text answers one text.


def test_where_a_question_follows_its_text_carries_on_alone() -> None:
    lead = answer("C-WEEK", "q1", 6)
    assert (lead.replies, asks(lead), lead.alert) == ((), ("C-WEEK", "q2", False), None)


def test_the_last_answer_of_the_first_check_in_is_thanked_for() -> None:
    assert names(answer("C-BASE", "q5", 3, day=1)) == ["thanks"]


def test_the_end_of_a_check_in_shows_the_person_their_own_numbers() -> None:
    lead = answer("C-WEEK", "q2", 2, history=replace(since(DAY_1), today={"q1": 6}))
    assert names(lead) == ["trend"]
    assert dict(lead.replies[0].values) == {"question_name": "sleep / discomfort", "then": "4 / 3", "value": "6 / 2"}
    assert lead.ask is None


def test_without_numbers_of_day_1_there_is_nothing_to_compare_and_thanks_go_out() -> None:
    assert names(answer("C-WEEK", "q2", 2, history=History(today={"q1": 6}))) == ["thanks"]


def test_the_halfway_check_in_sums_up_all_five() -> None:
    today = {"q1": 6, "q2": 2, "q3": 5, "q4": 4}
    lead = answer("C-MID", "q5", 3, history=replace(since(DAY_1), today=today), day=28)
    assert lead.replies[0].values["question_name"] == "sleep / discomfort / calm / active days / rich foods"
    assert lead.replies[0].values["value"] == "6 / 2 / 5 / 4 / 3"


def test_the_last_check_in_shows_the_numbers_and_answers_the_last_question() -> None:
    today = {"q1": 6, "q2": 2, "q3": 5, "q4": 4, "q5": 3, "q6": 8}
    lead = answer("C-END", "q7", 2, history=replace(since(DAY_1), today=today), day=56)
    assert names(lead) == ["trend", "q7-2"]
    assert "useful" not in str(lead.replies[0].values["question_name"])


@pytest.mark.parametrize(("value", "reply"), [(1, "q7-1"), (2, "q7-2"), (3, "q7-3")])
def test_each_wish_at_the_end_has_its_own_reply(value: int, reply: str) -> None:
    assert names(answer("C-END", "q7", value, day=56)) == [reply]


def test_how_useful_it_was_is_kept_and_the_last_question_follows() -> None:
    assert asks(answer("C-END", "q6", 8, day=56)) == ("C-END", "q7", False)


def test_a_late_answer_is_logged_for_its_day() -> None:
    lead = answer("C-WEEK", "q2", 2, late_for="Tuesday", history=since(DAY_1))
    assert (names(lead), dict(lead.replies[0].values)) == (["logged-for"], {"day_name": "Tuesday"})


def test_a_late_answer_with_a_reply_of_its_own_gets_that() -> None:
    assert names(answer("C-TUMMY", "tummy", 3, late_for="Tuesday")) == ["tummy-3"]


# Discomfort and sleep.


@pytest.mark.parametrize("value", range(7, 11))
@pytest.mark.parametrize("checkin", ["C-BASE", "C-MID", "C-END"])
def test_strong_discomfort_asks_for_a_doctor_and_tells_the_coach_before_the_next_question(
    checkin: str, value: int
) -> None:
    lead = answer(checkin, "q2", value, day=28)
    assert names(lead) == ["doctor-week"]
    assert lead.alert == Concern(Kind.DISCOMFORT, f"discomfort: {value}")
    assert asks(lead) == (checkin, "q3", False)


def test_discomfort_up_by_three_from_day_1_does_the_same() -> None:
    lead = answer("C-WEEK", "q2", 6, history=since({"q2": 3}))
    assert names(lead) == ["doctor-week"]
    assert lead.alert == Concern(Kind.DISCOMFORT, "discomfort: up from 3 on day 1 to 6")
    assert names(answer("C-WEEK", "q2", 5, history=since({"q2": 3}))) == ["trend"]


def test_poor_sleep_twice_in_a_row_gets_a_hint_once() -> None:
    poor = since(DAY_1, q1=3)
    assert names(answer("C-WEEK", "q1", 3, history=poor)) == ["sleep-hint"]
    assert asks(answer("C-WEEK", "q1", 3, history=poor)) == ("C-WEEK", "q2", False)
    assert names(answer("C-WEEK", "q1", 3, history=replace(poor, sent=frozenset({"sleep-hint"})))) == []
    assert names(answer("C-WEEK", "q1", 3, history=since(DAY_1, q1=4))) == []
    assert names(answer("C-WEEK", "q1", 4, history=poor)) == []


# Clearance.


@pytest.mark.parametrize(("value", "again"), [(1, None), (2, Again("C-CLEAR", 8)), (3, None), (4, None)])
def test_only_not_yet_is_asked_again(value: int, again: Again | None) -> None:
    assert answer("C-CLEAR", "clear", value, clearance=FOOD, day=4).again == again


def test_not_yet_is_asked_again_on_day_8_and_15_and_then_no_more() -> None:
    assert answer("C-CLEAR", "clear", 2, clearance=FOOD, day=6).again == Again("C-CLEAR", 8)
    assert answer("C-CLEAR", "clear", 2, clearance=FOOD, day=8).again == Again("C-CLEAR", 15)
    assert answer("C-CLEAR", "clear", 2, clearance=FOOD, day=15).again is None


def test_an_all_clear_opens_and_gets_the_words_of_the_full_track() -> None:
    lead = answer("C-CLEAR", "clear", 1, clearance=FOOD, day=4)
    assert (lead.effects, templates(lead), lead.replies[0].dose, lead.alert) == (
        (Effect.CLEAR,), ["clear-1"], True, None,
    )  # fmt: skip


def test_an_all_clear_under_a_hold_or_without_a_screen_is_for_the_coach_to_decide() -> None:
    for closed in (replace(FOOD, is_held=True), Clearance(None)):
        lead = answer("C-CLEAR", "clear", 1, clearance=closed, day=4)
        assert (templates(lead), lead.replies[0].dose) == (["clear-1.food_first"], False)
        assert lead.alert == Concern(Kind.ANSWER, branches.ONLY_A_COACH)


def test_an_all_clear_never_lifts_the_gentle_track() -> None:
    lead = answer("C-CLEAR", "clear", 1, clearance=GENTLE, day=4)
    assert (lead.effects, templates(lead)) == ((), ["clear-1.gentle"])


@pytest.mark.parametrize("value", [2, 3, 4])
def test_anything_but_an_all_clear_closes(value: int) -> None:
    lead = answer("C-CLEAR", "clear", value, day=4)
    assert (lead.effects, templates(lead)) == ((Effect.UNCLEAR,), [f"clear-{value}"])


# Dose, tummy, safety.


@pytest.mark.parametrize(("value", "reply"), [(6, "dose-6"), (7, "dose-6"), (4, "dose-4"), (5, "dose-4")])
def test_days_of_the_dose_are_praised_or_thanked_for(value: int, reply: str) -> None:
    lead = answer("C-WEEK+DOSE", "dose_days", value, day=14)
    assert (templates(lead), lead.replies[0].dose) == ([reply], True)
    food = answer("C-WEEK+DOSE.food_first", "rich_food_days", value, clearance=FOOD, day=14)
    assert (templates(food), food.replies[0].dose) == ([f"{reply}.food_first"], False)


@pytest.mark.parametrize("value", range(4))
def test_few_days_are_followed_by_the_question_what_got_in_the_way(value: int) -> None:
    lead = answer("C-WEEK+DOSE", "dose_days", value, day=14)
    assert (templates(lead), asks(lead)) == (["dose-why"], ("F-DOSE-WHY", "dose_why", True))
    food = answer("C-WEEK+DOSE.food_first", "rich_food_days", value, clearance=FOOD, day=14)
    assert (templates(food), asks(food)) == (["dose-why.food_first"], ("F-DOSE-WHY.food_first", "food_why", True))


@pytest.mark.parametrize(
    ("value", "reply", "asked", "kind"),
    [
        (1, "why-forgot", None, None),
        (2, "why-tummy", ("C-TUMMY", "tummy", True), None),
        (3, "why-unsure", None, Kind.UNSAFE_DOSE),
        (4, "why-cost", None, None),
        (5, "why-other", ("F-WHY-OTHER", "why_other", True), Kind.ANSWER),
    ],
)
def test_each_reason_has_its_way(value: int, reply: str, asked: object, kind: Kind | None) -> None:
    lead = answer("F-DOSE-WHY", "dose_why", value, day=14)
    assert (names(lead), asks(lead)) == ([reply], asked)
    assert (lead.alert.kind if lead.alert else None) == kind


def test_a_reason_in_words_is_for_the_coach_and_is_not_repeated_in_the_alert() -> None:
    lead = answer("F-WHY-OTHER", "why_other", "my sister is in hospital", day=14)
    assert names(lead) == ["thanks"]
    assert lead.alert is not None
    assert "sister" not in lead.alert.title


def test_a_question_about_the_dose_ends_with_thanks_once_supplements_are_closed() -> None:
    lead = answer("C-WEEK+DOSE", "dose_days", 2, clearance=HELD, day=14)
    assert (names(lead), asks(lead), lead.alert) == (["thanks"], None, None)


def test_the_next_question_is_that_of_the_track_of_now() -> None:
    assert asks(answer("C-WEEK+DOSE", "q2", 3, day=14)) == ("C-WEEK+DOSE", "dose_days", False)
    assert asks(answer("C-WEEK+DOSE", "q2", 3, clearance=HELD, day=14)) == (
        "C-WEEK+DOSE.food_first", "rich_food_days", False,
    )  # fmt: skip
    assert asks(answer("C-WEEK+DOSE", "q2", 3, clearance=GENTLE, day=14)) is None
    assert asks(answer("C-BASE", "q4", 3, clearance=GENTLE, day=1)) is None
    assert asks(answer("C-WEEK+DOSE.food_first", "q2", 3, day=14)) == (
        "C-WEEK+DOSE.food_first", "rich_food_days", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "full", "food", "gentle"),
    [
        (1, "tummy-1", "tummy-1", "tummy-1"),
        (2, "tummy-2", "tummy-2.food_first", "tummy-2.gentle"),
        (3, "tummy-3", "tummy-3.food_first", "tummy-3.gentle"),
        (4, "tummy-4", "tummy-4", "tummy-4.gentle"),
    ],
)
def test_each_tummy_gets_the_words_of_its_track(value: int, full: str, food: str, gentle: str) -> None:
    found = [answer("C-TUMMY", "tummy", value, clearance=each, day=11) for each in (FULL, FOOD, HELD, GENTLE)]
    assert [templates(lead) for lead in found] == [[full], [food], [food], [gentle]]
    assert [lead.replies[0].dose for lead in found] == [value == 2, False, False, False]


def test_very_loose_holds_the_dose_and_tells_the_coach() -> None:
    lead = answer("C-TUMMY", "tummy", 3, day=11)
    assert (lead.effects, lead.again) == ((Effect.DOSE_HOLD,), None)
    assert lead.alert == Concern(Kind.TUMMY, "Very loose stools or cramps")


def test_a_bit_loose_is_asked_again_once_after_two_days() -> None:
    assert answer("C-TUMMY", "tummy", 2, day=11).again == Again("C-TUMMY", 13)
    still = History(before={"tummy": Past("C-TUMMY", "tummy", 2, 11)})
    assert answer("C-TUMMY", "tummy", 2, day=13, history=still).again is None
    assert answer("C-TUMMY", "tummy", 2, day=39, history=still).again == Again("C-TUMMY", 41)
    assert answer("C-TUMMY", "tummy", 2, day=55).again is None


def test_nothing_new_is_thanked_for_and_anything_new_holds() -> None:
    assert names(answer("C-SAFETY", "safety", 1, day=18)) == ["safety-1"]
    lead = answer("C-SAFETY", "safety", 2, day=18)
    assert (templates(lead), lead.effects) == (["safety-hold"], (Effect.UNCLEAR, Effect.DOSE_HOLD))
    assert lead.alert == Concern(Kind.SAFETY_YES, "New medicine, illness or pregnancy")
    assert templates(answer("C-SAFETY", "safety", 2, clearance=GENTLE, day=18)) == ["safety-hold.gentle"]


# Breath, movement, confidence, quizzes, preferences.


@pytest.mark.parametrize(("value", "step"), [*zip(range(8), (0, 0, 2, 2, 2, 5, 5, 5), strict=True)])
def test_days_of_breath_and_movement_have_three_replies(value: int, step: int) -> None:
    assert names(answer("C-BREATH", "breath_days", value, day=25)) == [f"breath-{step}"]
    assert names(answer("C-MOVE", "move_days", value, day=32)) == [f"move-{step}"]


@pytest.mark.parametrize("value", range(11))
def test_little_confidence_is_asked_about_and_told_to_the_coach(value: int) -> None:
    lead = answer("C-CONF", "confidence", value, day=53)
    low = value <= 6
    assert names(lead) == ["conf-0" if low else "conf-7"]
    assert asks(lead) == (("F-CONF-WHY", "conf_why", True) if low else None)
    assert (lead.alert is not None and lead.alert.kind == Kind.LOW_CONFIDENCE) is low


def test_what_would_help_is_thanked_for_and_told_to_the_coach() -> None:
    lead = answer("F-CONF-WHY", "conf_why", "less on my plate", day=53)
    assert (names(lead), lead.alert is not None) == (["conf-thanks"], True)


@pytest.mark.parametrize(
    ("checkin", "question", "right"),
    [
        ("Q-LABEL", "label", 2),
        ("Q-LABEL.food_first", "lunch", 1),
        ("Q-LOOSE", "loose", 2),
        ("Q-LOOSE.food_first", "snack", 1),
        ("Q-FOOD", "top_food", 2),
        ("Q-BREATH", "breath_feel", 2),
        ("Q-COFFEE", "coffee", 3),
        ("Q-B6", "b6", 2),
    ],
)
def test_quizzes_know_their_right_answer_and_explain_it_either_way(checkin: str, question: str, right: int) -> None:
    found = CAMPAIGN.checkins[checkin].questions[0]
    assert found.lo is not None
    assert found.hi is not None
    for value in range(found.lo, found.hi + 1):
        lead = answer(checkin, question, value)
        assert names(lead) == ["quiz-right" if value == right else "quiz-wrong"]
        assert lead.replies[0].values == {"quiz_line": found.quiz_line}


@pytest.mark.parametrize(("checkin", "question"), [("Q-LABEL", "label"), ("Q-LOOSE", "loose")])
def test_a_quiz_about_the_dose_explains_nothing_once_supplements_are_closed(checkin: str, question: str) -> None:
    assert names(answer(checkin, question, 2, clearance=HELD)) == ["thanks"]


@pytest.mark.parametrize(
    ("checkin", "question", "value", "kept"),
    [
        ("P-SWAP", "swap", 1, "whole grain"),
        ("P-SWAP", "swap", 2, "half a cup of beans"),
        ("P-CUE", "cue", "after I brush my teeth", "after I brush my teeth"),
        ("P-BED", "bedtime", "10", "10"),
        ("P-BEST3", "best_three", "oats, breath, walks.", "oats, breath, walks."),
    ],
)
def test_a_preference_is_saved_and_repeated(checkin: str, question: str, value: int | str, kept: str) -> None:
    lead = answer(checkin, question, value)
    assert (names(lead), lead.save) == (["saved"], (question, kept))
    assert lead.replies[0].values == {"saved_value": leads.quoted(kept)}


# Several answers, older versions.


def test_several_answers_are_thanked_for_once_and_nothing_answered_is_asked() -> None:
    givens = [Given("C-WEEK", "q1", 6, 7, 7), Given("C-WEEK", "q2", 2, 7, 7)]
    histories = {0: since(DAY_1), 1: since(DAY_1)}
    first, second = branches.lead_all(givens, CAMPAIGN, histories, FULL)
    assert (first.replies, first.ask) == ((), None)
    assert second.replies[0].values["value"] == "6 / 2"


def test_a_warning_among_several_answers_is_never_left_out() -> None:
    givens = [Given("C-TUMMY", "tummy", 3, 11, 11), Given("C-CLEAR", "clear", 1, 8, 11)]
    first, second = branches.lead_all(givens, CAMPAIGN, {0: History(), 1: History()}, FULL)
    assert names(first) == ["tummy-3"]
    assert templates(second) == ["clear-1.food_first"], "the hold of the first answer already stands"


def test_versions_from_before_branches_were_data_still_open_and_close() -> None:
    older = replace(
        CAMPAIGN,
        checkins={"C-TUMMY": CheckIn("C-TUMMY", (Question("tummy", "?", 1, 4), Question("q1", "?", 0, 10)))},
        system_texts={},
    )
    lead = answer("C-TUMMY", "tummy", 3, campaign=older)
    assert (lead.effects, lead.replies, asks(lead)) == ((Effect.DOSE_HOLD,), (), ("C-TUMMY", "q1", False))


def test_an_answer_to_a_question_that_is_not_asked_is_a_fault() -> None:
    with pytest.raises(LookupError, match="magnesium does not ask q9 in C-WEEK"):
        answer("C-WEEK", "q9", 1)


@pytest.mark.parametrize(
    ("checkin", "question", "may"),
    [
        ("C-WEEK+DOSE", "dose_days", {Track.FULL}),
        ("C-WEEK+DOSE.food_first", "rich_food_days", {Track.FOOD_FIRST}),
        ("C-BASE", "q5", {Track.FULL, Track.FOOD_FIRST}),
        ("C-SAFETY", "safety", set(Track)),
        ("C-TUMMY", "tummy", {Track.FULL, Track.FOOD_FIRST}),
    ],
)
def test_a_reminder_is_only_for_a_question_of_the_track_of_now(checkin: str, question: str, may: set[Track]) -> None:
    assert {track for track in Track if branches.may_ask(CAMPAIGN, checkin, question, track)} == may


def test_a_check_in_that_comes_again_opens_with_its_first_question() -> None:
    tummy = CAMPAIGN.checkins["C-TUMMY"].questions[0]
    assert branches.first_of(CAMPAIGN, "C-TUMMY", Track.FULL) == Ask("C-TUMMY", tummy)
    assert branches.first_of(CAMPAIGN, "C-TUMMY", Track.GENTLE) is None
