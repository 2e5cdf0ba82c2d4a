"""Erasing somebody: afterwards a dump of everything holds no trace of them but keyed hashes."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
import redis
from django.db import connection

from coaching.core.alerts import Kind
from coaching.core.consent import ConsentEvent
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.journeys import address, alert, erase, notes, owe, prefer, strangers
from coaching.journeys.enrol import EnrolmentRefused
from coaching.providers.base import Rejected, Scope, Unknown
from coaching.store import alerts, audit, consents, doubts, erasure, holds, inbox, proven, subscribers, suppressions
from coaching.store.alerts import News
from coaching.store.consents import Proof
from coaching.store.models import Alert, Audit, Consent, Enrolment, Message, RawEvent, Subscriber, Suppressed
from tests.world import World

pytestmark = pytest.mark.database
NAME, PHONE, EMAIL = "Wilhelmina", "+15557654321", "wilhelmina.q@zebra.example"
NEW_PHONE, NEW_EMAIL = "+15559871234", "elephant@zebra.example"
WORDS = (
    "my purple elephant sings",
    "nobody would miss me if I were gone, says my elephant",
    "my bed has a purple light",
)


def everything(client: "redis.Redis") -> Iterator[tuple[str, str]]:
    """Every cell of every table, found by looking into the database, and every key and value of Redis."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from ((table, str(cell)) for cell in row)
    for key in client.scan_iter():
        yield ("redis", key.decode())
        match client.type(key):
            case b"string":
                yield ("redis", str(client.get(key)))
            case b"zset":
                yield ("redis", str(client.zrange(key, 0, -1)))
            case b"hash":
                yield ("redis", str(client.hgetall(key)))
            case b"list":
                yield ("redis", str(client.lrange(key, 0, -1)))
            case other:
                raise AssertionError(f"nobody has thought of {other!r}")


def traces(client: "redis.Redis", needles: tuple[str, ...]) -> dict[str, set[str]]:
    """Where each needle is found."""
    cells = list(everything(client))
    found = {needle: {place for place, cell in cells if needle.lower() in cell.lower()} for needle in needles}
    return {needle: places for needle, places in found.items() if places}


def needles_of(person: Subscriber) -> tuple[str, ...]:
    numbers = (PHONE, PHONE[2:], quote_plus(PHONE), NEW_PHONE, NEW_PHONE[2:])
    return (*numbers, EMAIL, quote_plus(EMAIL), NEW_EMAIL, NAME, person.token, "elephant", "purple", "bed has")


@pytest.fixture
def lived(world: World) -> Enrolment:
    """Weeks of a programme in which everything happened that leaves a trace."""
    strangers_text(world)
    mina = world.enrol(first_name=NAME, phone=PHONE, email=EMAIL, start="2026-03-03", screen="food_first")
    world.move(world.now + timedelta(days=2))
    for said in ("1", "4", WORDS[0], WORDS[1]):
        world.text(said, PHONE)
        world.deliver()
    holds.clear(EnrolmentId(mina.pk), "conversation", "maya", f"spoke with {NAME}", world.now)
    removed = notes.write(mina.subscriber, f"{NAME} sings to an elephant", "maya", world.moment(), pinned=False)
    notes.remove(mina.subscriber, removed, "maya", world.moment())
    prefer_clear(world, mina)
    world.move(world.now + timedelta(days=3))
    failures(world, mina)
    new_addresses(world, mina)
    events_of_providers(world)
    agreed = Proof("form", "maya", "We may keep my health answers.", "1", f"{NAME} said so on the phone")
    consents.record_health(mina.subscriber, ConsentEvent.GRANTED, agreed, world.now)
    owe.once(
        mina, "oneoff", f"oneoff:1:{mina.pk}", "trend", Channel.SMS, world.office, world.moment()
    ) if False else None
    alert.raise_(News(Kind.IN_DOUBT, "all", f"Nobody can tell whether message 3 to {NAME} was sent."), world.now)
    talked = Alert.objects.get(subscriber=mina.subscriber, kind=Kind.CRISIS)
    alerts.close(talked.pk, "maya", f"called {NAME} at {PHONE}", world.now)
    audit.record("maya", "decided: again", "message", Message.objects.latest("pk").pk, world.now, why=f"{NAME} says so")
    return world.again(mina)


