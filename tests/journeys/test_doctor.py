"""The doctor: every part that can be wrong is found, said in one sentence and comes with a mend."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from coaching.journeys.findings import Finding, Level
from tests.adapters import sink
from tests.adapters.simulators import KEY, SERVICE, SID, TOKEN, run_product, run_simulator
from tests.adapters.sink import Answer, Fault, Received, Reply, answer_json

if TYPE_CHECKING:
    import redis

    from coaching.journeys.doctor import Patient
    from coaching.settings import Settings
    from coaching.store.health import RedisFacts
    from tests.world import World

pytestmark = pytest.mark.database
CONTACTS = [
    {"name": "Maya", "sms": "+15557770001", "email": "maya@example.org"},
    {"name": "Ben", "sms": "+15557770002", "email": "ben@example.org"},
]


@pytest.fixture
def world(db: None, clean_redis: "redis.Redis") -> "World":
    """Programme time runs ahead of the machine's, so that SQL's offset and the one in Redis agree."""
    from coaching import bootstrap
    from tests.world import World

    tomorrow = bootstrap.machine_time().date() + timedelta(days=1)
    return World(datetime.combine(tomorrow, time(6), tzinfo=UTC))


@pytest.fixture
def fit(world: "World") -> "Patient":
    """An installation in which everything that the doctor asks about is in order, but for the providers."""
    from coaching import bootstrap
    from coaching.journeys.doctor import Broker, Patient
    from coaching.settings import templates_dir
    from coaching.store import health

    health.beat("celery@here:1", bootstrap.machine_time())
    return Patient(
        settings(), Broker(600, acks_late=False), bootstrap.HOME_CAMPAIGN, templates_dir(), bootstrap.machine_time
    )


def settings(**changes: object) -> "Settings":
    from coaching.settings import Settings, load

    whole = {
        "support_contact": "maya@example.org",
        "alert_contacts": CONTACTS,
        "postal_address": "1 Test Street",
        "region": "US",
    }
    return Settings.model_validate({**load().model_dump(), **whole, **changes})


def with_providers(url: str, **changes: object) -> "Settings":
    return settings(
        **{
            "twilio_account_sid": SID,
            "twilio_auth_token": TOKEN,
            "twilio_messaging_service_sid": SERVICE,
            "twilio_base_url": url,
            "sendgrid_api_key": KEY,
            "sendgrid_base_url": url,
            "email_from": "coach@example.org",
            **changes,
        }
    )


def examine(patient: "Patient") -> dict[str, Finding]:
    """The findings by name; each that is not well says how to mend it."""
    from coaching.journeys import doctor

    findings = doctor.examine(patient)
    named = {each.name: each for each in findings}
    assert len(named) == len(findings)
    assert all(bool(each.mend) is (each.level is not Level.OK) for each in findings)
    return named


def bad(found: dict[str, Finding]) -> dict[str, Level]:
    return {name: each.level for name, each in found.items() if each.level is not Level.OK}


def test_an_installation_without_keys_is_fit_and_its_silent_channels_are_named(fit: "Patient") -> None:
    found = examine(fit)
    assert bad(found) == {"sms": Level.WARN, "email": Level.WARN, "alert contacts": Level.WARN}
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_MESSAGING_SERVICE_SID"):
        assert f"COACHING_{name}" in found["sms"].mend
    assert found["email"].mend == "Set COACHING_SENDGRID_API_KEY, COACHING_EMAIL_FROM."


# What the tables tell


def test_a_text_that_a_programme_names_and_nobody_published_is_a_failure(fit: "Patient") -> None:
    from coaching.store.models import TemplateVersion

    TemplateVersion.objects.filter(name="sms/magnesium/day-06").delete()
    TemplateVersion.objects.filter(name="sms/_house/rf-crisis").update(published_at=None)
    found = examine(fit)["programmes"]
    assert found.level is Level.FAIL
    assert "2 texts without a version, the first is sms/magnesium/day-06" in found.sentence


def test_a_database_without_a_programme_or_with_a_damaged_one_is_a_failure(fit: "Patient") -> None:
    from coaching.store.models import CampaignVersion

    CampaignVersion.objects.update(body={"format": 0}, digest="of something else")
    assert "cannot be read" in examine(fit)["programmes"].sentence
    CampaignVersion.objects.update(published_at=None)
    assert "magnesium has no published version" in examine(fit)["programmes"].sentence
    CampaignVersion.objects.all().delete()
    assert examine(fit)["programmes"].sentence == "There is no programme."


def test_a_changed_file_waits_as_a_draft_until_somebody_publishes(fit: "Patient") -> None:
    from coaching.store import templates

    name = "sms/magnesium/day-06"
    templates.offer_files({name: "Changed."}, fit.clock())
    found = examine(fit)["drafts"]
    assert (found.level, name in found.sentence) == (Level.WARN, True)
    templates.publish(templates.Edit(name, "Changed.", based_on=0, author="maya"), fit.clock())
    assert examine(fit)["drafts"].level is Level.OK


def test_a_stop_is_told_with_who_and_why(fit: "Patient") -> None:
    from coaching.store import switches

    switches.turn_off(switches.EVERYTHING, "ines", "a wrong text went out", fit.clock())
    found = examine(fit)["sending"]
    assert found.level is Level.WARN
    assert "all by ines: a wrong text went out" in found.sentence
    assert "coaching resume all" in found.mend


def test_people_whom_nobody_looked_at_for_five_minutes_are_counted(fit: "Patient", world: "World") -> None:
    from coaching.store.models import Enrolment

    ana = world.enrol(start="")
    Enrolment.objects.filter(pk=ana.pk).update(wake_at=world.now - timedelta(minutes=4))
    assert examine(fit)["overdue"].level is Level.OK
    Enrolment.objects.filter(pk=ana.pk).update(wake_at=world.now - timedelta(minutes=6))
    found = examine(fit)["overdue"]
    assert found.level is Level.FAIL
    assert "1 enrolment " in found.sentence


def test_messages_whose_end_nobody_knows_are_counted(fit: "Patient", world: "World") -> None:
    from coaching.providers.base import Unknown
    from coaching.store.models import Message

    world.sms.answer = lambda _: Unknown("a time-out")
    ana = world.enrol(start="")
    world.move(world.now + timedelta(hours=3))
    email = Message.objects.filter(subscriber=ana.subscriber, channel="email").order_by("pk")[:1]
    carried = Message.objects.filter(pk__in=[row.pk for row in email])
    in_doubt = Message.objects.filter(state="unknown").count()
    assert (in_doubt > 0, carried.count()) == (True, 1)
    carried.update(state="handed", lease_until=fit.clock() + timedelta(seconds=30))
    assert examine(fit)["unsettled"].sentence.startswith("0 messages handed over")
    carried.update(lease_until=fit.clock() - timedelta(seconds=1))
    found = examine(fit)["unsettled"]
    assert found.level is Level.WARN
    assert found.sentence == f"1 message handed over by a worker that is gone, {in_doubt} in doubt."


# Redis, workers, clocks


def test_an_emptied_redis_has_no_open_shards_and_no_workers(fit: "Patient", clean_redis: "redis.Redis") -> None:
    clean_redis.flushall()
    found = examine(fit)
    failed = {name for name, level in bad(found).items() if level is Level.FAIL}
    assert failed == {"timetable", "workers"}
    assert "20 of 20 shards" in found["timetable"].sentence


def test_a_shard_that_runs_by_another_clock_than_sql_is_found(fit: "Patient", clean_redis: "redis.Redis") -> None:
    clean_redis.incrby("{owed:2}:epoch", 1000)
    found = examine(fit)["timetable"]
    assert (found.level, "{owed:2}:epoch" in found.sentence) == (Level.FAIL, True)


def test_every_worker_is_named_until_its_heartbeat_ends(fit: "Patient", clean_redis: "redis.Redis") -> None:
    from coaching.store import health

    health.beat("celery@there:7", fit.clock())
    assert examine(fit)["workers"].sentence == "2 workers at work: celery@here:1, celery@there:7."
    clean_redis.pexpire("worker:celery@here:1", 0)
    assert examine(fit)["workers"].sentence == "1 worker at work: celery@there:7."


def test_a_real_dispatcher_beats_once_it_has_looked_and_names_its_process(
    world: "World", clean_redis: "redis.Redis"
) -> None:
    from coaching.tasks.app import app
    from coaching.tasks.dispatch import Dispatcher

    worker = SimpleNamespace(app=app, hostname="celery@here")
    dispatcher = Dispatcher(worker)
    dispatcher.start(worker)
    key, asked = f"worker:celery@here:{os.getpid()}", threading.Event()
    try:
        for _ in range(500):
            if clean_redis.exists(key):
                break
            asked.wait(0.02)
    finally:
        dispatcher.stop(worker)
        for thread in threading.enumerate():
            if thread.name == "dispatch":
                thread.join(10)
    assert 0 < clean_redis.pttl(key) <= 20_000


@pytest.mark.parametrize(("off_s", "level"), [(0, Level.OK), (3, Level.WARN), (-3, Level.WARN), (30, Level.FAIL)])
def test_a_clock_that_runs_apart_is_found(fit: "Patient", off_s: int, level: Level) -> None:
    shifted = replace(fit, clock=lambda: fit.clock() - timedelta(seconds=off_s))
    found = examine(shifted)["clocks"]
    assert found.level is level
    if off_s:
        assert f"{abs(off_s)}.0 s {'ahead of' if off_s > 0 else 'behind'} this machine's" in found.sentence


def test_a_worker_with_a_wrong_clock_is_named(fit: "Patient") -> None:
    from coaching.store import health

    health.beat("celery@late:9", fit.clock() - timedelta(seconds=5))
    found = examine(fit)["clocks"]
    assert (found.level, "worker celery@late:9 is 5.0 s behind" in found.sentence) == (Level.WARN, True)


@pytest.mark.parametrize(
    ("change", "name", "level"),
    [
        ({"is_persistent": False}, "redis persistence", Level.WARN),
        ({"eviction": "allkeys-lru"}, "redis memory", Level.FAIL),
        ({"ping_ms": 20.1}, "redis latency", Level.WARN),
        ({"ping_ms": 20.0}, "redis latency", Level.OK),
    ],
)
def test_a_redis_that_forgets_or_drags_is_found(change: dict[str, object], name: str, level: Level) -> None:
    from coaching.journeys import doctor

    found = {each.name: each for each in doctor.judge_redis(replace(sound_redis(), **change))}
    assert found[name].level is level
    assert {each.level for each in found.values() if each.name != name} == {Level.OK}


def sound_redis() -> "RedisFacts":
    from coaching.store.health import RedisFacts

    return RedisFacts("here:6379", "9", True, "noeviction", 0.2, {}, (), 0.0)


def test_the_doctor_reads_the_policies_from_the_server_itself(fit: "Patient", clean_redis: "redis.Redis") -> None:
    assert bad(examine(fit)).keys() == {"sms", "email", "alert contacts"}
    clean_redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert examine(fit)["redis memory"].level is Level.FAIL
    finally:
        clean_redis.config_set("maxmemory-policy", "noeviction")


@pytest.mark.parametrize(
    ("visibility_s", "late", "lease_s", "level"),
    [
        (600, False, 60, Level.OK),
        (600, False, 300, Level.FAIL),
        (601, False, 300, Level.OK),
        (600, True, 60, Level.FAIL),
    ],
)
def test_the_queue_is_held_against_the_lease(visibility_s: float, late: bool, lease_s: int, level: Level) -> None:
    from coaching.journeys.doctor import Broker, judge_broker

    assert judge_broker(Broker(visibility_s, acks_late=late), lease_s).level is level


# What is out of reach


def test_without_redis_everything_else_is_still_examined(fit: "Patient", settings_of: Callable[..., None]) -> None:
    settings_of(redis_url="redis://127.0.0.1:1/0")
    found = examine(fit)
    assert {name for name, level in bad(found).items() if level is Level.FAIL} == {
        "redis", "timetable", "workers", "circuits", "webhooks",
    }  # fmt: skip
    assert "Connection refused" in found["redis"].sentence
    assert found["overdue"].level is Level.OK


def test_without_a_database_everything_else_is_still_examined(
    fit: "Patient", monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from django.db import connection

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(connection.settings_dict, "NAME", "gone")
    found = examine(fit)
    failed = {name for name, level in bad(found).items() if level is Level.FAIL}
    of_tables = {"programmes", "drafts", "sending", "overdue", "unsettled", "alerts", "consent"}
    assert failed == {"database", "timetable", *of_tables}
    assert found["workers"].level is Level.OK


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets variables and has the settings read anew, as a new process would."""
    from coaching.settings import load

    def read(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(f"COACHING_{name.upper()}", value)
        load.cache_clear()

    yield read
    monkeypatch.undo()
    load.cache_clear()


# The providers


def test_keys_that_the_providers_know_are_well(tmp_path: Path) -> None:
    from coaching.journeys import doctor_settings

    with run_product() as product, run_simulator(product.url, tmp_path) as simulator:
        right = with_providers(simulator.url)
        assert doctor_settings.ask_twilio(right).level is Level.OK
        assert doctor_settings.ask_sendgrid(right).level is Level.OK
        wrong = with_providers(simulator.url, twilio_auth_token="stale", sendgrid_api_key="SG.stale")
        refused = (doctor_settings.ask_twilio(wrong), doctor_settings.ask_sendgrid(wrong))
        assert [each.sentence for each in refused] == [
            "Twilio refuses the key (401).",
            "SendGrid refuses the key (401).",
        ]
        assert simulator.state()["accepted"] == {"sms": 0, "email": 0}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (answer_json(200, {"status": "suspended", "scopes": ["alerts.read"]}), "knows the key but will send nothing"),
        (answer_json(200, []), "makes no sense"),
        (Answer(200), "makes no sense"),
        (Answer(503), "answers 503"),
        (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), "answers 302"),
        (Fault.HANG_UP, "could not be reached"),
    ],
)
def test_what_else_a_provider_may_say_is_a_failure_without_the_key_in_it(reply: Reply, said: str) -> None:
    from coaching.journeys import doctor_settings

    def say(_: Received) -> Reply:
        return reply

    with sink.running(say) as running:
        given = with_providers(running.url)
        for found in (doctor_settings.ask_twilio(given), doctor_settings.ask_sendgrid(given)):
            assert found.level is Level.FAIL
            assert said in found.sentence
            assert TOKEN not in found.sentence + found.mend
            assert KEY not in found.sentence + found.mend


