"""Looking emails up as /v3/logs and /v3/messages do: a small query language over what was accepted."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from aiohttp import web

from coaching.simulator import replies
from coaching.simulator.faults import SENDGRID, Fault, Stage
from coaching.simulator.messages import Letter
from coaching.simulator.sim import SIM, Simulator

Test = Callable[[Letter], bool]
STATUSES = {"bounce": "bounced", "blocked": "blocked", "processed": "processed", "deferred": "deferred",
            "delivered": "delivered", "dropped": "dropped"}  # fmt: skip
CONDITION = re.compile(
    r"""\s*(?P<field>\w+)\s*(?P<op>>=|<=|=|>|<|\bIN\b)\s*"""
    r"""(?:TIMESTAMP\s+(?P<moment>"[^"]*"|'[^']*')|(?P<text>"[^"]*"|'[^']*')|\((?P<list>[^)]*)\))\s*""",
    re.IGNORECASE,
)


class InvalidQuery(ValueError):
    """A query outside the documented grammar; the message says where."""


async def search_logs(request: web.Request) -> web.StreamResponse:
    """This will answer POST /v3/logs: {"query": ..., "limit": 1 to 1000}."""
    sim = request.app[SIM]
    try:
        asked = await request.json()
        query, limit = asked.get("query", ""), asked.get("limit", 10)
    except (json.JSONDecodeError, AttributeError, UnicodeDecodeError):
        return replies.sendgrid(400, "invalid syntax: the body is no JSON object")
    return _answer(sim, query, limit, _as_log)


async def search_messages(request: web.Request) -> web.StreamResponse:
    """This will answer GET /v3/messages?query=...&limit=..., the paid add-on."""
    sim = request.app[SIM]
    limit = request.query.get("limit", "10")
    return _answer(sim, request.query.get("query", ""), int(limit) if limit.isdecimal() else 0, _as_message)


async def show_log(request: web.Request) -> web.StreamResponse:
    """This will answer GET /v3/logs/{id}: one email with its events and custom arguments."""
    sim = request.app[SIM]
    letter = sim.world.letters.get(request.match_info["id"])
    fault = sim.faults.strike(Stage.SEARCH, SENDGRID, [letter.to] if letter else [])
    if fault is not None and fault.kind == "search_fails":
        return replies.sendgrid(500, "internal server error")
    if letter is None:
        return replies.sendgrid(404, "not found")
    more = {
        "events": [
            {"event_name": event["event"], "processed": _iso(event["timestamp"] * 1000), **_reason(event)}
            for event in letter.events
        ],
        "custom_args": dict(letter.custom_args),
        "categories": list(letter.sheet.categories),
        "api_key_id": "simulator",
        "client_ip": "127.0.0.1",
    }
    return web.json_response(_as_log(letter) | more)


def _answer(sim: Simulator, query: object, limit: object, describe: Callable[[Letter], dict[str, Any]]) -> web.Response:
    addresses = re.findall(r"[^\s\"'@]+@[^\s\"']+", str(query))
    fault = sim.faults.strike(Stage.SEARCH, SENDGRID, addresses)
    if fault is not None and fault.kind == "search_fails":
        return replies.sendgrid(500, "internal server error")
    try:
        if not isinstance(limit, int) or not 1 <= limit <= 1000:
            raise InvalidQuery("limit must be from 1 to 1000")
        tests = read_query(str(query))
    except InvalidQuery as wrong:
        return replies.sendgrid(400, f"invalid syntax: {wrong}")
    found = (letter for letter in _seen(sim, fault, str(query)) if all(test(letter) for test in tests))
    return web.json_response({"messages": [describe(letter) for letter in islice(found, limit)]})


