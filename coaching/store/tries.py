"""The lock-out: how often somebody was wrong lately, in SQL (losing Redis opens no door) under a keyed hash.

A try is written down before it is judged, so that many at once are counted, too; a right one takes its line back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.store import seal
from coaching.store.models import WrongTry

KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """`who` may be wrong `most` times `within` a span (at most an hour); `what` keeps counts of two uses apart."""

    what: str
    who: str
    most: int
    within: timedelta

    @property
    def digest(self) -> str:
        return seal.digest("tries", f"{self.what}:{self.who.strip().casefold()}")


def begin(rules: tuple[Rule, ...], now: datetime) -> bool:
    """This will write one try down under each rule; False, with nothing written, if one of them is used up."""
    WrongTry.objects.filter(at__lt=now - KEPT).delete()
    if any(_count(rule, now) >= rule.most for rule in rules):
        return False
    made = [WrongTry.objects.create(digest=rule.digest, at=now) for rule in rules]
    return all(_count(rule, now, row.pk) <= rule.most for rule, row in zip(rules, made, strict=True))


def forget(rules: tuple[Rule, ...]) -> None:
    """This will take back what was counted under the rules: the last try was right."""
    WrongTry.objects.filter(digest__in=[rule.digest for rule in rules]).delete()


def forget_everything() -> None:
    """This will let everybody try again: the lines name nobody, so one person's cannot be picked out."""
    WrongTry.objects.all().delete()


def _count(rule: Rule, now: datetime, up_to: int | None = None) -> int:
    rows = WrongTry.objects.filter(digest=rule.digest, at__gt=now - rule.within)
    return (rows if up_to is None else rows.filter(pk__lte=up_to)).count()
