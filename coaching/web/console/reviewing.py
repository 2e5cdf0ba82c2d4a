"""The look before a text is published: whom it reaches, what changes for them, what it costs. It sends nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.core.differences import differences
from coaching.core.model import Channel
from coaching.core.rendering import TemplateRefused
from coaching.journeys import guarded, preview, readers
from coaching.journeys import publish as publishing
from coaching.journeys.proofread import Read, TextRefused
from coaching.journeys.readers import Impact, Parts
from coaching.settings import load
from coaching.store import drafts, templates
from coaching.store.drafts import DraftConflict
from coaching.store.templates import Words
from coaching.web import show
from coaching.web.console import drafting, looked
from coaching.web.console.editor import Edit, address, editing_of, live_words, page
from coaching.web.console.hindrances import conflict, in_the_way, too_early


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """This will show what publishing the edit would change, or what stands in its way; the edit is kept as a draft."""
    if request.method != "POST":
        return redirect(address(request.GET.get("name", "")))
    editing = editing_of(request)
    live = live_words(editing.name)
    if answer := _not_ready(request, editing, live):
        return answer
    office, moment = bootstrap.office(), bootstrap.moment()
    try:
        read = publishing.check(editing.name, editing.source, editing.note, editing.seen, office.house, moment)
    except (TemplateRefused, TextRefused) as refused:
        return in_the_way(request, editing, live, refused)
    if editing.based_on != live.number:
        return conflict(request, editing)
    try:
        draft = drafting.keep(request, editing)
    except DraftConflict as elsewhere:
        return drafting.both(request, editing, elsewhere.theirs)
    return _show(request, editing, live, f"draft-{draft.pk}", read)


def _not_ready(request: HttpRequest, editing: Edit, live: Words) -> HttpResponse | None:
    if len(editing.source) > drafts.MOST_LETTERS:
        problem = f"Not published. Shorten it to {drafts.MOST_LETTERS:,} letters."
        return page(request, editing, live, problem=problem, status=422)
    return too_early(request, editing, live)


def _show(request: HttpRequest, editing: Edit, live: Words, after: str, read: Read) -> HttpResponse:
    found = readers.impact(editing.name, editing.source, live, bootstrap.office(), bootstrap.moment())
    return show.console(
        request,
        "messages/review.html",
        editing=editing,
        live=live,
        next_number=templates.next_number(editing.name),
        read=read,
        looked=looked.proof(request, editing),
        needs_two=guarded.needs_two(editing.name),
        shown=differences(live.source.rstrip(), editing.source),
        **looks(editing.name, found, f"version-{live.number}", after),
    )


def looks(name: str, found: Impact, before: str, after: str) -> dict[str, Any]:
    """This will gather what a page says about whom a change reaches. `before` and `after` name the two texts in the
    addresses of email frames (console/comparing.py)."""
    steps = preview.steps_of(name, preview.campaign_of(name))
    return {
        "name": name,
        "step": steps[0] if len(steps) == 1 else None,
        "impact": found,
        "cost": cost(found.parts) if found.parts else "",
        "is_email": preview.channel_of(name) is Channel.EMAIL,
        "before_key": before,
        "after_key": after,
    }


def cost(parts: Parts) -> str:
    """This will say in one sentence what a change does to the parts of an SMS, and to the bill where prices are set."""
    about = "about " if parts.is_estimate else ""
    change = parts.after - parts.before
    if not change:
        return f"One text stays {_each(parts.each_after)} for each of them, so it costs what it did."
    settings = load()
    sign = "-" if change < 0 else "+"
    money = f"{sign}{abs(change) * settings.sms_price:,.2f} {settings.currency}"
    price = f", {about}{money}" if settings.sms_price else ""
    return f"{_each(parts.each_before)} → {_each(parts.each_after)} a text: {about}{change:+,} segments in all{price}."


def _each(parts: tuple[int, ...]) -> str:
    if not parts:
        return "no segment"
    most = f"{parts[0]} to {parts[-1]}" if len(parts) > 1 else str(parts[0])
    return f"{most} segment" if parts == (1,) else f"{most} segments"
