"""The doctor's look at people: is there somebody to tell, does every permission have its proof, is anything stuck."""

from datetime import datetime

from coaching.core.alerts import Level
from coaching.core.model import Channel
from coaching.journeys.findings import Finding, count, fail, ok, warn
from coaching.settings import Settings
from coaching.store import alerts, consents, redis_link
from coaching.store.gates import Gate


def judge_contacts(settings: Settings) -> Finding:
    """This will say whether a red alert would reach anybody."""
    ready = {"sms": settings.sms_ready, "email": settings.email_ready}
    reachable = [
        each.name for each in settings.alert_contacts if (each.sms and ready["sms"]) or (each.email and ready["email"])
    ]
    mend = 'Set COACHING_ALERT_CONTACTS, e.g. [{"name": "Maya", "sms": "+15551234567", "email": "maya@example.org"}]'
    if not any(ready.values()):
        return warn(
            "alert contacts", "No channel is set up, so nobody could be told.", "Set up SMS or email, then: " + mend
        )
    if not settings.alert_contacts:
        return fail("alert contacts", "A cry for help would reach nobody: there is no contact.", mend)
    if not reachable:
        return fail("alert contacts", "No contact can be reached: their channels are not set up.", mend)
    if len(reachable) == 1:
        sentence = f"Only {reachable[0]} is told of alerts; nobody stands in."
        return warn("alert contacts", sentence, "Add a second contact to COACHING_ALERT_CONTACTS.")
    return ok("alert contacts", f"Alerts are told to {', then '.join(reachable)}.")


def judge_alerts(now: datetime) -> Finding:
    """This will say whether somebody looks after the alerts."""
    open_ones = alerts.open_ones()
    red = [each for each in open_ones if each.level == Level.RED and each.acknowledged_at is None]
    late = [each for each in open_ones if each.acknowledged_at is None and each.due_at and each.due_at < now]
    if red:
        return fail("alerts", f"{count(len(red), 'red alert')} not acknowledged.", "Open the page Alerts now.")
    if late:
        sentence = f"{count(len(late), 'alert')} past the time by which somebody should have looked."
        return warn("alerts", sentence, "Open the page Alerts, or run: coaching alerts")
    return ok("alerts", f"{count(len(open_ones), 'alert')} open, none of them overdue.")


def judge_consent() -> Finding:
    """This will say whether each channel that we may write to has its row in the consent ledger."""
    unproven = consents.count_unproven()
    if unproven:
        sentence = f"{count(unproven, 'permission')} to write without a consent row that proves it."
        return fail("consent", sentence, "Stop sending (coaching stop) and find out how they came in.")
    return ok("consent", "Every permission to write has a row that proves it.")


def judge_circuits() -> Finding:
    """This will say whether we hold back from a provider that was out of reach."""
    states = {channel: Gate(redis_link.client(), channel).state() for channel in Channel}
    resting = {channel: state for channel, state in states.items() if state.open_s > 0}
    if resting:
        whose = ", ".join(f"{channel} for {state.open_s:.0f} s more" for channel, state in resting.items())
        return warn("circuits", f"We do not try {whose}.", "Read the alert; it closes by itself when a try succeeds.")
    return ok("circuits", "No provider is being rested.")


def judge_pace(settings: Settings) -> Finding:
    """This will say whether we know how fast our SMS sender may go."""
    if settings.mode == "production" and settings.sms_ready and not settings.sms_segments_per_second:
        sentence = "No pace is set: many texts at once wait at Twilio, where neither STOP nor a hold reaches them."
        mend = "Set COACHING_SMS_SEGMENTS_PER_SECOND: 1 for a long code, 3 toll-free, 100 for a short code."
        return warn("pace", sentence, mend)
    pace = settings.sms_segments_per_second
    return ok(
        "pace", f"At most {pace:g} segments a second leave by SMS." if pace else "Texts leave as fast as they can."
    )
