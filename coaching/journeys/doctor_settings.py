"""The doctor's look at the settings: do the providers know our keys, can they reach us, who are we to people."""

import base64
import json
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import Any, assert_never
from urllib.parse import quote, urlsplit

from coaching import campaigns as programmes
from coaching.campaigns import loader, tables
from coaching.campaigns.loader import CampaignRefused
from coaching.core import segments
from coaching.journeys.findings import Finding, fail, ok, warn
from coaching.providers.signatures import verify_sendgrid
from coaching.settings import Settings

CALL_WITHIN_S = 5.0
FREE_BRAND_LETTERS = 7
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class _NoAnswer:
    why: str


@dataclass(frozen=True, slots=True)
class _Provider:
    """`name` is the finding's. `is_fit` judges what a 200 told; `mend` is for a key that is refused or unfit."""

    name: str
    title: str
    is_fit: Callable[[Any], bool]
    mend: str


_TWILIO = _Provider(
    "sms",
    "Twilio",
    lambda told: told["status"] == "active",
    "Copy COACHING_TWILIO_ACCOUNT_SID and COACHING_TWILIO_AUTH_TOKEN of an active account from the Twilio console.",
)
_SENDGRID = _Provider(
    "email",
    "SendGrid",
    lambda told: "mail.send" in told["scopes"],
    "Make an API key that may send mail (mail.send), and set COACHING_SENDGRID_API_KEY to it.",
)


def ask_twilio(settings: Settings) -> Finding:
    """This will fetch our own account, which sends nothing (twilio.com/docs/iam/api/account)."""
    if not settings.sms_ready:
        needed = ("twilio_account_sid", "twilio_auth_token", "twilio_messaging_service_sid")
        return _not_set_up("sms", "SMS is not set up", settings, needed)
    pair = f"{settings.twilio_account_sid}:{settings.twilio_auth_token}"
    path = f"/2010-04-01/Accounts/{quote(settings.twilio_account_sid, safe='')}.json"
    return _judge(_TWILIO, _get(settings.twilio_base_url, path, f"Basic {base64.b64encode(pair.encode()).decode()}"))


def ask_sendgrid(settings: Settings) -> Finding:
    """This will fetch what our key may do, which sends nothing (SendGrid's GET /v3/scopes)."""
    if not settings.email_ready:
        needed = ("sendgrid_api_key", "email_from", "postal_address")
        return _not_set_up("email", "Email is not set up", settings, needed)
    return _judge(_SENDGRID, _get(settings.sendgrid_base_url, "/v3/scopes", f"Bearer {settings.sendgrid_api_key}"))


def _not_set_up(name: str, what: str, settings: Settings, needed: Iterable[str]) -> Finding:
    unset = ", ".join(f"COACHING_{field.upper()}" for field in needed if not getattr(settings, field))
    return warn(name, f"{what}: its messages wait.", f"Set {unset}.")


