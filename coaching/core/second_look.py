"""Which texts two people must have read before they are sent: those about doses, and those about safety."""

from collections.abc import Iterator

from coaching.core import languages
from coaching.core.model import Campaign, Track

SAFETY_STEMS = ("rf-", "safety-")
"""How the names of safety texts begin: answers to a danger ("rf-crisis"), and to the safety check ("safety-hold")."""


def needs_two(name: str, campaign: Campaign | None) -> bool:
    """This will say whether a template, in whatever language, needs a second person's approval.

    `campaign`: the programme it belongs to. Only the full track's form of a text about a dose speaks of the dose.
    """
    base = languages.base(name)
    folder, _, stem = base.rpartition("/")
    if stem.startswith(SAFETY_STEMS):
        return True
    is_own = campaign is not None and folder.endswith(f"/{campaign.key}")
    return campaign is not None and is_own and base in set(_guarded(campaign))


def _guarded(campaign: Campaign) -> Iterator[str]:
    for step in campaign.steps:
        is_safety = "safety" in step.kinds
        yield from (text.template for text in step.texts if is_safety or (step.dose and text.track is Track.FULL))
    for system in campaign.system_texts.values():
        yield from (text.template for text in system.texts if system.dose and text.track is Track.FULL)
