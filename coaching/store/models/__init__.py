"""Every table, one module per noun."""

from coaching.store.models.inbox import Answer, OpenQuestion, RawEvent, Reply
from coaching.store.models.ledger import Attempt, Doubt, Message
from coaching.store.models.office import Audit, ProgrammeClock, Switch, User
from coaching.store.models.people import Consent, Subscriber
from coaching.store.models.programme import CampaignVersion, Enrolment, Hold, Pause, TemplateVersion

__all__ = [
    "Answer",
    "Attempt",
    "Audit",
    "CampaignVersion",
    "Consent",
    "Doubt",
    "Enrolment",
    "Hold",
    "Message",
    "OpenQuestion",
    "Pause",
    "ProgrammeClock",
    "RawEvent",
    "Reply",
    "Subscriber",
    "Switch",
    "TemplateVersion",
    "User",
]