def _get(base_url: str, path: str, authorization: str) -> _Answer | _NoAnswer:
    """One harmless call, straight and without redirects. Errors are told by type: their words may hold the key."""
    try:
        parts = urlsplit(base_url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        with closing(kind(parts.hostname or "", parts.port, timeout=CALL_WITHIN_S)) as connection:
            connection.request("GET", parts.path + path, headers={"Authorization": authorization})
            got = connection.getresponse()
            return _Answer(got.status, got.read(_LARGEST))
    except (OSError, HTTPException, ValueError) as error:
        return _NoAnswer(type(error).__name__)


def _judge(provider: _Provider, answer: _Answer | _NoAnswer) -> Finding:
    title = provider.title
    match answer:
        case _NoAnswer(why):
            sentence = f"{title} could not be reached ({why})."
            return fail(provider.name, sentence, f"Check the network, and COACHING_{title.upper()}_BASE_URL.")
        case _Answer(status=200, body=body):
            try:
                fit = provider.is_fit(json.loads(body))
            except (ValueError, KeyError, TypeError):
                return fail(provider.name, f"{title} gave an answer that makes no sense.", "Look at its status page.")
            if fit:
                return ok(provider.name, f"{title} knows the key.")
            return fail(provider.name, f"{title} knows the key but will send nothing for it.", provider.mend)
        case _Answer(status=401 | 403 as status):
            return fail(provider.name, f"{title} refuses the key ({status}).", provider.mend)
        case _Answer(status=status):
            return fail(provider.name, f"{title} answers {status}.", "Look at its status page, then try again.")
        case other:
            assert_never(other)


def judge_address(settings: Settings) -> Finding:
    """This will say whether people and providers can reach COACHING_PUBLIC_URL."""
    url = settings.public_url
    reachable = url.startswith("https://") and not _is_loopback(url)
    mend = "Set COACHING_PUBLIC_URL to the https:// address at which a proxy serves the web face."
    if reachable:
        return ok("address", f"Providers are to call {url}/hooks/...")
    if settings.mode == "production":
        return fail("address", f"Nobody outside can safely reach {url}: replies and links are lost.", mend)
    if (settings.sms_ready and not _is_loopback(settings.twilio_base_url)) or (
        settings.email_ready and not _is_loopback(settings.sendgrid_base_url)
    ):
        return warn("address", f"A real provider is set up, but it cannot reach {url}: replies never come.", mend)
    return ok("address", f"{url} is for this machine alone, as mode {settings.mode} is meant.")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost" or host.endswith(".localhost")


def judge_keys(settings: Settings) -> list[Finding]:
    """This will say whether sessions are signed and webhooks can be checked."""
    return [_session_key(settings), _webhook_keys(settings)]


def _session_key(settings: Settings) -> Finding:
    if settings.secret_key:
        return ok("session key", "Sessions are signed with a key of your own.")
    mend = "Set COACHING_SECRET_KEY to at least 32 random characters."
    return warn("session key", "Sessions are signed with a key that everybody can read in the source.", mend)


def _webhook_keys(settings: Settings) -> Finding:
    mend = "Copy the verification key of the signed Event Webhook to COACHING_SENDGRID_WEBHOOK_KEY."
    if settings.email_ready and not settings.sendgrid_webhook_key:
        return fail("webhook keys", "Every event of SendGrid is refused: there is no key to check it by.", mend)
    if settings.sendgrid_webhook_key:
        try:
            verify_sendgrid(settings.sendgrid_webhook_key, b"", "", "", 0.0)
        except ValueError as unusable:
            return fail("webhook keys", str(unusable), mend)
    return ok("webhook keys", "Each provider that is set up has the key by which its calls are checked.")


def judge_house(settings: Settings) -> list[Finding]:
    """This will say whether people are told who writes, from where, and whom to ask."""
    return [
        ok("postal address", "Every email carries your postal address.")
        if settings.postal_address.strip()
        else warn("postal address", "There is none, so email stays off.", "Set COACHING_POSTAL_ADDRESS."),
        ok("support contact", "HELP names your support contact.")
        if settings.support_contact.strip()
        else warn("support contact", "HELP names no person to ask.", "Set COACHING_SUPPORT_CONTACT."),
        _brand(settings.brand),
    ]


def _brand(brand: str) -> Finding:
    measured = segments.measure(brand)
    if measured.culprits:
        sentence = f"{' '.join(measured.culprits)} in the brand makes every SMS cost two or three times as much."
        return warn("brand", sentence, f"Write COACHING_BRAND as {segments.gsm_name(brand)!r}.")
    if measured.units > FREE_BRAND_LETTERS:
        sentence = f"The brand has {measured.units} letters; above {FREE_BRAND_LETTERS} some SMS need two parts."
        return warn("brand", sentence, f"Shorten COACHING_BRAND by {measured.units - FREE_BRAND_LETTERS} if you can.")
    return ok("brand", f"{brand} leaves every SMS in one part.")


def judge_region(settings: Settings, home: str, templates: Path) -> Finding:
    """This will say whether people may be enrolled in COACHING_REGION: its three emergency numbers are set."""
    try:
        regions = loader.load(programmes.find(home), templates).regions
    except (CampaignRefused, LookupError) as refused:
        sentence = f"The files of {home} are not usable: {next(iter(str(refused).splitlines()), '')}"
        return fail("region", sentence, "Run: coaching campaign check")
    regions = tables.with_numbers(regions, settings.regions)
    region = tables.region_of(regions, settings.region)
    numbers = {
        "emergency_number": region.emergency_number,
        "crisis_line": region.crisis_line,
        "poison_line": region.poison_line,
    }
    if region.is_open:
        return ok("region", f"{settings.region} is open: all three emergency numbers are set.")
    unset = ", ".join(name for name, number in numbers.items() if not number)
    sentence = f"{settings.region} is closed: safety texts would name no {unset}."
    open_ones = ", ".join(sorted(key for key, each in regions.items() if each.is_open))
    return fail(
        "region", sentence, f"Set COACHING_REGION to an open one ({open_ones}), or set its numbers in COACHING_REGIONS."
    )
