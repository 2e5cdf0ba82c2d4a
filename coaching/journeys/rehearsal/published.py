"""The words a rehearsal is played with: a programme and its texts, as published or as the files in git have them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coaching.campaigns import find, loader
from coaching.campaigns.pinning import to_json
from coaching.store import campaigns, templates
from coaching.store.templates import Words


class NothingPublished(LookupError):
    """There is no published version of the programme; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Published:
    """`body`: the programme as JSON; `where`: one sentence that says where all this comes from."""

    key: str
    body: dict[str, Any]
    words: tuple[Words, ...]
    where: str


def newest(key: str) -> Published:
    """This will read what is published now; raises NothingPublished."""
    stored = campaigns.current(key)
    if stored is None:
        raise NothingPublished(
            f"There is no published programme {key!r}. Run: coaching migrate. Or rehearse the files: add --files"
        )
    words = templates.current(templates.names())
    edited = sum(each.number > 0 for each in words.values())
    where = f"Published words: version {stored.number} of the programme, {edited} texts edited here."
    return Published(key, stored.body, tuple(words.values()), where)


def of_version(key: str, number: int) -> Published:
    """This will read another version of the programme, with today's words; raises NothingPublished."""
    stored = campaigns.version(key, number)
    if stored is None:
        raise NothingPublished(f"The programme {key!r} has no version {number}.")
    return replace(newest(key), body=stored.body, where=f"Version {number} of the programme, with today's words.")


def with_words(live: Published, other: Sequence[Words], where: str) -> Published:
    """This will put other words in the place of the published ones of the same names, or beside them."""
    named = {each.name: each for each in other}
    kept = tuple(each for each in live.words if each.name not in named)
    return replace(live, words=(*kept, *other), where=where)


def of_files(key: str, templates_dir: Path) -> Published:
    """This will read the files; raises CampaignRefused, or LookupError where there is no such programme."""
    loaded = loader.load(find(key), templates_dir)
    words = tuple(Words(name, 0, source.text) for name, source in loaded.sources.items())
    return Published(key, to_json(loaded.campaign), words, "The words of the files, whatever is published.")
