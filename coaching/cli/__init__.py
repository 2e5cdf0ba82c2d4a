"""`coaching ...`: the service from a terminal. `main` is the entry point of the installed command."""

import sys


def main() -> None:
    """This will run one command; what a person can mend is told in one line, without a traceback."""
    from coaching.cli import surroundings
    from coaching.settings import SettingsRefused

    surroundings.prepare(sys.argv[1:])
    try:
        from coaching.cli.app import app

        app()
    except SettingsRefused as refused:
        print(refused, file=sys.stderr)
        raise SystemExit(2) from refused