def _seen(sim: Simulator, fault: Fault | None, query: str) -> Iterator[Letter]:
    """The emails that the search may know already, newest first; narrowed to one mailbox where the query names it."""
    until_ms = sim.clock.machine_ms() - (fault.ms(5000) if fault else 0)
    named = re.search(r"""\bto_email\s*=\s*["']([^"']+)["']""", query, re.IGNORECASE)
    box = sim.world.mailboxes.get(named.group(1).lower()) if named else None
    letters = sim.world.post(box) if box else [] if named else list(sim.world.letters.values())
    return (letter for letter in reversed(letters) if letter.created_ms <= until_ms)


def read_query(query: str) -> list[Test]:
    """This will read conditions joined by AND. Raises InvalidQuery."""
    if not query.strip():
        raise InvalidQuery("the query is empty")
    return [_read_condition(part) for part in _split(query)]


def _split(query: str) -> list[str]:
    """Cuts at each AND outside quotes."""
    pieces = re.split(r"""("[^"]*"|'[^']*')""", query)
    marked = "".join(piece if n % 2 else re.sub(r"\bAND\b", "\0", piece, flags=re.I) for n, piece in enumerate(pieces))
    return marked.split("\0")


def _read_condition(part: str) -> Test:
    found = CONDITION.fullmatch(part)
    if found is None:
        raise InvalidQuery(f"cannot read {part.strip()!r}")
    field, op = found["field"].lower(), found["op"].upper()
    if field == "sg_message_id_created_at" and found["moment"] and op in (">", "<", ">=", "<="):
        return _compare_created(op, _moment_ms(found["moment"][1:-1]))
    if field in ("sg_message_id", "msg_id", "subject", "to_email", "reason") and op == "=" and found["text"]:
        wanted = found["text"][1:-1]
        return lambda letter: wanted.lower() in (value.lower() for value in _values(letter, field))
    if field in ("status", "categories") and found["list" if op == "IN" else "text"] and op in ("IN", "="):
        options = set(re.findall(r"""["']([^"']*)["']""", found["list"] or found["text"]))
        return lambda letter: bool(options & set(_values(letter, field)))
    raise InvalidQuery(f"{field} {op} is not supported")


def _values(letter: Letter, field: str) -> list[str]:
    match field:
        case "sg_message_id" | "msg_id":
            return [letter.sg_message_id, letter.message_id]
        case "subject":
            return [letter.subject]
        case "to_email":
            return [letter.to]
        case "status":
            return [STATUSES[letter.status]]
        case "categories":
            return list(letter.sheet.categories)
        case "reason":
            return [str(event["reason"]) for event in letter.events if "reason" in event]
        case other:
            raise AssertionError(f"no such field: {other}")


def _compare_created(op: str, limit_ms: int) -> Test:
    match op:
        case ">":
            return lambda letter: letter.created_ms > limit_ms
        case "<":
            return lambda letter: letter.created_ms < limit_ms
        case ">=":
            return lambda letter: letter.created_ms >= limit_ms
        case _:
            return lambda letter: letter.created_ms <= limit_ms


def _moment_ms(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidQuery(f"{text!r} is no timestamp") from None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _as_log(letter: Letter) -> dict[str, Any]:
    return {
        "from_email": letter.sender,
        "sg_message_id": letter.sg_message_id,
        "subject": letter.subject,
        "to_email": letter.to,
        "status": STATUSES[letter.status],
        "sg_message_id_created_at": _iso(letter.created_ms),
    }


def _as_message(letter: Letter) -> dict[str, Any]:
    names = [event["event"] for event in letter.events]
    return {
        "msg_id": letter.sg_message_id,
        "from_email": letter.sender,
        "to_email": letter.to,
        "subject": letter.subject,
        "status": "delivered" if letter.status == "delivered" else "not_delivered",
        "opens_count": names.count("open"),
        "clicks_count": names.count("click"),
        "last_event_time": _iso(letter.updated_ms),
    }


def _reason(event: Mapping[str, Any]) -> dict[str, str]:
    return {"reason": str(event["reason"])} if "reason" in event else {}


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
