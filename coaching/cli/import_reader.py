"""The process in which a big file of people is read and checked: an order comes in, chunk by chunk goes out.

Only coaching.journeys.import_people.apart starts it, with the file open under the number that it is given.
"""

import logging
import os
import pickle
import signal
import sys

import structlog

from coaching import bootstrap
from coaching.journeys.import_people import reader
from coaching.journeys.import_people.apart import Refusal
from coaching.journeys.import_people.reading import FileRefused

NICE = 5
"""Messages to real people go first."""
PATIENCE_S = 120
"""Nobody takes a chunk for so long: the import was ended, or its worker goes on with something else."""


def main() -> None:
    """This will read the file to its end; the alarm ends a process that nobody listens to any more."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    os.nice(NICE)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    bootstrap.setup()
    bootstrap.spare_the_collector()
    order = pickle.load(sys.stdin.buffer)  # noqa: S301  # from our own parent, over a pipe

    def say(said: object) -> None:
        told = memoryview(pickle.dumps(said, pickle.HIGHEST_PROTOCOL))
        signal.alarm(PATIENCE_S)
        while told:
            told = told[out.write(told) :]
        signal.alarm(0)

    try:
        with os.fdopen(int(sys.argv[1]), "rb") as file:
            for part in reader.read(file, order):
                say(part)
        say(None)
    except FileRefused as no:
        say(Refusal(str(no)))
    except BrokenPipeError:
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
