"""The programme clock: machine time plus one stored offset, which only the demo moves."""

from datetime import UTC, datetime, timedelta

from coaching.store.models import ProgrammeClock


def offset() -> timedelta:
    """This will read how far programme time runs ahead of machine time."""
    row = ProgrammeClock.objects.filter(pk=1).values_list("offset_ms", flat=True).first()
    return timedelta(milliseconds=row or 0)


def programme_now(machine_now: datetime) -> datetime:
    return machine_now.astimezone(UTC) + offset()


def move_to(programme: datetime, machine_now: datetime) -> timedelta:
    """This will set programme time, never back; returns the new offset."""
    wanted = max(programme - machine_now, offset())
    milliseconds = round(wanted.total_seconds() * 1000)
    ProgrammeClock.objects.update_or_create(pk=1, defaults={"offset_ms": milliseconds})
    return timedelta(milliseconds=milliseconds)
