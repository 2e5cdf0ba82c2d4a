"""What a journey needs of the world, handed in by bootstrap: the house's values, the providers, the timetables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from coaching.core.alerts import Contact
from coaching.core.doubt import GAP
from coaching.core.model import Channel
from coaching.providers.announcer import Announcer
from coaching.providers.base import Provider
from coaching.providers.lookups import LookUp
from coaching.store.gates import Gate
from coaching.store.messages import Lease
from coaching.store.timetable import Timetable

NUMBERS = ("emergency_number", "crisis_line", "poison_line")


@dataclass(frozen=True, slots=True)
class House:
    """Whose messages these are. `values` fill every template, `foods` answer food('...'), `link_key` signs links."""

    values: Mapping[str, str]
    foods: Mapping[str, str]
    postal_address: str
    public_url: str
    layout: str
    link_key: bytes = field(repr=False)


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Office:
    """Everything a journey may use. `lease` is how long a claimed enrolment belongs to one worker.

    A channel without an entry in `lookups` is not set up: what is in doubt there, a person decides. `ready`:
    channels whose provider has its keys. A channel without a gate sends as fast as it can. `contacts`: who is told
    of alerts, in this order. `stopping`: whether this process is about to end and should begin nothing new.
    `regions`: country (two letters) -> its values that differ from the house's, for every country that is open.
    `home`: the house's own country. `doubt_gap`: how long before a message in doubt is searched for, and between looks.
    `announcer`: what carries webhooks to other systems.
    """

    house: House
    providers: Mapping[Channel, Provider]
    lessons: Timetable
    owed: Timetable
    lease: timedelta
    daily_cap: int
    confirm: bool
    lookups: Mapping[Channel, LookUp] = field(default_factory=dict)
    gates: Mapping[Channel, Gate] = field(default_factory=dict)
    ready: frozenset[Channel] = frozenset(Channel)
    contacts: tuple[Contact, ...] = ()
    stopping: Callable[[], bool] = never
    regions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    home: str = "US"
    doubt_gap: timedelta = GAP
    announcer: Announcer = field(default_factory=Announcer)

    def region_values(self, region: str) -> Mapping[str, str]:
        """This will give the emergency numbers and limits of a person's region, {} where it is the house's."""
        return self.regions.get(region, {})

    @property
    def open_countries(self) -> tuple[str, ...]:
        """The countries in which people may be enrolled, as all three numbers are set; the house's own first."""
        home = (self.home,) if all(self.house.values[name] for name in NUMBERS) else ()
        return tuple(dict.fromkeys((*home, *sorted(self.regions))))


@dataclass(frozen=True, slots=True)
class Moment:
    """When a journey begins: programme time, machine time, and the boot-time clock in seconds."""

    now: datetime
    machine_now: datetime
    boot_s: float

    def lease(self, token: str, length: timedelta) -> Lease:
        return Lease(token, self.now, self.machine_now, self.machine_now + length)
