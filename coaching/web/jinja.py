"""The Jinja2 environment of the pages (not of the messages: those are rendered in coaching.core)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from coaching.core.rendering.values import without_controls


def environment(**options: Any) -> Environment:
    """This will make the environment Django hands every page to; autoescape is on."""
    spare = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**{**options, **spare, "finalize": shown})
    env.globals.update(static=static, url=reverse)
    env.filters.update(day=day, clock=clock, local=local, thousands=thousands)
    env.filters.update(hour=hour, moment=moment, plain_day=plain_day, later=later)
    return env


def shown(value: object) -> object:
    """This will make a value fit to stand in a page: a name must not turn round the words that follow it."""
    if not isinstance(value, str) or (plain := without_controls(value)) == value:
        return value
    return type(value)(plain)  # what is escaped already stays so


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


def hour(at: datetime | time | str) -> str:
    """10:04 am, as the people who are coached read it; from a moment, a time, or "10:04"."""
    read = time.fromisoformat(at) if isinstance(at, str) else at
    return f"{read.hour % 12 or 12}:{read.minute:02} {'am' if read.hour < 12 else 'pm'}"


def plain_day(at: date) -> str:
    """Tue 3 Mar."""
    return f"{at:%a} {at.day} {at:%b}"


def moment(at: datetime, now: datetime) -> str:
    """Today at 10:04 am, seen from `now` in the same zone."""
    names = {now.date(): "today", now.date() + timedelta(days=1): "tomorrow"}
    return f"{names.get(at.date(), plain_day(at))} at {hour(at)}"


def later(on: date, days: int) -> date:
    """The date so many days later."""
    return on + timedelta(days=days)
