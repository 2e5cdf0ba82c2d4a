"""Looks a text up at Twilio: by recipient, words and time (twilio.com/docs/messaging/api/message-resource)."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from coaching.core.doubt import Absent, Finding, Found, NotTold
from coaching.core.segments import to_gsm
from coaching.providers.lookups import LIMIT, SLACK, Asker, Desk, NoAnswer, Question, listed, word
from coaching.providers.twilio import TwilioConfig

PROVIDER = "Twilio"


@dataclass(frozen=True, slots=True)
class _Listed:
    """One outgoing text as the search shows it."""

    sid: str
    body: str
    created: datetime


class TwilioLookup:
    """Asks the Messages list, newest first. Without a DateSent filter: what is still queued may have no date."""

    def __init__(self, config: TwilioConfig) -> None:
        basic = base64.b64encode(f"{config.account_sid}:{config.auth_token}".encode()).decode()
        self._asker = Asker(PROVIDER, {"Authorization": f"Basic {basic}"})
        self._url = f"{config.base_url.rstrip('/')}/2010-04-01/Accounts/{config.account_sid}/Messages.json"

    def look(self, questions: Sequence[Question]) -> list[Finding]:
        """This will ask about each text and answer in order."""
        return self._asker.ask_all(questions, self._ask)

    async def _ask(self, desk: Desk, question: Question) -> Finding:
        """The list of the person is read once more after the whole list has proved to be current: what that
        one shows, the second reading must show too."""
        first = await self._page(desk, {"To": question.to})
        finding = _search(first, question)
        if not isinstance(finding, Absent) or finding.is_current:
            return finding
        if not _is_current(await self._page(desk, {}), question):
            return finding
        again = _search(await self._page(desk, {"To": question.to}), question)
        return Absent(is_current=True) if isinstance(again, Absent) else again

    async def _page(self, desk: Desk, narrowed: Mapping[str, str]) -> list[_Listed]:
        page = await desk.get(self._url, {**narrowed, "PageSize": str(LIMIT)})
        return [_read(item) for item in listed(page, PROVIDER) if word(item, "direction").startswith("outbound")]


def _search(texts: Sequence[_Listed], question: Question) -> Finding:
    since = question.began - SLACK
    young = [text for text in texts if text.created >= since]
    mine = [text for text in young if _same(text.body, question.body) and text.sid not in question.known]
    if mine:
        return Found(mine[-1].sid)
    if len(young) >= LIMIT:
        return NotTold("Twilio shows only newer messages to this person; this one may stand behind them.")
    return Absent(_is_current(texts, question))


def _is_current(texts: Sequence[_Listed], question: Question) -> bool:
    return any(text.created > question.ended_by for text in texts)


def _same(listed_body: str, body: str) -> bool:
    """SmartEncoded lets Twilio replace typographic signs, so both are compared in their plain form."""
    return to_gsm(listed_body).strip() == to_gsm(body).strip()


def _read(item: Mapping[str, object]) -> _Listed:
    try:
        created = parsedate_to_datetime(word(item, "date_created"))
    except ValueError as error:
        raise NoAnswer("The search of Twilio shows a message without a readable date.") from error
    if created.tzinfo is None or not word(item, "sid"):
        raise NoAnswer("The search of Twilio shows a message without a time zone or an id.")
    return _Listed(word(item, "sid"), word(item, "body"), created)
