"""Codes of an authenticator app, against the vectors of RFC 6238 (appendix B, SHA-1, the last six digits)."""

from datetime import UTC, datetime, timedelta

import pytest

from coaching.core import totp

SECRET = b"12345678901234567890"
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code(SECRET, totp.step_at(at)) == code
    assert totp.matching(SECRET, code, at) == totp.step_at(at)


def test_the_code_before_and_the_one_after_count_and_no_other() -> None:
    code = totp.code(SECRET, totp.step_at(NOW))
    for seconds, counts in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        assert (totp.matching(SECRET, code, NOW + timedelta(seconds=seconds)) is not None) is counts, seconds


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5x", "-12345", "1" * 10_000])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert totp.matching(SECRET, typed, NOW) is None


def test_a_code_may_be_typed_in_two_groups() -> None:
    code = totp.code(SECRET, totp.step_at(NOW))
    assert totp.matching(SECRET, f" {code[:3]} {code[3:]}\n", NOW) == totp.step_at(NOW)


def test_the_address_for_the_app_escapes_names() -> None:
    address = totp.address(SECRET, "ana@example.org", "Coach & Co")
    assert address.startswith(
        "otpauth://totp/Coach%20%26%20Co:ana%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    )
    assert totp.as_text(SECRET).startswith("GEZD GNBV ")
