"""A file of people as rows of words: CSV in whatever writing, XLSX; hostile files end early, with a sentence."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

import openpyxl

MOST_BYTES = 200_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 100
MOST_LETTERS = 2_000
"""In one cell."""
MOST_UNPACKED = 1_500_000_000
MOST_SHARED = 300_000_000
MOST_PARTS = 1_000
_NUMBER = re.compile(r"\+?[0-9 ().-]{7,}")
_LINE = 400_000
_LOOK = 65_536
_DELIMITERS = (",", ";", "\t", "|")


class FileRefused(Exception):
    """The file cannot be read; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Format:
    """`kind`: csv or xlsx; the other two are "" for xlsx."""

    kind: str
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The header, and the first rows below it."""

    header: list[str]
    first: list[list[str]]


def look(file: IO[bytes]) -> tuple[Format, Head]:
    """This will tell the format of a file and read its first rows; raises FileRefused."""
    file.seek(0)
    start = file.read(_LOOK)
    if not start.strip():
        raise FileRefused("The file is empty. Choose a file with a row of column names and a row for each person.")
    if start.startswith(b"PK\x03\x04"):
        found = Format("xlsx")
        _guard(file)
    else:
        encoding = _encoding(file, start)
        found = Format("csv", encoding, _delimiter(start.decode(encoding, "ignore")))
    everything = rows(file, found)
    header = [" ".join(cell.split()) for cell in next(everything, [])]
    first = list(islice(everything, 20))
    if not any(header) or not first:
        raise FileRefused("The file has no rows of people: below the row of column names there must be at least one.")
    if any("@" in cell or _NUMBER.fullmatch(cell) for cell in header):
        raise FileRefused("The first row must name the columns (First name, Phone, ...); this one holds a person.")
    return found, Head(header, first)


def rows(file: IO[bytes], form: Format) -> Iterator[list[str]]:
    """This will give the rows, the header first, empty ones left out; raises FileRefused where one is beyond reason."""
    file.seek(0)
    found = _xlsx(file) if form.kind == "xlsx" else _csv(file, form)
    count = 0
    for number, row in enumerate(found, 1):
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        if len(row) > MOST_COLUMNS:
            raise FileRefused(f"Row {number} has {len(row)} columns; at most {MOST_COLUMNS} can be read.")
        if max(map(len, row)) > MOST_LETTERS:
            raise FileRefused(_giant(number))
        count += 1
        if count > MOST_ROWS + 1:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} people. Please split it.")
        yield row


def _giant(number: int) -> str:
    return f"A cell in row {number} has more than {MOST_LETTERS:,} letters. Is a quotation mark missing above it?"


def _encoding(file: IO[bytes], start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    pairs = start[:2000]
    if b"\0" in pairs:  # UTF-16 without its mark: every other byte of plain words is 0
        if pairs[1::2].count(0) > len(pairs) // 3:
            return "utf-16-le"
        if pairs[0::2].count(0) > len(pairs) // 3:
            return "utf-16-be"
        raise FileRefused("This is not a table of text. Save it as CSV or XLSX and choose it again.")
    return "utf-8" if _is_utf8(file) else "cp1252"


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = io.TextIOWrapper(io.BufferedReader(_Borrowed(file), 1 << 20), "utf-8")
    file.seek(0)
    try:
        while decoder.read(1_000_000):
            pass
    except UnicodeDecodeError:
        return False
    return True


class _Borrowed(io.RawIOBase):
    """A file that is not closed together with what reads it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _delimiter(text: str) -> str:
    """The one that parts the first lines into the most columns of equal number."""
    lines = text.splitlines()[:30]
    if len(text) >= _LOOK // 4 and len(lines) > 1:
        lines = lines[:-1]

    def steady(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return 0, 0
        usual = max(set(widths), key=widths.count, default=0)
        return (widths.count(usual) if usual > 1 else 0), usual

    return max(_DELIMITERS, key=steady)


def _csv(file: IO[bytes], form: Format) -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BufferedReader(_Borrowed(file), 1 << 20), form.encoding, errors="replace", newline="")
    reader = csv.reader(_lines(text), delimiter=form.delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(_giant(reader.line_num)) from error
        yield [_clean(cell) for cell in row]


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(_LINE):
        number += 1
        if len(line) == _LINE:
            raise FileRefused(f"Line {number} has more than {_LINE:,} letters. Save the table as CSV and try again.")
        yield line


def _clean(cell: str) -> str:
    return cell.replace("\0", "").strip() if "\0" in cell else cell.strip()


def _guard(file: IO[bytes]) -> None:
    """What is packed must not be too big unpacked; the reader of the parts stops at the size that is stated here."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise FileRefused("This file is broken. Save it as XLSX or CSV again.") from error
    shared = sum(part.file_size for part in parts if "sharedstrings" in part.filename.casefold())
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or whole > MOST_UNPACKED or shared > MOST_SHARED:
        raise FileRefused("This workbook is too big once it is unpacked. Save its sheet as CSV and choose that.")


def _xlsx(file: IO[bytes]) -> Iterator[list[str]]:
    """The first sheet. Formulas count with the value that was stored last, never run."""
    _guard(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what it claims of its size may be anything
        for row in sheet.iter_rows(values_only=True):
            if len(row) > MOST_COLUMNS * 4:
                raise FileRefused(f"A row has {len(row)} columns; at most {MOST_COLUMNS} can be read.")
            yield ["" if cell is None else cell.strip() if type(cell) is str else _written(cell) for cell in row]
    except FileRefused:
        raise
    except Exception as error:  # a broken workbook breaks its reader in any way at all
        raise FileRefused("This workbook cannot be read. Save its sheet as CSV and choose that.") from error


def _written(cell: object) -> str:
    """A cell as people would write it: 15551234567 without .0, dates as year-month-day."""
    match cell:
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("minutes")
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case other:
            return str(other)
