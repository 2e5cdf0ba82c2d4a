"""The filter of the list: parts of an address that combine, chips that take one away, filters that are kept, a CSV."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from coaching.journeys import prefer
from coaching.store.models import Audit, SavedFilter, Subscriber, SubscriberTag, User
from coaching.web.console.people_export import harmless
from tests.web.test_pages_people import crowd, names
from tests.world import World

pytestmark = pytest.mark.database


def exported(console: Client, query: str = "") -> list[list[str]]:
    answer = console.post("/people/export/", {"filter": query})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a streamed response
    return list(csv.reader(io.StringIO(text)))


def test_parts_of_the_filter_combine(console: Client, world: World) -> None:
    ana, ben, cleo = crowd(world, "Ana", "Ben", "Cleo")
    for each in (ana, ben):
        console.post(f"/people/{each.pk}/tags/", {"add": "pilot"})
    Subscriber.objects.filter(pk=ben.subscriber_id).update(sms_trouble="30005 unknown")
    type(cleo).objects.filter(pk=cleo.pk).update(screen="gentle", settled_through=12)
    assert names(console.get("/people/?tag=pilot")) == ["Ben", "Ana"]
    assert names(console.get("/people/?tag=pilot&trouble=1")) == ["Ben"]
    assert names(console.get("/people/?track=gentle")) == ["Cleo"]
    assert names(console.get("/people/?track=none")) == ["Ben", "Ana"]
    assert names(console.get("/people/?from=10&to=12")) == ["Cleo"]
    assert names(console.get("/people/?to=9&q=ana")) == ["Ana"]
    assert names(console.get("/people/?programme=magnesium&channel=sms")) == ["Cleo", "Ben", "Ana"]
    assert names(console.get("/people/?programme=nothing")) == []


def test_the_silent_are_those_who_run_for_as_long_and_have_not_written(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben")
    assert names(console.get("/people/?silent=3")) == []
    world.move(world.now + timedelta(days=5))
    world.text("Hello", phone="+15551230100")
    assert names(console.get("/people/?silent=3")) == ["Ben"]


def test_each_chip_takes_its_own_part_away(console: Client, world: World) -> None:
    crowd(world, "Ana")
    said = console.get("/people/?q=ana&tag=pilot&from=3&to=9&silent=1").content.decode()
    chips = {
        unescape(words): unescape(address)
        for address, words in re.findall(r'<li><a href="([^"]+)">([^<]+)<span aria-hidden', said)
    }
    assert chips == {
        "Tag: pilot": "/people/?q=ana&from=3&to=9&silent=1",
        "Days 3 to 9": "/people/?q=ana&tag=pilot&silent=1",
        "Silent for 1 day": "/people/?q=ana&tag=pilot&from=3&to=9",
    }


def test_a_form_sent_without_script_leads_to_a_tidy_address(console: Client, world: World) -> None:
    crowd(world, "Ana")
    answer = console.get("/people/?tag=pilot&from=&to=&track=&cols=day&cols=tags")
    assert answer["Location"] == "/people/?tag=pilot&cols=day%2Ctags"


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense&track=x&channel=y&from=-1&to=٣&silent=9999&trouble=yes",
        "q=" + "x" * 5000,
        "q=%00&tag=%00",
        "q=%25_%5C'%22;--",
        "before=" + "9" * 18,
        "before=-1&after=abc",
        "cols=" + "a," * 500,
        "q=" + "a+" * 100,
    ],
)
def test_an_address_that_makes_no_sense_is_no_error(console: Client, world: World, query: str) -> None:
    crowd(world, "Ana")
    assert console.get(f"/people/?{query}", follow=True).status_code == 200


def test_signs_of_a_pattern_are_only_signs(console: Client, world: World) -> None:
    crowd(world, "Ana", "B%n")
    assert names(console.get("/people/", {"q": "%"})) == ["B%n"]
    assert names(console.get("/people/", {"q": "_"})) == []


def test_a_name_with_an_accent_is_found_in_any_case(console: Client, world: World) -> None:
    for number, name in enumerate(("Émile", "Øyvind")):
        world.enrol(first_name=name, phone=f"+1555123{number:04}", email=f"p{number}@example.org", start="")
    assert names(console.get("/people/", {"q": "émile"})) == ["Émile"]
    assert names(console.get("/people/", {"q": "Øyv"})) == ["Øyvind"]


def test_only_the_columns_that_were_chosen_are_shown(console: Client, world: World) -> None:
    crowd(world, "Ana")
    said = console.get("/people/?cols=zone,programme").content.decode()
    assert "<th>Time zone</th>" in said
    assert "Europe/Berlin" in said
    assert "<th>Day</th>" not in said
    assert "<th>Day</th>" not in console.get("/people/?cols=name").content.decode()


def test_a_filter_is_kept_without_the_search_and_its_deletion_undone(console: Client, world: World) -> None:
    crowd(world, "Ana")
    console.post("/people/filters/", {"name": "  The   quiet ", "filter": "q=ana&silent=5&cols=day"})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("The quiet", "silent=5&cols=day")
    assert "The quiet" in console.get("/people/").content.decode()
    said = console.post(f"/people/filters/{kept.pk}/delete/", follow=True).content.decode()
    assert f"/people/filters/{kept.pk}/restore/" in said
    assert ">The quiet</a>" not in said
    assert ">The quiet</a>" in console.post(f"/people/filters/{kept.pk}/restore/", follow=True).content.decode()


def test_a_filter_is_the_coachs_own(console: Client, world: World) -> None:
    other = User.objects.create_user("ines", password="another-long-one")
    theirs = SavedFilter.objects.create(user=other, name="Hers", query="silent=5", at=world.now)
    assert "Hers" not in console.get("/people/").content.decode()
    for what in ("delete", "restore"):
        console.post(f"/people/filters/{theirs.pk}/{what}/")
    assert SavedFilter.objects.get().gone_at is None
    for name, query in (("", "silent=5"), ("x" * 41, "silent=5"), ("Fine", "q=ana")):
        console.post("/people/filters/", {"name": name, "filter": query})
    assert SavedFilter.objects.count() == 1


def test_the_export_holds_the_filter_and_the_chosen_columns_and_is_in_the_audit(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben", "Anabel")
    rows = exported(console, "q=ana&cols=contact,zone")
    assert rows == [
        ["Name", "Number or email", "Time zone"],
        ["Anabel", "'+15551230102", "Europe/Berlin"],
        ["Ana", "'+15551230100", "Europe/Berlin"],
    ]
    [line] = Audit.objects.filter(verb="exported")
    assert line.facts == {"people": 2, "columns": ["contact", "zone"], "filter": [], "searched": True}
    assert console.get("/people/export/").status_code == 405


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_in_the_export_is_taken_for_a_formula(console: Client, world: World, start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    [ana] = crowd(world, "Ana")
    Subscriber.objects.filter(pk=ana.subscriber_id).update(first_name=f'{start}HYPERLINK("x")')
    SubscriberTag.objects.create(subscriber=ana.subscriber, tag=f"{start}cmd", by="maya", at=world.now)
    [_, row] = exported(console)
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert row[0] == f'\'{start}HYPERLINK("x")'


def test_somebody_who_began_anew_stands_once_whatever_is_asked_for(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    prefer.end(ana, "maya", world.moment())
    world.enrol(start="")
    world.move(world.now + timedelta(days=9))
    for query in ("", "?status=active", "?silent=7"):
        assert names(console.get(f"/people/{query}")) == ["Ana"], query
    assert names(console.get("/people/?status=ended")) == []
