"""The real programme: complete, gated, one segment a text, and nothing that a region has to decide."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from coaching import campaigns
from coaching.campaigns import loader
from coaching.campaigns.asking import asked
from coaching.campaigns.loader import Loaded
from coaching.core import languages, rendering, segments, vocabulary
from coaching.core.model import Channel, LatePolicy, Step, Track

TEMPLATES = Path(__file__).parents[2] / "templates"
SOURCES = Path(__file__).parents[2] / "docs" / "sources.md"
# 21 CFR 101.93(c)
FDA_DISCLAIMER = (
    "These statements have not been evaluated by the Food and Drug Administration. "
    "This product is not intended to diagnose, treat, cure, or prevent any disease."
)
DOSE_DAYS = {6, 8, 9, 10, 12, 13, 38, 51}
SWAPPED_FOR_A_BREATH = {4, 6, 8, 9, 10, 11, 12, 13, 15, 16, 17, 19, 20, 37, 39, 44}
ALL_CLAIMS = set(range(1, 69))
WORST = {
    "brand": "Coaches",
    "first_name": "Bartholomew-Jane",
    "coach_name": "Bartholomew-Jane",
    "support_contact": "s" * 32,
    "day": 56,
    "days": 56,
    "resume_day": 56,
    "lo": 0,
    "hi": 10,
    "question_name": "q" * 30,
    "then": 10,
    "value": 10,
    "quiz_line": "q" * 70,
    "saved_value": "s" * 60,
    "day_name": "Wednesday",
    "first_question": "q" * 30,
    "second_question": "q" * 30,
    "pause_days": 28,
    "at_time": "10:30 pm",
    "next_when": "Wed 30 Sep, 10:30 pm",
    "undone": "u" * 60,
    "place": "p" * 20,
    "away_until": "Wed 30 Sep",
    "why_not": "w" * 95,
    "join_url": f"https://{'j' * 52}",
    "page_url": f"https://{'p' * 67}",
    "code": "123456",
}
WITHOUT_FOOD_OR_PILLS = re.compile(
    r"\b(food|eat|meal|water|drink|sip|pill|dose|supplement|magnesium|bean|nut|seed|green|spinach|potassium)s?\b", re.I
)
# These say to leave a supplement alone.
ABOUT_A_SUPPLEMENT = {
    "rf-emergency",
    "rf-urgent",
    "rf-emergency-alone",
    "rf-urgent-alone",
    "safety-hold",
    "safety-hold-alone",
}
# Answers to questions which the gentle track is never asked.
NEVER_GENTLE = {"dose-6", "dose-4", "dose-why", "why-forgot", "why-tummy", "why-unsure", "why-cost", "why-other"}
TAKING_A_DOSE = re.compile(r"\b(dose|split|take it|take less|take double|the label|stop the pill|hold off)\b", re.I)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return loader.load(campaigns.find("magnesium"), TEMPLATES)


def worst_case(loaded: Loaded) -> dict[str, object]:
    """The longest values of every region that is open, with the longest question."""
    opened = [region for region in loaded.regions.values() if region.is_open]
    questions = [question.short for checkin in loaded.campaign.checkins.values() for question in checkin.questions]
    return {
        **WORST,
        "emergency_number": max((region.emergency_number for region in opened), key=len),
        "crisis_line": max((region.crisis_line for region in opened), key=len),
        "poison_line": max((region.poison_line for region in opened), key=len),
        "ul_mg": 350,
        "topic": "a topic",
        "program": max(loaded.campaign.called.values(), key=len),
        "question_short": max(questions, key=len),
        "foods": loaded.foods,
    }


def sms_names(loaded: Loaded) -> list[str]:
    return [name for name in loaded.sources if name.startswith("sms/")]


def email_names(loaded: Loaded) -> list[str]:
    return [name for name in loaded.sources if name.startswith("email/")]


def words_of(loaded: Loaded, step: Step, channel: Channel, track: Track) -> str:
    name = step.template(channel, track)
    assert name is not None, f"{step.key} has no {channel} text for {track}"
    return received(loaded.sources[name].text)


def received(text: str) -> str:
    """A template without the notes which nobody receives."""
    return re.sub(r"{#.*?#}", "", text)


def form_of(loaded: Loaded, stem: str, track: Track) -> str:
    """The words of a reply for one track: its own form, else the default, be they the programme's or the house's."""
    system = loaded.campaign.system_texts[stem]
    name = system.template(Channel.SMS, track) or system.template(Channel.SMS, Track.FULL)
    assert name is not None
    return received(loaded.sources[name].text)


def replies(loaded: Loaded) -> list[str]:
    return [stem for stem, text in loaded.campaign.system_texts.items() if text.template(Channel.SMS, Track.FULL)]


def test_the_programme_is_found_by_its_key() -> None:
    assert campaigns.find("magnesium") in campaigns.folders()


def test_an_unknown_programme_is_named_with_what_may_be_meant() -> None:
    with pytest.raises(LookupError, match=r'no programme "magnesum".*Did you mean "magnesium"'):
        campaigns.find("magnesum")


def test_it_has_56_days_and_each_has_a_channel(loaded: Loaded) -> None:
    assert [step.day for step in loaded.campaign.steps] == list(range(1, 57))
    assert all(step.channels for step in loaded.campaign.steps)


def test_every_claim_of_the_list_is_covered_by_a_day() -> None:
    source = (campaigns.find("magnesium") / loader.CAMPAIGN).read_text(encoding="utf-8")
    rows = re.findall(r"^claims = \[([\d, ]+)\]$", source, re.M)
    assert len(rows) == 56
    assert {int(number) for row in rows for number in row.split(",")} == ALL_CLAIMS


def test_every_week_asks_at_least_twice_and_the_ends_are_measured(loaded: Loaded) -> None:
    asks = [step.day for step in loaded.campaign.steps if step.checkin]
    for week in range(8):
        assert sum(7 * week < day <= 7 * week + 7 for day in asks) >= 2, f"week {week + 1}"
    assert loaded.campaign.steps[0].checkin == "C-BASE"
    assert loaded.campaign.steps[-1].checkin == "C-END"


def test_the_dose_days_are_those_of_the_safety_rules(loaded: Loaded) -> None:
    assert {step.day for step in loaded.campaign.steps if step.dose} == DOSE_DAYS


def test_every_sms_serves_all_three_tracks(loaded: Loaded) -> None:
    for step in loaded.campaign.steps:
        for track in Track:
            assert words_of(loaded, step, Channel.SMS, track)


@pytest.mark.parametrize("channel", list(Channel))
def test_the_full_text_of_a_dose_day_reaches_no_other_track(loaded: Loaded, channel: Channel) -> None:
    for step in loaded.campaign.steps:
        full = step.template(channel, Track.FULL)
        if step.dose and full is not None:
            assert step.template(channel, Track.FOOD_FIRST) not in {full, None}
            assert step.template(channel, Track.GENTLE) not in {full, None}


def test_every_email_day_is_written_for_all_three_tracks(loaded: Loaded) -> None:
    written = [step for step in loaded.campaign.steps if step.template(Channel.EMAIL, Track.FULL)]
    assert written == [step for step in loaded.campaign.steps if Channel.EMAIL in step.channels]
    for step in written:
        for track in Track:
            assert words_of(loaded, step, Channel.EMAIL, track)


@pytest.mark.parametrize("channel", list(Channel))
def test_a_day_swapped_for_a_breath_tip_names_no_food_water_or_pill(loaded: Loaded, channel: Channel) -> None:
    for step in loaded.campaign.steps:
        if step.day in SWAPPED_FOR_A_BREATH:
            text = words_of(loaded, step, channel, Track.GENTLE)
            assert "kidney team" in text
            assert not WITHOUT_FOOD_OR_PILLS.search(text), step.key


def test_a_written_gentle_text_comes_before_the_breath_tip(loaded: Loaded) -> None:
    assert loaded.campaign.steps[3].template(Channel.SMS, Track.GENTLE) == "sms/_house/breath"
    assert loaded.campaign.steps[7].template(Channel.SMS, Track.GENTLE) == "sms/magnesium/day-08.gentle"


def test_no_reply_to_the_gentle_track_names_food_water_or_pills(loaded: Loaded) -> None:
    for stem in replies(loaded):
        if stem not in ABOUT_A_SUPPLEMENT | NEVER_GENTLE:
            text = form_of(loaded, stem, Track.GENTLE)
            assert not WITHOUT_FOOD_OR_PILLS.search(text), stem


def test_no_reply_to_the_food_first_track_speaks_of_taking_a_dose(loaded: Loaded) -> None:
    for stem in replies(loaded):
        assert not TAKING_A_DOSE.search(form_of(loaded, stem, Track.FOOD_FIRST)), stem


@pytest.mark.parametrize("danger", ["emergency", "crisis", "urgent", "poison"])
def test_a_safety_text_with_nobody_to_tell_does_not_claim_that_the_coach_knows(loaded: Loaded, danger: str) -> None:
    told, alone = (loaded.sources[f"sms/_house/rf-{danger}{end}"].text for end in ("", "-alone"))
    assert told.endswith("Your coach has been told.")
    assert "coach" not in alone
    assert set(re.findall(r"{{ \w+ }}", told)) == set(re.findall(r"{{ \w+ }}", alone))


def test_every_value_of_a_reply_has_an_example_for_the_preview() -> None:
    assert vocabulary.REPLIES.keys() == vocabulary.EXAMPLES.keys()


def test_the_newline_that_ends_a_file_is_not_sent(loaded: Loaded) -> None:
    for source in loaded.sources.values():
        assert source.path.read_text(encoding="utf-8") == f"{source.text}\n", source.name


def test_two_gentle_days_in_a_row_never_say_the_same(loaded: Loaded) -> None:
    steps = loaded.campaign.steps
    for before, after in pairwise(steps):
        assert before.template(Channel.SMS, Track.GENTLE) != after.template(Channel.SMS, Track.GENTLE)


def test_a_day_swapped_for_a_breath_tip_asks_nothing(loaded: Loaded) -> None:
    for step in loaded.campaign.steps:
        if step.day in SWAPPED_FOR_A_BREATH:
            assert asked(loaded.campaign, step, Track.GENTLE) is None


def test_only_the_full_track_is_asked_about_its_dose(loaded: Loaded) -> None:
    for day in (14, 42):
        step = loaded.campaign.steps[day - 1]
        forms = {track: asked(loaded.campaign, step, track) for track in Track}
        assert {track: [q.key for q in form.questions] for track, form in forms.items() if form} == {
            Track.FULL: ["q1", "q2", "dose_days"],
            Track.FOOD_FIRST: ["q1", "q2", "rich_food_days"],
            Track.GENTLE: ["q1", "q2"],
        }


def test_the_gentle_track_is_never_asked_about_food_or_pills(loaded: Loaded) -> None:
    for step in loaded.campaign.steps:
        if form := asked(loaded.campaign, step, Track.GENTLE):
            keys = {question.key for question in form.questions}
            assert not keys & {"q5", "clear", "tummy", "dose_days", "rich_food_days"}, step.key


def test_the_one_of_the_welcome_text_is_not_taken_for_a_night_of_sleep(loaded: Loaded) -> None:
    first = loaded.campaign.checkins["C-BASE"].questions[0]
    assert (first.key, first.lo, first.hi) == ("ready", 1, 1)


def test_check_ins_and_safety_days_are_folded_rather_than_lost(loaded: Loaded) -> None:
    for step in loaded.campaign.steps:
        if "check-in" in step.kinds or "safety" in step.kinds:
            assert step.late is LatePolicy.FOLD, step.key


def test_a_text_for_tonight_is_skipped_once_it_is_late(loaded: Loaded) -> None:
    for step in loaded.campaign.steps:
        if re.search(r"Tonight:|Before bed:|before bed:", words_of(loaded, step, Channel.SMS, Track.FULL)):
            assert step.late is LatePolicy.SKIP, step.key


def test_every_sms_fits_the_parts_of_its_language_in_the_worst_case(loaded: Loaded) -> None:
    """One part of GSM-7 in English; Spanish may need two, as á, í, ó and ú are not in GSM-7."""
    values = worst_case(loaded)
    for name in sms_names(loaded):
        template = rendering.compile_sms(
            loaded.sources[name].text, names=vocabulary.SMS_NAMES, foods=frozenset(loaded.foods)
        )
        language = languages.of(name)
        size = segments.measure(template.render({**values, "program": loaded.campaign.called_in(language)}))
        assert size.count <= languages.most_parts(name), f"{name}: {size}"
        assert size.encoding == "GSM-7" or language != languages.DEFAULT, f"{name}: {size}"


def test_every_question_fits_the_nudge_of_one_segment(loaded: Loaded) -> None:
    nudge = rendering.compile_sms(loaded.sources["sms/_house/nudge"].text, names=vocabulary.SMS_NAMES)
    for checkin in loaded.campaign.checkins.values():
        for question in checkin.questions:
            text = nudge.render({**worst_case(loaded), "question_short": question.short})
            assert segments.measure(text).count == 1, question.key


def test_every_sms_names_its_sender_first(loaded: Loaded) -> None:
    for name in sms_names(loaded):
        assert loaded.sources[name].text.startswith("{{ brand }}"), name


def test_no_template_holds_a_number_to_call_or_a_dose(loaded: Loaded) -> None:
    literal = re.compile(r"\b(?:911|988|112|999)\b|1-800|\b\d+ ?mg\b")
    for name, source in loaded.sources.items():
        assert not literal.search(source.text), name


def test_every_email_compiles_and_its_subject_is_short(loaded: Loaded) -> None:
    layout = (TEMPLATES / "email" / "_layout.mjml").read_text(encoding="utf-8")
    longest_topic = max((step.topic for step in loaded.campaign.steps), key=len)
    for name in email_names(loaded):
        text = loaded.sources[name].text
        email = rendering.compile_email(
            text, layout=layout, names=vocabulary.EMAIL_NAMES, foods=frozenset(loaded.foods)
        )
        given = {name: "https://coach.example/x" if name.endswith("_url") else "x" for name in email.variables}
        rendered = email.render({**given, **worst_case(loaded), "topic": longest_topic, "folded": [], "numbers": []})
        assert len(rendered.subject) <= 60, name
        assert rendered.preheader, name


def test_the_emails_of_the_days_are_of_a_length_that_people_read(loaded: Loaded) -> None:
    for name in email_names(loaded):
        if "/day-" in name:
            body = received(loaded.sources[name].text.split("---", 2)[2])
            count = len(re.findall(r"[A-Za-z0-9][\w'-]*", body))
            assert 120 <= count <= 250, f"{name}: {count} words"


def test_an_email_promises_no_form_and_no_chart(loaded: Loaded) -> None:
    for name in email_names(loaded):
        assert not re.search(r"\b(form link|chart|graph|dashboard|fill in)\b", loaded.sources[name].text, re.I), name


def test_every_claim_in_a_template_stands_in_the_list_of_sources_and_the_other_way_round(loaded: Loaded) -> None:
    listed = re.findall(r"^\| (?!claim )([a-z0-9-]+) \| .+ \| .+ \| .+ \|$", SOURCES.read_text(encoding="utf-8"), re.M)
    assert len(listed) == len(set(listed))
    notes = [note for source in loaded.sources.values() for note in re.findall(r"{# claim: (.+?) #}", source.text)]
    assert {name for note in notes for name in note.split(", ")} == set(listed)


def test_a_template_holds_no_note_but_those_which_the_list_of_sources_explains(loaded: Loaded) -> None:
    known = re.compile(r"{# (?:claim: [a-z0-9-]+(?:, [a-z0-9-]+)*|(?:begin|end): (?:safety|faq)) #}")
    for name, source in loaded.sources.items():
        assert "{#" not in known.sub("", source.text), name
        marks = re.findall(r"{# (begin|end): (\w+) #}", source.text)
        assert marks == [pair for _, block in marks[::2] for pair in (("begin", block), ("end", block))], name


def test_an_email_that_says_what_magnesium_does_carries_the_fda_sentences(loaded: Loaded) -> None:
    for name in email_names(loaded):
        text = loaded.sources[name].text
        if re.search(r"claim: (eu-nerve-muscle|sleep-trials|bp-trials|vessel-muscle)", text):
            assert FDA_DISCLAIMER in text, name


def test_only_regions_with_all_three_numbers_are_open(loaded: Loaded) -> None:
    assert [key for key, region in loaded.regions.items() if region.is_open] == ["US"]


def test_an_unlisted_region_has_the_strictest_limit(loaded: Loaded) -> None:
    assert loaded.regions["default"].ul_mg == min(region.ul_mg for region in loaded.regions.values()) == 250


def test_food_figures_read_as_amounts(loaded: Loaded) -> None:
    assert loaded.foods["spinach_cooked"] == "78 mg"
    assert loaded.foods["chia"] == "100-111 mg"
