"""Publishing while a crowd's messages are under way: is each wholly old or wholly new? Run as a process of its own."""

import json
import re
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bench import people
from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import deliver, publish
from coaching.journeys.office import Office
from coaching.providers.base import Email, Outcome, Outgoing, Provider
from coaching.store import connections, templates
from coaching.store.models import Message

NAME = "email/magnesium/day-05"
THREADS = 2
_MARK = re.compile(r"edition (\d+)")


@dataclass(slots=True)
class Witness:
    """Carries on to the real provider, and notes which edition stands in subject, page and plain text."""

    provider: Provider
    seen: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        for each in batch:
            if isinstance(each, Email):
                shell = each.shell
                self.seen[each.message] = tuple(
                    found[1] if (found := _MARK.search(part)) else ""
                    for part in (shell.subject, shell.html, shell.text)
                )
        return self.provider.send(batch)


def measure(count: int) -> dict[str, float]:
    """This will deliver to `count` people on two threads while new versions go live as fast as they can."""
    people.open_programme()
    people.add(Channel.EMAIL, count, 0)
    people.put()
    whole = bootstrap.office()
    witness = Witness(whole.providers[Channel.EMAIL])
    office = replace(whole, providers={**whole.providers, Channel.EMAIL: witness})
    source = templates.current([NAME])[NAME].source
    publish_edition(source, 0, office)
    workers = [threading.Thread(target=_deliver_all, args=(office,)) for _ in range(THREADS)]
    begun = time.perf_counter()
    for each in workers:
        each.start()
    took: list[float] = []
    while any(each.is_alive() for each in workers):
        before = time.perf_counter()
        publish_edition(source, len(took) + 1, office)
        took.append(time.perf_counter() - before)
        time.sleep(0.05)
    seconds = time.perf_counter() - begun
    rows = dict(Message.objects.filter(kind="step").values_list("pk", "version"))
    torn = [pk for pk, marks in witness.seen.items() if set(marks) != {str(rows[pk] - 1)}]
    return {
        "messages": len(witness.seen),
        "versions": len(took) + 1,
        "in_use": len(set(rows.values())),
        "torn": len(torn),
        "seconds": seconds,
        "median_ms": 1000 * sorted(took)[len(took) // 2],
        "slowest_ms": 1000 * max(took),
    }


def publish_edition(source: str, number: int, office: Office) -> None:
    """This will publish the text with its edition in the subject and in the body: edition n is version n + 1."""
    marked = source.replace("in plain words", f"edition {number}").replace(
        "Hi {{ first_name }},", f"Hi {{{{ first_name }}}}, edition {number}."
    )
    live = templates.current([NAME])[NAME]
    publish.publish(
        NAME, marked, based_on=live.number, author="bench", note="another edition", house=office.house,
        moment=bootstrap.moment(),
    )  # fmt: skip


def _deliver_all(office: Office) -> None:
    try:
        while shards := office.lessons.ready():
            for shard in shards:
                while deliver.deliver_due(shard, office, bootstrap.moment()):
                    pass
    finally:
        connections.close()


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
