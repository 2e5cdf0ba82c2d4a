"""UNDO goes back one change after the other; what makes no sense is refused; each answer fits one text."""

from datetime import timedelta

import pytest

from coaching.core.model import EnrolmentId
from coaching.core.segments import measure
from coaching.journeys import prefer
from coaching.journeys.steer import Done, Refused
from coaching.store import enrolments
from coaching.store.models import Audit
from tests.steering import ask, at, reply
from tests.world import World

pytestmark = pytest.mark.database


def test_undo_takes_back_one_change_after_the_other_and_then_says_there_is_none(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    ask(world, ana, "less")
    ask(world, ana, "time 11:00")
    assert ask(world, ana, "undo").values == {"undone": "the new time of your texts"}  # type: ignore[union-attr]  # Done
    assert ask(world, ana, "undo").values == {"undone": "fewer texts"}  # type: ignore[union-attr]  # Done
    assert ask(world, ana, "undo") == Done("nothing-to-undo")
    assert (world.again(ana).cadence, world.again(ana).slots) == ("daily", {})


def test_a_change_older_than_a_day_stands(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    ask(world, ana, "less")
    world.move(at(3, 12, 1))
    assert ask(world, ana, "undo") == Done("nothing-to-undo")
    assert world.again(ana).cadence == "light"


@pytest.mark.parametrize(
    "text", ["pause", "resume", "later", "time 9", "less", "email only", "repeat week", "back home"]
)
def test_nothing_is_steered_once_the_programme_has_ended(world: World, text: str) -> None:
    ana = world.enrol()
    prefer.end(ana, "coach", world.moment())
    assert ask(world, ana, text) == Refused("Your program is not running just now.")
    assert ask(world, ana, "undo") == Done("nothing-to-undo")
    assert ask(world, ana, "status").values["next_when"] == "none, it is done"  # type: ignore[union-attr]  # Done


def test_a_wish_for_a_time_is_told_when_somebody_else_changed_the_times_meanwhile(world: World) -> None:
    ana = world.enrol()
    assert enrolments.set_slots(EnrolmentId(ana.pk), {}, {"am": "09:00", "pm": "18:00"})
    assert not enrolments.set_slots(EnrolmentId(ana.pk), {}, {"am": "11:00"})
    assert enrolments.set_slots(EnrolmentId(ana.pk), {"am": "09:00", "pm": "18:00"}, {})


def test_each_change_is_audited_by_kind_and_never_by_place(world: World) -> None:
    ana = world.enrol()
    ask(world, ana, "in Tokyo until Friday")
    [line] = Audit.objects.filter(verb="steered")
    assert line.facts == {"control": "Away"}


EVERYTHING = """status
pause 90
undo
pause until Friday
resume
undo
resume
later
undo
time 22:30
undo
less
more
email only
both
sms only
undo
repeat week
repeat week
status
undo
in Ho Chi Minh City until 30 September
in Dominican Republic until 30 September
I'm in Springfield Illinois
in Berlin until Friday
back home
back home
both"""


def test_each_answer_fits_one_text(world: World) -> None:
    ana = world.enrol(first_name="Bartholomew-Jane")
    world.move(at(10, 9))
    for text in EVERYTHING.splitlines():
        outcome = ask(world, ana, text)
        said = reply(world, ana, outcome)
        parts = measure(said)
        assert parts.count == 1, said
        assert parts.encoding == "GSM-7", said
        assert not isinstance(outcome, Refused) or len(outcome.why) <= 95
        world.now += timedelta(seconds=1)
