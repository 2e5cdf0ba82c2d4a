"""Keeps SQL connections healthy where no web request does it: in workers and commands."""

from django.db import close_old_connections, connections
from django.db.utils import OperationalError, ProgrammingError

__all__ = ["OperationalError", "ProgrammingError", "close", "refresh"]


def refresh() -> None:
    """This will drop a connection that broke or is past its age; the next query opens a new one."""
    close_old_connections()


def close() -> None:
    """This will close this thread's connections: for a thread that ends."""
    connections.close_all()
