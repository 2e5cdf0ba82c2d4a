"""Two people at once, and a version that goes live while its messages are under way."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from coaching.core.model import Channel
from coaching.providers.base import Accepted, Email, Outcome, Outgoing, RetryLater, Sms

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.database

SMS, EMAIL, DOSE = "sms/magnesium/day-03", "email/magnesium/day-05", "sms/magnesium/day-12"
CROWD = 300


@pytest.fixture
def shared(transactional_db: None, clean_redis: object) -> "World":
    """A world that several connections see."""
    from tests.web.conftest import next_morning
    from tests.world import World

    return World(next_morning())


def publish(world: "World", name: str, source: str, based_on: int, author: str) -> object:
    from coaching.journeys import publish as journey

    return journey.publish(
        name, source, based_on=based_on, author=author, note="new", house=world.office.house, moment=world.moment()
    )


def at_once(world: "World", calls: "Sequence[tuple[str, str]]", name: str = SMS) -> list[str]:
    """Publishes from several connections at the same moment; answers who won and who met the conflict."""
    from coaching.store import connections
    from coaching.store.templates import EditConflict

    start = threading.Barrier(len(calls))

    def one(call: tuple[str, str]) -> str:
        author, source = call
        start.wait(20)
        try:
            publish(world, name, source, 0, author)
        except EditConflict:
            return "conflict"
        finally:
            connections.close()
        return author

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_of_several_who_publish_at_once_exactly_one_wins_and_the_others_are_told(shared: "World") -> None:
    from coaching.store import templates

    calls = [(f"coach{n}", f"{{{{ brand }}}}: Breathe in, edition {n}.") for n in range(4)]
    said = at_once(shared, calls)
    winners = [each for each in said if each != "conflict"]
    assert len(winners) == 1
    live = templates.current([SMS])[SMS]
    assert (live.number, live.source) == (1, dict(calls)[winners[0]])
    assert len(templates.history(SMS)) == 2


def test_of_two_who_decide_at_once_one_does_and_the_text_goes_live_once(shared: "World") -> None:
    from coaching.journeys import approval
    from coaching.store import connections, proposals, templates
    from coaching.store.templates import EditConflict

    changed = templates.current([DOSE])[DOSE].source.replace("well apart", "far apart")
    publish(shared, DOSE, changed, 0, "maya")
    waiting = proposals.waiting_for(DOSE)[0]
    start = threading.Barrier(3)

    def approve(by: str) -> str:
        start.wait(20)
        try:
            approval.approve(waiting, by, shared.office.house, shared.moment())
        except (approval.ApprovalRefused, EditConflict):
            return "refused"
        finally:
            connections.close()
        return by

    with ThreadPoolExecutor(3) as pool:
        said = sorted(pool.map(approve, ("ines", "jonas", "noor")))
    assert said.count("refused") == 2
    assert [(row.number, row.approver) for row in templates.history(DOSE)[:1]] == [
        (1, next(each for each in said if each != "refused"))
    ]


def test_of_two_texts_one_author_proposes_at_once_one_waits_and_the_other_is_kept_as_withdrawn(
    shared: "World",
) -> None:
    from coaching.store import connections, proposals, templates
    from coaching.store.models import TemplateProposal

    source = templates.current([DOSE])[DOSE].source
    start = threading.Barrier(2)

    def propose(words: str) -> None:
        start.wait(20)
        try:
            publish(shared, DOSE, source.replace("well apart", words), 0, "maya")
        finally:
            connections.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(propose, ("far apart", "wide apart")))
    assert len(proposals.waiting_for(DOSE)) == 1
    assert TemplateProposal.objects.filter(state=proposals.WITHDRAWN).count() == 1


def test_two_pages_that_save_at_once_keep_one_and_tell_the_other(shared: "World") -> None:
    from coaching.store import connections, drafts
    from coaching.store.drafts import DraftConflict, Writing

    start = threading.Barrier(2)

    def save(page: str) -> str:
        start.wait(20)
        try:
            drafts.save(Writing(SMS, "maya", f"from page {page}", "", 0, 0, page), shared.now)
        except DraftConflict as conflict:
            return conflict.theirs.source
        finally:
            connections.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(save, ("one", "two")))
    kept = drafts.of(SMS, "maya")
    assert kept is not None
    assert said == sorted(["saved", kept.source])


def edition(source: str, number: int) -> str:
    marked = source.replace("in plain words", f"edition {number}")
    return marked.replace("Hi {{ first_name }},", f"Hi {{{{ first_name }}}}, edition {number}.")


@dataclass(slots=True)
class Watched:
    """Takes every email and has a new version published after each batch: the next is composed while it goes live."""

    world: "World"
    source: str
    sent: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    number: int = 0

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        for each in batch:
            assert isinstance(each, Email)
            self.sent[each.message] = (each.shell.subject, each.shell.html, each.shell.text)
        publisher = threading.Thread(target=self._publish)
        publisher.start()
        publisher.join()
        return [Accepted(f"id-{each.message}") for each in batch]

    def _publish(self) -> None:
        from coaching.store import connections

        try:
            publish(self.world, EMAIL, edition(self.source, self.number + 1), self.number, "maya")
            self.number += 1
        finally:
            connections.close()


def test_each_of_many_messages_under_way_is_wholly_old_or_wholly_new(shared: "World") -> None:
    from bench import people
    from coaching.store import templates
    from coaching.store.models import Enrolment, Message
    from coaching.store.timetable import Due, to_ms

    people.add(Channel.EMAIL, CROWD, 0)
    shared.move(shared.now.replace(hour=10, minute=30))
    watched = Watched(shared, templates.current([EMAIL])[EMAIL].source)
    shared.office = replace(shared.office, providers={**shared.office.providers, Channel.EMAIL: watched})
    shared.office.lessons.put_many(Due(pk, to_ms(shared.now)) for pk in Enrolment.objects.values_list("pk", flat=True))
    shared.deliver()
    versions = dict(Message.objects.values_list("pk", "version"))
    assert len(watched.sent) == CROWD
    assert len(set(versions.values())) > 2
    for message, parts in watched.sent.items():
        number = versions[message]
        for part in parts:
            assert (f"edition {number}" in part) if number else ("edition" not in part)


def test_a_retry_keeps_the_words_it_was_composed_with(shared: "World") -> None:
    from datetime import timedelta

    from coaching.store.models import Message

    tries: list[str] = []

    def busy(sms: Outgoing) -> Outcome:
        assert isinstance(sms, Sms)
        tries.append(sms.body)
        if len(tries) == 1:
            publish(shared, SMS, "{{ brand }}: Quite new words.", 0, "maya")
            return RetryLater(60.0, "429", "busy")
        return Accepted(f"id-{sms.message}")

    shared.enrol(start="", first_name="Ana")
    shared.move(shared.now + timedelta(days=2, hours=12))
    shared.sms.answer = busy
    shared.move(shared.now + timedelta(days=1))
    third = [each for each in tries if "sit tall" in each or "Quite new" in each]
    assert len(third) == 2
    assert third[0] == third[1]
    assert "sit tall" in third[0]
    assert Message.objects.get(step="day-03", unit="sms").version == 0
