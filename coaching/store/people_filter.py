"""Whom a list of people is to hold: what a coach may ask for, as a query that both databases answer fast."""

import re
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from coaching.core.decide import Status
from coaching.core.labels import FOR_A_PERSON
from coaching.core.model import Channel
from coaching.store.models import CampaignVersion, Enrolment, Reply, Subscriber, SubscriberTag

FEW = 400
"""People found by a search in one look over the searchable words; more are met soon by going through the list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list; every part narrows it, "" and None ask for nothing.

    `search` matches parts of name, number or email; `to_read` keeps people with a reply to read; days are those whose
    lesson was last due; `track` "none": no health screen; `silent_days`: active, and nothing came back for so long.
    """

    search: str = ""
    status: Status | None = None
    to_read: bool = False
    tag: str = ""
    first_day: int | None = None
    last_day: int | None = None
    track: Literal["", "none", "full", "food_first", "gentle"] = ""
    channel: Channel | None = None
    silent_days: int | None = None
    trouble: bool = False
    programme: str = ""

    @property
    def is_live(self) -> bool:
        """Only runs that wait or are active are wanted; such a run is the newest of its person, as no other begins
        while it is live."""
        return self.silent_days is not None or self.status in (Status.WAITING, Status.ACTIVE)

    @property
    def is_everybody(self) -> bool:
        return all(getattr(self, each.name) in (None, "", False) for each in fields(self))


def rows(wanted: Wanted, now: datetime) -> QuerySet[Enrolment]:
    """This will ask for the newest run of everybody who is wanted, in no order."""
    erased = Subscriber.objects.filter(erased_at__isnull=False).values("pk")
    found = Enrolment.objects.exclude(subscriber_id__in=erased)
    if not wanted.is_live:
        later = Enrolment.objects.filter(subscriber=OuterRef("subscriber"), cycle__gt=OuterRef("cycle"))
        found = found.filter(~Exists(later))
    for narrowed in (_by_state, _by_person, _by_silence):
        found = narrowed(found, wanted, now)
    if words := _words(wanted.search):
        found = _searched(found, words)
    return found


def _by_state(found: QuerySet[Enrolment], wanted: Wanted, now: datetime) -> QuerySet[Enrolment]:
    del now
    if wanted.status is not None:
        found = found.filter(status=wanted.status)
    if wanted.first_day is not None:
        found = found.filter(settled_through__gte=wanted.first_day)
    if wanted.last_day is not None:
        found = found.filter(settled_through__lte=wanted.last_day)
    if wanted.track:
        found = found.filter(screen=None if wanted.track == "none" else wanted.track)
    if wanted.programme:
        versions = CampaignVersion.objects.filter(key=wanted.programme).values_list("pk", flat=True)
        found = found.filter(campaign_id__in=list(versions))
    return found


def _by_person(found: QuerySet[Enrolment], wanted: Wanted, now: datetime) -> QuerySet[Enrolment]:
    del now
    if wanted.tag:
        tagged = SubscriberTag.objects.filter(tag=wanted.tag).values("subscriber_id")
        found = found.filter(subscriber_id__in=tagged)
    if wanted.trouble:
        troubled = Subscriber.objects.filter(~Q(sms_trouble="") | ~Q(email_trouble="")).values("pk")
        found = found.filter(subscriber_id__in=troubled)
    if wanted.channel is Channel.SMS:
        found = found.filter(subscriber__sms_state="active", subscriber__phone__isnull=False).exclude(only="email")
    if wanted.channel is Channel.EMAIL:
        found = found.filter(subscriber__email_state="active", subscriber__email__isnull=False).exclude(only="sms")
    if wanted.to_read:
        waiting = Reply.objects.filter(label__in=FOR_A_PERSON, read_at=None).values("subscriber_id")
        found = found.filter(subscriber_id__in=waiting)
    return found


def _by_silence(found: QuerySet[Enrolment], wanted: Wanted, now: datetime) -> QuerySet[Enrolment]:
    if wanted.silent_days is None:
        return found
    since = now - timedelta(days=wanted.silent_days)
    heard = Reply.objects.filter(subscriber=OuterRef("subscriber"), at__gt=since)
    return found.filter(~Exists(heard), status=Status.ACTIVE, start__lte=since.date())


def _searched(found: QuerySet[Enrolment], words: list[str]) -> QuerySet[Enrolment]:
    """One look over an index that holds the words of everybody; where many match, a page of the list is soon full."""
    people = Subscriber.objects.filter(*[_matches(word) for word in words]).order_by()
    few = list(people.values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return found.filter(subscriber_id__in=few)
    return found.filter(Exists(people.filter(pk=OuterRef("subscriber"))))


def _matches(word: str) -> Q:
    """SQLite makes only plain letters small, so a word with others is also looked for with a capital."""
    wanted = Q()
    for form in dict.fromkeys((word.lower(), word.capitalize() if not word.isascii() else word.lower())):
        wanted |= Q(findable__contains=form)
    return wanted


def _words(search: str) -> list[str]:
    """A phone number may be typed with spaces, brackets and dashes; it is one word. At most six words count."""
    plain = search.replace("\0", "")[:200]
    digits = re.sub(r"[\s().-]", "", plain)
    return [digits] if re.fullmatch(r"\+?\d{3,}", digits) else plain.split()[:6]
