"""SendGrid's Event Webhook: batches of what became of our mails."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import receipts
from coaching.providers.signatures import Verdict, verify_sendgrid
from coaching.providers.webhooks import MalformedPayload, read_sendgrid_events
from coaching.settings import load


@csrf_exempt
@login_not_required
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """This will note each event of a signed batch; repeated or shuffled batches end the same."""
    moment = bootstrap.moment()
    if not _is_signed(request, moment.machine_now.timestamp()):
        return HttpResponseForbidden("The signature is wrong or too old.", content_type="text/plain")
    try:
        batch = read_sendgrid_events(request.body)
    except MalformedPayload as problem:
        return HttpResponseBadRequest(str(problem), content_type="text/plain")
    receipts.take_in_many(batch, Channel.EMAIL, moment)
    return HttpResponse(status=204)


def _is_signed(request: HttpRequest, now_s: float) -> bool:
    key = load().sendgrid_webhook_key
    if not key:
        return False
    signature = request.headers.get("X-Twilio-Email-Event-Webhook-Signature", "")
    timestamp = request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
    return verify_sendgrid(key, request.body, signature, timestamp, now_s) is Verdict.VALID
