"""Measures what one message costs, here and in the usual way; `python -m bench --help`."""
