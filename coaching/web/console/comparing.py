"""Two versions of a text side by side, as source and as people get it; and the email of one text, for a frame."""

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.differences import differences
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import preview, readers
from coaching.journeys.preview import EmailPreview, Preview, Refused, SmsPreview
from coaching.store import drafts, proposals, templates
from coaching.store.models import TemplateVersion
from coaching.web import show
from coaching.web.console.editor import live_words
from coaching.web.mail_csp import MAIL_CSP


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """This will show two versions: `old` and `new`; left out, the live one and what was live before it."""
    live = live_words(request.GET.get("name", ""))
    history = templates.history(live.name)
    earlier = templates.before(live.name, live.number)
    old = _chosen(history, request.GET.get("old", ""), earlier.number if earlier else live.number)
    new = _chosen(history, request.GET.get("new", ""), live.number)
    office, who = bootstrap.office(), preview.sample(request.GET.get("sample", ""))
    return show.console(
        request,
        "messages/compare.html",
        name=live.name,
        live=live,
        history=history,
        old=old,
        new=new,
        shown=differences(old.source.rstrip(), new.source.rstrip()),
        before=preview.preview(live.name, old.source, who, office),
        after=preview.preview(live.name, new.source, who, office),
        sample=who,
        samples=preview.SAMPLES,
        is_email=preview.channel_of(live.name) is Channel.EMAIL,
    )


def _chosen(history: list[TemplateVersion], typed: str, otherwise: int) -> TemplateVersion:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else otherwise
    row = next((row for row in history if row.number == number), None)
    if row is None:
        raise Http404(f"There is no version {number}.")
    return row


@csp(MAIL_CSP)
@require_safe
def email(request: HttpRequest) -> HttpResponse:
    """This will answer with the email of one text: `text` is version-3, draft-12 (one's own) or proposal-4; `who` is a
    sample person, or the number of an enrolment that is to get it."""
    live = live_words(request.GET.get("name", ""))
    source = _source(request, live.name, request.GET.get("text", ""))
    match _rendered(live.name, source, request.GET.get("who", "")):
        case EmailPreview(html=html):
            return HttpResponse(html)
        case Refused(problems):
            return HttpResponse("\n".join(map(str, problems)), content_type="text/plain; charset=utf-8")
        case SmsPreview():
            raise Http404("This template is an SMS; only emails have a page.")


def _source(request: HttpRequest, name: str, text: str) -> str:
    kind, _, number = text.partition("-")
    key = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
    row = {
        "version": lambda: templates.version(name, key),
        "draft": lambda: drafts.get(key, request.user.get_username()),
        "proposal": lambda: proposals.get(key),
    }.get(kind, lambda: None)()
    if row is None or row.name != name:
        raise Http404(f"There is no such text of {name}.")
    return row.source


def _rendered(name: str, source: str, who: str) -> Preview:
    office = bootstrap.office()
    if who.isascii() and who.isdecimal() and len(who) < 19:
        found = readers.for_person(name, source, EnrolmentId(int(who)), office, bootstrap.moment())
        if found is not None:
            return found
    return preview.preview(name, source, preview.sample(who), office)
