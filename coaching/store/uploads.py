"""Files of people: kept in packed pieces that any worker can take up, and forgotten a day after their import ended."""

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from hashlib import blake2b, sha256
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from coaching.core.model import Channel
from coaching.store import bulk
from coaching.store.models import Upload, UploadColumns, UploadKey, UploadPiece

KEPT = timedelta(hours=24)
SIZE = 1_000
"""Rows in one piece: about a tenth of a second of writing."""
RAW, ROWS, BAD, MADE = "raw", "rows", "bad", "made"
Rows = list[list[str]]


class Stage(StrEnum):
    """How far a file is. GONE: its people are forgotten, only counts are left."""

    NEW = "new"
    CHECKING = "checking"
    CHECKED = "checked"
    ENROLLING = "enrolling"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file as it came. `header` names its columns, `first` are its first rows."""

    name: str
    kind: str
    encoding: str
    delimiter: str
    size: int
    header: list[str]
    first: Rows


def add(new: NewUpload, pieces: Iterable[bytes], by: str, at: datetime) -> int:
    """This will keep a file, a piece at a time, so that nobody waits long to write; answers its id."""
    row = Upload.objects.create(
        name=new.name[:120],
        kind=new.kind,
        encoding=new.encoding,
        delimiter=new.delimiter,
        size=new.size,
        header=new.header,
        first=new.first,
        by=by,
        at=at,
        until=at + KEPT,
    )
    for number, body in enumerate(pieces):
        keep(row.pk, RAW, number, body)
    return row.pk


def get(upload: int) -> Upload | None:
    return Upload.objects.filter(pk=upload).first()


def recent(most: int = 20) -> list[Upload]:
    """This will list the newest files, without the words in them."""
    return list(Upload.objects.order_by("-pk").defer("header", "first", "samples")[:most])


def move(upload: int, before: Collection[Stage], after: Stage, **changes: Any) -> bool:
    """This will bring a file to another stage; False if it is no longer at one of `before`: somebody was faster."""
    return bool(Upload.objects.filter(pk=upload, stage__in=before).update(stage=after, **changes))


def note(upload: int, **changes: Any) -> None:
    """This will store numbers or samples beside a file that is still there."""
    Upload.objects.filter(pk=upload).exclude(stage=Stage.GONE).update(**changes)


def keep(upload: int, what: str, number: int, body: bytes) -> None:
    """This will keep a piece, in place of an older one."""
    keep_packed(upload, what, [(number, zlib.compress(body, 1))])


def keep_json(upload: int, what: str, number: int, value: object) -> None:
    keep_packed(upload, what, [(number, packed_json(value))])


def packed_json(value: object) -> bytes:
    return zlib.compress(orjson.dumps(value), 1)


def keep_packed(upload: int, what: str, pieces: Sequence[tuple[int, bytes]]) -> None:
    """This will keep (number, packed) pieces, in place of older ones."""
    UploadPiece.objects.bulk_create(
        [UploadPiece(upload_id=upload, what=what, number=number, body=packed) for number, packed in pieces],
        update_conflicts=True,
        unique_fields=["upload", "what", "number"],
        update_fields=["body"],
    )


def piece(upload: int, what: str, number: int) -> bytes | None:
    """This will read a piece; None where there is none."""
    rows = UploadPiece.objects.filter(upload=upload, what=what, number=number)
    packed = rows.values_list("body", flat=True).first()
    return None if packed is None else zlib.decompress(packed)


def piece_json(upload: int, what: str, number: int) -> Any:
    body = piece(upload, what, number)
    return None if body is None else orjson.loads(body)


def numbers(upload: int, what: str) -> list[int]:
    """This will list the pieces of a kind, in order."""
    rows = UploadPiece.objects.filter(upload=upload, what=what).order_by("number")
    return list(rows.values_list("number", flat=True))


def pieces(upload: int, what: str) -> Iterator[bytes]:
    """This will read all pieces of a kind in order, one at a time."""
    for number in numbers(upload, what):
        body = piece(upload, what, number)
        if body is not None:
            yield body


def drop(upload: int, *what: str) -> None:
    UploadPiece.objects.filter(upload=upload, what__in=what).delete()


# Addresses in a file


def digest(channel: Channel, address: str) -> int:
    """This will give the keyed hash of an address as a signed number of 64 bits, the same for any capitals."""
    hashed = _begun().copy()
    hashed.update(f"{channel}:{address.casefold()}".encode())
    return int.from_bytes(hashed.digest(), "big", signed=True)


@cache
def _begun() -> blake2b:
    """A hash that has taken in its key, to be copied."""
    return blake2b(digest_size=8, key=sha256(b"addresses in files" + settings.SECRET_KEY.encode()).digest())


def keep_keys(upload: int, found: Sequence[tuple[int, int]]) -> None:
    """This will keep (digest, first row) of addresses of a file; row 0: it only mentions them."""
    bulk.insert_many(UploadKey, {"upload": upload}, ("digest", "row"), found)


def has_keys(upload: int) -> bool:
    return UploadKey.objects.filter(upload=upload).exists()


def first_rows(upload: int, digests: Collection[int]) -> dict[int, int]:
    """This will give the first row that has each address."""
    own = f" AND upload_id = {int(upload)}"
    return dict(bulk.among('digest, "row"', "store_uploadkey", "digest", digests, own))


def forget_keys(upload: int, most: int | None = None) -> bool:
    """This will forget the addresses of a file, or some of them: a million rows at once would keep all writers waiting.

    Answers whether there were any.
    """
    rows = UploadKey.objects.filter(upload=upload)
    if most is not None:
        rows = UploadKey.objects.filter(pk__in=rows.order_by("pk").values("pk")[:most])
    return bool(rows._raw_delete("default"))


# Forgetting


def forget(upload: int) -> None:
    """This will take everybody out of a file: its rows, its words, its name. Counts stay, and which runs it made."""
    drop(upload, RAW, ROWS, BAD)
    forget_keys(upload)
    rows = Upload.objects.filter(pk=upload)
    rows.update(name="", header=[], first=[], samples={}, consent={})
    rows.exclude(stage__in=[Stage.DONE, Stage.UNDOING, Stage.UNDONE]).update(stage=Stage.GONE)


def end(upload: int) -> None:
    """This will forget a file for good: its import can no longer be taken back."""
    forget(upload)
    drop(upload, MADE)
    Upload.objects.filter(pk=upload).exclude(stage=Stage.UNDONE).update(stage=Stage.GONE)


def over(at: datetime) -> list[Upload]:
    """This will list files whose day is over."""
    left = Exists(UploadPiece.objects.filter(upload=OuterRef("pk")))
    return list(Upload.objects.filter(left, until__lte=at).only("pk", "job").order_by("pk"))


def naming(addresses: Collection[tuple[Channel, str]]) -> list[int]:
    """This will list the files that name one of these addresses, or have not been read to their end."""
    digests = [digest(channel, address) for channel, address in addresses]
    unread = Q(stage__in=[Stage.NEW, Stage.CHECKING])
    named = Q(pk__in=UploadKey.objects.filter(digest__in=digests).values("upload"))
    rows = Upload.objects.filter(unread | named).exclude(stage=Stage.GONE).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def rows_about(addresses: Collection[tuple[Channel, str]]) -> list[dict[str, Any]]:
    """This will find the rows of files that name one of these addresses."""
    digests = [digest(channel, address) for channel, address in addresses]
    found = []
    for key in UploadKey.objects.filter(digest__in=digests).select_related("upload").order_by("pk"):
        own = {"upload": key.upload_id, "at": key.upload.at, "until": key.upload.until, "row": key.row}
        rows = piece_json(key.upload_id, ROWS, (key.row - 1) // SIZE) if key.row else None
        found.append({**own, "cells": rows[(key.row - 1) % SIZE] if rows else []})
    return found


# How columns were mapped last


def signature(header: Sequence[str]) -> str:
    """This will give what stands for a header: a hash, so that a first row that was no header names nobody."""
    return sha256("\x1f".join(cell.strip().casefold() for cell in header).encode()).hexdigest()


def remembered(header: Sequence[str]) -> Mapping[str, int] | None:
    rows = UploadColumns.objects.filter(signature=signature(header))
    return rows.values_list("columns", flat=True).first()


def remember(header: Sequence[str], columns: Mapping[str, int], at: datetime) -> None:
    UploadColumns.objects.update_or_create(signature=signature(header), defaults={"columns": dict(columns), "at": at})
