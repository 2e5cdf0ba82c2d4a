"""The pages of keys and webhooks: a secret is shown once, what is wrong is said, and a slip can be taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.scopes import Scope
from coaching.store import api_keys
from coaching.store.models import ApiKey, Audit, Delivery, Endpoint
from tests.world import World

pytestmark = pytest.mark.database


def test_a_new_key_is_shown_once_and_works(owners_console: Client, world: World) -> None:
    made = owners_console.post("/keys/", {"name": " The  shop ", "scope": ["campaigns:read"]})
    found = re.search(r'id="token">([^<]+)<', made.content.decode())
    assert found is not None
    assert "no-store" in made["Cache-Control"]
    answer = Client().get("/api/v1/campaigns", headers={"Authorization": f"Bearer {found[1]}"})
    assert answer.status_code == 200
    said = owners_console.get("/keys/").content.decode()
    assert "The shop" in said
    assert found[1] not in said
    assert Audit.objects.get(noun="api key").facts == {"scopes": ["campaigns:read"]}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "", "scope": ["books:read"]}, "Write what the key is for"),
        ({"name": "x" * 61, "scope": ["books:read"]}, "Write what the key is for"),
        ({"name": "The shop"}, "Choose at least one thing"),
        ({"name": "The shop", "scope": ["everything"]}, "There is no scope"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused_in_words(
    owners_console: Client, world: World, typed: dict[str, object], words: str
) -> None:
    answer = owners_console.post("/keys/", typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_ending_a_key_can_be_undone_for_some_minutes(owners_console: Client, world: World) -> None:
    made = api_keys.make("The shop", [Scope.BOOKS_READ], "maya", world.now)
    shown = owners_console.post(f"/keys/{made.pk}/revoke/", follow=True).content.decode()
    assert "counts no more" in shown
    assert f'action="/keys/{made.pk}/restore/"' in shown
    assert "counts again" in owners_console.post(f"/keys/{made.pk}/restore/", follow=True).content.decode()
    owners_console.post(f"/keys/{made.pk}/revoke/")
    row = ApiKey.objects.get()
    assert row.revoked_at is not None
    ApiKey.objects.update(revoked_at=row.revoked_at - timedelta(minutes=11))
    assert "too long ago" in owners_console.post(f"/keys/{made.pk}/restore/", follow=True).content.decode()
    assert ApiKey.objects.get().revoked_at is not None


def test_markup_in_the_name_of_a_key_is_only_letters(owners_console: Client, world: World) -> None:
    owners_console.post("/keys/", {"name": "<script>alert(1)</script>", "scope": ["books:read"]})
    assert "<script>alert" not in owners_console.get("/keys/").content.decode()


def test_a_webhook_is_added_tried_out_and_removed(owners_console: Client, world: World) -> None:
    shown = owners_console.post(
        "/webhooks/", {"url": "https://shop.example/hooks", "event": ["enrolled"]}
    ).content.decode()
    endpoint = Endpoint.objects.get()
    assert endpoint.secret in shown.replace("&#43;", "+")
    assert endpoint.secret not in owners_console.get("/webhooks/").content.decode()
    there = f"/webhooks/{endpoint.pk}/"
    assert "A test is on its way" in owners_console.post(f"{there}ping/", follow=True).content.decode()
    delivery = Delivery.objects.get()
    assert "On its way" in owners_console.get(there).content.decode()
    assert "on its way already" in owners_console.post(f"{there}again/{delivery.pk}/", follow=True).content.decode()
    Delivery.objects.update(state="failed", status=500, detail="answered 500")
    assert "Given up, 500" in owners_console.get(there).content.decode()
    owners_console.post(f"{there}again/{delivery.pk}/")
    assert Delivery.objects.get().state == "owed"
    assert "is removed" in owners_console.post(f"{there}remove/", follow=True).content.decode()
    assert owners_console.get(there).status_code == 404


def test_a_webhook_into_the_private_network_is_refused_and_nothing_typed_is_lost(
    owners_console: Client, world: World
) -> None:
    answer = owners_console.post("/webhooks/", {"url": "https://169.254.169.254/latest/", "event": ["answered"]})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "private network" in said
    assert 'value="https://169.254.169.254/latest/"' in said
    assert re.search(r'value="answered" checked', said)
    assert not re.search(r'value="enrolled" checked', said)


def test_a_delivery_of_another_webhook_is_not_sent_by_this_one(owners_console: Client, world: World) -> None:
    for name in ("one", "two"):
        owners_console.post("/webhooks/", {"url": f"https://{name}.example/", "event": ["enrolled"]})
    one, two = Endpoint.objects.order_by("pk")
    owners_console.post(f"/webhooks/{one.pk}/ping/")
    Delivery.objects.update(state="sent")
    owners_console.post(f"/webhooks/{two.pk}/again/{Delivery.objects.get().pk}/")
    assert Delivery.objects.get().state == "sent"


def test_a_webhook_that_is_off_says_why_and_goes_on(owners_console: Client, world: World) -> None:
    owners_console.post("/webhooks/", {"url": "https://shop.example/", "event": ["enrolled"]})
    endpoint = Endpoint.objects.get()
    Endpoint.objects.update(active=False, off_why="It answered 410.")
    assert "It answered 410." in owners_console.get(f"/webhooks/{endpoint.pk}/").content.decode()
    assert "switched off" in owners_console.post(f"/webhooks/{endpoint.pk}/ping/", follow=True).content.decode()
    owners_console.post(f"/webhooks/{endpoint.pk}/on/")
    assert Endpoint.objects.get().active


@pytest.mark.parametrize("path", ["/webhooks/987654/", f"/webhooks/{10**30}/"])
def test_a_webhook_that_is_not_there_is_a_404(owners_console: Client, world: World, path: str) -> None:
    assert owners_console.get(path).status_code == 404
    for end in ("ping", "on", "remove", "again/1"):
        assert owners_console.post(f"{path}{end}/").status_code == 404
    assert owners_console.post(f"/keys/{10**30}/revoke/").status_code == 404
