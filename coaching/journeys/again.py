"""What failed or was held, sent again by a named person's wish: today's step goes on, an older one travels as an
extra message in the person's next open hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from coaching.core.model import MessageId
from coaching.journeys import again_plan, wake
from coaching.journeys.again_plan import Extra, GoesOn, No, Plan
from coaching.journeys.office import Moment, Office
from coaching.store import audit, doubts, failures, messages
from coaching.store.messages import Draft
from coaching.store.models import Message
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

__all__ = ["AgainRefused", "Extra", "GoesOn", "No", "Plan", "Result", "preview", "send_again"]


@dataclass(frozen=True, slots=True)
class Result:
    """What was done. `extra`: failed message -> the one that carries its words."""

    going_on: tuple[MessageId, ...]
    extra: dict[MessageId, MessageId]
    refused: tuple[Plan, ...]


class AgainRefused(Exception):
    """Nothing is sent again; the message says what to do instead."""


class _Changed(Exception):
    """The row is not as it was planned; what was begun is undone."""


_CHANGED = No("Something else happened to it this very moment. Look at it again.")


def preview(ids: Sequence[MessageId], moment: Moment) -> list[Plan]:
    """This will say for each message what sending it again would do, in the order of `ids`. It changes nothing.

    Raises AgainRefused for an unknown number.
    """
    rows = failures.load(ids)
    if missing := set(ids) - {MessageId(row.pk) for row in rows}:
        raise AgainRefused(f"There is no message {min(missing)}. The books name what failed.")
    return list(again_plan.plan_all(rows, moment.now))


def send_again(ids: Sequence[MessageId], by: str, why: str, office: Office, moment: Moment) -> Result:
    """This will send these messages again where that is possible, and keep who wished it and why.

    Each is a transaction of its own; a repeated call sends nothing twice. Raises AgainRefused without a name or a
    reason, or for an unknown number.
    """
    if not by.strip() or not why.strip():
        raise AgainRefused("Say who wants it sent again and why: both are kept.")
    going_on: list[Message] = []
    extra: dict[MessageId, MessageId] = {}
    refused: list[Plan] = []
    for plan in preview(ids, moment):
        row = plan.row
        try:
            match plan.what:
                case GoesOn():
                    _let_go_on(row, by, why, moment.now)
                    going_on.append(row)
                case Extra() as what:
                    made = extra[MessageId(row.pk)] = _make_extra(row, what, by, why, moment)
                    wake.soon(office.owed, [Due(made, to_ms(what.at))])
                case No():
                    refused.append(plan)
                case other:
                    assert_never(other)
        except _Changed:
            refused.append(Plan(row, _CHANGED))
    _put(going_on, office, moment.now)
    return Result(tuple(MessageId(row.pk) for row in going_on), extra, tuple(refused))


def _let_go_on(row: Message, by: str, why: str, now: datetime) -> None:
    """Its run decides a step anew; the row keeps its words where they still fit."""
    with atomic():
        if not failures.go_on(row, now) or (row.kind == "step" and not doubts.look_again_at_step(row, now)):
            raise _Changed
        audit.record(by, "sent again", "message", row.pk, now, why=why, was=row.state, code=row.code)


def _make_extra(row: Message, what: Extra, by: str, why: str, moment: Moment) -> MessageId:
    """The failed row keeps its state, and its words travel once."""
    with atomic():
        made = messages.owe(_draft(row, what), moment.lease("", timedelta()))
        if made is None or not failures.note_extra(row, made, moment.now):
            raise _Changed
        audit.record(by, "sent again", "message", row.pk, moment.now, why=why, was=row.state, extra=made)
    return made


def _draft(row: Message, what: Extra) -> Draft:
    """The same words beside the steps: to the address of today, and no unit of the programme."""
    return replace(
        messages.draft_of(row),
        dedupe_key=failures.extra_key(row),
        kind=what.kind,
        due_at=what.at,
        until=what.until,
        on=what.on,
        step="",
        unit="",
        address="",
    )


def _put(rows: Sequence[Message], office: Office, now: datetime) -> None:
    """Steps come due with their run, other messages by themselves."""
    runs = {row.enrolment_id for row in rows if row.kind == "step" and row.enrolment_id is not None}
    wake.soon(office.lessons, [Due(run, to_ms(now)) for run in sorted(runs)])
    wake.soon(office.owed, [Due(row.pk, to_ms(now)) for row in rows if row.kind != "step"])
