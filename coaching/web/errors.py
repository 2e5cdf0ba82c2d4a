"""The pages for what went wrong: nothing here, not allowed, our fault."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from coaching.web import show


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This will say kindly that an address leads nowhere."""
    del exception
    return show.public(
        request, "problem.html", status=404, title="There is no such page",
        text="The address may be mistyped, or what it led to is gone.", back=_back(request),
    )  # fmt: skip


@login_not_required
def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """This will say what to do when a form was open for too long or came from elsewhere."""
    del reason
    return show.public(
        request, "problem.html", status=403, title="This form is out of date",
        text="Nothing was changed. Go back, reload the page, and send it again.", back=_back(request),
    )  # fmt: skip


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """This will admit a fault of ours."""
    return show.public(
        request, "problem.html", status=500, title="Something went wrong here",
        text="It is our fault, not yours. Nothing you typed was sent twice. Please try again in a minute.",
        back=_back(request),
    )  # fmt: skip


def _back(request: HttpRequest) -> str | None:
    """Where a signed-in coach goes from here; a subscriber's page has no way into the console."""
    user = getattr(request, "user", None)
    return "/today/" if user is not None and user.is_authenticated else None
