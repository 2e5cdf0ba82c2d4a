"""What the phone network does with a text: carries it, reports each step, blocks after STOP, brings replies back."""

import asyncio
import logging
import secrets
import zlib
from collections.abc import Awaitable
from xml.etree import ElementTree

from coaching.simulator import optout, segments, twilio_hooks
from coaching.simulator.faults import TWILIO, Stage
from coaching.simulator.messages import Direction, Text
from coaching.simulator.sim import Simulator

log = logging.getLogger(__name__)

STEP_S = 0.004
"""Machine time between two steps of a text on its way."""


def new_sid(prefix: str = "SM") -> str:
    """This will make an id as Twilio does: two letters and 32 hex digits."""
    return prefix + secrets.token_hex(16)


async def carry(sim: Simulator, text: Text, *, at_once: bool = False) -> None:
    """This will take an accepted text to its phone, reporting each step. `at_once` leaves no pause
    and waits until the product has taken the reports."""
    if text.send_at_ms is not None:
        await asyncio.sleep(max(0.0, (text.send_at_ms - sim.clock.machine_ms()) / 1000))
        if text.status != "scheduled":
            return  # canceled meanwhile
    steps, code = _plan(sim, text)
    taken: list[Awaitable[None]] = []
    shuffled = sim.faults.strike(Stage.ORDER, TWILIO, [text.to])
    for step in [*reversed(steps)] if shuffled else steps:
        await asyncio.sleep(0 if at_once else STEP_S)
        _move(sim, text, step, code)
        taken += twilio_hooks.report(sim, text, step)
    if shuffled:
        text.status = steps[-1]
    if at_once and taken:
        await asyncio.wait([asyncio.ensure_future(one) for one in taken], timeout=10)


def _plan(sim: Simulator, text: Text) -> tuple[list[str], int | None]:
    first = ["queued"] if text.service else []
    if text.service and sim.world.is_opted_out(text.to, text.service):
        return [*first, "failed"], 21610
    fault = sim.faults.strike(Stage.OUTCOME, TWILIO, [text.to])
    if fault is not None:
        end = str(fault.options.get("status", "undelivered"))
        return ([*first, end] if end == "failed" else [*first, "sent", end]), int(fault.options.get("code", 30003))
    return [*first, "sent", "delivered"], None


def _move(sim: Simulator, text: Text, status: str, code: int | None) -> None:
    text.status, text.updated_ms = status, sim.clock.machine_ms()
    if status in ("undelivered", "failed"):
        text.error_code = code
    if status in ("sent", "delivered") and text.sent_ms is None:
        text.sent_ms = text.updated_ms
        text.sender = text.sender or _choose_sender(sim, text.to)
    if status == "delivered":
        reach(sim, text)
    sim.world.touch()


def _choose_sender(sim: Simulator, phone: str) -> str:
    """The service's number for this phone, always the same one (sticky sender)."""
    return sim.settings.senders[zlib.crc32(phone.encode()) % len(sim.settings.senders)]


def reach(sim: Simulator, text: Text) -> None:
    """This will show the text on its phone, where a sample person may answer it."""
    sim.world.phone(text.to).unread += 1
    if sim.people.hear(text.to, text.body, sim.clock.programme_ms()) is not None:
        let_people_speak(sim)


def let_people_speak(sim: Simulator) -> None:
    """This will post every reply that programme time has reached, and set the alarm for the next."""
    for reply in sim.people.take_due(sim.clock.programme_ms()):
        receive(sim, reply.phone, reply.text)
    if sim.reply_timer is not None:
        sim.reply_timer.cancel()
        sim.reply_timer = None
    due_ms = sim.people.next_ms()
    if due_ms is not None:
        wait_s = max(0.001, (due_ms - sim.clock.programme_ms()) / 1000)
        sim.reply_timer = asyncio.get_running_loop().call_later(wait_s, let_people_speak, sim)


def receive(sim: Simulator, phone: str, body: str) -> Text:
    """This will let the person on `phone` write to the service: the carrier reads keywords, then forwards
    the text as a signed webhook, and delivers what the product answers."""
    service, now = sim.settings.messaging_service, sim.clock.machine_ms()
    number = _number_for(sim, phone)
    text = Text(
        sim.world.next_seq(), new_sid(), Direction.IN, phone, number, body, now, sim.clock.programme_ms(),
        "received", now, service, now, segments=segments.count(body, smart=False),
    )  # fmt: skip
    sim.world.add_text(text, programme_ms=text.programme_ms)
    keyword = optout.read(body, opted_out=sim.world.is_opted_out(phone, service))
    if keyword is not None:
        _obey(sim, keyword, phone, number)
    twilio_hooks.forward(sim, text, keyword, lambda twiml: _deliver_answer(sim, twiml, phone, number))
    return text


def _number_for(sim: Simulator, phone: str) -> str:
    """The service's number that this phone last heard from."""
    known = sim.world.phones.get(phone)
    thread = sim.world.thread(known) if known else []
    return next((text.sender for text in reversed(thread) if text.to == phone and text.sender), sim.settings.senders[0])


def _obey(sim: Simulator, keyword: optout.Keyword, phone: str, number: str) -> None:
    service = sim.settings.messaging_service
    was_out = sim.world.is_opted_out(phone, service)
    if keyword is optout.Keyword.STOP:
        sim.world.opted_out.add((phone, service))
    elif keyword is optout.Keyword.START:
        sim.world.opted_out.discard((phone, service))
    if not (keyword is optout.Keyword.STOP and was_out):
        _say(sim, Direction.CARRIER, number, phone, optout.ANSWERS[keyword])


def _say(sim: Simulator, direction: Direction, sender: str, phone: str, body: str) -> Text:
    """A text that needs no request: from the carrier itself, or from the product's answer to a webhook."""
    now, service = sim.clock.machine_ms(), sim.settings.messaging_service
    text = Text(
        sim.world.next_seq(), new_sid(), direction, sender, phone, body, now, sim.clock.programme_ms(),
        "delivered", now, service, now, segments=segments.count(body, smart=True),
    )  # fmt: skip
    sim.world.add_text(text, programme_ms=text.programme_ms)
    return text


def _deliver_answer(sim: Simulator, twiml: str, phone: str, number: str) -> None:
    for body in _read_answer(twiml):
        text = _say(sim, Direction.ANSWER, number, phone, body)
        if sim.world.is_opted_out(phone, sim.settings.messaging_service):
            text.status, text.error_code = "failed", 21610
        else:
            reach(sim, text)


def _read_answer(twiml: str) -> list[str]:
    """The texts of each <Message>; none, with a log line, when the answer is no TwiML (Twilio's error 12100)."""
    if not twiml.strip():
        return []
    try:
        root = ElementTree.fromstring(twiml)
    except ElementTree.ParseError as wrong:
        log.warning("the product's answer to an inbound SMS is no TwiML (12100): %s", wrong)
        return []
    messages = root.findall("Message") + root.findall("Sms")
    bodies = (message.findtext("Body") or message.text or "" for message in messages)
    return [body.strip() for body in bodies if body.strip()]
