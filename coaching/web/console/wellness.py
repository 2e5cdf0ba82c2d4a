"""Whether the service is well, in a line for each part: workers, each channel, the books."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from coaching import bootstrap
from coaching.core.alerts import Kind
from coaching.core.model import Channel
from coaching.journeys.office import Moment
from coaching.store import alerts, chores, health, redis_link, today
from coaching.store.gates import Gate
from coaching.store.health import OutOfReach
from coaching.store.redis_link import RedisError
from coaching.web import spans

WITHIN_S = 1.0
NAMES = {Channel.SMS: "SMS", Channel.EMAIL: "Email"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `look`: well | off | trouble; `word` says the same, `hint` says more."""

    name: str
    look: str
    word: str
    hint: str
    address: str = ""


def look(moment: Moment) -> list[Part]:
    """This will look at the workers and at each channel, a second at most where Redis does not answer."""
    try:
        heard = health.workers(WITHIN_S)
    except OutOfReach:
        lost = Part("Workers", "trouble", "Redis does not answer", "Nothing goes out until it does; nothing is lost.")
        return [lost]
    return [_workers(heard), *_channels(moment)]


def _workers(heard: tuple[str, ...]) -> Part:
    if not heard:
        return Part("Workers", "trouble", "None at work", "None was heard for 20 seconds: nothing goes out.")
    count = len(heard)
    return Part("Workers", "well", f"{count} at work", "Heard in the last 20 seconds.")


def _channels(moment: Moment) -> list[Part]:
    last = today.last_accepted()
    ready = bootstrap.office().ready
    return [_channel(channel, channel in ready, last.get(str(channel)), moment.now) for channel in Channel]


def _channel(channel: Channel, is_ready: bool, last: datetime | None, now: datetime) -> Part:
    hint = f"The last message was taken {spans.ago(last, now)}." if last else "No message has been taken yet."
    if not is_ready:
        return Part(NAMES[channel], "off", "Not set up", hint)
    try:
        open_s = Gate(redis_link.client(), channel).state().open_s
    except RedisError:
        return Part(NAMES[channel], "trouble", "Not known", "Redis does not answer.")
    if open_s > 0:
        return Part(NAMES[channel], "trouble", f"Rests for {open_s:.0f} s", f"Out of reach, or it refuses us. {hint}")
    return Part(NAMES[channel], "well", "Takes messages", hint)


def books(now: datetime) -> Part:
    """This will say whether the books balanced when the service last checked them; counting anew is for their page."""
    alarm = next((each for each in alerts.open_ones(about_people=False) if each.kind == Kind.BOOKS), None)
    if alarm is not None:
        hint = f"{alarm.title} Since {spans.ago(alarm.raised_at, now)}."
        return Part("Books", "trouble", "Do not balance", hint, reverse("books"))
    try:
        seconds = chores.books_begun_s_ago()
    except RedisError:
        seconds = None
    if seconds is None:
        return Part("Books", "off", "Not checked lately", "No worker has checked them.", reverse("books"))
    return Part("Books", "well", "Balance", f"Last checked {spans.ago_s(seconds)}.", reverse("books"))
