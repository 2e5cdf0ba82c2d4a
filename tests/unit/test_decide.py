"""What happens next for one person on one day: texts by track, late policies, folds, holds and channels."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.core.decide import (
    FROM_SMS,
    Decision,
    Hold,
    Rest,
    Send,
    Skip,
    Standing,
    Status,
    Wait,
    decide,
    leg_for,
    settled_through,
    text_track,
)
from coaching.core.model import Campaign, Channel, EnrolmentId, LatePolicy, Step, Text, Track
from coaching.core.reasons import Reason
from coaching.core.schedule import Calendar, Pause
from tests.programme import CAMPAIGN

BERLIN = ZoneInfo("Europe/Berlin")
START = date(2026, 3, 2)
TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 on the first day
BOTH = frozenset(Channel)
SMS, EMAIL = Channel.SMS, Channel.EMAIL
ANA = Standing(EnrolmentId(1), Status.ACTIVE, Calendar(START, BERLIN), reachable=BOTH)


def step(
    day: int, late: LatePolicy = LatePolicy.SEND, channels: tuple[Channel, ...] = (SMS, EMAIL), **more: object
) -> Step:
    """A day at 10:00 with one text of each track."""
    texts = tuple(Text(SMS, track, f"sms/{day}.{track}") for track in Track)
    return Step(f"day-{day}", day, "topic", "am", channels, late, dose=False, texts=texts, **more)  # type: ignore[arg-type]  # fields of Step


def campaign(*steps: Step) -> Campaign:
    return replace(CAMPAIGN, steps=steps, spread_seconds=0)


def reasons(decisions: tuple[Decision, ...]) -> list[Reason]:
    return [decision.reason for decision in decisions if isinstance(decision, Skip)]


def last(decisions: tuple[Decision, ...]) -> Decision:
    return decisions[-1]


TWO = campaign(step(1), step(2))


def test_before_its_moment_a_step_waits_and_at_its_moment_it_is_sent_on_both_channels() -> None:
    assert decide(ANA, TWO, TEN - timedelta(hours=5)) == (Wait(TEN),)
    [send] = decide(ANA, TWO, TEN)
    assert isinstance(send, Send)
    assert [(leg.unit, leg.channel) for leg in send.legs] == [(SMS, SMS), (EMAIL, EMAIL)]
    assert (send.due, send.until) == (TEN, datetime(2026, 3, 2, 20, 0, tzinfo=UTC))


def test_before_the_first_day_the_first_moment_is_waited_for() -> None:
    assert decide(ANA, TWO, TEN - timedelta(days=9)) == (Wait(TEN),)


def test_after_todays_step_the_next_day_is_waited_for_and_after_the_last_nothing() -> None:
    done = replace(ANA, settled=frozenset({("day-1", SMS), ("day-1", EMAIL)}))
    assert decide(done, TWO, TEN) == (Wait(TEN + timedelta(days=1)),)
    assert decide(replace(ANA, settled_through=1), TWO, TEN) == (Wait(TEN + timedelta(days=1)),)
    assert decide(replace(ANA, settled_through=2), TWO, TEN) == (Rest(None),)


def test_the_days_settled_are_those_without_an_open_unit() -> None:
    half = replace(ANA, settled=frozenset({("day-1", SMS)}))
    assert settled_through(half, TWO) == 0
    assert settled_through(replace(half, settled=half.settled | {("day-1", EMAIL)}), TWO) == 1
    assert settled_through(replace(ANA, settled_through=1), TWO) == 1


@pytest.mark.parametrize("policy", LatePolicy)
def test_an_hour_late_everything_still_goes_out(policy: LatePolicy) -> None:
    assert isinstance(last(decide(ANA, campaign(step(1, policy)), TEN + timedelta(hours=1))), Send)


def test_more_than_an_hour_late_only_what_fits_its_own_hour_is_left_out() -> None:
    late = TEN + timedelta(hours=1, seconds=1)
    assert reasons(decide(ANA, campaign(step(1, LatePolicy.SKIP)), late)) == [Reason.TOO_LATE, Reason.TOO_LATE]
    for policy in (LatePolicy.SEND, LatePolicy.FOLD):
        assert isinstance(last(decide(ANA, campaign(step(1, policy)), late)), Send)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [(LatePolicy.SEND, Reason.MISSED), (LatePolicy.SKIP, Reason.MISSED), (LatePolicy.FOLD, Reason.FOLDED)],
)
def test_after_the_window_a_text_is_missed_or_folded(policy: LatePolicy, reason: Reason) -> None:
    evening = TEN + timedelta(hours=11)
    assert reasons(decide(ANA, campaign(step(1, policy), step(2)), evening)) == [reason, reason]
    assert isinstance(last(decide(ANA, campaign(step(1, policy), step(2)), evening)), Wait)


def test_nothing_is_folded_for_somebody_without_email() -> None:
    only_sms = replace(ANA, reachable=frozenset({SMS}))
    evening = TEN + timedelta(hours=11)
    assert reasons(decide(only_sms, campaign(step(1, LatePolicy.FOLD)), evening)) == [Reason.MISSED, Reason.MISSED]


def test_after_a_long_absence_only_the_last_three_days_fold_and_todays_email_carries_them() -> None:
    eight = campaign(*(step(day, LatePolicy.FOLD) for day in range(1, 9)))
    *skips, send = decide(ANA, eight, TEN + timedelta(days=7))
    found = {skip.step.day: skip.reason for skip in skips if isinstance(skip, Skip)}
    assert found == {day: Reason.FOLDED if day >= 5 else Reason.MISSED for day in range(1, 8)}
    assert isinstance(send, Send)
    assert send.folded == ("day-5", "day-6", "day-7")


def test_a_day_without_an_email_leaves_folded_words_waiting() -> None:
    waiting = replace(ANA, folded=("day-0",))
    [send] = decide(waiting, campaign(step(1, channels=(SMS,))), TEN)
    assert isinstance(send, Send)
    assert send.folded == ()
    [send] = decide(waiting, campaign(step(1)), TEN)
    assert isinstance(send, Send)
    assert send.folded == ("day-0",)


@pytest.mark.parametrize(("flag", "reason"), [("talking", Reason.TALKING), ("fault", Reason.FAULT)])
def test_a_hold_keeps_a_step_within_its_window_and_then_gives_its_own_reason(flag: str, reason: Reason) -> None:
    held = replace(ANA, **{flag: True})  # type: ignore[arg-type]  # a flag of Standing
    assert decide(held, TWO, TEN) == (Hold(reason, TEN + timedelta(minutes=15)),)
    closing = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    assert decide(held, TWO, closing - timedelta(minutes=1)) == (Hold(reason, closing),)
    assert reasons(decide(held, TWO, closing)) == [reason, reason]


def test_a_conversation_that_ends_in_time_lets_the_text_go_out_the_same_day() -> None:
    assert isinstance(last(decide(replace(ANA, talking=False), TWO, TEN + timedelta(hours=6))), Send)


def test_a_paused_day_sends_nothing_and_an_open_pause_rests() -> None:
    week = replace(ANA, calendar=Calendar(START, BERLIN, (Pause(START, START + timedelta(days=6)),)))
    assert decide(week, TWO, TEN) == (Wait(TEN + timedelta(days=7)),)
    open_end = replace(ANA, calendar=Calendar(START, BERLIN, (Pause(START, None),)))
    assert decide(open_end, TWO, TEN + timedelta(days=40)) == (Rest(Reason.PAUSED),)


def test_a_closed_day_is_skipped_at_noon_with_its_reason() -> None:
    closed = replace(TWO, window=replace(TWO.window, weekday=None))
    noon = TEN + timedelta(hours=2)
    assert decide(ANA, closed, TEN - timedelta(days=1)) == (Wait(noon),)
    assert reasons(decide(ANA, closed, noon)) == [Reason.CLOSED_DAY, Reason.CLOSED_DAY]


def test_a_lone_text_is_carried_by_the_channel_that_is_left() -> None:
    only_email = replace(ANA, reachable=frozenset({EMAIL}))
    [send] = decide(only_email, campaign(step(1, channels=(SMS,))), TEN)
    assert isinstance(send, Send)
    [leg] = send.legs
    assert (leg.unit, leg.channel, leg.template, leg.wraps) == (SMS, EMAIL, FROM_SMS, "sms/1.food_first")


def test_of_two_channels_the_lost_one_is_skipped_and_says_that_the_other_carried_the_day() -> None:
    skip, send = decide(replace(ANA, reachable=frozenset({SMS})), TWO, TEN)
    assert skip == Skip(TWO.steps[0], EMAIL, Reason.CARRIED_BY_OTHER)
    assert isinstance(send, Send)
    assert [leg.unit for leg in send.legs] == [SMS]


def test_without_any_channel_every_unit_is_skipped_with_that_reason() -> None:
    decisions = decide(replace(ANA, reachable=frozenset()), TWO, TEN)
    assert reasons(decisions) == [Reason.NO_CHANNEL, Reason.NO_CHANNEL]
    assert last(decisions) == Wait(TEN + timedelta(days=1))


@pytest.mark.parametrize("screen", [None, *Track])
@pytest.mark.parametrize("cleared", [True, False])
@pytest.mark.parametrize("held", [True, False])
def test_supplement_texts_need_a_recorded_screen_an_all_clear_and_no_hold(
    screen: Track | None, cleared: bool, held: bool
) -> None:
    track = text_track(replace(ANA, screen=screen, cleared=cleared, dose_hold=held))
    if screen is Track.GENTLE:
        assert track is Track.GENTLE
    else:
        assert (track is Track.FULL) == (screen is not None and cleared and not held)
        assert track in (Track.FULL, Track.FOOD_FIRST)


@pytest.mark.parametrize("track", [Track.FOOD_FIRST, Track.GENTLE])
def test_no_leg_of_another_track_names_the_text_of_a_supplement_day_or_counts_as_dose(track: Track) -> None:
    doses = [each for each in CAMPAIGN.steps if each.dose]
    assert doses
    for each in doses:
        for channel in each.channels:
            leg, full = leg_for(each, channel, channel, track), leg_for(each, channel, channel, Track.FULL)
            assert not leg.dose
            assert full.dose
            assert (leg.template, leg.wraps) != (full.template, full.wraps)


def test_every_day_of_the_shipped_programme_has_words_for_every_track_and_channel() -> None:
    for each in CAMPAIGN.steps:
        for track in Track:
            for channel in Channel:
                assert leg_for(each, each.channels[0], channel, track).template


def test_a_step_without_words_says_who_should_have_refused_it() -> None:
    bare = replace(step(1), texts=())
    with pytest.raises(LookupError, match="the loader should have refused it"):
        leg_for(bare, SMS, SMS, Track.FULL)
