"""Countries: which are open, whose limit counts, and that nobody borrows another country's emergency numbers."""

from pathlib import Path

import pytest

from coaching import campaigns
from coaching.campaigns import loader, tables
from coaching.campaigns.problems import CampaignProblem
from coaching.settings import RegionSetting

TABLE = loader.table(campaigns.find("magnesium"), loader.REGIONS)
GERMANY = RegionSetting(country="DE", emergency_number="911-DE", crisis_line="988-DE", poison_line="222-DE")


def regions() -> dict[str, tables.Region]:
    problems: list[CampaignProblem] = []
    found = dict(tables.read_regions(TABLE, problems))
    assert problems == []
    return found


def test_a_country_of_a_group_has_its_limit_and_no_numbers() -> None:
    germany = tables.region_of(regions(), "DE")
    assert (germany.key, germany.ul_mg, germany.is_open) == ("DE", 250, False)


def test_a_country_that_is_not_listed_has_the_strictest_limit_and_is_closed() -> None:
    japan = tables.region_of(regions(), "JP")
    assert (japan.ul_mg, japan.is_open) == (250, False)


@pytest.mark.parametrize("country", ["US", "NO", "GB", "CA"])
def test_a_listed_country_has_its_own_limit(country: str) -> None:
    assert tables.region_of(regions(), country).key == country


def test_whoever_runs_the_service_opens_a_country_with_its_three_numbers() -> None:
    opened = tables.with_numbers(regions(), [GERMANY])
    assert opened["DE"].is_open
    assert (opened["DE"].ul_mg, opened["DE"].crisis_line) == (250, "988-DE")
    assert not tables.region_of(opened, "FR").is_open


def test_a_limit_that_is_set_goes_before_that_of_the_table() -> None:
    own = GERMANY.model_copy(update={"ul_mg": 200})
    assert tables.with_numbers(regions(), [own])["DE"].ul_mg == 200


@pytest.mark.parametrize("missing", ["emergency_number", "crisis_line", "poison_line"])
def test_a_country_without_one_of_its_numbers_is_no_setting(missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        RegionSetting(**{**GERMANY.model_dump(), missing: ""})


def test_a_group_may_not_name_numbers(tmp_path: Path) -> None:
    table = tmp_path / "regions.toml"
    table.write_text(
        '[default]\nul_mg = 250\nsource = "x"\n[EU]\nul_mg = 250\nsource = "x"\ncountries = ["DE"]\n'
        'emergency_number = "112"\n',
        encoding="utf-8",
    )
    problems: list[CampaignProblem] = []
    tables.read_regions(table, problems)
    assert ["EU is a group" in problem.message for problem in problems] == [True]
