"""Texts about doses and safety that wait for a second person: listed, read beside the live words, decided."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core.differences import differences
from coaching.core.rendering import TemplateRefused
from coaching.journeys import approval as journey
from coaching.journeys import preview, proofread, readers
from coaching.journeys.approval import ApprovalRefused
from coaching.journeys.proofread import TextRefused
from coaching.store import proposals, templates
from coaching.store.models import TemplateProposal
from coaching.store.templates import EditConflict
from coaching.web import flash, show
from coaching.web.console.editor import address, live_words
from coaching.web.console.reviewing import looks

ANSWER_LETTERS = 500


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list what waits for approval, the longest first, and what was decided of late."""
    waiting, decided = proposals.waiting(), proposals.decided()
    titles = {each.name: _title(each.name) for each in (*waiting, *decided)}
    return show.console(request, "messages/approvals.html", waiting_texts=waiting, decided=decided, titles=titles)


def _title(name: str) -> str:
    """By day and topic where the text has one day of its own; its name tells the forms of a day apart."""
    steps = preview.steps_of(name, preview.campaign_of(name))
    return f"Day {steps[0].day}: {steps[0].topic} ({name})" if len(steps) == 1 else name


@require_safe
def page(request: HttpRequest, proposal: int) -> HttpResponse:
    """This will show one text beside the words that are live, and whom it would reach."""
    return _page(request, _get(proposal))


@require_POST
def approve(request: HttpRequest, proposal: int) -> HttpResponse:
    """This will publish the text, with who wrote it and who approved it."""
    found = _get(proposal)
    try:
        words = journey.approve(found, request.user.get_username(), bootstrap.office().house, bootstrap.moment())
    except ApprovalRefused as refused:
        return _page(request, _get(proposal), str(refused), status=422)
    except EditConflict:
        problem = (
            f"Not published: another version went live since {found.author} began. Send this back with a note, so that "
            "the two are brought together."
        )
        return _page(request, found, problem, status=409)
    except (TemplateRefused, TextRefused) as refused:
        return _page(request, found, f"Not published: a rule has changed meanwhile. {refused}", status=422)
    flash.say(request, f"Version {words.number} is published, written by {found.author} and approved by you.")
    return redirect("approvals")


@require_POST
def send_back(request: HttpRequest, proposal: int) -> HttpResponse:
    """This will give the text back to its author with a note."""
    found = _get(proposal)
    answer = request.POST.get("answer", "").replace("\0", "").strip()
    if len(answer) > ANSWER_LETTERS:
        return _page(request, found, f"Shorten your note to {ANSWER_LETTERS} letters.", answer, status=422)
    try:
        is_draft = journey.send_back(found, request.user.get_username(), answer, bootstrap.moment())
    except ApprovalRefused as refused:
        return _page(request, _get(proposal), str(refused), answer, status=422)
    more = "It is their draft again." if is_draft else "They have begun another draft meanwhile; both are kept."
    flash.say(request, f"Sent back to {found.author} with your note. {more}")
    return redirect("approvals")


@require_POST
def withdraw(request: HttpRequest, proposal: int) -> HttpResponse:
    """This will have an author take their own text back."""
    found = _get(proposal)
    try:
        is_draft = journey.withdraw(found, request.user.get_username(), bootstrap.moment())
    except ApprovalRefused as refused:
        return _page(request, _get(proposal), str(refused), status=422)
    flash.say(request, "Taken back: it waits no more." + (" It is your draft again." if is_draft else ""))
    return redirect(address(found.name) + ("&draft=yes" if is_draft else ""))


def _page(
    request: HttpRequest, found: TemplateProposal, problem: str = "", answer: str = "", status: int = 200
) -> HttpResponse:
    live = live_words(found.name)
    office, moment = bootstrap.office(), bootstrap.moment()
    base = templates.version(found.name, found.based_on) or templates.version(found.name, live.number)
    is_waiting = found.state == proposals.WAITING
    before = live.source if is_waiting or base is None else base.source
    impact = readers.impact(found.name, found.source, live, office, moment)
    return show.console(
        request,
        "messages/approval.html",
        status=status,
        found=found,
        live=live,
        is_waiting=is_waiting,
        is_stale=is_waiting and found.based_on != live.number,
        is_own=found.author == request.user.get_username(),
        could=journey.who_could(found.author),
        shown=differences(before.rstrip(), found.source),
        read=proofread.read(found.name, found.source, live.source.rstrip(), office.house, moment),
        problem=problem,
        answer=answer,
        answer_letters=ANSWER_LETTERS,
        **looks(found.name, impact, f"version-{live.number}", f"proposal-{found.pk}"),
    )


def _get(proposal: int) -> TemplateProposal:
    found = proposals.get(proposal) if proposal < 2**63 else None
    if found is None:
        raise Http404(f"There is no text {proposal} that was put up for approval.")
    return found
