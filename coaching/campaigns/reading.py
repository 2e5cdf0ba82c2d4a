"""Reading a TOML file by type: every value that is missing, of the wrong type or unknown becomes a stated problem."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import TypeVar

from coaching.campaigns import places
from coaching.campaigns.places import Place
from coaching.campaigns.problems import CampaignProblem, CampaignRefused, instead_of

T = TypeVar("T")
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file that knows its lines. Problems are added to the shared list `problems`."""

    path: Path
    data: Mapping[str, object]
    lines: dict[Place, int]
    problems: list[CampaignProblem]

    def refuse(self, place: Place, message: str, mend: str) -> None:
        """This will note a problem at a place of this file."""
        self.problems.append(CampaignProblem(self.path, places.line_of(self.lines, place), message, mend))

    def root(self) -> "Section":
        return Section(self, (), self.data)


def open_toml(path: Path, problems: list[CampaignProblem]) -> TomlFile:
    """This will read a file. It raises CampaignRefused where nothing can be read at all: no file, no UTF-8, no TOML."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _unreadable(path, 1, "This file is missing.", "Write it; an existing programme shows how.") from None
    except UnicodeDecodeError:
        raise _unreadable(path, 1, "This file is not UTF-8 text.", "Save it again as UTF-8.") from None
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = places.line_of_syntax_error(error, source)
        raise _unreadable(path, line, f"This is not TOML: {error}.", "Mend this line, or the one before it.") from error
    return TomlFile(path, data, places.scan(source), problems)


def _unreadable(path: Path, line: int, message: str, mend: str) -> CampaignRefused:
    return CampaignRefused((CampaignProblem(path, line, message, mend),))


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a file. A reader that meets a wrong value notes the problem and answers an empty value."""

    file: TomlFile
    place: Place
    table: Mapping[str, object]
    asked: set[str] = field(default_factory=set)

    def text(self, key: str) -> str:
        value = self._get(key, "a text in quotes")
        return value if isinstance(value, str) else self._wrong(key, value, "a text in quotes", "")

    def text_or_none(self, key: str) -> str | None:
        self.asked.add(key)
        return self.text(key) if key in self.table else None

    def whole(self, key: str) -> int:
        value = self._get(key, "a whole number")
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self._wrong(key, value, "a whole number", 0)

    def whole_or(self, key: str, default: int) -> int:
        self.asked.add(key)
        return self.whole(key) if key in self.table else default

    def whole_or_none(self, key: str) -> int | None:
        self.asked.add(key)
        return self.whole(key) if key in self.table else None

    def flag(self, key: str) -> bool:
        """This will read true or false; a key that is not there means false."""
        self.asked.add(key)
        value = self.table.get(key, False)
        return value if isinstance(value, bool) else self._wrong(key, value, "true or false", False)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key, "a list of texts")
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self._wrong(key, value, "a list of texts", ())

    def texts_or(self, key: str) -> tuple[str, ...]:
        """This will read a list of texts; a key that is not there means none."""
        self.asked.add(key)
        return self.texts(key) if key in self.table else ()

    def wholes(self, key: str) -> tuple[int, ...]:
        """This will read a list of whole numbers; a key that is not there means none."""
        self.asked.add(key)
        value = self.table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, int) and not isinstance(item, bool) for item in value):
            return tuple(value)
        return self._wrong(key, value, "a list of whole numbers", ())

    def hour(self, key: str) -> time | None:
        """This will read "10:00"; None after a problem."""
        text = self.text(key)
        return self._hour(key, text) if text else None

    def hours(self, key: str) -> tuple[time, time] | None:
        """This will read ["08:00", "21:00"]; an empty list means closed, and so does a problem."""
        texts = self.texts(key)
        if not texts:
            return None
        hours = [self._hour(key, text) for text in texts]
        opens, closes = hours if len(hours) == 2 else (None, None)
        if opens is None or closes is None or opens >= closes:
            self.refuse(key, f'"{key}" is not a span of hours.', 'Write it as ["08:00", "21:00"], or [] for closed.')
            return None
        return opens, closes

    def section(self, key: str) -> "Section":
        value = self._get(key, "a table")
        if isinstance(value, dict):
            return Section(self.file, (*self.place, key), value)
        return Section(self.file, (*self.place, key), self._wrong(key, value, "a table", {}))

    def section_or_none(self, key: str) -> "Section | None":
        self.asked.add(key)
        return self.section(key) if key in self.table else None

    def named_sections(self) -> Iterator[tuple[str, "Section"]]:
        """This will go through a table of tables, in the order of the file."""
        for name in self.table:
            yield name, self.section(name)

    def rows(self, key: str) -> tuple["Section", ...]:
        """This will read the tables written as [[key]], in the order of the file."""
        value = self._get(key, f"tables written as [[{key}]]")
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return tuple(Section(self.file, (*self.place, key, n), item) for n, item in enumerate(value))
        return self._wrong(key, value, f"tables written as [[{key}]]", ())

    def one_of(self, key: str, known: Iterable[str], noun: str) -> str:
        """This will read a text that has to be one of `known`; "" after a problem."""
        word = self.text(key)
        return word if self.is_known(key, word, known, noun) else ""

    def is_known(self, key: str, word: str, known: Iterable[str], noun: str) -> bool:
        names = tuple(known)
        if word and word not in names:
            self.refuse(key, f'There is no {noun} "{word}".', instead_of(word, names))
        return word in names

    def refuse_unknown_keys(self) -> None:
        """This will note every key that no reader has asked for; call it last."""
        for key in self.table:
            if key not in self.asked:
                self.refuse(key, f'"{key}" is not a key of this table.', instead_of(key, self.asked))

    def refuse(self, key: str | None, message: str, mend: str) -> None:
        self.file.refuse(self.place if key is None else (*self.place, key), message, mend)

    def _get(self, key: str, expected: str) -> object:
        self.asked.add(key)
        if key not in self.table:
            self.refuse(key, f'"{key}" is missing here.', f"Add it: {expected}.")
        return self.table.get(key)

    def _wrong(self, key: str, value: object, expected: str, empty: T) -> T:
        if key in self.table:
            self.refuse(key, f'"{key}" is {value!r}.', f"Write {expected}.")
        return empty

    def _hour(self, key: str, text: str) -> time | None:
        if found := _HOUR.fullmatch(text):
            return time(int(found[1]), int(found[2]))
        self.refuse(key, f'"{text}" is not an hour.', 'Write it as "17:30".')
        return None
