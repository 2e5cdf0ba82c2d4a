"""Whether choices and HTML nest: a part left out must take whole elements with it, or the page breaks."""

from collections.abc import Mapping
from html.parser import HTMLParser

from coaching.core.rendering.carving import Carver, Tag
from coaching.core.rendering.problems import TemplateProblem
from coaching.core.rendering.tags import Kind

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_HINT = "Put {% if %} and {% endif %} on lines of their own, or both inside one sentence."


def problems(html: str, carver: Carver, carved: Mapping[str, Tag]) -> list[TemplateProblem]:
    """This will name each {% if %} and {% for %} that begins in one element and ends in another."""
    walk = _Walk(carver, carved)
    walk.feed(html)
    walk.close()
    return walk.found


class _Walk(HTMLParser):
    def __init__(self, carver: Carver, carved: Mapping[str, Tag]) -> None:
        super().__init__(convert_charrefs=True)
        self.carver, self.carved = carver, carved
        self.found: list[TemplateProblem] = []
        self.open: list[str | Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for _name, value in attrs:
            depth = len(self.open)
            self.handle_data(value or "")
            if len(self.open) != depth:
                self._refuse(self.open.pop())
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self.open and self.open[-1] != tag:
            self._refuse(self.open.pop())
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for match in self.carver.anything.finditer(data):
            tag = self.carved[match[0]]
            if tag.kind is Kind.OPEN:
                self.open.append(tag)
            elif tag.kind in (Kind.MIDDLE, Kind.CLOSE) and not (self.open and isinstance(self.open[-1], Tag)):
                self._refuse(tag)
            elif tag.kind is Kind.CLOSE:
                self.open.pop()

    def _refuse(self, what: str | Tag) -> None:
        if isinstance(what, Tag):
            message = f"{what.source[:40]} begins in one paragraph, list or emphasis and ends in another."
            self.found.append(TemplateProblem(what.line, message, _HINT))
