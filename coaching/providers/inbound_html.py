"""An email's HTML as plain text, for mails that carry nothing else; what is quoted gets the mark ">".

Each letter is looked at a bounded number of times: html.parser takes minutes over 300 KB of "<a <a <a ".
"""

import re
from html import unescape

MOST_LETTERS = 1_000_000
DEEPEST = 40
_SILENT = ("head", "script", "style", "title", "template")
_BLOCK = re.compile(
    "address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre"
    "|section|table|tbody|tr|ul"
)
_PIECE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>|<[!?/][^<>]*>|[^<]+|<")
# The rule over the head of a quote that has no marks, as Outlook draws it.
_HEAD = re.compile(r"\bid\s*=\s*[\"']?(?:divRplyFwdMsg|appendonsend)\b", re.IGNORECASE)


def to_text(html: str) -> str:
    """This will write the words of an email's HTML line by line. It never raises, whatever the HTML."""
    writer = _Writer()
    for piece in _PIECE.finditer(_spoken(html[:MOST_LETTERS])):
        closing, tag, attributes = piece.groups()
        if tag is None:
            writer.say(piece[0])
        elif closing:
            writer.close(tag.lower())
        else:
            writer.open(tag.lower(), attributes)
    return writer.text()


def _spoken(html: str) -> str:
    """The HTML without comments and without what is never shown. What has no end is kept."""
    html = _without(html, "<!--", "-->")
    for tag in _SILENT:
        html = _without(html, f"<{tag}", f"</{tag}>")
    return html


def _without(html: str, opening: str, ending: str) -> str:
    lowered, kept, at = html.lower(), list[str](), 0
    if len(lowered) != len(html):  # a letter whose small form is longer, e.g. U+0130
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in html)
    while (begin := lowered.find(opening, at)) >= 0:
        stop = lowered.find(ending, begin)
        if stop < 0:
            break
        is_longer_name = opening[1] != "!" and lowered[begin + len(opening)].isalnum()  # <header> is no <head>
        kept.append(html[at : begin + 1 if is_longer_name else begin])
        at = begin + 1 if is_longer_name else stop + len(ending)
    return "".join(kept) + html[at:]


class _Writer:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._is_formatted = False

    def open(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._break(even_if_empty=True)
        elif _BLOCK.fullmatch(tag):
            self._break()
            if tag == "hr" or _HEAD.search(attributes):
                self._lines.append(self._mark() + "_" * 32)
        self._depth += tag == "blockquote"
        self._is_formatted |= tag == "pre"

    def close(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag):
            self._break(even_if_empty=tag == "p")
        self._depth -= tag == "blockquote" and self._depth > 0
        self._is_formatted &= tag != "pre"

    def say(self, piece: str) -> None:
        if piece.startswith(("<!", "<?", "</")):
            return
        first, *others = unescape(piece).split("\n") if self._is_formatted else [re.sub(r"\s+", " ", unescape(piece))]
        self._line.append(first)
        for other in others:
            self._break(even_if_empty=True)
            self._line.append(other)

    def text(self) -> str:
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def _mark(self) -> str:
        return "> " * min(self._depth, DEEPEST)

    def _break(self, *, even_if_empty: bool = False) -> None:
        line = "".join(self._line).strip()
        self._line.clear()
        if line or even_if_empty:
            self._lines.append((self._mark() + line).rstrip())
