"""Compiled words: the newest published version of each template, compiled once per process."""

from collections.abc import Iterable
from functools import lru_cache

from coaching.campaigns.pinning import from_json
from coaching.core.model import Campaign
from coaching.core.rendering import EmailTemplate, SmsTemplate, compile_email, compile_sms
from coaching.core.vocabulary import EMAIL_NAMES, SMS_NAMES
from coaching.journeys.office import House
from coaching.store import campaigns, templates
from coaching.store.templates import Words


class WordsMissing(LookupError):
    """A template has no published version."""


@lru_cache(maxsize=64)
def campaign(version: int) -> Campaign:
    """This will give the campaign version an enrolment is pinned to."""
    return from_json(campaigns.get(version).body)


def current(names: Iterable[str]) -> dict[str, Words]:
    """This will read the newest published words of several templates at once."""
    return templates.current(names)


@lru_cache(maxsize=2000)
def version(name: str, number: int) -> Words:
    """This will read one version, e.g. the one a waiting message was composed with; versions never change."""
    return templates.get(name, number)


def full_name(campaign_key: str, channel: str, name: str) -> str:
    """This will give the full name of a template that belongs to every campaign, e.g. "from-sms"."""
    return name if "/" in name else f"{channel}/{campaign_key}/{name}"


def sms(source: str, house: House) -> SmsTemplate:
    """This will compile an SMS text, once per process; raises TemplateRefused."""
    return _sms(source, frozenset(house.foods))


def email(source: str, house: House) -> EmailTemplate:
    """This will compile an email's source in the house's layout, once per process; raises TemplateRefused."""
    return _email(source, house.layout, frozenset(house.foods))


@lru_cache(maxsize=2000)
def _sms(source: str, foods: frozenset[str]) -> SmsTemplate:
    return compile_sms(source, names=SMS_NAMES, foods=foods)


@lru_cache(maxsize=500)
def _email(source: str, layout: str, foods: frozenset[str]) -> EmailTemplate:
    return compile_email(source, layout=layout, names=EMAIL_NAMES, foods=foods)
