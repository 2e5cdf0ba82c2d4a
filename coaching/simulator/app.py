"""The simulator put together: both APIs, the control API and the pages on one port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web
from yarl import URL

from coaching.simulator import control, pages, sendgrid, twilio
from coaching.simulator.batches import Batches
from coaching.simulator.callbacks import Callbacks
from coaching.simulator.clock import Clock
from coaching.simulator.settings import Settings
from coaching.simulator.sim import SIM, Simulator

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(settings: Settings, machine_ms: Callable[[], int]) -> web.Application:
    """This will make the application; `machine_ms` answers epoch milliseconds."""
    callbacks = Callbacks(URL(settings.product))
    batches = Batches(callbacks, settings.signing_key, settings.public_url + settings.events_path, machine_ms)
    app = web.Application(client_max_size=sendgrid.LARGEST, middlewares=[refuse_strangers])
    app[SIM] = Simulator(settings, Clock(machine_ms), callbacks, batches)
    for face in (twilio, sendgrid, control, pages):
        face.add_routes(app)
    app.cleanup_ctx.append(_run)
    return app


@web.middleware
async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """This will keep pages of other sites from posting here through somebody's browser."""
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return web.Response(status=403, text="Posts from other sites are refused; open the simulator's own page.\n")
    return await handler(request)


async def _run(app: web.Application) -> AsyncIterator[None]:
    sim = app[SIM]
    await sim.callbacks.open()
    yield
    sim.halt()
    await sim.callbacks.close()


async def serve(app: web.Application, stop: asyncio.Event, ready: Callable[[int], None]) -> None:
    """This will listen until `stop`, calling `ready` with the port once it does (port 0 picks a free one).

    Raises OSError when the port is taken."""
    sim = app[SIM]
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    await runner.setup()
    try:
        site = await _listen(runner, sim.settings.host, sim.settings.port)
        port = runner.addresses[0][1]
        ready(port)
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            silence = asyncio.create_task(sim.silences.get())
            await asyncio.wait({stopping, silence}, return_when=asyncio.FIRST_COMPLETED)
            if silence.done():
                site = await _fall_silent(runner, site, sim.settings.host, port, silence.result() / 1000)
            else:
                silence.cancel()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> web.TCPSite:
    site = web.TCPSite(runner, host, port, reuse_address=True, backlog=1024)
    await site.start()
    return site


async def _fall_silent(runner: web.AppRunner, site: web.TCPSite, host: str, port: int, span_s: float) -> web.TCPSite:
    """Closes the port and every connection, so that callers are refused, and opens it again after the span."""
    await asyncio.sleep(0.05)  # lets the answer to the control call out
    await site.stop()
    assert runner.server is not None
    for connection in runner.server.connections:
        if connection.transport is not None:
            connection.transport.abort()
    await asyncio.sleep(span_s)
    return await _listen(runner, host, port)
