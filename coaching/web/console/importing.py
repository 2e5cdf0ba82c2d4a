"""Bringing in many people from a file: choose it, say what its columns mean, look at what would happen, then begin."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching import bootstrap
from coaching.core import languages
from coaching.core.model import Campaign
from coaching.journeys import countries, enrol, library
from coaching.journeys.import_people import checking, showing, steps, working
from coaching.journeys.import_people.checking import Trouble
from coaching.journeys.import_people.steps import ImportRefused, Wish
from coaching.store import campaigns, jobs, uploads
from coaching.store.jobs import JobId
from coaching.store.models import Upload
from coaching.store.uploads import Stage
from coaching.web import flash, show, uploading
from coaching.web.console import zones as places
from coaching.web.console.jobs import Shown, shown

WORDS = {
    Trouble.NAME: ("No first name", "Nobody is written to without a name."),
    Trouble.NUMBER: ("Not a full phone number", "Write it with + and the country code."),
    Trouble.EMAIL: ("Not an email address", "Look for a letter too many, or a blank."),
    Trouble.NO_ADDRESS: ("Neither number nor address", "One of the two is needed."),
    Trouble.ZONE: ("Time zone not known", "It is written like Europe/Berlin."),
    Trouble.COUNTRY: ("Country is not open", "Its emergency numbers are not set yet."),
    Trouble.START: ("First day cannot be", "It is written as year-month-day, today or later."),
    Trouble.LANGUAGE: ("Language not spoken", "The programme is not written in it."),
    Trouble.TIME: ("Time of day not read", "It is written as hours:minutes."),
    Trouble.CONSENT: ("No consent", "Only rows that say yes come in."),
    Trouble.TWICE: ("Twice in this file", "The first row counts."),
    Trouble.ENROLLED: ("In a programme already", "They stay as they are."),
    Trouble.STOPPED: ("Had stopped our messages", "Only the person can take that back; a file never does."),
    Trouble.SUPPRESSED: ("Asked never to be written to", "They can join by themselves."),
    Trouble.OTHER_NAME: ("Known under another name", "The number or address belonged to somebody else."),
    Trouble.TWO_PEOPLE: ("Number and address of two people", "Leave one of the two out."),
}
STAGES = {
    Stage.NEW: "Columns to be chosen",
    Stage.CHECKING: "Being checked",
    Stage.CHECKED: "Checked, nobody enrolled yet",
    Stage.ENROLLING: "Enrolling",
    Stage.DONE: "Enrolled",
    Stage.UNDOING: "Being taken back",
    Stage.UNDONE: "Taken back",
    Stage.GONE: "File deleted",
}
PACES = {
    "all": "All as soon as their hours are open",
    "500-day": "500 a day",
    "2000-day": "2,000 a day",
    "200-hour": "200 an hour",
    "1000-hour": "1,000 an hour",
}


TYPED = ("start", "zone", "region", "calling", "who", "when", "how", "wording")


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem: how many rows have it, and the first of them."""

    label: str
    hint: str
    count: int
    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its number, its header, and its first words."""

    number: int
    header: str
    words: str


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """This will ask for a file, or take it in; below, the newest imports."""
    if request.method != "POST":
        return _choose(request, "")
    file = request.FILES.get("file")
    if file is None or file.size is None or isinstance(file, list):
        return _choose(request, uploading.refusal(request) or "Choose a file first.")
    by, moment = request.user.get_username(), bootstrap.moment()
    try:
        upload = steps.receive(file.name or "people", file.file or file, file.size, by, moment)
    except ImportRefused as no:
        return _choose(request, no.problems["file"])
    return redirect("import-one", upload=upload)


def _choose(request: HttpRequest, problem: str) -> HttpResponse:
    status = 422 if problem else 200
    lines = [(each, STAGES[Stage(each.stage)]) for each in uploads.recent()]
    return show.console(request, "import/choose.html", status=status, problem=problem, lines=lines)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, upload: int) -> HttpResponse:
    """This will show where an import stands, or take in what the columns mean and begin to check."""
    found = _find(upload)
    if request.method == "POST":
        return _map(request, found)
    moment = bootstrap.moment()
    stage, working_now = Stage(found.stage), steps.is_working(found, moment)
    if working_now:
        return _progress(request, found)
    if stage in (Stage.NEW, Stage.CHECKING) or (stage is Stage.CHECKED and request.GET.get("columns") == "again"):
        return _columns(request, found, _typed(found), {})
    if stage is Stage.CHECKED:
        return _review(request, found, {})
    return _result(request, found)


@require_POST
def begin(request: HttpRequest, upload: int) -> HttpResponse:
    """This will begin to enrol the people of a checked file, once."""
    found = _find(upload)
    portion, every = _pace(request.POST.get("pace", ""))
    try:
        steps.begin(found, portion, every, request.user.get_username(), bootstrap.moment())
    except ImportRefused as no:
        if found.stage == Stage.CHECKED:
            return _review(request, found, no.problems)
        flash.problem(request, str(no))
    return redirect("import-one", upload=upload)


@require_POST
def undo(request: HttpRequest, upload: int) -> HttpResponse:
    """This will take a whole import back."""
    try:
        steps.undo(_find(upload), request.user.get_username(), bootstrap.moment())
    except ImportRefused as no:
        flash.problem(request, str(no))
    return redirect("import-one", upload=upload)


@require_safe
def bad(request: HttpRequest, upload: int) -> HttpResponseBase:
    """This will give the rows that were refused as a CSV file, with the reason behind each."""
    del request
    found = _find(upload)
    if found.stage not in (Stage.ENROLLING, Stage.DONE):
        raise Http404
    answer = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{found.pk}-refused.csv"'
    return answer


class _Line:
    """What csv writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def _csv(found: Upload) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"  # spreadsheets take the file for UTF-8 by this
    for row in showing.bad_rows(found):
        yield writer.writerow(row)


