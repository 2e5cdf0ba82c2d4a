"""The threads that make trouble: one strikes our programs, one for each provider arms its faults."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from redis import Redis
from redis.exceptions import RedisError

from coaching.cli.group.supervisor import Stopped
from tests.chaos import plan
from tests.chaos.cast import Cast
from tests.chaos.database import Database
from tests.chaos.phones import Phones
from tests.chaos.plan import Blow, Event

LISTEN = "refuse_connections"  # strikes as it is armed; the simulator counts the others


@dataclass(slots=True)
class Storm:
    """`over` ends it. `failed`: what went wrong with making trouble; the run is worth nothing then."""

    cast: Cast
    phones: Phones
    database: Database
    redis_url: str
    over: threading.Event = field(default_factory=threading.Event)
    blows: Counter[Blow] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    failed: list[BaseException] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _met: Counter[str] | None = None

    def begin(self, seed: int) -> None:
        self._threads = [threading.Thread(target=self._try, args=(self._strike, plan.blows(seed)), name="blows")]
        for provider in plan.PROVIDERS:
            arming = (self._arm, plan.faults(seed, provider))
            self._threads.append(threading.Thread(target=self._try, args=arming, name=provider))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """This will stop making trouble. Every program lives again by then, and no fault is armed."""
        self.over.set()
        for thread in self._threads:
            thread.join()
        self._met = self.phones.struck()
        self.phones.disarm()

    def struck(self) -> Counter[str]:
        """Every blow, and every fault of the providers that met somebody, by its name."""
        met = self._met or self.phones.struck()
        return met + self.refusals + Counter({self._name(b): n for b, n in self.blows.items()})

    def _name(self, blow: Blow) -> str:
        return self.database.blow if blow is Blow.DATABASE else blow.value

    def _try(self, work: Callable[[Iterator[Event]], None], events: Iterator[Event]) -> None:
        try:
            work(events)
        except Stopped:
            self.over.set()
        except BaseException as error:  # told to the main thread, which ends the run
            self.failed.append(error)
            self.over.set()

    def _strike(self, events: Iterator[Event]) -> None:
        for event in events:
            if self.over.wait(event.pause_s):
                return
            assert isinstance(event.what, Blow)
            self.blows[event.what] += self._blow(event.what, event)

    def _blow(self, blow: Blow, event: Event) -> bool:
        match blow:
            case Blow.FREEZE_WORKER | Blow.FREEZE_REDIS:
                self.cast.freeze(event.whom)
                self.over.wait(event.lasts_s)
                self.cast.thaw(event.whom)
            case Blow.EMPTY_REDIS:
                return self._empty_redis()
            case Blow.DATABASE:
                self.database.begin_trouble()
                self.over.wait(event.lasts_s)
                self.database.end_trouble()
            case Blow.KILL_WORKER | Blow.KILL_WEB | Blow.KILL_REDIS:
                self.cast.kill(event.whom)
                self.over.wait(event.lasts_s)
                self.cast.start(event.whom)
        return True

    def _empty_redis(self) -> bool:
        with Redis.from_url(self.redis_url, socket_timeout=5) as redis:
            try:
                return bool(redis.flushall())
            except RedisError:
                return False  # it does not answer, so nothing was emptied

    def _arm(self, events: Iterator[Event]) -> None:
        for event in events:
            assert not isinstance(event.what, Blow)
            if self.over.wait(event.pause_s):
                return
            while self.phones.waiting(event.what["provider"]) >= plan.ENOUGH_ARMED:
                if self.over.wait(0.3):
                    return
            self.phones.arm(event.what)
            if event.what["kind"] == LISTEN:
                self.refusals[f"connections refused ({event.what['provider']})"] += 1
