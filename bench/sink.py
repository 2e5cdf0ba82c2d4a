"""Stands for Twilio and SendGrid while we measure: takes everything after 20 ms and counts it. A process of its own."""

import asyncio
import sys
from itertools import count

from aiohttp import web

LATENCY_S = 0.020
MOST_BYTES = 32 * 1024 * 1024


def application() -> web.Application:
    """This will make the two senders' addresses, and /taken with how many messages each has taken so far."""
    taken = {"sms": 0, "email": 0}
    numbers = count(1)

    async def sms(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(LATENCY_S)
        taken["sms"] += 1
        answer = {"sid": f"SM{next(numbers):032x}", "status": "accepted", "account_sid": "AC" + "0" * 32}
        return web.json_response(answer, status=201)

    async def email(request: web.Request) -> web.Response:
        body = await request.json()
        await asyncio.sleep(LATENCY_S)
        taken["email"] += len(body["personalizations"])
        return web.Response(status=202, headers={"X-Message-Id": f"mail-{next(numbers)}"})

    async def report(_: web.Request) -> web.Response:
        return web.json_response(taken)

    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", sms)
    app.router.add_post("/v3/mail/send", email)
    app.router.add_get("/taken", report)
    return app


if __name__ == "__main__":
    web.run_app(application(), host="127.0.0.1", port=int(sys.argv[1]), print=lambda *_: None, access_log=None)
