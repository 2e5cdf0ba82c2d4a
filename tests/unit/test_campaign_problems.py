"""A programme with a mistake is refused, naming file, line and what to do; all mistakes at once."""

import pytest

from coaching.campaigns import words
from coaching.campaigns.loader import CampaignRefused
from coaching.core.model import Channel, Track
from tests.desk import CAMPAIGN, Desk, says


def test_a_programme_without_mistakes_loads(desk: Desk) -> None:
    loaded = desk.load()
    assert (loaded.campaign.days, loaded.campaign.units) == (3, 4)
    assert loaded.campaign.window.sunday is None
    assert loaded.foods == {"oats": "60 mg"}


def test_the_order_of_the_file_does_not_matter(desk: Desk) -> None:
    head, *steps = CAMPAIGN.split("[[step]]\n")
    turned = "[[step]]\n".join([head, *reversed([f"{step.rstrip()}\n\n" for step in steps])])
    (desk.folder / "campaign.toml").write_text(turned, encoding="utf-8")
    assert [step.key for step in desk.load().campaign.steps] == ["day-01", "day-02", "day-03"]


def test_a_gap_in_the_days_is_refused(desk: Desk) -> None:
    desk.change("day = 3", "day = 4")
    assert says(desk.problem(), desk.line("day = 4"), "Day 3 is missing before day 4.", "without a gap")


def test_a_programme_that_does_not_begin_with_day_1_is_refused(desk: Desk) -> None:
    desk.change("day = 1", "day = 0")
    assert desk.problems()[0].line == desk.line("day = 0")


def test_a_day_that_is_there_twice_is_refused(desk: Desk) -> None:
    desk.change("day = 3", "day = 2")
    assert says(desk.problem(), desk.line("day-03") + 1, "Day 2 is there twice.", "another day")


def test_a_key_that_is_there_twice_is_refused(desk: Desk) -> None:
    desk.change('key = "day-03"', 'key = "day-01"')
    problems = desk.problems()
    assert any('The key "day-01" is there twice.' in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "message", "mend"),
    [
        ('slot = "am"', 'slot = "amm"', 'There is no slot "amm".', 'Did you mean "am"?'),
        ('checkin = "C-MOVE"', 'checkin = "C-MOO"', 'There is no check-in "C-MOO".', 'Did you mean "C-MOVE"?'),
        ('channels = ["sms"]', 'channels = ["smss"]', 'There is no channel "smss".', 'Did you mean "sms"?'),
        ('late = "send"', 'late = "never"', 'There is no late policy "never".', '"fold", "send", "skip"'),
        ('gentle = "as_is"', 'gentle = "as is"', 'There is no gentle rule "as is".', 'Did you mean "as_is"?'),
    ],
)
def test_an_unknown_word_is_refused_with_what_may_be_meant(
    desk: Desk, old: str, new: str, message: str, mend: str
) -> None:
    desk.change(old, new)
    assert says(desk.problem(), desk.line(new), message, mend)


@pytest.mark.parametrize("lo", ["lo = 9\n", ""])
def test_a_range_that_is_no_range_is_refused(desk: Desk, lo: str) -> None:
    desk.change("lo = 0\n", lo)
    assert says(desk.problem(), desk.line("[questions.days]"), "is not a range", "lo not above hi, or neither")


def test_an_unknown_question_is_refused(desk: Desk) -> None:
    desk.change('questions = ["days"]', 'questions = ["dayz"]')
    says(desk.problems()[0], desk.line("dayz"), 'There is no question "dayz".', 'Did you mean "days"?')


def test_a_check_in_that_asks_nothing_is_refused(desk: Desk) -> None:
    desk.change('questions = ["days"]', "questions = [ ]")
    assert says(desk.problem(), desk.line("questions = [ ]"), "asks nothing", "at least one question")


def test_a_step_without_a_channel_is_refused(desk: Desk) -> None:
    desk.change('channels = ["sms"]', "channels = []")
    assert says(desk.problem(), desk.line("channels = []"), "each of its channels once", '["sms"], ["email"] or both')


def test_a_missing_text_of_a_day_is_refused_at_its_step(desk: Desk) -> None:
    desk.sms("day-01").unlink()
    line = desk.line('key = "day-01"') - 1
    for problem in desk.problems():
        assert says(problem, line, "sms/walks/day-01.txt is missing", "Write templates/sms/walks/day-01.txt")


@pytest.mark.parametrize("name", words.SYSTEM[Channel.SMS])
def test_a_missing_system_text_is_refused(desk: Desk, name: str) -> None:
    desk.sms(name).unlink()
    assert says(desk.problem(), 1, f"sms/walks/{name}.txt is missing", f"Write templates/sms/walks/{name}.txt")


