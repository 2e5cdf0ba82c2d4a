"""Compiled words: the newest published version of each template, compiled once per process."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from coaching.campaigns import quiet_hours
from coaching.campaigns.pinning import from_json
from coaching.campaigns.sources import HOUSE
from coaching.core import languages
from coaching.core.model import Campaign
from coaching.core.quiet_hours import narrowed
from coaching.core.rendering import EmailTemplate, SmsTemplate, once
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


def campaign_for(version: int, phone: str | None) -> Campaign:
    """This will give a campaign version as it may reach somebody: in the quiet hours of the state of their number."""
    return _narrowed(version, quiet_hours.state_of(phone))


@lru_cache(maxsize=1024)
def _narrowed(version: int, state: str) -> Campaign:
    whole = campaign(version)
    return narrowed(whole, quiet_hours.window_of(state)) if state else whole


def forget() -> None:
    """This will have programmes and versions read anew: in a rehearsal the same number means another row."""
    campaign.cache_clear()
    _narrowed.cache_clear()
    version.cache_clear()


def current(names: Iterable[str]) -> dict[str, Words]:
    """This will read the newest published words of several templates at once."""
    return templates.current(names)


@lru_cache(maxsize=2000)
def version(name: str, number: int) -> Words:
    """This will read one version, e.g. the one a waiting message was composed with; versions never change."""
    return templates.get(name, number)


def defaults(campaign_key: str, channel: str, name: str) -> tuple[str, ...]:
    """This will name a text in full, e.g. "from-sms": as the programme's own, then as that of the house.

    A name that is full already stays as it is.
    """
    return (name,) if "/" in name else (f"{channel}/{campaign_key}/{name}", f"{channel}/{HOUSE}/{name}")


def candidates(campaign_key: str, channel: str, name: str, language: str) -> tuple[str, ...]:
    """This will name the templates that may serve as a text, the best first; which are published, `pick` says.

    The track was chosen before: a form of the person's track in no other language goes before another track's words.
    """
    found = defaults(campaign_key, channel, name)
    return tuple(form for default in found for form in languages.forms(default, language))


def pick(names: Iterable[str], words: Mapping[str, Words]) -> Words:
    """This will give the first of the named templates that has words; raises WordsMissing naming what to run."""
    wanted = tuple(names)
    for name in wanted:
        if name in words:
            return words[name]
    raise WordsMissing(f"{wanted[-1]} has no published version; run: coaching migrate")


def sms(source: str, house: House) -> SmsTemplate:
    """This will compile an SMS text, once per process; raises TemplateRefused."""
    return once.sms(source, SMS_NAMES, frozenset(house.foods))


def email(source: str, house: House) -> EmailTemplate:
    """This will compile an email's source in the house's layout, once per process; raises TemplateRefused."""
    return once.email(source, house.layout, EMAIL_NAMES, frozenset(house.foods))
