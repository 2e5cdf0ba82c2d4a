"""Looking at a text before anybody gets it: the preview, the email in its frame, and for whom it is shown."""

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from coaching import bootstrap
from coaching.journeys import preview as journey
from coaching.journeys.preview import EmailPreview, Refused, SmsPreview
from coaching.web import show
from coaching.web.console import preview_panel
from coaching.web.console.editor import Edit, address, editing_of, live_words, page
from coaching.web.mail_csp import MAIL_CSP


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """This will render what stands in the editor: the whole page, or its preview alone for htmx."""
    if request.method != "POST":
        return redirect(address(request.GET.get("name", "")))
    editing = editing_of(request)
    live = live_words(editing.name)
    if request.headers.get("HX-Request") == "true":
        return show.console(
            request, "messages/preview.html", editing=editing, live=live, **preview_panel.panel(editing, live)
        )
    return page(request, editing, live, find=request.POST.get("find", ""))


@csp(MAIL_CSP)
@require_http_methods(["GET", "HEAD", "POST"])
def preview_email(request: HttpRequest) -> HttpResponse:
    """This will answer with the email itself, for the frame: the published one, or what stands in the editor."""
    if request.method == "POST":
        editing = editing_of(request)
        live = live_words(editing.name)
    else:
        live = live_words(request.GET.get("name", ""))
        editing = Edit(live.name, live.source, live.number, sample=request.GET.get("sample", ""))
    match preview_panel.look(editing, live, bootstrap.office()).preview:
        case EmailPreview(html=html):
            return HttpResponse(journey.in_dark(html) if editing.view == "dark" else journey.in_light(html))
        case Refused(problems):
            return HttpResponse("\n".join(map(str, problems)), content_type="text/plain; charset=utf-8")
        case SmsPreview():
            raise Http404("This template is an SMS; only emails have a page.")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """This will list the real people for whom the text can be shown: those whom a search finds."""
    find = request.GET.get("find", "")
    return show.console(
        request, "messages/whom.html", found=preview_panel.matches(find), find=find, whom=None, is_fragment=True
    )
