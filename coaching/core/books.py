"""Whether the books balance: what the schedule says is still to come against what the ledger holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coaching.core import schedule
from coaching.core.decide import Standing, Status
from coaching.core.model import Campaign


@dataclass(frozen=True, slots=True)
class Account:
    """One enrolment's units: `planned` = `pending` + `closed` + `rows` + `missing`; missing must be 0."""

    planned: int
    pending: int
    closed: int
    rows: int
    missing: int


def account(
    standing: Standing, campaign: Campaign, rows_by_day: Mapping[int, int], closed: int, now: datetime
) -> Account:
    """This will count one enrolment. Pending comes from schedule and position alone, never from the ledger's
    total, so that the equation can fail: a day gone by without its rows is missing."""
    rows = sum(rows_by_day.values())
    planned = campaign.units
    if standing.status in (Status.STOPPED, Status.ENDED, Status.COMPLETED):
        return Account(planned, 0, closed, rows, planned - closed - rows)
    gone = 0 if standing.status is Status.WAITING else days_gone(standing, now)
    pending = sum(
        max(0, len(step.channels) - rows_by_day.get(step.day, 0)) for step in campaign.steps if step.day > gone
    )
    missing = sum(len(step.channels) - rows_by_day.get(step.day, 0) for step in campaign.steps if step.day <= gone)
    return Account(planned, pending, 0, rows, missing)


def days_gone(standing: Standing, now: datetime) -> int:
    """This will give the last day of the programme whose local date is over: each unit up to it needs a row."""
    calendar = standing.calendar
    today = schedule.local_date(now, calendar.zone)
    reached = schedule.day_reached(calendar, today)
    on_its_day = reached > 0 and not schedule.is_paused(calendar, today)
    return reached - 1 if on_its_day else reached
