"""Everything stored about one person, table by table. Only named columns: no token, no code, no lease."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from coaching.core.model import Channel, SubscriberId
from coaching.store import uploads
from coaching.store.models import (
    AddressChange,
    Alert,
    Answer,
    Audit,
    Change,
    Consent,
    Enrolment,
    Hold,
    Message,
    Note,
    OpenQuestion,
    Pause,
    RawEvent,
    Reply,
    Saved,
    Screen,
    Subscriber,
    SubscriberTag,
    Thread,
)

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]


def of(subscriber: SubscriberId) -> Tables:
    """This will read every table that holds something about a person, oldest rows first."""
    runs = Enrolment.objects.filter(subscriber=subscriber)
    of_run, of_person = {"enrolment__subscriber": subscriber}, {"subscriber": subscriber}
    return {
        "profile": _rows(
            Subscriber.objects.filter(pk=subscriber),
            *("first_name", "phone", "email", "zone", "home_zone", "home_at", "region", "language"),
            *("sms_state", "email_state", "sms_trouble", "email_trouble", "created_at", "erased_at"),
        ),
        "consents": _rows(
            Consent.objects.filter(**of_person),
            *("at", "channel", "address", "purpose", "scope", "event", "wording", "wording_version"),
            *("how", "proof", "actor", "zone"),
        ),
        "enrolments": _rows(
            runs.annotate(programme=F("campaign__key")),
            *("id", "programme", "cycle", "status", "start", "slots", "cadence", "only", "screen", "cleared_at"),
            *("enrolled_by", "enrolled_at", "closed_at", "closed_reason"),
        ),
        "messages": _messages(subscriber),
        "replies": _rows(
            Reply.objects.filter(**of_person),
            *("at", "channel", "text", "label", "tier", "for_day", "read_at", "read_by", "first_label", "corrected_by"),
        ),
        "thread": _rows(
            Thread.objects.filter(**of_person),
            *("since", "last_at", "snoozed_until", "done_at", "done_by", "answers", "answered_at", "answered_by"),
        ),
        "questions": _rows(
            OpenQuestion.objects.filter(**of_run),
            *("enrolment", "day", "checkin", "question", "short", "asked_at", "until", "answered_at", "closed_at"),
        ),
        "answers": _rows(
            Answer.objects.filter(question__enrolment__subscriber=subscriber).annotate(
                day=F("question__day"), asked=F("question__short")
            ),
            *("at", "day", "asked", "value", "text"),
        ),
        "saved": _rows(Saved.objects.filter(**of_run), "enrolment", "key", "value", "at"),
        "screens": _rows(Screen.objects.filter(**of_run), "enrolment", "answers", "track", "by", "at"),
        "pauses": _rows(Pause.objects.filter(**of_run), "enrolment", "first", "last", "by", "at"),
        "holds": _rows(
            Hold.objects.filter(**of_run),
            *("enrolment", "kind", "cause", "by", "at", "until", "cleared_at", "cleared_by", "cleared_why"),
        ),
        "tags": _rows(SubscriberTag.objects.filter(**of_person), "tag", "by", "at"),
        "changes": _rows(Change.objects.filter(**of_run), "enrolment", "what", "before", "by", "at", "undone_at"),
        "notes": _rows(Note.objects.filter(**of_person), "author", "at", "text", "pinned", "removed_at"),
        "address_changes": _rows(
            AddressChange.objects.filter(**of_person), "channel", "address", "asked_at", "until", "confirmed_at"
        ),
        "alerts": _rows(
            Alert.objects.filter(Q(subscriber=subscriber) | Q(**of_run)),
            *("kind", "level", "title", "body", "facts", "count", "raised_at", "last_at", "acknowledged_at"),
            *("acknowledged_by", "closed_at", "closed_by", "closed_why"),
        ),
        "provider_calls": _rows(
            RawEvent.objects.filter(reply__subscriber=subscriber), "source", "body", "received_at", "remark"
        ),
        "uploads": uploads.rows_about(_addresses(subscriber)),
        "audit": _rows(audit_of(subscriber), "at", "actor", "verb", "noun", "noun_id", "facts"),
    }


def _messages(subscriber: SubscriberId) -> list[Row]:
    """All but the words that hold a code or link: whoever reads them could confirm an address that is not theirs."""
    rows = _rows(
        Message.objects.filter(subscriber=subscriber),
        *("id", "enrolment", "kind", "day", "channel", "state", "reason", "detail", "template", "version"),
        *("subject", "text", "words", "address", "due_at", "handed_at", "accepted_at", "delivered_at"),
    )
    return [{**row, "text": "", "words": {}} if row["kind"] == "address" else row for row in rows]


def _addresses(subscriber: SubscriberId) -> list[tuple[Channel, str]]:
    person = Subscriber.objects.get(pk=subscriber)
    return [(channel, at) for channel, at in ((Channel.SMS, person.phone), (Channel.EMAIL, person.email)) if at]


def audit_of(subscriber: SubscriberId) -> QuerySet[Audit]:
    """This will find the audit lines about a person, their runs, messages and alerts, and those they caused."""
    about = Q(noun="subscriber", noun_id=str(subscriber)) | Q(actor=f"subscriber {subscriber}")
    for noun, model in (("enrolment", Enrolment), ("message", Message), ("alert", Alert)):
        ids = model.objects.filter(subscriber=subscriber).values_list("pk", flat=True)
        about |= Q(noun=noun, noun_id__in=[str(pk) for pk in ids])
    return Audit.objects.filter(about)


def _rows(found: QuerySet[Any], *columns: str) -> list[Row]:
    return list(found.order_by("pk").values(*columns))
