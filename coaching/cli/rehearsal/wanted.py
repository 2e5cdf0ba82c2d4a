"""Reads the options of `coaching rehearse` into a persona."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from coaching.campaigns import personas
from coaching.campaigns.personas import Cast
from coaching.core.model import Channel
from coaching.core.personas import (
    Behaviour,
    Persona,
    PersonaRefused,
    read_outage,
    read_pause,
    read_script,
    stop_on,
)

MONDAY = 0


@dataclass(frozen=True, slots=True)
class Options:
    """As typed; None and () leave the persona as its file has it."""

    name: str | None = None
    zone: str | None = None
    start: str | None = None
    track: str | None = None
    cleared: bool | None = None
    channels: str | None = None
    replies: str | None = None
    pause: tuple[str, ...] = ()
    stop_on: int | None = None
    outage: tuple[str, ...] = ()


def persona(key: str, options: Options, cast: Cast, today: date) -> Persona:
    """This will put a persona together; raises PersonaRefused with what to write instead."""
    found = cast.persona(key)
    lines = tuple(read_pause(each) for each in options.pause)
    lines += (stop_on(options.stop_on),) if options.stop_on is not None else ()
    channels = found.channels if options.channels is None else personas.channels(options.channels)
    return replace(
        found,
        name=options.name or found.name,
        zone=found.zone if options.zone is None else personas.zone(options.zone),
        start=first_day(options.start, today),
        track=found.track if options.track is None else personas.track(options.track),
        cleared=found.cleared if options.cleared is None else options.cleared,
        channels=channels,
        behaviour=_behaviour(options.replies, found.behaviour, channels, cast),
        lines=lines,
        outages=tuple(read_outage(each) for each in options.outage),
    )


def first_day(written: str | None, today: date) -> date:
    """This will read a first day; none written: next Monday. Raises PersonaRefused."""
    if not written:
        return today + timedelta(days=(MONDAY - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise PersonaRefused(f"{written!r} is no date. Write for example --start {today}") from None


def _behaviour(written: str | None, own: Behaviour, channels: frozenset[Channel], cast: Cast) -> Behaviour:
    """One of the file's, or a script: who follows a script writes that and nothing else."""
    if written is None:
        return own
    if written in cast.behaviours:
        return cast.behaviours[written]
    path = Path(written)
    if not path.is_file():
        known = ", ".join(sorted(cast.behaviours))
        raise PersonaRefused(f"There is no way of answering {written!r}, and no such file. There are: {known}.")
    lines = read_script(path.read_text(encoding="utf-8"))
    for line in lines:
        if line.by is not None and line.by not in channels:
            raise PersonaRefused(f"{path}: this person has no {line.by}, so they cannot write by it.")
    return Behaviour(key=path.name, lines=lines)
