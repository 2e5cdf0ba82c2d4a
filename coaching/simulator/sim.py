"""The simulator as one value: its settings, clocks, memory, faults, people and the way out."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from coaching.simulator.batches import Batches
from coaching.simulator.callbacks import Callbacks
from coaching.simulator.clock import Clock
from coaching.simulator.faults import Faults
from coaching.simulator.people import People
from coaching.simulator.settings import Settings
from coaching.simulator.world import World


@dataclass(slots=True)
class Simulator:
    """`silences` holds spans in milliseconds for which the program that owns the port shall close it."""

    settings: Settings
    clock: Clock
    callbacks: Callbacks
    events: Batches
    world: World = field(default_factory=World)
    faults: Faults = field(default_factory=Faults)
    people: People = field(default_factory=People)
    silences: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    reply_timer: asyncio.TimerHandle | None = None
    moving: set[asyncio.Task[None]] = field(default_factory=set)
    waiting: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, work: Coroutine[Any, Any, None], *, counted: bool = True) -> None:
        """This will run the work beside everything else. `counted` work is under way until it ends;
        what waits for a far moment (a scheduled message) is not."""
        moving = self.moving if counted else self.waiting
        task = asyncio.get_running_loop().create_task(work)
        moving.add(task)
        task.add_done_callback(moving.discard)

    def pending(self) -> int:
        """This will count what is on its way to the product: posts queued or in flight, and messages moving."""
        return len(self.moving) + self.events.pending + self.callbacks.pending

    def forget(self) -> None:
        """This will start afresh: no messages, people, faults or waiting posts; the clock back in step."""
        self.halt()
        self.callbacks.forget()
        self.events.forget()
        self.world = World(version=self.world.version + 1)
        self.faults, self.people = Faults(), People()
        self.clock.offset_ms = 0

    def halt(self) -> None:
        """This will stop every message where it is."""
        for task in self.moving | self.waiting:
            task.cancel()
        if self.reply_timer is not None:
            self.reply_timer.cancel()
            self.reply_timer = None


SIM: web.AppKey[Simulator] = web.AppKey("simulator", Simulator)
"""Where a request finds the simulator: `request.app[SIM]`."""
