"""Signs of danger in what people write: read before anything else, on every reply, by words alone."""

from coaching.core.safety.reading import Reading, Tier, triage

__all__ = ["Reading", "Tier", "triage"]
