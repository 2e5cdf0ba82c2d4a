"""The tables beside a programme: magnesium in foods, and the limit and emergency numbers of each region."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from coaching.campaigns.problems import CampaignProblem
from coaching.campaigns.reading import Section, open_toml

FALLBACK_REGION = "default"


@dataclass(frozen=True, slots=True)
class Region:
    """What a country changes. `ul_mg`: most elemental magnesium a day from pills, in mg. Numbers are "" until set."""

    key: str
    ul_mg: int
    emergency_number: str
    crisis_line: str
    poison_line: str

    @property
    def is_open(self) -> bool:
        """Nobody is enrolled where one of the three numbers is not set."""
        return bool(self.emergency_number and self.crisis_line and self.poison_line)


def read_foods(path: Path, problems: list[CampaignProblem]) -> Mapping[str, str]:
    """This will read foods.toml: id -> the amount as a reader sees it, "78 mg" or "100-111 mg"."""
    foods = {key: _amount(section) for key, section in open_toml(path, problems).root().named_sections()}
    return MappingProxyType(foods)


def _amount(food: Section) -> str:
    for key in ("name", "portion", "source"):
        food.text(key)
    low, high = food.whole("mg"), food.whole_or_none("mg_to")
    food.refuse_unknown_keys()
    return f"{low} mg" if high is None else f"{low}-{high} mg"


def read_regions(path: Path, problems: list[CampaignProblem]) -> Mapping[str, Region]:
    """This will read regions.toml: key of the region -> its limit and numbers. "default" has to be among them."""
    file = open_toml(path, problems)
    regions = {key: _region(key, section) for key, section in file.root().named_sections()}
    if FALLBACK_REGION not in regions:
        file.refuse((), f'There is no region "{FALLBACK_REGION}".', "Add it, with the strictest ul_mg of all regions.")
    return MappingProxyType(regions)


def _region(key: str, section: Section) -> Region:
    section.text("source")
    region = Region(
        key=key,
        ul_mg=section.whole("ul_mg"),
        emergency_number=section.text_or_none("emergency_number") or "",
        crisis_line=section.text_or_none("crisis_line") or "",
        poison_line=section.text_or_none("poison_line") or "",
    )
    section.refuse_unknown_keys()
    return region
