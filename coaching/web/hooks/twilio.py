"""Twilio's calls: a text that came in, and what became of one that went out."""

from urllib.parse import parse_qsl

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.model import Channel, MessageId
from coaching.journeys import receipts, receive
from coaching.providers.events import InboundSms
from coaching.providers.signatures import verify_twilio
from coaching.providers.webhooks import read_twilio_inbound, read_twilio_status
from coaching.settings import load
from coaching.store import inbox

log = structlog.get_logger()
Params = list[tuple[str, str]]


@csrf_exempt
@login_not_required
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """This will store a text before it answers; the same text sent again counts once."""
    params = _signed(request)
    if params is None:
        return HttpResponseForbidden("The signature is wrong.", content_type="text/plain")
    sms = read_twilio_inbound(params)
    moment = bootstrap.moment()
    if isinstance(sms, InboundSms):
        body = request.body.decode("utf-8", "replace")
        raw = inbox.keep_raw(receive.SOURCE, f"twilio:{sms.provider_id}", body, moment.now)
        if raw is not None:
            label = receive.receive_sms(raw, sms, bootstrap.office(), moment)
            log.info("text received", raw=raw, label=label)
    return HttpResponse("<Response />", content_type="text/xml")


@csrf_exempt
@login_not_required
@require_POST
def status(request: HttpRequest) -> HttpResponse:
    """This will note how far one of our texts got."""
    params = _signed(request)
    if params is None:
        return HttpResponseForbidden("The signature is wrong.", content_type="text/plain")
    ours = request.GET.get("m", "")
    message = MessageId(int(ours)) if ours.isascii() and ours.isdigit() and len(ours) < 19 else None
    receipts.take_in(read_twilio_status(params, message), Channel.SMS, bootstrap.moment())
    return HttpResponse(status=204)


def _signed(request: HttpRequest) -> Params | None:
    """The form's pairs, or None if Twilio did not sign them. The address signed is the public one."""
    token = load().twilio_auth_token
    if not token:
        return None
    raw = request.body.decode("utf-8", "replace")
    params = parse_qsl(raw, keep_blank_values=True)
    url = load().public_url + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    return params if verify_twilio(token, url, params, signature) else None
