"""How long the looks before something for very many take on the server: a filled database, each asked for a few times.

A process of its own: `measure` prints JSON, one entry for each look. bench/listing.py fills.
"""

import json
import sys
import time
from dataclasses import asdict
from statistics import median

from bench.listing import Took
from coaching import bootstrap
from coaching.core.revising import Move
from coaching.journeys.calendar import draft
from coaching.store import templates

ROUNDS, WARM_UP = 7, 2
TEXT = "sms/magnesium/day-40"
EVERYBODY = {"filter": "status=active", "all": "yes", "step": "look"}


def measure() -> list[Took]:
    """This will look as a coach would: at a calendar, a text, a pause, a tag and a message, each for everybody."""
    from django.test import Client

    from coaching.store.models import User

    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get_or_create(username="bench")[0])
    _draft_a_calendar()
    words = {"name": TEXT, "source": templates.current([TEXT])[TEXT].source + " Rest well.", "based_on": "0"}
    hello = "Hi {{ first_name }}, we move on Monday."
    return [
        _asked(browser, "a calendar, moved for everyone", "/programme/magnesium/review/", None),
        _asked(browser, "a text", "/messages/review/", words),
        _asked(browser, "a pause", "/people/group/", {**EVERYBODY, "do": "pause", "days": "3"}),
        _asked(browser, "a tag", "/people/group/", {**EVERYBODY, "do": "tag", "tag": "pilot"}),
        _asked(browser, "a message to many", "/people/group/", {**EVERYBODY, "do": "message", "words": hello}),
        _asked(browser, "whom to write to", "/many/new/", None),
    ]


def _draft_a_calendar() -> None:
    working = draft.read("magnesium")
    assert working is not None
    if not working.changes:
        draft.change(working, Move("day-20", 30), working.revision, "bench", bootstrap.moment())


def _asked(browser: object, name: str, address: str, form: dict[str, str] | None) -> Took:
    taken, worked = [], []
    for _ in range(WARM_UP + ROUNDS):
        begun, busy = time.perf_counter(), time.process_time()
        answer = browser.post(address, form) if form else browser.get(address)  # type: ignore[attr-defined]  # Django's test client, imported where it is used
        taken.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.process_time() - busy))
        assert answer.status_code == 200, (address, answer.status_code)
    kept = sorted(taken[WARM_UP:])
    return Took(name, median(kept), kept[-1], median(worked[WARM_UP:]))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["measure"]:
            bootstrap.office()
            print(json.dumps([asdict(each) for each in measure()]))
        case other:
            raise SystemExit(f"measure; not {other}")
