"""The doctor's look at what comes in: can people answer an email, and does anybody knock who should not."""

from typing import assert_never

from coaching.journeys.findings import Finding, count, fail, ok, unexamined, warn
from coaching.providers.signatures import verify_sendgrid
from coaching.settings import Settings
from coaching.store import redis_link, refusals
from coaching.store.health import OutOfReach, RedisFacts


def judge_replies(settings: Settings) -> Finding:
    """This will say whether people can answer emails, and how we know that an answer is real."""
    if not settings.email_ready:
        return ok("replies", "Email is not set up, so there is nothing to answer.")
    if not settings.reply_domain:
        sentence = f"Answers to emails go to {settings.email_from}, where the service does not read them."
        return warn("replies", sentence, "Set COACHING_REPLY_DOMAIN and Inbound Parse; see docs/operating.md.")
    if not settings.sendgrid_inbound_key:
        sentence = "Answers to emails are known by their secret address alone."
        return warn("replies", sentence, "Have Inbound Parse signed, and set COACHING_SENDGRID_INBOUND_KEY.")
    try:
        verify_sendgrid(settings.sendgrid_inbound_key, b"", "", "", 0.0)
    except ValueError:
        sentence = "Every answer to an email is refused: the key of Inbound Parse is no P-256 public key."
        return fail("replies", sentence, "Copy the key of its security policy to COACHING_SENDGRID_INBOUND_KEY.")
    return ok("replies", f"Each person can answer their emails, to an address of their own at {settings.reply_domain}.")


def judge_calls(redis: RedisFacts | OutOfReach) -> Finding:
    """This will count the calls to our webhooks that were refused in about the last day."""
    match redis:
        case OutOfReach():
            return unexamined("webhooks", "refused calls are counted in Redis", "Redis")
        case RedisFacts():
            return _calls()
        case other:
            assert_never(other)


def _calls() -> Finding:
    try:
        refused = refusals.lately()
    except redis_link.RedisError as error:
        return unexamined("webhooks", type(error).__name__, "Redis")
    if not refused:
        return ok("webhooks", "No call was refused in the last day.")
    each = ", ".join(f"{number} to {hook}" for hook, number in refused.items())
    sentence = f"{count(sum(refused.values()), 'forged or stale call')} refused in the last day: {each}."
    mend = "If these were the provider's, compare keys, COACHING_PUBLIC_URL and the clock; else nothing is to be done."
    return warn("webhooks", sentence, mend)
