"""What Twilio accepts in a create request, and the number and words of each refusal (twilio.com/docs/api/errors)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from coaching.simulator.settings import Settings

E164 = re.compile(r"\+[1-9]\d{6,14}")
SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
TEST_NUMBERS = {"+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408,
                "+15005550004": 21610, "+15005550009": 21614}  # fmt: skip
WORDS: Mapping[int, str] = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    20503: "Service Unavailable",
    21211: "Invalid 'To' Phone Number",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid, message-capable Twilio phone number.",
    21609: "The StatusCallback URL is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "The 'To' phone number is not currently reachable using the 'From' phone number",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21624: "The ValidityPeriod is invalid. It must be an integer from 1 to 36000.",
    21655: "The ContentSid is Invalid (the simulator knows no content templates; send Body)",
    21701: "The Messaging Service does not exist.",
    21703: "The Messaging Service does not contain a phone number.",
    21705: "The Messaging Service SID is invalid.",
    30409: "The message is too late to be canceled.",
    35111: "SendAt time is required for fixed scheduling.",
    35114: "SendAt must be between 5 minutes and 35 days in the future.",
    35118: "MessagingServiceSid is required to schedule a message.",
}
STATUS: Mapping[int, int] = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 20503: 503}
SOONEST, LATEST = timedelta(minutes=5), timedelta(days=35)


class Refusal(Exception):
    """Twilio's no, by its number."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code}: {WORDS[code]}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Order:
    """A valid create request. `send_at_ms` is machine time, for scheduled messages only."""

    to: str
    body: str
    sender: str | None
    service: str | None
    status_callback: str | None
    media: tuple[str, ...]
    send_at_ms: int | None
    smart: bool


def read_order(form: Mapping[str, str], media: Sequence[str], settings: Settings, now_ms: int) -> Order:
    """This will check a create request in the order in which Twilio does, as far as is known.

    Raises Refusal. Whether the recipient has opted out is for the caller to say."""
    to = _check_to(form.get("To", ""))
    sender, service = _check_sender(form, settings)
    body = _check_words(form, media)
    callback = form.get("StatusCallback") or None
    if callback is not None and not is_callback_url(callback):
        raise Refusal(21609)
    _check_validity(form.get("ValidityPeriod"))
    send_at_ms = _check_schedule(form, service, now_ms)
    smart = form.get("SmartEncoded", "").lower() == "true"
    return Order(to, body, sender, service, callback, tuple(media), send_at_ms, smart)


def _check_to(to: str) -> str:
    if not to:
        raise Refusal(21604)
    if to in TEST_NUMBERS:
        raise Refusal(TEST_NUMBERS[to])
    if not E164.fullmatch(to):
        raise Refusal(21211)
    return to


def _check_sender(form: Mapping[str, str], settings: Settings) -> tuple[str | None, str | None]:
    sender, service = form.get("From") or None, form.get("MessagingServiceSid") or None
    if service is not None:
        if not SERVICE.fullmatch(service):
            raise Refusal(21705)
        if service != settings.messaging_service:
            raise Refusal(21701)
        if not settings.senders:
            raise Refusal(21703)
    elif sender is None:
        raise Refusal(21603)
    if sender is not None and sender not in settings.senders:
        raise Refusal(21606)
    return sender, service


def _check_words(form: Mapping[str, str], media: Sequence[str]) -> str:
    body = form.get("Body", "")
    if form.get("ContentSid"):
        raise Refusal(21655)
    if not body.strip() and not media:
        raise Refusal(21602)
    if len(body) > 1600:
        raise Refusal(21617)
    return body


def is_callback_url(url: str) -> bool:
    """This will say whether Twilio would call the URL: http or https, a host, and no underscore in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and bool(host) and "_" not in host and (parts.port or 1) > 0
    except ValueError:
        return False


def _check_validity(seconds: str | None) -> None:
    if seconds and not (seconds.isdecimal() and 1 <= int(seconds) <= 36_000):
        raise Refusal(21624)


def _check_schedule(form: Mapping[str, str], service: str | None, now_ms: int) -> int | None:
    if form.get("ScheduleType") != "fixed":
        return None
    if service is None:
        raise Refusal(35118)
    if not form.get("SendAt"):
        raise Refusal(35111)
    try:
        send_at = datetime.fromisoformat(form["SendAt"])
    except ValueError:
        raise Refusal(35114) from None
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    send_at = send_at if send_at.tzinfo else send_at.replace(tzinfo=UTC)
    if not SOONEST <= send_at - now <= LATEST:
        raise Refusal(35114)
    return round(send_at.timestamp() * 1000)
