"""How long the preview of the editor takes on the server: each keystroke another text, asked as the page asks.

A process of its own, with a fresh database; it prints JSON, one entry for each kind of text.
"""

import json
import time
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from bench import people
from coaching import bootstrap
from coaching.store import templates

ROUNDS, WARM_UP = 40, 3
TEXTS = {
    "SMS, lesson": "sms/magnesium/day-12",
    "SMS, of the house": "sms/_house/help",
    "SMS, in Spanish": "sms/_house/help.es",
    "email, short": "email/magnesium/day-05",
    "email, the longest": "",
}
EMAIL_ITSELF = "/messages/preview/email/"
PANEL = "/messages/preview/"


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds on the server for one kind of text, over ROUNDS askings, each with a text not seen before."""

    what: str
    letters: int
    median_ms: float
    p95_ms: float


def measure() -> list[Took]:
    """This will sign a coach in and type into each kind of text, through every layer but the socket."""
    from django.test import Client

    from coaching.store.models import User

    people.open_programme()
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get_or_create(username="bench")[0])
    mails = templates.current(templates.names("email/"))
    longest = max(mails.values(), key=lambda words: len(words.source)).name
    found = []
    for what, name in TEXTS.items():
        found.append(_typed(browser, what, PANEL, name or longest))
    found.append(_typed(browser, "the email in its frame", EMAIL_ITSELF, longest))
    return found


def _typed(browser: object, what: str, address: str, name: str) -> Took:
    source = templates.current([name])[name].source.rstrip()
    taken = []
    for n in range(WARM_UP + ROUNDS):
        fields = {"name": name, "source": f"{source} {'and so on '[: n % 10]}{n}", "based_on": "0", "sample": "usual"}
        begun = time.perf_counter()
        answer = browser.post(address, fields, headers={"HX-Request": "true"})  # type: ignore[attr-defined]  # Django's test client, imported where it is used
        taken.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, (address, answer.status_code)
    kept = taken[WARM_UP:]
    return Took(what, len(source), median(kept), quantiles(kept, n=20)[-1])


if __name__ == "__main__":
    bootstrap.office()
    print(json.dumps([asdict(each) for each in measure()]))
