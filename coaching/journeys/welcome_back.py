"""After an outage of ours: one word to the person, instead of silence or a flood of what was missed."""

from collections.abc import Sequence
from datetime import timedelta

from coaching.core.decide import Decision, Skip
from coaching.core.model import Channel
from coaching.core.reasons import Reason
from coaching.journeys import owe
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import consents, enrolments
from coaching.store.standings import Loaded

LEAST_DAYS = 2
"""One missed day needs no excuse; its words may come folded into the next email."""
_MISSED = (Reason.MISSED, Reason.FOLDED)


def after_an_outage(loaded: Loaded, decisions: Sequence[Decision], office: Office, moment: Moment) -> Owed | None:
    """This will owe one welcome-back message to somebody whose last days were all missed, once per outage.

    Not to somebody who had stopped meanwhile: that silence was wanted. Call it in the transaction that stores
    the skips.
    """
    days = {decision.step.day for decision in decisions if isinstance(decision, Skip) and decision.reason in _MISSED}
    if len(days) < LEAST_DAYS or not loaded.standing.reachable:
        return None
    if consents.was_silent_on_purpose(loaded.person.subscriber, moment.now - timedelta(days=len(days) + 2)):
        return None
    channel = Channel.SMS if Channel.SMS in loaded.standing.reachable else Channel.EMAIL
    enrolment = enrolments.get(loaded.standing.enrolment)
    key = f"back:{enrolment.pk}:{min(days)}"
    return owe.beside_a_lesson(enrolment, "back", key, "welcome-back", channel, office, moment)
