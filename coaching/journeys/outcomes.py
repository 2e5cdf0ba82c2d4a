"""What a provider's answer means for a message and its person: final, again, by the other channel, or an alert."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from coaching.core import retrying
from coaching.core.alerts import Kind
from coaching.core.model import Channel, MessageId
from coaching.core.reasons import Reason
from coaching.journeys import alert, prefer
from coaching.journeys.office import Moment
from coaching.providers.base import Outcome, Rejected, RetryLater, Scope
from coaching.providers.codes import Action, create_code
from coaching.providers.exchange import DEADLINE_PASSED
from coaching.store import subscribers
from coaching.store.alerts import News
from coaching.store.consents import Proof
from coaching.store.handover import Refused
from coaching.store.messages import Claimed
from coaching.store.standings import Person

log = structlog.get_logger()
TRIED_OUT = "tried_out"
SETUP_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NoLongerOurs:
    """It did not leave: a STOP gave it up meanwhile, or this process stood still and another worker took it over."""


Ending = Outcome | Refused | NoLongerOurs


class Sent(Protocol):
    """A message that was handed to a provider."""

    @property
    def claimed(self) -> Claimed: ...
    @property
    def person(self) -> Person: ...
    @property
    def other(self) -> Channel | None: ...


def ending(parcel: Sent, answer: Outcome, moment: Moment) -> Ending:
    """This will turn an answer into how the message ends, or when it goes again and why."""
    channel = parcel.claimed.draft.channel
    match answer:
        case Rejected() if refuses_us(channel, answer):
            return Refused(Reason.SETUP, moment.now + SETUP_AGAIN)
        case Rejected(_, Scope.RECIPIENT) if parcel.other is not None and not _opted_out(channel, answer.code):
            return Refused(Reason.FELL_BACK, moment.now)
        case RetryLater(_, code, detail) if code == DEADLINE_PASSED:
            return RetryLater(0.0, code, detail)
        case RetryLater(after_s, code, detail):
            wait_s = retrying.wait_s(parcel.claimed.tries + 1, after_s, random.random())
            if wait_s is None:
                return Rejected(TRIED_OUT, Scope.PROVIDER, f"Tried {retrying.MOST_TRIES} times. At last: {detail}")
            return RetryLater(wait_s, code, detail)
        case _:
            return answer


def refuses_us(channel: Channel, answer: Rejected) -> bool:
    """This will say whether the provider refuses our account or settings as a whole: then no message is to blame."""
    if answer.scope is not Scope.CONFIGURATION:
        return False
    code = create_code(answer.code) if channel is Channel.SMS else None
    return channel is Channel.EMAIL or code is None or code.action is Action.OPEN_CIRCUIT


def _opted_out(channel: Channel, code: str) -> bool:
    known = create_code(code) if channel is Channel.SMS else None
    return known is not None and known.action is Action.MARK_OPTED_OUT


def follow_up(
    channel: Channel,
    answers: Sequence[tuple[Sent, Outcome]],
    refused: Mapping[MessageId, Refused],
    moment: Moment,
) -> None:
    """This will store what refusals say about a person's channel, and raise what somebody must know.

    Runs in the transaction that stores the endings.
    """
    for parcel, answer in answers:
        if isinstance(answer, Rejected):
            _refused(channel, parcel, answer, moment)
    storms = [message for message, why in refused.items() if why.reason is Reason.STORM]
    if storms:
        title = f"{len(storms)} messages were kept back because the same words had just gone to the same person."
        alert.raise_(News(Kind.STORM, channel, title, body=f"Messages: {', '.join(map(str, storms[:50]))}"), moment.now)


def _refused(channel: Channel, parcel: Sent, answer: Rejected, moment: Moment) -> None:
    message, draft = parcel.claimed.id, parcel.claimed.draft
    person = parcel.person.subscriber
    log.warning("message refused", message=message, channel=channel, code=answer.code, scope=answer.scope)
    if _opted_out(channel, answer.code):
        # The STOP was said to the carrier; by text it ends the programme on every channel.
        told = f"code {answer.code}, message {message}"
        proof = Proof(how="blocked by the provider", actor="the provider", proof=told)
        prefer.stop(subscribers.get(person), prefer.EVERY_CHANNEL, proof, moment)
        return
    match answer.scope:
        case Scope.RECIPIENT:
            subscribers.note_trouble(person, channel, f"{answer.code}: {answer.detail}")
            _tell_if_unreachable(parcel, channel, answer, moment)
        case Scope.CONTENT:
            title = f"{spoken(channel)} refused the words of {draft.template}: {answer.detail}"
            alert.raise_(News(Kind.UNKNOWN_CODE, draft.template, title, body=f"Message {message}"), moment.now)
        case Scope.PROVIDER | Scope.CONFIGURATION if not refuses_us(channel, answer):
            title = f"{spoken(channel)} refused with code {answer.code}: {answer.detail}"
            news = News(Kind.UNKNOWN_CODE, f"{channel}:{answer.code}", title, body=f"Message {message}")
            alert.raise_(news, moment.now)
        case _:
            pass  # the circuit's own alert says it


def _tell_if_unreachable(parcel: Sent, channel: Channel, answer: Rejected, moment: Moment) -> None:
    if parcel.other is not None:
        return
    person = parcel.person
    title = f"{spoken(channel)} does not reach {person.first_name}: {answer.detail}"
    alert.raise_(
        News(
            Kind.UNREACHABLE, f"{person.subscriber}:{channel}", title, subscriber=person.subscriber,
            enrolment=parcel.claimed.draft.enrolment,
        ),
        moment.now,
    )  # fmt: skip


def spoken(channel: Channel) -> str:
    """This will name a channel as people say it."""
    return "SMS" if channel is Channel.SMS else "Email"


def accepted_twice(message: MessageId, moment: Moment) -> None:
    """This will raise the alarm that must never come: one message, accepted under two ids."""
    log.error("accepted twice", message=message)
    title = f"Message {message} was accepted twice by the provider."
    alert.raise_(News(Kind.SECOND_ACCEPTANCE, str(message), title), moment.now)
