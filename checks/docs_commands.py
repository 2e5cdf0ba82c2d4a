"""Every `make` and `coaching` command that the docs show exists, with the options they show."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)[^\n]*\n(.*?)^ {0,3}\1", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_ENDS_COMMAND = re.compile(r"&&|\|\|?|;|(?:^|\s)#.*")
_WORD = re.compile(r"[a-z][a-z0-9_-]*\Z")
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the program: the options it takes and the commands below it."""

    options: frozenset[str]
    below: Mapping[str, "Command"]


def problems(root: Path) -> list[str]:
    """This will list every shown command that does not exist, as path: sentence."""
    pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    shown = {page: list(commands(page.read_text(encoding="utf-8"))) for page in pages if page.exists()}
    targets = frozenset(_TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    program = _program()
    return [
        f"{page.relative_to(root).as_posix()}: {problem}"
        for page, argvs in shown.items()
        for argv in argvs
        for problem in judge(argv, targets, program)
    ]


def commands(markdown: str) -> Iterator[list[str]]:
    """This will give each `make ...` and `coaching ...` of the fenced blocks and backticks, in words."""
    fenced = [line for _, body in _FENCE.findall(markdown) for line in body.replace("\\\n", " ").splitlines()]
    for line in (*fenced, *_INLINE.findall(_FENCE.sub("", markdown))):
        for part in _ENDS_COMMAND.split(line):
            words = _words(part)
            if words and words[0].rsplit("/", 1)[-1] in ("make", "coaching") and len(words) > 1:
                yield [words[0].rsplit("/", 1)[-1], *words[1:]]


def judge(argv: list[str], targets: frozenset[str], program: Command) -> list[str]:
    """This will say what of one command does not exist; an empty list means all of it does."""
    shown = " ".join(argv)
    if argv[0] == "make":
        wanted = [word for word in argv[1:] if _WORD.match(word)]
        return [f"`{shown}`: the Makefile has no target {word}" for word in wanted if word not in targets]
    here, path = program, "coaching"
    for word in argv[1:]:
        option = word.split("=", 1)[0]
        if option.startswith("--") and option not in here.options:
            return [f"`{shown}`: `{path}` has no option {option}"]
        if _WORD.match(word) and here.below:
            if word not in here.below:
                return [f"`{shown}`: `{path}` has no command {word}"]
            here, path = here.below[word], f"{path} {word}"
    return []


def _words(part: str) -> list[str]:
    try:
        words = shlex.split(part.strip().removeprefix("$ "))
    except ValueError:  # prose with an apostrophe
        return []
    while words and re.match(r"[A-Z_]+=", words[0]):
        del words[0]
    return words


def _program() -> Command:
    import typer.main

    from coaching.cli.app import app

    return _read(typer.main.get_command(app))


def _read(command: Any) -> Command:
    """`command`: one of Typer's own (vendored) Click commands."""
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    below = getattr(command, "commands", {})
    return Command(frozenset(options | {"--help"}), {name: _read(child) for name, child in below.items()})
