"""What a finished demo must show: balanced books, no duplicate, every message in its window on its right day."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from coaching.cli.demo.simulated import State
from coaching.core import schedule
from coaching.core.ledger import TAKEN
from coaching.core.model import EnrolmentId
from coaching.core.schedule import Calendar, Pause
from coaching.journeys import books, library
from coaching.journeys.office import Moment
from coaching.store.models import Enrolment, Message


def faults(moment: Moment, seen: State, sent: Mapping[int, int]) -> list[str]:
    """This will list everything that is not as promised, in plain sentences; empty is good.

    `sent`: how often the simulator accepted each message of the ledger.
    """
    found = []
    drawn = books.draw_up(moment)
    if not drawn.balanced:
        found.append(f"The books do not balance: planned {drawn.planned}, counted {sum(drawn.buckets.values())}.")
    if drawn.buckets["in flight"] or drawn.buckets["unknown"]:
        found.append(f"{drawn.buckets['in flight']} messages are in flight, {drawn.buckets['unknown']} unknown.")
    if seen.duplicates:
        found.append(f"The simulator counted {seen.duplicates} duplicates.")
    taken = set(Message.objects.filter(state__in=TAKEN).values_list("pk", flat=True))
    if unsent := len(taken - sent.keys()):
        found.append(f"{unsent} messages are accepted in the ledger, and the simulator never took them.")
    if uncounted := len(sent.keys() - taken):
        found.append(f"The simulator took {uncounted} messages that the ledger does not hold as accepted.")
    if twice := sum(times - 1 for times in sent.values()):
        found.append(f"The simulator took {twice} messages a second time.")
    for enrolment in Enrolment.objects.select_related("subscriber").order_by("id"):
        found.extend(_misplaced(enrolment))
    return found


def _misplaced(enrolment: Enrolment) -> Iterator[str]:
    """Each accepted lesson against the calendar, worked out afresh from start, zone and pauses."""
    who = f"{enrolment.subscriber.first_name} ({enrolment.pk})"
    zone = ZoneInfo(enrolment.subscriber.zone)
    pauses = tuple(Pause(pause.first, pause.last) for pause in enrolment.pauses.all())
    calendar = Calendar(enrolment.start, zone, pauses)
    window = library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone).window
    days_seen: dict[object, int] = {}
    for row in Message.objects.filter(enrolment_id=EnrolmentId(enrolment.pk), kind="step", state__in=TAKEN):
        if row.handed_at is None:
            yield f"{who}: day {row.day} was accepted without a time."
            continue
        local = row.handed_at.astimezone(zone)
        bounds = schedule.open_hours(window, local.date(), zone)
        if bounds is None or not bounds[0] <= row.handed_at < bounds[1]:
            yield f"{who}: day {row.day} went out at {local:%H:%M}, outside the window."
        if schedule.date_of_day(calendar, row.day) != local.date():
            yield f"{who}: day {row.day} went out on {local.date()}, which is not its day."
        if days_seen.setdefault(local.date(), row.day) != row.day:
            yield f"{who}: two lessons on {local.date()}."
