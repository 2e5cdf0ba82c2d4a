"""Words held against the rules of core.linting before they are published, and the sources that a text names."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from coaching import campaigns
from coaching.campaigns import linting, loader, reviews
from coaching.campaigns.claims import Sourced
from coaching.campaigns.linting import Desk, Sender
from coaching.campaigns.loader import Loaded
from coaching.core import languages
from coaching.core import linting as rules
from coaching.core.linting import Finding, Level, LintText
from coaching.core.linting.claims import claims_of
from coaching.core.model import Track
from coaching.journeys.office import House, Moment
from coaching.settings import templates_dir

TO_MANY = "sms/magnesium/message-to-many"
"""The name under which the rules read words that stand in no file."""
ON_EVERY_TRACK = "DOSE-TRACK"


class TextRefused(Exception):
    """Words that break a rule, or warn and were given no reason. `findings`: what stands in the way."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(f"line {each.line}: {each.rule}: {each.mend}" for each in self.findings))


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a text: `errors` block it, `warnings` want a reason, `sources` stand behind its statements."""

    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    sources: tuple[Sourced, ...] = ()

    @property
    def marks(self) -> frozenset[str]:
        """One mark for each warning; another one as soon as its sentence changes."""
        return frozenset(mark(each) for each in self.warnings)


def mark(finding: Finding) -> str:
    return f"{finding.rule}.{finding.digest}"


def read(name: str, source: str, live: str, house: House, moment: Moment) -> Read:
    """This will read an edit of template `name`. A warning that has a reason already, or that stands in the `live`
    words too, is not brought up again. What keeps the text from being filled at all is said by the preview."""
    desk = _desk_for(name, house)
    around = replace(desk.around, today=moment.now.date(), layout=house.layout)
    text = desk.text(name, source)
    if rules.is_unsound(text, around):
        return Read()
    found = rules.lint(text, around)
    before = desk.text(name, live)
    known = {mark(each) for each in rules.lint(before, around)} if source != live else set()
    return Read(
        errors=tuple(each for each in found if each.level is Level.ERROR),
        warnings=tuple(
            each
            for each in found
            if each.level is Level.WARNING
            and mark(each) not in known
            and reviews.reason_for(desk.reviews, name, each) is None
        ),
        sources=tuple(desk.sources[each] for each in claims_of(rules.read(text, around)) if each in desk.sources),
    )


def read_for_many(words: str, language: str, house: House, moment: Moment) -> tuple[Read, bool]:
    """This will read the words of a message to many by the rules for texts, and say whether they speak of taking a
    supplement: then they are read as words for people who are cleared for it, and may go to nobody else."""
    name = languages.form(TO_MANY, language)
    desk = _desk_for(name, house)
    around = replace(desk.around, today=moment.now.date(), layout=house.layout)
    source = "{{ brand }}: " + words
    found = rules.lint(LintText(name, source), around)
    speaks = any(each.rule == ON_EVERY_TRACK for each in found)
    if speaks:
        found = rules.lint(LintText(name, source, frozenset({Track.FULL})), around)
    shown = [replace(each, excerpt=each.excerpt.removeprefix("{{ brand }}: ")) for each in found]
    errors, warnings = (tuple(each for each in shown if each.level is level) for level in (Level.ERROR, Level.WARNING))
    return Read(errors, warnings), speaks


def require(found: Read, note: str, seen: frozenset[str]) -> None:
    """This will raise TextRefused for an error, and for a warning that nobody saw or gave a reason for (`note`)."""
    if found.errors:
        raise TextRefused(found.errors)
    if found.warnings and not (note.strip() and found.marks <= seen):
        raise TextRefused(found.warnings)


def require_files(loaded: Loaded, folder: Path, templates: Path, moment: Moment) -> None:
    """This will raise TextRefused where the files of a programme hold an error; warnings are for the check."""
    words = tuple(sorted((name, source.text) for name, source in loaded.sources.items()))
    if errors := _errors(_Files(loaded, words), folder, templates, moment.now.date()):
        raise TextRefused(errors)


@dataclass(frozen=True)
class _Files:
    """A programme that is known by its words."""

    loaded: Loaded
    words: tuple[tuple[str, str], ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and (self.words, self.loaded.campaign) == (other.words, other.loaded.campaign)

    def __hash__(self) -> int:
        return hash(self.words)


@lru_cache(maxsize=8)
def _errors(files: _Files, folder: Path, templates: Path, today: date) -> tuple[Finding, ...]:
    """Once a process and day."""
    desk = linting.desk(files.loaded, folder, templates, today)
    found = linting.check(desk).findings
    return tuple(
        replace(each, mend=f"{name}: {each.mend}")
        for name, findings in found.items()
        for each in findings
        if each.level is Level.ERROR
    )


def _desk_for(name: str, house: House) -> Desk:
    """The programme of a template; a text of the house is read as part of the first one."""
    keys = [folder.name for folder in campaigns.folders()]
    key = name.split("/")[1] if name.count("/") >= 2 else ""
    return _desk(
        key if key in keys else keys[0], house.values["brand"], house.values["support_contact"], house.public_url
    )


@lru_cache(maxsize=8)
def _desk(key: str, brand: str, contact: str, url: str) -> Desk:
    folder = campaigns.find(key)
    loaded = loader.load(folder, templates_dir())
    return linting.desk(loaded, folder, templates_dir(), date.min, Sender(brand, contact, url))
