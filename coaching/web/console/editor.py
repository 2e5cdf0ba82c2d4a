"""The message editor: source on the left, what a person gets on the right. What publishing does: publishing.py."""

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.core.segments import Segments
from coaching.journeys import preview as journey
from coaching.journeys import proofread
from coaching.journeys.preview import SAMPLES, EmailPreview, Refused, SmsPreview
from coaching.store import templates
from coaching.store.templates import Words
from coaching.web import show
from coaching.web.console import beside
from coaching.web.mail_csp import MAIL_CSP

NOTE_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in the editor. `based_on`: the version the coach began with; `seen`: marks of the warnings that were
    shown."""

    name: str
    source: str
    based_on: int
    note: str = ""
    sample: str = SAMPLES[0].key
    seen: frozenset[str] = frozenset()


@require_safe
def edit(request: HttpRequest) -> HttpResponse:
    """This will open a template at its published words, or at those of an older `version`."""
    live = live_words(request.GET.get("name", ""))
    version = request.GET.get("version", "")
    source, note = live.source, ""
    if version.isdecimal() and version != str(live.number):
        source, note = _old(live.name, int(version[:9])), f"Back to version {version}"
    elif "draft" in request.GET and (draft := beside.draft_of(request, live.name)):
        return page(request, Edit(live.name, draft.source, draft.based_on, draft.note), live)
    return page(request, Edit(live.name, source, live.number, note), live)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """This will render what stands in the editor: the whole page, or its preview alone for htmx."""
    if request.method != "POST":
        return redirect(address(request.GET.get("name", "")))
    editing = editing_of(request)
    live = live_words(editing.name)
    if request.headers.get("HX-Request") == "true":
        return show.console(request, "messages/preview.html", **_preview(editing, live))
    return page(request, editing, live)


@csp(MAIL_CSP)
@require_http_methods(["GET", "HEAD", "POST"])
def preview_email(request: HttpRequest) -> HttpResponse:
    """This will answer with the email itself, for the frame: the published one, or what stands in the editor."""
    if request.method == "POST":
        editing = editing_of(request)
        live_words(editing.name)
    else:
        live = live_words(request.GET.get("name", ""))
        editing = Edit(live.name, live.source, live.number, sample=request.GET.get("sample", ""))
    match journey.preview(editing.name, editing.source, journey.sample(editing.sample), bootstrap.office()):
        case EmailPreview(html=html):
            return HttpResponse(html)
        case Refused(problems):
            return HttpResponse("\n".join(map(str, problems)), content_type="text/plain; charset=utf-8")
        case SmsPreview():
            raise Http404("This template is an SMS; only emails have a page.")


def page(
    request: HttpRequest,
    editing: Edit,
    live: Words,
    *,
    problem: str = "",
    theirs: Words | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """This will answer with the editor as it stands; `theirs`: what somebody else published meanwhile."""
    steps = journey.steps_of(editing.name, journey.campaign_of(editing.name))
    history = templates.history(editing.name)
    return show.console(
        request,
        "messages/edit.html",
        status=status,
        editing=editing,
        live=live,
        step=steps[0] if len(steps) == 1 else None,
        days=[step.day for step in steps],
        problem=problem,
        theirs=theirs,
        their_author=next((row.author for row in history if theirs and row.number == theirs.number), ""),
        history=history,
        newer_file=next((row for row in history if row.published_at is None and row.number > live.number), None),
        samples=SAMPLES,
        variables=journey.variables(editing.name),
        is_email=journey.channel_of(editing.name) is Channel.EMAIL,
        note_letters=NOTE_LETTERS,
        beside=beside.look(request, editing.source, live),
        **more,
        **_preview(editing, live),
    )


def _preview(editing: Edit, live: Words) -> dict[str, Any]:
    """The three kinds of preview, of which one is there, and what the rules say."""
    office = bootstrap.office()
    read = proofread.read(editing.name, editing.source, live.source.rstrip(), office.house, bootstrap.moment())
    shown = journey.preview(editing.name, editing.source, journey.sample(editing.sample), office)
    return {
        "sms": shown if isinstance(shown, SmsPreview) else None,
        "mail": shown if isinstance(shown, EmailPreview) else None,
        "problems": shown.problems if isinstance(shown, Refused) else (),
        "read": read,
        "cost": cost(shown.segments) if isinstance(shown, SmsPreview) else "",
    }


def cost(segments: Segments) -> str:
    """This will say what a text costs, and what would make it cheaper."""
    limit = 160 if segments.encoding == "GSM-7" else 70
    if segments.count <= 1:
        return f"Fits one text: {segments.units} of {limit}, {segments.left_in_last} left."
    over = segments.units - limit
    return f"Needs {segments.count} texts and costs {segments.count} times as much. Shorten it by {over} to fit one."


def editing_of(request: HttpRequest) -> Edit:
    """This will read what the form holds; a form sends CRLF, a template has LF and nothing after its last word."""
    field = request.POST.get
    based_on = field("based_on", "")
    return Edit(
        name=field("name", ""),
        source=field("source", "").replace("\0", "").replace("\r\n", "\n").rstrip(),
        based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 10 else -1,
        note=field("note", "").replace("\0", "").strip(),
        sample=field("sample", ""),
        seen=frozenset(request.POST.getlist("seen")),
    )


def live_words(name: str) -> Words:
    """This will give the published words of a template, or answer 404."""
    words = templates.current([name]).get(name)
    if words is None:
        raise Http404(f"There is no published template {name}.")
    return words


def _old(name: str, number: int) -> str:
    row = next((row for row in templates.history(name) if row.number == number), None)
    if row is None:
        raise Http404(f"{name} has no version {number}.")
    return row.source


def address(name: str) -> str:
    """This will give where a template is edited."""
    return "/messages/edit/?" + urlencode({"name": name})
