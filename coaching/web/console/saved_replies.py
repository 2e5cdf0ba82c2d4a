"""The replies that coaches keep to use again: listed, added, changed, taken away with a way back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coaching import bootstrap
from coaching.store import audit, saved_replies
from coaching.store.models import SavedReply
from coaching.web import flash, show
from coaching.web.flash import Undo


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """This will list what is kept, and keep new words."""
    if request.method != "POST":
        return _list(request)
    return _put(request, None) or redirect("saved-replies")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, saved: int) -> HttpResponse:
    """This will show kept words to be changed, and change them."""
    found = _find(saved)
    if request.method != "POST":
        return _one(request, found, found.title, found.body)
    return _put(request, found) or redirect("saved-replies")


@require_POST
def remove(request: HttpRequest, saved: int) -> HttpResponse:
    """This will take kept words away."""
    if saved_replies.remove(_number(saved), bootstrap.moment().now):
        _note(request, "removed", saved)
        undo = Undo("Undo: keep it", reverse("saved-reply-restore", args=[saved]))
        flash.say(request, "The saved reply is gone.", undo)
    else:
        flash.problem(request, "It is gone already.")
    return redirect("saved-replies")


@require_POST
def restore(request: HttpRequest, saved: int) -> HttpResponse:
    """This will take a removal back."""
    if saved_replies.bring_back(_number(saved)):
        _note(request, "restored", saved)
        flash.say(request, "The saved reply is back.")
    else:
        flash.problem(request, "It stands there already.")
    return redirect("saved-replies")


def _put(request: HttpRequest, found: SavedReply | None) -> HttpResponse | None:
    """None: it is kept."""
    title, body = (request.POST.get(name, "").replace("\0", "").strip() for name in ("title", "body"))
    body = body.replace("\r\n", "\n")
    problem = _problem(title, body)
    if problem:
        return _one(request, found, title, body, problem) if found else _list(request, title, body, problem)
    coach, now = request.user.get_username(), bootstrap.moment().now
    kept = saved_replies.put(found.pk if found else None, title, body, coach, now)
    if kept is None:
        raise Http404("It was taken away meanwhile.")
    _note(request, "changed" if found else "kept", kept)
    flash.say(request, f"“{title}” is kept.")
    return None


def _problem(title: str, body: str) -> str:
    if not 1 <= len(title) <= saved_replies.LONGEST_TITLE:
        return f"Give it a title of at most {saved_replies.LONGEST_TITLE} letters."
    if not 1 <= len(body) <= saved_replies.LONGEST_BODY:
        return f"Write the words, at most {saved_replies.LONGEST_BODY} letters."
    return ""


def _find(saved: int) -> SavedReply:
    found = saved_replies.get(_number(saved))
    if found is None:
        raise Http404(f"There is no saved reply {saved}.")
    return found


def _number(saved: int) -> int:
    if saved >= 2**63:
        raise Http404(f"There is no saved reply {saved}.")
    return saved


def _note(request: HttpRequest, verb: str, saved: int) -> None:
    audit.record(request.user.get_username(), verb, "saved reply", saved, bootstrap.moment().now)


def _list(request: HttpRequest, title: str = "", body: str = "", problem: str = "") -> HttpResponse:
    status = 422 if problem else 200
    every = saved_replies.every()
    return show.console(
        request, "inbox/saved.html", status=status, every=every, title=title, body=body, problem=problem
    )


def _one(request: HttpRequest, found: SavedReply, title: str, body: str, problem: str = "") -> HttpResponse:
    status = 422 if problem else 200
    return show.console(
        request, "inbox/saved_one.html", status=status, found=found, title=title, body=body, problem=problem
    )
