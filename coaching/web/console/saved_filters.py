"""Filters of the list that a coach keeps under a name; deleting one can be undone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.store import filters
from coaching.web import flash
from coaching.web.console import people_query
from coaching.web.flash import Undo

LONGEST = 40


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """This will keep a filter and its columns under a name; a search stays out, as it may name somebody."""
    asked = people_query.read_text(request.POST.get("filter", ""))
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    kept = people_query.read_text(asked.without("q").partition("?")[2])
    if not 1 <= len(name) <= LONGEST:
        flash.problem(request, f"Give the filter a name of up to {LONGEST} letters.")
    elif not kept.query:
        flash.problem(request, "Choose a filter or columns first; a search alone is not kept.")
    elif filters.keep(owner(request), name, kept.query[:600], bootstrap.moment().machine_now):
        flash.say(request, f"Kept as “{name}”." + (" The search is not part of it." if "q" in asked.given else ""))
    else:
        flash.problem(request, f"You keep {filters.MOST} filters already; delete one first.")
    return redirect(asked.address())


@require_POST
def drop(request: HttpRequest, kept: int) -> HttpResponse:
    """This will delete one of the coach's own filters."""
    name = filters.drop(owner(request), kept, bootstrap.moment().machine_now)
    if name is None:
        flash.problem(request, "This filter is not there any more.")
    else:
        flash.say(request, f"“{name}” is deleted.", Undo("Undo", reverse("filter-restore", args=[kept])))
    return redirect("people")


@require_POST
def bring_back(request: HttpRequest, kept: int) -> HttpResponse:
    """This will bring back a filter that was just deleted."""
    name = filters.bring_back(owner(request), kept)
    if name is None:
        flash.problem(request, "This filter cannot be brought back.")
    else:
        flash.say(request, f"“{name}” is back.")
    return redirect("people")


def owner(request: HttpRequest) -> int:
    """This will give the key of the coach who is signed in."""
    return int(request.user.pk or 0)