def test_a_key_that_no_header_can_carry_is_not_repeated() -> None:
    from coaching.journeys import doctor_settings

    found = doctor_settings.ask_sendgrid(with_providers("http://127.0.0.1:1", sendgrid_api_key="SG.a\nsecret"))
    assert found.sentence == "SendGrid could not be reached (ValueError)."


# The settings


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"public_url": "http://127.0.0.1:8000"}, Level.OK),
        ({"public_url": "http://127.0.0.1:8000", "mode": "demo"}, Level.OK),
        ({"public_url": "https://coach.example.org", "mode": "production"}, Level.OK),
        ({"public_url": "https://localhost", "mode": "production"}, Level.FAIL),
        ({"public_url": "https://[::1]:8443", "mode": "production"}, Level.FAIL),
    ],
)
def test_an_address_that_providers_cannot_call_fails_in_production(changes: dict[str, object], level: Level) -> None:
    from coaching.journeys.doctor_settings import judge_address

    assert judge_address(settings(**changes)).level is level


def test_a_real_provider_beside_a_loopback_address_is_a_warning() -> None:
    from coaching.journeys.doctor_settings import judge_address

    assert judge_address(with_providers("https://api.example.org")).level is Level.WARN
    assert judge_address(with_providers("http://127.0.0.1:4010")).level is Level.OK


