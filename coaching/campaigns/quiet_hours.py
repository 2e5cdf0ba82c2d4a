"""Reads the quiet hours of the states (`_house/quiet_hours.toml`) and finds those of a phone number."""

import tomllib
from collections.abc import Mapping
from datetime import time
from functools import cache
from importlib import resources
from typing import Any

from coaching.core.model import Hours, Window

_US = "+1"
_FILE = "_house/quiet_hours.toml"


def state_of(phone: str | None) -> str:
    """This will name the state with quiet hours of its own that a number in E.164 belongs to; "" for none."""
    return _by_area_code().get(phone[2:5], "") if phone and phone.startswith(_US) else ""


def window_of(state: str) -> Window:
    """This will give the hours of a state; raises KeyError for one that has none of its own."""
    return _windows()[state]


@cache
def _by_area_code() -> Mapping[str, str]:
    return {str(code): state for state, row in _rows().items() for code in row["area_codes"]}


@cache
def _windows() -> Mapping[str, Window]:
    return {
        state: Window(_hours(row, "weekday"), _hours(row, "saturday"), _hours(row, "sunday"))
        for state, row in _rows().items()
    }


def _hours(row: Mapping[str, Any], day: str) -> Hours | None:
    if day not in row:
        return None
    opens, closes = (time.fromisoformat(each) for each in row[day])
    return opens, closes


@cache
def _rows() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("coaching.campaigns").joinpath(_FILE).read_text(encoding="utf-8"))
