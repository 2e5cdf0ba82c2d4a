"""Background work on its pages: how far it is, and ending it early."""

import pytest
from django.test import Client

from coaching import bootstrap
from coaching.store import jobs
from coaching.store.jobs import JobId, State
from coaching.store.models import Audit
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def job(world: World) -> JobId:
    return jobs.add("count", "Count <to> five", "maya", bootstrap.machine_time(), total=1200)


def test_nothing_at_work_says_what_would_be_here(console: Client, world: World) -> None:
    assert "Nothing is at work" in console.get("/jobs/").content.decode()


def test_the_page_tells_how_far_it_is_and_asks_again_by_itself(console: Client, job: JobId) -> None:
    said = console.get(f"/jobs/{job}/").content.decode()
    assert "Count &lt;to&gt; five" in said
    assert "0 of 1,200 done" in said
    assert 'hx-trigger="every 1s"' in said
    assert "Count &lt;to&gt; five" in console.get("/jobs/").content.decode()


def test_it_can_be_ended_early_and_that_is_kept_with_a_name(console: Client, job: JobId) -> None:
    said = console.post(f"/jobs/{job}/cancel/", follow=True).content.decode()
    assert "Ends after this piece" in said
    assert "End it early" not in said
    [line] = Audit.objects.filter(noun="job")
    assert (line.actor, line.verb) == ("maya", "ended early")
    assert "It has ended already" in console.post(f"/jobs/{job}/cancel/", follow=True).content.decode()


def test_what_is_over_neither_asks_again_nor_offers_an_end(console: Client, job: JobId) -> None:
    claimed = jobs.claim(bootstrap.machine_time(), bootstrap.office().lease)
    assert claimed is not None
    jobs.end(claimed, State.FAILED, bootstrap.machine_time(), detail="Pick another file")
    said = console.get(f"/jobs/{job}/").content.decode()
    assert "Could not go on" in said
    assert "Pick another file." in said
    assert "hx-trigger" not in said.split('id="job"')[1].split("</section>")[0]
    assert console.get("/jobs/999/").status_code == 404
