"""What becomes of an accepted email: delivered, bounced, dropped or more, told to the product as signed events."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from typing import Any

from coaching.simulator.faults import SENDGRID, Fault, Stage
from coaching.simulator.messages import Letter
from coaching.simulator.sim import Simulator

STEP_S = 0.004
"""Machine time between two events of one email."""
PATTERN = re.compile(r"(bounce|blocked|dropped|deferred|spam|unsubscribe)(?:[+._-].*)?@.*", re.IGNORECASE)
STORIES: Mapping[str, tuple[str, ...]] = {
    "delivered": ("processed", "delivered"),
    "bounce": ("processed", "bounce"),
    "blocked": ("processed", "blocked"),
    "dropped": ("dropped",),
    "deferred": ("processed", "deferred", "delivered"),
    "spamreport": ("processed", "delivered", "spamreport"),
    "spam": ("processed", "delivered", "spamreport"),
    "unsubscribe": ("processed", "delivered", "unsubscribe"),
    "open_and_click": ("processed", "delivered", "open", "click"),
}
SUPPRESSES = {
    "bounce": "Bounced Address",
    "spamreport": "Spam Reporting Address",
    "unsubscribe": "Unsubscribed Address",
}
BROWSER = "Mozilla/5.0 (simulated)"


async def deliver(sim: Simulator, letters: list[Letter], *, at_once: bool = False) -> None:
    """This will take the emails of one request to their mailboxes, one event after the other.
    `at_once` leaves no pause and waits until the product has taken the events."""
    stories = [(letter, *_story(sim, letter)) for letter in letters]
    if at_once:
        events = [_live(sim, letter, step, fault) for letter, steps, fault in stories for step in steps]
        await asyncio.wait([asyncio.ensure_future(sim.events.post_now("early", events))], timeout=10)
        return
    for turn in range(max((len(steps) for _, steps, _ in stories), default=0)):
        await asyncio.sleep(STEP_S)
        for letter, steps, fault in stories:
            if turn < len(steps):
                _send(sim, letter, _live(sim, letter, steps[turn], fault))


async def deliver_later(sim: Simulator, letters: list[Letter], wait_s: float) -> None:
    """This will hold emails with a send_at back for `wait_s` seconds of machine time."""
    await asyncio.sleep(wait_s)
    await deliver(sim, letters)


def _story(sim: Simulator, letter: Letter) -> tuple[list[str], Fault | None]:
    fault = sim.faults.strike(Stage.OUTCOME, SENDGRID, [letter.to])
    pattern = PATTERN.fullmatch(letter.to)
    if letter.to in sim.world.suppressed:
        kind = "dropped"
    else:
        kind = fault.kind if fault else pattern.group(1).lower() if pattern else "delivered"
    steps = list(STORIES[kind])
    if sim.faults.strike(Stage.ORDER, SENDGRID, [letter.to]):
        steps.reverse()
    return steps, fault


def _live(sim: Simulator, letter: Letter, step: str, fault: Fault | None) -> dict[str, Any]:
    """Lets the step happen to the email, and words it as an event."""
    letter.updated_ms = sim.clock.machine_ms()
    reason = sim.world.suppressed.get(letter.to) if step == "dropped" else None
    event = _event(letter, step, letter.updated_ms // 1000, reason, fault.options if fault else {})
    letter.events.append(event)
    if step in ("delivered", "bounce", "blocked", "dropped", "deferred"):
        letter.status = step
    if step == "delivered":
        box = sim.world.mailboxes[letter.to]
        box.unread += 1
    if step in SUPPRESSES:
        sim.world.suppressed[letter.to] = SUPPRESSES[step]
    sim.world.touch()
    return event


def _event(letter: Letter, step: str, now_s: int, reason: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = {
        **letter.custom_args,
        "email": letter.to,
        "timestamp": now_s,
        "event": "bounce" if step == "blocked" else step,
        "sg_event_id": secrets.token_urlsafe(16),
        "sg_message_id": letter.sg_message_id,
        "smtp-id": f"<{letter.message_id}@simulator>",
    }
    if letter.sheet.categories:
        event["category"] = list(letter.sheet.categories)
    return event | _extra(step, reason) | dict(options if step in ("bounce", "blocked", "dropped", "deferred") else {})


def _extra(step: str, reason: str | None) -> dict[str, Any]:
    match step:
        case "processed":
            return {"send_at": 0}
        case "delivered":
            return {"response": "250 OK", "ip": "127.0.0.1", "tls": 1}
        case "deferred":
            return {"response": "451 try again later", "attempt": "1"}
        case "bounce":
            return {"type": "bounce", "reason": "550 5.1.1 no such mailbox", "status": "5.1.1", "ip": "127.0.0.1",
                    "tls": 1, "bounce_classification": "Invalid Address"}  # fmt: skip
        case "blocked":
            return {"type": "blocked", "reason": "554 5.7.1 refused for now", "status": "5.7.1", "ip": "127.0.0.1",
                    "tls": 1, "bounce_classification": "Reputation"}  # fmt: skip
        case "dropped":
            return {"reason": reason or "Bounced Address", "status": "5.0.0"}
        case "open":
            return {"useragent": BROWSER, "ip": "127.0.0.1", "sg_machine_open": False, "sg_content_type": "html"}
        case "click":
            return {"url": "https://example.org/", "url_offset": {"index": 0, "type": "html"},
                    "useragent": BROWSER, "ip": "127.0.0.1"}  # fmt: skip
        case "unsubscribe":
            return {"useragent": BROWSER, "ip": "127.0.0.1"}
        case _:
            return {}


def _send(sim: Simulator, letter: Letter, event: dict[str, Any]) -> None:
    """Posts the event as it is, or as a fault wants it."""
    key = letter.message_id
    match sim.faults.strike(Stage.WEBHOOK, SENDGRID, [letter.to], event["event"]):
        case None:
            sim.events.add(key, event)
        case Fault(kind="lost"):
            pass
        case Fault(kind="late") as fault:
            sim.events.add_alone(key, event, delay_s=fault.ms(5000) / 1000)
        case Fault(kind="bad_signature" | "no_signature" | "stale_signature") as fault:
            sim.events.add_forged(key, event, signature=fault.kind.removesuffix("_signature"))
        case fault:
            for one in _reworded(letter, event, fault):
                sim.events.add(key, one)


def _reworded(letter: Letter, event: dict[str, Any], fault: Fault) -> list[dict[str, Any]]:
    match fault.kind:
        case "duplicate":
            again = [event] * (int(fault.options.get("copies", 2)) - 1)
            if fault.options.get("new_id"):
                again = [one | {"sg_event_id": secrets.token_urlsafe(16)} for one in again]
            return [event, *again]
        case "unknown_event":
            return [event | {"event": "pondered", "sg_event_id": secrets.token_urlsafe(16)}, event]
        case "unknown_field":
            return [event | {"simulator_unknown_field": {"deep": [1, None]}}]
        case "category_string":
            return [event | {"category": next(iter(letter.sheet.categories), "simulated")}]
        case "category_list":
            return [event | {"category": list(letter.sheet.categories) or ["simulated"]}]
        case "no_sg_message_id":
            return [{name: value for name, value in event.items() if name != "sg_message_id"}]
        case other:
            raise AssertionError(f"{other} does not reword an event")
