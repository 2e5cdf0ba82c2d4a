"""What a page says once after something was done: a sentence, and at times a button that takes it back."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_UNDO = "undo:"


@dataclass(frozen=True, slots=True)
class Undo:
    """A button that posts to `address`."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Toast:
    text: str
    is_problem: bool
    undo: Undo | None


def say(request: HttpRequest, text: str, undo: Undo | None = None) -> None:
    """This will show `text` on the next page, with a way back if there is one."""
    tags = _UNDO + json.dumps([undo.label, undo.address]) if undo else ""
    messages.success(request, text, extra_tags=tags)


def problem(request: HttpRequest, text: str) -> None:
    """This will show what could not be done, and why, on the next page."""
    messages.error(request, text)


def take(request: HttpRequest) -> list[Toast]:
    """This will give what is to be shown now, and forget it."""
    return [_toast(each) for each in messages.get_messages(request)]


def _toast(message: Message) -> Toast:
    tags = message.extra_tags or ""
    undo = Undo(*json.loads(tags.removeprefix(_UNDO))) if tags.startswith(_UNDO) else None
    return Toast(str(message.message), message.level == messages.ERROR, undo)
