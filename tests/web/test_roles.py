"""Roles: the table names every route, and each role reaches exactly what the table says."""

import pytest
from django.http import HttpResponse
from django.test import Client

from coaching.core.roles import Role, reaches
from coaching.store.models import Audit, Enrolment, User
from coaching.web.console import roles
from tests.web.conftest import member
from tests.web.test_pages_guard import BY_KEY, PUBLIC, QUERIES, filled, lived_in, routes
from tests.world import World

# The owner's walk over all routes runs their SQL on PostgreSQL too; what a role may do is no question of the database.


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ana(world: World) -> Enrolment:
    return lived_in(world)


def test_every_route_is_public_or_in_the_table_and_the_table_names_no_other() -> None:
    names = {name.partition(":")[0] for name, _ in routes()}
    assert names - PUBLIC - BY_KEY == set(roles.NEEDED)


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_what_the_table_says_and_nothing_more(ana: Enrolment, role: Role) -> None:
    """Refused is a page of its own: 403 in words. What is reached may answer anything but that."""
    client = client_of(member("tom", role))
    for name, route in routes():
        if name in PUBLIC | BY_KEY:
            continue
        address = filled(route, ana) + QUERIES.get(name, "")
        is_reached = reaches(role, roles.needed(name.partition(":")[0]))
        for answer in (client.get(address), client.post(address)):
            refused = answer.status_code == 403 and "Your role does not reach that far" in answer.content.decode()
            assert refused is not is_reached, (role, name, answer.status_code)


def test_a_refusal_changes_nothing_and_says_who_can_help(ana: Enrolment, owner: User) -> None:
    answer = client_of(member("vera", "viewer")).post(f"/people/{ana.pk}/pause/", {"days": "7"})
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "You are a viewer; this takes a coach or an owner." in said
    assert "ines can do it, or give you another role." in said
    assert not Audit.objects.filter(verb="paused").exists()


def test_a_viewer_sees_a_person_without_the_buttons_they_may_not_use(ana: Enrolment) -> None:
    seen = client_of(member("vera", "viewer")).get(f"/people/{ana.pk}/").content.decode()
    acted = client_of(member("carl", "coach")).get(f"/people/{ana.pk}/").content.decode()
    for button in (f"/people/{ana.pk}/pause/", f"/people/{ana.pk}/write/", f"/people/{ana.pk}/stop/"):
        assert button not in seen
        assert button in acted


def test_a_change_of_role_counts_from_the_next_page(ana: Enrolment, owners_console: Client) -> None:
    carl = member("carl", "coach")
    his = client_of(carl)
    assert his.get("/people/enrol/").status_code == 200
    owners_console.post(f"/team/{carl.pk}/role/", {"role": "viewer"})
    assert his.get("/people/enrol/").status_code == 403


def test_a_role_that_nobody_knows_reaches_nothing(ana: Enrolment) -> None:
    odd = member("odd", "coach")
    User.objects.filter(pk=odd.pk).update(role="admin")
    assert client_of(odd).get("/people/").status_code == 403


def test_a_route_without_a_role_stops_the_start() -> None:
    from coaching.web.console.guard import guarded

    with pytest.raises(LookupError, match=r"say in coaching/web/console/roles\.py"):
        guarded("new/", HttpResponse, "brand-new")


def test_an_owner_without_a_second_factor_is_led_to_set_it_up(ana: Enrolment) -> None:
    new = User.objects.create_user("olga", role="owner")
    console = client_of(new)
    for address in ("/people/", "/team/", f"/people/{ana.pk}/"):
        assert console.get(address)["Location"] == "/account/second/"
    assert console.post(f"/people/{ana.pk}/pause/")["Location"] == "/account/second/"
    assert "you need one before you go on" in console.get("/account/second/").content.decode()
    assert console.get("/account/").status_code == 200


def test_whoever_had_an_account_before_roles_is_an_owner_now(db: None) -> None:
    """The migration turns everybody it finds into an owner; whoever comes later is a coach by default."""
    import importlib

    from django.apps import apps

    User.objects.create_user("old")
    importlib.import_module("coaching.store.migrations.0006_accounts").whoever_is_here_owns_it(apps, None)
    assert User.objects.get(username="old").role == "owner"
    assert User.objects.create_user("new").role == "coach"
