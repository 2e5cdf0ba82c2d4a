"""The stop switch: nothing of its scope is handed over while it is off; nothing is lost by it."""

from coaching.journeys.office import Moment
from coaching.store import audit, campaigns, switches
from coaching.store.switches import EVERYTHING

__all__ = ["EVERYTHING", "SwitchRefused", "resume", "scopes", "stop"]


class SwitchRefused(Exception):
    """The switch stands so already, or there is no such scope; the message says which."""


def scopes() -> dict[str, str]:
    """This will name what can be stopped: everything, and each programme by its key."""
    return {EVERYTHING: "everything", **campaigns.names()}


def stop(scope: str, by: str, why: str, moment: Moment) -> None:
    """This will keep back every message of a scope from now on. Answers to a danger still go out."""
    known = scopes()
    if scope not in known:
        raise SwitchRefused(f"There is no programme {scope!r}. There is: {', '.join(known)}.")
    if not switches.turn_off(scope, by, why.strip()[:200], moment.now):
        raise SwitchRefused(f"Sending for {known[scope]} is stopped already.")
    audit.record(by, "stopped sending", "switch", scope, moment.now, why=why.strip())


def resume(scope: str, by: str, moment: Moment) -> None:
    """This will let sending go on. What has become too late meanwhile is left out with its reason."""
    if not switches.turn_on(scope):
        raise SwitchRefused(f"Sending for {scopes().get(scope, scope)} is not stopped.")
    audit.record(by, "resumed sending", "switch", scope, moment.now)
