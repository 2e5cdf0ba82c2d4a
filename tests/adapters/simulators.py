"""A really started simulator, and a small product that takes its webhooks and writes them down."""

import base64
import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from sendgrid.helpers.eventwebhook import EventWebhook
from twilio.request_validator import RequestValidator

SID, TOKEN, KEY, SERVICE = "AC" + "a" * 32, "test-token", "SG.test", "MG" + "b" * 32
AS_TWILIO = {"Authorization": "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()}
AS_SENDGRID = {"Authorization": f"Bearer {KEY}"}
NOTHING: Mapping[str, str] = {}
SOON_S = 60.0


@dataclass(frozen=True, slots=True)
class Post:
    """One webhook as it arrived: `host` and `path` are those of the request, `body` is raw."""

    host: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def is_signed_by_twilio(self, url: str) -> bool:
        return bool(RequestValidator(TOKEN).validate(url, self.form, self.headers.get("X-Twilio-Signature", "")))

    def is_signed_by_sendgrid(self, key: str) -> bool:
        signature = self.headers.get("X-Twilio-Email-Event-Webhook-Signature", "")
        stamp = self.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
        return bool(signature) and EventWebhook(key).verify_signature(self.body.decode(), signature, stamp)


@dataclass
class Product:
    """Takes every POST. `answers` are given out first, one each; then `usual` (status, body)."""

    url: str = ""
    posts: list[Post] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    usual: tuple[int, str] = (204, "")
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, post: Post) -> tuple[int, str]:
        with self.changed:
            self.posts.append(post)
            self.changed.notify_all()
            return self.answers.pop(0) if self.answers else self.usual

    def wait_for(self, is_there: Callable[[list[Post]], bool]) -> list[Post]:
        """Waits until the posts so far please; fails with what came instead."""
        with self.changed:
            pleased = self.changed.wait_for(lambda: is_there(self.posts), SOON_S)
            assert pleased, f"not in {SOON_S} s; {[(post.path, post.body[:300]) for post in self.posts]}"
            return list(self.posts)

    def events(self) -> list[dict[str, Any]]:
        return [event for post in self.posts if post.path.endswith("/events") for event in json.loads(post.body)]

    def statuses(self, sid: str) -> list[str]:
        return [post.form["MessageStatus"] for post in self.posts if post.form.get("MessageSid") == sid]


@contextmanager
def run_product() -> Iterator[Product]:
    product = Product()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, text = product.take(Post(self.headers["Host"], self.path, dict(self.headers), body))
            self.send_response(status)
            self.send_header("Content-Length", "0" if status == 204 else str(len(text.encode())))
            self.end_headers()
            self.wfile.write(b"" if status == 204 else text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Porch(ThreadingHTTPServer):
        daemon_threads = True

    with Porch(("127.0.0.1", 0), Door) as server:
        product.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield product
        server.shutdown()
        thread.join()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(slots=True)
class Simulator:
    url: str
    public_key: str
    process: "subprocess.Popen[str]"

    def call(
        self, method: str, path: str, *, body: object = None, form: Mapping[str, str] | None = None,
        raw: bytes | None = None, headers: Mapping[str, str] = NOTHING,
    ) -> Answer:  # fmt: skip
        """Sends one request and answers whatever comes, refusals too."""
        data, kind = raw, "application/json"
        if body is not None:
            data = json.dumps(body).encode()
        elif form is not None:
            data, kind = urlencode(form).encode(), "application/x-www-form-urlencoded"
        sent = {"Content-Type": kind, **headers}
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with _opener.open(request, timeout=SOON_S) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, dict(refusal.headers), refusal.read().decode())

    def state(self) -> Any:
        return self.call("GET", "/control/state").json

    def arm(self, **fault: object) -> None:
        answer = self.call("POST", "/control/faults", body=fault)
        assert answer.status == 201, answer.text

    def settle(self) -> Any:
        """Waits until nothing is on its way any more, and answers the state then."""
        return self.wait_until(lambda state: state["callbacks_pending"] == 0)

    def wait_until(self, is_there: Callable[[Any], bool]) -> Any:
        beat = threading.Event()
        for _ in range(round(SOON_S / 0.02)):
            state = self.state()
            if is_there(state):
                return state
            beat.wait(0.02)
        raise AssertionError(f"not in {SOON_S} s: {state}")

    def text(self, body: str, to: str, callback: str | None = None) -> Answer:
        form = {"To": to, "MessagingServiceSid": SERVICE, "Body": body}
        form |= {"StatusCallback": callback} if callback else {}
        return self.call("POST", f"/2010-04-01/Accounts/{SID}/Messages.json", form=form, headers=AS_TWILIO)

    def mail(self, mail: object) -> Answer:
        return self.call("POST", "/v3/mail/send", body=mail, headers=AS_SENDGRID)

    def fetch_mail(self, path: str, body: object = None) -> Answer:
        return self.call("POST" if body else "GET", path, body=body, headers=AS_SENDGRID)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


@contextmanager
def run_simulator(product: str, folder: Path, *more: str) -> Iterator[Simulator]:
    """Starts `python -m coaching.simulator` on a free port and ends it with SIGTERM."""
    program = [sys.executable, "-W", "error", "-m", "coaching.simulator"]
    made = subprocess.run([*program, "keys", "--out", str(folder)], capture_output=True, text=True, check=True)
    arguments = [
        "--port", "0", "--product", product, "--twilio-sid", SID, "--twilio-token", TOKEN, "--sendgrid-key", KEY,
        "--messaging-service", SERVICE, "--sendgrid-private-key", str(folder / "sendgrid-webhook.pem"),
        "--parse-path", "/hooks/sendgrid/inbound", *more,
    ]  # fmt: skip
    process = subprocess.Popen([*program, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("simulator: http://"), f"the simulator did not start: {line!r}"
        yield Simulator(line.removeprefix("simulator: ").strip(), made.stdout.strip(), process)
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()


def letter(*people: object, **more: object) -> dict[str, object]:
    """A valid mail/send request to `people`: addresses or whole personalizations."""
    persons = [{"to": [{"email": one}]} if isinstance(one, str) else one for one in people]
    return {
        "personalizations": persons,
        "from": {"email": "coach@example.org", "name": "Coach"},
        "subject": "Day 1",
        "content": [{"type": "text/plain", "value": "Hello"}, {"type": "text/html", "value": "<p>Hello</p>"}],
        **more,
    }


def now() -> datetime:
    """Machine time, by which the simulator dates what it does."""
    return datetime.fromtimestamp(time.time_ns() / 1e9, UTC)


def path(text: str) -> str:
    return quote(text, safe="/+@")
