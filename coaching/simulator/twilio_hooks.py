"""Twilio's webhooks: which fields they carry, how they are signed, and how a fault spoils them."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urldefrag, urlencode

from coaching.simulator import optout, signing
from coaching.simulator.callbacks import ALWAYS, Delivery, Retries, read_retries
from coaching.simulator.faults import TWILIO, Fault, Stage
from coaching.simulator.messages import Text
from coaching.simulator.sim import Simulator

STATUS_RETRIES = Retries(count=1, on=frozenset({"ct"}))
INBOUND_RETRIES = Retries(count=5, on=ALWAYS)
"""As if the number's webhook were configured with #rc=5&rp=all; a fragment in the path overrides it."""
Fields = Sequence[tuple[str, str]]
Answered = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook to post: where, what, in which lane, and who gets the body of a 2xx."""

    lane: str
    url: str
    fields: Fields
    retries: Retries
    answered: Answered | None = None


def report(sim: Simulator, text: Text, status: str) -> list[Awaitable[None]]:
    """This will post the status callback, if the text asked for one; each answer is ready once taken."""
    if text.status_callback is None:
        return []
    hook = Hook(text.sid, text.status_callback, _status_fields(sim, text, status), STATUS_RETRIES)
    fault = sim.faults.strike(Stage.WEBHOOK, TWILIO, [text.to], status)
    if fault is not None and fault.kind == "unknown_event":
        strange = str(fault.options.get("value", "pondering"))
        _post(sim, replace(hook, fields=_status_fields(sim, text, strange)))
    return _post_with(sim, fault, hook)


def forward(sim: Simulator, text: Text, keyword: optout.Keyword | None, answered: Answered) -> None:
    """This will post a person's text to the product; `answered` gets the TwiML of its 2xx."""
    url = sim.settings.public_url + sim.settings.sms_inbound_path
    fields = _inbound_fields(sim, text, keyword)
    fault = sim.faults.strike(Stage.WEBHOOK, TWILIO, [text.phone], "inbound")
    _post_with(sim, fault, Hook(f"inbound-{text.phone}", url, fields, INBOUND_RETRIES, answered))


def _status_fields(sim: Simulator, text: Text, status: str) -> Fields:
    fields = [
        ("MessageSid", text.sid), ("SmsSid", text.sid), ("AccountSid", sim.settings.twilio_sid),
        ("From", text.sender or ""), ("To", text.to), ("MessageStatus", status), ("SmsStatus", status),
        ("ApiVersion", "2010-04-01"),
    ]  # fmt: skip
    if text.service:
        fields.append(("MessagingServiceSid", text.service))
    if status in ("undelivered", "failed"):
        fields.append(("ErrorCode", str(text.error_code)))
    return fields


def _inbound_fields(sim: Simulator, text: Text, keyword: optout.Keyword | None) -> Fields:
    fields = [
        ("MessageSid", text.sid), ("SmsSid", text.sid), ("SmsMessageSid", text.sid),
        ("AccountSid", sim.settings.twilio_sid), ("MessagingServiceSid", sim.settings.messaging_service),
        ("From", text.sender or ""), ("To", text.to), ("Body", text.body), ("NumMedia", "0"),
        ("NumSegments", str(text.segments)), ("SmsStatus", "received"), ("ApiVersion", "2010-04-01"),
    ]  # fmt: skip
    for end in ("From", "To"):
        fields += [(f"{end}{part}", "") for part in ("City", "State", "Zip", "Country")]
    if keyword is not None and sim.settings.advanced_opt_out:
        fields.append(("OptOutType", keyword))
    return fields


def _post_with(sim: Simulator, fault: Fault | None, hook: Hook) -> list[Awaitable[None]]:
    """Posts as the fault wants it: "lost" not at all, "duplicate" several times, and so on."""
    match fault:
        case Fault(kind="lost"):
            return []
        case Fault(kind="late"):
            aside = replace(hook, lane=f"late-{secrets.token_hex(8)}")
            return [_post(sim, aside, delay_s=fault.ms(5000) / 1000)]
        case Fault(kind="duplicate"):
            return [_post(sim, hook) for _ in range(int(fault.options.get("copies", 2)))]
        case Fault(kind="unknown_field"):
            return [_post(sim, replace(hook, fields=[*hook.fields, ("SimulatorUnknownField", "1")]))]
        case Fault(kind="bad_signature"):
            return [_post(sim, hook, token="not-the-token")]
        case Fault(kind="no_signature"):
            return [_post(sim, hook, token=None)]
        case _:
            return [_post(sim, hook)]


def _post(sim: Simulator, hook: Hook, *, token: str | None = "", delay_s: float = 0.0) -> Awaitable[None]:
    """Posts once. `token` signs: empty for the account's own, None for no signature at all."""
    taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "I-Twilio-Idempotency-Token": secrets.token_hex(16),
    }
    if token is not None:
        headers["X-Twilio-Signature"] = signing.sign_form(token or sim.settings.twilio_token, hook.url, hook.fields)
    sim.callbacks.post(
        Delivery(
            hook.lane,
            hook.url,
            urlencode(hook.fields).encode(),
            lambda: headers,
            read_retries(urldefrag(hook.url).fragment, otherwise=hook.retries),
            delay_s,
            hook.answered,
            lambda: None if taken.done() else taken.set_result(None),
        )
    )
    return taken
