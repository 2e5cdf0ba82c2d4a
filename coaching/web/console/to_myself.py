"""The button of the editor that sends the draft, as it is shown, to whoever edits it."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.journeys import to_myself as journey
from coaching.journeys.to_myself import NotSent
from coaching.settings import load
from coaching.store.redis_link import RedisError
from coaching.web import show
from coaching.web.console import preview_panel
from coaching.web.console.editor import Sent, editing_of, live_words, page
from coaching.web.console.guard import member


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """This will send a test and say where it went, or why it did not; what was typed stays as it is."""
    editing = editing_of(request)
    live, office = live_words(editing.name), bootstrap.office()
    try:
        shown = preview_panel.look(editing, live, office).preview
        to = journey.send(editing.name, shown, member(request), office, bootstrap.moment())
        words = f"On its way to {to}, with “{journey.MARK.strip()}” in front. Nobody else gets it."
        sent = Sent(words, link=_seen_at(to))
    except NotSent as refused:
        sent = Sent(str(refused), is_problem=True)
    except RedisError:
        sent = Sent("Tests cannot be counted just now, so none goes. Try again in a minute.", is_problem=True)
    status = 422 if sent.is_problem else 200
    if request.headers.get("HX-Request") == "true":
        return show.console(request, "messages/sent.html", sent=sent)
    return page(request, editing, live, sent=sent, status=status)


def _seen_at(to: str) -> str:
    """In the demo every address is one of the simulator's."""
    place = "mailboxes" if "@" in to else "phones"
    return f"{load().simulator_url}/{place}/{quote(to, safe='@+')}" if load().simulator_url else ""
