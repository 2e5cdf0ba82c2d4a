"""One row of a file against the rules of an enrolment: the person it names, or each problem in a sentence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from coaching.core import languages
from coaching.core.model import Channel
from coaching.journeys import enrol, typed
from coaching.journeys.entry import Checked
from coaching.journeys.import_people import numbers
from coaching.journeys.typed import Problems
from coaching.store import uploads


class Trouble(StrEnum):
    """Why a row is not enrolled."""

    NAME = "name"
    NUMBER = "number"
    EMAIL = "email"
    NO_ADDRESS = "no_address"
    ZONE = "zone"
    COUNTRY = "country"
    START = "start"
    LANGUAGE = "language"
    TIME = "time"
    CONSENT = "consent"
    TWICE = "twice"
    ENROLLED = "enrolled"
    STOPPED = "stopped"
    SUPPRESSED = "suppressed"
    OTHER_NAME = "other_name"
    TWO_PEOPLE = "two_people"


@dataclass(frozen=True, slots=True)
class Bad:
    """`row`: its number, the first person being 1. `why`: each problem with its sentence."""

    row: int
    why: tuple[tuple[Trouble, str], ...]


@dataclass(frozen=True, slots=True)
class Good:
    """`keys` stand for the addresses of the person (uploads.digest)."""

    row: int
    checked: Checked
    keys: tuple[int, ...]

    def __reduce__(self) -> tuple[Callable[..., "Good"], tuple[object, ...]]:
        """Between processes by its cells: half a million objects of two kinds took longer than all checks."""
        own = self.checked
        cells = (own.first_name, own.phone, own.email, own.zone, own.region, own.start, own.slots, own.language)
        return _good, (self.row, self.keys, *cells)


def _good(
    row: int,
    keys: tuple[int, ...],
    name: str,
    phone: str | None,
    email: str | None,
    zone: str,
    region: str,
    start: date,
    slots: Mapping[str, str],
    language: str,
) -> Good:
    return Good(row, Checked(name, phone, email, zone, region, start, slots, language=language), keys)


FIELDS = {
    "first_name": "First name",
    "phone": "Phone",
    "email": "Email",
    "zone": "Time zone",
    "start": "First day",
    "language": "Language",
    "region": "Country",
    "consent": "Consent (yes or no)",
    "slot_am": "Morning texts at",
    "slot_pm": "Evening texts at",
}
SLOTS = ("slot_am", "slot_pm")
_NAMES = {
    "first_name": "first name|firstname|name|given name|vorname|prenom|nombre|full name",
    "phone": "phone|mobile|cell|phone number|mobile number|cell phone|tel|telephone|handy|telefon|sms|telefono|movil",
    "email": "email|e mail|mail|email address|correo|courriel|e mail adresse",
    "zone": "time zone|timezone|zone|tz|zeitzone",
    "start": "start|start date|first day|begin|begins|startdatum|fecha de inicio",
    "language": "language|lang|sprache|idioma|langue",
    "region": "country|region|land|pais|pays",
    "consent": "consent|agreed|opt in|optin|opted in|permission|einwilligung|consentimiento",
    "slot_am": "morning|am|morning texts at|send time|time|time of day",
    "slot_pm": "evening|pm|evening texts at",
}
_YES = frozenset(
    ["yes", "y", "true", "1", "x", "ja", "si", "sí", "oui", "ok", "agreed", "✓", "✔", "wahr", "verdadero", "vrai"]
)


def guess(header: Sequence[str]) -> dict[str, int]:
    """This will map fields to columns by what the columns are called."""
    found: dict[str, int] = {}
    plain = [" ".join(re.split(r"[^\w]+|_", cell.casefold())).strip() for cell in header]
    for field, names in _NAMES.items():
        wanted = names.split("|")
        matches = [(wanted.index(cell), at) for at, cell in enumerate(plain) if cell in wanted]
        if matches and (best := min(matches)[1]) not in found.values():
            found[field] = best
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds for all rows. `columns`: field -> column; `defaults`: what an empty cell stands for.

    `spoken`: the languages of the programme; `calling`: the country of numbers without +, None: there is none;
    `open_countries` and `home`: where people may be enrolled, as an Office has them.
    """

    columns: Mapping[str, int]
    defaults: Mapping[str, str]
    spoken: tuple[str, ...]
    calling: str | None
    now: datetime
    open_countries: tuple[str, ...]
    home: str


