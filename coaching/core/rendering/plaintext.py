"""The plain-text part of an email, from the same Markdown: nothing to decode, lines of about 76 letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from coaching.core.rendering.carving import Carver

WIDTH = 76
_VALUE_WIDTH = 10  # letters allowed for a value: lines are broken once, at compilation, not per person


def to_text(tokens: Sequence[Token], carver: Carver) -> str:
    """This will write the tokens as plain text, still with words in place of tags. Each block ends in an
    empty line, so that a choice that leaves a block out leaves no gap."""
    return _Writer(carver).blocks(SyntaxTreeNode(_opened(tokens)).children, WIDTH)


def _opened(tokens: Sequence[Token]) -> list[Token]:
    """Buttons as the paragraphs they were."""
    opened: list[Token] = []
    for token in tokens:
        if token.type != "button":
            opened.append(token)
            continue
        inline = Token("inline", "", 0, children=token.children, map=token.map, block=True)
        opened += [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]
    return opened


@dataclass(frozen=True, slots=True)
class _Writer:
    carver: Carver

    def blocks(self, nodes: Sequence[SyntaxTreeNode], width: int) -> str:
        return "".join(self._block(node, width) for node in nodes)

    def _block(self, node: SyntaxTreeNode, width: int) -> str:
        match node.type:
            case "drawing":
                return node.content
            case "tags":
                return "".join(node.content.split())
            case "heading":
                title = self._wrapped(node, width)
                longest = max(map(self._width, title.split("\n")))
                return f"{title}\n{('=' if node.tag == 'h1' else '-') * longest}\n\n"
            case "bullet_list" | "ordered_list":
                return self._list(node, width) + "\n\n"
            case "blockquote":
                return _indented(self.blocks(node.children, width - 2).strip(), "> ", "> ") + "\n\n"
            case "fence":
                return _indented(node.content.rstrip(), "    ", "    ") + "\n\n"
            case "hr":
                return "-" * 20 + "\n\n"
            case "table":
                return self._table(node, width) + "\n\n"
            case _:
                return self._wrapped(node, width) + "\n\n"

    def _list(self, node: SyntaxTreeNode, width: int) -> str:
        first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        loose = any(not child.hidden for item in node.children for child in item.children if child.type == "paragraph")
        items = []
        for number, item in enumerate(node.children):
            lead = "- " if first is None else f"{first + number}. "
            words = self.blocks(item.children, width - len(lead)).strip()
            words = words if loose else words.replace("\n\n", "\n")
            items.append(_indented(words, lead, " " * len(lead)))
        return ("\n\n" if loose else "\n").join(items)

    def _table(self, node: SyntaxTreeNode, width: int) -> str:
        """Each row as one entry: its first cell, then each further cell after the word above its column."""
        rows = [[self._inline(cell) for cell in row.children] for part in node.children for row in part.children]
        head, lines = rows[0], []
        for row in rows[1:]:
            rest = [f"{name}: {cell}" if name else cell for name, cell in zip(head[1:], row[1:], strict=True) if cell]
            lines.append(_indented(self._wrap("; ".join([row[0], *rest]), width - 2), "- ", "  "))
        return "\n".join(lines)

    def _wrapped(self, node: SyntaxTreeNode, width: int) -> str:
        return self._wrap(self._inline(node), width)

    def _inline(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "text" | "code_inline":
                return node.content
            case "softbreak":
                return " "
            case "hardbreak":
                return "\n"
            case "link":
                label, address = "".join(map(self._inline, node.children)), str(node.attrs["href"])
                return label if address in (label, f"mailto:{label}") else f"{label}: {address}"
            case _:
                return "".join(map(self._inline, node.children))

    def _wrap(self, text: str, width: int) -> str:
        return "\n".join(line for given in text.split("\n") for line in _filled(given.split(), width, self._width))

    def _width(self, word: str) -> int:
        return len(self.carver.anything.sub(lambda tag: "v" * _VALUE_WIDTH if tag[1] == "v" else "", word))


def _filled(words: Sequence[str], width: int, measure: Callable[[str], int]) -> list[str]:
    lines, used = [""], 0
    for word in words:
        size = measure(word)
        if lines[-1] and used + 1 + size > width:
            lines.append(word)
            used = size
        else:
            lines[-1] += f" {word}" if lines[-1] else word
            used += size + 1
    return lines


def _indented(text: str, first: str, further: str) -> str:
    lines = text.split("\n")
    return "\n".join((further if row else first) + line if line else further.rstrip() for row, line in enumerate(lines))
