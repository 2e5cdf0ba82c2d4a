"""Countries: which one a phone number belongs to, what it is called, and what is missing before it can be opened."""

from functools import cache
from importlib.resources import files

import phonenumbers

from coaching.journeys.office import Office


def of_phone(number: str) -> str:
    """This will name the country (two letters) of a number in international form, "" of what is none.

    A number that its own country has not given out (the +1 555 of films) counts for the first country of its code.
    """
    try:
        read = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return ""
    return str(
        phonenumbers.region_code_for_number(read) or phonenumbers.region_code_for_country_code(read.country_code or 0)
    )


def name(country: str) -> str:
    """This will give the English name of a country, or its letters where it has none."""
    return _names().get(country, country)


def closed(country: str) -> str:
    """This will say to a coach why nobody of a country can be enrolled, and what whoever runs the service must set."""
    return (
        f"Nobody in {name(country)} ({country}) can be enrolled yet: our safety texts need its emergency number, "
        f"crisis line and poison line. Ask whoever runs the service to set all three in COACHING_REGIONS."
    )


def not_open(country: str) -> str:
    """This will say to a visitor that nobody of a country can sign up yet."""
    where = _names().get(country, "your country")
    return f"The program is not open in {where} yet. We are sorry; please come back later."


def open_ones(office: Office) -> list[tuple[str, str]]:
    """This will list the countries in which people can be enrolled, with their names; the house's own first."""
    return [(country, name(country)) for country in office.open_countries]


@cache
def _names() -> dict[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in table.splitlines() if line and not line.startswith("#"))
