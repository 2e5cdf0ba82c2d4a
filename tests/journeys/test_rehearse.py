"""A rehearsal: the production journeys in a world of their own, and what is read from it."""

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import redis
from django.db import connection

from coaching import bootstrap
from coaching.campaigns import personas
from coaching.campaigns.pinning import from_json
from coaching.cli.rehearsal import files
from coaching.core.alerts import Contact
from coaching.core.model import Channel, Track
from coaching.core.personas import Behaviour, Persona, read_outage, read_pause, read_script, stop_on
from coaching.core.reasons import Reason, sentence
from coaching.journeys import rehearse
from coaching.journeys.rehearsal import crowd, file, published
from coaching.journeys.rehearsal.published import Published
from coaching.journeys.rehearsal.result import Entry, Rates, Rehearsal, Sort
from coaching.settings import load, templates_dir
from coaching.store import private, redis_link
from coaching.store.models import Message, Subscriber
from tests.journeys.conversation import MAYA

START = date(2026, 3, 2)
GOLDEN = Path(__file__).parents[1] / "golden"
pytestmark = pytest.mark.django_db


@cache
def words() -> Published:
    return published.of_files("magnesium", templates_dir())


@cache
def play(key: str, **changes: object) -> Rehearsal:
    """Plays a shipped persona once for all tests that look at the same rehearsal."""
    return rehearse.alone(cast(key, **changes), words(), office())


def cast(key: str, **changes: object) -> Persona:
    return replace(personas.read().persona(key), start=START, **changes)  # type: ignore[arg-type]  # fields of Persona


def office(contacts: tuple[Contact, ...] = (MAYA,)) -> rehearse.Office:
    own = bootstrap.office()
    return replace(own, contacts=contacts, house=replace(own.house, postal_address="1 Test Street, Springfield"))


def sent(told: Rehearsal, *kinds: str) -> list[Entry]:
    return [e for e in told.entries if e.sort is Sort.MESSAGE and (not kinds or e.kind in kinds)]


def test_somebody_who_answers_everything_gets_every_planned_message_and_no_promise_is_broken() -> None:
    told = play("diligent")
    assert not told.violations
    assert told.books == {"planned": 72, "accepted": 72}
    assert {e.day for e in sent(told, "step")} == set(range(1, 57))


def test_nothing_is_written_elsewhere_and_redis_is_not_touched(clean_redis: redis.Redis) -> None:
    play.cache_clear()
    play("silent")
    assert not Message.objects.exists()
    assert not Subscriber.objects.exists()
    assert clean_redis.dbsize() == 0


def test_within_a_rehearsal_redis_cannot_be_reached() -> None:
    with private.database(), pytest.raises(RuntimeError):
        redis_link.client()


def test_the_tables_made_from_the_models_are_those_of_the_migrations() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a rehearsal's own database is SQLite on either")
    here = _columns()
    with private.database():
        there = _columns()
    assert there.keys() >= {table for table in here if table.startswith("store_")}
    assert {table: here[table] for table in there} == there


def _columns() -> dict[str, set[tuple[object, ...]]]:
    from django.db import connections

    with connections["default"].cursor() as cursor:
        tables = connections["default"].introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f"PRAGMA table_info({table})")
            columns = {row[1:4] for row in cursor.fetchall()}
            uniques = connections["default"].introspection.get_constraints(cursor, table).values()
            columns |= {("unique", tuple(each["columns"])) for each in uniques if each["unique"]}
            if table.startswith("store_"):
                found[table] = columns
    return found


def test_the_same_persona_is_always_played_alike() -> None:
    once = rehearse.alone(cast("ambivalent"), words(), office())
    twice = rehearse.alone(cast("ambivalent"), words(), office())
    hide = [[(e.at, e.kind, e.template, e.parts) for e in told.entries] for told in (once, twice)]
    assert hide[0] == hide[1]


def test_nothing_follows_a_stop_but_its_confirmation() -> None:
    told = play("silent", lines=(stop_on(20),))
    assert not told.violations
    stopped = next(e.at for e in told.entries if e.sort is Sort.REPLY and e.text == "STOP")
    assert all(e.at < stopped for e in sent(told, "step", "nudge"))
    assert "Stopped" in told.line


def test_a_pause_makes_the_programme_longer_by_as_many_days() -> None:
    told = play("silent", lines=(read_pause("day 10 for 5"),))
    days = {e.day: e.at.date() for e in sent(told, "step")}
    assert days[9] == START + timedelta(days=8)
    assert days[10] == START + timedelta(days=14)
    assert days[56] == START + timedelta(days=60)
    assert not told.violations


def test_an_outage_is_waited_for_and_nothing_is_lost_silently() -> None:
    told = play("silent", outages=(read_outage("day 12 09:00 for 2d"),))
    assert not told.violations
    outage = [e for e in told.entries if e.sort is Sort.EVENT and "reach" in e.title]
    assert len(outage) == 1
    begins = outage[0].at
    assert not [e for e in sent(told) if begins <= e.at < begins + timedelta(days=2)]
    assert sum(told.books.values()) - told.books["planned"] == told.books["planned"]
    assert set(told.totals.skips) <= {sentence(reason) for reason in Reason}