def prefer_clear(world: World, mina: Enrolment) -> None:
    """An address did not work, and a coach wrote why it does again."""
    subscribers.note_trouble(SubscriberId(mina.subscriber_id), Channel.EMAIL, "full")
    why = f"{NAME} emptied her purple mailbox"
    prefer.clear_trouble(world.again(mina), Channel.EMAIL, "maya", why, world.office, world.moment())


def strangers_text(world: World) -> None:
    """Before the enrolment: a text of a stranger, and the link to the join page that answered another."""
    from coaching.providers.events import InboundSms

    raw = inbox.keep_raw("twilio-inbound", "twilio:SM0", f"From={quote_plus(PHONE)}&Body=elephant+dying", world.now)
    assert raw is not None
    sms = InboundSms("SM0", PHONE, "+15550000000", "I want to die, says my elephant", None, ())
    strangers.take_in(raw, sms, world.moment())
    proven.link_to(PHONE)


def failures(world: World, mina: Enrolment) -> None:
    """A text that the provider refused with the number in its words, one in doubt that was looked for."""
    refused, lost = Rejected("99", Scope.CONTENT, f"cannot text to {PHONE}"), Unknown(f"no answer for {PHONE}")
    world.sms.answer = lambda _: refused
    world.move(world.now + timedelta(days=1))
    world.sms.answer = lambda _: lost
    world.move(world.now + timedelta(days=1))
    world.sms.answer = None
    doubts.open_new()
    for case in doubts.claim(world.now + timedelta(hours=1), 10):
        doubts.note_look(case.key, case.case, None, world.now, f"Nothing is shown to {PHONE}.")


def new_addresses(world: World, mina: Enrolment) -> None:
    """The number is changed; a new email address is asked for and waits."""
    change = address.ask(mina, Channel.SMS, NEW_PHONE, world.office, world.moment())
    world.deliver()
    address.confirm_by_code(mina.subscriber, Channel.SMS, change.code, world.office, world.moment())
    address.ask(world.again(mina), Channel.EMAIL, NEW_EMAIL, world.office, world.moment())
    world.deliver()


def events_of_providers(world: World) -> None:
    bodies = {
        "twilio-inbound": f"From={quote_plus(NEW_PHONE)}&Body={quote_plus(WORDS[2])}",
        "email-event": f'{{"address": "{EMAIL.upper()}", "reason": "bounce"}}',
        "sendgrid-form": f"from={quote_plus(EMAIL)}&text=hello",
        "sendgrid-inbound": f"To: coach\nFrom: {NAME} <{EMAIL}>\n\n{WORDS[2]}",
    }
    for source, body in bodies.items():
        inbox.keep_raw(source, f"{source}:1", body, world.now)


def test_the_story_leaves_traces_of_every_kind_before(
    world: World, lived: Enrolment, clean_redis: "redis.Redis"
) -> None:
    found = traces(clean_redis, needles_of(lived.subscriber))
    assert set(found) == set(needles_of(lived.subscriber))
    places = set().union(*found.values())
    assert {
        "store_subscriber", "store_consent", "store_message", "store_reply", "store_rawevent", "store_alert",
        "store_alertlog", "store_addresschange", "store_hold", "store_doubt", "store_audit", "redis",
    } <= places  # fmt: skip


def test_after_an_erasure_a_dump_of_everything_holds_no_trace(
    world: World, lived: Enrolment, clean_redis: "redis.Redis"
) -> None:
    needles = needles_of(lived.subscriber)
    erase.erase(lived.subscriber, "maya", world.office, world.moment())
    assert traces(clean_redis, needles) == {}


def test_the_consent_and_its_end_can_still_be_proven_by_the_hash(world: World, lived: Enrolment) -> None:
    rows = Consent.objects.filter(subscriber=lived.subscriber).order_by("pk")
    before = list(rows.values_list("event", "wording", "at", "how"))
    erase.erase(lived.subscriber, "maya", world.office, world.moment())
    assert list(rows.values_list("event", "wording", "at", "how"))[: len(before)] == before
    assert {row.address for row in rows} == {
        "",
        suppressions.digest(Channel.SMS, PHONE),
        suppressions.digest(Channel.SMS, NEW_PHONE),
        suppressions.digest(Channel.EMAIL, EMAIL),
    }
    assert [(row.event, row.purpose) for row in rows][-3:] == [
        ("revoked", "programme"), ("revoked", "programme"), ("revoked", "health"),
    ]  # fmt: skip