def test_webhooks_that_could_not_be_checked_are_a_failure() -> None:
    from coaching.journeys.doctor_settings import judge_keys

    def of(**changes: object) -> dict[str, Level]:
        return {each.name: each.level for each in judge_keys(with_providers("http://127.0.0.1:1", **changes))}

    assert of() == {"session key": Level.OK, "webhook keys": Level.FAIL}
    assert of(sendgrid_webhook_key="rubbish")["webhook keys"] is Level.FAIL
    assert of(secret_key="")["session key"] is Level.WARN


def test_people_are_to_know_who_writes_and_whom_to_ask() -> None:
    from coaching.journeys.doctor_settings import judge_house

    found = {
        each.name: each for each in judge_house(settings(postal_address=" ", support_contact="", brand="Coaching 1"))
    }
    assert set(bad(found)) == {"postal address", "support contact", "brand"}
    assert "by 3" in found["brand"].mend
    assert set(bad({each.name: each for each in judge_house(settings(brand="Coach"))})) == set()
    [*_, costly] = judge_house(settings(brand="Čoach"))
    assert "Č" in costly.sentence
    assert "'Coach'" in costly.mend


def test_a_region_without_its_emergency_numbers_is_closed(fit: "Patient") -> None:
    from coaching.journeys.doctor_settings import judge_region

    closed = judge_region(settings(region="NO"), fit.home, fit.templates)
    assert closed.level is Level.FAIL
    assert "emergency_number, crisis_line, poison_line" in closed.sentence
    assert "(US)" in closed.mend
    assert judge_region(settings(region="Nowhere"), fit.home, fit.templates).level is Level.FAIL
    assert judge_region(settings(), "no-such-campaign", fit.templates).level is Level.FAIL


