"""From files to published versions, and from an edit to the next version. Published words are never overwritten."""

from dataclasses import dataclass
from pathlib import Path

from coaching.campaigns import folders, loader
from coaching.campaigns.loader import Loaded
from coaching.campaigns.pinning import to_json
from coaching.core.rendering import TemplateRefused
from coaching.journeys import library, proofread
from coaching.journeys.office import House, Moment
from coaching.store import audit, campaigns, templates
from coaching.store.templates import Words


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
) -> Words:
    """This will publish an edit as the next version. `seen`: marks of the warnings (proofread.mark) for which `note`
    gives the reason.

    Raises TemplateRefused or TextRefused (nothing is stored) or EditConflict (somebody was quicker).
    """
    compile_words(name, source, house)
    live = templates.current([name]).get(name)
    found = proofread.read(name, source, live.source if live else "", house, moment)
    proofread.require(found, note, seen)
    words = templates.publish(name, source, based_on=based_on, author=author, note=note, at=moment.now)
    audit.record(
        author, "published", "template", name, moment.now, version=words.number, note=note, warnings=sorted(found.marks)
    )
    return words
