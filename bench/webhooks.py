"""How many calls of providers the web face takes: signed requests made beforehand, posted over kept-open connections.

`fill` and `post` run as processes of their own, so that the web face's own CPU time can be told from theirs.
"""

import base64
import json
import secrets
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from twilio.request_validator import RequestValidator

from bench import surroundings
from bench.surroundings import Surroundings, cpu_s
from coaching.cli.group import ports, readiness
from coaching.cli.group.process import Process

CONNECTIONS = 8
BATCH = 1000
WARM_UP = 100
MAIL = "email/magnesium/day-05"
# What a person wrote is read, answered and stored with all its effects; a fifth of the number tells as much.
FEWER = {"text": 5, "email": 5}
KINDS = {
    "events": "SendGrid events, 1,000 in a call",
    "again": "the same events again",
    "status": "Twilio status, one in a call",
    "text": "a text that a person sent",
    "email": "an email that a person sent",
    "forged": "forged Twilio status",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """`each` counts events or messages, `calls` requests; CPU: that of the web face alone."""

    kind: str
    each: int
    calls: int
    seconds: float
    cpu_seconds: float
    slowest_ms: float

    @property
    def rate(self) -> float:
        return self.each / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_seconds / self.each


def measure(count: int, processes: int) -> list[Taken]:
    """This will start the web face with so many processes and measure each kind of call."""
    with surroundings.fresh() as bare:
        here = _with_web(bare, ec.generate_private_key(ec.SECP256R1()), processes)
        here.run("bench.webhooks", "fill", str(WARM_UP + count))
        ready = readiness.http(f"{here.env['COACHING_PUBLIC_URL']}/healthz")
        here.group.start(Process("web", (sys.executable, "-m", "coaching.cli.serving"), env=here.env, ready=ready))
        return [_taken(here, kind, count) for kind in KINDS]


def _with_web(here: Surroundings, key: ec.EllipticCurvePrivateKey, processes: int) -> Surroundings:
    bind = f"127.0.0.1:{ports.free()}"
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (here.folder / "key.pem").write_bytes(pem)
    public = base64.b64encode(der).decode()
    env = {
        **here.env,
        "COACHING_BIND": bind,
        "COACHING_PUBLIC_URL": f"http://{bind}",
        "COACHING_SENDGRID_WEBHOOK_KEY": public,
        "COACHING_SENDGRID_INBOUND_KEY": public,
        "COACHING_REPLY_DOMAIN": "example.org",
        "BENCH_KEY": str(here.folder / "key.pem"),
        "WEB_CONCURRENCY": str(processes),
    }
    return Surroundings(here.folder, here.group, env, here.sink_url)


def _taken(here: Surroundings, kind: str, count: int) -> Taken:
    import psutil

    web = psutil.Process(here.group.pids()["web"])
    here.run("bench.webhooks", "post", kind, "0", str(WARM_UP))
    before = cpu_s(web)
    end = WARM_UP + count // FEWER.get(kind, 1)
    told = json.loads(here.run("bench.webhooks", "post", kind, str(WARM_UP), str(end)))
    used = cpu_s(web) - before
    return Taken(KINDS[kind], told["each"], told["calls"], told["seconds"], used, told["slowest_ms"])


# What runs in the other processes


def fill(count: int) -> None:
    """This will store `count` people, each with one text and one email that the providers have taken."""
    from bench import people
    from coaching import bootstrap
    from coaching.store import campaigns, templates
    from coaching.store.models import Enrolment, Message, Subscriber

    people.open_programme()
    now, version = bootstrap.moment().now, campaigns.current("magnesium")
    assert version is not None
    rows = Subscriber.objects.bulk_create(
        Subscriber(
            first_name=f"Person {n}", phone=f"+1555{n:07}", email=f"p{n}@example.org", zone="UTC", token=token(n),
            sms_state="active", email_state="active", created_at=now,
        )
        for n in range(count)
    )  # fmt: skip
    runs = Enrolment.objects.bulk_create(
        Enrolment(
            subscriber=row, campaign_id=version.id, status="active", start=now.date(), wake_at=now,
            enrolled_by="bench", enrolled_at=now,
        )
        for row in rows
    )  # fmt: skip
    words = templates.current([MAIL])[MAIL]
    for channel in ("sms", "email"):
        Message.objects.bulk_create(
            Message(
                dedupe_key=f"{channel}:{n}", kind="step", subscriber=run.subscriber, enrolment=run, channel=channel,
                template=words.name, version=words.number,
                words={"first_name": "Ana", "day": 5, "days": 56, "topic": "greens"},
                state="accepted", provider_id=f"{channel}-{n}", due_at=now, until=now, changed_at=now, accepted_at=now,
            )
            for n, run in enumerate(runs)
        )  # fmt: skip


def token(number: int) -> str:
    return f"token{number:027}"


@dataclass(frozen=True, slots=True)
class Call:
    path: str
    body: bytes
    headers: dict[str, str]
    each: int = 1
    answer: int = 2


def post(kind: str, first: int, end: int) -> dict[str, float]:
    """This will post the calls of a kind about the people from `first` to before `end`, and tell how long that took."""
    calls = list(_calls(kind, range(first, end)))
    times: list[float] = []
    lanes = [calls[n::CONNECTIONS] for n in range(CONNECTIONS)]
    threads = [threading.Thread(target=_lane, args=(lane, times)) for lane in lanes if lane]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    assert len(times) == len(calls), "a call was answered otherwise than it should have been"
    each = sum(call.each for call in calls)
    return {"seconds": seconds, "calls": len(calls), "each": each, "slowest_ms": 1000 * max(times)}


def _lane(calls: Sequence[Call], times: list[float]) -> None:
    from coaching.settings import load

    connection = HTTPConnection(urlsplit(load().public_url).netloc, timeout=60)
    for call in calls:
        begun = time.perf_counter()
        connection.request("POST", call.path, call.body, call.headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status // 100 == call.answer:
            times.append(time.perf_counter() - begun)


def _calls(kind: str, numbers: range) -> Iterator[Call]:
    match kind:
        case "events" | "again":
            events = [_event(n, event) for n in numbers for event in ("processed", "delivered")]
            for at in range(0, len(events), BATCH):
                yield _signed("/hooks/sendgrid/events", json.dumps(events[at : at + BATCH]).encode(),
                              "application/json", len(events[at : at + BATCH]))  # fmt: skip
        case "status" | "forged":
            for n in numbers:
                fields = {"MessageSid": f"SM{n:032}", "MessageStatus": "delivered", "To": "+15550000000"}
                yield _form(f"/hooks/twilio/status?m={_row('sms', n)}&a=x", fields, forged=kind == "forged")
        case "text":
            for n in numbers:
                fields = {"MessageSid": f"IN{n:032}", "From": f"+1555{n:07}", "To": "+1555", "Body": "my knee hurts"}
                yield _form("/hooks/twilio/inbound", fields)
        case "email":
            for n in numbers:
                boundary = secrets.token_hex(8)
                body = _mail(n, boundary)
                yield _signed("/hooks/sendgrid/inbound", body, f"multipart/form-data; boundary={boundary}", 1)


def _event(number: int, kind: str) -> dict[str, object]:
    return {
        "email": f"p{number}@example.org", "timestamp": 1_795_428_000, "event": kind, "sg_event_id": f"{kind}{number}",
        "sg_message_id": f"email-{number}.recvd-1", "coaching_message": _row("email", number), "coaching_attempt": "x",
        "smtp-id": "<x@example.org>", "response": "250 OK", "category": ["magnesium"],
    }  # fmt: skip


@cache
def _rows(channel: str) -> dict[int, str]:
    """The ids of the messages, by the number of their person."""
    from coaching import bootstrap  # sets Django up
    from coaching.store.models import Message

    bootstrap.setup()
    rows = Message.objects.filter(channel=channel).values_list("pk", "dedupe_key")
    return {int(key.partition(":")[2]): str(pk) for pk, key in rows}


def _row(channel: str, number: int) -> str:
    return _rows(channel)[number]


def _mail(number: int, boundary: str) -> bytes:
    to = f"reply+{token(number)}@example.org"
    fields = {
        "headers": f"Message-ID: <{number}@mail.example>\nFrom: p{number}@example.org\nTo: {to}\n",
        "from": f"p{number}@example.org",
        "to": to,
        "subject": "Re: Day 1",
        "text": "my knee hurts\n\nOn Tue, Mar 3, 2026 at 8:00 AM Coach <c@example.org> wrote:\n" + "> a line\n" * 60,
        "envelope": json.dumps({"to": [to], "from": f"p{number}@example.org"}),
    }
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"{parts}--{boundary}--\r\n".encode()


def _form(path: str, fields: dict[str, str], *, forged: bool = False) -> Call:
    from coaching.settings import load

    signature = RequestValidator(load().twilio_auth_token).compute_signature(load().public_url + path, fields)
    kind = "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "X-Twilio-Signature": "forged" if forged else signature}
    return Call(path, urlencode(fields).encode(), headers, answer=4 if forged else 2)


def _signed(path: str, body: bytes, content_type: str, each: int) -> Call:
    import os

    key = serialization.load_pem_private_key(Path(os.environ["BENCH_KEY"]).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    stamp = str(int(time.time()))
    signature = base64.b64encode(key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    headers = {
        "Content-Type": content_type,
        "X-Twilio-Email-Event-Webhook-Signature": signature,
        "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
    }
    return Call(path, body, headers, each)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", number]:
            fill(int(number))
        case ["post", kind, start, end]:
            print(json.dumps(post(kind, int(start), int(end))))
        case other:
            raise SystemExit(f"fill COUNT | post KIND FIRST END; not {other}")
