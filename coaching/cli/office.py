"""`coaching migrate | createuser | unlock | send-test | stop | resume`: what whoever runs the service needs."""

import getpass
import secrets
from typing import Annotated

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command

from coaching import bootstrap
from coaching.cli.say import fail, plainly
from coaching.core.model import Channel, MessageId
from coaching.core.roles import Role
from coaching.journeys import switch
from coaching.journeys import team as accounts
from coaching.providers.base import Accepted, Email, Outgoing, Shell, Sms
from coaching.settings import load, templates_dir
from coaching.store import connections, team
from coaching.store.models import User


def migrate() -> None:
    """Bring the database up to date, and load the programmes' files into it."""
    with plainly():
        prepare()
        typer.echo("The database is up to date.")


def prepare() -> None:
    """This will migrate and load the files; the folder of an SQLite file is made first. Any thread may call it."""
    from coaching.journeys import publish

    load().var_dir.mkdir(parents=True, exist_ok=True)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        publish.load_files(templates_dir(), bootstrap.house(load()), bootstrap.moment())
    finally:
        connections.close()


def createuser(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    password: Annotated[str, typer.Option(help="Asked for if left out.", envvar="COACHING_NEW_PASSWORD")] = "",
    role: Annotated[
        Role | None, typer.Option(help="Left out: coach; owner for the first account, so that somebody owns the team.")
    ] = None,
    email: Annotated[str, typer.Option(help="Where a link goes if the password is forgotten.")] = "",
) -> None:
    """Make an account for somebody of the team."""
    with plainly():
        if team.is_known(name):
            raise fail(f"There is an account {name!r} already.")
        secret = password or typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        try:
            validate_password(secret, User(username=name))
        except ValidationError as weak:
            raise fail(" ".join(weak.messages)) from weak
        made = team.add(name, role or (Role.COACH if team.owners() else Role.OWNER), email=email, password=secret)
        typer.echo(f"{name} ({made.role}) can sign in at {load().public_url}/")


def unlock(name: Annotated[str, typer.Argument(help="The name somebody signs in with.")]) -> None:
    """Let somebody in who is locked out: forget wrong tries, take a lost second factor away, open a closed account."""
    with plainly():
        found = team.named(name)
        if found is None:
            raise fail(f"There is no account {name!r}.")
        what = accounts.unlock(found, getpass.getuser(), bootstrap.moment())
        typer.echo(
            f"{name} can sign in again" + (f": {what}." if what else "; nothing was in the way but wrong tries.")
        )


def send_test(to: Annotated[str, typer.Argument(help="A phone number (+...) or an email address: yours.")]) -> None:
    """Send one test message through the provider that is set up, outside any programme."""
    with plainly():
        office = bootstrap.office()
        channel = Channel.EMAIL if "@" in to else Channel.SMS
        [outcome] = office.providers[channel].send([_test(to, channel, office.house.values["brand"])])
        if not isinstance(outcome, Accepted):
            raise fail(f"Not accepted: {outcome}")
        typer.echo(f"Accepted by the provider as {outcome.provider_id}.")


def _test(to: str, channel: Channel, brand: str) -> Outgoing:
    deadline_s = bootstrap.boot_seconds() + 30
    url = load().public_url
    if channel is Channel.SMS:
        body = f"{brand}: This is a test message. Reply STOP to end."
        return Sms(MessageId(0), to, body, f"{url}/hooks/twilio/status?m=0&a=test", 600, deadline_s)
    shell = Shell(f"Test message from {brand}", "<p>This is a test message.</p>", "This is a test message.")
    return Email(MessageId(0), f"test{secrets.token_hex(4)}", to, shell, f"{url}/u/test", deadline_s)


def stop(
    scope: Annotated[str, typer.Argument(help='"all", or the key of a programme.')] = switch.EVERYTHING,
    why: Annotated[str, typer.Option(help="Kept with the switch.")] = "",
) -> None:
    """Stop sending at once, for everything or one programme. Nothing is lost; `coaching resume` goes on."""
    with plainly():
        switch.stop(scope, getpass.getuser(), why, bootstrap.moment())
        whose = "" if scope == switch.EVERYTHING else f" of {scope}"
        typer.echo(f"Stopped: no message{whose} leaves from now on. Go on with: coaching resume")


def resume(
    scope: Annotated[str, typer.Argument(help='"all", or the key of a programme.')] = switch.EVERYTHING,
) -> None:
    """Let sending go on."""
    with plainly():
        switch.resume(scope, getpass.getuser(), bootstrap.moment())
        typer.echo(f"Sending for {switch.scopes().get(scope, scope)} goes on.")
