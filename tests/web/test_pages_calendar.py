"""The programme's calendar: looking at it, changing it as a draft, reviewing and publishing it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coaching.journeys import library, work
from coaching.journeys.calendar import draft, moving
from coaching.store import campaigns
from coaching.store.models import Audit, CampaignVersion, ScheduleChange, TemplateVersion
from tests.web.conftest import member
from tests.world import World


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    campaigns.get.cache_clear()
    library.forget()
    moving.mark_of.cache_clear()
    yield
    campaigns.get.cache_clear()
    library.forget()
    moving.mark_of.cache_clear()


def change(console: Client, do: str, revision: int = 0, **fields: Any) -> str:
    answer = console.post("/programme/magnesium/change/", {"do": do, "revision": revision, **fields}, follow=True)
    return answer.content.decode()


def steer(console: Client, do: str, revision: int) -> str:
    return console.post(f"/programme/magnesium/draft/?do={do}&revision={revision}", follow=True).content.decode()


def test_the_calendar_shows_each_day_of_each_programme(console: Client, world: World) -> None:
    said = console.get("/programme/").content.decode()
    assert "Programme <span" in said
    assert "56 days" in said
    assert "Week 8" in said
    assert 'id="day-56"' in said
    assert "Questions on 3 days in a row, 48 to 50." in said
    other = console.get("/programme/?campaign=hydration").content.decode()
    assert "Week 3" not in other


def test_a_programme_that_is_not_published_has_an_empty_page(console: Client) -> None:
    CampaignVersion.objects.all().delete()
    assert "No programme is loaded yet" in console.get("/programme/").content.decode()
    assert console.get("/programme/magnesium/1/").status_code == 404


def test_texts_are_read_a_few_at_a_time_until_all_are(console: Client, world: World) -> None:
    for _ in range(20):
        said = console.get("/programme/magnesium/read/").content.decode()
        if "texts to go" not in said:
            break
    assert "texts to go" not in said
    assert 'id="weeks" hx-swap-oob="true"' in said
    assert "<html" not in said


def test_a_day_shows_its_forms_and_what_answers_lead_to(console: Client, world: World) -> None:
    said = console.get("/programme/magnesium/6/").content.decode()
    assert "sms/magnesium/day-06.food_first" in said
    assert "replies with" in said
    assert "What it asks" in said
    assert console.get("/programme/magnesium/57/").status_code == 404


def test_a_day_moves_by_one_press_and_back_by_another(console: Client, world: World) -> None:
    said = change(console, "later day-20")
    assert "Day 20 “" in said
    assert "moves to day 21. It is in the draft." in said
    assert "Was day 20" in said
    assert "Taken back: Day 20" in steer(console, "undo", 1)
    assert "in the draft again" in steer(console, "redo", 2)
    assert "The draft with 1 change is gone." in steer(console, "discard", 3)
    assert "The draft is back." in steer(console, "restore", 4)
    assert Audit.objects.filter(noun="calendar").count() == 5


def test_every_change_of_a_day_is_made_from_its_page(console: Client, world: World) -> None:
    every: list[tuple[str, dict[str, Any]]] = [
        ("earlier", {"key": "day-20"}),
        ("move", {"key": "day-20", "to": 30}),
        ("swap", {"key": "day-20", "to": 10}),
        ("copy", {"key": "day-03", "to": 40}),
        ("remove", {"key": "day-03-2"}),
        ("slot", {"key": "day-20", "slot": "pm"}),
        ("channels", {"key": "day-20", "channel": ["email", "sms"]}),
        ("late", {"key": "day-20", "late": "skip"}),
        ("topic", {"key": "day-20", "topic": "  A calm\nevening "}),
        ("add", {"topic": "A quiet day", "to": 12, "slot": "pm", "sms": "sms/magnesium/day-03"}),
    ]
    for n, (do, fields) in enumerate(every):
        assert "It is in the draft." in change(console, do, n, **fields), do
    working = draft.read("magnesium")
    assert working is not None
    assert len(working.changes) == 10
    assert "A calm evening" in {step.topic for step in working.after.steps}
    assert working.after.days == 57


@pytest.mark.parametrize(
    ("do", "fields", "said"),
    [
        ("later", {"key": "nowhere"}, "That step is not in the draft any more."),
        ("move", {"key": "day-20", "to": "tomorrow"}, "Choose a day from 1 to 56"),
        ("swap", {"key": "day-20", "to": "99"}, "Choose a day from 1 to 56 to swap with"),
        ("channels", {"key": "day-20"}, "at least one channel"),
        ("topic", {"key": "day-20", "topic": " "}, "Give the day a topic of 1 to 80 letters"),
        ("topic", {"key": "day-20", "topic": "x" * 81}, "Give the day a topic of 1 to 80 letters"),
        ("late", {"key": "day-20", "late": "never"}, "Choose what becomes of the day"),
        ("dance", {"key": "day-20"}, "Choose what to change first."),
        ("add", {"topic": "", "to": 12, "slot": "pm", "sms": "sms/magnesium/day-03"}, "a topic of 1 to 80 letters"),
        ("add", {"topic": "x", "to": 12, "slot": "pm", "sms": "sms/magnesium/crisis"}, "Choose a text of the list."),
        ("slot", {"key": "day-20", "slot": "noon"}, "There is no time of day “noon”"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    console: Client, world: World, do: str, fields: dict[str, Any], said: str
) -> None:
    assert said in change(console, do, **fields)


def test_a_change_upon_what_somebody_else_changed_is_not_made(console: Client, world: World) -> None:
    change(console, "later day-20")
    assert "Somebody else changed the draft meanwhile." in change(console, "later day-30", 0)
    working = draft.read("magnesium")
    assert working is not None
    assert len(working.changes) == 1


def test_the_review_names_whom_it_reaches_and_publishing_moves_them(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    world.move(world.now + timedelta(days=10))
    change(console, "move", 0, key="day-20", to=5)
    said = console.get("/programme/magnesium/review/").content.decode()
    assert "Publish 1 change?" in said
    assert "is behind: a lesson moved" in said
    assert "Ana" in said
    answer = console.post(
        "/programme/magnesium/publish/", {"revision": 1, "whom": "everyone", "note": "sooner"}, follow=True
    )
    assert "Version 1 of the calendar is published." in answer.content.decode()
    while work.do_next(world.office, world.moment()):
        pass
    followed = library.campaign(world.again(ana).campaign_id)
    assert "day-20" in {step.key for step in followed.steps[10:15]}
    page = console.get("/programme/").content.decode()
    assert "Take it back" in page
    assert "for everyone under way" in page
    one = ScheduleChange.objects.get()
    assert (
        "What was sent stays sent." in console.post(f"/programme/changes/{one.pk}/back/", follow=True).content.decode()
    )


def test_a_draft_that_breaks_a_rule_is_not_published_and_says_why(console: Client, world: World) -> None:
    change(console, "remove", 0, key="day-56")
    said = console.get("/programme/magnesium/review/").content.decode()
    assert "What stands in the way" in said
    answer = console.post("/programme/magnesium/publish/", {"revision": 1, "whom": "new", "note": "n"})
    assert answer.status_code == 422
    assert 'value="n"' in answer.content.decode()
    assert not ScheduleChange.objects.exists()


def test_what_was_reviewed_is_what_is_published(console: Client, world: World) -> None:
    change(console, "later day-20")
    change(console, "later day-30", 1)
    answer = console.post("/programme/magnesium/publish/", {"revision": 1, "whom": "new", "note": "mine"})
    assert answer.status_code == 409
    assert 'value="mine"' in answer.content.decode()


def test_a_viewer_looks_and_an_editor_drafts_but_a_coach_publishes(world: World) -> None:
    viewer, editor = Client(), Client()
    viewer.force_login(member("vera", "viewer"))
    editor.force_login(member("edda", "editor"))
    assert "A day later" not in viewer.get("/programme/magnesium/3/").content.decode()
    assert viewer.post("/programme/magnesium/change/", {"do": "later day-20", "revision": 0}).status_code == 403
    assert "It is in the draft." in change(editor, "later day-20")
    assert "A coach publishes a calendar." in editor.get("/programme/magnesium/review/").content.decode()
    assert editor.post("/programme/magnesium/publish/", {"revision": 1}).status_code == 403


def test_a_calendar_whose_day_is_over_cannot_be_taken_back(console: Client, world: World) -> None:
    change(console, "later day-20")
    console.post("/programme/magnesium/publish/", {"revision": 1, "whom": "new"})
    ScheduleChange.objects.update(at=world.now - timedelta(days=9))
    one = ScheduleChange.objects.get()
    assert "for 24 hours" in console.post(f"/programme/changes/{one.pk}/back/", follow=True).content.decode()


def test_a_day_without_a_text_shows_as_a_gap_and_is_in_the_way(console: Client, world: World) -> None:
    TemplateVersion.objects.filter(name="sms/magnesium/day-03").delete()
    assert "No message for everybody" in console.get("/programme/").content.decode()
    change(console, "later day-20")
    said = console.get("/programme/magnesium/review/").content.decode()
    assert "It has no message for: everybody." in said
    assert "Publish version" not in said


def test_rates_of_a_day_stand_on_it(console: Client, world: World) -> None:
    world.enrol(start="")
    world.move(world.now + timedelta(days=1, hours=6))
    world.text("1")
    world.text("STOP")
    said = console.get("/programme/").content.decode()
    assert "1 of 1 answered" in said
    assert "1 of 1 left" in said


def test_what_the_rules_say_of_a_text_stands_on_its_day(console: Client, world: World) -> None:
    TemplateVersion.objects.filter(name="sms/magnesium/day-03").update(source="Magnesium cures nerve pain for good!")
    while "texts to go" in console.get("/programme/magnesium/read/").content.decode():
        pass
    assert "in its words" in console.get("/programme/").content.decode()
