"""Links in messages: whose they are, until when they may change something, and that nobody can make one up."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import links
from coaching.core.links import Purpose, Seal

KEY = b"k" * 32
TODAY = date(2026, 3, 2)
TOKEN = "A" * 32
tokens = st.text("ABCDEFabcdef0123456789_-", min_size=16, max_size=43)
days = st.dates(date(1971, 1, 1), date(2149, 1, 1))


def read(signed: str, token: str = TOKEN, today: date = TODAY, key: bytes = KEY) -> Seal:
    return links.read(key, token, Purpose.OWN_PAGE, signed, today)


def sign(token: str = TOKEN, last: date = TODAY, key: bytes = KEY) -> str:
    return links.sign(key, token, Purpose.OWN_PAGE, last)


@given(tokens, days)
def test_a_link_is_good_through_its_last_day_and_old_from_the_next(token: str, last: date) -> None:
    signed = sign(token, last)
    assert read(signed, token, last) is Seal.GOOD
    assert read(signed, token, last - timedelta(days=400)) is Seal.GOOD
    assert read(signed, token, last + timedelta(days=1)) is Seal.OLD


@given(tokens, tokens, days)
def test_a_signature_is_good_for_its_own_token_only(token: str, other: str, last: date) -> None:
    if token != other:
        assert read(sign(token, last), other, last) is Seal.FALSE


@given(st.integers(0, 14), st.sampled_from("ABCxyz019_-"))
def test_a_signature_with_any_letter_changed_is_false(at: int, letter: str) -> None:
    signed = sign()
    altered = signed[:at] + letter + signed[at + 1 :]
    assert read(altered) is (Seal.GOOD if altered == signed else Seal.FALSE)


@given(st.text(max_size=40))
def test_what_nobody_signed_is_false_and_never_an_error(given: str) -> None:
    assert read(given) is (Seal.FALSE if given else Seal.MISSING)


def test_another_key_or_another_purpose_gives_another_signature() -> None:
    assert read(sign(key=b"x" * 32)) is Seal.FALSE


def test_the_last_letter_holds_spare_bits_and_still_cannot_be_exchanged() -> None:
    signed = sign()
    assert [each for each in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if read(signed[:-1] + each) is Seal.GOOD] in (
        [],
        [signed[-1]],
    )


def test_the_page_of_a_short_host_fits_into_75_letters() -> None:
    assert len(f"https://coach.example/me/{'t' * 32}?k={sign()}") <= 75


@given(st.integers(1, 10**15), tokens)
def test_a_handle_names_its_person_and_hides_the_token(person: int, token: str) -> None:
    handle = links.handle(person, token)
    assert links.person_of(handle) == person
    assert links.is_handle_of(handle, person, token)
    assert token not in handle
    assert not links.is_handle_of(handle, person, token + "x")
    assert not links.is_handle_of(handle, person + 1, token)


def test_a_handle_may_change_its_case_and_stands_in_an_email_address() -> None:
    handle = links.handle(1234567, TOKEN)
    assert links.is_handle_of(handle.upper(), 1234567, TOKEN)
    assert re.fullmatch(r"[a-z0-9-]{8,52}", handle)


@pytest.mark.parametrize(
    "given", ["", "-", "1", "1-", "0-" + "a" * 26, "1-" + "a" * 27, "١-" + "a" * 26, "1-" + "é" * 26]
)
def test_what_is_no_handle_names_nobody(given: str) -> None:
    assert links.person_of(given) is None


@pytest.mark.parametrize("given", ["", "none", "a" * 44, "a" * 31 + "\0", "a" * 31 + "\n", "é" * 32])
def test_what_cannot_be_a_token_is_known_by_its_form(given: str) -> None:
    assert not links.is_token(given)
    assert links.is_token(TOKEN)
