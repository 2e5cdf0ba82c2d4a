"""Mails that people send: signed or under a secret address, stored first, read as theirs, and never by From."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.adapters.test_inbound_email import TYPE, form
from tests.web.test_hooks import KEY, PUBLIC

if TYPE_CHECKING:
    import redis

    from coaching.store.models import Enrolment
    from tests.world import World

pytestmark = pytest.mark.database
SECRET = "a-secret-of-sixteen-letters"
PATH = "/hooks/sendgrid/inbound"


@pytest.fixture
def world(db: None, clean_redis: object, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    from coaching.settings import load
    from tests.world import World

    monkeypatch.setenv("COACHING_REPLY_DOMAIN", "reply.example.org")
    monkeypatch.setenv("COACHING_SENDGRID_INBOUND_KEY", PUBLIC)
    load.cache_clear()
    yield World()
    load.cache_clear()


def use(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    from coaching.settings import load

    for name, value in changes.items():
        monkeypatch.setenv(f"COACHING_{name.upper()}", value)
    load.cache_clear()


def mail(
    enrolment: "Enrolment | None", text: str, *headers: str, number: int = 1, box: str = "reply", **more: str | bytes
) -> bytes:
    token = enrolment.subscriber.token if enrolment else "x" * 32
    to = f"{box}+{token}@reply.example.org"
    head = [f"Message-ID: <m{number}@mail.example.org>", "From: Ana <ana@example.org>", f"To: {to}", *headers]
    fields: dict[str, str | bytes] = {
        "headers": "\n".join(head),
        "from": "Ana <ana@example.org>",
        "to": to,
        "subject": "Re: Day 1",
        "text": text,
        "envelope": json.dumps({"to": [to], "from": "ana@example.org"}),
        "charsets": json.dumps({"text": "utf-8"}),
    }
    return form({**fields, **more})


def post(client: Client, raw: bytes, path: str = PATH, *, age_s: int = 0, sign: bool = True) -> int:
    import base64

    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    stamp = str(int(time.time()) - age_s)  # noqa: TID251  # signatures are judged by the machine's clock
    signature = base64.b64encode(KEY.sign(stamp.encode() + raw, ec.ECDSA(hashes.SHA256()))).decode()
    headers = {
        "X-Twilio-Email-Event-Webhook-Signature": signature,
        "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
    }
    return client.post(path, raw, TYPE, headers=headers if sign else {}).status_code


def replies() -> list[tuple[str, str, str]]:
    from coaching.store.models import Reply

    return list(Reply.objects.order_by("id").values_list("channel", "label", "text"))


def quoted(text: str, world: "World") -> str:
    """An answer above the quote of what we sent, as Gmail makes it."""
    shell = world.emails()[0].shell
    marked = "\n".join(f"> {line}" for line in shell.text.splitlines())
    return f"{text}\n\nOn Tue, Mar 3, 2026 at 8:00 AM Coach <reply+x@reply.example.org> wrote:\n\n{marked}\n"


def test_a_reply_to_a_real_mail_is_read_without_its_quote(world: "World", client: Client) -> None:
    enrolment = world.enrol(phone="")
    world.move(world.now + timedelta(days=1, hours=6))
    assert post(client, mail(enrolment, quoted("my knee hurts when I walk", world))) == 200
    assert replies() == [("email", "unread", "my knee hurts when I walk")]


def test_an_outlook_reply_is_read_without_its_unmarked_quote_because_we_know_what_we_sent(
    world: "World", client: Client
) -> None:
    enrolment = world.enrol(phone="")
    world.move(world.now + timedelta(days=1, hours=6))
    from coaching.bootstrap import office
    from coaching.journeys import receive_email
    from coaching.store import mail as mails

    [row] = mails.sent_lately(enrolment.subscriber)[:1]
    whole = next(iter(receive_email._words_of([row], enrolment.subscriber, office())))
    head = "From: Coach <reply+x@reply.example.org>\nSent: Tuesday, March 3, 2026\nTo: Ana\nSubject: Day 1\n\n"
    assert post(client, mail(enrolment, f"just a question about kale\n\n{head}{whole}")) == 200
    assert replies() == [("email", "unread", "just a question about kale")]


def test_an_answer_is_read_even_if_the_words_of_our_own_mail_are_gone(world: "World", client: Client) -> None:
    from coaching.store.models import Message

    enrolment = world.enrol(phone="")
    world.move(world.now + timedelta(days=1, hours=6))
    Message.objects.filter(channel="email").update(template="email/magnesium/gone", words={})
    assert post(client, mail(enrolment, "Please stop these emails")) == 200
    assert world.again(enrolment).status == "stopped"


def test_a_person_who_writes_unsubscribe_is_out_everywhere(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    assert post(client, mail(enrolment, "Unsubscribe\n\nSent from my iPhone")) == 200
    assert world.again(enrolment).status == "stopped"


def test_a_wish_in_the_subject_alone_counts(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    assert post(client, mail(enrolment, "", subject="STOP")) == 200
    assert world.again(enrolment).status == "stopped"


@pytest.mark.parametrize(
    "head", ["Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes", "Return-Path: <>", "List-Id: <x>"]
)
def test_a_program_that_says_stop_stops_nothing_and_gets_no_answer(world: "World", client: Client, head: str) -> None:
    enrolment = world.enrol()
    sent = len(world.texts()) + len(world.emails())
    assert post(client, mail(enrolment, "I am out. To stop these notes, reply STOP.\nSTOP", head)) == 200
    assert post(client, mail(enrolment, "stop", subject="Automatische Antwort: Tag 1", number=2)) == 200
    world.deliver()
    assert world.again(enrolment).status == "active"
    assert [label for _, label, _ in replies()] == ["automatic", "automatic"]
    assert len(world.texts()) + len(world.emails()) == sent


@pytest.mark.parametrize("head", ["Precedence: bulk", "List-Id: <x>", "Auto-Submitted: auto-generated"])
def test_a_cry_for_help_behind_the_mark_of_a_program_is_read_by_a_person_at_once(
    world: "World", client: Client, head: str
) -> None:
    from coaching.store.models import Alert

    enrolment = world.enrol()
    sent = len(world.texts()) + len(world.emails())
    assert post(client, mail(enrolment, "I want to kill myself tonight", head)) == 200
    world.deliver()
    [(_, label, text)] = replies()
    assert label == "unsure"
    assert "kill myself" in text
    [alert] = Alert.objects.all()
    assert (alert.kind, alert.subscriber_id) == ("unsure", enrolment.subscriber_id)
    assert len(world.texts()) + len(world.emails()) == sent  # nobody answers a program


def test_a_mail_to_the_address_of_the_unsubscribe_header_ends_email_alone(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    auto = mail(enrolment, "", "Auto-Submitted: auto-generated", box="unsubscribe", subject="unsubscribe")
    for _ in range(2):
        assert post(client, auto) == 200
    person = world.again(enrolment).subscriber
    assert (person.email_state, person.sms_state) == ("revoked", "active")
    assert len(replies()) == 1


def test_who_writes_is_told_by_the_token_and_another_from_is_noted(world: "World", client: Client) -> None:
    from coaching.store.models import RawEvent, Reply

    ana = world.enrol()
    bo = world.enrol(first_name="Bo", phone="+15551230002", email="bo@example.org")
    assert post(client, mail(bo, "my knee hurts")) == 200
    assert [reply.subscriber_id for reply in Reply.objects.all()] == [bo.subscriber_id]
    assert "another address" in RawEvent.objects.get().remark
    assert ana.subscriber_id != bo.subscriber_id


def test_a_handle_or_token_is_known_in_any_case_and_a_wrong_one_belongs_to_nobody(
    world: "World", client: Client
) -> None:
    from coaching.core import links
    from coaching.store.models import RawEvent

    person = world.enrol().subscriber
    for number, name in enumerate((links.handle(person.pk, person.token), person.token)):
        shouted = json.dumps({"to": [f"REPLY+{name.swapcase()}@REPLY.EXAMPLE.ORG"], "from": "ana@example.org"})
        assert post(client, mail(None, "my knee", number=number, envelope=shouted)) == 200
    assert post(client, mail(None, "STOP", number=2)) == 200
    assert len(replies()) == 2
    assert RawEvent.objects.latest("id").remark == "to an address that belongs to nobody"


def test_the_same_mail_posted_again_counts_once(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    for _ in range(3):
        assert post(client, mail(enrolment, "hello there")) == 200
    assert len(replies()) == 1


def test_an_empty_mail_or_a_picture_alone_goes_to_a_person(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    assert post(client, mail(enrolment, " \n")) == 200
    assert post(client, mail(enrolment, "", number=2, attachments="1")) == 200
    assert [label for _, label, _ in replies()] == ["unread", "media"]


def test_a_danger_below_a_signature_is_read(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    assert post(client, mail(enrolment, "See you.\n\n--\nAna\nPS I have crushing chest pain right now")) == 200
    assert "crushing chest pain" in replies()[0][2]


# The door


def test_with_a_key_an_unsigned_a_forged_and_a_stale_mail_are_refused_and_leave_a_count_alone(
    world: "World", client: Client, clean_redis: "redis.Redis"
) -> None:
    from coaching.store import refusals
    from coaching.store.models import RawEvent

    raw = mail(world.enrol(), "STOP")
    assert post(client, raw, sign=False) == 403
    assert post(client, raw, age_s=4 * 86_400) == 403
    assert client.post(PATH, raw, TYPE, headers={"X-Twilio-Email-Event-Webhook-Signature": "x"}).status_code == 403
    assert post(client, raw, age_s=2 * 86_400) == 200  # tried again for three days
    assert RawEvent.objects.count() == 1
    assert refusals.lately() == {"sendgrid-inbound": 3}


def test_without_a_key_the_secret_address_is_the_door(
    world: "World", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, sendgrid_inbound_key="", sendgrid_inbound_secret=SECRET)
    raw = mail(world.enrol(), "hello")
    for path in (PATH, f"{PATH}/{SECRET}x", f"{PATH}/{SECRET[:-1]}", f"{PATH}/é"):
        assert post(client, raw, path) == 404
    assert replies() == []
    assert post(client, raw, f"{PATH}/{SECRET}", sign=False) == 200


def test_with_both_a_mail_needs_the_address_and_the_signature(
    world: "World", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, sendgrid_inbound_secret=SECRET)
    raw = mail(world.enrol(), "hello")
    assert post(client, raw) == 404
    assert post(client, raw, f"{PATH}/{SECRET}", sign=False) == 403
    assert post(client, raw, f"{PATH}/{SECRET}") == 200


def test_without_a_reply_domain_there_is_no_such_address(
    world: "World", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, reply_domain="")
    assert post(client, mail(world.enrol(), "hello")) == 404


def test_a_mail_of_many_megabytes_passes_here_and_nowhere_else(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    attachment = b'--xYzZY\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\n' + bytes(6_000_000)
    raw = mail(enrolment, "see the picture").replace(b"--xYzZY--", attachment + b"\r\n--xYzZY--")
    assert post(client, raw) == 200
    assert [text for *_, text in replies()] == ["see the picture"]
    assert client.post("/hooks/sendgrid/events", bytes(6_000_000), "application/json").status_code == 400
    assert client.post(PATH, b"", TYPE, CONTENT_LENGTH=str(31 * 1024 * 1024),
                       headers={"X-Twilio-Email-Event-Webhook-Signature": "x"}).status_code == 413  # fmt: skip


def test_what_is_no_mail_is_refused_in_words_and_never_an_error(world: "World", client: Client) -> None:
    for raw in (b"", b"hello", b"--xYzZY--", b"\xff" * 100, form({"other": "x"}), form({"x": b"\xff"})):
        assert post(client, raw) == 400


def test_a_mail_that_cannot_be_taken_in_is_stored_answered_and_tried_again(
    world: "World", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coaching.journeys import receive_email
    from coaching.store.models import RawEvent

    enrolment = world.enrol()
    with monkeypatch.context() as broken:
        broken.setattr(receive_email.quoting, "own_words", lambda *_: 1 / 0)
        assert post(client, mail(enrolment, "STOP")) == 200
    raw = RawEvent.objects.get()
    assert (raw.handled_at, replies()) == (None, [])
    world.now = raw.received_at + timedelta(minutes=2)
    assert receive_email.work_off(world.office, world.moment()) == 1
    assert world.again(enrolment).status == "stopped"
    assert receive_email.work_off(world.office, world.moment()) == 0


# The settings behind it


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sendgrid_inbound_key": ""}, "COACHING_SENDGRID_INBOUND_KEY"),
        ({"sendgrid_inbound_secret": "short"}, "COACHING_SENDGRID_INBOUND_SECRET"),
        ({"sendgrid_inbound_secret": "with/a/slash/in/it/xx"}, "COACHING_SENDGRID_INBOUND_SECRET"),
        ({"email_from": "coach@example.org"}, "COACHING_EMAIL_FROM"),
    ],
)
def test_settings_that_would_lose_replies_stop_the_start(
    world: "World", monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], named: str
) -> None:
    from coaching.settings import SettingsRefused, load

    use(monkeypatch, **changes)
    with pytest.raises(SettingsRefused, match=named):
        load()
