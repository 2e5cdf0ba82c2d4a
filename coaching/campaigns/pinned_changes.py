"""Changes of a calendar as JSON, so that a draft keeps them one by one."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from coaching.core.model import Channel, LatePolicy
from coaching.core.revising import Add, Change, Channels, Copy, Late, Move, Remove, Slot, Swap, Topic

_KINDS: Mapping[str, type[Change]] = {
    "move": Move,
    "swap": Swap,
    "copy": Copy,
    "add": Add,
    "remove": Remove,
    "slot": Slot,
    "channels": Channels,
    "late": Late,
    "topic": Topic,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def out(change: Change) -> dict[str, Any]:
    """This will give plain JSON values."""
    plain = {field.name: getattr(change, field.name) for field in fields(change)}
    if "channels" in plain:
        plain["channels"] = [channel.value for channel in plain["channels"]]
    return {"what": _NAMES[type(change)], **plain}


def read(stored: Mapping[str, Any]) -> Change:
    """This will rebuild a change. It raises ValueError where this program cannot read it."""
    plain = dict(stored)
    kind = _KINDS.get(plain.pop("what", ""))
    if kind is None:
        raise ValueError(f"This draft holds a change that this program does not know: {stored.get('what')!r}.")
    if "channels" in plain:
        plain["channels"] = tuple(Channel(name) for name in plain["channels"])
    if "late" in plain:
        plain["late"] = LatePolicy(plain["late"])
    return kind(**plain)
