"""A worker may die or freeze at every single thing it does: no message is sent twice, and none is forgotten."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import redis

    from coaching.store.models import Enrolment, Message
    from tests.chaos.mortal import Mortal, Steps

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.chaos]

Owing = Callable[["Mortal"], "Enrolment"]


def lesson(mortal: "Mortal") -> "Enrolment":
    return mortal.newcomer_with_lesson_due()


def welcome(mortal: "Mortal") -> "Enrolment":
    return mortal.newcomer_with_welcome_due()


WHAT_IS_DUE = pytest.mark.parametrize("due", [lesson, welcome])
# Without these the walk over all steps would prove nothing: each must be among what a worker does.
NEEDED = {"claimed", "about to send", "accepted, not yet settled", "about to put back", "put back"}


def undisturbed(mortal: "Mortal", due: Owing) -> "Steps":
    """What a worker does with it when nothing goes wrong."""
    person = due(mortal)
    steps = mortal.work()
    mortal.say_goodbye(person)
    assert set(steps.names) >= NEEDED
    assert len(steps.names) > 15
    return steps


def rows_due(mortal: "Mortal", person: "Enrolment") -> list["Message"]:
    lessons = mortal.rows(person, kind="step", day=1)
    return lessons or mortal.rows(person, kind="welcome")


def on_the_wire(mortal: "Mortal", person: "Enrolment") -> set[int]:
    """The rows that the ledger says were handed over and not heard of since."""
    return {row.pk for row in rows_due(mortal, person) if row.state == "handed"}


def let_others_work(mortal: "Mortal") -> None:
    """Twice: once for what the dead worker held, once more to see that nothing is started anew."""
    for _ in range(2):
        mortal.outlast_the_lease()
        mortal.work()


def check_the_rest_of_the_day(mortal: "Mortal", person: "Enrolment", in_doubt: set[int], where: str) -> None:
    """Each unit has one row and one acceptance; only what was on the wire at the death is in doubt."""
    from coaching.journeys import books

    rows = rows_due(mortal, person)
    assert sorted(row.channel for row in rows) == ["email", "sms"], where
    for row in rows:
        if row.pk in in_doubt:
            assert row.state == "unknown", where
            assert mortal.taken[row.pk] <= 1, where
        else:
            assert (row.state, mortal.taken[row.pk]) == ("accepted", 1), where
    assert books.draw_up(mortal.moment()).balanced, where


def check_the_next_day(mortal: "Mortal", person: "Enrolment", where: str) -> None:
    """The programme goes on: the following lesson goes out, once."""
    from datetime import timedelta

    mortal.move(mortal.now + timedelta(days=1))
    last = max(row.day for row in mortal.rows(person, kind="step"))
    followed = mortal.rows(person, kind="step", day=last)
    assert {(row.state, mortal.taken[row.pk]) for row in followed} == {("accepted", 1)}, where
    mortal.say_goodbye(person)


@WHAT_IS_DUE
def test_a_worker_that_dies_at_any_step_doubles_nothing_and_forgets_nothing(mortal: "Mortal", due: Owing) -> None:
    doubted = 0
    for at, name in enumerate(undisturbed(mortal, due).names):
        person = due(mortal)
        mortal.work_and_die(at)
        in_doubt = on_the_wire(mortal, person)
        let_others_work(mortal)
        check_the_rest_of_the_day(mortal, person, in_doubt, f"died before step {at}: {name}")
        check_the_next_day(mortal, person, f"died before step {at}: {name}")
        doubted += len(in_doubt)
    assert doubted > 0


@WHAT_IS_DUE
def test_a_worker_that_dies_together_with_redis_doubles_nothing_and_forgets_nothing(
    mortal: "Mortal", clean_redis: "redis.Redis", due: Owing
) -> None:
    from coaching.journeys import repair

    for at, name in enumerate(undisturbed(mortal, due).names):
        person = due(mortal)
        mortal.work_and_die(at)
        in_doubt = on_the_wire(mortal, person)
        clean_redis.flushall()
        repair.rebuild(mortal.office)
        let_others_work(mortal)
        check_the_rest_of_the_day(mortal, person, in_doubt, f"died before step {at}: {name}, and Redis with it")
        check_the_next_day(mortal, person, f"died before step {at}: {name}, and Redis with it")


@WHAT_IS_DUE
def test_a_worker_that_thaws_after_its_lease_doubles_nothing_and_leaves_nothing_undone(
    mortal: "Mortal", due: Owing
) -> None:
    from tests.chaos.mortal import is_committed

    frozen = []
    for at, name in enumerate(undisturbed(mortal, due).names):
        person = due(mortal)
        in_doubt: set[int] = set()

        def freeze(at: int = at, name: str = name, person: "Enrolment" = person, seen: set[int] = in_doubt) -> None:
            if not is_committed():
                return  # it would keep the others waiting for its transaction; the database ends that, not we
            frozen.append(name)
            seen |= on_the_wire(mortal, person)
            mortal.outlast_the_lease()
            mortal.work_elsewhere()

        mortal.work(at, freeze)
        settled_late = {pk for pk in in_doubt if mortal.taken[pk]}
        let_others_work(mortal)
        check_the_rest_of_the_day(mortal, person, in_doubt - settled_late, f"froze before step {at}: {name}")
        check_the_next_day(mortal, person, f"froze before step {at}: {name}")
    assert set(frozen) >= NEEDED


def test_a_question_that_was_asked_is_open_whenever_the_worker_died(mortal: "Mortal") -> None:
    from coaching.core.model import EnrolmentId
    from coaching.store import inbox

    steps = undisturbed(mortal, lesson).names
    for at, name in enumerate(steps):
        person = lesson(mortal)
        mortal.work_and_die(at)
        let_others_work(mortal)
        by_text = mortal.rows(person, kind="step", day=1, channel="sms")[0]
        if by_text.state == "accepted":
            assert inbox.questions_of(EnrolmentId(person.pk)), f"died before step {at}: {name}"
        mortal.say_goodbye(person)


def test_a_thawed_worker_cannot_undo_the_attempt_that_came_after_its_own(mortal: "Mortal") -> None:
    """Its "I did not send it" is true of its own attempt, and would have the later one sent a second time."""
    from coaching.core.ledger import Event
    from coaching.store import doubts
    from coaching.store.timetable import Due, to_ms
    from tests.chaos.mortal import elsewhere

    person = mortal.newcomer_with_lesson_due()

    def freeze() -> None:
        mortal.outlast_the_lease()
        mortal.work_elsewhere()
        [absent] = mortal.rows(person, state="unknown")
        assert doubts.send_again(absent, Event.PROVEN_ABSENT, mortal.now)
        assert doubts.look_again_at_step(absent, mortal.now)
        mine = mortal.office
        mortal.office.lessons.put_many([Due(person.pk, to_ms(mortal.now))])
        elsewhere(lambda: mortal.work_and_die("accepted, not yet settled"))
        mortal.office = mine

    mortal.work("about to send", freeze)
    let_others_work(mortal)
    states = {row.channel: (row.state, mortal.taken[row.pk]) for row in rows_due(mortal, person)}
    assert states == {"sms": ("unknown", 1), "email": ("accepted", 1)}
