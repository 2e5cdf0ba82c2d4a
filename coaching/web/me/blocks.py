"""The plain words of a message as blocks of a page: headings, paragraphs, lists (undoes core.rendering.plaintext)."""

import re
from dataclasses import dataclass

_RULE = re.compile(r"(=+|-+)\Z")
_ITEM = re.compile(r"(?:- |\d+\. )")


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: heading | words | list. A list has `items`, the others `words`."""

    kind: str
    words: str = ""
    items: tuple[str, ...] = ()


def read(text: str) -> tuple[Block, ...]:
    """This will divide a text into blocks; lines broken for a mail program are joined again."""
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    return tuple(block for part in parts if (block := _block(part.split("\n"))))


def _block(lines: list[str]) -> Block | None:
    if len(lines) >= 2 and _RULE.match(lines[-1]):
        return Block("heading", " ".join(lines[:-1]))
    if len(lines) == 1 and _RULE.match(lines[0]):
        return None
    if _ITEM.match(lines[0]):
        return Block("list", items=tuple(_items(lines)))
    return Block("words", " ".join(line.removeprefix("> ").strip() for line in lines))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append(_ITEM.sub("", line, count=1))
        else:
            items[-1] += f" {line.strip()}"
    return items
