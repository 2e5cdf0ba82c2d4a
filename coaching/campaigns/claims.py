"""The sources of a programme's statements, and the topics it set out to cover: sources.toml and topics.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from coaching.campaigns.problems import CampaignProblem
from coaching.campaigns.reading import Section, open_toml

SOURCES, TOPICS, CAMPAIGN = "sources.toml", "topics.toml", "campaign.toml"
SAYS = ("plain", "function", "hedged", "warning", "never")


@dataclass(frozen=True, slots=True)
class Sourced:
    """A statement and where it was read. `sure`: "source", "copy", "usual" or "ours"; docs/sources.md explains them.

    `effect`: it says what magnesium does in the body.
    """

    name: str
    part: str
    says: str
    source: str
    sure: str
    read_on: date
    effect: bool = False


def read_sources(folder: Path, problems: list[CampaignProblem]) -> Mapping[str, Sourced]:
    """This will read sources.toml: name -> statement. A programme without the file names no sources."""
    if not (folder / SOURCES).exists():
        return MappingProxyType({})
    root = open_toml(folder / SOURCES, problems).root()
    return MappingProxyType({name: _sourced(name, section) for name, section in root.named_sections()})


def _sourced(name: str, section: Section) -> Sourced:
    day = read_day(section, "read_on")
    found = Sourced(
        name,
        section.text("part"),
        section.text("says"),
        section.text("source"),
        section.text("sure"),
        day or date.min,
        section.flag("effect"),
    )
    section.refuse_unknown_keys()
    return found


def read_day(section: Section, key: str) -> date | None:
    """This will read a day, "2026-11-22"; None after a problem."""
    text = section.text(key)
    try:
        return date.fromisoformat(text)
    except ValueError:
        section.refuse(key, f'"{text}" is not a day.', 'Write it as "2026-11-22".')
        return None


def read_topics(folder: Path, problems: list[CampaignProblem]) -> Mapping[int, str]:
    """This will read topics.toml: number -> what the topic is. A programme without the file has none to cover."""
    if not (folder / TOPICS).exists():
        return MappingProxyType({})
    topics: dict[int, str] = {}
    for name, section in open_toml(folder / TOPICS, problems).root().named_sections():
        section.one_of("say", SAYS, "way to say it")
        topics[int(name) if name.isdecimal() else 0] = section.text("text")
        section.refuse_unknown_keys()
    return MappingProxyType(topics)


def read_covered(folder: Path, problems: list[CampaignProblem]) -> Mapping[int, tuple[int, ...]]:
    """This will read which topics each day covers: the `claims` of campaign.toml."""
    rows = open_toml(folder / CAMPAIGN, problems).root().rows("step")
    return MappingProxyType({row.whole("day"): row.wholes("claims") for row in rows})


def as_markdown(sources: Mapping[str, Sourced]) -> str:
    """This will write the tables of docs/sources.md, one for each part."""
    lines: list[str] = []
    part = ""
    for each in sources.values():
        if each.part != part:
            lines += [
                "",
                f"## {each.part}",
                "",
                "| claim | what the source says | source | how sure |",
                "|---|---|---|---|",
            ]
            part = each.part
        lines.append(f"| {each.name} | {each.says} | {each.source} | {each.sure} |")
    return "\n".join(lines[1:]) + "\n"
