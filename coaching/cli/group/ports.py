"""Ports on 127.0.0.1: one that is free, and whether a given one is."""

import socket

_HOST = "127.0.0.1"


def free() -> int:
    """This will find a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: connections of the last run that linger in TIME_WAIT are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def near(port: int) -> int:
    """This will give `port` if it is free, else the next free one of the twenty after it, else any."""
    return next((candidate for candidate in range(port, port + 20) if is_free(candidate)), None) or free()
