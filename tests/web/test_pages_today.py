"""Today: what needs a coach, what goes out next, whether the service is well; quiet while nothing changes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from coaching.core.alerts import Kind
from coaching.core.model import EnrolmentId, SubscriberId
from coaching.journeys import at_risk
from coaching.providers.base import Rejected, Scope
from coaching.store import alerts, health, threads, today
from coaching.store.alerts import News
from coaching.store.models import Answer, Enrolment, Message, OpenQuestion, Reply, Subscriber
from tests.web.test_pages_people import crowd
from tests.world import World

pytestmark = pytest.mark.database


def said(console: Client, address: str = "/today/") -> str:
    answer = console.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def tiles(page: str) -> dict[str, str]:
    found = re.findall(r'class="figure">([^<]+)</span> <span class="what">([^<]+)</span>', page)
    return {word: count for count, word in found}


def answered(run: Enrolment, world: World, question: str, short: str, *values: int) -> None:
    for number, value in enumerate(values, 1):
        asked = OpenQuestion.objects.create(
            enrolment=run, day=7 * number, checkin="C-WEEK", question=question, short=short, lo=0, hi=10,
            asked_at=world.now, until=world.now + timedelta(days=3), answered_at=world.now,
        )  # fmt: skip
        Answer.objects.create(question=asked, value=value, at=world.now)


def test_before_the_first_person_it_leads_to_the_first_enrolment(console: Client) -> None:
    page = said(console)
    assert "Your day begins with one person" in page
    assert 'href="/people/enrol/"' in page
    assert 'hx-trigger="every 30s" hx-swap' not in page


def test_home_and_the_brand_lead_to_today(console: Client, world: World) -> None:
    assert console.get("/")["Location"] == "/today/"
    page = said(console)
    assert '<a class="brand" href="/today/">' in page
    assert page.index(">Today</a>") < page.index(">People</a>")
    assert page.index(">Figures</a>") < page.index(">Books</a>")


def test_the_numbers_of_now_lead_to_their_names(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben")
    world.email.answer = lambda _: Rejected("550", Scope.CONTENT, "no such mailbox")
    world.move(world.now + timedelta(hours=8))
    page = said(console)
    sent, failed = Message.objects.exclude(accepted_at=None).count(), Message.objects.filter(state="failed").count()
    assert sent
    assert failed
    assert tiles(page) == {"Sent": str(sent), "Due": "0", "Failed": str(failed), "Unclear": "0"}
    names = said(console, "/today/sent/")
    assert "Ana" in names
    assert "Ben" in names
    assert "no such mailbox" in said(console, "/today/failed/")
    assert "Nothing is due" in said(console, "/today/due/")
    assert console.get("/today/nothing/").status_code == 404


def test_what_is_late_counts_as_due_and_is_named(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    Enrolment.objects.filter(pk=ana.pk).update(wake_at=world.now - timedelta(minutes=10))
    assert tiles(said(console))["Due"] == str(1 + len(today.due(world.now)[1]))
    assert f"/people/{ana.pk}/" in said(console, "/today/due/")


def test_people_wait_by_need_as_in_the_inbox_the_red_flag_first(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben")
    world.text("Is it fine with tea? <b>bold</b> {{ 7 * 7 }}", phone="+15551230100")
    world.now += timedelta(minutes=1)
    world.text("Could it be this?", phone="+15551230101")
    Reply.objects.filter(text="Could it be this?").update(label="unsure")
    threads.refresh(Reply.objects.get(label="unsure").subscriber_id)
    page = said(console).split('id="to-answer"')[1]
    assert page.index("Red flag 1") < page.index("Question 1")
    assert page.index("Could it be this?") < page.index("Is it fine with tea?")
    assert escape("<b>bold</b> {{ 7 * 7 }}") in page
    assert "<b>bold" not in page


def test_alerts_nobody_has_taken_on_stand_there_the_gravest_first(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    about = SubscriberId(ana.subscriber_id)
    task = alerts.raise_(News(Kind.SILENT, "1", "Ana is silent.", subscriber=about), world.now)
    alerts.raise_(News(Kind.CRISIS, "2", "Ana may be in danger.", subscriber=about), world.now)
    page = said(console).split('id="to-acknowledge"')[1]
    assert page.index("Ana may be in danger.") < page.index("Ana is silent.")
    alerts.acknowledge(task.pk, "maya", world.now)
    assert "Ana is silent." not in said(console).split('id="to-acknowledge"')[1]


def test_somebody_silent_in_the_first_week_is_at_risk_until_they_write(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    world.move(world.now + timedelta(days=4))
    world.text("1", phone="+15551230101")
    found = {each.enrolment: each.reason for each in at_risk.look(world.moment(), 10)}
    assert "Not one word since the start" in found[EnrolmentId(ana.pk)]
    assert EnrolmentId(ben.pk) not in found
    assert "Silent in week 1" in said(console)


def test_somebody_whom_nothing_reaches_is_at_risk(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    Subscriber.objects.filter(pk=ana.subscriber_id).update(sms_trouble="30003: off", email_trouble="bounced")
    Subscriber.objects.filter(pk=ben.subscriber_id).update(sms_trouble="30003: off")
    [found] = at_risk.look(world.moment(), 10)
    assert (found.enrolment, found.reason) == (ana.pk, "Nothing arrives. SMS: 30003: off; Email: bounced.")
    Enrolment.objects.filter(pk=ben.pk).update(only="sms")
    assert {each.enrolment for each in at_risk.look(world.moment(), 10)} == {ana.pk, ben.pk}


def test_answers_that_get_worse_three_times_are_a_risk_and_better_ones_are_not(console: Client, world: World) -> None:
    ana, ben, cleo = crowd(world, "Ana", "Ben", "Cleo")
    answered(ana, world, "q1", "sleep? 0 very bad, 10 very good", 9, 7, 5, 3)
    answered(ben, world, "q1", "sleep? 0 very bad, 10 very good", 3, 5, 7)
    answered(cleo, world, "q2", "discomfort? 0 none, 10 the most", 1, 2, 3)
    found = {each.enrolment: each.reason for each in at_risk.look(world.moment(), 10)}
    assert found[EnrolmentId(ana.pk)] == "Sleep? 7, then 5, then 3 in the last three check-ins."
    assert EnrolmentId(cleo.pk) in found
    assert EnrolmentId(ben.pk) not in found


def test_the_next_hour_is_counted_in_spans_of_five_minutes(console: Client, world: World) -> None:
    ana, ben, cleo = crowd(world, "Ana", "Ben", "Cleo")
    for run, minutes in ((ana, 0), (ben, 7), (cleo, 59)):
        Enrolment.objects.filter(pk=run.pk).update(wake_at=world.now + timedelta(minutes=minutes))
    told = today.to_come(world.now, 12, timedelta(minutes=5))
    assert told == [1, 1, *[0] * 9, 1]
    page = said(console)
    assert "<polyline" in page
    assert '<th scope="col">From (UTC)</th>' in page


def test_the_service_tells_whether_it_is_well(console: Client, world: World) -> None:
    crowd(world, "Ana")
    assert "None at work" in said(console)
    from coaching import bootstrap

    health.beat("worker-1", bootstrap.machine_time())
    page = said(console)
    assert "1 at work" in page
    assert "Not set up" in page
    alerts.raise_(News(Kind.BOOKS, "books", "The books do not balance."), world.now)
    assert "Do not balance" in said(console)


def test_the_page_asks_again_quietly_and_is_told_nothing_while_nothing_changes(console: Client, world: World) -> None:
    crowd(world, "Ana")
    address = re.search(r'hx-get="(/today/\?seen=[^"]+)"', said(console))
    assert address is not None
    asks = {"HX-Request": "true"}
    assert console.get(address[1], headers=asks).status_code == 204
    world.text("Is it fine with tea?", phone="+15551230100")
    changed = console.get(address[1], headers=asks)
    assert changed.status_code == 200
    assert "Is it fine with tea?" in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_a_crowd_takes_no_more_queries(console: Client, world: World, django_assert_max_num_queries: object) -> None:
    for run in crowd(world, *[f"P{n}" for n in range(12)]):
        Enrolment.objects.filter(pk=run.pk).update(wake_at=world.now)
    with django_assert_max_num_queries(36):  # type: ignore[operator]  # a fixture of pytest-django
        said(console)
