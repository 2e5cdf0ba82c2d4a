"""Plays a rehearsal in a process of its own, which can reach no database, no Redis and no provider.

A rehearsal swaps the connection of its thread, but words and programmes are remembered by a whole process: beside other
threads it would mix with real people. So the web never plays one, and a worker has a child play it (decision 021).
"""

import base64
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Timer

from coaching.core.personas import Persona
from coaching.journeys.rehearsal.published import Published

LONGEST_S = 180.0
"""Longer than two plays take on a machine that has much else to do."""
CHILD = (sys.executable, "-m", "coaching.cli.rehearsal.child")
WALLS = {
    "COACHING_DATABASE_URL": "sqlite:////a-rehearsal-has-no-database/none.sqlite3",
    "COACHING_REDIS_URL": "redis://127.0.0.1:1/0",
    "COACHING_TWILIO_ACCOUNT_SID": "",
    "COACHING_TWILIO_AUTH_TOKEN": "",
    "COACHING_SENDGRID_API_KEY": "",
}
"""What the child finds in the place of what reaches people or data."""
TOO_SLOW = "It took too long. Try again when the machine has less to do"
BROKE_OFF = "It broke off: an error of the programme, which stands in the log of the worker"


class PlayRefused(Exception):
    """It cannot be played; the message says why."""


class PlayEnded(Exception):
    """Whoever asked wants no more of it."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who is played, and with which words: one set, or two to compare."""

    persona: Persona
    words: tuple[Published, ...]


def play(order: Order, go_on: Callable[[int], bool], around: Mapping[str, str] = WALLS) -> bytes:
    """This will play an order and give what it has shown, packed (rehearsal.kept).

    `go_on` hears of each day that is reached, counted over all plays, and answers whether to go on. Raises PlayRefused
    or PlayEnded.
    """
    with subprocess.Popen(
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **around}
    ) as process:
        late = Timer(LONGEST_S, process.kill)
        late.start()
        try:
            return _listen(process, order, go_on, late)
        finally:
            late.cancel()
            process.kill()


def _listen(process: "subprocess.Popen[bytes]", order: Order, go_on: Callable[[int], bool], late: Timer) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise PlayRefused(BROKE_OFF)
    try:
        process.stdin.write(pickle.dumps(order))
        process.stdin.close()
    except BrokenPipeError as error:
        raise PlayRefused(BROKE_OFF) from error
    for line in process.stdout:
        match json.loads(line):
            case {"day": int(day)}:
                if not go_on(day):
                    raise PlayEnded
            case {"refused": str(why)}:
                raise PlayRefused(why)
            case {"told": str(packed)}:
                return base64.b64decode(packed)
    raise PlayRefused(BROKE_OFF if late.is_alive() else TOO_SLOW)
