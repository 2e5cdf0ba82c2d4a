"""The two long jobs of an import, a piece of the file at a time: checking it, which enrols nobody, and enrolling."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any

from coaching.journeys.import_people import checking, enrolling, reading, steps
from coaching.journeys.import_people.checking import Bad, Checker, Good
from coaching.journeys.import_people.enrolling import Greeter
from coaching.journeys.import_people.reading import FileRefused, Format
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished, GoOn, Refused, Store
from coaching.store import uploads
from coaching.store.jobs import Claimed
from coaching.store.models import Upload
from coaching.store.uploads import Rows, Stage

ROWS = uploads.SIZE
SAMPLES = 50
GONE = "The file is gone: it was deleted after a day, or because somebody in it was erased. Upload it again"


def check_piece(office: Office, job: Claimed, moment: Moment) -> Store:
    """This will read and check the next rows of a file, and note what is wrong with them."""
    upload, number = uploads.get(job.arguments["upload"]), job.cursor.get("piece", 0)
    if upload is None or upload.stage != Stage.CHECKING:
        return lambda: Refused(GONE)
    try:
        rows = _rows(upload, number)
    except FileRefused as no:
        why = str(no)
        return lambda: _unreadable(upload, why)
    found = _read(upload, number, rows, office, moment)
    return lambda: _note_checked(upload, number, rows, found, job, office, moment)


def _rows(upload: Upload, number: int) -> Rows:
    stored = uploads.piece_json(upload.pk, uploads.ROWS, number)
    if stored is not None or upload.rows is not None:
        return stored or []
    return _reader(upload, number)


MOST_OPEN = 3
_open: dict[int, tuple[int, Iterator[list[str]], IO[bytes]]] = {}
"""Files that this process is reading, by upload: the next piece, the rows to come, and the file."""


def _reader(upload: Upload, number: int) -> Rows:
    """The next rows of the file that lies open here; where none does, it is opened and the rows before are skipped."""
    at, rows, file = _open.pop(upload.pk, (-1, iter(()), None))
    if at != number or file is None:
        if file is not None:
            file.close()
        file = steps.whole(upload)
        rows = reading.rows(file, Format(upload.kind, upload.encoding, upload.delimiter))
        next(islice(rows, number * ROWS, number * ROWS + 1), None)  # the rows before, and the header first of all
    try:
        found = list(islice(rows, ROWS))
    except BaseException:
        file.close()
        raise
    if len(found) < ROWS:
        file.close()
    else:
        close_files(but=MOST_OPEN - 1)
        _open[upload.pk] = number + 1, rows, file
    return found


def close_files(but: int) -> None:
    """This will close the files that this process reads, those it took up first, `but` so many."""
    while len(_open) > but:
        _open.pop(next(iter(_open)))[2].close()


def _read(upload: Upload, number: int, rows: Rows, office: Office, moment: Moment) -> list[Good | Bad]:
    checker = Checker(steps.plan(upload, moment), office)
    return [checker.read(number * ROWS + at, cells) for at, cells in enumerate(rows, 1)]


def _unreadable(upload: Upload, why: str) -> Refused:
    uploads.move(upload.pk, (Stage.CHECKING,), Stage.NEW)
    return Refused(why.rstrip("."))


def _note_checked(
    upload: Upload, number: int, rows: Rows, found: Sequence[Good | Bad], job: Claimed, office: Office, moment: Moment
) -> GoOn | Finished | Refused:
    fresh = uploads.get(upload.pk)
    if fresh is None or fresh.stage != Stage.CHECKING or fresh.job != job.pk:
        return Refused(GONE)
    counts = fresh.counts.get("check", {"good": 0, "bad": {}, "first": ""})
    if not rows:
        uploads.drop(upload.pk, uploads.RAW)
        uploads.move(upload.pk, (Stage.CHECKING,), Stage.CHECKED, rows=job.done, counts={"check": counts})
        return Finished(job.done, {"sentence": f"{counts['good']:,} of {job.done:,} people can be enrolled."})
    if fresh.rows is None:
        uploads.keep_json(upload.pk, uploads.ROWS, number, rows)
    fine = [each for each in found if isinstance(each, Good)]
    keys = enrolling.keys_of(fine)
    coming, refused = enrolling.sort(fine, keys, _claim(upload, rows, found, keys), office)
    bad = sorted([*(each for each in found if isinstance(each, Bad)), *refused], key=lambda each: each.row)
    samples = _samples(fresh.samples, bad)
    greeter = Greeter(steps.terms(fresh, moment), office, moment)
    dues = {greeter.span(each.good.checked, steps.AT_ONCE).due for each in coming}
    counts = {
        "good": counts["good"] + len(coming),
        "bad": _added(counts["bad"], bad),
        "first": min(filter(None, [counts["first"], *(due.isoformat() for due in dues)]), default=""),
    }
    uploads.note(upload.pk, counts={"check": counts}, samples=samples)
    return GoOn({"piece": number + 1}, job.done + len(rows))


def _claim(
    upload: Upload, rows: Rows, found: Sequence[Good | Bad], keys: Mapping[int, Sequence[int]]
) -> dict[int, int]:
    """The first good row with an address has it; a bad one mentions it, so that an erasure finds the file."""
    first = uploads.claim_keys(upload.pk, [(key, row) for row, own in keys.items() for key in own])
    calling = upload.defaults.get("calling") or None
    mentioned = {
        key
        for each, cells in zip(found, rows, strict=True)
        if isinstance(each, Bad)
        for key in checking.mentioned(cells, upload.columns, calling)
    }
    uploads.claim_keys(upload.pk, [(key, 0) for key in mentioned - first.keys()])
    return first


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
    found = _read(upload, number, rows, office, moment)
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
    coming, refused = enrolling.sort(fine, *enrolling.first_rows(upload.pk, fine), office)
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
