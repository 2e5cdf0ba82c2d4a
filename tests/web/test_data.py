"""The tables at /data/: for owners, to look at, without what opens a door."""

import pytest
from django.test import Client

from coaching.store import second_factor
from coaching.store.models import Enrolment, Subscriber, User
from tests.web.conftest import member
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def ana(world: World) -> Enrolment:
    return world.enrol(start="", screen="full")


def test_an_owner_reads_a_table_and_a_row(owners_console: Client, ana: Enrolment) -> None:
    assert "Subscribers" in owners_console.get("/data/").content.decode()
    assert "+15551230001" in owners_console.get("/data/store/subscriber/").content.decode()
    row = owners_console.get(f"/data/store/subscriber/{ana.subscriber_id}/change/").content.decode()
    assert "ana@example.org" in row
    assert "Europe/Berlin" in row


def test_nothing_can_be_added_changed_or_deleted(owners_console: Client, ana: Enrolment) -> None:
    person = f"/data/store/subscriber/{ana.subscriber_id}/"
    before = Subscriber.objects.values().get()
    assert owners_console.post(f"{person}change/", {"first_name": "Eve"}).status_code == 403
    for address in ("/data/store/subscriber/add/", f"{person}delete/", "/data/login/", "/data/password_change/"):
        for answer in (owners_console.get(address), owners_console.post(address, {"post": "yes"})):
            assert answer.status_code == 404, address
    said = owners_console.post("/data/store/subscriber/", {"action": "delete_selected", "_selected_action": "1"})
    assert said.status_code in (200, 302, 403)
    assert Subscriber.objects.values().get() == before


def test_what_opens_a_door_is_shown_to_nobody(owners_console: Client, owner: User, ana: Enrolment) -> None:
    second_factor.fresh_codes(owner)
    for page in (
        f"/data/store/user/{owner.pk}/change/",
        "/data/store/user/",
        f"/data/store/subscriber/{ana.subscriber_id}/change/",
        "/data/store/subscriber/",
    ):
        said = owners_console.get(page).content.decode()
        assert owner.password not in said
        assert owner.totp_secret not in said
        assert ana.subscriber.token not in said
    for table in ("signedin", "recoverycode", "wrongtry"):
        assert owners_console.get(f"/data/store/{table}/").status_code == 404


def test_nobody_else_and_no_owner_without_second_factor_comes_in(ana: Enrolment) -> None:
    assert Client().get("/data/")["Location"] == "/sign-in/?next=/data/"
    for role in ("viewer", "editor", "coach"):
        client = Client()
        client.force_login(member(role, role))
        assert client.get("/data/store/subscriber/").status_code == 403
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    assert client.get("/data/").status_code == 403, "a superuser of Django is a coach here"
    client.force_login(User.objects.create_user("olga", role="owner"))
    assert client.get("/data/")["Location"] == "/account/second/"


def test_words_of_a_person_never_become_markup(owners_console: Client, world: World, ana: Enrolment) -> None:
    world.text("<script>alert(1)</script>")
    assert "<script>alert" not in owners_console.get("/data/store/reply/").content.decode()
    assert "unsafe" not in owners_console.get("/data/store/reply/")["Content-Security-Policy"]
