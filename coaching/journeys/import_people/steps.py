"""The steps of an import as a coach takes them: bring a file, say what its columns mean, begin, take it back."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import IO

import orjson

from coaching.core import languages
from coaching.journeys import enrol, library, typed
from coaching.journeys.enrol import EnrolmentRefused
from coaching.journeys.import_people import checking, reading
from coaching.journeys.import_people.checking import Plan
from coaching.journeys.import_people.enrolling import Terms
from coaching.journeys.import_people.reading import MOST_BYTES, FileRefused, Format
from coaching.journeys.office import Moment, Office
from coaching.store import audit, jobs, uploads
from coaching.store.jobs import JobId
from coaching.store.models import Upload
from coaching.store.transactions import atomic
from coaching.store.uploads import NewUpload, Stage

CHECK, ENROL, UNDO = "import-check", "import-enrol", "import-undo"
PIECE = 500_000
KEYS = 20_000
"""Addresses that are forgotten in one go."""
AT_ONCE = timedelta()
EVERY = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
NO_BYTES = f"The file is bigger than {MOST_BYTES // 1_000_000} MB. Save it as CSV, or split it."


class ImportRefused(Exception):
    """It cannot go on; `problems` maps fields of a form to sentences ("": the whole)."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a coach says about a file. `columns`: field -> column (from 0). `calling`: the country of numbers without +.

    Of the consent: who got it, when (a date), how, and the wording that people saw; `everybody`: it holds for each row.
    """

    columns: Mapping[str, int]
    campaign: str
    start: str = ""
    zone: str = ""
    language: str = languages.DEFAULT
    region: str = ""
    calling: str = ""
    slots: Mapping[str, str] | None = None
    who: str = ""
    when: str = ""
    how: str = ""
    wording: str = ""
    everybody: bool = False


def receive(name: str, file: IO[bytes], size: int, by: str, moment: Moment) -> int:
    """This will keep a file and answer its number; raises ImportRefused naming what is wrong with it."""
    if size > MOST_BYTES:
        raise ImportRefused({"file": NO_BYTES})
    try:
        form, head = reading.look(file)
    except FileRefused as no:
        raise ImportRefused({"file": str(no)}) from no
    new = NewUpload(
        name=name.replace("\0", "").rpartition("/")[2] or "people",
        kind=form.kind,
        encoding=form.encoding,
        delimiter=form.delimiter,
        size=size,
        header=head.header,
        first=head.first,
    )
    file.seek(0)
    upload = uploads.add(new, _pieces(file), by, moment.machine_now)
    audit.record(by, "uploaded", "import", upload, moment.now, bytes=size)
    return upload


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def whole(upload: Upload) -> tuple[IO[bytes], Format | None]:
    """This will lay a file out on the disk of this machine; it goes when it is closed.

    Without a format: it was read before, and its rows are laid out, one to the line as JSON.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever asked closes it
    if upload.rows is None:
        file.writelines(uploads.pieces(upload.pk, uploads.RAW))
    else:
        for rows in uploads.pieces(upload.pk, uploads.ROWS):
            file.writelines(orjson.dumps(row) + b"\n" for row in orjson.loads(rows))
    file.flush()
    return file, None if upload.rows is not None else Format(upload.kind, upload.encoding, upload.delimiter)


def check(upload: Upload, wish: Wish, by: str, office: Office, moment: Moment) -> JobId:
    """This will store what a file means and have it checked, which enrols nobody; raises ImportRefused."""
    problems = _wrong(upload, wish, office, moment)
    if problems:
        raise ImportRefused(problems)
    version = enrol.version_of(wish.campaign)
    defaults = {
        "campaign": wish.campaign,
        "version": str(version),
        "start": wish.start.strip(),
        "zone": typed.zone(wish.zone, {}) if wish.zone.strip() else "",
        "language": wish.language,
        "region": wish.region,
        "calling": wish.calling,
        **{f"slot_{key}": at for key, at in (wish.slots or {}).items()},
    }
    consent = {"who": wish.who.strip(), "when": wish.when, "how": wish.how.strip(), "wording": _own(wish, office)}
    with atomic():
        job = jobs.add(CHECK, f"Check the file of import {upload.pk}", by, moment.machine_now, upload=upload.pk)
        moved = uploads.move(
            upload.pk,
            _before_check(upload, moment),
            Stage.CHECKING,
            columns=dict(wish.columns),
            defaults=defaults,
            consent=consent,
            counts={},
            samples={},
            job=job,
        )
        if not moved:
            raise ImportRefused({"": "This file is being worked on already. Look at how far it is."})
        uploads.remember(upload.header, wish.columns, moment.now)
    return job


