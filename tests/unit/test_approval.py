"""Which texts two people must have read."""

import pytest

from coaching.campaigns import find, loader
from coaching.core.model import Campaign
from coaching.core.second_look import needs_two
from coaching.settings import templates_dir


@pytest.fixture(scope="module")
def magnesium() -> Campaign:
    return loader.load(find("magnesium"), templates_dir()).campaign


@pytest.mark.parametrize(
    "name",
    [
        "sms/magnesium/day-06",
        "sms/magnesium/day-12",
        "email/magnesium/day-12",
        "sms/magnesium/day-02",
        "sms/magnesium/day-02.gentle",
        "sms/magnesium/day-06.es",
        "sms/magnesium/clear-1",
        "sms/magnesium/tummy-2",
        "sms/magnesium/safety-hold.gentle",
        "sms/_house/rf-crisis",
        "sms/_house/rf-poison-alone.es",
    ],
)
def test_doses_and_safety_need_two(magnesium: Campaign, name: str) -> None:
    assert needs_two(name, magnesium)


@pytest.mark.parametrize(
    "name",
    [
        "sms/magnesium/day-03",
        "sms/magnesium/day-12.food_first",
        "email/magnesium/day-07",
        "sms/_house/breath",
        "sms/_house/help",
        "sms/magnesium/clear-1.food_first",
    ],
)
def test_other_texts_need_one(magnesium: Campaign, name: str) -> None:
    assert not needs_two(name, magnesium)


def test_an_answer_to_a_danger_needs_two_whatever_programme_is_loaded() -> None:
    assert needs_two("sms/_house/rf-crisis", None)
    assert not needs_two("sms/other/day-01", None)