# People


def test_a_cry_for_help_that_would_reach_nobody_is_a_failure() -> None:
    from coaching.journeys.doctor_people import judge_contacts

    set_up = with_providers("http://127.0.0.1:1")
    assert judge_contacts(set_up).level is Level.OK
    nobody = judge_contacts(with_providers("http://127.0.0.1:1", alert_contacts=[]))
    assert nobody.level is Level.FAIL
    assert "would reach nobody" in nobody.sentence
    assert "COACHING_ALERT_CONTACTS" in nobody.mend
    alone = judge_contacts(with_providers("http://127.0.0.1:1", alert_contacts=CONTACTS[:1]))
    assert alone.level is Level.WARN
    by_text_only = [{"name": "Maya", "sms": "+15557770001"}]
    without_texts = with_providers("http://127.0.0.1:1", alert_contacts=by_text_only, twilio_auth_token="")
    assert judge_contacts(without_texts).level is Level.FAIL


def test_a_red_alert_that_nobody_took_on_fails_and_a_late_one_warns(fit: "Patient", world: "World") -> None:
    from coaching.core.alerts import Kind
    from coaching.store import alerts
    from coaching.store.alerts import News

    now = fit.clock()
    task = alerts.raise_(News(Kind.SILENT, "7", "Ana has been silent for 10 days."), now - timedelta(days=3))
    assert examine(fit)["alerts"].level is Level.WARN
    alerts.acknowledge(task.pk, "maya", now)
    assert examine(fit)["alerts"].level is Level.OK
    alerts.raise_(News(Kind.CRISIS, "7", "Ana may be in danger."), now)
    assert examine(fit)["alerts"].level is Level.FAIL


