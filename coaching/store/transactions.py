"""All or nothing, for the journeys: they say what belongs together, the store knows how."""

from django.db.transaction import atomic, set_rollback

__all__ = ["atomic", "undo"]


def undo() -> None:
    """This will have the transaction around this call change nothing."""
    set_rollback(True)
