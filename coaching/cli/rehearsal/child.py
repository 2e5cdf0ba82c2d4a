"""The process in which a rehearsal is played for the console: an order comes in, days and the result go out.

Only coaching.journeys.rehearsal.apart starts it, and takes from it every address of a database, Redis or provider.
"""

import base64
import json
import logging
import os
import pickle
import sys
from datetime import datetime
from typing import BinaryIO

import structlog

from coaching import bootstrap
from coaching.cli.rehearse import office as own_office
from coaching.core.personas import PersonaRefused
from coaching.core.rendering import TemplateRefused
from coaching.journeys import rehearse
from coaching.journeys.enrol import EnrolmentRefused
from coaching.journeys.rehearsal import kept
from coaching.journeys.rehearsal.apart import Order

NICE = 5
"""Messages to real people go first."""


def main() -> None:
    """This will play what comes in on the standard input. Nothing but lines of JSON goes out."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    os.nice(NICE)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    order = pickle.load(sys.stdin.buffer)  # noqa: S301  # from our own parent, over a pipe
    _play(order, out)


def _play(order: Order, out: BinaryIO) -> None:
    _say(out, day=0)
    bootstrap.spare_the_collector()
    told = []
    try:
        for number, words in enumerate(order.words):
            days = _Days(order.persona.moment(0, datetime.min.time()), number * len(words.body["steps"]), out)
            told.append(rehearse.alone(order.persona, words, own_office(), days))
    except (EnrolmentRefused, PersonaRefused, TemplateRefused, LookupError) as refused:
        _say(out, refused=f"It cannot be played: {refused}")
        return
    _say(out, told=base64.b64encode(kept.pack(told)).decode())


def _say(out: BinaryIO, **said: object) -> None:
    out.write(json.dumps(said).encode() + b"\n")


class _Days:
    """Says each day once, as the clock of the rehearsal passes it."""

    def __init__(self, begins: datetime, before: int, out: BinaryIO) -> None:
        self._begins, self._before, self._out, self._said = begins, before, out, 0

    def __call__(self, at: datetime) -> None:
        day = (at - self._begins).days
        if day > self._said:
            self._said = day
            _say(self._out, day=self._before + day)


if __name__ == "__main__":
    main()
