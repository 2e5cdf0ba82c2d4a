"""`python -m coaching.cli`: the same command where it is not installed."""

from coaching.cli import main

main()
