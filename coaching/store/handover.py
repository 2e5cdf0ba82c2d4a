"""The last look before a message leaves: one statement reads consent, holds, pause, window, caps, storms, switches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.core.consent import Permission
from coaching.core.ledger import Event, State, move
from coaching.core.model import MessageId
from coaching.core.purposes import ANSWER_WITHIN, MOST_ANSWERS_AN_HOUR, PURPOSES, Consent, Purpose, kinds
from coaching.core.reasons import Reason
from coaching.store import bulk
from coaching.store.messages import Lease
from coaching.store.models import Enrolment, Message, Reply, Switch

SWITCH_RETRY = timedelta(minutes=1)
HOLD_RETRY = timedelta(minutes=15)


def _listed(names: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{name}'" for name in names) + ")"


_WAITS, _CAPPED, _SWITCHED = (_listed(kinds(**{name: True})) for name in ("waits", "capped", "switched"))
_STATE = "CASE store_message.channel WHEN 'sms' THEN s.sms_state ELSE s.email_state END"
# An answer may go without consent while the person's own message is fresh: the parameter is that moment.
_ANSWERING = """EXISTS (SELECT 1 FROM store_reply y WHERE y.subscriber_id = store_message.subscriber_id
  AND y.at > %s)"""
_PERMITTED = f"""CASE
  WHEN store_message.kind IN {_listed(kinds(consent=Consent.INVITED))}
    THEN e.status = 'waiting' AND ({_STATE}) = 'asked'
  WHEN store_message.kind IN {_listed(kinds(consent=Consent.ASKED_FOR))}
    THEN EXISTS (SELECT 1 FROM store_addresschange a WHERE a.subscriber_id = s.id
      AND a.address = store_message.address AND a.confirmed_at IS NULL)
  WHEN store_message.kind IN {_listed(kinds(consent=Consent.ANSWER))}
    THEN ({_STATE}) = 'active' OR {_ANSWERING}
  WHEN store_message.kind IN {_listed(kinds(running=True))}
    THEN e.status = 'active' AND ({_STATE}) = 'active'
  ELSE ({_STATE}) = 'active' END"""
_HELD = f"""EXISTS (SELECT 1 FROM store_hold h WHERE h.enrolment_id = store_message.enrolment_id
  AND h.cleared_at IS NULL AND (h.until IS NULL OR h.until > %s)
  AND ((h.kind IN ('conversation', 'fault') AND store_message.kind IN {_WAITS})
    OR (h.kind = 'dose' AND store_message.dose)))"""
_PAUSED = """EXISTS (SELECT 1 FROM store_pause p WHERE p.enrolment_id = store_message.enrolment_id
  AND store_message.kind IN ('step', 'nudge', 'oneoff') AND p.first <= store_message."on"
  AND (p.last IS NULL OR p.last >= store_message."on"))"""
_OFF = f"""(store_message.kind IN {_SWITCHED} AND EXISTS (SELECT 1 FROM store_switch w WHERE w.scope = 'all'
  OR w.scope = (SELECT c.key FROM store_campaignversion c JOIN store_enrolment x ON x.campaign_id = c.id
    WHERE x.id = store_message.enrolment_id)))"""
# Two caps: everything of one local day over both channels, and texts within 24 hours (FL, MD, NJ and OK
# allow three). A sliding day over both channels would refuse an evening and the next morning.
_CAP_FREE = f"""(store_message.kind NOT IN {_CAPPED} OR (SELECT count(*) FROM store_message r
  WHERE r.subscriber_id = store_message.subscriber_id AND r.kind IN {_CAPPED} AND r.handed_at IS NOT NULL
  AND r.id <> store_message.id AND (r."on" = store_message."on"
    OR (r.channel = 'sms' AND store_message.channel = 'sms' AND r.handed_at > %s))) < %s)"""


def _calm() -> tuple[str, list[timedelta]]:
    """No storm: not the same words again and again, not answer upon answer to a machine. With the spans it reads."""
    cases, spans = [], []
    for kind, purpose in PURPOSES.items():
        cases.append(
            f"WHEN '{kind}' THEN (SELECT count(*) FROM store_message d WHERE "
            "d.subscriber_id = store_message.subscriber_id AND d.id <> store_message.id "
            f"AND d.handed_at > %s AND d.digest = store_message.digest AND d.digest <> '') < {purpose.alike}"
        )
        spans.append(purpose.within)
    answers = _listed(kinds(consent=Consent.ANSWER))
    flood = (
        f"(store_message.kind NOT IN {answers} OR (SELECT count(*) FROM store_message f "
        f"WHERE f.subscriber_id = store_message.subscriber_id AND f.kind IN {answers} "
        f"AND f.handed_at > %s) < {MOST_ANSWERS_AN_HOUR})"
    )
    return f"CASE store_message.kind {' '.join(cases)} ELSE TRUE END AND {flood}", [*spans, timedelta(hours=1)]


_CALM, _SPANS = _calm()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a reserved message did not leave, and when to look again (None: its state is final)."""

    reason: Reason
    retry_at: datetime | None


