"""Sample people who answer: which incoming text gets which reply, and when. Nothing here is random."""

import hashlib
import heapq
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(slots=True)
class Rule:
    """Answer a text that `pattern` finds itself in. `replies` are used in turn; `times` None means for ever."""

    pattern: re.Pattern[str]
    replies: tuple[str, ...]
    after_ms: int
    chance: float
    times: int | None
    used: int = 0


@dataclass(slots=True)
class Person:
    phone: str
    name: str
    rules: tuple[Rule, ...]
    zone: ZoneInfo | None = None
    email: str | None = None
    heard: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Reply:
    """Something a person will say at `due_ms` of programme time."""

    due_ms: int
    number: int
    phone: str
    text: str


@dataclass(slots=True)
class People:
    by_phone: dict[str, Person] = field(default_factory=dict)
    by_email: dict[str, Person] = field(default_factory=dict)
    _waiting: list[Reply] = field(default_factory=list)
    _scheduled: int = 0

    def register(self, person: Person) -> None:
        """This will add the person, or replace the one with that phone."""
        self.by_phone[person.phone] = person
        if person.email is not None:
            self.by_email[person.email] = person

    def hear(self, phone: str, text: str, now_ms: int) -> Reply | None:
        """This will let the person read a text; the first matching rule may schedule a reply.
        `now_ms` is programme time. Answers the reply, or None when the person stays silent."""
        person = self.by_phone.get(phone)
        if person is None:
            return None
        person.heard += 1
        rule = next((rule for rule in person.rules if _is_open(rule) and rule.pattern.search(text)), None)
        if rule is None or _draw(phone, person.heard) >= rule.chance:
            return None
        reply = Reply(now_ms + rule.after_ms, self._scheduled, phone, rule.replies[rule.used % len(rule.replies)])
        rule.used += 1
        self._scheduled += 1
        heapq.heappush(self._waiting, reply)
        return reply

    def next_ms(self) -> int | None:
        """This will give the programme time of the earliest reply, or None."""
        return self._waiting[0].due_ms if self._waiting else None

    def take_due(self, now_ms: int) -> list[Reply]:
        """This will hand out the replies due by `now_ms`, earliest first, each once."""
        due = []
        while self._waiting and self._waiting[0].due_ms <= now_ms:
            due.append(heapq.heappop(self._waiting))
        return due


def _is_open(rule: Rule) -> bool:
    return rule.times is None or rule.used < rule.times


def _draw(phone: str, counter: int) -> float:
    """A number in [0, 1) that depends on the person and their how-manieth text only."""
    digest = hashlib.sha256(f"{phone}:{counter}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def read_person(raw: Mapping[str, Any]) -> Person:
    """This will read one person of POST /control/people. Raises ValueError saying what is wrong."""
    phone = raw.get("phone")
    if not isinstance(phone, str) or not phone.startswith("+"):
        raise ValueError(f"phone: give a number like +15551234567, not {phone!r}")
    rules = tuple(_read_rule(rule, f"{phone}, rule {n}") for n, rule in enumerate(raw.get("rules", [])))
    email = str(raw["email"]).lower() if raw.get("email") else None
    return Person(phone, str(raw.get("name", "")), rules, _read_zone(raw.get("zone")), email)


def _read_rule(raw: Mapping[str, Any], where: str) -> Rule:
    try:
        pattern = re.compile(raw["match"], re.IGNORECASE)
    except (KeyError, TypeError, re.error) as wrong:
        raise ValueError(f"{where}: match must be a regular expression ({wrong})") from wrong
    reply = raw.get("reply")
    replies = (reply,) if isinstance(reply, str) else tuple(reply or ())
    if not replies or not all(isinstance(text, str) and text for text in replies):
        raise ValueError(f"{where}: reply must be a text or a list of texts")
    try:
        after_ms, chance = round(float(raw.get("after_s", 0)) * 1000), float(raw.get("chance", 1.0))
    except (TypeError, ValueError) as wrong:
        raise ValueError(f"{where}: after_s and chance must be numbers") from wrong
    times = raw.get("times")
    if after_ms < 0 or not 0 <= chance <= 1 or not (times is None or isinstance(times, int)):
        raise ValueError(f"{where}: after_s from 0, chance from 0 to 1, times a whole number or null")
    return Rule(pattern, replies, after_ms, chance, times)


def _read_zone(name: object) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise ValueError(f"zone: {name!r} is no zone; give one like Europe/Madrid") from wrong
