"""Phone numbers by the thousand: the plain ones by the tables of phonenumbers alone, all others by the library itself.

The short way gives what the library gives, or nothing; tests/journeys/test_import_checking.py holds the two equal.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

from coaching.journeys import countries, typed

_PLAIN = re.compile(r"\+[1-9][0-9]{6,14}")
_NON_GEOGRAPHIC = "001"


@dataclass(frozen=True, slots=True)
class _Code:
    """What a country code says: the lengths that are possible, what begins with a trunk prefix, and whose it is.

    `main`: the patterns of the first country of a code that several share; empty where they cannot tell it apart.
    """

    digits: int
    lengths: frozenset[int]
    trunk: re.Pattern[str] | None
    region: str
    shared: bool
    main: tuple[tuple[re.Pattern[str], frozenset[int]], ...]


def phone(written: str, problems: typed.Problems, country: str | None = None) -> str | None:
    """This will do what typed.phone does."""
    if (code := _code(written)) is not None and _is_short(written, code):
        return written
    return typed.phone(written, problems, country)


def of_phone(number: str) -> str:
    """This will do what countries.of_phone does, for a number in international form."""
    code = _code(number)
    if code is None or not _is_short(number, code):
        return countries.of_phone(number)
    if not code.shared:
        return code.region
    national = number[code.digits + 1 :]
    if any(len(national) in lengths and pattern.fullmatch(national) for pattern, lengths in code.main):
        return code.region
    return _of_phone(number)


@lru_cache(maxsize=20_000)
def _of_phone(number: str) -> str:
    return countries.of_phone(number)


def _is_short(written: str, code: _Code) -> bool:
    national = written[code.digits + 1 :]
    return len(national) in code.lengths and (code.trunk is None or code.trunk.match(national) is None)


def _code(written: str) -> _Code | None:
    if _PLAIN.fullmatch(written) is None:
        return None
    for digits in (1, 2, 3):
        found = _read_code(int(written[1 : 1 + digits]), digits)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=2_000)
def _read_code(number: int, digits: int) -> _Code | None:
    regions = COUNTRY_CODE_TO_REGION_CODE.get(number)
    if regions is None or regions[0] == _NON_GEOGRAPHIC:
        return None
    own = PhoneMetadata.metadata_for_region(regions[0], None)
    if own is None or own.general_desc is None:
        return None
    trunk = own.national_prefix_for_parsing
    return _Code(
        digits,
        frozenset(length for length in own.general_desc.possible_length if length > 0),
        re.compile(trunk) if trunk else None,
        regions[0],
        len(regions) > 1,
        _patterns(own) if own.leading_digits is None else (),
    )


def _patterns(own: PhoneMetadata) -> tuple[tuple[re.Pattern[str], frozenset[int]], ...]:
    """Fixed lines and mobiles: most numbers; one that matches is of this country."""
    described: list[PhoneNumberDesc] = [each for each in (own.fixed_line, own.mobile) if each is not None]
    usual = own.general_desc.possible_length if own.general_desc else ()
    return tuple(
        (re.compile(each.national_number_pattern), frozenset(each.possible_length or usual))
        for each in described
        if each.national_number_pattern
    )
