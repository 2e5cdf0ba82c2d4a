"""Reads the made-up people of personas.toml, and of a file of one's own in the same form."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

from coaching.core.model import Channel, Track
from coaching.core.personas import Behaviour, Persona, PersonaRefused, read_line

FILE = Path(__file__).parent / "personas.toml"
CHANNELS = {
    "both": frozenset(Channel),
    "sms": frozenset({Channel.SMS}),
    "email": frozenset({Channel.EMAIL}),
}
_PERSONA = {"about", "name", "zone", "start", "channels", "track", "cleared", "replies"}
_REPLIES = {"about", "share", "nudged", "minutes", "numbers", "words", "odd", "odd_every", "lines"}


@dataclass(frozen=True, slots=True)
class Mix:
    """What a cohort is made of: weights by the key of a persona, by zone and by the key of CHANNELS."""

    personas: Mapping[str, int]
    zones: Mapping[str, int]
    channels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything of one file."""

    about: Mapping[str, str]
    personas: Mapping[str, Persona]
    behaviours: Mapping[str, Behaviour]
    mix: Mix

    def persona(self, key: str) -> Persona:
        """This will find a persona; raises PersonaRefused naming those there are."""
        return _find(self.personas, key, "persona")

    def behaviour(self, key: str) -> Behaviour:
        """This will find a way of answering; raises PersonaRefused naming those there are."""
        return _find(self.behaviours, key, "way of answering")


T = TypeVar("T")


def _find(known: Mapping[str, T], key: str, what: str) -> T:
    if key not in known:
        raise PersonaRefused(f"There is no {what} {key!r}. There are: {', '.join(sorted(known))}.")
    return known[key]


@cache
def read(path: Path = FILE) -> Cast:
    """This will read a file of personas; raises PersonaRefused with what to write instead.

    Who has no first day of their own gets one that lies long ago; whoever plays them sets another.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        behaviours = {key: _behaviour(key, told) for key, told in data["replies"].items()}
        personas = {key: _persona(key, told, behaviours) for key, told in data["persona"].items()}
        mix = data.get("cohort", {})
        return Cast(
            about={key: told.get("about", "") for key, told in data["persona"].items()},
            personas=personas,
            behaviours=behaviours,
            mix=Mix(
                {key: int(n) for key, n in mix.items() if isinstance(n, int)} or dict.fromkeys(personas, 1),
                mix.get("zones", {"UTC": 1}),
                mix.get("channels", {"both": 1}),
            ),
        )
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PersonaRefused(f"{path} cannot be read: {error}") from error
    except (AttributeError, KeyError, TypeError) as error:
        raise PersonaRefused(f"{path}: something is missing or of the wrong kind: {error!r}") from error


def _behaviour(key: str, told: Mapping[str, Any]) -> Behaviour:
    _refuse_unknown(f"replies.{key}", told, _REPLIES)
    soon, late = told.get("minutes", [15, 120])
    return Behaviour(
        key=key,
        about=told.get("about", ""),
        share=float(told.get("share", 0)),
        nudged=float(told.get("nudged", 0)),
        soon=soon,
        late=late,
        numbers={name: (n, n) if isinstance(n, int) else (n[0], n[1]) for name, n in told.get("numbers", {}).items()},
        words=dict(told.get("words", {})),
        odd=tuple(told.get("odd", ())),
        odd_every=int(told.get("odd_every", 0)),
        lines=tuple(read_line(line) for line in told.get("lines", ())),
    )


def _persona(key: str, told: Mapping[str, Any], behaviours: Mapping[str, Behaviour]) -> Persona:
    _refuse_unknown(f"persona.{key}", told, _PERSONA)
    return Persona(
        name=told["name"],
        zone=zone(told["zone"]),
        start=date.fromisoformat(told.get("start", "1970-01-05")),
        behaviour=_find(behaviours, told["replies"], "way of answering"),
        track=track(told.get("track", "")),
        cleared=bool(told.get("cleared", False)),
        channels=channels(told.get("channels", "both")),
    )


def _refuse_unknown(place: str, told: Mapping[str, Any], known: set[str]) -> None:
    if unknown := told.keys() - known:
        raise PersonaRefused(
            f"[{place}]: {', '.join(sorted(unknown))} is not known. Known: {', '.join(sorted(known))}."
        )


def zone(written: str) -> str:
    """This will check the name of a time zone; raises PersonaRefused."""
    if written not in available_timezones():
        raise PersonaRefused(f"There is no time zone {written!r}. Write for example Europe/Paris.")
    return written


def track(written: str) -> Track | None:
    """This will read a track, "" or "none" for no screen on record; raises PersonaRefused."""
    if written in ("", "none"):
        return None
    if written not in list(Track):
        raise PersonaRefused(f"{written!r} is no track. Write full, food_first, gentle or none.")
    return Track(written)


def channels(written: str) -> frozenset[Channel]:
    """This will read "both", "sms" or "email"; raises PersonaRefused."""
    return _find(CHANNELS, written, "choice of channels")
