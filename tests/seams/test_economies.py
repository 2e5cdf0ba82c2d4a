"""What tests do more cheaply (tests/economies.py), the service does in earnest."""

from contextlib import closing
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.test import Client
from django.utils.module_loading import import_string

from coaching import django_settings
from tests.economies import QuickArgon2


def test_the_service_hashes_a_password_with_all_the_work_of_argon2() -> None:
    """At least what OWASP asks for: 19 MiB, twice over."""
    hasher = import_string(django_settings.PASSWORD_HASHERS[0])()
    told = hasher.decode(hasher.encode("calm-water-42", "a-salt-of-sixteen"))
    assert told["variety"] == "argon2id"
    assert (told["memory_cost"] >= 19 * 1024, told["time_cost"] >= 2) == (True, True)


def test_a_password_that_the_service_hashed_opens_in_tests_too_and_the_other_way_round() -> None:
    for hasher in (import_string(django_settings.PASSWORD_HASHERS[0])(), QuickArgon2()):
        stored = hasher.encode("calm-water-42", "a-salt-of-sixteen")
        assert identify_hasher(stored).algorithm == hasher.algorithm
        assert check_password("calm-water-42", stored)
        assert not check_password("calm-water-43", stored)


@pytest.mark.django_db
def test_static_files_come_as_well_where_they_are_read_once_at_the_start(settings: Any) -> None:
    assert not hasattr(django_settings, "WHITENOISE_AUTOREFRESH")
    del settings.WHITENOISE_AUTOREFRESH
    with closing(Client().get("/static/base.css")) as found:
        assert found.status_code == 200
    assert Client().get("/static/nothing.css").status_code == 404
