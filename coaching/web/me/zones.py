"""The time zones to choose from, by part of the world, each named by its place."""

from functools import cache
from zoneinfo import available_timezones

_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def by_area() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """This will give each area with its zones: (area, ((zone, place), ...))."""
    named = sorted(name for name in available_timezones() if name.startswith(tuple(f"{area}/" for area in _AREAS)))
    return tuple(
        (area, tuple((zone, _place(zone)) for zone in named if zone.startswith(f"{area}/"))) for area in _AREAS
    )


def _place(zone: str) -> str:
    """New York; Louisville (Kentucky) where the name has three parts."""
    parts = zone.replace("_", " ").split("/")[1:]
    return parts[0] if len(parts) == 1 else f"{parts[-1]} ({parts[0]})"
