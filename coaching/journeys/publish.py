"""From files to published versions, and from an edit to the next version. Published words are never overwritten."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from coaching.campaigns import folders, loader
from coaching.campaigns.loader import Loaded
from coaching.campaigns.pinning import to_json
from coaching.core.rendering import TemplateRefused
from coaching.journeys import guarded, library, proofread
from coaching.journeys.office import House, Moment
from coaching.journeys.proofread import Read
from coaching.store import audit, campaigns, drafts, proposals, templates
from coaching.store.proposals import Proposed
from coaching.store.templates import Edit, EditConflict, Words
from coaching.store.transactions import atomic

UNDO = timedelta(hours=24)
"""How long one press takes a version back."""


class TooLate(Exception):
    """A version can no longer be taken back by one press."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What files brought: a new campaign version (a draft unless it is the first), and drafted templates."""

    campaign: str
    version: int | None
    drafted: tuple[str, ...]


class WordsRefused(Exception):
    """Templates that cannot be compiled; `problems` by template name."""

    def __init__(self, problems: dict[str, TemplateRefused]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{name}: {refused}" for name, refused in sorted(problems.items())))


def load_files(templates_dir: Path, house: House, moment: Moment) -> list[Offered]:
    """This will bring every campaign folder into SQL: what is new is published, what changed becomes a draft.

    Raises CampaignRefused, WordsRefused or TextRefused with every problem, before anything is stored.
    """
    read = [(loader.load(folder, templates_dir), folder) for folder in folders()]
    for loaded, folder in read:
        check_words({name: source.text for name, source in loaded.sources.items()}, house)
        proofread.require_files(loaded, folder, templates_dir, moment)
    return [_offer(loaded, moment) for loaded, _ in read]


def _offer(loaded: Loaded, moment: Moment) -> Offered:
    version = campaigns.offer(loaded.campaign.key, to_json(loaded.campaign), moment.now)
    sources = {name: source.text for name, source in loaded.sources.items()}
    drafted = templates.offer_files(sources, moment.now)
    return Offered(loaded.campaign.key, version, tuple(drafted))


def check_words(sources: dict[str, str], house: House) -> None:
    """This will compile every text; raises WordsRefused naming template, line and mend."""
    problems = {}
    for name, source in sources.items():
        try:
            compile_words(name, source, house)
        except TemplateRefused as refused:
            problems[name] = refused
    if problems:
        raise WordsRefused(problems)


def compile_words(name: str, source: str, house: House) -> None:
    """This will compile one text as its channel needs; raises TemplateRefused."""
    if name.startswith("sms/"):
        library.sms(source, house)
    else:
        library.email(source, house)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits for a second person; `proposal` is its id."""

    proposal: int


def publish(
    name: str,
    source: str,
    *,
    based_on: int,
    author: str,
    note: str,
    house: House,
    moment: Moment,
    seen: frozenset[str] = frozenset(),
    approver: str = "",
) -> Words | Waiting:
    """This will publish an edit as the next version; a text about doses or safety waits for an `approver`
    who is not its author instead.

    `seen`: marks of the warnings (proofread.mark) for which `note` gives the reason. Raises TemplateRefused or
    TextRefused (nothing is stored) or EditConflict (somebody was quicker).
    """
    found = check(name, source, note, seen, house, moment)
    live = templates.current([name]).get(name)
    if approver in ("", author) and guarded.needs_two(name):
        return _propose(Proposed(name, source, based_on, author, note, seen), live, moment)
    until = moment.machine_now + UNDO if live else None
    edit = Edit(name, source, based_on, author, note, approver, until)
    with atomic():
        words = templates.publish(edit, moment.now)
        drafts.forget(name, author, source)
        facts = {"version": words.number, "note": note, "warnings": sorted(found.marks), "approver": approver}
        audit.record(author, "published", "template", name, moment.now, **facts)
    return words


def check(name: str, source: str, note: str, seen: frozenset[str], house: House, moment: Moment) -> Read:
    """This will hold an edit against everything that publishing asks of it; raises TemplateRefused or TextRefused."""
    compile_words(name, source, house)
    live = templates.current([name]).get(name)
    found = proofread.read(name, source, live.source if live else "", house, moment)
    proofread.require(found, note, seen)
    return found


def _propose(proposed: Proposed, live: Words | None, moment: Moment) -> Waiting:
    name = proposed.name
    if live is not None and live.number != proposed.based_on:
        raise EditConflict(f"{name} was changed to version {live.number} while version {proposed.based_on} was edited")
    with atomic():
        stored = proposals.propose(proposed, moment.machine_now)
        drafts.forget(name, proposed.author, proposed.source)
        facts = {"proposal": stored.pk, "note": proposed.note}
        audit.record(proposed.author, "proposed", "template", name, moment.now, **facts)
    return Waiting(stored.pk)


def take_back(name: str, number: int, by: str, house: House, moment: Moment) -> Words:
    """This will publish once more, as the next version, what was live before version `number`.

    No second person is asked: these words were live, and a wrong dose must be gone at once (decision 019). Raises
    TooLate after UNDO and where nothing was live before, EditConflict if another version was published since.
    """
    row = templates.version(name, number)
    earlier = templates.before(name, number)
    if row is None or earlier is None or row.undo_until is None or row.undo_until < moment.machine_now:
        raise TooLate(f"Version {number} can no longer be taken back by one press. Open an older version instead.")
    compile_words(name, earlier.source, house)
    until = moment.machine_now + UNDO
    edit = Edit(name, earlier.source, number, by, f"Undo of version {number}", undo_until=until)
    with atomic():
        words = templates.publish(edit, moment.now)
        audit.record(by, "took back", "template", name, moment.now, version=words.number, undoes=number)
    return words
