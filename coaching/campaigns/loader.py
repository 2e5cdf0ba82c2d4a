"""Loads a programme from its folder: campaign.toml and the template files of its days.

A foods.toml or regions.toml of its own goes before that of the house, in the folder _house beside it.

Everything that is wrong is collected and raised together, each with file, line and what to do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from coaching.campaigns import sources as files
from coaching.campaigns import tables, words
from coaching.campaigns.checkins import read_checkins
from coaching.campaigns.pinning import from_json, to_json
from coaching.campaigns.problems import CampaignProblem, CampaignRefused
from coaching.campaigns.reading import Section, TomlFile, open_toml
from coaching.campaigns.sources import HOUSE, Source
from coaching.campaigns.steps import Around, read_steps
from coaching.campaigns.tables import Region
from coaching.campaigns.words import Missing
from coaching.core import graph, languages
from coaching.core.model import Campaign, Channel, Step, SystemText, Window

__all__ = [
    "CampaignProblem",
    "CampaignRefused",
    "Loaded",
    "Region",
    "Source",
    "from_json",
    "load",
    "to_json",
]

T = TypeVar("T")
CAMPAIGN, FOODS, REGIONS = "campaign.toml", "foods.toml", "regions.toml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A programme as its files give it. `sources` by template name, `foods` id -> "78 mg", `regions` by key."""

    campaign: Campaign
    sources: Mapping[str, Source]
    foods: Mapping[str, str]
    regions: Mapping[str, Region]


def load(folder: Path, templates: Path) -> Loaded:
    """This will read the programme in `folder`, with its words from `templates`/sms and `templates`/email; what it
    does not write itself, it takes from the folder _house there.

    Raises CampaignRefused with every problem found.
    """
    problems: list[CampaignProblem] = []
    file = open_toml(folder / CAMPAIGN, problems)
    root = file.root()
    key = _own_key(root, folder)
    sources = files.read_sources(templates, key, problems)
    campaign = _campaign(root, key, sources)
    root.refuse_unknown_keys()
    _check_words(file, campaign, sources)
    if not problems:  # what does not hang together shows once every part has been read
        for flaw in graph.flaws(campaign):
            file.refuse(flaw.place, flaw.message, flaw.mend)
    foods = _or_nothing(tables.read_foods, table(folder, FOODS), problems)
    regions = _or_nothing(tables.read_regions, table(folder, REGIONS), problems)
    if problems:
        raise CampaignRefused(tuple(sorted(problems, key=lambda problem: (str(problem.file), problem.line))))
    return Loaded(campaign, MappingProxyType(sources), foods, regions)


def table(folder: Path, name: str) -> Path:
    """This will give the table of a programme: its own, else that of the house."""
    return folder / name if (folder / name).exists() else folder.parent / HOUSE / name


def _or_nothing(
    read: Callable[[Path, list[CampaignProblem]], Mapping[str, T]], path: Path, problems: list[CampaignProblem]
) -> Mapping[str, T]:
    """A table that cannot be read at all is one problem more among the others."""
    try:
        return read(path, problems)
    except CampaignRefused as refused:
        problems.extend(refused.problems)
        return {}


def _own_key(root: Section, folder: Path) -> str:
    """The key names the folder of the texts; without it, nothing else can be checked."""
    key = root.text("key")
    if key and key != folder.name:
        root.refuse("key", f'The key "{key}" is not the name of the folder, "{folder.name}".', "Make them the same.")
    if root.file.problems:
        raise CampaignRefused(tuple(root.file.problems))
    return key


def _campaign(root: Section, key: str, sources: Mapping[str, Source]) -> Campaign:
    slots = _slots(root.section("slots"))
    window = _window(root.section("window"))
    spread_seconds = root.whole("spread_seconds")
    _check_slots_fit(root, slots, window, spread_seconds)
    checkins = read_checkins(root)
    steps = read_steps(root, Around(key, slots, checkins, sources))
    system = _system_texts(root, key, steps, sources)
    spoken = _languages(root)
    called = _called(root, spoken)
    return Campaign(key, root.text("name"), slots, window, spread_seconds, steps, checkins, system, spoken, called)


def _languages(root: Section) -> tuple[str, ...]:
    """The languages in which texts are written; the default one is always among them."""
    named = root.texts_or("languages")
    known = [code for code in named if root.is_known("languages", code, languages.LANGUAGES, "language")]
    return tuple(dict.fromkeys((languages.DEFAULT, *known)))


def _called(root: Section, spoken: tuple[str, ...]) -> Mapping[str, str]:
    """What texts call the programme, in every language in which it is written."""
    section = root.section_or_none("called")
    if section is None:
        return MappingProxyType({})
    called = MappingProxyType({language: section.text(language) for language in spoken})
    section.refuse_unknown_keys()
    return called


def _system_texts(
    root: Section, key: str, steps: tuple[Step, ...], sources: Mapping[str, Source]
) -> Mapping[str, SystemText]:
    """The texts outside the days; `dose_texts` names those whose default speaks of taking a supplement."""
    dose_texts = root.texts_or("dose_texts")
    found: dict[str, SystemText] = {}
    for text in words.system_texts(key, dose_texts, frozenset(step.key for step in steps), sources):
        match text:
            case SystemText():
                found[text.key] = text
            case Missing(message, mend):
                root.refuse("dose_texts", message, mend)
    for name in dose_texts:
        root.is_known("dose_texts", name, found, "text")
    return MappingProxyType(found)


def _slots(section: Section) -> Mapping[str, time]:
    hours = {name: section.hour(name) for name in section.table}
    return MappingProxyType({name: at for name, at in hours.items() if at is not None})


def _window(section: Section) -> Window:
    window = Window(section.hours("weekday"), section.hours("saturday"), section.hours("sunday"))
    section.refuse_unknown_keys()
    if not any(section.table.values()):
        section.refuse(None, "The window is closed on every day.", 'Open at least one: weekday = ["08:00", "21:00"].')
    return window


def _check_slots_fit(root: Section, slots: Mapping[str, time], window: Window, spread_seconds: int) -> None:
    """A slot has to lie in the hours of every day that is open, with the spread after it."""
    for name, at in slots.items():
        last = datetime.combine(date.min, at) + timedelta(seconds=spread_seconds)
        for kind in ("weekday", "saturday", "sunday"):
            hours = getattr(window, kind)
            if hours is not None and not (hours[0] <= at and last <= datetime.combine(date.min, hours[1])):
                root.file.refuse(
                    ("slots", name),
                    f'The slot "{name}" ({at:%H:%M}, then {spread_seconds} seconds of spread) does not fit into '
                    f"the hours of {kind}, {hours[0]:%H:%M} to {hours[1]:%H:%M}.",
                    "Move the slot, or widen the window.",
                )


def _check_words(file: TomlFile, campaign: Campaign, sources: Mapping[str, Source]) -> None:
    for missing in words.missing_system_texts(campaign.key, sources):
        file.refuse(("key",), missing.message, missing.mend)
    step_keys = frozenset(step.key for step in campaign.steps)
    file.problems.extend(files.strays(sources, step_keys, campaign.languages))
    for name in _asking_texts(campaign):
        file.problems.extend(words.reserved_answers(sources[name]))


def _asking_texts(campaign: Campaign) -> list[str]:
    """Names of the SMS texts that open a check-in, once each."""
    asking_steps = (step for step in campaign.steps if step.checkin)
    return sorted({text.template for step in asking_steps for text in step.texts if text.channel is Channel.SMS})
