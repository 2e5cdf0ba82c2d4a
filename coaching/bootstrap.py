"""Builds what the journeys need from the settings: the one place where parts are chosen."""

import gc
import hmac
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from zoneinfo import ZoneInfo

import django
from django.apps import apps
from django.conf import settings as django_settings

from coaching import logs
from coaching.settings import ContactSetting, Settings, load, templates_dir

# The programme of people who sign up by themselves.
HOME_CAMPAIGN = "magnesium"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coaching.django_settings")


def setup() -> None:
    """This will make Django's ORM usable in this process; harmless when done already."""
    if not apps.ready:
        logs.configure()
        django.setup()


def spare_the_collector() -> None:
    """This will keep the garbage collector from walking over code, programmes and texts again and again.

    Call it once all is imported. What is made for a batch goes by its counts; a cycle is found later, but found.
    """
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@cache
def office() -> "Office":
    """This will build the office of this process from the settings, once."""
    settings = load()
    own = house(settings)
    return Office(
        house=own,
        providers={Channel.SMS: _sms(settings), Channel.EMAIL: _email(settings)},
        lessons=redis_link.lessons(),
        owed=redis_link.owed(),
        lease=timedelta(seconds=settings.lease_seconds),
        doubt_gap=timedelta(seconds=settings.doubt_gap_seconds),
        daily_cap=settings.daily_cap,
        confirm=settings.confirm,
        lookups=_lookups(settings),
        gates=_gates(settings),
        ready=_ready(settings),
        contacts=contacts(settings),
        stopping=_stopping.is_set,
        regions=_open_regions(settings, own),
        home=settings.region,
        announcer=Announcer(is_local=settings.mode != "production"),
    )


_stopping = threading.Event()


def begin_to_stop() -> None:
    """This will have the journeys of this process begin nothing new: it is about to end."""
    _stopping.set()


def contacts(settings: Settings) -> "tuple[Contact, ...]":
    """This will read who is told of alerts."""
    return tuple(_contact(each) for each in settings.alert_contacts)


def _contact(each: ContactSetting) -> "Contact":
    begins, _, ends = each.hours.partition("-")
    return Contact(
        name=each.name,
        zone=ZoneInfo(each.zone),
        sms=each.sms,
        email=each.email,
        begins=clock_time.fromisoformat(begins or "00:00"),
        ends=clock_time.fromisoformat(ends or "00:00"),
        days=_days(each.days),
    )


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _days(written: str) -> frozenset[int]:
    """ "mon-fri,sun" as numbers; a span may run over Sunday."""
    found: set[int] = set()
    for part in written.split(","):
        first, _, last = part.partition("-")
        begin, end = _WEEK.index(first), _WEEK.index(last or first)
        found |= {n % 7 for n in range(begin, end + 1 + (7 if end < begin else 0))}
    return frozenset(found)


def _ready(settings: Settings) -> "frozenset[Channel]":
    return frozenset(
        channel
        for channel, is_ready in ((Channel.SMS, settings.sms_ready), (Channel.EMAIL, settings.email_ready))
        if is_ready
    )


def _gates(settings: Settings) -> "dict[Channel, Gate]":
    rates = {Channel.SMS: settings.sms_segments_per_second, Channel.EMAIL: settings.emails_per_second}
    return {channel: Gate(redis_link.client(), channel, rate) for channel, rate in rates.items()}


def house(settings: Settings) -> "House":
    """This will gather the values every template may use."""
    loaded = loader.load(campaigns.find(HOME_CAMPAIGN), templates_dir())
    region = tables.region_of(tables.with_numbers(loaded.regions, settings.regions), settings.region)
    return House(
        values={
            "brand": settings.brand,
            "coach_name": settings.coach_name,
            "support_contact": settings.support_contact or settings.email_from or settings.public_url,
            **_values_of(region),
        },
        foods=loaded.foods,
        postal_address=settings.postal_address,
        public_url=settings.public_url,
        layout=(templates_dir() / "email" / "_layout.mjml").read_text(encoding="utf-8"),
        link_key=hmac.digest(django_settings.SECRET_KEY.encode(), b"links in messages", "sha256"),
    )


