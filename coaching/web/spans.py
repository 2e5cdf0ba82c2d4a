"""Lengths of time in words."""

from datetime import datetime, timedelta

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def length(span: timedelta) -> str:
    """This will say a length in its largest unit, rounded down: "12 minutes", "2 days"."""
    seconds = int(span.total_seconds())
    for size, word in _UNITS:
        if (count := seconds // size) >= 1:
            return f"{count} {word}{'s' if count != 1 else ''}"
    return "less than a minute"


def ago(at: datetime, now: datetime) -> str:
    """This will say how long ago something was."""
    return ago_s((now - at).total_seconds())


def ago_s(seconds: float) -> str:
    """This will say how long ago something was that happened so many seconds ago."""
    return "just now" if seconds < 60 else f"{length(timedelta(seconds=seconds))} ago"


def ahead(at: datetime, now: datetime) -> str:
    """This will say in how long something is due."""
    return "now" if at <= now else f"in {length(at - now)}"
