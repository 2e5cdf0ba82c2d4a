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
from coaching.core.linting import Around, Finding, Level, LintText
from coaching.core.linting.claims import claims_of
from coaching.core.linting.message import Message
from coaching.core.linting.reading import REFUSE_ABOVE, WARN_ABOVE, grade_of
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
class Grade:
    """A reading grade, the grade to aim at, and the one above which a text is refused."""

    found: float
    aim: float
    limit: float


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a text: `errors` block it, `warnings` want a reason, `sources` stand behind its statements.

    `grade`: how many years of school it takes to read it; None for another language, and where there is no sentence.
    """

    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    sources: tuple[Sourced, ...] = ()
    grade: Grade | None = None

    @property
    def marks(self) -> frozenset[str]:
        """One mark for each warning; another one as soon as its sentence changes."""
        return frozenset(mark(each) for each in self.warnings)


def mark(finding: Finding) -> str:
    return f"{finding.rule}.{finding.digest}"


def read(name: str, source: str, live: str, house: House, moment: Moment) -> Read:
    """This will read an edit of template `name`. A warning that has a reason already, or that stands in the `live`
    words too, is not brought up again. What keeps the text from being filled at all is said by the preview."""
    whose, today = _whose(name, house), moment.now.date()
    desk = _desk(whose)
    around = _around(desk, house.layout, today)
    text = desk.text(name, source)
    if rules.problems(text, around):
        return Read()
    if unsound := rules.unsound(text, around):
        return Read(errors=unsound)
    found = rules.lint(text, around)
    known = _known(name, live, whose, house.layout, today) if source != live else frozenset()
    message = rules.read(text, around)
    return Read(
        errors=tuple(each for each in found if each.level is Level.ERROR),
        warnings=tuple(
            each
            for each in found
            if each.level is Level.WARNING
            and mark(each) not in known
            and reviews.reason_for(desk.reviews, name, each) is None
        ),
        sources=tuple(desk.sources[each] for each in claims_of(message) if each in desk.sources),
        grade=_grade(message),
    )


def _grade(message: Message) -> Grade | None:
    found = grade_of(message) if message.text.language == languages.DEFAULT else None
    return None if found is None else Grade(found, WARN_ABOVE, REFUSE_ABOVE[message.channel])


@lru_cache(maxsize=200)
def _known(name: str, live: str, whose: "_Whose", layout: str, today: date) -> frozenset[str]:
    """Marks of what is found in the published words: once, not at every letter that somebody types."""
    desk = _desk(whose)
    return frozenset(mark(each) for each in rules.lint(desk.text(name, live), _around(desk, layout, today)))


def _around(desk: Desk, layout: str, today: date) -> Around:
    return replace(desk.around, today=today, layout=layout)


def read_for_many(words: str, language: str, house: House, moment: Moment) -> tuple[Read, bool]:
    """This will read the words of a message to many by the rules for texts, and say whether they speak of taking a
    supplement: then they are read as words for people who are cleared for it, and may go to nobody else."""
    name = languages.form(TO_MANY, language)
    around = _around(_desk(_whose(name, house)), house.layout, moment.now.date())
    source = "{{ brand }}: " + words
    if unsound := rules.unsound(LintText(name, source), around):
        return Read(errors=unsound), False
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


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whose text it is: the programme, and what the house says of itself."""

    campaign: str
    brand: str
    contact: str
    url: str


def _whose(name: str, house: House) -> _Whose:
    """The programme of a template; a text of the house is read as part of the first one."""
    return _of(name.split("/")[1] if name.count("/") >= 2 else "", house)


def _of(campaign: str, house: House) -> _Whose:
    keys = [folder.name for folder in campaigns.folders()]
    brand, contact = house.values["brand"], house.values["support_contact"]
    return _Whose(campaign if campaign in keys else keys[0], brand, contact, house.public_url)


def desk_of(campaign: str, house: House) -> Desk:
    """This will gather what the rules need about a programme; of an unknown one, that of the first."""
    return _desk(_of(campaign, house))


@lru_cache(maxsize=8)
def _desk(whose: _Whose) -> Desk:
    folder = campaigns.find(whose.campaign)
    loaded = loader.load(folder, templates_dir())
    sender = Sender(whose.brand, whose.contact, whose.url)
    return linting.desk(loaded, folder, templates_dir(), date.min, sender)