def test_a_permission_without_its_proof_is_found(fit: "Patient", world: "World") -> None:
    ana = world.enrol(start="")
    assert examine(fit)["consent"].level is Level.OK
    ana.subscriber.consents.filter(channel="sms").delete()
    found = examine(fit)["consent"]
    assert found.level is Level.FAIL
    assert found.sentence.startswith("1 permission")


def test_a_rested_provider_is_named(fit: "Patient") -> None:
    from coaching.core.model import Channel
    from coaching.store import redis_link
    from coaching.store.gates import Gate

    Gate(redis_link.client(), Channel.SMS).report(good=0, bad=9)
    found = examine(fit)["circuits"]
    assert found.level is Level.WARN
    assert "sms" in found.sentence


def test_in_production_an_unset_pace_is_named() -> None:
    from coaching.journeys.doctor_people import judge_pace

    known = {"mode": "production", "secret_key": "x" * 40, "public_url": "https://coach.example"}
    assert judge_pace(with_providers("http://127.0.0.1:1", **known)).level is Level.WARN
    assert judge_pace(with_providers("http://127.0.0.1:1", **known, sms_segments_per_second=3)).level is Level.OK


# The command


def test_the_command_prints_every_finding_and_ends_with_one_if_a_part_fails(
    fit: "Patient", clean_redis: "redis.Redis"
) -> None:
    from typer.testing import CliRunner

    from coaching.cli.app import app

    runner = CliRunner()
    told = runner.invoke(app, ["doctor", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["healthy"] is True
    clean_redis.delete("worker:celery@here:1")
    told = runner.invoke(app, ["doctor", "--json"])
    assert told.exit_code == 1
    assert [each["name"] for each in json.loads(told.output)["findings"] if each["level"] == "fail"] == ["workers"]
    shown = runner.invoke(app, ["doctor"])
    assert shown.exit_code == 1
    assert "1 to mend" in shown.output
