"""SendGrid's calls: batches of what became of our mails, and mails that people send us."""

from hmac import compare_digest

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import receipts, receive_email
from coaching.providers import inbound_email
from coaching.providers.inbound_email import InboundEmail
from coaching.providers.signatures import Verdict, verify_sendgrid
from coaching.providers.webhooks import MalformedPayload, read_sendgrid_events
from coaching.settings import load
from coaching.store import inbox
from coaching.web.hooks.refusing import refuse

log = structlog.get_logger()
EVENTS_AGE_S = 600.0
# A mail is posted again for three days, and a refusal ends that. A replay of a real one counts once anyway.
INBOUND_AGE_S = 73 * 3600.0
SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


@csrf_exempt
@login_not_required
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """This will note each event of a signed batch; repeated or shuffled batches end the same."""
    moment = bootstrap.moment()
    if not _is_signed(request, load().sendgrid_webhook_key, request.body, EVENTS_AGE_S):
        return refuse("sendgrid-events", "The signature is wrong or too old.")
    try:
        batch = read_sendgrid_events(request.body)
    except MalformedPayload as problem:
        return HttpResponseBadRequest(str(problem), content_type="text/plain")
    receipts.take_in_many(batch, Channel.EMAIL, moment)
    return HttpResponse(status=204)


@csrf_exempt
@login_not_required
@require_POST
def inbound(request: HttpRequest, secret: str = "") -> HttpResponse:
    """This will store a mail before it answers; the same mail sent again counts once.

    The body is read past Django's limit for forms, on this address alone: a mail may have 30 MB.
    """
    settings = load()
    if not settings.reply_domain or not compare_digest(secret.encode(), settings.sendgrid_inbound_secret.encode()):
        return HttpResponseNotFound("There is nothing at this address.", content_type="text/plain")
    key = settings.sendgrid_inbound_key
    if key and SIGNATURE not in request.headers:  # 30 MB of a stranger's are not even read
        return refuse("sendgrid-inbound", "The signature is missing.")
    if _length(request) > inbound_email.LARGEST:
        return HttpResponse("A mail may have 30 MB.", status=413, content_type="text/plain")
    raw = request.read(inbound_email.LARGEST + 1)
    if key and not _is_signed(request, key, raw, INBOUND_AGE_S):
        return refuse("sendgrid-inbound", "The signature is wrong or too old.")
    try:
        email = inbound_email.read(request.headers.get("Content-Type", ""), raw)
    except MalformedPayload as problem:
        return HttpResponseBadRequest(str(problem), content_type="text/plain")
    _take_in(email)
    return HttpResponse("stored", content_type="text/plain")


def _take_in(email: InboundEmail) -> None:
    moment = bootstrap.moment()
    raw = inbox.keep_raw(receive_email.SOURCE, email.key, inbound_email.to_json(email), moment.now)
    if raw is None:
        return
    try:
        label = receive_email.receive_email(raw, email, bootstrap.office(), moment)
        log.info("email received", raw=raw, label=label)
    except Exception:  # it is stored: the chores try again, and the provider need not
        log.exception("email not taken in", raw=raw)


def _length(request: HttpRequest) -> int:
    told = request.headers.get("Content-Length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0


def _is_signed(request: HttpRequest, key: str, raw: bytes, max_age_s: float) -> bool:
    if not key:
        return False
    signature, timestamp = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
    now_s = bootstrap.machine_time().timestamp()
    return verify_sendgrid(key, raw, signature, timestamp, now_s, max_age_s) is Verdict.VALID
