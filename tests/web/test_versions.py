"""From Publish on: the look before, the version, Undo for a day, versions side by side, two coaches at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.store import audit, drafts, templates
from coaching.store.audit import Wanted
from coaching.store.models import TemplateVersion
from tests.web.conftest import member
from tests.web.published import proof, publish
from tests.world import World

SMS, EMAIL = "sms/magnesium/day-03", "email/magnesium/day-07"
TEXT = "{{ brand }}: Tonight, {{ first_name }}: breathe in, breathe out."


def post(console: Client, address: str, source: str = TEXT, **fields: object) -> str:
    sent = {"name": SMS, "source": source.replace("\n", "\r\n"), "based_on": 0, "note": "", **fields}
    if address == "/messages/publish/":
        return publish(console, follow=True, **sent).content.decode()
    answer = console.post(address, sent, follow=True)
    return answer.content.decode()


def live(name: str = SMS) -> tuple[int, str]:
    words = templates.current([name])[name]
    return words.number, words.source


def test_the_look_before_names_how_many_when_first_and_shows_them_before_and_after(
    console: Client, world: World
) -> None:
    world.enrol(start="", first_name="Ana")
    world.enrol(start="", first_name="Ben", phone="+15551230002", email="ben@example.org")
    page = post(console, "/messages/review/")
    assert "<strong>2</strong> people under way are still to get this text." in page
    assert "The first: <time>" in page
    assert "Coach: Tonight, Ana: breathe in, breathe out." in page
    assert "Coach: Tonight, Ben: breathe in, breathe out." in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "Publish version 1" in page
    assert live()[0] == 0


def test_looking_publishes_nothing_and_keeps_the_text_as_a_draft(console: Client, world: World) -> None:
    post(console, "/messages/review/", note="calmer")
    kept = drafts.of(SMS, "maya")
    assert kept is not None
    assert (kept.source, kept.note) == (TEXT, "calmer")
    assert (
        console.get("/messages/review/", {"name": SMS})["Location"] == f"/messages/edit/?name={SMS.replace('/', '%2F')}"
    )
    assert TemplateVersion.objects.filter(name=SMS).count() == 1


def test_who_had_the_text_already_is_not_counted(console: Client, world: World) -> None:
    world.enrol(start="")
    world.move(world.now + timedelta(days=4))
    assert "nobody under way is still to get this text" in post(console, "/messages/review/")


def test_a_longer_text_says_what_it_costs_in_segments(console: Client, world: World) -> None:
    for n in range(3):
        world.enrol(start="", first_name=f"Ana{n}", phone=f"+1555123000{n}", email=f"a{n}@example.org")
    long = "{{ brand }}: Breathe in, {{ first_name }}. " + "Breathe out. " * 11
    first = post(console, "/messages/review/", long, note="more of it")
    seen = re.findall(r'name="seen" value="([^"]+)"', first)
    page = post(console, "/messages/review/", long, note="more of it", seen=seen)
    assert "1 segment → 2 segments a text: +3 segments in all." in page


def test_words_that_cannot_go_out_come_back_to_the_editor(console: Client, world: World) -> None:
    page = post(console, "/messages/review/", "Hi {{ nobody }}")
    assert "Correct what is listed beside the text" in page
    assert "Hi {{ nobody }}" in page
    assert "Nothing was changed" in post(console, "/messages/review/", live()[1])


def test_a_text_of_the_house_says_that_anybody_may_get_it(console: Client, world: World) -> None:
    world.enrol(start="")
    page = post(console, "/messages/review/", "{{ brand }}: Thanks a lot.", name="sms/_house/thanks")
    assert "goes out when something happens" in page
    assert "<strong>1</strong> person under way may get it" in page


def test_the_frames_show_an_email_before_and_after_for_a_real_person(console: Client, world: World) -> None:
    ana = world.enrol(start="", first_name="Ana")
    source = live(EMAIL)[1].replace("That was week 1.", "That was the first of eight weeks.")
    page = post(console, "/messages/review/", source, name=EMAIL)
    frames = re.findall(r'src="(/messages/compare/email/[^"]+)"', page)
    assert len(frames) == 2
    before, after = (console.get(each.replace("&amp;", "&")) for each in frames)
    assert "That was week 1." in before.content.decode()
    assert "That was the first of eight weeks." in after.content.decode()
    assert "Ana" in after.content.decode()
    assert f"who={ana.pk}" in frames[0]
    assert "sandbox" in after["Content-Security-Policy"]


def test_who_has_not_looked_gets_the_look_and_nothing_is_published(console: Client, world: World) -> None:
    sent = {"name": SMS, "source": TEXT, "based_on": 0, "note": "calmer"}
    look = console.post("/messages/publish/", sent)
    assert "Publish version 1?" in look.content.decode()
    assert live()[0] == 0
    looked = proof(look)  # type: ignore[arg-type]  # the test client's own kind
    assert console.post("/messages/publish/", {**sent, "looked": looked}).status_code == 302
    assert live() == (1, TEXT)


@pytest.mark.parametrize(
    "other",
    [{"source": TEXT + " Rest."}, {"note": "another"}, {"seen": ["0" * 12]}, {"looked": "made up"}, {"looked": ""}],
)
def test_a_look_at_other_words_is_no_look(console: Client, world: World, other: dict[str, object]) -> None:
    sent = {"name": SMS, "source": TEXT, "based_on": 0, "note": "calmer"}
    looked = proof(console.post("/messages/review/", sent))  # type: ignore[arg-type]  # the test client's own kind
    assert console.post("/messages/publish/", {**sent, "looked": looked, **other}).status_code != 302
    assert live()[0] == 0


def test_nobody_publishes_by_the_look_of_somebody_else(console: Client, world: World) -> None:
    sent = {"name": SMS, "source": TEXT, "based_on": 0, "note": "calmer"}
    looked = proof(console.post("/messages/review/", sent))  # type: ignore[arg-type]  # the test client's own kind
    member("jonas", "editor")
    other = Client()
    other.login(username="jonas", password="calm-water-42")
    assert "Publish version 1?" in other.post("/messages/publish/", {**sent, "looked": looked}).content.decode()
    assert live()[0] == 0


def test_one_press_takes_a_version_back_for_a_day(console: Client, world: World) -> None:
    before = live()[1]
    page = post(console, "/messages/publish/")
    undo = re.search(r'action="(/messages/publish/undo/[^"]+)"', page)
    assert undo is not None
    said = console.post(undo[1].replace("&amp;", "&"), follow=True).content.decode()
    assert "Version 1 is taken back: version 2 has the words from before it." in said
    assert live() == (2, before)
    assert templates.history(SMS)[0].note == "Undo of version 1"
    console.post("/messages/publish/undo/?" + f"name={SMS}&number=2")
    assert live() == (3, TEXT)


def test_after_a_day_a_version_stays(console: Client, world: World) -> None:
    post(console, "/messages/publish/")
    TemplateVersion.objects.filter(name=SMS, number=1).update(undo_until=world.now - timedelta(days=2))
    page = console.post(f"/messages/publish/undo/?name={SMS}&number=1", follow=True).content.decode()
    assert "can no longer be taken back" in page
    assert "Undo version 1" not in page
    assert live()[0] == 1


def test_taking_back_never_takes_a_later_version_along(console: Client, world: World) -> None:
    post(console, "/messages/publish/")
    post(console, "/messages/publish/", TEXT + " Rest.", based_on=1)
    page = console.post(f"/messages/publish/undo/?name={SMS}&number=1", follow=True).content.decode()
    assert "Another version was published since" in page
    assert live()[0] == 2


@pytest.mark.parametrize("number", ["0", "9", "", "-1", "x" * 50, "\N{SUPERSCRIPT TWO}"])
def test_what_cannot_be_taken_back_is_said(console: Client, world: World, number: str) -> None:
    answer = console.post(f"/messages/publish/undo/?name={SMS}&number={number}", follow=True)
    assert "can no longer be taken back" in answer.content.decode()
    assert live()[0] == 0


def test_two_versions_stand_side_by_side_with_who_and_why(console: Client, world: World) -> None:
    post(console, "/messages/publish/", note="calmer")
    page = console.get("/messages/compare/", {"name": SMS}).content.decode()
    assert "Version 0 beside version 1" in page
    assert "calmer" in page
    assert "Coach: Tonight, Ana: breathe in, breathe out." in page
    assert "sit tall" in page
    assert "Publish version 0 again" in page
    long = console.get("/messages/compare/", {"name": SMS, "old": "1", "new": "0", "sample": "long"}).content.decode()
    assert "Version 1 beside version 0" in long
    assert "Wilhelmina-Grace" in long
    for wrong in ("7", "9" * 30):
        assert console.get("/messages/compare/", {"name": SMS, "old": wrong}).status_code in (200, 404)


def test_an_old_version_goes_through_the_look_before_it_is_live_again(console: Client, world: World) -> None:
    before = live()[1]
    post(console, "/messages/publish/")
    page = post(console, "/messages/review/", before, based_on=1, note="Back to version 0")
    assert "Publish version 2" in page
    post(console, "/messages/publish/", before, based_on=1, note="Back to version 0")
    assert live() == (2, before)


@pytest.mark.parametrize(
    "query",
    [
        {"name": EMAIL, "text": "version-9"},
        {"name": EMAIL, "text": "draft-1"},
        {"name": EMAIL, "text": "nothing"},
        {"name": EMAIL},
        {"name": SMS, "text": "version-0"},
        {"name": "email/magnesium/nothing", "text": "version-0"},
    ],
)
def test_a_frame_shows_only_a_text_that_is_there(console: Client, world: World, query: dict[str, str]) -> None:
    assert console.get("/messages/compare/email/", query).status_code == 404


def test_nobody_sees_the_draft_of_somebody_else_in_a_frame(console: Client, world: World) -> None:
    post(console, "/messages/review/", live(EMAIL)[1] + "\n\nMore.", name=EMAIL)
    draft = drafts.of(EMAIL, "maya")
    assert draft is not None
    member("jonas", "editor")
    other = Client()
    other.login(username="jonas", password="calm-water-42")
    query = {"name": EMAIL, "text": f"draft-{draft.pk}"}
    assert console.get("/messages/compare/email/", query).status_code == 200
    assert other.get("/messages/compare/email/", query).status_code == 404


def test_when_somebody_was_quicker_both_texts_and_both_changes_are_shown(console: Client, world: World) -> None:
    began = live()[1]
    post(console, "/messages/publish/", began.replace("Tonight", "This evening"))
    page = post(console, "/messages/review/", began.replace("5 rounds", "6 rounds"))
    assert "maya published version 1 while you wrote" in page
    assert "What they changed since version 0" in page
    assert "<ins>This evening</ins>" in page
    assert "What you changed since version 0" in page
    assert "<ins>6</ins>" in page
    assert '<input type="hidden" name="based_on" value="1">' in page


def test_each_change_is_in_the_audit(console: Client, world: World) -> None:
    post(console, "/messages/publish/", note="calmer")
    console.post(f"/messages/publish/undo/?name={SMS}&number=1")
    verbs = [(row.verb, row.facts.get("version")) for row in audit.page(Wanted(noun="template")).rows]
    assert verbs[:2] == [("took back", 2), ("published", 1)]
