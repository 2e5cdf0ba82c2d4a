"""Fills a fresh database with people of whom each is due one message now. A process of its own."""

import secrets
import sys
from datetime import UTC, datetime, time, timedelta

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import publish
from coaching.settings import templates_dir
from coaching.store import campaigns, clock, redis_link
from coaching.store.models import Enrolment, Subscriber
from coaching.store.timetable import Due, to_ms

# The first days of the programme that go out on this channel alone.
ONLY_DAY = {Channel.SMS: 2, Channel.EMAIL: 5}


def noon_ahead(machine_now: datetime) -> datetime:
    """This will give 10:30 UTC of tomorrow: every morning text is due by then."""
    return datetime.combine(machine_now.date() + timedelta(days=1), time(10, 30), tzinfo=UTC)


def open_programme() -> None:
    """This will migrate, publish the words and move programme time to a moment when lessons are due."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    office, moment = bootstrap.office(), bootstrap.moment()
    publish.load_files(templates_dir(), office.house, moment)
    offset = clock.move_to(noon_ahead(moment.machine_now), moment.machine_now)
    for timetable in (office.lessons, office.owed):
        timetable.open(round(offset.total_seconds() * 1000))


def add(channel: Channel, count: int, first: int) -> None:
    """This will store people who have come to their day and are not yet in the timetable."""
    version, now = campaigns.current("magnesium"), bootstrap.moment().now
    assert version is not None
    day = ONLY_DAY[channel]
    people = Subscriber.objects.bulk_create(
        Subscriber(
            first_name=f"Person {n}",
            phone=f"+1555{n:07}" if channel is Channel.SMS else None,
            email=f"person{n}@example.org" if channel is Channel.EMAIL else None,
            zone="UTC",
            token=secrets.token_urlsafe(32),
            sms_state="active" if channel is Channel.SMS else "none",
            email_state="active" if channel is Channel.EMAIL else "none",
            created_at=now,
        )
        for n in range(first, first + count)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            subscriber=person,
            campaign_id=version.id,
            status="active",
            start=now.date() - timedelta(days=day - 1),
            settled_through=day - 1,
            wake_at=now,
            enrolled_by="bench",
            enrolled_at=now,
        )
        for person in people
    )


def put() -> None:
    """This will put everybody who has not had their message yet into the timetable."""
    waiting = Enrolment.objects.filter(status="active", wake_at__lte=bootstrap.moment().now)
    bootstrap.office().lessons.put_many(
        Due(pk, to_ms(at)) for pk, at in waiting.values_list("pk", "wake_at") if at is not None
    )
    redis_link.ring()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["open", channel, number]:
            open_programme()
            add(Channel(channel), int(number), 0)
        case ["add", channel, number, start]:
            add(Channel(channel), int(number), int(start))
        case ["crowd", channel, number, start]:
            for first in range(int(start), int(start) + int(number), 5000):
                add(Channel(channel), min(5000, int(start) + int(number) - first), first)
        case ["put"]:
            put()
        case other:
            raise SystemExit(
                f"open CHANNEL COUNT | add CHANNEL COUNT FIRST | crowd CHANNEL COUNT FIRST | put; not {other}"
            )
