"""Twilio's calls: a text that came in, and what became of one that went out."""

from xml.sax.saxutils import escape

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.model import Channel, MessageId
from coaching.journeys import receipts, receive, strangers
from coaching.providers.events import InboundSms
from coaching.providers.signatures import verify_twilio
from coaching.providers.webhooks import read_form, read_twilio_inbound, read_twilio_status, storable
from coaching.settings import load
from coaching.store import inbox
from coaching.web.hooks.refusing import refuse

log = structlog.get_logger()
Params = list[tuple[str, str]]


@csrf_exempt
@login_not_required
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """This will store a text before it answers; the same text sent again counts once."""
    params = _signed(request)
    if params is None:
        return refuse("twilio-inbound", "The signature is wrong.")
    sms = read_twilio_inbound(params)
    words = ""
    if isinstance(sms, InboundSms):
        words = _take_in(sms, storable(request.body.decode("utf-8", "replace")))
    said = f"<Message>{escape(words)}</Message>" if words else ""
    return HttpResponse(f"<Response>{said}</Response>", content_type="text/xml")


def _take_in(sms: InboundSms, body: str) -> str:
    """Answers the words for somebody nobody knows; everybody else is answered by messages of the ledger."""
    moment = bootstrap.moment()
    raw = inbox.keep_raw(receive.SOURCE, f"twilio:{sms.provider_id}", body, moment.now)
    if raw is None:
        return ""
    try:
        label = receive.receive_sms(raw, sms, bootstrap.office(), moment)
        log.info("text received", raw=raw, label=label)
        return strangers.answer(sms, bootstrap.office()) if label == receive.STRANGER else ""
    except Exception:  # it is stored: the chores try again, and the provider need not
        log.exception("text not taken in", raw=raw)
        return ""


@csrf_exempt
@login_not_required
@require_POST
def status(request: HttpRequest) -> HttpResponse:
    """This will note how far one of our texts got."""
    params = _signed(request)
    if params is None:
        return refuse("twilio-status", "The signature is wrong.")
    ours = request.GET.get("m", "")
    message = MessageId(int(ours)) if ours.isascii() and ours.isdigit() and len(ours) < 19 else None
    receipts.take_in(read_twilio_status(params, message), Channel.SMS, bootstrap.moment())
    return HttpResponse(status=204)


def _signed(request: HttpRequest) -> Params | None:
    """The form's pairs, or None if Twilio did not sign them. The address signed is the public one."""
    token = load().twilio_auth_token
    if not token:
        return None
    params = read_form(request.body)
    url = load().public_url + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    return params if verify_twilio(token, url, params, signature) else None
