"""What must hold after every single step, and what must hold once everything has come to rest."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from coaching.core.decide import Status, Wait, decide
from coaching.core.ledger import IN_FLIGHT, MOVES, TAKEN, Event, State, move
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import books, library, repair
from coaching.store import keys, redis_link, standings
from coaching.store.models import Doubt, Enrolment, Hold, Message, OpenQuestion, Pause, Reply, Subscriber, Switch
from coaching.store.timetable import to_ms
from tests.chaos.hall import Hall

FIRST = (State.OWED, State.RESERVED, State.SKIPPED, State.HELD)
STEPS = {(State(before), after) for (before, _), after in MOVES.items()} | {
    # Two moves in one statement: proven absent, and too late to go again.
    (State.UNKNOWN, move(move(State.UNKNOWN, Event.PROVEN_ABSENT), Event.GIVEN_UP)),
}
OF_THE_PROGRAMME = ("step", "repeat", "nudge", "back", "oneoff", "welcome")


class Row(NamedTuple):
    """What is watched of a message."""

    pk: int
    state: str
    kind: str
    channel: str
    enrolment_id: int
    subscriber_id: int
    dose: bool
    on: object
    day: int


class Watch:
    """Looks at SQL after each step; `vouched`: messages about which a person has decided."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.vouched: set[int] = set()
        self.rows: dict[int, Row] = {}
        self.people: list[int] = []
        self.handed: set[int] = set()

    def look(self) -> None:
        """This will compare every message with the last look."""
        if not self.people:
            self.people = list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))
        for cells in Message.objects.order_by("pk").values_list(*Row._fields):
            row = Row(*cells)
            before = self.rows.get(row.pk)
            self.rows[row.pk] = row
            if before is None:
                self._has_come(row)
            elif before.state != row.state:
                self._has_moved(before, row)

    def _has_come(self, row: Row) -> None:
        assert row.state in FIRST, f"{row} began as {row.state}"

    def _has_moved(self, before: Row, row: Row) -> None:
        assert (before.state, row.state) in STEPS, f"{before} became {row.state}"
        if row.state == State.HANDED:
            self.handed.add(row.pk)
            objections = list(self._objections(row))
            assert not objections, f"{row} was handed over though {', '.join(objections)}"

    def _objections(self, row: Row) -> Iterator[str]:
        """Why a message must not leave now, read afresh and without the ledger's own statement."""
        person = Subscriber.objects.get(pk=row.subscriber_id)
        run = Enrolment.objects.get(pk=row.enrolment_id)
        if row.kind != "safety" and Switch.objects.exists():
            yield "sending is switched off"
        if row.kind in OF_THE_PROGRAMME and getattr(person, f"{row.channel}_state") != "active":
            yield "there is no consent"
        if row.kind != "step":
            return
        if run.status != Status.ACTIVE:
            yield f"the run is {run.status}"
        holds = Hold.objects.filter(enrolment=run, cleared_at=None).exclude(until__lte=self.hall.now)
        kinds = set(holds.values_list("kind", flat=True))
        if kinds & {"conversation", "fault"} or ("dose" in kinds and row.dose):
            yield f"it is held: {kinds}"
        for pause in Pause.objects.filter(enrolment=run):
            if pause.first <= row.on and (pause.last is None or row.on <= pause.last):
                yield "it is paused"
        if OpenQuestion.objects.filter(enrolment=run, day__gt=row.day).exists():
            yield "a later day was asked about already"

    def may_take(self, message: int) -> None:
        """Asked in the moment in which a provider accepts a message."""
        row = self.rows.get(message)
        assert row is not None, f"message {message} was sent before the ledger knew it"
        assert row.state == State.HANDED, f"{row} was sent while it was {row.state}"
        taken = sum(desk.taken[message] for desk in self.hall.desks.values())
        assert taken == 0 or message in self.vouched, f"{row} was accepted twice"

    def accepted(self) -> list[tuple[int, Channel]]:
        return [(pk, channel) for channel, desk in self.hall.desks.items() for pk in sorted(desk.taken)]

    def in_state(self, state: State) -> list[int]:
        return [pk for pk, row in self.rows.items() if row.state == state]

    def until_next_due(self) -> timedelta:
        """How long until SQL says that something is due; a day if nothing is."""
        now = self.hall.now
        heads = [*Enrolment.objects.filter(status=Status.ACTIVE, wake_at__gt=now).values_list("wake_at", flat=True)]
        heads += Message.objects.filter(state=State.OWED, due_at__gt=now).values_list("due_at", flat=True)
        return min((head for head in heads if head is not None), default=now + timedelta(days=1)) - now

    # At rest

    def judge(self) -> None:
        """This will check everything that must hold at rest; SQL alone must know how to go on."""
        self.look()
        undone = self.undone()
        assert not undone, f"at rest something is undone: {undone}"
        self._ledger_and_providers_agree()
        self._everybody_is_woken_in_time()
        drawn = books.draw_up(self.hall.moment())
        assert drawn.balanced, f"the books do not balance: {drawn.missing}"
        raws = list(Reply.objects.values_list("raw_id", flat=True))
        assert len(raws) == len(set(raws)), "a text counts twice"
        redis_link.client().flushall()
        repair.rebuild(self.hall.office)
        self._timetable_holds_everybody()

    def undone(self) -> list[str]:
        """What SQL says is to be done now, or is left with nobody who will do it."""
        now = self.hall.now
        late = Enrolment.objects.filter(status=Status.ACTIVE, wake_at__lte=now)
        open_rows = Message.objects.filter(state__in=[*IN_FLIGHT, State.UNKNOWN]).select_related("enrolment")
        return [
            *(f"enrolment {run.pk} is due since {run.wake_at}" for run in late),
            *(f"{row.kind} {row.pk} is {row.state} until {row.retry_at}" for row in open_rows if self._is_left(row)),
        ]

    def _is_left(self, row: Message) -> bool:
        match State(row.state):
            case State.UNKNOWN:
                return self._hopes(row)
            case State.WAITING | State.RESERVED if row.kind == "step" and self._comes_back_to(row):
                return False
            case State.WAITING | State.OWED:
                return (row.retry_at or row.due_at) <= self.hall.now
            case _:
                return True

    def _comes_back_to(self, row: Message) -> bool:
        """Whether its run will decide about a step again: after a pause or a conversation, say."""
        run = row.enrolment
        if run is None or run.status != Status.ACTIVE or row.day <= run.settled_through:
            return False
        held = Hold.objects.filter(enrolment=run, cleared_at=None).exclude(until__lte=self.hall.now).exists()
        return row.state == State.WAITING or held

    @staticmethod
    def _hopes(row: Message) -> bool:
        """Whether there will be another look for a message in doubt; after six, a person decides."""
        looks = Doubt.objects.filter(message=row, attempt=row.attempt).first()
        return looks is None or looks.looks < 6

    def _ledger_and_providers_agree(self) -> None:
        taken = {pk for pk, _ in self.accepted()}
        for row in Message.objects.exclude(pk__in=self.vouched):
            if row.state in TAKEN:
                assert row.pk in taken, f"message {row.pk} is {row.state} and nobody took it"
            elif row.state != State.UNKNOWN:
                assert row.pk not in taken, f"message {row.pk} was taken and is {row.state}"

    def _everybody_is_woken_in_time(self) -> None:
        """What the rules say to wait for, read afresh, is not before the wake-up that SQL holds."""
        for run in Enrolment.objects.filter(status=Status.ACTIVE):
            loaded = standings.load(EnrolmentId(run.pk))
            after = decide(loaded.standing, library.campaign(loaded.campaign_version), self.hall.now)[-1]
            if isinstance(after, Wait):
                assert run.wake_at is not None, f"enrolment {run.pk} sleeps for ever"
                assert run.wake_at <= after.until, f"enrolment {run.pk} wakes at {run.wake_at}, not {after.until}"
            else:
                open_pause = Pause.objects.filter(enrolment=run, last=None).exists()
                assert run.wake_at is not None or open_pause, f"enrolment {run.pk} sleeps for ever before {after}"

    def _timetable_holds_everybody(self) -> None:
        lessons = self.hall.office.lessons
        for run in Enrolment.objects.filter(status=Status.ACTIVE, wake_at__isnull=False):
            assert run.wake_at is not None
            score = redis_link.client().zscore(keys.shard(lessons.name, lessons.shard_of(run.pk)).due, run.pk)
            assert score is not None, f"enrolment {run.pk} is not in the timetable"
            assert score <= to_ms(run.wake_at), f"enrolment {run.pk} stands too late in the timetable"