def _values_of(region: "tables.Region") -> dict[str, str]:
    return {
        "emergency_number": region.emergency_number,
        "crisis_line": region.crisis_line,
        "poison_line": region.poison_line,
        "ul_mg": str(region.ul_mg),
    }


def _open_regions(settings: Settings, own: "House") -> dict[str, dict[str, str]]:
    """What differs from the house's values in each country that is open."""
    listed = tables.read_regions(loader.table(campaigns.find(HOME_CAMPAIGN), loader.REGIONS), [])
    return {
        key: {name: value for name, value in _values_of(region).items() if value != own.values[name]}
        for key, region in tables.with_numbers(listed, settings.regions).items()
        if region.is_open
    }


def moment() -> "Moment":
    """This will read the clocks, once, at the edge."""
    machine_now = machine_time()
    return Moment(clock.programme_now(machine_now), machine_now, boot_seconds())


def machine_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # this is the face that reads the clock


def boot_seconds() -> float:
    """Seconds since boot, also while the machine slept: a thawed process sees that its time is over."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def _sms(settings: Settings) -> "Provider":
    if not settings.sms_ready:
        return NotSetUp(
            "SMS is not set up: set COACHING_TWILIO_ACCOUNT_SID, COACHING_TWILIO_AUTH_TOKEN and "
            "COACHING_TWILIO_MESSAGING_SERVICE_SID."
        )
    return TwilioSms(_twilio(settings))


def _twilio(settings: Settings) -> "TwilioConfig":
    return TwilioConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token,
        messaging_service_sid=settings.twilio_messaging_service_sid,
        base_url=settings.twilio_base_url,
    )


def _email(settings: Settings) -> "Provider":
    if not settings.email_ready:
        return NotSetUp(
            "Email is not set up: set COACHING_SENDGRID_API_KEY, COACHING_EMAIL_FROM and COACHING_POSTAL_ADDRESS."
        )
    return SendGridEmail(_sendgrid(settings))


def _sendgrid(settings: Settings) -> "SendGridConfig":
    return SendGridConfig(
        api_key=settings.sendgrid_api_key,
        base_url=settings.sendgrid_base_url,
        sender_name=settings.brand,
        sender_address=settings.email_from,
        reply_domain=settings.reply_domain,
    )


def _lookups(settings: Settings) -> "dict[Channel, LookUp]":
    """How to ask whether a message was taken, for each channel that is set up."""
    lookups: dict[Channel, LookUp] = {}
    if settings.sms_ready:
        lookups[Channel.SMS] = TwilioLookup(_twilio(settings))
    if settings.email_ready:
        lookups[Channel.EMAIL] = SendGridLookup(_sendgrid(settings))
    return lookups


setup()

# Models are importable only after setup().
from coaching import campaigns  # noqa: E402  # after setup
from coaching.campaigns import loader, tables  # noqa: E402
from coaching.core.alerts import Contact  # noqa: E402
from coaching.core.model import Channel  # noqa: E402
from coaching.journeys.office import House, Moment, Office  # noqa: E402
from coaching.providers.announcer import Announcer  # noqa: E402
from coaching.providers.base import Provider  # noqa: E402
from coaching.providers.lookups import LookUp  # noqa: E402
from coaching.providers.missing import NotSetUp  # noqa: E402
from coaching.providers.sendgrid import SendGridConfig, SendGridEmail  # noqa: E402
from coaching.providers.sendgrid_lookup import SendGridLookup  # noqa: E402
from coaching.providers.twilio import TwilioConfig, TwilioSms  # noqa: E402
from coaching.providers.twilio_lookup import TwilioLookup  # noqa: E402
from coaching.store import clock, redis_link  # noqa: E402
from coaching.store.gates import Gate  # noqa: E402
