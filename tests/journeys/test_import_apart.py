"""A big file is read by a process of its own: the same comes out, and nothing is lost where that process dies."""

import io
import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from coaching.journeys import work
from coaching.journeys.import_people import apart, open_files, steps, working
from coaching.journeys.import_people.reader import Addresses, Chunk, Order, Part, read
from coaching.journeys.import_people.reading import FileRefused, Format
from coaching.store.models import UploadKey, UploadPiece
from coaching.store.uploads import Stage
from tests import imports
from tests.imports import csv, person
from tests.world import World

PEOPLE = (
    *(person(n) for n in range(40)),
    person(3, phone="+15559990001"),  # the address of row 4
    ("", "12345", "nobody@", "Nowhere"),
    person(50, zone=""),
    person(51, phone="", email="p51@Example.ORG"),
)


@pytest.fixture
def _all_are_big(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(apart, "BIG", 0)
    yield
    open_files.close()


def order(world: World, **changes: object) -> Order:
    upload = imports.bring(world, csv(PEOPLE))
    wish = {**imports.WISH, "columns": {"first_name": 0, "phone": 1, "email": 2, "zone": 3}}
    steps.check(upload, steps.Wish(**wish), "maya", world.office, world.moment())  # type: ignore[arg-type]  # test data
    plan = steps.plan(imports.fresh(upload), world.office, world.moment())
    return Order(Format("csv", "utf-8", ","), plan, rows=7, **changes)  # type: ignore[arg-type]  # test data


def laid_out(tmp_path: os.PathLike[str], body: bytes) -> io.BufferedReader:
    path = os.path.join(tmp_path, "people.csv")
    with open(path, "wb") as file:
        file.write(body)
    return open(path, "rb")


def child() -> psutil.Process:
    [found] = [each for each in psutil.Process().children() if "coaching.cli.import_reader" in each.cmdline()]
    return found


@pytest.mark.usefixtures("_all_are_big")
def test_the_child_gives_what_this_process_would(world: World, tmp_path: os.PathLike[str]) -> None:
    wanted = order(world)
    with laid_out(tmp_path, csv(PEOPLE)) as file:
        here = list(read(file, wanted))
        assert list(apart.parts(file, wanted)) == here
        skipped = replace(wanted, chunks=5, addresses=0)
        assert list(apart.parts(file, skipped)) == here[5:]
    assert [type(part) for part in here] == [Chunk] * 7 + [Addresses]
    assert sum(len(part.good) for part in here if isinstance(part, Chunk)) == 41


@pytest.mark.slow
@pytest.mark.usefixtures("_all_are_big")
def test_where_the_child_dies_this_process_reads_on_from_the_same_row(world: World, tmp_path: os.PathLike[str]) -> None:
    wanted = order(world)
    with laid_out(tmp_path, csv([person(n) for n in range(15_000)])) as file:
        parts = apart.parts(file, replace(wanted, rows=1_000))
        rows = [part.count for part in _some(parts, 3)]
        child().send_signal(signal.SIGKILL)
        rest = list(parts)
    assert sum(rows) + sum(part.count for part in rest if isinstance(part, Chunk)) == 15_000
    numbers = [good.row for part in rest if isinstance(part, Chunk) for good in part.good]
    assert numbers == list(range(3_001, 15_001))
    assert sum(len(part.found) for part in rest if isinstance(part, Addresses)) == 30_000


def _some(parts: Iterator[Part], count: int) -> list[Chunk]:
    return [part for _, part in zip(range(count), parts, strict=False) if isinstance(part, Chunk)]


@pytest.mark.slow
@pytest.mark.usefixtures("_all_are_big")
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(world: World, tmp_path: os.PathLike[str]) -> None:
    wanted = order(world)
    rows = [person(1), (*person(2), *["more"] * 100)]
    with laid_out(tmp_path, csv(rows)) as file, pytest.raises(FileRefused, match="at most 100"):
        list(apart.parts(file, wanted))


@pytest.mark.slow
@pytest.mark.usefixtures("_all_are_big")
def test_whoever_wants_no_more_ends_the_child(world: World, tmp_path: os.PathLike[str]) -> None:
    wanted = order(world)
    with laid_out(tmp_path, csv([person(n) for n in range(15_000)])) as file:
        parts = apart.parts(file, wanted)
        next(iter(parts))
        own = child()
        parts.close()  # type: ignore[attr-defined]  # it is a generator
        assert not own.is_running()


@pytest.mark.usefixtures("_all_are_big")
def test_a_big_file_is_checked_and_enrolled_as_a_small_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "ROWS", 7)
    upload = imports.enrolled(world, csv(PEOPLE))
    assert upload.stage == Stage.DONE
    assert (upload.rows, upload.counts["check"]["good"]) == (44, 41)
    assert upload.counts["enrol"] == {
        "in": 41,
        "refused": 3,
        "bad": {"twice": 1, "zone": 2, "name": 1, "number": 1, "email": 1},
    }


@pytest.mark.slow
@pytest.mark.usefixtures("_all_are_big")
def test_checking_once_more_with_other_columns_reads_the_rows_that_are_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "KEYS", 30)  # the addresses of the first time go in several pieces
    upload = imports.checked(world, csv(PEOPLE))
    assert not UploadPiece.objects.filter(upload=upload, what="raw").exists()
    before = UploadKey.objects.filter(upload=upload).count()
    again = imports.check(world, upload, columns={"first_name": 0, "phone": 1, "zone": 3})
    # The address of two is not read any more; neither is that of one who has nothing else.
    assert again.counts["check"]["bad"] == {"zone": 2, "name": 1, "number": 1, "no_address": 1}
    assert UploadKey.objects.filter(upload=upload).count() < before
    assert not work.do_next(world.office, world.moment())
