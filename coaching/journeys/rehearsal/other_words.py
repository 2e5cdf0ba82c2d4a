"""With which words somebody is rehearsed: the published ones, one's own drafts, or others to compare them with."""

from collections.abc import Mapping

from coaching.core.personas import PersonaRefused
from coaching.core.rendering import TemplateRefused
from coaching.journeys import library
from coaching.journeys.office import House
from coaching.journeys.rehearsal import published
from coaching.journeys.rehearsal.published import Published
from coaching.settings import templates_dir
from coaching.store import drafts, templates
from coaching.store.models import Enrolment
from coaching.store.templates import Words

Wish = Mapping[str, str]


def names_of(wish: Wish) -> list[str]:
    """This will name the texts of whose drafts a wish speaks."""
    return sorted({name.strip() for name in wish.get("drafts", "").split(",")} - {""})


def of(wish: Wish, run: Enrolment | None, by: str, house: House) -> tuple[Published, ...]:
    """This will read one set of words, or two to compare; raises PersonaRefused with what to write instead."""
    key = run.campaign.key if run else wish["campaign"]
    live = published.of_version(key, run.campaign.number) if run else published.newest(key)
    match wish.get("compare", ""):
        case "" | "drafts" if wish.get("drafts"):
            drafted = _with_drafts(live, names_of(wish), by, house)
            return (live, drafted) if wish.get("compare") else (drafted,)
        case "drafts":
            raise PersonaRefused("Choose which of your drafts are to be played.")
        case _ if wish.get("drafts"):
            raise PersonaRefused("Play your drafts, or compare with something else: one of the two.")
        case "":
            return (live,)
        case "files":
            return (live, published.of_files(key, templates_dir()))
        case "programme":
            version = wish.get("version", "")
            if not (version.isascii() and version.isdecimal() and len(version) < 9):
                raise PersonaRefused("Choose a version of the programme to compare with.")
            return (live, published.of_version(key, int(version)))
        case "text":
            words = _other_words(wish, house)
            where = f"The same, but {words.name} {_which(wish)}."
            return (live, published.with_words(live, [words], where))
        case other:
            raise PersonaRefused(f"There is nothing to compare with that is called {other!r}.")


def _which(wish: Wish) -> str:
    return f"in its version {wish['text_version']}" if "source" not in wish else "in the words you typed"


def _other_words(wish: Wish, house: House) -> Words:
    """The text in an older version or a draft, or in words that stand nowhere yet."""
    name = wish.get("text", "")
    live = templates.current([name]).get(name)
    if live is None:
        raise PersonaRefused("Choose the text whose words are to differ, such as sms/magnesium/day-12.")
    if "source" not in wish:
        return _version(wish, name)
    _require("The other words", name, wish["source"], house)
    return Words(name, live.number + 1, wish["source"])


def _with_drafts(live: Published, names: list[str], by: str, house: House) -> Published:
    numbers = templates.current(names)
    words, told = [], []
    for name in names:
        draft = drafts.of(name, by)
        if draft is None or name not in numbers:
            raise PersonaRefused(f"There is no draft of {name} by {by} any more. Choose again.")
        _require(f"The draft of {name}", name, draft.source, house)
        words.append(Words(name, numbers[name].number + 1, draft.source))
        told.append(f"{name} (saved {draft.saved_at:%-d %b, %H:%M} UTC)")
    noun = "draft" if len(told) == 1 else "drafts"
    return published.with_words(
        live, words, f"Not what is published: played with the {noun} of {by} of {', '.join(told)}."
    )


def _require(said: str, name: str, source: str, house: House) -> None:
    try:
        (library.sms if name.startswith("sms/") else library.email)(source, house)
    except TemplateRefused as refused:
        raise PersonaRefused(f"{said} cannot be sent: {refused}") from refused


def _version(wish: Wish, name: str) -> Words:
    typed = wish.get("text_version", "")
    rows = {str(row.number): row for row in templates.history(name)}
    if typed not in rows:
        raise PersonaRefused(f"Type other words for {name}, or the number of one of its versions: {', '.join(rows)}.")
    return Words(name, rows[typed].number, rows[typed].source)