def test_a_missing_breath_tip_is_refused_where_it_is_needed(desk: Desk) -> None:
    desk.sms("breath").unlink()
    lines = [problem.line for problem in desk.problems()]
    assert lines == [desk.line('key = "day-02"') - 1, desk.line('key = "day-03"') - 1]


def test_a_dose_step_without_a_food_first_sms_is_refused(desk: Desk) -> None:
    desk.sms("day-02.food_first").unlink()
    step = desk.line('key = "day-02"') - 1
    assert says(desk.problem(), step, "no food-first sms text", "Write templates/sms/walks/day-02.food_first.txt")


def test_a_dose_email_without_a_food_first_email_is_refused(desk: Desk) -> None:
    desk.email("day-02").write_text("Pills.\n", encoding="utf-8")
    step = desk.line('key = "day-02"') - 1
    assert says(desk.problem(), step, "no food-first email text", "Write templates/email/walks/day-02.food_first.md")


def test_a_dose_text_cannot_be_the_gentle_text(desk: Desk) -> None:
    desk.change('dose = true\ngentle = "breath"', 'dose = true\ngentle = "as_is"')
    assert says(desk.problem(), desk.line('key = "day-02"') - 1, "gentle text is the same", 'gentle = "breath"')


def test_a_gentle_text_that_was_said_to_be_written_has_to_be_there(desk: Desk) -> None:
    desk.change('gentle = "as_is"', 'gentle = "written"')
    step = desk.line('key = "day-01"') - 1
    assert says(
        desk.problem(), step, "sms/walks/day-01.gentle.txt is missing", "Write templates/sms/walks/day-01.gentle"
    )


def test_a_check_in_cannot_follow_a_breath_tip(desk: Desk) -> None:
    desk.change("[checkins.C-MOVE.gentle]\nquestions = []\n", "")
    assert says(desk.problem(), desk.line("checkin ="), "would be asked after it", '[checkins."C-MOVE".gentle]')


def test_a_value_of_the_wrong_type_is_refused(desk: Desk) -> None:
    desk.change("spread_seconds = 240", 'spread_seconds = "240"')
    assert says(desk.problem(), 3, "\"spread_seconds\" is '240'.", "Write a whole number.")


def test_true_is_not_a_number(desk: Desk) -> None:
    desk.change("hi = 7", "hi = true")
    assert desk.problems()[0].line == desk.line("hi = true")


def test_a_missing_key_is_refused_at_its_table(desk: Desk) -> None:
    desk.change('topic = "First walk"\n', "")
    assert says(
        desk.problem(), desk.line('key = "day-01"') - 1, '"topic" is missing here.', "Add it: a text in quotes."
    )


def test_an_unknown_key_is_refused_with_the_one_that_may_be_meant(desk: Desk) -> None:
    desk.change('checkin = "C-MOVE"', 'chekin = "C-MOVE"')
    assert says(desk.problem(), desk.line("chekin"), '"chekin" is not a key', 'Did you mean "checkin"?')


@pytest.mark.parametrize("hour", ["7:99", "17:30+02:00", "noon"])
def test_an_hour_that_is_no_hour_is_refused(desk: Desk, hour: str) -> None:
    desk.change('am = "10:00"', f'am = "{hour}"')
    says(desk.problems()[0], 6, f'"{hour}" is not an hour.', '"17:30"')


@pytest.mark.parametrize("hour", ["07:59", "20:57", "23:59"])
def test_a_slot_that_the_window_cannot_hold_is_refused(desk: Desk, hour: str) -> None:
    desk.change('pm = "17:30"', f'pm = "{hour}"')
    for problem in desk.problems():
        assert says(problem, 7, f'The slot "pm" ({hour}', "widen the window")


def test_a_slot_whose_spread_just_ends_with_the_window_is_fine(desk: Desk) -> None:
    desk.change('pm = "17:30"', 'pm = "20:56"')
    assert desk.load().campaign.slots["pm"].minute == 56


def test_hours_that_end_before_they_begin_are_refused(desk: Desk) -> None:
    desk.change('saturday = ["08:00", "21:00"]', 'saturday = ["21:00", "08:00"]')
    assert says(desk.problem(), desk.line("saturday"), "not a span of hours", '["08:00", "21:00"]')


def test_a_window_that_never_opens_is_refused(desk: Desk) -> None:
    desk.change('weekday = ["08:00", "21:00"]\nsaturday = ["08:00", "21:00"]', "weekday = []\nsaturday = []")
    assert says(desk.problem(), desk.line("[window]"), "closed on every day", "Open at least one")


