"""A small world for journeys: a real Redis and database, providers that write down what they are given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from coaching import bootstrap
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import deliver, deliver_owed, enrol, library, publish, receive
from coaching.journeys.enrol import Request
from coaching.journeys.office import House, Moment, Office
from coaching.providers.base import Accepted, Email, Outcome, Outgoing, Sms
from coaching.providers.events import InboundSms
from coaching.settings import Settings, load, templates_dir
from coaching.store import clock, enrolments, inbox, redis_link
from coaching.store.models import CampaignVersion, Enrolment, Message, TemplateVersion
from coaching.store.timetable import to_ms

_MILLISECOND = timedelta(milliseconds=1)
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass(slots=True)
class Recorder:
    """A provider that accepts everything, unless `answer` says otherwise for a message."""

    sent: list[Outgoing] = field(default_factory=list)
    answer: Callable[[Outgoing], Outcome] | None = None

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        outcomes = [self.answer(each) if self.answer else Accepted(f"id-{each.message}") for each in batch]
        self.sent += [each for each, outcome in zip(batch, outcomes, strict=True) if isinstance(outcome, Accepted)]
        return outcomes


class World:
    """Programme time stands where the test puts it; machine time is the same here."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self._told: tuple[datetime, timedelta] | None = None
        self.sms = Recorder()
        self.email = Recorder()
        house = replace(_house(load()), postal_address="1 Test Street, Springfield", public_url="http://127.0.0.1:8000")
        self.office = Office(
            house=_named(house),
            providers={Channel.SMS: self.sms, Channel.EMAIL: self.email},
            lessons=redis_link.lessons(),
            owed=redis_link.owed(),
            lease=timedelta(seconds=60),
            daily_cap=3,
            confirm=False,
        )
        library.version.cache_clear()  # in another test the same number may have meant other words
        if not TemplateVersion.objects.exists():  # a test that ends with empty tables took them along
            load_words()
        self.open()

    def open(self) -> None:
        """The timetable's clock runs by the Redis server; the offset brings it to this world's time, or up to a
        millisecond beyond: Redis counts whole ones, and what is due at this very instant must be due for it too."""
        machine_now = bootstrap.machine_time()
        offset = self._ahead(machine_now) if self.now > machine_now else self.now - machine_now
        offset_ms = -(-offset // _MILLISECOND)
        self.office.lessons.open(offset_ms)
        self.office.owed.open(offset_ms)

    def _ahead(self, machine_now: datetime) -> timedelta:
        """The offset in SQL, by which pages read the time; it never goes back, so once for each time will do."""
        if self._told is None or self._told[0] != self.now:
            self._told = self.now, clock.move_to(self.now, machine_now)
        return self._told[1]

    def moment(self) -> Moment:
        return Moment(self.now, self.now, bootstrap.boot_seconds())

    def enrol(self, **changes: object) -> Enrolment:
        fields = {
            "first_name": "Ana",
            "phone": "+15551230001",
            "email": "ana@example.org",
            "zone": "Europe/Berlin",
            "start": "2026-03-03",
            "campaign": "magnesium",
            "consent": True,
            "health": True,
            **changes,
        }
        return enrol.enrol(Request(**fields), "coach", self.office, self.moment())  # type: ignore[arg-type]  # test data

    def deliver(self) -> int:
        """Works off everything that is due now; answers how many claims that took."""
        claimed, soon = 0, self.now + 3 * deliver_owed.A_MOMENT
        for _ in range(100):
            self.open()  # the clock of Redis has run on meanwhile; this world's stands still
            lessons = self.office.lessons.ready()
            step = sum(deliver.deliver_due(n, self.office, self.moment()) for n in lessons)
            owed = self.office.owed.ready()
            step += sum(deliver_owed.deliver_owed(n, self.office, self.moment()) for n in owed)
            # What is due at this very instant may not be yet for Redis, which counts whole milliseconds;
            # what is due for Redis and cannot be claimed is leased to somebody else.
            if not step:
                head = self.next_due()
                if lessons or owed or head is None or head > soon:
                    return claimed
                self.now = max(self.now, head)  # an answer whose turn comes in a moment
            claimed += step
        raise AssertionError("the timetable never comes to rest")

    def move(self, to: datetime) -> None:
        """Moves programme time, stopping wherever something is due on the way."""
        while (head := self.next_due()) is not None and head <= to:
            self.now = max(self.now, head)
            self.deliver()
        self.now = to
        self.deliver()

    def next_due(self) -> datetime | None:
        heads = [at for at in (self.office.lessons.next_due_ms(), self.office.owed.next_due_ms()) if at is not None]
        return datetime.fromtimestamp(min(heads) / 1000, UTC) if heads else None

    def text(self, text: str, phone: str = "+15551230001") -> str:
        raw = inbox.keep_raw("test", f"{phone}:{self.now}:{text}", text, self.now)
        assert raw is not None
        sms = InboundSms(f"SM{raw}", phone, "+15550000000", text, None, ())
        return receive.receive_sms(raw, sms, self.office, self.moment())

    def texts(self) -> list[str]:
        return [each.body for each in self.sms.sent if isinstance(each, Sms)]

    def emails(self) -> list[Email]:
        return [each for each in self.email.sent if isinstance(each, Email)]

    def rows(self, enrolment: Enrolment, **where: object) -> list[Message]:
        return list(Message.objects.filter(enrolment=enrolment, **where).order_by("day", "id"))

    def again(self, enrolment: Enrolment) -> Enrolment:
        return enrolments.get(EnrolmentId(enrolment.pk))


@cache
def _house(settings: Settings) -> House:
    return bootstrap.house(settings)


_words: list[list[CampaignVersion] | list[TemplateVersion]] = []


def load_words() -> None:
    """Stores every programme and text as the files have them, at START: read once, and put back as rows after that."""
    if _words:
        for rows in _words:
            type(rows[0])._default_manager.bulk_create(rows)
        return
    publish.load_files(templates_dir(), _house(load()), Moment(START, START, 0.0))
    _words.append(list(CampaignVersion.objects.order_by("pk")))
    _words.append(list(TemplateVersion.objects.order_by("pk")))


def _named(house: House) -> House:
    return replace(
        house, values={**house.values, "brand": "Coach", "coach_name": "Maya", "support_contact": "maya@example.org"}
    )


__all__ = ["START", "Recorder", "World", "to_ms"]