def hand_over_many(attempts: Mapping[MessageId, str], lease: Lease, cap: int) -> set[MessageId]:
    """This will move reserved rows of this batch to handed, each with its attempt token, and answer which.

    A row whose consent, hold, pause, window, cap or switch says no, or that looks like a storm, stays reserved:
    see `refuse_many`. Commit before the request is written.
    """
    if not attempts:
        return set()
    now = lease.now
    cte, params = bulk.values({"id": "bigint", "attempt": "text"}, list(attempts.items()))
    sql = f"""{cte} UPDATE store_message SET state = 'handed', attempt = v.attempt, tries = tries + 1,
        handed_at = %s, changed_at = %s, lease_until = %s
        FROM v WHERE store_message.id = v.id AND store_message.token = %s
        AND store_message.state = 'reserved' AND store_message.until > %s
        AND EXISTS (SELECT 1 FROM store_enrolment e JOIN store_subscriber s ON s.id = e.subscriber_id
            WHERE e.id = store_message.enrolment_id AND s.erased_at IS NULL AND ({_PERMITTED}))
        AND NOT {_HELD} AND NOT {_PAUSED} AND NOT {_OFF} AND {_CAP_FREE} AND ({_CALM})
        RETURNING store_message.id"""  # constants only
    rows = bulk.fetch(
        sql,
        [*params, now, now, lease.ends, lease.token, now, now - ANSWER_WITHIN, now, now - timedelta(hours=24), cap]
        + [now - span for span in _SPANS],
    )
    return {MessageId(row[0]) for row in rows}


def put_off_many(waits: Mapping[MessageId, tuple[Reason, datetime]], lease: Lease) -> dict[MessageId, Refused]:
    """This will have reserved rows of this batch wait, each for a reason and until a time; no try is spent."""
    if not waits:
        return {}
    cte, params = bulk.values(
        {"id": "bigint", "reason": "text", "retry_at": "timestamptz"},
        [(message, reason, at) for message, (reason, at) in waits.items()],
    )
    bulk.fetch(
        f"""{cte} UPDATE store_message SET state = %s, reason = v.reason, retry_at = v.retry_at, changed_at = %s
        FROM v WHERE store_message.id = v.id AND store_message.token = %s AND store_message.state = 'reserved'
        RETURNING store_message.id""",
        [*params, move(State.RESERVED, Event.PUT_OFF), lease.now, lease.token],
    )
    return {message: Refused(reason, at) for message, (reason, at) in waits.items()}


def refuse_many(ids: set[MessageId], lease: Lease, cap: int) -> dict[MessageId, Refused]:
    """This will say why each row did not leave, in one sentence's code, and store it."""
    refused = {}
    for row in Message.objects.filter(pk__in=ids, token=lease.token, state=State.RESERVED).select_related(
        "subscriber", "enrolment__campaign"
    ):
        why = _why(row, lease, cap)
        refused[MessageId(row.pk)] = why
        event = Event.REFUSED if why.retry_at is None else Event.PUT_OFF
        Message.objects.filter(pk=row.pk, token=lease.token, state=State.RESERVED).update(
            state=move(State.RESERVED, event), reason=why.reason, retry_at=why.retry_at, changed_at=lease.now
        )
    return refused


def _why(row: Message, lease: Lease, cap: int) -> Refused:
    purpose, enrolment = PURPOSES[row.kind], row.enrolment
    if row.until <= lease.now:
        return Refused(Reason.WINDOW_CLOSED, None)
    if enrolment is None or not _is_permitted(row, purpose, lease):
        return Refused(Reason.CONSENT_CHANGED, None)
    if purpose.running and enrolment.status != "active":
        return Refused(Reason.STOPPED, None)
    if purpose.switched and Switch.objects.filter(scope__in=["all", enrolment.campaign.key]).exists():
        return Refused(Reason.SWITCHED_OFF, lease.now + SWITCH_RETRY)
    if held := _held(row, purpose, enrolment, lease):
        return held
    return Refused(Reason.CAP if purpose.capped and _is_capped(row, lease, cap) else Reason.STORM, None)


def _is_permitted(row: Message, purpose: Purpose, lease: Lease) -> bool:
    state = getattr(row.subscriber, f"{row.channel}_state")
    match purpose.consent:
        case Consent.INVITED:
            return bool(state == Permission.ASKED)
        case Consent.ASKED_FOR:
            return bool(row.subscriber.address_changes.filter(address=row.address, confirmed_at=None).exists())
        case Consent.ANSWER:
            fresh = Reply.objects.filter(subscriber=row.subscriber_id, at__gt=lease.now - ANSWER_WITHIN)
            return state == Permission.ACTIVE or fresh.exists()
        case Consent.ACTIVE:
            return bool(state == Permission.ACTIVE)


def _held(row: Message, purpose: Purpose, enrolment: Enrolment, lease: Lease) -> Refused | None:
    """A step is decided anew at once; anything else looks again in a while, and a nudge in a pause is left out."""
    is_step = row.kind in ("step", "repeat")
    later = lease.now if is_step else lease.now + HOLD_RETRY
    open_holds = enrolment.holds.filter(cleared_at=None).exclude(until__lte=lease.now)
    holds = set(open_holds.values_list("kind", flat=True))
    if purpose.waits and ("fault" in holds or "conversation" in holds):
        return Refused(Reason.FAULT if "fault" in holds else Reason.TALKING, later)
    if "dose" in holds and row.dose:
        return Refused(Reason.DOSE_HOLD, later if is_step else None)
    paused = row.on and any(p.first <= row.on and (p.last is None or p.last >= row.on) for p in enrolment.pauses.all())
    if paused and row.kind in ("step", "nudge", "oneoff"):
        return Refused(Reason.PAUSED, None if row.kind == "nudge" else later)
    return None


def _is_capped(row: Message, lease: Lease, cap: int) -> bool:
    others = Message.objects.filter(subscriber=row.subscriber_id, kind__in=kinds(capped=True)).exclude(pk=row.pk)
    handed = others.exclude(handed_at=None)
    day_ago = lease.now - timedelta(hours=24)
    of_day = handed.filter(on=row.on) if row.on else handed.none()
    texts = handed.filter(channel="sms", handed_at__gt=day_ago) if row.channel == "sms" else handed.none()
    return (of_day | texts).count() >= cap
