"""Background work as people see it: how far it is, and a way to end it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.store import audit, jobs
from coaching.store.jobs import JobId, Seen, State
from coaching.web import flash, show

WORDS = {
    State.QUEUED: "Waits for its turn",
    State.RUNNING: "At work",
    State.DONE: "Done",
    State.CANCELLED: "Ended early",
    State.FAILED: "Could not go on",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A job with its words. `share` is the part done, 0 to 1; None while nobody knows how much there is."""

    job: Seen
    word: str
    share: float | None
    left: str


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list background work, what is open first."""
    found = jobs.recent(bootstrap.machine_time())
    return show.console(request, "jobs/list.html", shown=[shown(each) for each in found])


@require_safe
def page(request: HttpRequest, job: int) -> HttpResponse:
    """This will show one job; while it is open, its part of the page asks for news every second."""
    return show.console(request, "jobs/one.html", shown=shown(_job(job)))


@require_POST
def cancel(request: HttpRequest, job: int) -> HttpResponse:
    """This will have a job end after its present piece."""
    who = request.user.get_username()
    if jobs.ask_to_end(JobId(job), who):
        audit.record(who, "ended early", "job", job, bootstrap.moment().now)
        flash.say(request, "It ends after the piece it is at. What is done stays done.")
    else:
        flash.problem(request, "It has ended already.")
    return redirect("job", job=job)


def _job(job: int) -> Seen:
    found = jobs.show(JobId(job), bootstrap.machine_time())
    if found is None:
        raise Http404
    return found


def shown(job: Seen) -> Shown:
    """This will put a job into words."""
    word = "Ends after this piece" if job.is_open and job.is_ending else WORDS[job.state]
    share = min(job.done / job.total, 1) if job.total else None
    return Shown(job, word, share, _left(job.left_s) if job.is_open else "")


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    return (
        "less than a minute left" if minutes < 1 else f"about {minutes} {'minute' if minutes == 1 else 'minutes'} left"
    )
