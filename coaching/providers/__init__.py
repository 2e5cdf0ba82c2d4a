"""Everything that reaches people, and everything providers tell us; no database, no settings."""
