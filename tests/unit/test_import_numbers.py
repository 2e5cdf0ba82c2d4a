"""The short ways of reading give what the libraries give, whatever is typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from coaching.journeys import countries, typed
from coaching.journeys.import_people import checking, numbers

CODES = sorted(COUNTRY_CODE_TO_REGION_CODE)
PLAIN = st.builds(lambda code, rest: f"+{code}{rest}", st.sampled_from(CODES), st.text("0123456789", max_size=13))
ODD = st.text("+0123456789 ()-.abx", max_size=18)


@settings(max_examples=1_500)
@given(st.one_of(PLAIN, ODD))
def test_a_number_is_read_as_by_the_form(written: str) -> None:
    mine: dict[str, str] = {}
    theirs: dict[str, str] = {}
    number = numbers.phone(written, mine) if written.strip() else None
    assert number == typed.phone(written, theirs)
    if number is not None:
        assert numbers.of_phone(number) == countries.of_phone(number)


@pytest.mark.parametrize(
    "number",
    ["+12025550123", "+16135550123", "+12425551234", "+18005551234", "+15551230001", "+441624675663", "+77012345678"],
)
def test_a_country_among_several_of_one_code_is_found(number: str) -> None:
    assert numbers.of_phone(number) == countries.of_phone(number)


@settings(max_examples=500)
@given(st.one_of(st.emails(), st.from_regex(r"[a-zA-Z.+_-]{1,8}@[a-z.-]{1,12}", fullmatch=True), st.text(max_size=12)))
def test_an_address_is_read_as_by_the_form(written: str) -> None:
    if not written.strip():
        return
    mine: dict[str, str] = {}
    theirs: dict[str, str] = {}
    assert checking._email(written, mine) == typed.email(written, theirs)
    assert mine == theirs


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["First Name", "Mobile Number", "E-mail"], {"first_name": 0, "phone": 1, "email": 2}),
        (["Vorname", "Handy", "E-Mail-Adresse", "Zeitzone"], {"first_name": 0, "phone": 1, "email": 2, "zone": 3}),
        (["email", "first_name", "opt-in"], {"first_name": 1, "email": 0, "consent": 2}),
        (["a", "b"], {}),
    ],
)
def test_columns_are_guessed_by_their_names(header: list[str], found: dict[str, int]) -> None:
    assert checking.guess(header) == found
