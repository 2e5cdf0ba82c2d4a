"""The tables beside a programme: magnesium in foods, and the limit and emergency numbers of each region."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from coaching.campaigns.problems import CampaignProblem
from coaching.campaigns.reading import Section, open_toml

FALLBACK_REGION = "default"


@dataclass(frozen=True, slots=True)
class Region:
    """What a country changes. `ul_mg`: most elemental magnesium a day from pills, in mg. Numbers are "" until set.

    `countries`: whose limit a group gives; a group has no numbers, and a country lists nothing.
    """

    key: str
    ul_mg: int
    emergency_number: str = ""
    crisis_line: str = ""
    poison_line: str = ""
    countries: tuple[str, ...] = ()

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
        countries=section.texts("countries") if "countries" in section.table else (),
    )
    if region.countries and (region.emergency_number or region.crisis_line or region.poison_line):
        section.refuse("countries", f"{key} is a group, and emergency numbers are those of one country.", _OWN_SECTION)
    section.refuse_unknown_keys()
    return region


_OWN_SECTION = "Give the country a section of its own."


def region_of(regions: Mapping[str, Region], country: str) -> Region:
    """This will give the limit and the numbers of a country (two letters): its own, else the limit of its group, else
    the strictest."""
    if country in regions:
        return regions[country]
    groups = (region for region in regions.values() if country in region.countries)
    limit = next(groups, regions[FALLBACK_REGION]).ul_mg
    return Region(country, limit)


class Numbers(Protocol):
    """The numbers of a country as whoever runs the service set them; `ul_mg` None: the limit of the table."""

    @property
    def country(self) -> str: ...
    @property
    def emergency_number(self) -> str: ...
    @property
    def crisis_line(self) -> str: ...
    @property
    def poison_line(self) -> str: ...
    @property
    def ul_mg(self) -> int | None: ...


def with_numbers(regions: Mapping[str, Region], own: Iterable[Numbers]) -> Mapping[str, Region]:
    """This will give the table with these countries opened; what is set goes before what the file says."""
    opened = {
        each.country: replace(
            region_of(regions, each.country),
            ul_mg=each.ul_mg or region_of(regions, each.country).ul_mg,
            emergency_number=each.emergency_number,
            crisis_line=each.crisis_line,
            poison_line=each.poison_line,
        )
        for each in own
    }
    return MappingProxyType({**regions, **opened})
