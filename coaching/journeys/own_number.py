"""A member of the team proves which phone is theirs, so that a test of a text can go to it and to no stranger's."""

import secrets
from datetime import timedelta

from coaching.journeys import to_myself, typed
from coaching.journeys.office import Moment, Office
from coaching.journeys.to_myself import NotSent
from coaching.journeys.typed import Problems
from coaching.store import audit, limits, own_numbers
from coaching.store.models import User

LASTS = timedelta(minutes=15)
MOST, WITHIN = 5, timedelta(hours=1)
NOUN = "account"


class NumberRefused(Exception):
    """It cannot be taken; the message says why, and what to do."""


def ask(user: User, written: str, office: Office, moment: Moment) -> str:
    """This will send a code to a number and answer the number; nothing changes until the code is typed.

    Raises NumberRefused, NotSent. Raises RedisError: without a count, no code goes.
    """
    problems: Problems = {}
    number = typed.phone(written, problems, office.home)
    if number is None or problems:
        raise NumberRefused(problems.get("phone", "Enter your number with + and the country code, e.g. +15551234567."))
    if not limits.take("own-number", str(user.pk), MOST, WITHIN):
        raise NumberRefused("That is enough for an hour. Please try again later.")
    code = f"{secrets.randbelow(10**6):06}"
    own_numbers.ask(user, number, code, moment.machine_now + LASTS)
    minutes, brand = round(LASTS.total_seconds() / 60), office.house.values["brand"]
    body = f"{brand}: {code} is your code. Type it on your account page within {minutes} min."
    try:
        to_myself.text(number, body, office, moment)
    except NotSent:
        own_numbers.give_up(user)
        raise
    audit.record(user.username, "asked for a code to", NOUN, user.pk, moment.now)
    return number


def prove(user: User, code: str, moment: Moment) -> None:
    """This will make the number that waits the member's; raises NumberRefused for a wrong or an old code."""
    if not own_numbers.prove(user, "".join(code.split()), moment.machine_now):
        raise NumberRefused("This is not the code, or it is too old. Look at the text, or have a new one sent.")
    audit.record(user.username, "proved a number of", NOUN, user.pk, moment.now)


def forget(user: User, moment: Moment) -> None:
    """This will take a member's number out; harmless if there is none."""
    if own_numbers.forget(user):
        audit.record(user.username, "took out the number of", NOUN, user.pk, moment.now)
