"""Ends and freezes whatever can end or freeze, and counts what the providers took."""
