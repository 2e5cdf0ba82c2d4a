"""What a person wishes, as it stands now: times of day, channel, rhythm, language and zone, each with its choices."""

from dataclasses import dataclass

from coaching.core.decide import Standing
from coaching.core.model import Campaign, Channel
from coaching.journeys import own_page, settle
from coaching.journeys.own_page import Slot
from coaching.store.models import Enrolment

CHANNELS = {"": "Texts and emails", "sms": "Texts only", "email": "Emails only"}
RHYTHMS = {"daily": "A lesson a day", "light": "Check-ins and safety notes only"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """`channels` is empty where the person has one channel alone."""

    slots: tuple[Slot, ...]
    channel: str
    channels: dict[str, str]
    rhythm: str
    rhythms: dict[str, str]
    language: str
    languages: dict[str, str]

    @property
    def lines(self) -> list[str]:
        """The wishes in a few words each."""
        times = [f"{slot.name} at {slot.at}{' (wished)' if slot.is_wish else ''}" for slot in self.slots]
        return [*times, CHANNELS[self.channel], self.rhythms[self.rhythm], self.languages.get(self.language, "")]


def of(enrolment: Enrolment, standing: Standing, campaign: Campaign) -> Wishes:
    """This will gather a run's wishes."""
    person = enrolment.subscriber
    both = bool(person.phone and person.email)
    return Wishes(
        slots=own_page.slots_of(standing, campaign),
        channel=Channel(enrolment.only).value if enrolment.only else "",
        channels=CHANNELS if both else {},
        rhythm=enrolment.cadence,
        rhythms=RHYTHMS,
        language=person.language,
        languages=settle.languages(enrolment),
    )
