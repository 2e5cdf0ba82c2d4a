"""What the pages show of a file: a row as it would come in, with the words it would get, and the rows that were bad."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from coaching.journeys import export, first_messages
from coaching.journeys.first_messages import First
from coaching.journeys.import_people import checking, enrolling, steps
from coaching.journeys.import_people.checking import Bad, Checker
from coaching.journeys.office import Moment, Office
from coaching.store import uploads
from coaching.store.models import Upload


@dataclass(frozen=True, slots=True)
class Look:
    """One row. `cells`: header and words. `why`: what is wrong with it; else `firsts`, the first messages in order."""

    row: int
    cells: tuple[tuple[str, str], ...]
    why: tuple[str, ...] = ()
    firsts: tuple[First, ...] = ()


def look(upload: Upload, row: int, office: Office, moment: Moment) -> Look | None:
    """This will show one row of a checked file, the first person being 1; None where there is none."""
    rows = uploads.piece_json(upload.pk, uploads.ROWS, (row - 1) // uploads.SIZE) or []
    place = (row - 1) % uploads.SIZE
    if row < 1 or place >= len(rows):
        return None
    cells = tuple(zip(upload.header, rows[place], strict=False))
    read = Checker(steps.plan(upload, office, moment)).read(row, rows[place])
    if isinstance(read, Bad):
        return Look(row, cells, why=tuple(sentence for _, sentence in read.why))
    coming, refused = enrolling.sort(upload.pk, [read], office)
    if refused:
        return Look(row, cells, why=tuple(sentence for _, sentence in refused[0].why))
    terms, good = steps.terms(upload, moment), coming[0]
    firsts = first_messages.of(good.good.checked, good.channels, terms.version, office, moment.now)
    return Look(row, cells, firsts=firsts)


def portions(upload: Upload, portion: int, every: str) -> tuple[int, timedelta]:
    """This will say in how many portions people are asked, and how long after the first the last is."""
    good = upload.counts["check"]["good"]
    if not portion:
        return 1, timedelta()
    turns = -(-good // portion)
    return turns, steps.EVERY[every] * (turns - 1)


def bad_rows(upload: Upload) -> Iterator[list[str]]:
    """This will give the rows that were refused, with the reason behind each; the first row names the columns.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
    """
    width = len(upload.header)
    yield [*(export.cell(cell) for cell in upload.header), "Row", "Why it was refused"]
    for number in uploads.numbers(upload.pk, uploads.BAD):
        for row, why, cells in uploads.piece_json(upload.pk, uploads.BAD, number) or []:
            padded = [*cells, *[""] * (width - len(cells))]
            yield [*(export.cell(cell) for cell in padded[:width]), str(row), export.cell(why)]


def fields(campaign_slots: Sequence[str]) -> dict[str, str]:
    """This will name the fields that a column may be for, in the programme's own times of day."""
    kept = {f"slot_{slot}" for slot in campaign_slots}
    return {key: word for key, word in checking.FIELDS.items() if not key.startswith("slot_") or key in kept}
