"""The control API of demos and tests: move the clock, read the books, let people answer, arm faults, start afresh."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from coaching.simulator import carrier, faults, mailback
from coaching.simulator.clients import Client
from coaching.simulator.messages import Direction, Letter, Record, Text
from coaching.simulator.people import read_person
from coaching.simulator.sim import SIM, Simulator
from coaching.simulator.twilio_rules import E164

MOST = 10_000
PARSE_OFF = "replies by email are off; start the simulator with --parse-path /hooks/..."
Handler = Callable[[web.Request], Awaitable[web.Response]]


def add_routes(app: web.Application) -> None:
    """This will add the API to the application."""
    app.router.add_post("/control/clock", _told(set_clock))
    app.router.add_get("/control/state", show_state)
    app.router.add_get("/control/sent", _told(list_sent))
    app.router.add_get("/control/duplicates", list_duplicates)
    app.router.add_post("/control/reply", _told(reply))
    app.router.add_post("/control/email", _told(reply_by_email))
    app.router.add_post("/control/people", _told(add_people))
    app.router.add_get("/control/faults", list_faults)
    app.router.add_post("/control/faults", _told(arm))
    app.router.add_delete("/control/faults", disarm)
    app.router.add_post("/control/reset", reset)


def _told(handler: Handler) -> Handler:
    """Turns a ValueError into a 400 that says what is wrong."""

    async def told(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except ValueError as wrong:
            return web.json_response({"error": str(wrong)}, status=400)

    return told


async def _read(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise ValueError("send JSON with Content-Type: application/json")
    try:
        return await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as wrong:
        raise ValueError(f"the body is no JSON: {wrong}") from wrong


async def _read_object(request: web.Request) -> dict[str, Any]:
    body = await _read(request)
    if not isinstance(body, dict):
        raise ValueError("send one JSON object")
    return body


async def set_clock(request: web.Request) -> web.Response:
    """This will set how far programme time is ahead of machine time, and let people speak whose moment has come."""
    sim, offset = request.app[SIM], (await _read_object(request)).get("offset_ms")
    if not isinstance(offset, int) or isinstance(offset, bool):
        raise ValueError("offset_ms: a whole number of milliseconds")
    sim.clock.offset_ms = offset
    carrier.let_people_speak(sim)
    sim.world.touch()
    return web.json_response(describe(sim))


async def show_state(request: web.Request) -> web.Response:
    """This will answer the clock, what is under way, and the counts."""
    return web.json_response(describe(request.app[SIM]))


def describe(sim: Simulator) -> dict[str, Any]:
    """This will sum the simulator up. Times are programme time in epoch milliseconds."""
    world = sim.world
    return {
        "programme_now_ms": sim.clock.programme_ms(),
        "next_event_ms": sim.people.next_ms(),
        "callbacks_pending": sim.pending(),
        "callbacks_delivered": sim.callbacks.delivered,
        "callbacks_given_up": sim.callbacks.given_up,
        "accepted": {"sms": world.accepted_sms, "email": world.accepted_email},
        "refused": world.refused,
        "duplicates": world.duplicate_count,
    }


async def list_sent(request: web.Request) -> web.Response:
    """This will list accepted sends after `after`, oldest first, at most `limit` (1000 unless told)."""
    sim = request.app[SIM]
    after, limit = _whole(request, "after", 0), _whole(request, "limit", 1000)
    found: list[dict[str, Any]] = []
    for record in sim.world.after(after):
        if len(found) == min(limit, MOST):
            break
        if _is_send(record):
            found.append(_describe_send(record))
    return web.json_response(found)


def _whole(request: web.Request, name: str, otherwise: int) -> int:
    text = request.query.get(name, str(otherwise))
    if not text.isdecimal():
        raise ValueError(f"{name}: a whole number, not {text!r}")
    return int(text)


def _is_send(record: Record) -> bool:
    return isinstance(record, Letter) or record.direction in (Direction.OUT, Direction.ANSWER)


def _describe_send(record: Record) -> dict[str, Any]:
    shared = {"seq": record.seq, "to": record.to, "at_programme_ms": record.programme_ms, "status": record.status}
    if isinstance(record, Text):
        own = {"body": record.body, "provider_id": record.sid, "status_callback": record.status_callback}
        return shared | {"channel": "sms"} | own
    words = {"subject": record.subject, "text": record.text, "provider_id": record.message_id}
    return shared | {"channel": "email"} | words | {"custom_args": dict(record.custom_args)}


async def list_duplicates(request: web.Request) -> web.Response:
    """This will list the newest repetitions: the same words accepted again within 20 hours of programme time."""
    return web.json_response(
        [
            {"seq": one.seq, "channel": one.channel, "to": one.to, "words": one.words,
             "before_programme_ms": one.before_ms, "again_programme_ms": one.again_ms}
            for one in request.app[SIM].world.duplicates
        ]
    )  # fmt: skip


async def reply(request: web.Request) -> web.Response:
    """This will let a phone send a text now: {"from": "+1...", "text": "..."}."""
    asked = await _read_object(request)
    phone, text = asked.get("from"), asked.get("text")
    if not isinstance(phone, str) or not E164.fullmatch(phone):
        raise ValueError(f"from: a number like +15551234567, not {phone!r}")
    if not isinstance(text, str) or not 1 <= len(text) <= 1600:
        raise ValueError("text: 1 to 1600 letters")
    return web.json_response({"sid": carrier.receive(request.app[SIM], phone, text).sid}, status=202)


async def reply_by_email(request: web.Request) -> web.Response:
    """This will let a mailbox write: {"from", "to", "subject", "text"}, posted as Inbound Parse.

    Without "to" it answers its newest email: {"from", "text", "client"}, the mail program being gmail unless told.
    """
    sim, asked = request.app[SIM], await _read_object(request)
    if "to" not in asked:
        return _answer_newest(sim, asked)
    parts = [asked.get(key) for key in ("from", "to", "subject", "text")]
    if not all(isinstance(part, str) and part for part in parts):
        raise ValueError("from, to, subject and text: texts, none empty")
    if sim.settings.parse_path is None:
        raise ValueError(PARSE_OFF)
    sender, to, subject, text = map(str, parts)
    return web.json_response({"message_id": mailback.post(sim, sender, to, subject, text)}, status=202)


def _answer_newest(sim: Simulator, asked: dict[str, Any]) -> web.Response:
    address, words, client = asked.get("from"), asked.get("text", ""), asked.get("client", Client.GMAIL)
    box = sim.world.mailboxes.get(str(address).lower())
    letters = sim.world.post(box) if box else []
    if not letters or not isinstance(words, str) or client not in tuple(Client):
        raise ValueError(f"from: a mailbox with an email; text: a text; client: one of {', '.join(Client)}")
    if sim.settings.parse_path is None:
        raise ValueError(PARSE_OFF)
    person = sim.people.by_email.get(letters[-1].to)
    zone = (person and person.zone) or sim.settings.zone
    message_id = mailback.answer(sim, letters[-1], words, Client(client), zone)
    return web.json_response({"message_id": message_id}, status=202)


async def add_people(request: web.Request) -> web.Response:
    """This will register sample people, replacing those with the same phone."""
    sim, raw = request.app[SIM], await _read(request)
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise ValueError("send a JSON list of people")
    people = [read_person(one) for one in raw]
    for person in people:
        sim.people.register(person)
        sim.world.phone(person.phone).name = person.name
        if person.email is not None:
            sim.world.mailbox(person.email).name = person.name
    sim.world.touch()
    return web.json_response({"people": len(sim.people.by_phone)}, status=201)


async def list_faults(request: web.Request) -> web.Response:
    """This will list the armed faults and how often each has struck."""
    return web.json_response([_describe_fault(fault) for fault in request.app[SIM].faults.armed])


async def arm(request: web.Request) -> web.Response:
    """This will arm one fault, or a list of them."""
    sim, raw = request.app[SIM], await _read(request)
    wanted = [faults.read_fault(one) for one in (raw if isinstance(raw, list) else [raw])]
    for fault in wanted:
        if fault.stage is faults.Stage.LISTEN:
            sim.silences.put_nowait(fault.ms(1000))
        else:
            sim.faults.armed.append(fault)
    return web.json_response([_describe_fault(fault) for fault in wanted], status=201)


def _describe_fault(fault: faults.Fault) -> dict[str, Any]:
    return {"provider": fault.provider, "kind": fault.kind, "address": fault.address, "event": fault.event,
            "nth": fault.nth, "times": fault.times, "chance": fault.chance, "seed": fault.seed,
            "options": dict(fault.options), "seen": fault.seen, "struck": fault.struck}  # fmt: skip


async def disarm(request: web.Request) -> web.Response:
    """This will clear every fault."""
    request.app[SIM].faults.armed.clear()
    return web.Response(status=204)


async def reset(request: web.Request) -> web.Response:
    """This will forget messages, people, faults, opt-outs and what waits, and put the clock back in step."""
    request.app[SIM].forget()
    return web.Response(status=204)
