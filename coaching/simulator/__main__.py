"""The command line: `python -m coaching.simulator` serves, `... simulator keys --out DIR` makes a signing key."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from yarl import URL

from coaching.simulator import signing
from coaching.simulator.app import build, serve
from coaching.simulator.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """This will run the command line and answer the exit code."""
    given = _parser().parse_args(arguments)
    if given.command == "keys":
        return make_keys(given.out)
    try:
        settings = read_settings(given)
    except (OSError, ValueError) as wrong:
        _complain(f"simulator: {wrong}")
        return 2
    logging.basicConfig(level=logging.WARNING, format="simulator: %(message)s")
    try:
        asyncio.run(run(settings))
    except OSError as wrong:
        _complain(f"simulator: cannot listen on {settings.host}:{settings.port}: {wrong.strerror}")
        return 1
    return 0


def make_keys(folder: Path) -> int:
    """This will write sendgrid-webhook.pem, and print the public key as base64 DER."""
    key, path = signing.new_key(), folder / "sendgrid-webhook.pem"
    try:
        signing.write_key(key, path)
    except FileExistsError:
        key = signing.read_key(path)
        _complain(f"simulator: {path} is there already; this is its public key")
    _say(signing.public_text(key))
    return 0


def read_settings(given: argparse.Namespace) -> Settings:
    """This will turn the command line into settings.

    Raises OSError when the key file cannot be read, ValueError when something makes no sense."""
    for address in (given.product, given.public_url or given.product):
        if URL(address).scheme not in ("http", "https") or not URL(address).host:
            raise ValueError(f"{address!r} is no address; give one like http://127.0.0.1:8000")
    try:
        zone = ZoneInfo(given.zone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise ValueError(f"{given.zone!r} is no zone; give one like Europe/Madrid") from wrong
    key = signing.read_key(given.sendgrid_private_key) if given.sendgrid_private_key else signing.new_key()
    if given.sendgrid_private_key is None:
        _say(f"simulator: no --sendgrid-private-key, so a new one; public key {signing.public_text(key)}")
    product = given.product.rstrip("/")
    return Settings(
        key, given.host, given.port, product, (given.public_url or product).rstrip("/"), given.twilio_sid,
        given.twilio_token, given.sendgrid_key, given.messaging_service, tuple(given.sms_from or Settings.senders),
        given.sms_inbound_path, given.events_path, given.parse_path, given.latency_ms, given.advanced_opt_out, zone,
    )  # fmt: skip


async def run(settings: Settings) -> None:
    """This will serve until Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers on its loop
            loop.add_signal_handler(number, stop.set)
    app = build(settings, machine_ms=lambda: time.time_ns() // 1_000_000)
    await serve(app, stop, lambda port: _say(f"simulator: http://{settings.host}:{port}"))


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _complain(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m coaching.simulator",
        description="A fake Twilio and a fake SendGrid on one port, with phones and mailboxes to look at.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="[keys]")
    keys = commands.add_parser("keys", help="write sendgrid-webhook.pem and print its public key")
    keys.add_argument("--out", type=Path, required=True, metavar="DIR")
    add = parser.add_argument
    add("--host", default=Settings.host, help="address to listen on; 0.0.0.0 lets other machines in")
    add("--port", type=int, default=Settings.port, help="0 picks a free one")
    add("--product", default=Settings.product, help="where every webhook is carried to")
    add("--public-url", help="what the product calls itself, if it is not --product")
    add("--twilio-sid", default=Settings.twilio_sid, help="account SID to accept")
    add("--twilio-token", default=Settings.twilio_token, help="auth token to accept and sign with")
    add("--messaging-service", default=Settings.messaging_service, help="the one service that exists")
    add("--sms-from", action="append", metavar="+1...", help="a number of the service; may be repeated")
    add("--sendgrid-key", default=Settings.sendgrid_key, help="API key to accept")
    add("--sendgrid-private-key", type=Path, metavar="PEM", help="P-256 key that signs events; without it a new one")
    add("--sms-inbound-path", default=Settings.sms_inbound_path, help="where texts from people are posted")
    add("--events-path", default=Settings.events_path, help="where email events are posted")
    add("--parse-path", help="where emails from people are posted (Inbound Parse); without it they are off")
    add("--latency-ms", type=int, default=0, help="extra time that every API answer takes")
    add("--advanced-opt-out", action="store_true", help="tell the product OptOutType")
    add("--zone", default="UTC", help="zone in which the pages show programme time")
    return parser


if __name__ == "__main__":
    sys.exit(main())
