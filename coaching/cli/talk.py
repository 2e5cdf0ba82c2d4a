"""`coaching talk PERSON`: hold a person's side of the conversation in a terminal, on the engine that serves phones."""

import secrets
import time
from typing import Annotated

import typer

from coaching import bootstrap
from coaching.cli.say import fail, plainly
from coaching.core.labels import sentence
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import converse
from coaching.journeys.danger import Heard
from coaching.store import health, inbox, messages, subscribers
from coaching.store.models import Enrolment, Message, Subscriber

WAITS_S = 6.0
LOOK_S = 0.2
ENDED = ("accepted", "delivered", "bounced", "skipped", "held", "failed", "unknown")


def talk(
    person: Annotated[str, typer.Argument(help="Number, email, id or first name of one person.")],
) -> None:
    """Answer as a person would, by text. An empty line ends. Everything is real: answers, holds, alerts, STOP."""
    with plainly():
        who, run = _one(person)
        typer.echo(f"You are {who.first_name}. Write as if by SMS; an empty line ends.")
        if not health.redis(bootstrap.machine_time, 3.0).beats:
            typer.echo("No worker is running, so answers are stored but not sent. Start one with: make up")
        seen = _newest(run)
        for row in messages.of_enrolment(EnrolmentId(run.pk))[-3:]:
            _show(row)
        while text := typer.prompt(who.first_name, default="", show_default=False).strip():
            label = _say(who, text)
            typer.secho(f"  ({sentence(label)})", dim=True)
            seen = _listen(run, seen)


def _one(person: str) -> tuple[Subscriber, Enrolment]:
    found = subscribers.find(person)
    if len(found) != 1:
        names = ", ".join(f"{each.pk} {each.first_name}" for each in found)
        raise fail(f"{person!r} is not one person. " + (f"Name one by number: {names}" if names else "Nobody fits."))
    run = Enrolment.objects.filter(subscriber=found[0]).order_by("-cycle").first()
    if run is None:
        raise fail(f"{found[0].first_name} has never been enrolled.")
    return found[0], run


def _say(who: Subscriber, text: str) -> str:
    moment = bootstrap.moment()
    raw = inbox.keep_raw("terminal", f"terminal:{secrets.token_hex(8)}", text, moment.now)
    if raw is None:
        raise fail("This line could not be stored; try again.")
    return converse.take_in(who, Heard(raw, Channel.SMS, text), bootstrap.office(), moment)


def _newest(run: Enrolment) -> int:
    return max((row.pk for row in messages.of_enrolment(EnrolmentId(run.pk))), default=0)


def _listen(run: Enrolment, seen: int) -> int:
    """Shows what the programme says, for as long as something new is still on its way."""
    ends = time.monotonic() + WAITS_S
    while time.monotonic() < ends:
        fresh = [row for row in messages.of_enrolment(EnrolmentId(run.pk)) if row.pk > seen]
        done = [row for row in fresh if row.state in ENDED]
        for row in done:
            _show(row)
        if fresh and len(done) == len(fresh):
            return max(row.pk for row in fresh)
        if done:
            seen = max(row.pk for row in done)
        time.sleep(LOOK_S)
    return seen


def _show(row: Message) -> None:
    words = row.text or f"(email) {row.subject}"
    suffix = "" if row.state in ("accepted", "delivered") else f"  [{row.state}: {row.reason}]"
    typer.secho(f"  {words}{suffix}", fg=typer.colors.CYAN)
