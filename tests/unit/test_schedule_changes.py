"""Changes of the calendar, and crossing from one version to another in the middle of it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.campaigns import pinned_changes
from coaching.campaigns.pinning import from_json, to_json
from coaching.core import graph, revising
from coaching.core.crossing import cross, first_difference
from coaching.core.decide import Standing, Status
from coaching.core.model import Campaign, Channel, EnrolmentId, LatePolicy
from coaching.core.revising import (
    Add,
    CannotRevise,
    Change,
    Channels,
    Copy,
    Late,
    Move,
    Remove,
    Slot,
    Swap,
    Topic,
    free_key,
    revise,
    revise_all,
)
from coaching.core.schedule import Calendar
from tests.programme import CAMPAIGN, Run

KEYS = [step.key for step in CAMPAIGN.steps]
keys = st.sampled_from(KEYS)
days = st.integers(1, CAMPAIGN.days)
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(Move, keys, days),
    st.builds(Swap, keys, keys),
    st.builds(Copy, keys, st.sampled_from(["one-more", "another"]), days),
    st.builds(Add, st.sampled_from(["new-1", "new-2"]), days, st.just("Rest"), st.just("am"), st.just("sms/x/rest")),
    st.builds(Remove, keys),
    st.builds(Slot, keys, st.sampled_from(sorted(CAMPAIGN.slots))),
    st.builds(Channels, keys, st.sampled_from([(Channel.SMS,), (Channel.EMAIL,), (Channel.EMAIL, Channel.SMS)])),
    st.builds(Late, keys, st.sampled_from(LatePolicy)),
)


def revised(several: list[Change], campaign: Campaign = CAMPAIGN) -> Campaign:
    """The programme after those of the changes that fit."""
    return revise_all(campaign, revising.fitting(campaign, several)[0])


@given(st.lists(changes, max_size=12))
def test_days_stay_without_a_gap_and_keys_unique_whatever_is_changed(several: list[Change]) -> None:
    after = revised(several)
    assert [step.day for step in after.steps] == list(range(1, after.days + 1))
    assert len({step.key for step in after.steps}) == after.days
    assert all(step.channels for step in after.steps)
    assert from_json(to_json(after)) == after


@given(keys, days)
def test_a_move_and_the_move_back_give_the_same_programme(key: str, day: int) -> None:
    before = KEYS.index(key) + 1
    assert revise(revise(CAMPAIGN, Move(key, day)), Move(key, before)) == CAMPAIGN


@given(keys, keys)
def test_two_swaps_give_the_same_programme(key: str, other: str) -> None:
    if key != other:
        assert revise(revise(CAMPAIGN, Swap(key, other)), Swap(key, other)) == CAMPAIGN


@given(keys, days)
def test_a_copy_that_is_removed_leaves_the_same_programme(key: str, day: int) -> None:
    copied = revise(CAMPAIGN, Copy(key, "one-more", day))
    assert copied.steps[day - 1].texts == revising.step_of(CAMPAIGN, key).texts  # type: ignore[union-attr]  # it is there
    assert revise(copied, Remove("one-more")) == CAMPAIGN


@given(keys, st.sampled_from(LatePolicy), st.sampled_from(sorted(CAMPAIGN.slots)))
def test_a_rule_that_is_set_back_leaves_the_same_programme(key: str, late: LatePolicy, slot: str) -> None:
    step = CAMPAIGN.steps[KEYS.index(key)]
    there = revise_all(
        CAMPAIGN, [Late(key, late), Slot(key, slot), Channels(key, (Channel.EMAIL,)), Topic(key, "Anew")]
    )
    back: list[Change] = [
        Late(key, step.late),
        Slot(key, step.slot),
        Channels(key, step.channels),
        Topic(key, step.topic),
    ]
    assert revise_all(there, back) == CAMPAIGN


@given(st.lists(changes, max_size=12))
def test_a_change_reads_back_as_it_was_written(several: list[Change]) -> None:
    assert [pinned_changes.read(pinned_changes.out(each)) for each in several] == several


@settings(max_examples=20)  # each looks at every answer of the programme
@given(st.lists(st.one_of(st.builds(Move, keys, days), st.builds(Swap, keys, keys)), max_size=12))
def test_no_order_of_days_opens_a_dose_text_where_it_is_closed(several: list[Change]) -> None:
    assert graph.flaws(revised(several)) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Move("day-02", 0), "Choose a day from 1 to 56"),
        (Move("day-02", 57), "Choose a day from 1 to 56"),
        (Move("nowhere", 2), "There is no step “nowhere”"),
        (Swap("day-02", "day-02"), "another day"),
        (Copy("day-02", "day-03", 4), "There is a step “day-03” already"),
        (Copy("day-02", "Day 3!", 4), "small letters"),
        (Add("new", 4, "  ", "am", "sms/x/rest"), "a topic"),
        (Add("new", 4, "Rest", "noon", "sms/x/rest"), "no time of day “noon”"),
        (Add("new", 4, "Rest", "am", ""), "Choose the text"),
        (Slot("day-02", "noon"), "no time of day “noon”"),
        (Channels("day-02", ()), "at least one channel"),
    ],
)
def test_what_cannot_be_changed_says_what_to_do(change: Change, said: str) -> None:
    with pytest.raises(CannotRevise, match=said):
        revise(CAMPAIGN, change)


def test_the_last_day_of_a_programme_cannot_be_removed() -> None:
    short = replace(CAMPAIGN, steps=CAMPAIGN.steps[:1])
    with pytest.raises(CannotRevise, match="at least one day"):
        revise(short, Remove("day-01"))


def test_a_key_that_is_free_is_near_to_the_wanted_one() -> None:
    assert free_key(CAMPAIGN, "rest") == "rest"
    assert free_key(CAMPAIGN, "day-12") == "day-12-2"


@given(st.lists(changes, max_size=12), st.integers(0, 56))
def test_crossing_brings_every_lesson_once_and_leaves_no_day_empty(several: list[Change], through: int) -> None:
    new = revised(several)
    crossing = cross(CAMPAIGN, new, through)
    after = crossing.campaign
    assert after.steps[:through] == CAMPAIGN.steps[:through]
    assert after.days == max(through, new.days)
    assert max(Counter(step.key for step in after.steps).values()) == 1
    assert len(crossing.caught_up) == len(crossing.had)
    kept = {step.key for step in after.steps}
    assert {step.key for step in new.steps} - kept == {step.key for step in crossing.never}


@given(st.lists(st.one_of(st.builds(Move, keys, days), st.builds(Swap, keys, keys)), max_size=8), st.integers(0, 56))
def test_where_days_only_change_places_nobody_misses_a_lesson(several: list[Change], through: int) -> None:
    assert cross(CAMPAIGN, revised(several), through).never == ()


@given(st.lists(changes, max_size=8), st.integers(0, 56), st.integers(0, 5))
def test_crossing_back_brings_every_lesson_of_the_old_programme_once(
    several: list[Change], through: int, later: int
) -> None:
    there = cross(CAMPAIGN, revised(several), through).campaign
    back = cross(there, CAMPAIGN, min(through + later, there.days))
    assert max(Counter(step.key for step in back.campaign.steps).values()) == 1
    if later == 0:
        assert back.campaign.steps == CAMPAIGN.steps


def test_a_lesson_moved_into_the_past_comes_on_the_day_of_one_that_was_had() -> None:
    new = revise(CAMPAIGN, Move("day-20", 5))
    crossing = cross(CAMPAIGN, new, 10)
    assert [step.key for step in crossing.had] == ["day-10"]
    assert [step.key for step in crossing.caught_up] == ["day-20"]
    assert crossing.campaign.steps[10].key == "day-20"
    assert first_difference(CAMPAIGN, crossing.campaign, 10) == 11
    assert first_difference(CAMPAIGN, CAMPAIGN, 10) is None


def test_where_not_all_can_be_caught_up_check_ins_go_first() -> None:
    checkin = next(step for step in CAMPAIGN.steps if step.day > 20 and "check-in" in step.kinds)
    tip = next(step for step in CAMPAIGN.steps if step.day > 20 and step.kinds == ("sleep",))
    new = revise_all(CAMPAIGN, [Move(tip.key, 2), Move(checkin.key, 3), Remove("day-09")])
    crossing = cross(CAMPAIGN, new, 10)
    assert [step.key for step in crossing.caught_up] == [checkin.key]
    assert [step.key for step in crossing.never] == [tip.key]


@settings(max_examples=30)
@given(st.lists(changes, max_size=6), st.integers(1, 50))
def test_the_books_balance_at_every_midnight_before_and_after_a_crossing(several: list[Change], through: int) -> None:
    """A run in memory follows the old programme up to a day, then the crossed one, to the end."""
    begun = datetime(2026, 11, 1, 5, tzinfo=UTC)
    standing = Standing(
        EnrolmentId(1), Status.ACTIVE, Calendar(date(2026, 11, 1), ZoneInfo("UTC")), reachable=frozenset(Channel)
    )
    half = Run(standing, replace(CAMPAIGN, steps=CAMPAIGN.steps[:through]))
    now = half.to_the_end(begun)
    crossed = cross(CAMPAIGN, revised(several), through).campaign
    whole = Run(half.standing, crossed, rows=half.rows)
    whole.to_the_end(now)
    assert set(whole.rows) == {(step.key, channel) for step in crossed.steps for channel in step.channels}
    by_date = Counter(send.due.date() for _, _, send in whole.sends + half.sends)
    assert max(by_date.values()) == 1
