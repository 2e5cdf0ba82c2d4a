"""STOP, a hold, a pause or the switch may come at every single step of a worker: what has not left stays here."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from coaching.store.models import Enrolment
    from tests.chaos.mortal import Mortal

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.chaos]

Wish = Callable[["Mortal", "Enrolment"], None]


def stop(mortal: "Mortal", person: "Enrolment") -> None:
    """The person writes STOP."""
    from coaching.journeys import prefer
    from coaching.store.consents import Proof

    subscriber = mortal.again(person).subscriber
    prefer.stop(subscriber, prefer.EVERY_CHANNEL, Proof("text", "subscriber"), mortal.moment())


def hold(mortal: "Mortal", person: "Enrolment") -> None:
    """The coach begins a conversation."""
    from coaching.core.model import EnrolmentId
    from coaching.store import holds

    holds.place(EnrolmentId(person.pk), "conversation", "a test", "coach", mortal.now)


def switch_off(mortal: "Mortal", person: "Enrolment") -> None:
    """Somebody stops all sending."""
    from coaching.store import switches

    assert switches.turn_off("all", "coach", "a test", mortal.now)


def pause(mortal: "Mortal", person: "Enrolment") -> None:
    """A pause that covers today."""
    from coaching.core.model import EnrolmentId
    from coaching.store import enrolments

    enrolments.pause(EnrolmentId(person.pk), mortal.now.date(), None, "coach", mortal.now)


@pytest.mark.parametrize("wish", [stop, hold, switch_off, pause])
def test_what_has_not_been_handed_over_when_the_wish_comes_never_leaves(mortal: "Mortal", wish: Wish) -> None:
    from coaching.store import switches
    from tests.chaos.mortal import elsewhere, is_committed

    person = mortal.newcomer_with_lesson_due()
    names = mortal.work().names
    mortal.say_goodbye(person)
    kept, left = 0, 0
    for at, name in enumerate(names):
        person = mortal.newcomer_with_lesson_due()
        may_leave: list[int] = []
        came: list[bool] = []

        def interrupt(person: "Enrolment" = person, seen: list[int] = may_leave, came: list[bool] = came) -> None:
            if is_committed():
                came.append(True)
                seen += [row.pk for row in mortal.rows(person, kind="step") if row.handed_at]
                elsewhere(lambda: wish(mortal, person))

        mortal.work(at, interrupt)
        sent = {row.pk for row in mortal.rows(person, kind="step") if mortal.taken[row.pk]}
        if came:
            assert sent <= set(may_leave), f"the wish came before step {at}: {name}"
            kept += not may_leave
            left += len(sent)
        switches.turn_on("all")
        mortal.say_goodbye(person)
    assert kept > 0
    assert left > 0
