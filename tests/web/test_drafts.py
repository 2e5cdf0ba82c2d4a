"""Drafts: saved as one types, offered again, put away and brought back; two pages of one coach lose nothing."""

import re

import pytest
from django.test import Client

from coaching.store import drafts, templates
from coaching.store.models import TemplateDraft
from tests.web.conftest import member
from tests.web.published import proof, publish
from tests.world import World

SMS = "sms/magnesium/day-03"
TEXT = "{{ brand }}: Breathe in, breathe out."


def save(console: Client, source: str = TEXT, *, page: str = "one", revision: int = 0, htmx: bool = True) -> str:
    fields = {
        "name": SMS, "source": source.replace("\n", "\r\n"), "based_on": 0, "note": "calmer", "draft_page": page,
        "draft_revision": revision,
    }  # fmt: skip
    answer = console.post("/messages/draft/", fields, headers={"HX-Request": "true"} if htmx else {}, follow=True)
    return answer.content.decode()


def editor(console: Client, query: str = "") -> str:
    return console.get(f"/messages/edit/?name={SMS}{query}").content.decode()


def mine() -> TemplateDraft:
    found = drafts.of(SMS, "maya")
    assert found is not None
    return found


def test_what_is_typed_is_saved_and_said_and_offered_when_one_comes_back(console: Client, world: World) -> None:
    assert re.search(r"Saved as your draft at \d\d:\d\d UTC", save(console))
    page = editor(console)
    assert "You began a draft on" in page
    assert "sit tall" in page
    again = editor(console, "&draft=yes")
    assert TEXT in again
    assert 'value="calmer"' in again
    assert "draft: maya" in console.get("/messages/").content.decode()
    assert templates.current([SMS])[SMS].number == 0


def test_a_page_saves_again_and_again(console: Client, world: World) -> None:
    save(console)
    save(console, "Other words.")
    save(console, "Yet others.")
    assert (mine().source, mine().revision) == ("Yet others.", 3)


def test_looking_at_the_live_words_makes_no_draft(console: Client, world: World) -> None:
    save(console, templates.current([SMS])[SMS].source)
    assert drafts.of(SMS, "maya") is None


def test_a_draft_that_came_back_to_the_live_words_is_not_offered(console: Client, world: World) -> None:
    save(console)
    save(console, templates.current([SMS])[SMS].source)
    assert "You began a draft" not in editor(console)


def test_a_sign_that_no_database_takes_is_left_out(console: Client, world: World) -> None:
    save(console, "Breathe\0 in.")
    assert mine().source == "Breathe in."


def test_two_pages_of_one_coach_lose_nothing(console: Client, world: World) -> None:
    save(console, "From the first page.", page="one")
    told = save(console, "From the second page.", page="two")
    assert "you saved another text of this from another page" in told
    both = save(console, "From the second page.", page="two", htmx=False)
    assert "You wrote two texts on two pages" in both
    assert "From the first page." in both
    assert "From the second page." in both
    assert mine().source == "From the first page."
    save(console, "Both together.", page="two", revision=mine().revision)
    assert mine().source == "Both together."
    told = save(console, "From the first page, longer.", page="one")
    assert "you saved another text of this from another page" in told
    assert mine().source == "Both together."


def test_a_draft_is_put_away_and_comes_back(console: Client, world: World) -> None:
    save(console)
    away = {"draft_revision": mine().revision}
    page = console.post(f"/messages/draft/{mine().pk}/discard/", away, follow=True).content.decode()
    assert "Your draft is put away." in page
    assert "You began a draft" not in page
    undo = re.search(r'action="(/messages/draft/\d+/restore/)"', page)
    assert undo is not None
    assert "Your draft is back." in console.post(undo[1], follow=True).content.decode()
    assert mine().source == TEXT


def test_a_draft_that_was_saved_again_meanwhile_is_not_put_away(console: Client, world: World) -> None:
    save(console)
    save(console, "Newer.")
    page = console.post(f"/messages/draft/{mine().pk}/discard/", {"draft_revision": 1}, follow=True).content.decode()
    assert "saved again meanwhile" in page
    assert mine().source == "Newer."


def test_the_page_that_saved_a_draft_puts_it_away_also_after_it_saved_it_again(console: Client, world: World) -> None:
    save(console)
    page = editor(console, "&draft=yes")
    form = page[page.index('aria-label="Your draft"') :]
    sent = dict(re.findall(r'name="(draft_\w+)" value="([^"]+)"', form[: form.index("</form>")]))
    save(console, "Typed since.", page=sent["draft_page"], revision=int(sent["draft_revision"]))
    console.post(f"/messages/draft/{mine().pk}/discard/", sent)
    assert drafts.of(SMS, "maya") is None


def test_nobody_reaches_the_draft_of_somebody_else(console: Client, world: World) -> None:
    save(console)
    member("jonas", "editor")
    other = Client()
    other.login(username="jonas", password="calm-water-42")
    assert other.post(f"/messages/draft/{mine().pk}/discard/", {"draft_revision": 1}).status_code == 404
    assert other.post(f"/messages/draft/{2**70}/restore/").status_code == 404
    assert TEXT not in editor(other, "&draft=yes")
    assert "maya has a draft of this text too." in editor(other)


def test_without_javascript_a_button_saves(console: Client, world: World) -> None:
    page = save(console, "Line one.\nLine two.", htmx=False)
    assert "Your draft is saved." in page
    assert "Line one.\nLine two." in page


def test_a_text_without_end_is_refused_and_said(console: Client, world: World) -> None:
    assert "Not saved: shorten it" in save(console, "x" * 60_001)
    assert drafts.of(SMS, "maya") is None


def test_a_published_draft_is_no_draft_any_more_and_another_text_stays(console: Client, world: World) -> None:
    save(console)
    publish(console, name=SMS, source=TEXT, based_on=0, draft_revision=1)
    assert drafts.of(SMS, "maya") is None
    fields = {"name": SMS, "source": TEXT + " Rest.", "based_on": 1}
    looked = proof(console.post("/messages/review/", fields))  # type: ignore[arg-type]  # the test client's own kind
    save(console, "Something else.", revision=mine().revision)
    assert console.post("/messages/publish/", {**fields, "looked": looked}).status_code == 302
    assert mine().source == "Something else."


@pytest.mark.parametrize("role", ["viewer"])
def test_who_only_looks_saves_nothing(world: World, role: str) -> None:
    member("noor", role)
    other = Client()
    other.login(username="noor", password="calm-water-42")
    assert other.post("/messages/draft/", {"name": SMS, "source": TEXT}).status_code == 403
    assert "draft_page" not in editor(other)
