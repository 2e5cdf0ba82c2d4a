"""SendGrid's v3 API as the product sees it: mail/send, the logs, the messages search, and the credential check."""

import asyncio
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from coaching.simulator import outages, postman, replies, sendgrid_rules, sendgrid_search
from coaching.simulator.faults import SENDGRID, Stage
from coaching.simulator.messages import Letter, Sheet
from coaching.simulator.sim import SIM, Simulator

LARGEST = 30 * 1024 * 1024
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application) -> None:
    """This will add the API to the application."""
    app.router.add_post("/v3/mail/send", _guarded(send))
    app.router.add_get("/v3/scopes", _guarded(show_scopes))
    app.router.add_post("/v3/logs", _guarded(sendgrid_search.search_logs))
    app.router.add_get("/v3/logs/{id}", _guarded(sendgrid_search.show_log))
    app.router.add_get("/v3/messages", _guarded(sendgrid_search.search_messages))


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        sim = request.app[SIM]
        await asyncio.sleep(sim.settings.latency_ms / 1000)
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), sim.settings.sendgrid_key.encode()):
            return replies.sendgrid(401, replies.UNAUTHORIZED)
        return await handler(request)

    return guarded


async def show_scopes(_: web.Request) -> web.Response:
    """This will answer what the key may do."""
    return web.json_response({"scopes": ["mail.send", "messages.read", "user.scheduled_sends.read"]})


async def send(request: web.Request) -> web.StreamResponse:
    """This will accept all emails of a request, or refuse them all, or do what a fault wants."""
    sim = request.app[SIM]
    read = await _read_mail(request)
    if isinstance(read, web.Response):
        sim.world.refused += 1
        return read
    addresses = _addresses(read)
    fault = sim.faults.strike(Stage.BEFORE, SENDGRID, addresses)
    if fault is not None:
        sim.world.refused += 1
        return await outages.break_before(fault, request)
    found = sendgrid_rules.problems(read, sim.clock.machine_ms() // 1000)
    if found:
        sim.world.refused += 1
        return _refuse(sim, found, addresses)
    if read.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
        return web.Response(status=200)
    message_id = secrets.token_urlsafe(16)
    letters = _accept(sim, read, message_id)
    await _dispatch(sim, read, letters, addresses)
    answer = web.Response(status=202, headers={"X-Message-Id": message_id})
    fault = sim.faults.strike(Stage.AFTER, SENDGRID, addresses)
    return answer if fault is None else await outages.break_after(fault, request, answer)


async def _read_mail(request: web.Request) -> dict[str, Any] | web.Response:
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return replies.html(413, "Request Entity Too Large")
    if request.content_type != "application/json":
        return replies.sendgrid(415, "Content-Type should be application/json.")
    try:
        mail = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return replies.sendgrid(415, "Invalid UTF8 in request")
    except json.JSONDecodeError:
        return replies.sendgrid(400, "Bad Request")
    return mail if isinstance(mail, dict) else replies.sendgrid(400, "Bad Request")


def _addresses(mail: Mapping[str, Any]) -> list[str]:
    """Every recipient of a request whose shape is not checked yet."""
    people = mail.get("personalizations")
    parts = [person.get(part) for person in _listed(people) if isinstance(person, dict) for part in ("to", "cc", "bcc")]
    boxes = [box for part in parts for box in _listed(part) if isinstance(box, dict)]
    return [box["email"] for box in boxes if isinstance(box.get("email"), str)]


def _listed(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _refuse(sim: Simulator, found: list[sendgrid_rules.Problem], addresses: list[str]) -> web.Response:
    fault = sim.faults.strike(Stage.REWORD, SENDGRID, addresses)
    errors = [problem.as_json() for problem in found]
    if fault is not None:
        keeps_name = fault.options.get("field") == "no_index"
        errors = [error | {"field": _without_index(error["field"]) if keeps_name else None} for error in errors[:1]]
    return replies.sendgrid_errors(400, list(errors))


def _without_index(field: str | None) -> str | None:
    return None if field is None else ".".join(part for part in field.split(".") if not part.isdigit())


def _accept(sim: Simulator, mail: Mapping[str, Any], message_id: str) -> list[Letter]:
    letters: list[Letter] = []
    shared = _sheet(mail)
    for person in mail["personalizations"]:
        for box in [box for part in ("to", "cc", "bcc") for box in person.get(part) or []]:
            letter = _letter(sim, mail, shared, person, box, message_id, len(letters))
            sim.world.add_letter(letter, programme_ms=letter.programme_ms)
            letters.append(letter)
    return letters


def _sheet(mail: Mapping[str, Any]) -> Sheet:
    parts = {part["type"]: part["value"] for part in mail["content"]}
    reply_to = mail.get("reply_to") or next(iter(mail.get("reply_to_list") or []), None)
    return Sheet(
        mail["from"]["email"], mail["from"].get("name") or "", reply_to["email"] if reply_to else None,
        mail.get("subject") or "", parts.get("text/plain", ""), parts.get("text/html", ""), mail.get("headers") or {},
        tuple(mail.get("categories") or ()), tuple(one["filename"] for one in mail.get("attachments") or ()),
    )  # fmt: skip


def _letter(
    sim: Simulator, mail: Mapping[str, Any], sheet: Sheet, person: Mapping[str, Any], box: Mapping[str, Any],
    message_id: str, place: int,
) -> Letter:  # fmt: skip
    now = sim.clock.machine_ms()
    own = person.get("from") or {}
    return Letter(
        sim.world.next_seq(), message_id, f"{message_id}.recvd-simulator-{place}-1-{now:X}.0", box["email"].lower(),
        box.get("name") or "", person.get("subject") or sheet.subject, sheet, person.get("substitutions") or {},
        person.get("headers") or {}, {**(mail.get("custom_args") or {}), **(person.get("custom_args") or {})},
        now, sim.clock.programme_ms(), updated_ms=now, own_sender=own.get("email") or "",
        own_sender_name=own.get("name") or "",
    )  # fmt: skip


async def _dispatch(sim: Simulator, mail: Mapping[str, Any], letters: list[Letter], addresses: list[str]) -> None:
    wait_s = max((mail.get("send_at") or 0) - sim.clock.machine_ms() / 1000, 0)
    if sim.faults.strike(Stage.EARLY, SENDGRID, addresses):
        await postman.deliver(sim, letters, at_once=True)
    elif wait_s > 0:
        sim.start(postman.deliver_later(sim, letters, wait_s), counted=False)
    else:
        sim.start(postman.deliver(sim, letters))
