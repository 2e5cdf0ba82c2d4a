"""The live words as files and files as words, so that git and the console agree."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from coaching.campaigns.sources import SUFFIXES
from coaching.core.linting import Finding
from coaching.core.model import Channel
from coaching.core.rendering import TemplateRefused
from coaching.journeys import proofread, publish
from coaching.journeys.office import House, Moment
from coaching.journeys.proofread import TextRefused
from coaching.journeys.publish import Waiting
from coaching.store import audit, templates
from coaching.store.templates import EditConflict, Words
from coaching.store.transactions import atomic

NOTE_LETTERS = 200
_NO_FILE, _NO_TEXT = "there is no file", "there is no such text"


class FilesRefused(Exception):
    """Why files are not taken in: every problem, a line each. Nothing was stored."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One text whose file says something else than its live words. `lines`: a unified diff, from live to file.

    `file` or `live` is None where there is none.
    """

    name: str
    live: str | None
    file: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        old, new = (text.split("\n") if text is not None else [] for text in (self.live, self.file))
        before = f"live/{self.name}" if self.live is not None else _NO_TEXT
        after = f"file/{self.name}" if self.file is not None else _NO_FILE
        return tuple(unified_diff(old, new, before, after, lineterm=""))


def compare(folder: Path) -> list[Difference]:
    """This will list every text whose file differs from its live words, by name. Raises FilesRefused."""
    files, live = _read(folder), templates.current(templates.names())
    found = (
        Difference(name, live[name].source if name in live else None, files.get(name))
        for name in sorted(files.keys() | live.keys())
    )
    return [each for each in found if each.live != each.file]


def export(folder: Path) -> list[Path]:
    """This will write the live words whose file differs or is missing; answers the paths. A file of a text that is
    not live stays as it is."""
    written = []
    for each in compare(folder):
        if each.live is not None:
            path = folder / f"{each.name}{SUFFIXES[_channel(each.name)]}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(each.live + "\n", encoding="utf-8")
            written.append(path)
    return written


def offer(folder: Path, by: str, house: House, moment: Moment) -> list[str]:
    """This will keep every changed file as a draft version, which the editor points out; answers their names.

    Raises FilesRefused before anything is stored: for a text nobody knows, one that cannot be made, a broken rule.
    """
    changed = _changed(folder)
    _demand(_problems(changed, None, house, moment))
    with atomic():
        drafted = templates.offer_files({each.name: each.file or "" for each in changed}, moment.now)
        audit.record_many(by, "offered", "template", drafted, moment.now)
    return drafted


def publish_all(folder: Path, by: str, note: str, house: House, moment: Moment) -> dict[str, Words | Waiting]:
    """This will publish every changed file as the next version, or none; a text about doses or safety waits for a
    second person. `note` gives the reason for warnings. Raises FilesRefused."""
    changed = _changed(folder)
    if len(note) > NOTE_LETTERS:
        raise FilesRefused(f"Shorten the note to {NOTE_LETTERS} letters.")
    _demand(_problems(changed, note, house, moment))
    live = templates.current([each.name for each in changed])
    try:
        with atomic():
            return {
                each.name: publish.publish(
                    each.name, each.file or "", based_on=live[each.name].number, author=by, note=note, house=house,
                    moment=moment, seen=_marks(each, house, moment),
                )
                for each in changed
            }  # fmt: skip
    except EditConflict as conflict:
        raise FilesRefused(f"{conflict}. Nothing was published; look with: coaching templates diff") from conflict


def _changed(folder: Path) -> list[Difference]:
    return [each for each in compare(folder) if each.file is not None]


def _problems(changed: Iterable[Difference], note: str | None, house: House, moment: Moment) -> Iterator[str]:
    """`note` None: warnings are for whoever publishes."""
    for each in changed:
        if each.live is None:
            yield f"{each.name}: no programme has this text. A new one comes in with its programme: coaching migrate"
            continue
        try:
            publish.compile_words(each.name, each.file or "", house)
            found = _read_rules(each, house, moment)
            proofread.require(found if note is not None else proofread.Read(found.errors), note or "", found.marks)
        except TemplateRefused as refused:
            yield f"{each.name}: {refused}"
        except TextRefused as refused:
            yield from (_said(each.name, finding) for finding in refused.findings)


def _said(name: str, finding: Finding) -> str:
    return f"{name}, line {finding.line}: {finding.rule}: {finding.why} {finding.mend}"


def _read_rules(each: Difference, house: House, moment: Moment) -> proofread.Read:
    return proofread.read(each.name, each.file or "", each.live or "", house, moment)


def _marks(each: Difference, house: House, moment: Moment) -> frozenset[str]:
    return _read_rules(each, house, moment).marks


def _demand(problems: Iterable[str]) -> None:
    if said := list(problems):
        raise FilesRefused("\n".join(said))


def _read(folder: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for channel, suffix in SUFFIXES.items():
        for path in sorted((folder / channel).glob(f"*/*{suffix}")):
            name = f"{channel}/{path.parent.name}/{path.name.removesuffix(suffix)}"
            try:
                found[name] = path.read_text(encoding="utf-8").removesuffix("\n")
            except UnicodeDecodeError as error:
                raise FilesRefused(f"{path} is not UTF-8 text. Save it again as UTF-8.") from error
    return found


def _channel(name: str) -> Channel:
    return Channel(name.split("/", 1)[0])