def _find(upload: int) -> Upload:
    found = uploads.get(upload)
    if found is None:
        raise Http404
    return found


def _map(request: HttpRequest, found: Upload) -> HttpResponse:
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    columns = {
        field: int(typed[f"column_{field}"])
        for field in checking.FIELDS
        if typed.get(f"column_{field}", "").isdecimal() and len(typed[f"column_{field}"]) < 4
    }
    wish = Wish(
        columns=columns,
        campaign=typed.get("campaign") or bootstrap.HOME_CAMPAIGN,
        slots={key.removeprefix("slot_"): typed[key] for key in checking.SLOTS if typed.get(key)},
        language=typed.get("language") or languages.DEFAULT,
        everybody=typed.get("everybody") == "yes",
        **{name: typed.get(name, "") for name in TYPED},
    )
    try:
        steps.check(found, wish, request.user.get_username(), bootstrap.office(), bootstrap.moment())
    except ImportRefused as no:
        if found.stage in (Stage.NEW, Stage.CHECKING, Stage.CHECKED) and "" not in no.problems:
            return _columns(request, found, typed, no.problems)
        flash.problem(request, str(no))
    return redirect("import-one", upload=found.pk)


def _typed(found: Upload) -> dict[str, str]:
    """What the form begins with: what was said before of this file, or of the last one like it."""
    remembered = found.columns or uploads.remembered(found.header) or checking.guess(found.header)
    typed = {f"column_{field}": str(at) for field, at in remembered.items()}
    said = {**found.defaults, **found.consent}
    if found.consent:
        said["everybody"] = "" if "consent" in found.columns else "yes"
    return {**{name: value for name, value in said.items() if value}, **typed}


