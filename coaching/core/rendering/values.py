"""Values on their way into a message: made plain, short enough and free of characters that deceive."""

import re
from collections.abc import Callable, Mapping, Sequence

from coaching.core.rendering.problems import RenderFailed, did_you_mean

VALUE_CAP = 10_000
FOLDED_CAP = 60
FOLDED_FIELDS = ("topic", "text")
NUMBERS_CAP = 20

Plain = str | int | float | bool

_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, direction overrides (they can turn "gpj.exe" round), interlinear marks, lone surrogates.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_UNWANTED = re.compile(CONTROLS.pattern[:-1] + r"\t\n\x0b-\r\u2028\u2029\ud800-\udfff]")
_GONE = re.compile(CONTROLS.pattern[:-1] + r"\ud800-\udfff]")


def without_controls(text: str) -> str:
    """This will leave out the characters that nobody sees and that could turn the words around them."""
    return _GONE.sub("", text) if _GONE.search(text) else text


def prepare(values: Mapping[str, object], names: frozenset[str], *, one_line: bool) -> dict[str, object]:
    """This will pick the values named in `names` and make each safe to insert.

    None counts as missing, so that `default('there')` applies. `folded` becomes a list of dicts with
    `topic` and `text`; `foods` becomes the function `food`; `numbers` is drawn, and missing means none.
    Raises RenderFailed for a value that is too long or of a kind that cannot stand in a sentence."""
    ready: dict[str, object] = {}
    for name in names:
        value = values.get(name)
        if name == "numbers":
            ready[name] = _numbers(value or ())
        if value is None or name == "numbers":
            continue
        if name == "folded":
            ready[name] = _folded(value)
        elif name == "foods":
            ready["food"] = _food(value)
        else:
            ready[name] = plain(name, value, one_line=one_line)
    return ready


def plain(name: str, value: object, *, one_line: bool) -> Plain:
    """This will return a number unchanged and a text without controls, marks of markup and, with
    `one_line`, line breaks. Raises RenderFailed for any other kind and above VALUE_CAP characters."""
    if isinstance(value, str):
        if len(value) > VALUE_CAP:
            raise RenderFailed(f"The value of {name} has {len(value):,} characters; at most {VALUE_CAP:,} fit.")
        return _text(value, one_line=one_line)
    if isinstance(value, (bool, int, float)):
        return value
    raise RenderFailed(f"The value of {name} is a {type(value).__name__}; give a text or a number.")


def _text(value: str, *, one_line: bool) -> str:
    exact = value if type(value) is str else "".join(value)  # a Markup would escape escaping
    if _UNWANTED.search(exact) is None:
        return exact
    exact = _GONE.sub("", _BREAK.sub("\n", exact)).replace("\t", " ")
    return exact.replace("\n", " ") if one_line else exact


def _folded(value: object) -> list[dict[str, Plain]]:
    if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(e, Mapping) for e in value):
        raise RenderFailed("The value of folded is no list of entries; give a list of {topic, text}, or an empty one.")
    if len(value) > FOLDED_CAP:
        raise RenderFailed(f"The value of folded has {len(value)} entries; at most {FOLDED_CAP} fit in one message.")
    missing = [field for entry in value for field in FOLDED_FIELDS if entry.get(field) is None]
    if missing:
        raise RenderFailed(f"An entry of folded has no {missing[0]}; each needs a topic and a text.")
    return [
        {field: plain(f"folded {field}", entry[field], one_line=field == "topic") for field in FOLDED_FIELDS}
        for entry in value
    ]


def _numbers(value: object) -> list[dict[str, object]]:
    """Rows to draw: a name, the end of the scale, and points of day, value and percent (core.own_numbers)."""
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > NUMBERS_CAP:
        raise RenderFailed(f"The value of numbers is no list of at most {NUMBERS_CAP} rows.")
    try:
        return [
            {
                "name": plain("numbers", row["name"], one_line=True),
                "of": int(row["of"]),
                "points": [{key: int(point[key]) for key in ("day", "value", "width")} for point in row["points"]],
            }
            for row in value
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise RenderFailed("A row of numbers needs a name, the end of its scale, and points to draw.") from error


def _food(foods: object) -> Callable[[str], Plain]:
    if not isinstance(foods, Mapping):
        raise RenderFailed("The value of foods is no table; give a mapping of food to figure, as spinach to '78 mg'.")

    def food(key: str) -> Plain:
        if key not in foods:
            hint = did_you_mean(key, map(str, foods))
            raise RenderFailed(f"There is no figure for the food {key}." + (f" {hint}" if hint else ""))
        return plain(f"the food {key}", foods[key], one_line=True)

    return food


_SCHEMES = ("https://", "http://", "mailto:", "tel:")


def require_address(name: str, value: object) -> None:
    """This will refuse, by RenderFailed, a value that is to be a link and is no web, mail or phone address."""
    if not isinstance(value, str) or not value.lower().startswith(_SCHEMES):
        raise RenderFailed(f"The value of {name} is used as a link; it must begin with {', '.join(_SCHEMES)}.")
