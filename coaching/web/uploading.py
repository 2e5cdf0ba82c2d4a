"""Files that come in by a form: the receiving ends as soon as one is bigger than any that is read."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from coaching.journeys.import_people.reading import MOST_BYTES
from coaching.journeys.import_people.steps import NO_BYTES

_MARK = "coaching.upload_too_big"


class Capped(FileUploadHandler):
    """Stops a request whose files are bigger than MOST_BYTES together, before they fill the disk."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        del start
        self._taken += len(raw_data)
        if self._taken > MOST_BYTES:
            if self.request is not None:
                self.request.META[_MARK] = "yes"
            raise StopUpload
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """The handlers after this one keep the file."""
        del file_size


def refusal(request: HttpRequest) -> str:
    """This will say why a file did not come in, "" where none was stopped."""
    return NO_BYTES if request.META.get(_MARK) else ""
