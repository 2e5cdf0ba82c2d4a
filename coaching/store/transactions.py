"""All or nothing, for the journeys: they say what belongs together, the store knows how."""

from django.db.transaction import atomic

__all__ = ["atomic"]
