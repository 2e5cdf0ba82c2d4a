"""The template files of a programme: its own, and those of the house for every text which it does not write itself.

A file is named name[.track][.language]: help.txt, help.es.txt, safety-hold.gentle.txt, safety-hold.gentle.es.txt.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coaching.campaigns.problems import CampaignProblem, instead_of
from coaching.core import languages
from coaching.core.model import Channel, Track

HOUSE = "_house"
"""The folder of the texts which all programmes share: consent, control words, safety, thanks."""
SUFFIXES = {Channel.SMS: ".txt", Channel.EMAIL: ".md"}
TRACKS = (Track.FOOD_FIRST.value, Track.GENTLE.value)
_DAY = re.compile(r"day-\d")


@dataclass(frozen=True, slots=True)
class Source:
    """One template file. `name` is "sms/magnesium/day-06"; `text` is without the newline that ends the file."""

    name: str
    path: Path
    text: str


def read_sources(templates: Path, campaign: str, problems: list[CampaignProblem]) -> dict[str, Source]:
    """This will read every template file of a programme, by name, on both channels, and what it takes from the house.

    A text of the programme goes before that of the house with all its forms: half of each would not fit together.
    """
    sources: dict[str, Source] = {}
    for channel in Channel:
        own = _read(templates, channel, campaign, problems)
        written = {stem(name) for name in own}
        shared = _read(templates, channel, HOUSE, problems)
        sources |= own | {name: source for name, source in shared.items() if stem(name) not in written}
    return sources


def _read(templates: Path, channel: Channel, folder: str, problems: list[CampaignProblem]) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    suffix = SUFFIXES[channel]
    for path in sorted((templates / channel / folder).glob(f"*{suffix}")):
        name = f"{channel}/{folder}/{path.name.removesuffix(suffix)}"
        try:
            text = path.read_text(encoding="utf-8").removesuffix("\n")
        except UnicodeDecodeError:
            problems.append(CampaignProblem(path, 1, "This file is not UTF-8 text.", "Save it again as UTF-8."))
            continue
        sources[name] = Source(name, path, text)
        if not text.strip():
            problems.append(CampaignProblem(path, 1, "This text is empty.", "Write it, or delete the file."))
    return sources


def stem(name: str) -> str:
    """This will give the name of a text without channel, folder and form: "help" for "sms/_house/help.es"."""
    return name.rpartition("/")[2].partition(".")[0]


def default(channel: Channel, campaign: str, stem: str, sources: Mapping[str, Source]) -> str:
    """This will name the default form of a text: the programme's own, else that of the house where it has one."""
    own, shared = f"{channel}/{campaign}/{stem}", f"{channel}/{HOUSE}/{stem}"
    return shared if shared in sources else own


def strays(
    sources: Mapping[str, Source], step_keys: frozenset[str], spoken: Sequence[str]
) -> Iterator[CampaignProblem]:
    """This will find files that nothing would ever send: a misspelt form, a language that the programme is not
    written in, a day or a base text that is not there."""
    for name, source in sources.items():
        if problem := _stray(name, sources, step_keys, spoken):
            yield CampaignProblem(source.path, 1, *problem)


def _stray(
    name: str, sources: Mapping[str, Source], step_keys: frozenset[str], spoken: Sequence[str]
) -> tuple[str, str] | None:
    folder, _, file = name.rpartition("/")
    base, *form = file.split(".")
    known = (*TRACKS, *(code for code in languages.LANGUAGES if code != languages.DEFAULT))
    for part in form:
        if part not in known:
            return f'There is no form "{part}" of a text.', instead_of(part, known)
    if len(form) > 2 or (len(form) == 2 and (form[0] not in TRACKS or form[1] in TRACKS)):
        return f'"{file}" is no name of a form.', "Write the track, then the language: help.gentle.es."
    language = languages.of(name)
    if folder.endswith(f"/{HOUSE}"):
        if _DAY.match(base):
            return f'"{base}" is a day, and days belong to a programme.', "Move it into the folder of the programme."
    elif language not in spoken:
        listed = ", ".join(f'"{code}"' for code in (*spoken, language))
        return f'The programme is not written in "{language}".', f"Add it in campaign.toml: languages = [{listed}]."
    if _DAY.match(base) and base not in step_keys:
        return f'There is no step "{base}".', instead_of(base, step_keys)
    if form and base not in step_keys and f"{folder}/{base}" not in sources:
        return f'There is no text "{base}".', "Write it, or rename this."
    if language != languages.DEFAULT and languages.base(name) not in sources:
        return f'There is no text "{languages.base(file)}" to be put into another language.', "Write that one first."
    return None