def _columns(
    request: HttpRequest, found: Upload, typed: Mapping[str, str], problems: Mapping[str, str]
) -> HttpResponse:
    office = bootstrap.office()
    key = typed.get("campaign") or bootstrap.HOME_CAMPAIGN
    campaign = _campaign(key)
    house = "\n\n".join(enrol.consent_wordings(key, office.house.values["brand"])) if campaign else ""
    return show.console(
        request,
        "import/columns.html",
        status=422 if problems else 200,
        upload=found,
        typed={"wording": house, **typed},
        problems=problems,
        failed=_failed(found),
        columns=_shown_columns(found),
        fields=showing.fields(tuple(campaign.slots) if campaign else ()),
        programmes=campaigns.names(),
        programme=key,
        languages=[languages.LANGUAGES[code] for code in (campaign.languages if campaign else ())],
        countries=countries.open_ones(office),
        zones=places.known(),
    )


def _failed(found: Upload) -> str:
    """Why the last check could not go on, if it could not."""
    job = jobs.show(JobId(found.job), bootstrap.machine_time()) if found.job else None
    return job.detail if job is not None and job.detail else ""


def _campaign(key: str) -> Campaign | None:
    stored = campaigns.current(key)
    return library.campaign(stored.id) if stored else None


def _shown_columns(found: Upload) -> list[Column]:
    width = max([len(found.header), *map(len, found.first)])
    headers = [*found.header, *[""] * (width - len(found.header))]
    words = [", ".join(filter(None, (row[at] for row in found.first[:3] if at < len(row)))) for at in range(width)]
    return [Column(at, headers[at] or f"Column {at + 1}", words[at][:120]) for at in range(width)]


def _progress(request: HttpRequest, found: Upload) -> HttpResponse:
    job = jobs.show(JobId(found.job or 0), bootstrap.machine_time())
    if job is None:
        raise Http404
    seen: Shown = shown(job)
    return show.console(request, "import/progress.html", upload=found, shown=seen, word=STAGES[Stage(found.stage)])


def _review(request: HttpRequest, found: Upload, problems: Mapping[str, str]) -> HttpResponse:
    moment, counts = bootstrap.moment(), found.counts["check"]
    pace = request.POST.get("pace") or request.GET.get("pace", "")
    portion, every = _pace(pace)
    turns, last_after = showing.portions(found, portion, every)
    first = datetime.fromisoformat(counts["first"]) if counts["first"] else None
    row = request.GET.get("row", "")
    number = int(row) if row.isdecimal() and len(row) < 8 else 0
    look = showing.look(found, number, bootstrap.office(), moment) if number else None
    return show.console(
        request,
        "import/review.html",
        status=422 if problems else 200,
        upload=found,
        good=counts["good"],
        problems=problems,
        groups=_groups(found, counts["bad"]),
        bad=(found.rows or 0) - counts["good"],
        first=max(first, moment.now) if first else None,
        last_days=last_after.total_seconds() / 86400,
        turns=turns,
        paces=PACES,
        pace=pace if pace in PACES else "all",
        row=row,
        look=look,
        must_confirm=bootstrap.office().confirm,
        programme=campaigns.names().get(found.defaults["campaign"], found.defaults["campaign"]),
    )


def _pace(chosen: str) -> tuple[int, str]:
    portion, _, every = chosen.partition("-")
    return (int(portion), every) if chosen in PACES and chosen != "all" else (0, "day")


def _groups(found: Upload, counts: Mapping[str, int]) -> list[Problem]:
    """The kinds of problems, those with the most rows first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        Problem(*WORDS[Trouble(key)], number, tuple((row, why) for row, why in found.samples.get(key, [])))
        for key, number in ordered
    ]


def _result(request: HttpRequest, found: Upload) -> HttpResponse:
    moment = bootstrap.moment()
    counts: dict[str, Any] = found.counts.get("enrol", {"in": 0, "refused": 0, "bad": {}})
    job = jobs.show(JobId(found.job), moment.machine_now) if found.job else None
    return show.console(
        request,
        "import/result.html",
        upload=found,
        word=STAGES[Stage(found.stage)],
        counts=counts,
        undone=found.counts.get("undo"),
        sentence=working.said(counts),
        groups=_groups(found, counts["bad"]),
        job=job,
        may_undo=steps.may_undo(found, moment),
    )
