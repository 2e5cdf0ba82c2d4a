"""The figures: funnel, replies, check-ins, stops, delivery, cost; as drawing, table and CSV, beside another cohort."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from coaching.core.model import Channel
from coaching.store import figures
from coaching.store.figures import Cohort
from coaching.store.models import Enrolment, Message, OpenQuestion
from coaching.web.console.figure_panels import FIGURES
from tests.web.test_pages_people import crowd
from tests.web.test_pages_today import answered, said
from tests.world import World

pytestmark = pytest.mark.database

EVERYBODY = Cohort("magnesium")
SLEEP = "sleep? 0 very bad, 10 very good"


def rows(console: Client, figure: str, query: str = "") -> list[dict[str, str]]:
    answer = console.get(f"/figures/{figure}/table/{query}")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_before_the_first_person_there_is_one_thing_to_do(console: Client, world: World) -> None:
    page = said(console, "/figures/")
    assert "Nothing to count yet" in page
    assert "Enrol the first person" in page


@pytest.mark.parametrize("figure", sorted(FIGURES))
def test_every_figure_has_a_drawing_a_table_and_a_download(console: Client, world: World, figure: str) -> None:
    runs = crowd(world, *[f"P{n}" for n in range(6)])
    for run in runs:
        answered(run, world, "q1", SLEEP, 4, 6)
    world.move(world.now + timedelta(days=2))
    world.text("STOP", phone="+15551230100")
    page = said(console, f"/figures/{figure}/")
    assert "<svg" in page.split("<main")[1]
    assert "As a table" in page
    assert f"/figures/{figure}/table/?programme=magnesium" in page
    assert rows(console, figure)


def test_the_funnel_counts_how_far_runs_came(console: Client, world: World) -> None:
    ana, ben, cleo, _dora = crowd(world, "Ana", "Ben", "Cleo", "Dora")
    Enrolment.objects.filter(pk=ana.pk).update(status="completed", settled_through=56)
    Enrolment.objects.filter(pk=ben.pk).update(status="stopped", settled_through=9)
    Enrolment.objects.filter(pk=cleo.pk).update(status="waiting", settled_through=0)
    told = {row["Stage"]: row["People"] for row in rows(console, "funnel")}
    assert told["Invited or signed up"] == "4"
    assert told["Said yes"] == "3"
    assert told["Began"] == "2"
    assert told["Week 1 done"] == "2"
    assert told["Week 2 done"] == "1"
    assert told["Complete"] == "1"
    assert told["Stopped or ended early"] == "1"
    assert "1 (25 %)" in said(console, "/figures/")


def test_the_reply_rate_counts_people_and_not_questions(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    OpenQuestion.objects.all().delete()
    answered(ana, world, "q1", SLEEP, 4)
    answered(ana, world, "q2", SLEEP, 4)
    OpenQuestion.objects.create(
        enrolment=ben, day=7, checkin="C-WEEK", question="q1", short=SLEEP, lo=0, hi=10, asked_at=world.now,
        until=world.now,
    )  # fmt: skip
    assert figures.asked(EVERYBODY) == {7: (2, 1)}
    assert rows(console, "replies") == [{"Day": "7", "Asked": "2", "Answered": "1", "Rate": "50 %"}]


def test_trends_show_the_middle_half_and_hide_weeks_of_few(console: Client, world: World) -> None:
    for number, run in enumerate(crowd(world, *[f"P{n}" for n in range(5)])):
        answered(run, world, "q1", SLEEP, number + 2, *([9] if number < 4 else []))
    first, second = rows(console, "check-ins")
    assert (first["Week"], first["People"], first["Lower quartile"], first["Median"], first["Upper quartile"]) == (
        "1", "5", "3.0", "4.0", "5.0",
    )  # fmt: skip
    assert (second["Week"], second["People"], second["Median"]) == ("2", "too few to show", "")
    page = said(console, "/figures/check-ins/")
    assert "week 1: 4, the middle half 3 to 5" in page
    assert "week 2: 9" not in page


def test_who_stops_is_counted_once_with_the_last_text_before(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben")
    world.move(world.now + timedelta(days=1, hours=12))
    world.text("STOP", phone="+15551230100")
    [left] = {each.subscriber: each for each in figures.left(EVERYBODY)}.values()
    last = (
        Message.objects.filter(subscriber=left.subscriber, day__gt=0)
        .exclude(accepted_at=None)
        .latest("handed_at", "pk")
    )
    assert (left.day, left.template) == (last.day, last.template)
    told = rows(console, "stops")
    assert [row["People"] for row in told] == ["1", "1"]
    assert "One person took a permission back." in said(console, "/figures/stops/")


def test_delivery_tells_what_became_of_messages_and_how_long_it_took(console: Client, world: World) -> None:
    crowd(world, "Ana")
    world.move(world.now + timedelta(days=1))
    texts = Message.objects.filter(channel="sms").exclude(accepted_at=None)
    assert texts
    for row in texts:
        Message.objects.filter(pk=row.pk).update(state="delivered", delivered_at=row.accepted_at + timedelta(seconds=4))  # type: ignore[operator]  # it was accepted
    assert set(figures.delivery_seconds(EVERYBODY, Channel.SMS)) == {4.0}
    told = {(row["Channel"], row["Outcome"]): row["Messages"] for row in rows(console, "delivery")}
    assert told["SMS", "Delivered"] == str(len(texts))
    assert told["SMS", "Median seconds to delivered"] == "4.0"
    assert "half arrived within 4 s" in said(console, "/figures/delivery/")


def test_the_cost_is_segments_and_emails_at_the_prices_that_are_set(
    console: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coaching.settings import load

    crowd(world, "Ana")
    world.move(world.now + timedelta(days=3))
    assert "No prices are set" in said(console, "/figures/cost/")
    assert {row["Cost (USD)"] for row in rows(console, "cost")} == {"not known"}
    monkeypatch.setenv("COACHING_SMS_PRICE", "0.5")
    monkeypatch.setenv("COACHING_EMAIL_PRICE", "0.25")
    load.cache_clear()
    try:
        told = rows(console, "cost")
        page = said(console, "/figures/cost/")
    finally:
        load.cache_clear()
    cost = sum(float(row["Cost (USD)"]) for row in told)
    assert cost == sum(0.5 * int(row["Segments"]) + 0.25 * int(row["Emails"]) for row in told) > 0
    assert f"{cost:,.2f} USD in all" in page


def test_two_months_stand_side_by_side_each_with_its_own_download(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    Enrolment.objects.filter(pk=ana.pk).update(start=date(2026, 3, 31))
    Enrolment.objects.filter(pk=ben.pk).update(start=date(2026, 4, 1))
    assert figures.months("magnesium") == [date(2026, 4, 1), date(2026, 3, 1)]
    page = said(console, "/figures/?month=2026-03&with=2026-04")
    assert re.findall(r"Began in (\w+ 2026) <span class=\"count\">(\d+) p", page) == [
        ("March 2026", "1"), ("April 2026", "1"),
    ]  # fmt: skip
    assert "table/?programme=magnesium&amp;month=2026-04" in page
    assert rows(console, "funnel", "?month=2026-03")[0]["People"] == "1"


@pytest.mark.parametrize(
    "query",
    ["?month=2026-13", "?month=x&with=%00", "?programme=nobody", "?month=99999-1", "?programme='--&with=0000-01",
     "?month=" + "9" * 5000],
)  # fmt: skip
def test_a_senseless_address_shows_everybody(console: Client, world: World, query: str) -> None:
    crowd(world, "Ana")
    assert "Everybody" in said(console, f"/figures/{query}")
    assert console.get("/figures/nothing/").status_code == 404
    assert console.get("/figures/nothing/table/").status_code == 404


def test_words_in_a_table_are_never_a_formula_or_markup(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    world.move(world.now + timedelta(days=1))
    Message.objects.update(template='=HYPERLINK("http://evil.example")<b>')
    world.text("STOP", phone="+15551230100")
    told = [row["Which"] for row in rows(console, "stops")]
    assert '\'=HYPERLINK("http://evil.example")<b>' in told
    assert "<b>" not in said(console, "/figures/stops/")
    assert ana.pk
