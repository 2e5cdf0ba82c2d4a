"""The Jinja2 environment of the pages (not of the messages: those are rendered in coaching.core)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """This will make the environment Django hands every page to; autoescape is on."""
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    env.globals.update(static=static, url=reverse)
    env.filters.update(day=day, clock=clock, local=local, thousands=thousands)
    return env


def day(at: date) -> str:
    """Tue 3 Mar 2026."""
    return f"{at:%a %-d %b %Y}"


def clock(at: datetime) -> str:
    """Tue 3 Mar, 10:04; in the zone the value is in."""
    return f"{at:%a %-d %b, %H:%M}"


def local(at: datetime, zone: str) -> str:
    """Tue 3 Mar, 10:04 in the given zone."""
    return clock(at.astimezone(ZoneInfo(zone)))


def thousands(number: int) -> str:
    return f"{number:,}"
