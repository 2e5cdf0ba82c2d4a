"""The list on the left: everybody who has a phone or a mailbox, the latest message first."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from coaching.simulator.messages import Letter, Mailbox, Phone, Text
from coaching.simulator.people import Person
from coaching.simulator.sim import Simulator


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list. `at_ms` is programme time, shown in the person's `zone`; None: nothing came yet."""

    kind: str
    key: str
    name: str
    preview: str
    at_ms: int | None
    unread: int
    is_opted_out: bool
    zone: ZoneInfo

    @property
    def path(self) -> str:
        return f"/phones/{self.key}" if self.kind == "phone" else f"/mailboxes/{self.key}"


@dataclass(frozen=True, slots=True)
class Listing:
    entries: tuple[Entry, ...]
    found: int

    @property
    def left_out(self) -> int:
        return self.found - len(self.entries)


def read(sim: Simulator, query: str, limit: int) -> Listing:
    """This will list at most `limit` lines whose number, address, name or last message holds `query`."""
    holders: Iterable[Phone | Mailbox] = sorted(
        (*sim.world.phones.values(), *sim.world.mailboxes.values()), key=_last_seq, reverse=True
    )
    if query:
        wanted = query.casefold()
        holders = [holder for holder in holders if wanted in _searchable(sim, holder)]
    found = list(holders)
    return Listing(tuple(_entry(sim, holder) for holder in islice(found, limit)), len(found))


def _last_seq(holder: Phone | Mailbox) -> int:
    return holder.seqs[-1] if holder.seqs else 0


def _searchable(sim: Simulator, holder: Phone | Mailbox) -> str:
    key = holder.number if isinstance(holder, Phone) else holder.address
    return f"{key} {holder.name} {_preview(sim, holder)}".casefold()


def _preview(sim: Simulator, holder: Phone | Mailbox) -> str:
    match sim.world.records.get(_last_seq(holder)):
        case Text() as text:
            return text.body
        case Letter() as letter:
            return letter.subject
        case None:
            return ""


def _entry(sim: Simulator, holder: Phone | Mailbox) -> Entry:
    last = sim.world.records.get(_last_seq(holder))
    at_ms = last.programme_ms if last else None
    preview = _preview(sim, holder)
    if isinstance(holder, Mailbox):
        zone = _zone(sim, sim.people.by_email.get(holder.address))
        return Entry("mailbox", holder.address, holder.name, preview, at_ms, holder.unread, False, zone)
    out = sim.world.is_opted_out(holder.number, sim.settings.messaging_service)
    zone = _zone(sim, sim.people.by_phone.get(holder.number))
    return Entry("phone", holder.number, holder.name, preview, at_ms, holder.unread, out, zone)


def _zone(sim: Simulator, person: Person | None) -> ZoneInfo:
    return (person and person.zone) or sim.settings.zone
