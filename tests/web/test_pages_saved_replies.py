"""The replies that coaches keep: added, put into an answer, changed, taken away with a way back."""

import pytest
from django.test import Client

from coaching.store.models import SavedReply
from tests.web.test_pages_inbox import crowd, wrote
from tests.world import World

pytestmark = pytest.mark.database


def test_saved_replies_are_kept_changed_and_taken_away_with_a_way_back(console: Client, world: World) -> None:
    console.post("/inbox/saved/", {"title": "Tea", "body": "Hi {{ first_name }}, tea is fine."})
    kept = SavedReply.objects.get()
    console.post(f"/inbox/saved/{kept.pk}/", {"title": "Tea", "body": "Hi {{first_name}}, any tea is fine."})
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    shown = console.post(f"/inbox/{ana.subscriber_id}/insert/", {"words": "Hello!", "saved": kept.pk, "channel": "sms"})
    assert "Hello!\n\nHi Ana, any tea is fine.</textarea>" in shown.content.decode()
    assert "1 part by SMS" in shown.content.decode()
    removed = console.post(f"/inbox/saved/{kept.pk}/remove/", follow=True).content.decode()
    assert "Undo: keep it" in removed
    assert console.get(f"/inbox/saved/{kept.pk}/").status_code == 404
    console.post(f"/inbox/saved/{kept.pk}/restore/")
    assert console.get(f"/inbox/saved/{kept.pk}/").status_code == 200
    assert console.post(f"/inbox/saved/{10**30}/remove/").status_code == 404


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("x" * 81, "x"), ("x", "   "), ("x", "y" * 4001)])
def test_a_saved_reply_without_title_or_words_is_refused_and_stays_typed(
    console: Client, world: World, title: str, body: str
) -> None:
    shown = console.post("/inbox/saved/", {"title": title, "body": body})
    assert shown.status_code == 422
    assert not SavedReply.objects.exists()
