"""Every table, one module per noun."""

from coaching.store.models.alerts import Alert, AlertLog, AlertNotice
from coaching.store.models.api import ApiCall, ApiKey, Delivery, Endpoint
from coaching.store.models.inbox import Answer, OpenQuestion, RawEvent, Reply
from coaching.store.models.jobs import Job
from coaching.store.models.ledger import Attempt, Doubt, Message
from coaching.store.models.office import Audit, ProgrammeClock, Switch, User
from coaching.store.models.people import AddressChange, Consent, Subscriber, Suppressed
from coaching.store.models.programme import (
    CampaignVersion,
    Change,
    Enrolment,
    Hold,
    Pause,
    Saved,
    Screen,
    TemplateVersion,
)

__all__ = [
    "AddressChange",
    "Alert",
    "AlertLog",
    "AlertNotice",
    "Answer",
    "ApiCall",
    "ApiKey",
    "Attempt",
    "Audit",
    "CampaignVersion",
    "Change",
    "Consent",
    "Delivery",
    "Doubt",
    "Endpoint",
    "Enrolment",
    "Hold",
    "Job",
    "Message",
    "OpenQuestion",
    "Pause",
    "ProgrammeClock",
    "RawEvent",
    "Reply",
    "Saved",
    "Screen",
    "Subscriber",
    "Suppressed",
    "Switch",
    "TemplateVersion",
    "User",
]
