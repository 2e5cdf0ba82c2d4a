"""The port for asking a provider whether it has a message, and the careful reader behind it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import aiohttp

from coaching.core.doubt import Finding, NotTold
from coaching.core.model import MessageId

AT_ONCE = 8
LIMIT = 20
"""How many messages one page of a search may show."""
SLACK = timedelta(seconds=2)
"""Providers date to the second, and their clocks may be a little behind ours."""


@dataclass(frozen=True, slots=True)
class Question:
    """Has the provider taken this? `to` a number or an address, `body` the text of an SMS.

    `began` and `ended_by` bound the time (machine time) in which the request can have been taken. `known`: ids that
    belong to other messages of ours to the same person.
    """

    message: MessageId
    attempt: str
    to: str
    body: str
    began: datetime
    ended_by: datetime
    known: frozenset[str] = frozenset()


class LookUp(Protocol):
    def look(self, questions: Sequence[Question]) -> list[Finding]:
        """This will ask about each and answer in order. It never raises for one of them, and changes nothing there."""
        ...


class NoAnswer(Exception):
    """The provider's search said nothing usable; the message is one sentence without personal data."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions are asked: one pool of connections for one batch, with the provider's headers."""

    session: aiohttp.ClientSession
    provider: str

    async def get(self, url: str, params: Mapping[str, str] | None = None) -> Mapping[str, object]:
        """This will answer the JSON object behind a GET; raises NoAnswer."""
        return await self._ask("GET", url, params=dict(params or {}))

    async def post(self, url: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """This will answer the JSON object behind a search by POST; raises NoAnswer."""
        return await self._ask("POST", url, json=dict(body))

    async def _ask(self, method: str, url: str, **what: object) -> Mapping[str, object]:
        try:
            async with self.session.request(method, url, allow_redirects=False, **what) as answer:  # type: ignore[arg-type]  # by name
                if answer.status != 200:
                    raise NoAnswer(f"The search of {self.provider} answered {answer.status}.")
                found = await answer.json(content_type=None)
        except (aiohttp.ClientError, OSError, ValueError, RecursionError) as error:  # TimeoutError is an OSError
            raise NoAnswer(f"The search of {self.provider} did not answer ({type(error).__name__}).") from error
        if not isinstance(found, dict):
            raise NoAnswer(f"The search of {self.provider} answered something unreadable.")
        return found


Ask = Callable[[Desk, Question], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts questions to one provider, at most AT_ONCE at a time. Times in seconds."""

    provider: str
    headers: Mapping[str, str] = field(repr=False)
    connect_s: float = 3.0
    answer_s: float = 10.0

    def ask_all(self, questions: Sequence[Question], ask: Ask) -> list[Finding]:
        """This will ask each question; a search that fails is NotTold for that question only."""
        return asyncio.run(self._ask_all(questions, ask)) if questions else []

    async def _ask_all(self, questions: Sequence[Question], ask: Ask) -> list[Finding]:
        turns = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession(
            headers=self.headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self.answer_s, connect=self.connect_s),
        ) as session:
            desk = Desk(session, self.provider)
            return await asyncio.gather(*(_ask_one(desk, question, ask, turns) for question in questions))


async def _ask_one(desk: Desk, question: Question, ask: Ask, turns: asyncio.Semaphore) -> Finding:
    async with turns:
        try:
            return await ask(desk, question)
        except NoAnswer as none:
            return NotTold(str(none))


def listed(page: Mapping[str, object], provider: str) -> list[Mapping[str, object]]:
    """This will read the `messages` of a page; raises NoAnswer where there is no such list."""
    messages = page.get("messages")
    if not isinstance(messages, list) or not all(isinstance(each, dict) for each in messages):
        raise NoAnswer(f"The search of {provider} answered without a list of messages.")
    return messages


def word(item: Mapping[str, object], name: str) -> str:
    """This will read a text field; "" where it is missing or something else."""
    value = item.get(name)
    return value if isinstance(value, str) else ""
