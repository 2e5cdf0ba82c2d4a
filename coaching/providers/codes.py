"""Twilio's error codes as data: whose fault each is, what to do, and one sentence for a coach.

Sources: twilio.com/docs/errors/<code> and docs/api/errors. "Create" codes come in the answer to our
request, "delivery" codes in a status callback. A code that is not here means: no retry, tell a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.providers.base import Scope


class Action(StrEnum):
    """What follows a code. Only RETRY and PAUSE at creation promise that Twilio took nothing.

    LEAVE_TO_A_PERSON: it was accepted and did not arrive; another try may reach the phone, and promise 1 (never twice)
    leaves that to a coach.
    """

    SUPPRESS_PHONE = "suppress_phone"
    SUPPRESS_PHONE_AFTER_TWO = "suppress_phone_after_two"
    MARK_OPTED_OUT = "mark_opted_out"
    RETRY = "retry"
    LEAVE_TO_A_PERSON = "leave_to_a_person"
    PAUSE = "pause"
    FIX_WORDS = "fix_words"
    OPEN_CIRCUIT = "open_circuit"
    DROP = "drop"
    RESCHEDULE = "reschedule"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Code:
    """`after_s`: seconds to wait where Twilio names none; 0 where nothing is tried again."""

    action: Action
    scope: Scope
    sentence: str
    after_s: float = 0.0


_DAY_S = 86_400.0


def create_code(code: str) -> Code | None:
    """This will look up a code from the answer to a create request; None for a code nobody listed."""
    return CREATE.get(code)


def delivery_code(code: str) -> Code:
    """This will look up a code from a status callback; a code nobody listed asks for a person."""
    return DELIVERY.get(code, unlisted(code))


def unlisted(code: str) -> Code:
    """This will describe a code that is in neither table: no retry, tell a person."""
    where = f" See www.twilio.com/docs/errors/{code}" if code.isascii() and code.isdigit() else ""
    return Code(Action.ALERT, Scope.PROVIDER, f"Twilio refused with code {code}, which is not listed here.{where}")


def _phone(sentence: str) -> Code:
    return Code(Action.SUPPRESS_PHONE, Scope.RECIPIENT, sentence)


def _retry(sentence: str, after_s: float) -> Code:
    return Code(Action.RETRY, Scope.PROVIDER, sentence, after_s)


def _for_a_person(sentence: str) -> Code:
    return Code(Action.LEAVE_TO_A_PERSON, Scope.PROVIDER, sentence)


def _pause(sentence: str, after_s: float) -> Code:
    return Code(Action.PAUSE, Scope.PROVIDER, sentence, after_s)


def _words(sentence: str) -> Code:
    return Code(Action.FIX_WORDS, Scope.CONTENT, sentence)


def _setup(sentence: str) -> Code:
    return Code(Action.OPEN_CIRCUIT, Scope.CONFIGURATION, sentence)


def _one(sentence: str) -> Code:
    """A setting of ours that stands in the way of this destination only: somebody is told, the channel goes on."""
    return Code(Action.ALERT, Scope.CONFIGURATION, sentence)


_OPTED_OUT = Code(Action.MARK_OPTED_OUT, Scope.RECIPIENT, "This person opted out by SMS; Twilio blocks every text.")
_DAILY_CAP = _pause("Twilio's daily limit for this account is used up; sending rests for a day.", _DAY_S)
_TOO_FAST = _pause("We send faster than this channel allows; sending slows down.", 60.0)
_SCHEDULING = _setup("Twilio refused a scheduling setting; this service never asks Twilio to schedule.")
_SCHEDULING_CODES = ("35111", "35112", "35113", "35114", "35115", "35116", "35117", "35118", "35125")

CREATE: Mapping[str, Code] = {
    "21211": _phone("Twilio says this is not a valid phone number; correct it."),
    "21214": _phone("Twilio cannot reach this phone number; correct it."),
    "21217": _phone("This does not look like a phone number; correct it."),
    "21401": _phone("Twilio says this is not a valid phone number; correct it."),
    "21612": _phone("Twilio has no way to send SMS to this phone number."),
    "21614": _phone("This number cannot receive SMS; it may be a landline."),
    "21610": _OPTED_OUT,
    "20429": _retry("Twilio asks for fewer requests at a time; nothing was sent.", 2.0),
    "20503": _retry("Twilio is not available; nothing was sent.", 30.0),
    "14107": _retry("Twilio's sending rate is used up; nothing was sent.", 10.0),
    "21611": _retry("The queue of our sender is full; nothing was sent.", 180.0),
    "63038": _DAILY_CAP,
    "63017": _TOO_FAST,
    "21602": _words("The text is empty; write its words."),
    "21617": _words("The text is longer than 1600 letters; shorten it."),
    "10001": _setup("The Twilio account is not active; open the Twilio console."),
    "20003": _setup("Twilio does not accept the account and token; check both."),
    "21408": _one("SMS to this country is switched off; allow it in Twilio's Geo permissions."),
    "21603": _setup("No sender was named; check the messaging service."),
    "21606": _setup("The sender does not belong to this account or cannot send SMS."),
    "21608": _one("A trial account reaches verified numbers only; upgrade the Twilio account."),
    "21609": _setup("Twilio does not accept the callback address; check the public address of this service."),
    "21701": _setup("The messaging service does not exist; check its id."),
    "21703": _setup("The messaging service has no sender; add one."),
    "21704": _setup("The messaging service has no sender for this message; add one."),
    "21705": _setup("The id of the messaging service is malformed; check it."),
    **dict.fromkeys(_SCHEDULING_CODES, _SCHEDULING),
}

DELIVERY: Mapping[str, Code] = {
    "30005": _phone("This phone number is unknown or no longer in use."),
    "30006": _phone("This number cannot receive SMS; it may be a landline."),
    "30004": Code(Action.SUPPRESS_PHONE_AFTER_TWO, Scope.RECIPIENT, "The phone or its network blocks our messages."),
    "21610": _OPTED_OUT,
    "30640": _OPTED_OUT,
    "30001": _for_a_person("Too many messages were waiting at Twilio."),
    "30003": _for_a_person("The phone is switched off or out of reach."),
    "30008": _for_a_person("The network gave no reason."),
    "30017": _for_a_person("The network is overloaded."),
    "30022": _for_a_person("The network's rate for our sender is used up."),
    "30410": _for_a_person("The network did not answer in time."),
    "30500": _for_a_person("The network had a failure of its own."),
    "30023": _pause("The network's daily limit for our sender is used up.", _DAY_S),
    "30027": _pause("T-Mobile's daily limit for our brand is used up.", _DAY_S),
    "63038": _DAILY_CAP,
    "63017": _TOO_FAST,
    "30007": _words("The network filtered the text as unwanted; change its words or links."),
    "30019": _words("The message is too large for this network; shorten it."),
    "30002": _setup("The Twilio account is suspended; open the Twilio console."),
    "30024": _setup("Our sender is not set up on this network; ask Twilio."),
    "30032": _setup("The toll-free sender is not verified; verify it in Twilio."),
    "30034": _setup("The sender is not registered for A2P 10DLC; register it in Twilio."),
    "30035": _setup("The sender is still being set up; wait or use another."),
    "30036": Code(Action.DROP, Scope.PROVIDER, "The message did not get out before its hours ended."),
    "30610": Code(Action.RESCHEDULE, Scope.PROVIDER, "Twilio held the message back for quiet hours."),
    "30450": _pause("Twilio's protection against SMS fraud stopped the message; wait and look at the console.", 3600.0),
}
