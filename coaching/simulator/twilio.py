"""Twilio's Messages API as the product sees it: create, list, fetch, cancel, redact, and the credential check."""

import asyncio
import base64
import hmac
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from coaching.simulator import carrier, outages, replies, segments, twilio_search
from coaching.simulator.faults import TWILIO, Stage
from coaching.simulator.messages import Direction, Text
from coaching.simulator.sim import SIM, Simulator
from coaching.simulator.twilio_rules import WORDS, Order, Refusal, read_order

ROOT = "/2010-04-01/Accounts/{account}"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application) -> None:
    """This will add the API to the application."""
    app.router.add_get(f"{ROOT}.json", _guarded(show_account))
    app.router.add_post(f"{ROOT}/Messages.json", _guarded(create))
    app.router.add_get(f"{ROOT}/Messages.json", _guarded(search))
    app.router.add_get(f"{ROOT}/Messages/{{sid}}.json", _guarded(fetch))
    app.router.add_post(f"{ROOT}/Messages/{{sid}}.json", _guarded(update))


def _guarded(handler: Handler) -> Handler:
    """Checks the credentials, waits as long as the latency says, and turns a Refusal into Twilio's JSON."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        sim = request.app[SIM]
        await asyncio.sleep(sim.settings.latency_ms / 1000)
        try:
            _check_credentials(request, sim)
            return await handler(request)
        except Refusal as refusal:
            return replies.twilio(refusal.code)

    return guarded


def _check_credentials(request: web.Request, sim: Simulator) -> None:
    settings = sim.settings
    expected = base64.b64encode(f"{settings.twilio_sid}:{settings.twilio_token}".encode()).decode()
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    right = scheme.lower() == "basic" and hmac.compare_digest(given.encode(), expected.encode())
    if not right or request.match_info["account"] != settings.twilio_sid:
        raise Refusal(20003)


async def show_account(request: web.Request) -> web.Response:
    """This will answer the account, which is what a credential check asks for."""
    sid = request.app[SIM].settings.twilio_sid
    uri = f"/2010-04-01/Accounts/{sid}.json"
    facts = {"sid": sid, "friendly_name": "Simulator", "status": "active", "type": "Full", "uri": uri}
    return web.json_response(facts | {"date_created": None, "date_updated": None, "owner_account_sid": sid})


async def create(request: web.Request) -> web.StreamResponse:
    """This will accept one text, or refuse it, or do what a fault wants."""
    sim = request.app[SIM]
    form = await request.post()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    to = fields.get("To", "")
    fault = sim.faults.strike(Stage.BEFORE, TWILIO, [to])
    if fault is not None:
        sim.world.refused += 1
        return await outages.break_before(fault, request)
    try:
        media = [url for url in form.getall("MediaUrl", []) if isinstance(url, str)]
        order = read_order(fields, media, sim.settings, sim.clock.machine_ms())
        if sim.world.is_opted_out(order.to, order.service or sim.settings.messaging_service):
            raise Refusal(21610)
    except Refusal:
        sim.world.refused += 1
        raise
    text = _accept(sim, order)
    answer = web.json_response(describe(sim, text), status=201)
    if sim.faults.strike(Stage.EARLY, TWILIO, [to]):
        await carrier.carry(sim, text, at_once=True)
    else:
        sim.start(carrier.carry(sim, text), counted=text.send_at_ms is None)
    fault = sim.faults.strike(Stage.AFTER, TWILIO, [to])
    return answer if fault is None else await outages.break_after(fault, request, answer)


def _accept(sim: Simulator, order: Order) -> Text:
    now = sim.clock.machine_ms()
    status = "scheduled" if order.send_at_ms else "accepted" if order.service else "queued"
    prefix = "MM" if order.media else "SM"
    text = Text(
        sim.world.next_seq(), carrier.new_sid(prefix), Direction.OUT, order.sender, order.to, order.body, now,
        sim.clock.programme_ms(), status, now, order.service, None, order.send_at_ms, order.status_callback,
        order.media, segments.count(order.body, smart=order.smart),
    )  # fmt: skip
    sim.world.add_text(text, programme_ms=text.programme_ms)
    return text


async def search(request: web.Request) -> web.StreamResponse:
    """This will list texts, newest first, by To, From and DateSent, page by page."""
    sim = request.app[SIM]
    to = request.query.get("To", "")
    fault = sim.faults.strike(Stage.SEARCH, TWILIO, [to])
    if fault is not None and fault.kind == "search_fails":
        return replies.twilio(20500)
    younger_ms = sim.clock.machine_ms() - (fault.ms(5000) if fault else 0)
    page = twilio_search.find(sim.world, request.query, seen_until_ms=younger_ms)
    return web.json_response(
        {
            "messages": [describe(sim, text) for text in page.texts],
            "page": page.number,
            "page_size": page.size,
            "start": page.number * page.size,
            "end": page.number * page.size + max(len(page.texts) - 1, 0),
            "uri": request.path_qs,
            "first_page_uri": page.uri(request.path, 0),
            "next_page_uri": page.uri(request.path, page.number + 1) if page.has_more else None,
            "previous_page_uri": page.uri(request.path, page.number - 1) if page.number else None,
        }
    )


async def fetch(request: web.Request) -> web.Response:
    """This will answer one text."""
    sim = request.app[SIM]
    return web.json_response(describe(sim, _find(sim, request)))


async def update(request: web.Request) -> web.Response:
    """This will cancel a scheduled text (Status=canceled) or take the words out of any (Body empty)."""
    sim = request.app[SIM]
    text, form = _find(sim, request), await request.post()
    if form.get("Status") == "canceled":
        if text.status not in ("scheduled", "accepted"):
            raise Refusal(30409)
        text.status = "canceled"
    if form.get("Body") == "":
        text.body = ""
    text.updated_ms = sim.clock.machine_ms()
    sim.world.touch()
    return web.json_response(describe(sim, text))


def _find(sim: Simulator, request: web.Request) -> Text:
    text = sim.world.texts.get(request.match_info["sid"])
    if text is None or text.direction is Direction.CARRIER:
        raise Refusal(20404)
    return text


def describe(sim: Simulator, text: Text) -> dict[str, Any]:
    """This will give the text as Twilio's Message resource. Dates are machine time, RFC 2822."""
    account = sim.settings.twilio_sid
    uri = f"/2010-04-01/Accounts/{account}/Messages/{text.sid}"
    return {
        "sid": text.sid,
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": text.body,
        "date_created": _rfc2822(text.created_ms),
        "date_updated": _rfc2822(text.updated_ms),
        "date_sent": None if text.sent_ms is None else _rfc2822(text.sent_ms),
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": None if text.error_code is None else WORDS.get(text.error_code),
        "from": text.sender,
        "to": text.to,
        "messaging_service_sid": text.service,
        "num_media": str(len(text.media)),
        "num_segments": str(text.segments) if text.sent_ms else "0",
        "price": None,
        "price_unit": "USD",
        "status": text.status,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def _rfc2822(ms: int) -> str:
    return format_datetime(datetime.fromtimestamp(ms // 1000, UTC))