@dataclass(slots=True)
class Checker:
    """Reads rows by one plan; what repeats from row to row is read once."""

    plan: Plan
    _cells: tuple[tuple[int, str], ...]
    _zones: dict[str, tuple[str, str | None]]
    _starts: dict[tuple[str, str], tuple[date, str | None]]
    _countries: dict[tuple[str, str], tuple[str, Mapping[str, str]]]

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._cells = tuple((plan.columns.get(field, _NOWHERE), plan.defaults.get(field, "")) for field in FIELDS)
        self._zones, self._starts, self._countries = {}, {}, {}

    def read(self, number: int, cells: Sequence[str]) -> Good | Bad:
        """This will check one row by itself; whether the person is here already is asked for many at once."""
        width = len(cells)
        called, written, mailed, there, begins, speech, land, agreed, am, pm = [
            (cells[at] or default) if at < width else default for at, default in self._cells
        ]
        why: list[tuple[Trouble, str]] = []
        problems: Problems = {}
        name = typed.first_name(called, problems)
        _take(problems, why, Trouble.NAME)
        phone = numbers.phone(written, problems, self.plan.calling) if written else None
        _take(problems, why, Trouble.NUMBER)
        email = _email(mailed, problems) if mailed else None
        _take(problems, why, Trouble.EMAIL)
        if not written and not mailed:
            why.append((Trouble.NO_ADDRESS, enrol.NO_ADDRESS))
        zone = _once(self._zones, there, self._zone)
        _add(why, Trouble.ZONE, zone[1])
        region = self._region(land, phone)
        why += [(Trouble.COUNTRY, sentence) for sentence in region[1].values()]
        start = _once(self._starts, (begins, zone[0]), self._start)
        _add(why, Trouble.START, start[1])
        language = self._language(speech, why)
        slots = typed.slots({slot: at for slot, at in (("am", am), ("pm", pm)) if at}, problems) if am or pm else {}
        _take(problems, why, Trouble.TIME)
        if "consent" in self.plan.columns and agreed.casefold() not in _YES:
            why.append((Trouble.CONSENT, NO_CONSENT))
        if why:
            return Bad(number, tuple(why))
        keys = []
        if phone:
            keys.append(uploads.digest(Channel.SMS, phone))
        if email:
            keys.append(uploads.digest(Channel.EMAIL, email))
        return _good(number, tuple(keys), name, phone, email, zone[0], region[0], start[0], slots, language)

    def _zone(self, written: str) -> tuple[str, str | None]:
        problems: Problems = {}
        return typed.zone(written, problems), problems.get("zone")

    def _start(self, key: tuple[str, str]) -> tuple[date, str | None]:
        problems: Problems = {}
        return typed.start(*key, self.plan.now, problems), problems.get("start")

    def _region(self, chosen: str, phone: str | None) -> tuple[str, Mapping[str, str]]:
        of_number = numbers.of_phone(phone) if phone else ""
        return _once(self._countries, (chosen.upper() if len(chosen) == 2 else chosen, of_number), self._country)

    def _country(self, key: tuple[str, str]) -> tuple[str, Mapping[str, str]]:
        problems: Problems = {}
        return typed.region_of(*key, self.plan, problems), problems

    def _language(self, written: str, why: list[tuple[Trouble, str]]) -> str:
        found = _speech(written)
        if found not in self.plan.spoken:
            names = ", ".join(languages.LANGUAGES[code].name for code in self.plan.spoken)
            why.append((Trouble.LANGUAGE, f"Choose a language in which this programme is written: {names}."))
        return found


NO_CONSENT = "This row has no yes in the column of consent. Nobody gets a message without it."
_MOST_KEPT = 50_000
_NOWHERE = 1 << 30  # the column of a field that the file does not have


K = TypeVar("K")
V = TypeVar("V")


def _once(known: dict[K, V], key: K, read: Callable[[K], V]) -> V:
    found = known.get(key)
    if found is None:
        if len(known) > _MOST_KEPT:
            known.clear()
        found = known[key] = read(key)
    return found


def _take(problems: Problems, why: list[tuple[Trouble, str]], trouble: Trouble) -> None:
    if problems:
        why += [(trouble, sentence) for sentence in problems.values()]
        problems.clear()


def _add(why: list[tuple[Trouble, str]], trouble: Trouble, sentence: str | None) -> None:
    if sentence:
        why.append((trouble, sentence))


@lru_cache(maxsize=1_000)
def _speech(written: str) -> str:
    """A language by its code ("es", "es-MX") or by its own name."""
    plain = written.strip().casefold()
    by_name = {each.name.casefold(): each.code for each in languages.LANGUAGES.values()}
    return by_name.get(plain) or plain.replace("_", "-").split("-")[0] or languages.DEFAULT


def mentioned(cells: Sequence[str], columns: Mapping[str, int], calling: str | None) -> list[int]:
    """This will give what stands for the addresses in a row that cannot be enrolled, as far as they can be read."""
    found = []
    for channel, field, read in ((Channel.SMS, "phone", _number(calling)), (Channel.EMAIL, "email", _email)):
        at = columns.get(field)
        written = cells[at] if at is not None and at < len(cells) else ""
        if written and (address := read(written, {})):
            found.append(uploads.digest(channel, address))
    return found


def _number(calling: str | None) -> Callable[[str, Problems], str | None]:
    return lambda written, problems: numbers.phone(written, problems, calling)


# A dot-atom in ASCII; anything else is read by the library alone.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def _email(written: str, problems: Problems) -> str | None:
    local, at, domain = written.rpartition("@")
    if at and len(local) <= 64 and len(written) <= 200 and _LOCAL.fullmatch(local):
        known = _domain(domain)
        if known is not None:
            return f"{local}@{known}"
    return typed.email(written, problems)


@lru_cache(maxsize=50_000)
def _domain(domain: str) -> str | None:
    """A domain as it is stored; None where the library has something to say about it."""
    read = typed.email(f"a@{domain}", {})
    return read.removeprefix("a@") if read else None
