"""How the APIs go wrong on purpose: answers that are late, broken, cut off or a refusal."""

import asyncio

from aiohttp import web

from coaching.simulator import replies
from coaching.simulator.faults import TWILIO, Fault
from coaching.simulator.sim import SIM

HANG_MS = 20_000


async def break_before(fault: Fault, request: web.Request) -> web.StreamResponse:
    """This will answer a request that nothing is stored of."""
    twilio = fault.provider == TWILIO
    match fault.kind:
        case "time_out":
            await asyncio.sleep(fault.ms(HANG_MS) / 1000)
            return cut(request)
        case "unavailable":
            return replies.twilio(20503) if twilio else replies.html(503, "Service Unavailable")
        case "rate_limited":
            return _too_many(fault, twilio=twilio, now_ms=request.app[SIM].clock.machine_ms())
        case "unauthorized":
            return replies.twilio(20003) if twilio else replies.sendgrid(401, replies.UNAUTHORIZED)
        case "forbidden":
            if twilio:
                return replies.twilio(20003, status=403, message="Forbidden")
            return replies.sendgrid(403, replies.FORBIDDEN, "from")
        case "refused":
            return _refused(fault, twilio=twilio)
        case other:
            raise AssertionError(f"{other} does not strike before the request is stored")


async def break_after(fault: Fault, request: web.Request, answer: web.Response) -> web.StreamResponse:
    """This will spoil the answer to a request that has been accepted."""
    twilio = fault.provider == TWILIO
    match fault.kind:
        case "accept_then_drop":
            return cut(request)
        case "accept_then_500":
            return replies.twilio(20500) if twilio else replies.sendgrid(500, "internal server error")
        case "accept_then_502":
            return replies.html(502, "Bad Gateway")
        case "accept_then_504":
            return replies.html(504, "Gateway Time-out")
        case "accept_then_slow":
            await asyncio.sleep(fault.ms(HANG_MS) / 1000)
            return answer
        case "unreadable_answer":
            if twilio:
                return web.Response(status=201, text='{"sid": "SM', content_type="application/json")
            return web.Response(status=202)
        case other:
            raise AssertionError(f"{other} does not strike after the request is stored")


def cut(request: web.Request) -> web.Response:
    """This will break the connection off; the response that it returns reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _too_many(fault: Fault, *, twilio: bool, now_ms: int) -> web.Response:
    wait_s = int(fault.options.get("wait_s", 1))
    if twilio:
        answer = replies.twilio(20429)
        answer.headers["Twilio-Concurrent-Requests"] = str(fault.options.get("concurrent", 101))
        if fault.options.get("headers", True):
            answer.headers["Retry-After"] = str(wait_s)
        return answer
    answer = replies.sendgrid(429, "too many requests")
    if fault.options.get("headers", True):
        limits = {"Limit": "600", "Remaining": "0", "Reset": str(now_ms // 1000 + wait_s)}
        answer.headers.update({f"X-RateLimit-{name}": value for name, value in limits.items()})
    return answer


def _refused(fault: Fault, *, twilio: bool) -> web.Response:
    options = fault.options
    if twilio:
        return replies.twilio(int(options.get("code", 21611)), status=options.get("status"))
    message = str(options.get("message", "Bad Request"))
    return replies.sendgrid(int(options.get("status", 400)), message, options.get("field"))
