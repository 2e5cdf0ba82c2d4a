"""Each promise in docs/guarantees.md says where it ends and names the tests that hold it; those tests exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROMISES = (
    "1. Never twice",
    "2. Never lost, and the books balance",
    "3. Never at the wrong hour",
    "4. Never after STOP",
    "5. Redis is disposable",
    "6. No silent no",
)


def sections() -> dict[str, str]:
    """The text below each heading of the second rank."""
    parts = re.split(r"^## (.+)$", (ROOT / "docs/guarantees.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def named(text: str) -> list[tuple[str, str]]:
    """The tests that a text names, as (path, function)."""
    return re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text)


@cache
def functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def is_long(path: Path) -> bool:
    """Whether all tests of a file are left to `make thorough`."""
    marks = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("pytestmark")]
    return any("mark.slow" in line for line in marks)


def absent(tests: list[tuple[str, str]]) -> list[str]:
    """Those that are not there."""
    return [
        f"{path}::{name}" for path, name in tests if not (ROOT / path).is_file() or name not in functions(ROOT / path)
    ]


def test_the_page_makes_the_six_promises_in_order() -> None:
    assert tuple(name for name in sections() if name[0].isdigit()) == PROMISES


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_says_where_it_ends_and_which_tests_hold_it(promise: str) -> None:
    promised, limits, holders = re.split(r"^(?:Where it ends|Held by):$", sections()[promise], flags=re.MULTILINE)
    assert promised.strip()
    assert limits.strip().startswith("- ")
    assert len(named(holders)) == len(set(named(holders))) == holders.count("\n- ") >= 3
    assert any(not is_long(ROOT / path) for path, _ in named(holders)), "make test proves nothing of this promise"
    assert not absent(named(holders)), "docs/guarantees.md names tests that are gone; name those that hold it now"


def test_a_test_that_is_gone_would_be_noticed() -> None:
    here = str(Path(__file__).relative_to(ROOT))
    gone = [(here, "test_that_nobody_wrote"), ("tests/unit/test_no_file.py", "test_x")]
    assert absent([(here, "test_a_test_that_is_gone_would_be_noticed")]) == []
    assert absent(gone) == [f"{path}::{name}" for path, name in gone]
