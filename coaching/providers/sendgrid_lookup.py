"""Looks an email up at SendGrid: the logs of its address, then our own ids in each one's custom arguments.

POST /v3/logs and GET /v3/logs/{id} belong to every plan; GET /v3/messages is a paid add-on.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from coaching.core.doubt import Absent, Finding, Found, NotTold
from coaching.providers.lookups import LIMIT, SLACK, Asker, Desk, NoAnswer, Question, listed, word
from coaching.providers.sendgrid_mail import SendGridConfig

PROVIDER = "SendGrid"


class SendGridLookup:
    """Asks the email logs."""

    def __init__(self, config: SendGridConfig) -> None:
        self._asker = Asker(PROVIDER, {"Authorization": f"Bearer {config.api_key}"})
        self._url = f"{config.base_url.rstrip('/')}/v3/logs"
        self._sender = config.sender_address.lower()

    def look(self, questions: Sequence[Question]) -> list[Finding]:
        """This will ask about each email and answer in order."""
        return self._asker.ask_all(questions, self._ask)

    async def _ask(self, desk: Desk, question: Question) -> Finding:
        """As at Twilio: the logs of the address are read again once the logs of all have proved to be current."""
        finding = await self._search(desk, question)
        if not isinstance(finding, Absent) or not await self._is_current(desk, question):
            return finding
        again = await self._search(desk, question)
        return Absent(is_current=True) if isinstance(again, Absent) else again

    async def _search(self, desk: Desk, question: Question) -> Finding:
        whose = f"to_email = {_quoted(question.to)} AND {_created_after(question.began - SLACK)}"
        entries = await self._logs(desk, whose)
        for entry in entries:
            if await self._is_ours(desk, entry, question):
                return Found(word(entry, "sg_message_id").partition(".")[0])
        if len(entries) >= LIMIT:
            return NotTold("SendGrid shows too many emails to this person; this one may stand behind them.")
        return Absent(is_current=False)

    async def _is_ours(self, desk: Desk, entry: Mapping[str, object], question: Question) -> bool:
        shown = await desk.get(f"{self._url}/{quote(word(entry, 'sg_message_id'), safe='')}")
        ours = shown.get("custom_args")
        if not isinstance(ours, dict):
            raise NoAnswer("The log of SendGrid shows an email without its custom arguments.")
        marks = (str(ours.get("coaching_message")), str(ours.get("coaching_attempt")))
        return marks == (str(question.message), question.attempt)

    async def _is_current(self, desk: Desk, question: Question) -> bool:
        entries = await self._logs(desk, _created_after(question.ended_by))
        return any(word(entry, "from_email").lower() == self._sender for entry in entries)

    async def _logs(self, desk: Desk, query: str) -> list[Mapping[str, object]]:
        entries = listed(await desk.post(self._url, {"query": query, "limit": LIMIT}), PROVIDER)
        if not all(word(entry, "sg_message_id") for entry in entries):
            raise NoAnswer("The log of SendGrid shows an email without an id.")
        return entries


def _created_after(moment: datetime) -> str:
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f'sg_message_id_created_at > TIMESTAMP "{stamp}"'


def _quoted(address: str) -> str:
    """How the query language reads a quote within an address is not documented: misread, it would look absent."""
    if '"' in address or "'" in address:
        raise NoAnswer("SendGrid cannot safely be asked about an address with a quote in it.")
    return f'"{address}"'