@pytest.mark.parametrize("answer", ["Reply YES or NO.", "Did you walk? Reply yes if so.", "Reply 1 or stop."])
def test_a_reserved_word_as_an_answer_is_refused(desk: Desk, answer: str) -> None:
    desk.sms("day-03").write_text(f"Hello.\n{answer}\n", encoding="utf-8")
    assert says(desk.problem(), 2, "cannot be an answer", "Ask for a number", file="day-03.txt")


def test_a_number_that_stands_for_yes_is_fine(desk: Desk) -> None:
    desk.sms("day-03").write_text("Did you walk? Reply 1 yes, 2 no.\n", encoding="utf-8")
    assert desk.load().campaign.days == 3


@pytest.mark.parametrize(
    ("name", "message", "mend"),
    [
        ("day-02.foodfirst", 'There is no form "foodfirst"', 'Did you mean "food_first"?'),
        ("day-04", 'There is no step "day-04"', 'Did you mean "day-0'),
        ("hepl.gentle", 'There is no text "hepl"', "rename this"),
    ],
)
def test_a_file_that_nothing_would_send_is_refused(desk: Desk, name: str, message: str, mend: str) -> None:
    desk.sms(name).write_text("Lost.\n", encoding="utf-8")
    assert says(desk.problem(), 1, message, mend, file=f"{name}.txt")


def test_an_empty_text_is_refused(desk: Desk) -> None:
    desk.sms("help").write_text("\n", encoding="utf-8")
    assert says(desk.problem(), 1, "This text is empty.", "Write it", file="help.txt")


def test_a_text_that_is_not_utf_8_is_refused(desk: Desk) -> None:
    desk.sms("tip").write_bytes(b"caf\xe9")
    assert says(desk.problem(), 1, "not UTF-8", "Save it again as UTF-8.", file="tip.txt")


def test_a_mistake_of_toml_is_refused_at_its_line(desk: Desk) -> None:
    desk.change('pm = "17:30"', "pm = 17h30")
    assert says(desk.problem(), 7, "This is not TOML", "Mend this line")


def test_an_unfinished_file_is_refused_at_its_end(desk: Desk) -> None:
    (desk.folder / "campaign.toml").write_text('key = "walks"\nslots = [', encoding="utf-8")
    assert says(desk.problem(), 2, "This is not TOML", "Mend this line")


def test_a_folder_without_a_programme_is_refused(desk: Desk) -> None:
    (desk.folder / "campaign.toml").unlink()
    assert says(desk.problem(), 1, "This file is missing.", "Write it")


def test_a_key_that_is_not_the_folder_is_refused(desk: Desk) -> None:
    desk.change('key = "walks"', 'key = "runs"')
    assert says(desk.problem(), 1, "not the name of the folder", "Make them the same.")


def test_a_table_that_cannot_be_read_joins_the_other_problems(desk: Desk) -> None:
    (desk.folder / "foods.toml").write_text("[oats\n", encoding="utf-8")
    desk.change('slot = "am"', 'slot = "amm"')
    assert [problem.file.name for problem in desk.problems()] == ["campaign.toml", "foods.toml"]


def test_a_food_without_its_amount_is_refused(desk: Desk) -> None:
    desk.change("mg = 60\n", "", file="foods.toml")
    assert says(desk.problem(), 1, '"mg" is missing', "a whole number", file="foods.toml")


def test_regions_without_a_fallback_are_refused(desk: Desk) -> None:
    desk.change("[default]", "[US]", file="regions.toml")
    assert says(desk.problem(), 1, 'no region "default"', "strictest ul_mg", file="regions.toml")


def test_all_problems_come_together_with_file_and_line(desk: Desk) -> None:
    desk.change('slot = "am"', 'slot = "amm"')
    desk.change("day = 3", "day = 4")
    desk.sms("nudge").unlink()
    with pytest.raises(CampaignRefused) as refused:
        desk.load()
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert all(f"{desk.folder / 'campaign.toml'}:" in line for line in lines)


def test_an_email_serves_only_the_tracks_for_which_a_file_is_written(desk: Desk) -> None:
    desk.email("day-03").write_text("How many?\n", encoding="utf-8")
    step = desk.load().campaign.steps[2]
    assert step.template(Channel.EMAIL, Track.FULL) == "email/walks/day-03"
    assert step.template(Channel.EMAIL, Track.FOOD_FIRST) == "email/walks/day-03"
    assert step.template(Channel.EMAIL, Track.GENTLE) is None
