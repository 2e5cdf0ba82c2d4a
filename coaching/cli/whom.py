"""Whom a command is about: found by number, phone, email or the beginning of a name."""

from coaching.cli.say import fail
from coaching.core.model import EnrolmentId
from coaching.store import enrolments, subscribers
from coaching.store.models import Enrolment

HELP = "Enrolment number, phone, email or beginning of the name."


def find(person: str) -> EnrolmentId:
    """This will find the one enrolment that is meant; with none or several, the command ends and says so."""
    if person.isdigit() and Enrolment.objects.filter(pk=int(person)).exists():
        return EnrolmentId(int(person))
    found = [row for who in subscribers.find(person) if (row := enrolments.newest_of(who)) is not None]
    if not found:
        raise fail(f"Nobody is found by {person!r}. Look at: coaching people")
    if len(found) > 1:
        names = ", ".join(f"{row.subscriber.first_name} ({row.pk})" for row in found)
        raise fail(f"Several people are found by {person!r}: {names}. Give the number in brackets.")
    return EnrolmentId(found[0].pk)