def _before_check(upload: Upload, moment: Moment) -> tuple[Stage, ...]:
    return (Stage.NEW, Stage.CHECKED) if is_working(upload, moment) else (Stage.NEW, Stage.CHECKED, Stage.CHECKING)


def is_working(upload: Upload, moment: Moment) -> bool:
    """This will say whether a worker has the file, or will take it up."""
    job = jobs.show(JobId(upload.job), moment.machine_now) if upload.job else None
    return job is not None and job.is_open


def _own(wish: Wish, office: Office) -> str:
    """The wording that was shown; "" for the house's own, which is stored for each channel apart."""
    house = " ".join(enrol.consent_wordings(wish.campaign, office.house.values["brand"]))
    shown = " ".join(wish.wording.split())
    return "" if shown == " ".join(house.split()) else wish.wording.strip()


def _wrong(upload: Upload, wish: Wish, office: Office, moment: Moment) -> dict[str, str]:
    problems: dict[str, str] = {}
    width = max([len(upload.header), *map(len, upload.first)])
    if any(field not in checking.FIELDS or not 0 <= at < width for field, at in wish.columns.items()):
        problems["columns"] = "Choose for each field one of the columns of this file."
    if len(set(wish.columns.values())) < len(wish.columns):
        problems["columns"] = "One column is chosen for two fields. Choose another one for one of them."
    if "first_name" not in wish.columns:
        problems["column_first_name"] = "Choose the column of the first names."
    if not {"phone", "email"} & wish.columns.keys():
        problems["column_phone"] = "Choose the column of the phone numbers, of the email addresses, or both."
    zone = typed.zone(wish.zone, problems) if wish.zone.strip() or "zone" not in wish.columns else "UTC"
    typed.start(wish.start, zone, moment.now, problems)
    typed.slots(wish.slots or {}, problems)
    _wrong_places(wish, office, problems)
    try:
        spoken = library.campaign(enrol.version_of(wish.campaign)).languages
        if wish.language not in spoken:
            problems["language"] = "Choose a language in which this programme is written."
    except EnrolmentRefused as no:
        problems |= no.problems
    return problems | _wrong_consent(wish, moment)


def _wrong_places(wish: Wish, office: Office, problems: typed.Problems) -> None:
    if wish.region and wish.region not in office.open_countries:
        problems["region"] = "Choose one of the countries that are open."
    if wish.calling and wish.calling not in office.open_countries:
        problems["calling"] = "Choose one of the countries that are open."


def _wrong_consent(wish: Wish, moment: Moment) -> dict[str, str]:
    """Without a whole statement nobody of the file can be enrolled."""
    problems = {}
    if not wish.who.strip() or len(wish.who) > 100:
        problems["who"] = "Say who asked these people for their consent (a name, at most 100 letters)."
    if not wish.how.strip() or len(wish.how) > 200:
        problems["how"] = "Say how they gave it, e.g. on a paper form at the front desk (at most 200 letters)."
    if not wish.wording.strip() or len(wish.wording) > 4_000:
        problems["wording"] = "Enter the words that people read or heard when they agreed (at most 4,000 letters)."
    try:
        if date.fromisoformat(wish.when.strip()) > moment.now.date() + timedelta(days=1):
            problems["when"] = "This day is still to come. Enter the day of the last consent in the file."
    except ValueError:
        problems["when"] = "Enter the day of the last consent in the file, as year-month-day."
    if not wish.everybody and "consent" not in wish.columns:
        problems["everybody"] = (
            "Tick this, or choose a column that says yes for those who agreed. Nobody comes in without."
        )
    return problems


