"""The texts of the house: every programme has them, and what a programme writes itself goes before them."""

from datetime import date
from pathlib import Path

import pytest

from coaching import campaigns
from coaching.campaigns import linting, loader
from coaching.campaigns.loader import Loaded
from coaching.campaigns.sources import HOUSE
from coaching.core import languages, rendering, segments, vocabulary
from coaching.core.linting.samples import LONGEST
from coaching.core.model import Channel, Track
from tests.desk import Desk, says

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def hydration() -> Loaded:
    return loader.load(campaigns.find("hydration"), TEMPLATES)


def share(desk: Desk, name: str, text: str = "Of the house.") -> Path:
    path = desk.root / "templates" / "sms" / HOUSE / f"{name}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def test_a_text_that_a_programme_does_not_write_is_the_houses(desk: Desk) -> None:
    desk.sms("help").unlink()
    share(desk, "help")
    loaded = desk.load()
    assert loaded.sources["sms/_house/help"].text == "Of the house."
    assert loaded.campaign.system_texts["help"].template(Channel.SMS, Track.FULL) == "sms/_house/help"


def test_the_text_of_a_programme_goes_before_that_of_the_house_with_all_its_forms(desk: Desk) -> None:
    """An English text of the programme and a Spanish or gentle one of the house would say two things."""
    share(desk, "help")
    share(desk, "help.gentle")
    share(desk, "help.es")
    loaded = desk.load()
    assert not [name for name in loaded.sources if name.startswith("sms/_house/help")]
    assert loaded.campaign.system_texts["help"].template(Channel.SMS, Track.GENTLE) == "sms/walks/help"


def test_a_programme_may_use_the_breath_tip_of_the_house(desk: Desk) -> None:
    desk.sms("breath").unlink()
    share(desk, "breath", "In.")
    assert desk.load().campaign.steps[2].template(Channel.SMS, Track.GENTLE) == "sms/_house/breath"


def test_the_house_may_be_written_in_more_languages_than_a_programme(desk: Desk) -> None:
    desk.sms("help").unlink()
    share(desk, "help")
    share(desk, "help.es")
    assert desk.load().campaign.languages == ("en",)


def test_a_day_does_not_belong_to_the_house(desk: Desk) -> None:
    share(desk, "day-01.gentle")
    desk.sms("day-01").unlink()
    told = [problem for problem in desk.problems() if problem.file.parent.name == HOUSE]
    assert says(told[0], 1, '"day-01" is a day', "folder of the programme", file="day-01.gentle.txt")


@pytest.mark.parametrize("stem", ["tummy-3", "safety-hold"])
def test_a_reply_that_says_a_coach_was_told_needs_a_form_for_when_nobody_was(desk: Desk, stem: str) -> None:
    desk.sms(stem).write_text("A coach knows.\n", encoding="utf-8")
    assert says(desk.problem(), 1, f"sms/walks/{stem}-alone.txt is missing", "Write templates/sms/walks")


def test_a_table_that_a_programme_does_not_have_is_the_houses(desk: Desk) -> None:
    house = desk.root / HOUSE
    house.mkdir()
    (desk.folder / "foods.toml").rename(house / "foods.toml")
    (desk.folder / "regions.toml").rename(house / "regions.toml")
    assert desk.load().foods == {"oats": "60 mg"}


def test_the_house_is_no_programme() -> None:
    assert [folder.name for folder in campaigns.folders()] == ["hydration", "magnesium"]


def test_the_second_programme_writes_only_its_days(hydration: Loaded) -> None:
    own = [name for name in hydration.sources if f"/{HOUSE}/" not in name]
    assert all("/day-" in name for name in own)
    assert hydration.campaign.days == 14


def test_the_second_programme_passes_every_rule() -> None:
    folder = campaigns.find("hydration")
    desk = linting.desk(loader.load(folder, TEMPLATES), folder, TEMPLATES, date(2026, 11, 25))
    checked = linting.check(desk)
    assert checked.passes, checked.findings


def test_every_sms_of_the_second_programme_fits_the_parts_of_its_language(hydration: Loaded) -> None:
    for name, source in hydration.sources.items():
        if name.startswith("sms/"):
            template = rendering.compile_sms(source.text, names=vocabulary.SMS_NAMES)
            program = hydration.campaign.called_in(languages.of(name))
            text = template.render({**LONGEST, "question_short": "q" * 80, "program": program})
            assert segments.measure(text).count <= languages.most_parts(name), name


def test_two_weeks_ask_twice_a_week_on_every_track(hydration: Loaded) -> None:
    campaign = hydration.campaign
    for track in Track:
        asking = [step.day for step in campaign.steps if step.checkin and campaign.form(step.checkin, track)]
        assert asking == [1, 4, 7, 11, 14], track


def test_two_gentle_days_in_a_row_never_say_the_same(hydration: Loaded) -> None:
    names = [step.template(Channel.SMS, Track.GENTLE) for step in hydration.campaign.steps]
    assert len(set(names)) == len(names)


def test_no_day_of_the_second_programme_needs_an_all_clear(hydration: Loaded) -> None:
    for step in hydration.campaign.steps:
        assert not step.dose
        assert step.template(Channel.SMS, Track.FULL) == step.template(Channel.SMS, Track.FOOD_FIRST)
