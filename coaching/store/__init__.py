"""Everything that remembers: SQL is the truth, Redis a copy of when to look."""
