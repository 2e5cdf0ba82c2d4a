"""A draft sent to oneself: by the provider that carries messages, never through anybody's ledger, and never counted."""

import secrets
from datetime import timedelta
from typing import assert_never

from coaching.core.model import Channel, MessageId
from coaching.journeys.office import Moment, Office
from coaching.journeys.preview import EmailPreview, Preview, Refused, SmsPreview
from coaching.providers.base import Accepted, Email, Outcome, Outgoing, Rejected, RetryLater, Shell, Sms, Unknown
from coaching.store import audit, limits, own_numbers, switches
from coaching.store.models import User

MOST, WITHIN = 10, timedelta(hours=1)
MARK = "[Test] "
_WITHIN_S, _VALID_FOR_S = 20, 600


class NotSent(Exception):
    """A test did not go; the message says why, and what to do."""


def address(user: User, channel: Channel, office: Office) -> str:
    """This will give where a test goes, "" where nowhere: the account's own email address; the number that its holder
    has proven, or the one under which whoever runs the service has set this name among those who are told of alerts."""
    if channel is Channel.EMAIL:
        return user.email
    name = user.username.casefold()
    return own_numbers.proven(user) or next((each.sms for each in office.contacts if each.name.casefold() == name), "")


def send(name: str, shown: Preview, user: User, office: Office, moment: Moment) -> str:
    """This will send what the editor shows of template `name` to the person who edits it, and answer where it went.

    Raises NotSent. Raises RedisError: without a count, none goes.
    """
    channel = Channel(name.partition("/")[0])
    to = _address(user, channel, office)
    outgoing = _outgoing(shown, to, user, office, moment)
    if not limits.take("test-message", str(user.pk), MOST, WITHIN):
        raise NotSent(f"{MOST} tests an hour are enough. Look at the preview meanwhile, and try again later.")
    outcome = _send(channel, outgoing, office)
    result = type(outcome).__name__.lower()
    audit.record(user.username, "sent a test of", "template", name, moment.now, channel=channel, outcome=result)
    _see(outcome)
    return to


def text(to: str, body: str, office: Office, moment: Moment) -> None:
    """This will send a text to a member of the team; raises NotSent."""
    _may_send(Channel.SMS, office)
    _see(_send(Channel.SMS, _sms(to, body, office, moment), office))


def _send(channel: Channel, outgoing: Outgoing, office: Office) -> Outcome:
    [outcome] = office.providers[channel].send([outgoing])
    return outcome


def _see(outcome: Outcome) -> None:
    match outcome:
        case Accepted():
            return
        case Rejected(_, _, detail) | RetryLater(_, _, detail):
            raise NotSent(f"It was not taken: {detail.rstrip('.')}.")
        case Unknown(detail):
            raise NotSent(f"Nobody knows whether it went out: {detail.rstrip('.')}. Look whether it arrived.")
        case other:
            assert_never(other)


def _may_send(channel: Channel, office: Office) -> None:
    if any(each.scope == switches.EVERYTHING for each in switches.off()):
        raise NotSent("All sending is stopped, so this does not go out either.")
    if channel not in office.ready:
        raise NotSent(f"{'Emails' if channel is Channel.EMAIL else 'Texts'} are not set up here.")


def _address(user: User, channel: Channel, office: Office) -> str:
    _may_send(channel, office)
    to = address(user, channel, office)
    if not to and channel is Channel.EMAIL:
        raise NotSent("Your account has no email address. Add it on your account page, then send the test.")
    if not to:
        raise NotSent("No number of yours is known. Add it on your account page, then send the test.")
    return to


def _outgoing(shown: Preview, to: str, user: User, office: Office, moment: Moment) -> Outgoing:
    deadline_s, house = moment.boot_s + _WITHIN_S, office.house
    match shown:
        case SmsPreview(text):
            return _sms(to, MARK + text, office, moment)
        case EmailPreview(subject, _, html, text):
            shell = Shell(MARK + subject, html, text)
            attempt = f"test{user.pk}t{secrets.token_hex(4)}"
            return Email(MessageId(0), attempt, to, shell, f"{house.public_url}/account/", deadline_s)
        case Refused():
            raise NotSent("This cannot be sent. Correct what is listed beside the text first.")
        case other:
            assert_never(other)


def _sms(to: str, body: str, office: Office, moment: Moment) -> Sms:
    callback = f"{office.house.public_url}/hooks/twilio/status"
    return Sms(MessageId(0), to, body, callback, _VALID_FOR_S, moment.boot_s + _WITHIN_S)
