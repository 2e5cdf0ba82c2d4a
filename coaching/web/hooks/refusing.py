"""How a call that nobody may make is answered: 403, a count, and nothing else."""

from django.http import HttpResponse, HttpResponseForbidden

from coaching.store import refusals


def refuse(hook: str, why: str) -> HttpResponse:
    """This will refuse a call to a webhook, and count it for the doctor."""
    refusals.count(hook)
    return HttpResponseForbidden(why, content_type="text/plain")