def plan(upload: Upload, office: Office, moment: Moment) -> Plan:
    """This will give the rules by which the rows of a checked file are read."""
    defaults = {name: value for name, value in upload.defaults.items() if name in checking.FIELDS}
    spoken = library.campaign(int(upload.defaults["version"])).languages
    return Plan(
        columns=upload.columns,
        defaults=defaults,
        spoken=tuple(spoken),
        calling=upload.defaults.get("calling") or None,
        now=moment.now,
        open_countries=office.open_countries,
        home=office.home,
    )


def terms(upload: Upload, moment: Moment) -> Terms:
    """This will give what holds for everybody in the file. Before it has begun, as if it began now and at once."""
    said, pace = upload.consent, upload.pace
    return Terms(
        upload=upload.pk,
        campaign=upload.defaults["campaign"],
        version=int(upload.defaults["version"]),
        by=pace.get("by", upload.by),
        proof=f"Consent asked for by {said['who']}, last on {said['when']}: {said['how']}.",
        wording=said["wording"],
        begun=moment.now.fromisoformat(pace["begun"]) if "begun" in pace else moment.now,
        portion=pace.get("portion", 0),
        every=EVERY[pace.get("every", "day")],
    )


def paced(found: Terms, portion: int, every: str) -> Terms:
    """This will give the terms with another pace, to look at before it begins."""
    return replace(found, portion=portion, every=EVERY.get(every, EVERY["day"]))


def begin(upload: Upload, portion: int, every: str, by: str, moment: Moment) -> JobId:
    """This will have the people of a checked file enrolled, once; raises ImportRefused.

    `portion` people are asked in each `every` (hour or day); 0: all as soon as they may be.
    """
    if portion < 0 or every not in EVERY or (portion and upload.rows and upload.rows / portion > MOST_TURNS):
        raise ImportRefused({"portion": f"Choose at least {-(-(upload.rows or 1) // MOST_TURNS):,} people at a time."})
    if not upload.counts.get("check", {}).get("good"):
        raise ImportRefused({"": "Nobody in this file can be enrolled. Mend the rows that are named; upload it again."})
    pace = {"portion": portion, "every": every, "begun": moment.now.isoformat(), "by": by}
    with atomic():
        job = jobs.add(
            ENROL,
            f"Enrol the people of import {upload.pk}",
            by,
            moment.machine_now,
            upload=upload.pk,
            total=upload.rows,
        )
        until = moment.machine_now + uploads.KEPT
        if not uploads.move(upload.pk, (Stage.CHECKED,), Stage.ENROLLING, pace=pace, job=job, until=until):
            raise ImportRefused({"": "This import has begun already."})
        audit.record(by, "began", "import", upload.pk, moment.now, rows=upload.rows, portion=portion, every=every)
    return job


MOST_TURNS = 24 * 60
"""Portions: sixty days of hours."""


def may_undo(upload: Upload, moment: Moment) -> bool:
    """This will say whether an import can still be taken back as a whole."""
    if upload.stage == Stage.UNDONE or not upload.counts.get("enrol", {}).get("in"):
        return False
    return not is_working(upload, moment) and moment.machine_now < upload.until


def undo(upload: Upload, by: str, moment: Moment) -> JobId:
    """This will take a whole import back, within a day of its end; raises ImportRefused."""
    if not may_undo(upload, moment):
        raise ImportRefused({"": "It is too late: an import can be taken back for 24 hours, and once."})
    with atomic():
        total = upload.counts.get("enrol", {}).get("in", 0)
        job = jobs.add(UNDO, f"Take import {upload.pk} back", by, moment.machine_now, upload=upload.pk, total=total)
        if not uploads.move(upload.pk, (Stage(upload.stage),), Stage.UNDOING, job=job):
            raise ImportRefused({"": "Somebody is taking it back already."})
        audit.record(by, "took back", "import", upload.pk, moment.now)
    return job


def tidy(moment: Moment) -> int:
    """This will forget the people of files whose day is over; answers how many files."""
    over = [each for each in uploads.over(moment.machine_now) if not is_working(each, moment)]
    for each in over:
        while uploads.forget_keys(each.pk, KEYS):
            pass
        with atomic():
            uploads.end(each.pk)
    return len(over)
