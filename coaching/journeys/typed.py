"""What is typed about a person who is to come in: read field by field, each wrong one answered with one sentence."""

import difflib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import available_timezones

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from coaching.core import schedule, screen
from coaching.core.model import Track
from coaching.core.screen import Answer, Excluded
from coaching.journeys import countries
from coaching.journeys.office import Office
from coaching.store import standings

FURTHEST_START = timedelta(days=180)
Problems = dict[str, str]
"""The field, and one sentence that says what to do."""


def first_name(typed: str, problems: Problems) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > 60:
        problems["first_name"] = "Enter the first name, at most 60 letters."
    return name


def phone(typed: str, problems: Problems, country: str | None = None) -> str | None:
    """This will give the number in its international form (E.164); None where none was typed.

    `country`: where a number without + and a country code belongs; None: it is not taken.
    """
    if not typed.strip():
        return None
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        problems["phone"] = "This is not a full number. Write it with + and the country code, e.g. +15551234567."
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(typed: str, problems: Problems) -> str | None:
    if not typed.strip():
        return None
    try:
        return validate_email(typed.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        problems["email"] = f"This email address cannot be used: {error}"
        return None


def region(
    chosen: str,
    number: str | None,
    office: Office,
    problems: Problems,
    closed: Callable[[str], str] = countries.closed,
) -> str:
    """This will give the country whose emergency numbers the person gets: the chosen one, else that of the number,
    else the house's. A country whose numbers are not set is `closed`, whichever way it comes in."""
    return region_of(chosen, countries.of_phone(number) if number else "", office, problems, closed)


class Countries(Protocol):
    """Where people may be enrolled, as an Office says it."""

    @property
    def open_countries(self) -> tuple[str, ...]: ...
    @property
    def home(self) -> str: ...


def region_of(
    chosen: str,
    of_number: str,
    office: Countries,
    problems: Problems,
    closed: Callable[[str], str] = countries.closed,
) -> str:
    """This will do the same for a number whose country is known; "" where there is no number."""
    opened = office.open_countries
    if of_number and of_number not in opened:
        problems["phone"] = closed(of_number)
    wanted = chosen.strip() or of_number or office.home
    if wanted not in opened and wanted != of_number:
        problems["region"] = closed(wanted)
    return wanted


def zone(typed: str, problems: Problems) -> str:
    """This will give the time zone as its database writes it, whatever the capitals; a near miss is suggested."""
    known = _zones()
    typed = typed.strip()
    if not typed:
        problems["zone"] = "Choose a time zone, e.g. Europe/Paris or America/New_York."
        return "UTC"
    if typed in known:
        return typed
    folded = {name.casefold(): name for name in known}
    wanted = typed.casefold().replace(" ", "_")
    if wanted in folded:
        return folded[wanted]
    cities = {name.rsplit("/", 1)[-1].casefold(): name for name in sorted(known)}
    near = [cities[city] for city in difflib.get_close_matches(wanted, cities, 3, 0.6)]
    near += [folded[name] for name in difflib.get_close_matches(wanted, folded, 3, 0.6)]
    hint = ", ".join(dict.fromkeys(near)) or "Europe/Paris or America/New_York"
    problems["zone"] = f"There is no time zone {typed!r}. Did you mean {hint}?"
    return "UTC"


@cache
def _zones() -> frozenset[str]:
    """Walking the folder of zones takes longer than all other checks of a person together."""
    return frozenset(available_timezones())


def start(typed: str, zone_name: str, now: datetime, problems: Problems) -> date:
    """This will give the first day: tomorrow where the person lives, unless another one is typed."""
    today = schedule.local_date(now, standings.zone(zone_name))
    if not typed.strip():
        return today + schedule.ONE_DAY
    try:
        first = date.fromisoformat(typed.strip())
    except ValueError:
        problems["start"] = f"Write the first day as year-month-day, e.g. {today + schedule.ONE_DAY}."
        return today
    if first < today:
        problems["start"] = f"The first day has passed. The earliest is today, {today}."
    elif first > today + FURTHEST_START:
        problems["start"] = f"The first day is too far away. The latest is {today + FURTHEST_START}."
    return first


def slots(typed: Mapping[str, str], problems: Problems) -> dict[str, str]:
    """This will read wishes for times of day; an empty one is none."""
    read = {}
    for slot, at in typed.items():
        if not at:
            continue
        try:
            read[slot] = time.fromisoformat(at.strip().zfill(5)).isoformat("minutes")
        except ValueError:
            problems[f"slot_{slot}"] = "Write a time of day as hours:minutes, e.g. 09:30."
    return read


def track(typed: str, problems: Problems) -> Track | None:
    """This will read the result of a screen whose answers are kept elsewhere."""
    if not typed:
        return None
    try:
        return Track(typed)
    except ValueError:
        problems["screen"] = f"Unknown track {typed!r}. Choose one of: {', '.join(Track)}; or leave it empty."
        return None


def answers(typed: Mapping[str, str], problems: Problems, *, agreed: bool, tick: str) -> dict[str, Answer]:
    """This will read the answers of the health screen, {} where none are given.

    Without the person's agreement nothing but their age is read; `tick` is what to say to answers without it.
    """
    try:
        read = screen.read(typed)
    except ValueError as wrong:
        problems["answers"] = str(wrong)
        return {}
    if isinstance(screen.track(read), Excluded):
        problems[f"q_{screen.AGE}"] = UNDER_18
    about_health = {key for key in read if key != screen.AGE}
    if about_health and not agreed:
        problems["health"] = tick
    return read if about_health and agreed else {}


UNDER_18 = "The program is for adults, so nobody under 18 can join. Thank you for asking; please come back later."
