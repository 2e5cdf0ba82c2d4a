"""The gate before a commit: `make check` runs all of it."""
