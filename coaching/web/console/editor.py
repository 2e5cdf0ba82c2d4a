"""The message editor: source on the left, what a person gets on the right; publishing makes the next version."""

from dataclasses import dataclass, replace
from typing import Any

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching import bootstrap
from coaching.core.linting import Level
from coaching.core.model import Channel
from coaching.core.rendering import TemplateRefused
from coaching.core.segments import Segments
from coaching.journeys import preview as journey
from coaching.journeys import proofread
from coaching.journeys import publish as publishing
from coaching.journeys.preview import SAMPLES, EmailPreview, Refused, SmsPreview
from coaching.journeys.proofread import TextRefused
from coaching.store import templates
from coaching.store.templates import EditConflict, Words
from coaching.web import flash, show
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
    live = _live(request.GET.get("name", ""))
    version = request.GET.get("version", "")
    source, note = live.source, ""
    if version.isdecimal() and version != str(live.number):
        source, note = _old(live.name, int(version[:9])), f"Back to version {version}"
    return _page(request, Edit(live.name, source, live.number, note), live)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """This will render what stands in the editor: the whole page, or its preview alone for htmx."""
    if request.method != "POST":
        return redirect(_address(request.GET.get("name", "")))
    editing = _editing(request)
    live = _live(editing.name)
    if request.headers.get("HX-Request") == "true":
        return show.console(request, "messages/preview.html", **_preview(editing, live))
    return _page(request, editing, live)


@csp(MAIL_CSP)
@require_http_methods(["GET", "HEAD", "POST"])
def preview_email(request: HttpRequest) -> HttpResponse:
    """This will answer with the email itself, for the frame: the published one, or what stands in the editor."""
    if request.method == "POST":
        editing = _editing(request)
        _live(editing.name)
    else:
        live = _live(request.GET.get("name", ""))
        editing = Edit(live.name, live.source, live.number, sample=request.GET.get("sample", ""))
    match journey.preview(editing.name, editing.source, journey.sample(editing.sample), bootstrap.office()):
        case EmailPreview(html=html):
            return HttpResponse(html)
        case Refused(problems):
            return HttpResponse("\n".join(map(str, problems)), content_type="text/plain; charset=utf-8")
        case SmsPreview():
            raise Http404("This template is an SMS; only emails have a page.")


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """This will publish the edit as the next version, or say what stands in the way; nothing typed is lost."""
    editing = _editing(request)
    live = _live(editing.name)
    if len(editing.note) > NOTE_LETTERS:
        return _page(request, editing, live, problem=f"Shorten the note to {NOTE_LETTERS} letters.", status=422)
    if editing.source == live.source.rstrip() and editing.based_on == live.number:
        return _page(request, editing, live, problem="Nothing was changed, so there is nothing to publish.", status=422)
    office = bootstrap.office()
    try:
        words = publishing.publish(
            editing.name, editing.source, based_on=editing.based_on, author=request.user.get_username(),
            note=editing.note, house=office.house, moment=bootstrap.moment(), seen=editing.seen,
        )  # fmt: skip
    except TemplateRefused:
        problem = "Not published. Correct what is listed beside the text, then publish again."
        return _page(request, editing, live, problem=problem, status=422)
    except TextRefused as refused:
        return _page(request, editing, live, problem=_in_the_way(refused), status=422)
    except EditConflict:
        current = _live(editing.name)
        return _page(request, replace(editing, based_on=current.number), current, theirs=current, status=409)
    flash.say(request, f"Version {words.number} is published. Messages composed from now on use it.")
    return redirect(_address(editing.name))


def _in_the_way(refused: TextRefused) -> str:
    """What a coach does next about a rule that is broken, or a warning without a reason."""
    if any(each.level is Level.ERROR for each in refused.findings):
        return "Not published. This text breaks a rule: change what is listed beside it, then publish again."
    return (
        "Not published yet. Look at the warnings beside the text: change the words, or say in the note why they are "
        "all right. Then publish again."
    )


def _page(
    request: HttpRequest,
    editing: Edit,
    live: Words,
    *,
    problem: str = "",
    theirs: Words | None = None,
    status: int = 200,
) -> HttpResponse:
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


def _editing(request: HttpRequest) -> Edit:
    """What the form holds; a form sends CRLF, a template has LF and nothing after its last word."""
    field = request.POST.get
    based_on = field("based_on", "")
    return Edit(
        name=field("name", ""),
        source=field("source", "").replace("\r\n", "\n").rstrip(),
        based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 10 else -1,
        note=field("note", "").strip(),
        sample=field("sample", ""),
        seen=frozenset(request.POST.getlist("seen")),
    )


def _live(name: str) -> Words:
    words = templates.current([name]).get(name)
    if words is None:
        raise Http404(f"There is no published template {name}.")
    return words


def _old(name: str, number: int) -> str:
    row = next((row for row in templates.history(name) if row.number == number), None)
    if row is None:
        raise Http404(f"{name} has no version {number}.")
    return row.source


def _address(name: str) -> str:
    return "/messages/edit/?" + urlencode({"name": name})
