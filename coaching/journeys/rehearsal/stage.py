"""Plays made-up people through the programme: moves a clock from event to event and calls the journeys that serve all.

Nothing here decides what anybody gets: lessons, answers, reminders and safety texts come from deliver, deliver_owed,
receive, converse and silences, on a database in memory.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import assert_never

import phonenumbers

from coaching.core import silence
from coaching.core.model import Campaign, Channel, EnrolmentId
from coaching.core.personas import Persona
from coaching.journeys import confirm, converse, deliver, deliver_owed, enrol, library, receive, silences, travel
from coaching.journeys.danger import Heard
from coaching.journeys.enrol import Request
from coaching.journeys.office import Moment, Office, never
from coaching.journeys.rehearsal import answers
from coaching.journeys.rehearsal.answers import Reply
from coaching.journeys.rehearsal.provider import InMemory
from coaching.providers.events import InboundSms
from coaching.store import enrolments, inbox, played
from coaching.store.consents import Proof
from coaching.store.timetable import to_ms
from coaching.store.timetable_in_memory import GateInMemory, HandClock, TimetableInMemory

ENROLLED_AT = time(11, 0)
"""When a coach enrols the person, on the day before the first."""
SAYS_YES_AFTER = timedelta(minutes=20)
SOON = timedelta(seconds=15)
"""The mean time until the chores of a worker see that somebody's silence calls for something."""
MOST_TURNS = 200
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class NeverAtRest(RuntimeError):
    """The timetable kept coming up at the same moment: a fault of the programme's own code."""


def unwatched(at: datetime) -> None:
    """Nobody asks how far it is."""


@dataclass(frozen=True, slots=True)
class Enrols:
    actor: int


@dataclass(frozen=True, slots=True)
class SaysYes:
    actor: int


@dataclass(frozen=True, slots=True)
class Writes:
    """`to`: only while this question waits for an answer; 0: in any case."""

    actor: int
    text: str
    by: Channel
    to: int = 0


@dataclass(frozen=True, slots=True)
class LooksAt:
    """Whether the silence of somebody calls for something. `put`: only while this question waits; `since`: only if
    nothing was written after that."""

    enrolment: EnrolmentId
    put: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chores:
    """A conversation may be over, somebody may be home again."""


Event = Enrols | SaysYes | Writes | LooksAt | Chores


