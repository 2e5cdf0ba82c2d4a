"""Every table, one module per noun."""

from coaching.store.models.accounts import OwnNumber, RecoveryCode, SignedIn, WrongTry
from coaching.store.models.alerts import Alert, AlertLog, AlertNotice
from coaching.store.models.api import ApiCall, ApiKey, Delivery, Endpoint
from coaching.store.models.calendar import ScheduleChange, ScheduleDraft, ScheduleMove
from coaching.store.models.groups import GroupChange, GroupMember, SavedFilter, SubscriberTag
from coaching.store.models.inbox import Answer, OpenQuestion, RawEvent, Reply
from coaching.store.models.jobs import Job
from coaching.store.models.ledger import Attempt, Doubt, Message
from coaching.store.models.notes import Note
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
from coaching.store.models.rehearsals import Rehearsed
from coaching.store.models.threads import SavedReply, Thread
from coaching.store.models.uploads import Upload, UploadColumns, UploadKey, UploadPiece
from coaching.store.models.wording import TemplateDraft, TemplateProposal

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
    "GroupChange",
    "GroupMember",
    "Hold",
    "Job",
    "Message",
    "Note",
    "OpenQuestion",
    "OwnNumber",
    "Pause",
    "ProgrammeClock",
    "RawEvent",
    "RecoveryCode",
    "Rehearsed",
    "Reply",
    "Saved",
    "SavedFilter",
    "SavedReply",
    "ScheduleChange",
    "ScheduleDraft",
    "ScheduleMove",
    "Screen",
    "SignedIn",
    "Subscriber",
    "SubscriberTag",
    "Suppressed",
    "Switch",
    "TemplateDraft",
    "TemplateProposal",
    "TemplateVersion",
    "Thread",
    "Upload",
    "UploadColumns",
    "UploadKey",
    "UploadPiece",
    "User",
    "WrongTry",
]
