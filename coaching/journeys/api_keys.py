"""Keys of the API: made by an owner, ended, and taken back within minutes if that was a slip."""

from collections.abc import Sequence
from datetime import timedelta

from coaching.core import scopes as known
from coaching.journeys.office import Moment
from coaching.store import api_keys, audit
from coaching.store.api_keys import ApiKeyId, Made
from coaching.store.transactions import atomic

RESTORED_WITHIN = timedelta(minutes=10)
LONGEST_NAME = 60


class KeyRefused(Exception):
    """`problems` maps the field to one sentence that says what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


def make(name: str, scopes: Sequence[str], by: str, moment: Moment) -> Made:
    """This will make a key; its token is in the answer and nowhere else. Raises KeyRefused."""
    problems = {}
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        problems["name"] = f"Write what the key is for, in at most {LONGEST_NAME} letters."
    try:
        wanted = known.read(list(scopes))
    except ValueError as wrong:
        wanted, problems["scopes"] = (), str(wrong)
    if not wanted:
        problems.setdefault("scopes", "Choose at least one thing that the key may do.")
    if problems:
        raise KeyRefused(problems)
    with atomic():
        made = api_keys.make(called, wanted, by, moment.machine_now)
        audit.record(by, "made", "api key", made.pk, moment.now, scopes=list(wanted))
    return made


def revoke(key: ApiKeyId, by: str, moment: Moment) -> bool:
    """This will end a key at once; False if it was ended already."""
    with atomic():
        if not api_keys.revoke(key, by, moment.machine_now):
            return False
        audit.record(by, "revoked", "api key", key, moment.now)
    return True


def restore(key: ApiKeyId, by: str, moment: Moment) -> bool:
    """This will have a key count again that was ended minutes ago; False after that, or if it counts."""
    found = api_keys.get(key)
    if found is None or found.revoked_at is None or found.revoked_at <= moment.machine_now - RESTORED_WITHIN:
        return False
    with atomic():
        if not api_keys.restore(key):
            return False
        audit.record(by, "restored", "api key", key, moment.now)
    return True
