"""Where things stand in a TOML text: tomllib gives values without line numbers, so the source is scanned for them."""

import re
import tomllib

Place = tuple[str | int, ...]
"""The way to a value: ("slots", "am"), ("step", 3, "day"). Tables of an array are counted from 0."""

_ARRAY = re.compile(r"^\s*\[\[(?P<name>[^\]]+)\]\]\s*(?:#.*)?$")
_TABLE = re.compile(r"^\s*\[(?P<name>[^\[\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*(?P<name>(?:[A-Za-z0-9_.\- ]|"[^"]*"|'[^']*')+?)\s*=""")
_STATED = re.compile(r"\(at line (?P<line>\d+)")


def scan(source: str) -> dict[Place, int]:
    """This will give the line (from 1) of every table header and every key that begins a line.

    A line inside a multi-line string can look like a key; it then adds a place that nobody asks for.
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(source.splitlines(), start=1):
        if header := _ARRAY.match(line):
            name = _path(header["name"])
            counts[name] = counts.get(name, -1) + 1
            table = (*name, counts[name])
            lines.setdefault(name, number)
            lines[table] = number
        elif header := _TABLE.match(line):
            table = _path(header["name"])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_path(key["name"])), number)
    return lines


def line_of(lines: dict[Place, int], place: Place) -> int:
    """This will give the line of a place, or of the nearest table around it; 1 where there is none."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return 1


def line_of_syntax_error(error: tomllib.TOMLDecodeError, source: str) -> int:
    """This will read the line out of tomllib's message; "at end of document" is the last line."""
    stated = _STATED.search(str(error))
    return int(stated["line"]) if stated else max(1, len(source.splitlines()))


def _path(dotted: str) -> Place:
    """`checkins."C-WEEK+DOSE".gentle` -> ("checkins", "C-WEEK+DOSE", "gentle"), by TOML's own rules."""
    try:
        nested: object = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return (dotted.strip(),)  # a line of a multi-line string; the document as a whole has been parsed
    path: list[str] = []
    while isinstance(nested, dict):
        name, nested = next(iter(nested.items()))
        path.append(name)
    return tuple(path)
