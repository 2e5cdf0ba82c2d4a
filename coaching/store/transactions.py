"""All or nothing, for the journeys: they say what belongs together, the store knows how."""

from django.db import OperationalError
from django.db.transaction import atomic, set_rollback

__all__ = ["atomic", "undo", "was_in_the_way"]
_LET_GO = ("40P01", "40001")
"""What PostgreSQL calls a deadlock and a failed serialization."""


def undo() -> None:
    """This will have the transaction around this call change nothing."""
    set_rollback(True)


def was_in_the_way(error: Exception) -> bool:
    """This will say whether the database let a transaction go for the sake of another: done again, it may work."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in _LET_GO
