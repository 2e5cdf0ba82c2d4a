"""The two long jobs of an import, a piece of the file at a time: checking it, which enrols nobody, and enrolling."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import IO, Any

from coaching.journeys.import_people import enrolling, open_files, steps
from coaching.journeys.import_people.checking import Bad, Checker, Good
from coaching.journeys.import_people.enrolling import Coming, Greeter
from coaching.journeys.import_people.open_files import Taken
from coaching.journeys.import_people.reader import Order
from coaching.journeys.import_people.reading import FileRefused
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished, GoOn, Refused, Store
from coaching.store import jobs, uploads
from coaching.store.jobs import Claimed
from coaching.store.models import Upload
from coaching.store.uploads import Rows, Stage

ROWS = uploads.SIZE
SAMPLES = 50
CATCH_UP = timedelta(minutes=10)
GONE = "The file is gone: it was deleted after a day, or because somebody in it was erased. Upload it again"


def check_piece(office: Office, job: Claimed, moment: Moment) -> Store:
    """This will read and check the next rows of a file, and note what is wrong with them; then keep its addresses."""
    upload = uploads.get(job.arguments["upload"])
    if upload is None or upload.stage != Stage.CHECKING:
        return lambda: Refused(GONE)
    if not job.cursor and uploads.has_keys(upload.pk):  # it was checked before, in another way
        return lambda: _forget_some(upload)
    place = job.cursor.get("piece", 0), job.cursor.get("addresses", 0)
    try:
        taken = open_files.take(upload.pk, *place, begin=lambda: _begin(upload, *place, job, office, moment))
    except FileRefused as no:
        why = str(no)
        return lambda: _unreadable(upload, why)
    coming, refused = enrolling.known([good for chunk in taken.chunks for good in chunk.good], office)
    bad = [*(each for chunk in taken.chunks for each in chunk.bad), *refused]
    bad.sort(key=lambda each: each.row)
    return lambda: _note_checked(upload, place, taken, coming, bad, job, office, moment)


def _forget_some(upload: Upload) -> GoOn:
    uploads.forget_keys(upload.pk, steps.KEYS)
    return GoOn({}, 0)


def _begin(
    upload: Upload, chunks: int, addresses: int, job: Claimed, office: Office, moment: Moment
) -> tuple[IO[bytes], Order]:
    if chunks:  # what another process has read is read again: nobody else is to begin with that meanwhile
        jobs.keep(job, job.cursor, job.done, moment.machine_now, CATCH_UP)
    file, form = steps.whole(upload)
    return file, Order(form, steps.plan(upload, office, moment), chunks, addresses, ROWS)


def _unreadable(upload: Upload, why: str) -> Refused:
    uploads.move(upload.pk, (Stage.CHECKING,), Stage.NEW)
    return Refused(why.rstrip("."))


def _note_checked(
    upload: Upload,
    place: tuple[int, int],
    taken: Taken,
    coming: Sequence[Coming],
    bad: Sequence[Bad],
    job: Claimed,
    office: Office,
    moment: Moment,
) -> GoOn | Finished | Refused:
    fresh = uploads.get(upload.pk)
    if fresh is None or fresh.stage != Stage.CHECKING or fresh.job != job.pk:
        return Refused(GONE)
    counts = fresh.counts.get("check", {"good": 0, "bad": {}, "first": ""})
    chunks, addresses = place
    if taken.chunks:
        packed = [(chunks + at, chunk.packed) for at, chunk in enumerate(taken.chunks) if chunk.packed]
        uploads.keep_packed(upload.pk, uploads.ROWS, packed)
        greeter = Greeter(steps.terms(fresh, moment), office, moment)
        dues = {greeter.span(each.good.checked, steps.AT_ONCE).due for each in coming}
        counts = {
            "good": counts["good"] + len(coming),
            "bad": _added(counts["bad"], bad),
            "first": min(filter(None, [counts["first"], *(due.isoformat() for due in dues)]), default=""),
        }
        uploads.note(upload.pk, counts={"check": counts}, samples=_samples(fresh.samples, bad))
    if taken.addresses is not None:
        uploads.keep_keys(upload.pk, taken.addresses.found)
    done = job.done + sum(chunk.count for chunk in taken.chunks)
    if taken.ended:
        uploads.drop(upload.pk, uploads.RAW)
        uploads.move(upload.pk, (Stage.CHECKING,), Stage.CHECKED, rows=done, counts={"check": counts})
        return Finished(done, {"sentence": f"{counts['good']:,} of {done:,} people can be enrolled."})
    cursor = {"piece": chunks + len(taken.chunks), "addresses": addresses + (taken.addresses is not None)}
    return GoOn(cursor, done)


def _samples(before: Mapping[str, Any], bad: Sequence[Bad]) -> dict[str, Any]:
    samples = {trouble: list(rows) for trouble, rows in before.items()}
    for each in bad:
        for trouble, why in each.why:
            shown = samples.setdefault(trouble, [])
            if len(shown) < SAMPLES:
                shown.append([each.row, why])
    return samples


def _added(before: Mapping[str, int], bad: Sequence[Bad]) -> dict[str, int]:
    """A row counts once for each of its problems."""
    counted = Counter(before)
    counted.update(trouble for each in bad for trouble in {str(trouble) for trouble, _ in each.why})
    return dict(counted)


def enrol_piece(office: Office, job: Claimed, moment: Moment) -> Store:
    """This will check the next rows once more and enrol those that may come in."""
    upload, number = uploads.get(job.arguments["upload"]), job.cursor.get("piece", 0)
    if upload is None or upload.stage != Stage.ENROLLING:
        return lambda: Refused(GONE)
    rows = uploads.piece_json(upload.pk, uploads.ROWS, number) or []
    checker = Checker(steps.plan(upload, office, moment))
    found = [checker.read(number * ROWS + at, cells) for at, cells in enumerate(rows, 1)]
    return lambda: _enrol(upload, number, rows, found, job, office, moment)


def _enrol(
    upload: Upload, number: int, rows: Rows, found: Sequence[Good | Bad], job: Claimed, office: Office, moment: Moment
) -> GoOn | Finished | Refused:
    fresh = uploads.get(upload.pk)
    if fresh is None or fresh.stage != Stage.ENROLLING or fresh.job != job.pk:
        return Refused(GONE)
    counts = fresh.counts.get("enrol", {"in": 0, "refused": 0, "bad": {}})
    if not rows:
        until = moment.machine_now + uploads.KEPT
        uploads.drop(upload.pk, uploads.ROWS)
        uploads.move(upload.pk, (Stage.ENROLLING,), Stage.DONE, ended_at=moment.machine_now, until=until)
        return Finished(job.done, {"sentence": said(counts)})
    fine = [each for each in found if isinstance(each, Good)]
    coming, refused = enrolling.sort(upload.pk, fine, office)
    came = enrolling.bring_in(coming, counts["in"], steps.terms(fresh, moment), office, moment)
    bad = [*(each for each in found if isinstance(each, Bad)), *refused, *came.refused]
    bad.sort(key=lambda each: each.row)
    if bad:
        lines = [[each.row, " ".join(why for _, why in each.why), rows[each.row - number * ROWS - 1]] for each in bad]
        uploads.keep_json(upload.pk, uploads.BAD, number, lines)
    uploads.keep_json(upload.pk, uploads.MADE, number, came.made)
    counts = {
        "in": counts["in"] + len(came.made),
        "refused": counts["refused"] + len(bad),
        "bad": _added(counts["bad"], bad),
    }
    uploads.note(upload.pk, counts={**fresh.counts, "enrol": counts})
    return GoOn({"piece": number + 1}, job.done + len(rows), after=lambda: came.put(office))


def said(counts: Mapping[str, Any]) -> str:
    """This will say in a sentence what an import did."""
    people = "1 person is" if counts["in"] == 1 else f"{counts['in']:,} people are"
    if not counts["refused"]:
        return f"{people} enrolled."
    rows = "1 row was" if counts["refused"] == 1 else f"{counts['refused']:,} rows were"
    return f"{people} enrolled; {rows} refused."
