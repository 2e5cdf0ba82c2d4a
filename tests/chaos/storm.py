"""The two threads that make trouble: one strikes our programs, one arms the providers' faults."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from redis import Redis
from redis.exceptions import RedisError

from coaching.cli.group.supervisor import Stopped
from tests.chaos import plan
from tests.chaos.cast import Cast
from tests.chaos.phones import Phones
from tests.chaos.plan import Blow, Event


@dataclass(slots=True)
class Storm:
    """`over` ends it. `failed`: what went wrong with making trouble; the run is worth nothing then."""

    cast: Cast
    phones: Phones
    redis_url: str
    over: threading.Event = field(default_factory=threading.Event)
    struck: Counter[str] = field(default_factory=Counter)
    failed: list[BaseException] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, seed: int) -> None:
        for name, work in (("blows", lambda: self._strike(seed)), ("faults", lambda: self._arm(seed))):
            thread = threading.Thread(target=self._try, args=(work,), name=name)
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        """This will stop making trouble. Every program lives again by then, and no fault is armed."""
        self.over.set()
        for thread in self._threads:
            thread.join()
        self.struck += self.phones.struck()
        self.phones.disarm()

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Stopped:
            self.over.set()
        except BaseException as error:  # told to the main thread, which ends the run
            self.failed.append(error)
            self.over.set()

    def _strike(self, seed: int) -> None:
        for event in plan.blows(seed):
            if self.over.wait(event.pause_s):
                return
            self.struck[event.name] += 1
            self._blow(event)

    def _blow(self, event: Event) -> None:
        match event.what:
            case Blow.FREEZE_WORKER:
                self.cast.freeze(event.whom)
                self.over.wait(event.lasts_s)
                self.cast.thaw(event.whom)
            case Blow.EMPTY_REDIS:
                self._empty_redis()
            case Blow.KILL_WORKER | Blow.KILL_WEB | Blow.KILL_REDIS:
                self.cast.kill(event.whom)
                self.over.wait(event.lasts_s)
                self.cast.start(event.whom)
            case other:
                raise AssertionError(f"{other} is no blow")

    def _empty_redis(self) -> None:
        with Redis.from_url(self.redis_url, socket_timeout=5) as redis:
            try:
                redis.flushall()
            except RedisError:
                self.struck[Blow.EMPTY_REDIS.value] -= 1  # it is down, so there is nothing to empty

    def _arm(self, seed: int) -> None:
        for event in plan.faults(seed):
            if self.over.wait(event.pause_s):
                return
            assert not isinstance(event.what, Blow)
            self.phones.arm(event.what)
