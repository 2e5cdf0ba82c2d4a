"""The embedded group: the programs that `coaching up` and `coaching demo` run side by side on one machine."""
