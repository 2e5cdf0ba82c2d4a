"""A state machine of ledger and timetable: workers, replies, callbacks, chores and coaches, in any order of steps."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from coaching.core.ledger import State
from coaching.core.model import Channel, EnrolmentId, MessageId
from coaching.journeys import (
    alert,
    converse,
    deliver,
    deliver_owed,
    doubt,
    prefer,
    receipts,
    receive,
    receive_email,
    repair,
    silences,
    travel,
)
from coaching.journeys.doubt import Choice
from coaching.journeys.office import Moment, Office
from coaching.providers.events import DeliveryEvent, DeliveryState, InboundSms
from coaching.providers.webhooks import read_twilio_inbound
from coaching.store import enrolments, holds, inbox, redis_link, switches
from coaching.store.timetable import TimetableLost
from tests.chaos.actors import Actor
from tests.chaos.exchange import Search, Weather, provider_id
from tests.chaos.hall import EIGHT_OF_DAY_1, Hall
from tests.chaos.watch import Watch

PEOPLE = (
    {"first_name": "Ana", "phone": "+15551230001", "email": "ana@example.org"},
    {"first_name": "Ben", "phone": "+15551230002", "email": "", "screen": "full"},
    {"first_name": "Cy", "phone": "+15551230003", "email": "cy@example.org", "zone": "America/New_York"},
)
WORKERS, FACES = ("worker-1", "worker-2"), ("web-1", "web-2", "chores")
SPANS = (timedelta(seconds=61), timedelta(minutes=3), timedelta(minutes=20), timedelta(hours=4))
TEXTS = ("STOP", "START", "PAUSE 3", "RESUME", "UNDO", "1", "7", "ONLY EMAIL", "AWAY Tokyo", "Who is this?")
REPORTS = (
    (DeliveryState.ACCEPTED, ""),
    (DeliveryState.SENT, ""),
    (DeliveryState.DELIVERED, ""),
    (DeliveryState.UNDELIVERED, "30003"),
    (DeliveryState.FAILED, "30008"),
)
WISHES = (
    *("pause 1", "pause 3", "pause 0", "resume", "resume", "off", "on"),
    *("hold conversation", "clear conversation", "hold dose", "clear dose"),
)
numbers = st.integers(0, 11)
T = TypeVar("T")


class Machine(RuleBasedStateMachine):
    """`hall` is set by the test: its world is emptied for each example, not built anew."""

    hall: Hall

    def __init__(self) -> None:
        super().__init__()
        self.hall.forget()
        self.watch = Watch(self.hall)
        self.hall.may_take = self.watch.may_take  # type: ignore[method-assign]  # what the world leaves open
        for desk in self.hall.desks.values():
            desk.may_take = self.watch.may_take
        self.workers = [Actor(name, (TimetableLost,)) for name in WORKERS]
        self.faces = [Actor(name, (prefer.ChangeRefused, doubt.ChoiceRefused, IntegrityError)) for name in FACES]
        self.calls: list[tuple[str, str]] = []

    @initialize(people=st.integers(1, len(PEOPLE)))
    def begin(self, people: int) -> None:
        """The welcome has gone out, and the first day has begun."""
        for each in PEOPLE[:people]:
            self.hall.enrol(**each)
        self.watch.look()
        self._live_on(EIGHT_OF_DAY_1)

    # What a worker does

    @precondition(lambda self: self._idle(self.workers))
    @rule(which=numbers)
    def work(self, which: int) -> None:
        """An idle worker begins on a shard in which something is due; if need be, that moment comes first."""
        try:
            due = self._due() or self._due(self.hall.pass_time(self.watch.until_next_due()))
        except TimetableLost:
            self._begin(self.workers, "rebuild", lambda: repair.rebuild(self.hall.office))
            return
        if due:
            work, shard = one_of(due, which)
            self._begin(
                self.workers, f"{work.__name__}({shard})", lambda: work(shard, self.hall.office, self.hall.moment())
            )

    @precondition(lambda self: self._busy())
    @rule(which=numbers, steps=st.integers(1, 25))
    def go_on(self, which: int, steps: int) -> None:
        """Somebody busy takes some steps."""
        actor = one_of(self._busy(), which)
        for _ in range(steps):
            if actor.is_busy:
                actor.advance()
                self._look(actor)

    @precondition(lambda self: self._busy())
    @rule(which=numbers)
    def finish(self, which: int) -> None:
        """Somebody busy comes to the end."""
        self._finish(one_of(self._busy(), which))

    @precondition(lambda self: self._busy())
    @rule(which=numbers)
    def die(self, which: int) -> None:
        """Somebody busy is killed."""
        one_of(self._busy(), which).die()
        self.watch.look()

    # What comes in

    @precondition(lambda self: self._idle(self.faces))
    @rule(who=numbers, text=st.sampled_from(TEXTS), again=st.booleans())
    def text(self, who: int, text: str, again: bool) -> None:
        """A person writes, or Twilio brings a text once more, having heard no answer in time."""
        if again and self.calls:
            self._take_in(*one_of(self.calls, who))
            return
        phone = one_of(PEOPLE[: len(self.watch.people)], who)["phone"]
        key = f"SM{len(self.calls)}"
        body = urlencode({"MessageSid": key, "From": phone, "To": "+15550000000", "Body": text})
        self.calls.append((key, body))
        self._take_in(key, body)

    @precondition(lambda self: self.watch.accepted() and self._idle(self.faces))
    @rule(which=numbers, what=st.sampled_from(REPORTS), named=st.booleans(), times=st.integers(1, 2))
    def report(self, which: int, what: tuple[DeliveryState, str], named: bool, times: int) -> None:
        """A provider tells what became of a message: in any order, at any time, more than once."""
        message, channel = one_of(self.watch.accepted(), which)
        state, code = what
        event = DeliveryEvent(MessageId(message) if named else None, provider_id(message), state, code, state.value)
        self._begin(
            self.faces,
            f"report {state} of {message}",
            lambda: receipts.take_in_many([event] * times, channel, self.hall.moment()),
        )

    # What a coach does

    @precondition(lambda self: self._idle(self.faces))
    @rule(who=numbers, wish=st.sampled_from(WISHES))
    def coach(self, who: int, wish: str) -> None:
        run = one_of(self.watch.people, who)
        self._begin(self.faces, f"{wish} for {run}", lambda: self._carry_out(wish, EnrolmentId(run)))

    @precondition(lambda self: self.watch.in_state(State.UNKNOWN) and self._idle(self.faces))
    @rule(which=numbers, choice=st.sampled_from(Choice))
    def decide(self, which: int, choice: Choice) -> None:
        """A named person settles a message in doubt."""
        message = one_of(self.watch.in_state(State.UNKNOWN), which)
        self.watch.vouched.add(message)
        self._begin(
            self.faces,
            f"decide {choice} about {message}",
            lambda: doubt.decide(MessageId(message), choice, "Maya", "a test", self.hall.office, self.hall.moment()),
        )

    # What nobody does

    @precondition(lambda self: self._idle(self.faces))
    @rule()
    def chores(self) -> None:
        self._begin(self.faces, "chores", self._tidy)

    @rule()
    def lose_redis(self) -> None:
        redis_link.client().flushall()

    @rule(channel=st.sampled_from(Channel), weather=st.sampled_from(Weather), search=st.sampled_from(Search))
    def turn(self, channel: Channel, weather: Weather, search: Search) -> None:
        self.hall.desks[channel].weather, self.hall.desks[channel].search = weather, search

    @rule(span=st.sampled_from(SPANS))
    def pass_time(self, span: timedelta) -> None:
        self.hall.pass_time(span)

    @rule(ahead=st.integers(1, 20))
    def jump(self, ahead: int) -> None:
        """Programme time alone, as in the demo."""
        self.hall.jump(self.hall.now + timedelta(hours=ahead))

    def teardown(self) -> None:
        try:
            if self.watch.people:
                self._come_to_rest()
                self.watch.judge()
                self._live_on(self.hall.now + timedelta(days=2))
                self.watch.judge()
        finally:
            for actor in (*self.workers, *self.faces):
                actor.leave()

    # Helpers

    def _due(self, _: object = None) -> list[tuple[Callable[[int, Office, Moment], int], int]]:
        office = self.hall.office
        return [
            *((deliver_owed.deliver_owed, shard) for shard in sorted(office.owed.ready())),
            *((deliver.deliver_due, shard) for shard in sorted(office.lessons.ready())),
        ]

    def _come_to_rest(self) -> None:
        """The weather clears, whoever stood still goes on, and the chores are done until nothing is left."""
        for desk in self.hall.desks.values():
            desk.weather, desk.search = Weather.FAIR, Search.CURRENT
        for actor in (*self.workers, *self.faces):
            self._finish(actor)
        switches.turn_on("all")
        for _ in range(12):
            self.hall.pass_time(timedelta(minutes=6))
            self._run("the rest", self._clean_up)
            if not self.watch.undone():
                return

    def _clean_up(self) -> None:
        self._rebuild_if_lost()
        self._tidy()
        self.hall.deliver()

    def _live_on(self, until: datetime) -> None:
        """Time passes in half hours, and what is due is done."""
        while self.hall.now < until:
            span = self.watch.until_next_due()
            self.hall.pass_time(min(max(span, timedelta(minutes=30)), until - self.hall.now))
            self._run("deliver", self.hall.deliver)

    def _run(self, task: str, work: Callable[[], object]) -> None:
        self._begin(self.faces, task, work)
        self._finish(self.faces[0])

    def _rebuild_if_lost(self) -> None:
        try:
            self._due()
        except TimetableLost:
            repair.rebuild(self.hall.office)

    def _tidy(self) -> None:
        """As coaching.tasks.chores, at this world's time."""
        office, moment = self.hall.office, self.hall.moment
        receive.work_off(office, moment())
        receive_email.work_off(office, moment())
        receipts.work_off(moment())
        converse.end_quiet_talks(office, moment())
        travel.come_home(office, moment())
        silences.look_after(office, moment())
        alert.tell_due(office, moment())
        repair.put_overdue(office, moment().now)
        repair.wake_sleepers(office, moment().now)
        doubt.settle_some(office, moment())

    def _take_in(self, key: str, body: str) -> None:
        """As coaching.web.hooks.twilio.inbound."""

        def take_in() -> None:
            sms = read_twilio_inbound(parse_qsl(body))
            assert isinstance(sms, InboundSms)
            raw = inbox.keep_raw(receive.SOURCE, f"twilio:{key}", body, self.hall.now)
            if raw is not None:
                receive.receive_sms(raw, sms, self.hall.office, self.hall.moment())

        self._begin(self.faces, f"text {body}", take_in)

    def _carry_out(self, wish: str, key: EnrolmentId) -> None:
        run, office, moment = enrolments.get(key), self.hall.office, self.hall.moment()
        match wish.split():
            case ["pause", days]:
                prefer.pause(run, int(days) or None, "coach", moment)
            case ["resume"]:
                prefer.resume(run, "coach", office, moment)
            case ["hold", kind]:
                holds.place(key, kind, "a test", "coach", moment.now)
            case ["clear", kind]:
                prefer.clear_hold(run, kind, "coach", "a test", office, moment)
            case ["off"]:
                switches.turn_off("all", "coach", "a test", moment.now)
            case ["on"]:
                switches.turn_on("all")
            case _:
                raise AssertionError(wish)

    def _begin(self, actors: list[Actor], task: str, work: Callable[[], object]) -> None:
        actor = next(actor for actor in actors if not actor.is_busy)
        actor.begin(task, work)
        self._look(actor)

    def _finish(self, actor: Actor) -> None:
        while actor.is_busy:
            actor.advance()
            self._look(actor)

    def _look(self, actor: Actor) -> None:
        if actor.wrote:
            self.watch.look()

    def _idle(self, actors: list[Actor]) -> bool:
        return any(not actor.is_busy for actor in actors)

    def _busy(self) -> list[Actor]:
        return [actor for actor in (*self.workers, *self.faces) if actor.is_busy]


def one_of(found: Sequence[T], which: int) -> T:
    """This will pick one, whatever the number."""
    return found[which % len(found)]
