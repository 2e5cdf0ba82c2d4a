"""Phone numbers of the team, each proven by a code that was sent to it."""

import hmac
from datetime import datetime

from django.db.models import F

from coaching.store.models import OwnNumber, User

MOST_TRIES = 5


def proven(user: User) -> str:
    """This will give the number of a member, "" where none is proven."""
    return OwnNumber.objects.filter(user=user).values_list("number", flat=True).first() or ""


def waiting(user: User, now: datetime) -> str:
    """This will give the number that waits for its code, "" if none does."""
    rows = OwnNumber.objects.filter(user=user, until__gt=now, tries__lt=MOST_TRIES)
    return rows.values_list("wanted", flat=True).first() or ""


def ask(user: User, number: str, code: str, until: datetime) -> None:
    """This will keep a number until its code comes back; the one that is proven stays so long."""
    cells = {"wanted": number, "code": code, "until": until, "tries": 0}
    OwnNumber.objects.update_or_create(user=user, defaults=cells)


def prove(user: User, code: str, now: datetime) -> bool:
    """This will count a try and, with the right code, make the number that waits the member's."""
    mine = OwnNumber.objects.filter(user=user)
    if not mine.filter(until__gt=now, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return False
    row = mine.get()
    if not hmac.compare_digest(row.code.encode(), code.encode()):
        return False
    return bool(mine.filter(code=row.code).update(number=row.wanted, wanted="", code="", until=None))


def give_up(user: User) -> None:
    """This will wait for no code any more."""
    OwnNumber.objects.filter(user=user).update(wanted="", code="", until=None)


def forget(user: User) -> bool:
    """This will take a member's number out, and one that waits; False if there was none."""
    return bool(OwnNumber.objects.filter(user=user).delete()[0])
