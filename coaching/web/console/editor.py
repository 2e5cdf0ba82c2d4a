"""The message editor: the source, and beside it what a person gets (preview_panel.py). Publishing: publishing.py."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from coaching.core.model import Channel
from coaching.journeys import forms
from coaching.journeys import preview as journey
from coaching.journeys.samples import SAMPLES
from coaching.store import templates
from coaching.store.templates import Words
from coaching.web import show
from coaching.web.console import beside, preview_panel

NOTE_LETTERS = 200
VIEWS = ("wide", "narrow", "dark", "text")
FILTERS = {
    "default('there')": "what stands there if there is no value",
    "capitalize": "with a capital letter first",
    "lower": "in small letters",
    "upper": "in capital letters",
    "title": "each word with a capital letter",
    "round(1)": "a number with one digit behind the point",
    "int": "a whole number",
}
"""What may stand behind a value, as {{ first_name | default('there') }}."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a test went, in one sentence. `link`: in the demo, the phone or mailbox where it is seen."""

    words: str
    is_problem: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in the editor. `based_on`: the version the coach began with; `seen`: marks of the warnings that were
    shown; `person`: the enrolment of somebody real for whom it is shown; `view`: how an email is shown."""

    name: str
    source: str
    based_on: int
    note: str = ""
    sample: str = SAMPLES[0].key
    seen: frozenset[str] = frozenset()
    person: int | None = None
    view: str = "wide"


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


def page(
    request: HttpRequest,
    editing: Edit,
    live: Words,
    *,
    problem: str = "",
    theirs: Words | None = None,
    status: int = 200,
    sent: Sent | None = None,
    find: str = "",
    **more: Any,
) -> HttpResponse:
    """This will answer with the editor as it stands; `theirs`: what somebody else published meanwhile; `sent`: how a
    test went; `find`: who is looked for, to see the text as they would."""
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
        forms=forms.of_day(steps[0]) if len(steps) == 1 else (),
        problem=problem,
        theirs=theirs,
        their_author=next((row.author for row in history if theirs and row.number == theirs.number), ""),
        history=history,
        newer_file=next((row for row in history if row.published_at is None and row.number > live.number), None),
        variables=journey.variables(editing.name),
        filters=FILTERS,
        is_email=journey.channel_of(editing.name) is Channel.EMAIL,
        note_letters=NOTE_LETTERS,
        sent=sent,
        beside=beside.look(request, editing.source, live),
        **more,
        **preview_panel.panel(editing, live, find=find),
    )


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
        person=int(person) if (person := field("person", "")).isdecimal() and len(person) < 19 else None,
        view=view if (view := field("view", "")) in VIEWS else VIEWS[0],
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
