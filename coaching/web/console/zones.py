"""Time zones for the enrolment form: all of them to choose from, and those a phone number suggests."""

from functools import cache
from zoneinfo import available_timezones

import phonenumbers
from phonenumbers import timezone

SUGGESTED = 6
_AREAS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def known() -> tuple[str, ...]:
    """This will list the zones named by a place, by name."""
    return tuple(sorted(name for name in available_timezones() if name.startswith(_AREAS)))


def of_phone(typed: str) -> tuple[str, ...]:
    """This will name the zones in which a number may lie (at most six); none for what is no full number."""
    try:
        number = phonenumbers.parse(typed.strip(), None)
    except phonenumbers.NumberParseException:
        return ()
    found = [name for name in timezone.time_zones_for_number(number) if name in available_timezones()]
    return tuple(dict.fromkeys(found))[:SUGGESTED]
