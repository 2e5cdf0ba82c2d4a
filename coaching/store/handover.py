"""The last look before a message leaves: one statement reads consent, holds, pause, window, cap and switch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.core.consent import Permission
from coaching.core.ledger import State
from coaching.core.model import MessageId
from coaching.core.reasons import Reason
from coaching.store import bulk
from coaching.store.messages import Lease
from coaching.store.models import Enrolment, Message, Switch

SWITCH_RETRY = timedelta(minutes=1)

# What each purpose needs beside the common guards (compliance reference, section 2; design, "Permission by purpose").
_PURPOSE = """CASE store_message.kind
  WHEN 'invite' THEN e.status = 'waiting' AND ({consent}) = 'asked'
  WHEN 'step' THEN e.status = 'active' AND ({consent}) = 'active'
  ELSE ({consent}) = 'active' END"""
_CONSENT = "CASE store_message.channel WHEN 'sms' THEN s.sms_state ELSE s.email_state END"
_HELD = """EXISTS (SELECT 1 FROM store_hold h WHERE h.enrolment_id = store_message.enrolment_id
  AND h.cleared_at IS NULL AND store_message.kind = 'step'
  AND (h.kind IN ('conversation', 'fault') OR (h.kind = 'dose' AND store_message.dose)))"""
_PAUSED = """EXISTS (SELECT 1 FROM store_pause p WHERE p.enrolment_id = store_message.enrolment_id
  AND store_message.kind = 'step' AND p.first <= store_message."on"
  AND (p.last IS NULL OR p.last >= store_message."on"))"""
_OFF = """EXISTS (SELECT 1 FROM store_switch w WHERE w.scope = 'all' OR w.scope = (
  SELECT c.key FROM store_campaignversion c JOIN store_enrolment x ON x.campaign_id = c.id
  WHERE x.id = store_message.enrolment_id))"""
# Two caps: everything of one local day over both channels, and texts within 24 hours (FL, MD, NJ and OK
# allow three). A sliding day over both channels would refuse an evening and the next morning.
_COUNT = """(SELECT count(*) FROM store_message r
  WHERE r.subscriber_id = store_message.subscriber_id AND r.kind = 'step' AND r.handed_at IS NOT NULL
  AND r.id <> store_message.id AND (r."on" = store_message."on"
    OR (r.channel = 'sms' AND store_message.channel = 'sms' AND r.handed_at > %s)))"""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a reserved message did not leave, and when to look again (None: its state is final)."""

    reason: Reason
    retry_at: datetime | None


def hand_over_many(attempts: Mapping[MessageId, str], lease: Lease, cap: int) -> set[MessageId]:
    """This will move reserved rows of this batch to handed, each with its attempt token, and answer which.

    A row whose consent, hold, pause, window, cap or switch says no stays reserved: see `refuse_many`.
    Commit before the request is written.
    """
    if not attempts:
        return set()
    cte, params = bulk.values({"id": "bigint", "attempt": "text"}, list(attempts.items()))
    sql = f"""{cte} UPDATE store_message SET state = 'handed', attempt = v.attempt, tries = tries + 1,
        handed_at = %s, changed_at = %s, lease_until = %s
        FROM v WHERE store_message.id = v.id AND store_message.token = %s
        AND store_message.state = 'reserved' AND store_message.until > %s
        AND EXISTS (SELECT 1 FROM store_enrolment e JOIN store_subscriber s ON s.id = e.subscriber_id
            WHERE e.id = store_message.enrolment_id AND {_PURPOSE.format(consent=_CONSENT)})
        AND NOT {_HELD} AND NOT {_PAUSED} AND NOT {_OFF} AND (store_message.kind <> 'step' OR {_COUNT} < %s)
        RETURNING store_message.id"""  # constants only
    day_ago = lease.now - timedelta(hours=24)
    rows = bulk.fetch(sql, [*params, lease.now, lease.now, lease.ends, lease.token, lease.now, day_ago, cap])
    return {MessageId(row[0]) for row in rows}


def refuse_many(ids: set[MessageId], lease: Lease) -> dict[MessageId, Refused]:
    """This will say why each row did not leave, in one sentence's code, and store it."""
    refused = {}
    for row in Message.objects.filter(pk__in=ids, token=lease.token, state=State.RESERVED).select_related(
        "subscriber", "enrolment__campaign"
    ):
        why = _why(row, lease)
        refused[MessageId(row.pk)] = why
        state = State.SKIPPED if why.retry_at is None else State.WAITING
        Message.objects.filter(pk=row.pk, token=lease.token, state=State.RESERVED).update(
            state=state, reason=why.reason, retry_at=why.retry_at, changed_at=lease.now
        )
    return refused


def _why(row: Message, lease: Lease) -> Refused:
    if row.until <= lease.now:
        return Refused(Reason.WINDOW_CLOSED, None)
    if getattr(row.subscriber, f"{row.channel}_state") not in (Permission.ACTIVE, Permission.ASKED):
        return Refused(Reason.CONSENT_CHANGED, None)
    enrolment = row.enrolment
    if enrolment is None or (row.kind in ("step", "invite") and enrolment.status not in ("active", "waiting")):
        return Refused(Reason.STOPPED, None)
    if Switch.objects.filter(scope__in=["all", enrolment.campaign.key]).exists():
        return Refused(Reason.SWITCHED_OFF, lease.now + SWITCH_RETRY)
    return _held(row, enrolment, lease) or Refused(Reason.CAP, None)


def _held(row: Message, enrolment: Enrolment, lease: Lease) -> Refused | None:
    kinds = set(enrolment.holds.filter(cleared_at=None).values_list("kind", flat=True))
    if "fault" in kinds or "conversation" in kinds:
        return Refused(Reason.FAULT if "fault" in kinds else Reason.TALKING, lease.now)
    if "dose" in kinds and row.dose:
        return Refused(Reason.DOSE_HOLD, lease.now)
    if row.on and any(p.first <= row.on and (p.last is None or p.last >= row.on) for p in enrolment.pauses.all()):
        return Refused(Reason.PAUSED, lease.now)
    return None