def test_lessons_keep_their_local_time_over_a_clock_change() -> None:
    told = play("diligent")
    change = next(e.at for e in told.entries if e.title == "Clock change")
    assert change.date() == date(2026, 3, 8)
    am = {e.at.strftime("%H") for e in sent(told, "step") if e.at.hour < 12}
    assert am == {"10"}


def test_danger_is_answered_at_once_holds_doses_and_tells_a_coach() -> None:
    told = play("distressed")
    assert not told.violations
    alarms = [e for e in told.entries if e.sort is Sort.ALERT and e.level == "red"]
    safety = sent(told, "safety")
    assert [e.kind for e in alarms] == ["emergency", "crisis", "poison"]
    assert [e.at for e in safety] == [e.at for e in alarms]
    assert any(e.sort is Sort.HOLD and e.title == "Hold on supplement texts" for e in told.entries)
    assert told.told == "Maya"


def test_without_anybody_to_tell_it_says_so() -> None:
    script = Behaviour("script", lines=read_script("day 2 12:00: my chest hurts and I can't breathe"))
    told = rehearse.alone(cast("silent", behaviour=script), words(), office(contacts=()))
    assert told.told == ""
    assert "coach" not in sent(told, "safety")[0].text.removeprefix("Coach:").lower()


def test_on_food_first_every_text_about_a_dose_comes_in_its_other_form() -> None:
    told = play("silent")
    campaign = from_json(words().body)
    doses = {step.day for step in campaign.steps if step.dose}
    forms = {e.day: e.form for e in sent(told, "step") if e.channel is Channel.SMS}
    assert {forms[day] for day in doses if day in forms} == {str(Track.FOOD_FIRST)}


def test_a_page_escapes_what_a_person_writes_and_needs_nothing_else() -> None:
    script = Behaviour("script", lines=read_script("day 1 12:00: <script>alert(1)</script> & more"))
    told = rehearse.alone(cast("silent", name="A<b>", behaviour=script, lines=(stop_on(3),)), words(), office())
    page = file.as_page(told, Rates())
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "A&lt;b&gt;" in page
    assert not re.search(r"(src|href)=.(?!#)", page)
    assert '"sort": "reply"' in files.as_json(told, Rates())


@pytest.mark.slow
def test_twins_live_as_everybody_played_for_themselves_would() -> None:
    """A cohort plays each life once; here it is played both ways and compared. What hangs on dates in UTC, as the
    ten days of silence do, may move by a day."""
    cohort = crowd.make_up(7, personas.read(), START, seed=3)
    campaign = from_json(words().body)
    lives = rehearse.together(cohort.lives, words(), office())
    everybody = rehearse.together(cohort.everybody(), words(), office())
    own = tuple(crowd.Member(n, each.zone, each.start) for n, each in enumerate(cohort.members))
    told = crowd.add_up(cohort.members, lives, campaign)
    each = crowd.add_up(own, everybody, campaign)
    assert not told.violations
    assert not each.violations
    for name in ("personas", "by_kind", "skips", "labels", "alerts", "holds", "ends"):
        assert Counter(getattr(told, name)) == Counter(getattr(each, name)), name
    for name in ("texts", "segments", "emails"):
        days, others = getattr(told, name), getattr(each, name)
        assert sum(days.values()) == sum(others.values()), name
        moved = sum((days - others).values())
        assert moved <= 0.02 * sum(days.values()), name
    assert told.planned == each.planned == 7 * 72


@pytest.mark.golden
@pytest.mark.parametrize("key", ["diligent", "silent", "ambivalent"])
def test_every_message_of_a_persona_reads_as_it_did(key: str) -> None:
    """`make golden` writes the files anew; read the difference as you read code."""
    path = GOLDEN / f"rehearsal-{key}.txt"
    written = _as_text(play(key))
    if os.environ.get("COACHING_TEST_GOLDEN") == "write":
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


def _as_text(told: Rehearsal) -> str:
    blocks = []
    for entry in told.entries:
        if entry.sort in (Sort.MESSAGE, Sort.NOT_SENT, Sort.REPLY):
            way = f"{entry.channel or ''} {entry.template or entry.title}".strip()
            head = f"=== day {entry.day}, {entry.at:%a %-d %b %H:%M}, {entry.sort}, {way}"
            text = "\n".join(
                filter(None, (entry.subject and f"Subject: {entry.subject}", entry.text, f"({entry.why})"))
            )
            blocks.append(f"{head}\n{text}")
    url = re.escape(load().public_url)
    return re.sub(rf"({url}/(?:me|u|join))/\S+", r"\1/...", "\n\n".join(blocks)) + "\n"
