"""Rehearsals: somebody is chosen, a worker plays the programme for them, and the team looks at what they would get."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching import bootstrap
from coaching.campaigns import personas
from coaching.core import languages
from coaching.core.model import EnrolmentId
from coaching.core.personas import PersonaRefused
from coaching.journeys import rehearsing
from coaching.journeys.rehearsal import other_words, wishes
from coaching.journeys.rehearsal.wishes import Wish
from coaching.store import audit, campaigns, drafts, enrolments, jobs, people, rehearsals, templates
from coaching.store.people_filter import Wanted
from coaching.store.rehearsals import Kept
from coaching.web import flash, show
from coaching.web.console.jobs import shown as job_shown

MOST_FOUND = 8
REPLIES = {
    "own": "As the person above does",
    "diligent": "Everything, within two hours",
    "ambivalent": "Now and then, sometimes oddly",
    "silent": "Nothing",
    "distressed": "Sometimes, and of danger",
}
TRACKS = {"": "As above", "full": "Supplement texts, cleared", "food_first": "Food first", "gentle": "Gentle"}
TRACKS |= {"none": "No health screen"}
CHANNELS = {"": "As above", "both": "Texts and emails", "sms": "Texts only", "email": "Emails only"}
COMPARED = {
    "": "Nothing: the published words alone",
    "drafts": "Your drafts, chosen above",
    "text": "Other words of one text",
    "programme": "Another version of the programme",
    "files": "The files, as they came with the service",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A rehearsal in the list. `title`: for whom and how."""

    pk: int
    title: str
    state: str
    by: str
    at: datetime


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will show the form, filled from the address, and the newest rehearsals."""
    return _form(request, wishes.read(_typed(request.GET)))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """This will begin a rehearsal, or find the real people that a search names; nothing typed is lost."""
    if request.method != "POST":
        return redirect("rehearsal")
    wish = wishes.read(_typed(request.POST))
    if wish["who"] != "person":
        wish.pop("person", None)
    search, has_nobody = request.POST.get("find", "").strip(), wish["who"] == "person" and "person" not in wish
    if request.POST.get("step") == "find" or (has_nobody and search):
        return _form(request, wish, find=search)
    try:
        number = rehearsing.begin(wish, request.user.get_username(), bootstrap.office(), bootstrap.moment())
    except PersonaRefused as refused:
        return _form(request, wish, problem=str(refused))
    return redirect("rehearsal-one", rehearsal=number)


@require_POST
def end(request: HttpRequest, rehearsal: int) -> HttpResponse:
    """This will have a rehearsal end within a second or two; nothing of it is kept."""
    kept, who = find(rehearsal), request.user.get_username()
    if kept.job is not None and jobs.ask_to_end(kept.job, who):
        audit.record(who, "ended early", "rehearsal", kept.pk, bootstrap.moment().now)
        flash.say(request, "The rehearsal ends.")
    else:
        flash.problem(request, "It has ended already.")
    return redirect("rehearsal-one", rehearsal=kept.pk)


def find(rehearsal: int) -> Kept:
    """This will give a rehearsal that is still kept, or answer 404."""
    kept = rehearsals.get(rehearsal) if rehearsal < 2**63 else None
    if kept is None:
        raise Http404(f"Rehearsal {rehearsal} is not there any more; they are kept for {rehearsals.KEPT.days} days.")
    return kept


def title(wish: Wish, name: str) -> str:
    """This will say for whom a rehearsal is, and how they answer."""
    cast = personas.read().personas
    made_up = wish.get("name") or (cast[wish["who"]].name if wish.get("who") in cast else "Somebody")
    how = "" if wish.get("replies", "own") == "own" else f", answers: {REPLIES.get(wish['replies'], '').lower()}"
    against = ", compared" if wish.get("compare") else ""
    against = ", with drafts" + against if wish.get("drafts") else against
    return f"{name or made_up} ({'a real person' if name else wish.get('who')}){how}{against}"


def _form(request: HttpRequest, wish: dict[str, str], problem: str = "", find: str = "") -> HttpResponse:
    if wish.get("person"):
        wish["who"] = "person"
    cast, key = personas.read(), wish["campaign"]
    return show.console(
        request,
        "rehearsal/list.html",
        status=422 if problem else 200,
        wish={**dict.fromkeys(wishes.FIELDS, ""), **wish},
        problem=problem,
        find=find,
        found=_found(wish, find),
        looked=bool(find),
        cast=[(name, who.name, cast.about[name]) for name, who in cast.personas.items()],
        replies=REPLIES,
        tracks=TRACKS,
        channels=CHANNELS,
        compared=COMPARED,
        languages=languages.LANGUAGES,
        programmes=campaigns.names(),
        versions=campaigns.versions_of(key),
        texts=templates.names(),
        drafts=drafts.written_by(request.user.get_username()),
        with_drafts=other_words.names_of(wish),
        rehearsals=_newest(),
        kept_days=rehearsals.KEPT.days,
    )


def _typed(form: QueryDict) -> dict[str, str]:
    """Each draft is a box of its own; in an address they stand in one word."""
    boxes = ",".join(form.getlist("draft"))
    return {name: value for name, value in form.items() if isinstance(value, str)} | (
        {"drafts": boxes} if boxes else {}
    )


def _found(wish: Wish, search: str) -> list[tuple[int, str, str]]:
    """The people a search names, and the one who is chosen: number, name, and what they are found by."""
    typed = wish.get("person", "")
    chosen = (
        enrolments.find(EnrolmentId(int(typed))) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None
    )
    rows = (
        [each.enrolment for each in people.page(Wanted(search=search), bootstrap.moment().now).rows] if search else []
    )
    runs = {run.pk: run for run in ([chosen] if chosen and not chosen.subscriber.erased_at else []) + rows[:MOST_FOUND]}
    return [
        (
            run.pk,
            run.subscriber.first_name,
            f"{run.subscriber.phone or run.subscriber.email}, began {run.start:%-d %b %Y}",
        )
        for run in runs.values()
    ]


def _newest() -> list[Listed]:
    kept = rehearsals.recent()
    working = jobs.show_many((each.job for each in kept if each.job), bootstrap.machine_time())
    return [
        Listed(
            pk=each.pk,
            title=title(each.wish, each.name),
            state=job_shown(working[each.job]).word if each.job in working else "",
            by=each.by,
            at=each.at,
        )
        for each in kept
    ]
