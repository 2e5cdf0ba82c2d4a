"""Whether a text may be published by one person alone, by the programme as it is published now."""

from coaching.core import second_look
from coaching.journeys import preview


def needs_two(name: str) -> bool:
    """This will say whether a template speaks of doses or safety, so that a second person must approve it."""
    return second_look.needs_two(name, preview.campaign_of(name))
