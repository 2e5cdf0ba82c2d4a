"""Keeps SQL connections healthy where no web request does it: in workers and commands."""

from django.db import close_old_connections
from django.db.utils import OperationalError, ProgrammingError

__all__ = ["OperationalError", "ProgrammingError", "refresh"]


def refresh() -> None:
    """This will drop a connection that broke or is past its age; the next query opens a new one."""
    close_old_connections()
