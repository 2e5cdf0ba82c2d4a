"""The audit page: who changed what, in sentences, page by page, without anything personal kept."""

import re

import pytest
from django.test import Client

from coaching.store import audit
from coaching.store.audit import Wanted
from coaching.store.models import Audit, User
from tests.web.conftest import member
from tests.world import World

pytestmark = pytest.mark.database


def sentences(console: Client, query: str = "") -> list[str]:
    said = console.get(f"/audit/{query}").content.decode()
    lines = re.findall(r"<div><p>(.*?)</p>", said, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in lines]


def test_changes_stand_newest_first_as_sentences_that_lead_to_the_person(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    console.post(f"/people/{ana.pk}/pause/", {"days": "7"})
    assert sentences(console)[:2] == ["maya paused the programme of Ana", "coach enrolled Ana"]
    said = console.get("/audit/").content.decode()
    assert f'href="/people/{ana.pk}/"' in said
    assert "first: 20" in said


def test_filters_keep_one_person_of_the_team_or_one_kind_of_thing(
    console: Client, owners_console: Client, world: World
) -> None:
    ana, carl = world.enrol(start=""), member("carl", "coach")
    console.post(f"/people/{ana.pk}/pause/", {"days": "7"})
    owners_console.post(f"/team/{carl.pk}/role/", {"role": "editor"})
    assert sentences(console, "?by=maya") == ["maya paused the programme of Ana"]
    assert sentences(console, "?about=user") == ["ines changed the role of carl"]
    assert sentences(console, "?by=maya&about=user") == []
    assert "before: coach" in console.get("/audit/?about=user").content.decode()


def test_the_audit_is_read_page_by_page_without_gap_or_repeat(world: World, console: Client) -> None:
    for number in range(7):
        audit.record("maya", "did", "job", number, world.now)
    first = audit.page(Wanted(), size=3)
    second = audit.page(Wanted(), before=first.before, size=3)
    third = audit.page(Wanted(), before=second.before, size=3)
    listed = [row.noun_id for page in (first, second, third) for row in page.rows]
    assert listed == [str(number) for number in reversed(range(7))]
    assert third.before is None


def test_a_longer_page_takes_no_more_queries(world: World, django_assert_num_queries: object) -> None:
    ana = world.enrol(start="")
    for noun in ("enrolment", "subscriber", "user", "message", "alert") * 8:
        audit.record("maya", "did", noun, ana.pk, world.now)
    with django_assert_num_queries(6):  # type: ignore[operator]  # a fixture of pytest-django
        audit.page(Wanted())


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=" + "9" * 40, "?about=<script>", "?by='\"><script>alert(1)</script>"]
)
def test_what_is_typed_into_the_address_is_only_a_filter(console: Client, query: str) -> None:
    answer = console.get(f"/audit/{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_words_in_facts_never_become_markup(console: Client, world: World) -> None:
    audit.record("<b>x</b>", "did", "odd<i>", "1<u>", world.now, why="<script>alert(1)</script>")
    said = console.get("/audit/").content.decode()
    assert "<script>alert" not in said
    assert "<b>x" not in said
    assert "<u>" not in said


def test_after_an_erasure_no_name_is_left_to_show(console: Client, world: World) -> None:
    from coaching.journeys import erase

    ana = world.enrol(start="")
    console.post(f"/people/{ana.pk}/pause/", {"days": "7"}, follow=True)
    erase.erase(ana.subscriber, "maya", world.office, world.moment())
    assert "Ana" not in console.get("/audit/").content.decode()
    assert "maya paused the programme of somebody" in sentences(console)


def test_nothing_changed_yet_is_said(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("vera", role="viewer"))
    assert not Audit.objects.exists()
    assert "Nothing has been changed yet" in client.get("/audit/").content.decode()