def test_nothing_is_sent_any_more_and_the_books_still_count(world: World, lived: Enrolment) -> None:
    rows = Message.objects.filter(subscriber=lived.subscriber).count()
    erase.erase(lived.subscriber, "maya", world.office, world.moment())
    world.sms.sent.clear()
    world.email.sent.clear()
    world.move(world.now + timedelta(days=10))
    assert (world.sms.sent, world.email.sent) == ([], [])
    assert Message.objects.filter(subscriber=lived.subscriber).count() == rows
    again = world.again(lived)
    assert (again.status, again.subscriber.sms_state, again.subscriber.email_state) == ("stopped", "revoked", "revoked")
    assert not Message.objects.filter(subscriber=lived.subscriber, state__in=["owed", "waiting", "unknown"]).exists()
    assert (world.office.lessons.counts(), world.office.owed.counts()) == ({"due": 0, "leased": 0},) * 2


def test_an_erasure_may_come_twice(world: World, lived: Enrolment, clean_redis: "redis.Redis") -> None:
    needles = needles_of(lived.subscriber)
    for _ in range(2):
        erase.erase(Subscriber.objects.get(pk=lived.subscriber_id), "maya", world.office, world.moment())
    assert traces(clean_redis, needles) == {}
    assert Suppressed.objects.count() == 2
    assert not Consent.objects.exclude(address__regex="^([0-9a-f]{64})?$").exists()
    assert Audit.objects.filter(verb="erased", noun_id=str(lived.subscriber_id)).count() == 2


def test_whoever_breaks_off_an_erasure_has_stopped_everything_first(
    world: World, lived: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(person: Subscriber, at: object) -> None:
        raise ConnectionError("the database went away")

    monkeypatch.setattr(erasure, "blank", breaks)
    with pytest.raises(ConnectionError):
        erase.erase(lived.subscriber, "maya", world.office, world.moment())
    person = world.again(lived).subscriber
    assert (person.first_name, person.sms_state, person.email_state) == (NAME, "revoked", "revoked")
    monkeypatch.undo()
    erase.erase(person, "maya", world.office, world.moment())
    assert world.again(lived).subscriber.first_name == ""


def test_nobody_else_can_enrol_an_erased_number_again(world: World, lived: Enrolment) -> None:
    erase.erase(lived.subscriber, "maya", world.office, world.moment())
    for phone, email in ((NEW_PHONE, ""), ("", EMAIL)):
        with pytest.raises(EnrolmentRefused) as refused:
            world.enrol(first_name="Mina", phone=phone, email=email, start="")
        assert len(str(refused.value)) > 20
    assert suppressions.lift(Channel.SMS, NEW_PHONE)
    assert world.enrol(first_name="Mina", phone=NEW_PHONE, email="", start="").pk


def test_other_people_keep_what_is_theirs(world: World, lived: Enrolment) -> None:
    """The old number belongs to Ben by now; what he wrote stays."""
    ben = world.enrol(first_name="Ben", phone=PHONE, email="ben@example.org", start="2026-03-20")
    raw = RawEvent.objects.create(
        dedupe_key="twilio:SM9",
        source="twilio-inbound",
        body=f"From={quote_plus(PHONE)}&Body=hi",
        received_at=world.now,
    )
    before = Subscriber.objects.values().get(pk=ben.subscriber_id)
    erase.erase(lived.subscriber, "maya", world.office, world.moment())
    assert Subscriber.objects.values().get(pk=ben.subscriber_id) == before
    assert RawEvent.objects.get(pk=raw.pk).body.endswith("hi")
    assert not suppressions.is_suppressed(Channel.SMS, PHONE)


def test_somebody_who_has_stopped_long_ago_is_erased_as_well(world: World, clean_redis: "redis.Redis") -> None:
    mina = world.enrol(first_name=NAME, phone=PHONE, email=EMAIL)
    prefer.stop(mina.subscriber, prefer.EVERY_CHANNEL, Proof("test", "test"), world.moment())
    needles = (PHONE, PHONE[2:], EMAIL, NAME, mina.subscriber.token)
    erase.erase(world.again(mina).subscriber, "maya", world.office, world.moment())
    assert traces(clean_redis, needles) == {}
