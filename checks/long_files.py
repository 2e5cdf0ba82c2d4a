"""Python files past 400 lines are named with a reason in long_files.toml; the rest stays short."""

import tomllib
from pathlib import Path

from checks import tree

LIMIT = 400


def problems(root: Path) -> list[str]:
    """This will list what is wrong, one sentence each: long files without a reason, reasons without a long file."""
    reasons = tomllib.loads((root / "checks" / "long_files.toml").read_text(encoding="utf-8"))["reasons"]
    lengths = {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in tree.files(root)
        if path.suffix == ".py" and "migrations" not in path.parts
    }
    return judge(lengths, reasons)


def judge(lengths: dict[str, int], reasons: dict[str, str]) -> list[str]:
    long = {name: count for name, count in lengths.items() if count > LIMIT}
    found = [
        f"{name} has {count} lines (limit {LIMIT}): split it, or give the reason in checks/long_files.toml"
        for name, count in long.items()
        if not reasons.get(name, "").strip()
    ]
    found += [
        f"checks/long_files.toml names {name}, which is not longer than {LIMIT} lines: remove it"
        for name in reasons
        if name not in long
    ]
    return found
