"""Reads and plays conversations: data files that a coach can read, each a person's side, ours, and the state after it.

One file is one conversation. Lines:
  # what it shows                        the first line
  given: track=full cleared=yes ...      who it is (see GIVEN); left out: a plain person in Berlin
  at: day 3 18:05                        local time; also "at: +2h", "at: +3d", "at: 2026-03-29 09:30"
  person: 7                              a text; "person by email: ..." is an email, "person sends a picture:" is one
  programme: Thank you! Next: ...        a message to the person, in order; "..." stands for anything
  programme: (nothing)                   nothing came
  state: answer q1 = 7                   what holds now (see tests/journeys/after.py)
Before "programme", everything that is due has gone out. Lines of a lesson need not be told: messages are matched from
the last thing the person said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from coaching.core.alerts import Contact
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import converse
from coaching.journeys.danger import Heard
from coaching.providers.base import Email, Sms
from coaching.store import enrolments, inbox, standings, subscribers
from coaching.store.models import Enrolment
from tests.world import World

FOLDER = Path(__file__).parents[1] / "conversations"
GIVEN = {
    "name": "Ana",
    "zone": "Europe/Berlin",
    "start": "2026-03-03",
    "track": "",
    "cleared": "no",
    "channels": "both",
    "confirm": "no",
    "contacts": "yes",
    "health": "yes",
}
MAYA = Contact("Maya", ZoneInfo("UTC"), sms="+15557770001", email="maya@example.org")
_LINE = re.compile(r"(given|at|person|person by email|person sends a picture|programme|state):(.*)")


class NotAConversation(Exception):
    """A file says something this reader does not know; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` in the file, from 1."""

    number: int
    verb: str
    words: str


@dataclass(frozen=True, slots=True)
class Conversation:
    title: str
    given: dict[str, str]
    lines: tuple[Line, ...]


def read(path: Path) -> Conversation:
    """This will read one file; raises NotAConversation."""
    rows = path.read_text(encoding="utf-8").splitlines()
    title = rows[0].removeprefix("#").strip() if rows and rows[0].startswith("#") else ""
    if not title:
        raise NotAConversation(f"{path.name}:1: begin with '# what it shows'")
    given, lines = dict(GIVEN), []
    for number, row in enumerate(rows[1:], 2):
        if not row.strip() or row.startswith("#"):
            continue
        match = _LINE.fullmatch(row.strip())
        if match is None:
            raise NotAConversation(f"{path.name}:{number}: {row!r} is no line of a conversation")
        verb, words = match[1], match[2].strip()
        if verb == "given":
            given |= _pairs(words, path, number)
        else:
            lines.append(Line(number, verb, words))
    return Conversation(title, given, tuple(lines))


def _pairs(words: str, path: Path, number: int) -> dict[str, str]:
    pairs = dict(pair.split("=", 1) for pair in words.split() if "=" in pair)
    if unknown := pairs.keys() - GIVEN.keys():
        raise NotAConversation(f"{path.name}:{number}: unknown: {', '.join(sorted(unknown))}")
    return pairs


@dataclass(slots=True)
class Stage:
    """The world in which one conversation is played."""

    world: World
    run: Enrolment
    zone: ZoneInfo
    heard: list[str] = field(default_factory=list)
    said: int = 0

    @classmethod
    def set_up(cls, world: World, conversation: Conversation) -> "Stage":
        given = conversation.given
        world.office = replace(
            world.office, confirm=given["confirm"] == "yes", contacts=(MAYA,) if given["contacts"] == "yes" else ()
        )
        run = world.enrol(
            first_name=given["name"],
            zone=given["zone"],
            start=given["start"],
            screen=given["track"],
            health=given["health"] == "yes",
            phone="+15551230001" if given["channels"] in ("both", "sms") else "",
            email="ana@example.org" if given["channels"] in ("both", "email") else "",
        )
        if given["cleared"] == "yes":
            enrolments.clear_for_doses(EnrolmentId(run.pk), world.now)
        return cls(world, run, ZoneInfo(given["zone"]))

    def move(self, words: str) -> None:
        self.world.move(self._moment(words))

    def _moment(self, words: str) -> datetime:
        if ahead := re.fullmatch(r"\+(\d+)([mhd])", words):
            span = {"m": "minutes", "h": "hours", "d": "days"}[ahead[2]]
            return self.world.now + timedelta(**{span: int(ahead[1])})
        if day := re.fullmatch(r"day (\d+) (\d\d:\d\d)", words):
            start = enrolments.get(EnrolmentId(self.run.pk)).start
            on, at = start + timedelta(days=int(day[1]) - 1), time.fromisoformat(day[2])
            return datetime.combine(on, at, tzinfo=self._zone_now())
        return datetime.fromisoformat(words).replace(tzinfo=self._zone_now())

    def _zone_now(self) -> ZoneInfo:
        return standings.zone(enrolments.get(EnrolmentId(self.run.pk)).subscriber.zone)

    def say(self, text: str, channel: Channel, media: int = 0) -> None:
        self.world.deliver()
        self.heard = self._all()
        self.said += 1
        raw = inbox.keep_raw("test", f"conversation:{self.said}", text, self.world.now)
        assert raw is not None
        person = subscribers.get(self.run.subscriber_id)
        converse.take_in(person, Heard(raw, channel, text, media=media), self.world.office, self.world.moment())
        self.world.now += timedelta(seconds=20)
        self.world.open()
        self.world.deliver()

    def answers(self) -> list[str]:
        """What has been sent to the person since they last spoke, in order."""
        self.world.deliver()
        return self._all()[len(self.heard) :]

    def _all(self) -> list[str]:
        person = subscribers.get(self.run.subscriber_id)
        own = {person.phone, person.email, "+15551230001", "ana@example.org"}
        sent = [each for each in (*self.world.sms.sent, *self.world.email.sent) if each.to in own]
        return [_words(each) for each in sorted(sent, key=lambda each: each.message)]


def _words(sent: Sms | Email) -> str:
    if isinstance(sent, Sms):
        return sent.body
    text = sent.shell.text
    for tag, value in sent.substitutions.items():
        text = text.replace(tag, value)
    return " ".join(text.split())


def fits(said: str, expected: str) -> bool:
    """This will compare a message with what a file expects; "..." stands for anything, the brand may be left out."""
    pattern = ".*".join(re.escape(part.strip()) for part in expected.split("..."))
    plain = " ".join(said.split())
    return any(re.fullmatch(pattern, each, re.S) for each in (plain, plain.removeprefix("Coach: ")))


def files() -> Iterator[Path]:
    yield from sorted(FOLDER.glob("*.txt"))
