"""The alerts: in the order in which they press, with all that was said and done, and in the header of every page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.core.alerts import Kind
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.store import alerts
from coaching.store.alerts import News
from coaching.store.models import Alert, AlertLog, Enrolment, Reply
from coaching.web.console import alert_words
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def ana(world: World) -> Enrolment:
    return world.enrol(start="")


def raised(world: World, kind: Kind, title: str, ana: Enrolment | None = None, **more: object) -> Alert:
    about = SubscriberId(ana.subscriber_id) if ana else None
    run = EnrolmentId(ana.pk) if ana else None
    news = News(kind, title, title, subscriber=about, enrolment=run, **more)  # type: ignore[arg-type]  # test data
    return alerts.raise_(news, world.now)


def titles(said: str) -> list[str]:
    return re.findall(r'class="title" [^>]*>([^<]+)</a>', said)


def listed(console: Client) -> str:
    return console.get("/alerts/").content.decode()


def test_with_nothing_open_the_page_says_so_and_offers_a_way_on(console: Client, world: World) -> None:
    said = listed(console)
    assert "Nothing needs you" in said
    assert "Look at the people" in said
    assert "About the service" not in said


def test_the_most_pressing_comes_first_and_the_service_stands_apart(
    console: Client, world: World, ana: Enrolment
) -> None:
    raised(world, Kind.CIRCUIT, "Twilio is out of reach.")
    raised(world, Kind.SILENT, "Ana is silent.", ana)
    raised(world, Kind.URGENT, "Ana may need a doctor today.", ana)
    raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    said = listed(console)
    assert titles(said) == [
        "Ana may be in danger.",
        "Ana may need a doctor today.",
        "Ana is silent.",
        "Twilio is out of reach.",
    ]
    assert said.index("Ana is silent.") < said.index("About the service") < said.index("Twilio is out of reach.")
    assert "<title>Alerts (4)" in said


def test_a_deadline_counts_down_and_then_says_how_late_it_is(console: Client, world: World, ana: Enrolment) -> None:
    one = raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    Alert.objects.filter(pk=one.pk).update(due_at=world.now + timedelta(minutes=12, seconds=30))
    assert "Acknowledge within 12 minutes" in listed(console)
    Alert.objects.filter(pk=one.pk).update(due_at=world.now - timedelta(hours=2, minutes=1))
    assert 'class="deadline is-late">Overdue for 2 hours' in listed(console)


def test_who_was_told_on_which_path_and_what_failed_is_shown(console: Client, world: World, ana: Enrolment) -> None:
    one = raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    paths = [(Channel.SMS, "+15557770001"), (Channel.EMAIL, "maya@example.org")]
    alerts.owe_notices(one.pk, 0, "Maya", paths, world.now)
    sms, mail = alerts.notices_of(one.pk)
    alerts.notice_sent(sms, world.now)
    alerts.notice_failed(mail, "550: no such mailbox", None, world.now)
    for said in (listed(console), console.get(f"/alerts/{one.pk}/").content.decode()):
        assert "Maya told by SMS" in said
        assert 'class="is-failed">Maya not reached by email: 550: no such mailbox' in said


def test_without_contacts_the_page_says_that_nobody_is_told(console: Client, world: World, ana: Enrolment) -> None:
    raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    assert "Nobody is told by text or email." in listed(console)


def test_one_alert_shows_the_raw_words_the_facts_and_the_answer(console: Client, world: World, ana: Enrolment) -> None:
    reply = Reply.objects.create(subscriber_id=ana.subscriber_id, channel="sms", text="x", label="danger", at=world.now)
    facts = {"track": "food_first", "holds": ["dose"], "answer": "rf-crisis"}
    one = raised(
        world, Kind.CRISIS, "Ana may be in danger.", ana, body="I <b>cannot</b> go on", reply=reply.pk, facts=facts
    )
    said = console.get(f"/alerts/{one.pk}/").content.decode()
    assert "What Ana wrote" in said
    assert "I &lt;b&gt;cannot&lt;/b&gt; go on" in said
    assert "Gets food-first texts" in said
    assert "Hold on supplement texts" in said
    assert f'href="/people/{ana.pk}/"' in said
    assert "Nothing. The person waits for a word from you." in said
    assert alert_words.KINDS[Kind.CRISIS].to_do in said


def test_it_is_acknowledged_closed_with_a_sentence_and_opened_again(
    console: Client, world: World, ana: Enrolment
) -> None:
    one = raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    page = f"/alerts/{one.pk}/"
    said = console.post(f"{page}acknowledge/", follow=True).content.decode()
    assert "You have taken this on." in said
    assert "I take this on" not in said
    refused = console.post(f"{page}close/", {"why": " "})
    assert refused.status_code == 422
    assert "Write one sentence about what you did" in refused.content.decode()
    said = console.post(f"{page}close/", {"why": "She is with a friend."}, follow=True).content.decode()
    assert "Nothing needs you" in said
    assert "She is with a friend." in said
    assert f'action="{page}reopen/"' in said
    console.post(f"{page}reopen/")
    assert titles(listed(console)) == ["Ana may be in danger."]
    assert [(line.actor, line.what) for line in alerts.log_of(one.pk)] == [
        ("the service", "raised"),
        ("maya", "acknowledged"),
        ("maya", "closed: She is with a friend."),
        ("maya", "opened again"),
    ]


def test_a_second_acknowledgement_is_refused_in_words(console: Client, world: World, ana: Enrolment) -> None:
    one = raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    alerts.acknowledge(one.pk, "ben", world.now)
    said = console.post(f"/alerts/{one.pk}/acknowledge/", follow=True).content.decode()
    assert "Somebody has acknowledged this alert already." in said
    assert "ben has taken it on" in said


def test_who_has_looked_is_kept_once_and_looking_alone_changes_nothing(
    console: Client, world: World, ana: Enrolment
) -> None:
    one = raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    page = console.get(f"/alerts/{one.pk}/").content.decode()
    assert AlertLog.objects.filter(what="seen").count() == 0
    assert f'hx-post="/alerts/{one.pk}/seen/"' in page
    for _ in range(2):
        assert console.post(f"/alerts/{one.pk}/seen/", headers={"HX-Request": "true"}).status_code == 204
    assert [line.actor for line in AlertLog.objects.filter(what="seen")] == ["maya"]
    assert "/seen/" not in console.get(f"/alerts/{one.pk}/").content.decode()


def test_a_red_alert_stands_on_every_page_until_somebody_takes_it_on(
    console: Client, world: World, ana: Enrolment
) -> None:
    one = raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    raised(world, Kind.URGENT, "Ana may need a doctor today.", ana)
    for address in ("/people/", f"/people/{ana.pk}/", "/messages/", "/books/", "/alerts/", "/sending/"):
        said = console.get(address).content.decode()
        assert '<div id="pressing" role="status">' in said
        assert "<strong>Red alert:</strong> Ana may be in danger." in said
        assert f'href="/alerts/{one.pk}/">Open it' in said
        assert re.search(r'class="tally is-red">2<', said)
    alerts.acknowledge(one.pk, "maya", world.now)
    said = console.get("/people/").content.decode()
    assert "Red alert:" not in said
    assert "1 red and 1 amber alerts are open." in said


def test_the_header_is_told_only_what_is_new(console: Client, world: World, ana: Enrolment) -> None:
    [seen] = re.findall(r'/alerts/pressing/\?seen=([^"]+)', console.get("/people/").content.decode())
    assert console.get("/alerts/pressing/", {"seen": seen}).status_code == 204
    raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    fresh = console.get("/alerts/pressing/", {"seen": seen}).content.decode()
    assert "Ana may be in danger." in fresh
    assert 'id="tally" hx-swap-oob="true"' in fresh
    assert "<html" not in fresh


def test_a_persons_page_names_what_is_open_about_them(console: Client, world: World, ana: Enrolment) -> None:
    one = raised(world, Kind.URGENT, "Ana may need a doctor today.", ana)
    assert f'href="/alerts/{one.pk}/">Open the alert' in console.get(f"/people/{ana.pk}/").content.decode()


def test_no_alert_by_that_number_is_a_404(console: Client, world: World) -> None:
    assert console.get("/alerts/987654/").status_code == 404
    assert console.get(f"/alerts/{10**30}/").status_code == 404
    assert console.post("/alerts/987654/acknowledge/").status_code == 404


def test_a_longer_list_takes_no_more_queries(
    console: Client, world: World, ana: Enrolment, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        raised(world, Kind.URGENT, f"Number {number}.", ana)
    with django_assert_max_num_queries(11):  # type: ignore[operator]  # a fixture of pytest-django
        console.get("/alerts/")


def test_the_terminal_lists_takes_on_and_closes(world: World, ana: Enrolment) -> None:
    run = CliRunner()
    assert "Nothing needs you." in run.invoke(app, ["alerts"]).output
    one = raised(world, Kind.CRISIS, "Ana may be in danger.", ana)
    shown = " ".join(run.invoke(app, ["alerts"]).output.split())
    assert f"{one.pk} red Ana may be in" in shown
    assert run.invoke(app, ["alerts", "acknowledge", str(one.pk), "--by", "maya"]).exit_code == 0
    assert run.invoke(app, ["alerts", "acknowledge", str(one.pk), "--by", "ben"]).exit_code == 1
    assert run.invoke(app, ["alerts", "close", str(one.pk), "--why", " "]).exit_code == 1
    assert run.invoke(app, ["alerts", "close", str(one.pk), "--why", "Called her."]).exit_code == 0
    assert Alert.objects.get(pk=one.pk).closed_why == "Called her."
    assert run.invoke(app, ["alerts", "acknowledge", "987654"]).exit_code == 1


def test_every_kind_of_alert_has_words_here_and_in_the_handbook() -> None:
    from pathlib import Path

    handbook = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
    assert set(alert_words.KINDS) == set(Kind)
    missing = [words.label for words in alert_words.KINDS.values() if f"| {words.label} |" not in handbook]
    assert missing == []
