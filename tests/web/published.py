"""Publishing as a coach does: first the look, then the press that it offers."""

import html
import re
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from django.http import HttpResponse


def proof(look: "HttpResponse") -> str:
    """What the look hands on to the press; "" where a page stands in its way."""
    found = re.search(r'name="looked" value="([^"]+)"', look.content.decode())
    return html.unescape(found[1]) if found else ""


def publish(console: Client, *, follow: bool = False, **fields: Any) -> "HttpResponse":
    """What comes back after the press, or the page that stands in its way."""
    answer = console.post("/messages/review/", fields)
    looked = proof(answer)  # type: ignore[arg-type]  # the test client's own kind
    if looked:
        answer = console.post("/messages/publish/", {**fields, "looked": looked}, follow=follow)
    return answer  # type: ignore[return-value]  # as above