@dataclass(slots=True)
class Stage:
    """One run. `tick`: the clock stops at its multiples only, so that a crowd is worked off in batches; 0 s stops at
    every moment. `watch` hears of each moment at which it stops. Use it within private.database,
    after private.keep_words."""

    office: Office
    personas: Sequence[Persona]
    key: str
    tick: timedelta = timedelta()
    watch: Callable[[datetime], None] = unwatched
    clock: HandClock = field(default_factory=HandClock)
    provider: InMemory = field(init=False)
    campaign: Campaign = field(init=False)
    runs: dict[int, EnrolmentId] = field(default_factory=dict)
    now: datetime = LONG_AGO
    _events: list[tuple[datetime, int, Event]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _actors: dict[EnrolmentId, int] = field(default_factory=dict)
    _wrote: dict[EnrolmentId, datetime] = field(default_factory=dict)
    _seen: int = 0
    _said: int = 0

    def __post_init__(self) -> None:
        outages = [
            (begins, begins + outage.length)
            for persona in self.personas
            for outage in persona.outages
            for begins in [persona.moment(outage.day, outage.at)]
        ]
        self.campaign = library.campaign(enrol.version_of(self.key))
        self.provider = InMemory(len(self.personas) == 1, tuple(outages), self.now)
        gates = {channel: GateInMemory(channel, 0.0, self.clock) for channel in Channel}
        self.office = replace(
            self.office,
            providers=dict.fromkeys(Channel, self.provider),
            lessons=TimetableInMemory("due", self.clock),
            owed=TimetableInMemory("owed", self.clock),
            confirm=any(persona.confirm for persona in self.personas),
            lookups={},
            gates=gates,
            ready=frozenset(Channel),
            stopping=never,
        )

    def play(self) -> None:
        """This will play everybody to the end: until nothing is left that time alone could bring."""
        for number, persona in enumerate(self.personas):
            self._plan(persona.moment(0, ENROLLED_AT), Enrols(number))
        while (at := self._next()) is not None:
            self._go_to(at)
            self.watch(self.now)
            self._happen()
            self._deliver()
            self._react()

    def moment(self) -> Moment:
        return Moment(self.now, self.now, 0.0)

    def _plan(self, at: datetime, event: Event) -> None:
        heapq.heappush(self._events, (at, next(self._order), event))

    def _next(self) -> datetime | None:
        heads = [
            head for head in (self.office.lessons.next_due_ms(), self.office.owed.next_due_ms()) if head is not None
        ]
        times = [datetime.fromtimestamp(head / 1000, UTC) for head in heads]
        times += [self._events[0][0]] if self._events else []
        return max(min(times), self.now) if times else None

    def _go_to(self, at: datetime) -> None:
        ms, tick = to_ms(at), round(self.tick.total_seconds() * 1000)
        self.clock.now_ms = -(-ms // tick) * tick if tick else ms
        self.now = self.provider.now = datetime.fromtimestamp(self.clock.now_ms / 1000, UTC)

    def _happen(self) -> None:
        looks: list[LooksAt] = []
        while self._events and self._events[0][0] <= self.now:
            match heapq.heappop(self._events)[2]:
                case Enrols(actor):
                    self._enrol(actor)
                case SaysYes(actor):
                    self._say_yes(actor)
                case Writes() as words:
                    self._write(words)
                case LooksAt() as look:
                    looks.append(look)
                case Chores():
                    converse.end_quiet_talks(self.office, self.moment())
                    travel.come_home(self.office, self.moment())
                    self._plan_chores()
                case other:
                    assert_never(other)
        if looks:
            self._look_at(looks)

    def _deliver(self) -> None:
        lessons, owed = self.office.lessons, self.office.owed
        for _ in range(MOST_TURNS):
            if not (lessons.ready() or owed.ready()):
                return
            deliver.deliver_due(0, self.office, self.moment())
            deliver_owed.deliver_owed(0, self.office, self.moment())
        raise NeverAtRest(f"the timetable never comes to rest at {self.now}")

    def _enrol(self, number: int) -> None:
        persona = self.personas[number]
        request = Request(
            first_name=persona.name,
            phone=phone(number, self.office.home, persona.area) if Channel.SMS in persona.channels else "",
            email=f"person{number}@example.org" if Channel.EMAIL in persona.channels else "",
            zone=persona.zone,
            start=persona.start.isoformat(),
            campaign=self.key,
            consent=True,
            health=True,
            how="a rehearsal",
            screen=persona.track or "",
            region=self.office.home,
            slots=persona.slots,
            language=persona.language,
        )
        run = enrol.enrol(request, "the rehearsal", self.office, self.moment())
        key = self.runs[number] = EnrolmentId(run.pk)
        self._actors[key] = number
        if persona.cleared:
            enrolments.clear_for_doses(key, self.now)
        if self.office.confirm:
            self._plan(self.now + SAYS_YES_AFTER, SaysYes(number))
        for line in persona.all_lines:
            by = line.by if line.by in persona.channels else persona.writes_by
            self._plan(persona.moment(line.day, line.at), Writes(number, line.text, by or persona.writes_by))
        begins = persona.moment(1, time(0))
        self._wrote[key] = begins
        self._plan(begins + silence.SILENT_FOR + SOON, LooksAt(key, since=begins))

    def _say_yes(self, number: int) -> None:
        """By a text, and by the button in the email."""
        persona = self.personas[number]
        if Channel.SMS in persona.channels:
            self._write(Writes(number, "JOIN", Channel.SMS))
        if Channel.EMAIL in persona.channels:
            proof = Proof(how="button in the email", actor="the person", proof="a rehearsal")
            run = enrolments.get(self.runs[number])
            confirm.confirm(run, Channel.EMAIL, proof, self.office, self.moment())

    def _write(self, words: Writes) -> None:
        if words.to and not played.waiting([words.to], self.now):
            return
        run = enrolments.get(self.runs[words.actor])
        self._said += 1
        raw = inbox.keep_raw("rehearsal", f"rehearsal:{self._said}", words.text, self.now)
        if raw is None:
            raise LookupError("the words of a rehearsal are numbered")
        person = run.subscriber
        if words.by is Channel.SMS and person.phone:
            kind = "STOP" if words.text.strip().upper() == "STOP" else None
            sms = InboundSms(f"SM{raw}", person.phone, "", words.text, kind, ())
            receive.receive_sms(raw, sms, self.office, self.moment())
        else:
            converse.take_in(person, Heard(raw, Channel.EMAIL, words.text), self.office, self.moment())
        key = self.runs[words.actor]
        self._wrote[key] = self.now
        self._plan(self.now + silence.SILENT_FOR + SOON, LooksAt(key, since=self.now))
        self._plan_chores()

    def _plan_chores(self) -> None:
        at = played.next_chore()
        if at is not None:
            self._plan(max(at, self.now) + SOON, Chores())

    def _look_at(self, looks: Sequence[LooksAt]) -> None:
        """What the chores of a worker do every half minute, at the moments at which it may make a difference."""
        waiting = played.waiting([look.put for look in looks if look.put], self.now)
        due = {look.enrolment for look in looks if self._is_due(look, waiting)}
        if not due:
            return
        silences.put_planned(self.office, self.moment())
        wanted = sorted(due & {one for some in silences.candidates(self.now) for one in some})
        for at in range(0, len(wanted), deliver.BATCH):
            batch = wanted[at : at + deliver.BATCH]
            for looked in silences.look_at(batch, self.office, self.moment()):
                if (later := looked.next_look(self.now)) is not None:
                    self._plan(later + SOON, LooksAt(looked.enrolment))
        for put in played.reminded_of(self.now):
            number = self._actors[put.enrolment]
            self._answer(number, answers.to_a_reminder(put, self.personas[number], self.campaign, self.now))

    def _is_due(self, look: LooksAt, waiting: set[int]) -> bool:
        if look.put:
            return look.put in waiting
        return look.since is None or self._wrote[look.enrolment] <= look.since

    def _react(self) -> None:
        """Each question that has just been put may be answered, and may be reminded of."""
        fresh = played.put_after(self._seen)
        for put in fresh:
            number = self._actors[put.enrolment]
            self._answer(number, answers.to_a_question(put, self.personas[number], self.campaign))
            later = put.asked_at if put.asked_at > self.now else put.asked_at + silence.NUDGE_AFTER
            self._plan(later + SOON, LooksAt(put.enrolment, put.id))
            self._seen = put.id

    def _answer(self, number: int, reply: Reply | None) -> None:
        if reply is not None:
            words = Writes(number, reply.text, self.personas[number].writes_by, reply.to)
            self._plan(max(reply.at, self.now + timedelta(seconds=1)), words)


def phone(number: int, country: str, area: str = "") -> str:
    """This will give a number in a country that no two people of a rehearsal share; `area`: "+1" and an area code."""
    if area:
        return f"{area}555{1_000 + number:04}"
    if country == "US":
        return f"+1555{1_000_000 + number}"
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    base = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164) if example else "+15551000000"
    return f"{base[:-4]}{(int(base[-4:]) + number) % 10_000:04}"
