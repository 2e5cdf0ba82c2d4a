"""Background work: any worker goes on where the last one stopped, nothing is done twice, and it can be ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from coaching.journeys import work
from coaching.journeys.office import Moment, Office
from coaching.journeys.work import Finished, GoOn, Refused
from coaching.store import audit, jobs
from coaching.store.jobs import Claimed, JobId, Seen, State
from coaching.store.models import Audit, Job
from tests.world import World

pytestmark = pytest.mark.database
TOTAL = 5


def count_up(office: Office, job: Claimed, moment: Moment) -> GoOn | Finished | Refused:
    """Leaves one line in the audit for each number; `arguments` say where it goes wrong."""
    at = job.cursor.get("at", 0)
    audit.record("test", "counted", "number", at, moment.now)
    if at == job.arguments.get("breaks_at"):
        raise ZeroDivisionError
    if at == job.arguments.get("refused_at"):
        return Refused("Pick another file")
    return GoOn({"at": at + 1}, at + 1, TOTAL) if at + 1 < TOTAL else Finished(TOTAL, {"sentence": "All counted."})


@pytest.fixture
def counting(world: World) -> Iterator[None]:
    work.KINDS["count"] = count_up
    yield
    del work.KINDS["count"]


def begin(world: World, **arguments: object) -> JobId:
    return jobs.add("count", "Count to five", "maya", world.now, **arguments)


def seen(job: JobId, world: World) -> Seen:
    found = jobs.show(job, world.now)
    assert found is not None
    return found


def counted() -> list[str]:
    return list(Audit.objects.filter(verb="counted").order_by("pk").values_list("noun_id", flat=True))


@pytest.mark.usefixtures("counting")
def test_a_job_is_done_piece_by_piece_to_its_end(world: World) -> None:
    job = begin(world)
    assert work.do_next(world.office, world.moment())
    assert (seen(job, world).state, seen(job, world).done, seen(job, world).total) == (State.RUNNING, 1, TOTAL)
    while work.do_next(world.office, world.moment()):
        pass
    after = seen(job, world)
    assert (after.state, after.done, after.result) == (State.DONE, TOTAL, {"sentence": "All counted."})
    assert counted() == ["0", "1", "2", "3", "4"]


@pytest.mark.usefixtures("counting")
def test_a_job_whose_worker_died_goes_on_after_its_lease_and_repeats_nothing(world: World) -> None:
    job = begin(world)
    work.do_next(world.office, world.moment())
    assert jobs.claim(world.now, work.LEASE) is not None  # and this worker dies
    assert not work.do_next(world.office, world.moment())
    world.now += work.LEASE + timedelta(seconds=1)
    while work.do_next(world.office, world.moment()):
        pass
    assert seen(job, world).state is State.DONE
    assert counted() == ["0", "1", "2", "3", "4"]


@pytest.mark.usefixtures("counting")
def test_a_worker_that_lost_its_lease_stores_nothing(world: World) -> None:
    job = begin(world)

    def slow(office: Office, mine: Claimed, moment: Moment) -> GoOn | Finished | Refused:
        Job.objects.filter(pk=job).update(token="another worker")  # took over meanwhile
        return count_up(office, mine, moment)

    work.KINDS["count"] = slow
    work.do_next(world.office, world.moment())
    assert counted() == []
    assert seen(job, world).done == 0


@pytest.mark.usefixtures("counting")
def test_a_job_ends_early_when_somebody_says_so_and_what_is_done_stays(world: World) -> None:
    job = begin(world)
    work.do_next(world.office, world.moment())
    assert jobs.ask_to_end(job, "maya")
    assert not jobs.ask_to_end(job, "maya")
    assert work.do_next(world.office, world.moment())
    assert not work.do_next(world.office, world.moment())
    assert seen(job, world).state is State.CANCELLED
    assert counted() == ["0"]


@pytest.mark.usefixtures("counting")
def test_a_job_that_breaks_is_set_aside_with_its_last_piece_undone_and_the_next_one_runs(world: World) -> None:
    broken, sound = begin(world, breaks_at=1), begin(world)
    while work.do_next(world.office, world.moment()):
        pass
    assert seen(broken, world).state is State.FAILED
    assert "ZeroDivisionError" in seen(broken, world).detail
    assert seen(sound, world).state is State.DONE
    assert counted() == ["0", "0", "1", "2", "3", "4"]


@pytest.mark.usefixtures("counting")
def test_a_job_that_is_refused_says_why(world: World) -> None:
    job = begin(world, refused_at=0)
    work.do_next(world.office, world.moment())
    assert (seen(job, world).state, seen(job, world).detail) == (State.FAILED, "Pick another file")
