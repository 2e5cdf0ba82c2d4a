"""Runs every check, one line each; what fails shows why, and the whole fails."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from checks import docs_commands, long_files, no_hosts

BIN = Path(sys.executable).parent
PROGRAMS = {
    "style": (str(BIN / "ruff"), "check", "--quiet", "."),
    "form": (str(BIN / "ruff"), "format", "--check", "--quiet", "."),
    "types": (str(BIN / "mypy"),),
    "layers": (str(BIN / "lint-imports"), "--no-logo"),
    "dependencies": (str(BIN / "deptry"), ".", "--no-ansi"),
    "texts for people": (str(BIN / "coaching"), "campaign", "check"),
}
OWN: dict[str, Callable[[Path], list[str]]] = {
    "file lengths": long_files.problems,
    "commands in docs": docs_commands.problems,
    "host names and paths": no_hosts.problems,
}


def main() -> int:
    root = Path(__file__).resolve().parent.parent
    checks: dict[str, Callable[[], list[str]]] = {name: _program(argv, root) for name, argv in PROGRAMS.items()}
    checks |= {name: _own(check, root) for name, check in OWN.items()}
    failed = []
    for name, check in checks.items():
        begun = time.monotonic()
        found = check()
        print(f"{name:<22} {'FAILED' if found else 'ok':<7} {time.monotonic() - begun:5.1f} s", flush=True)
        if found:
            failed.append(name)
            print("\n".join(f"    {line}" for line in found), flush=True)
    print(f"{len(checks) - len(failed)} checks passed, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    return 1 if failed else 0


def _program(argv: tuple[str, ...], root: Path) -> Callable[[], list[str]]:
    def run() -> list[str]:
        done = subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return []
        return (done.stdout + done.stderr).strip().splitlines() or [f"{argv[0]} ended with {done.returncode}"]

    return run


def _own(check: Callable[[Path], list[str]], root: Path) -> Callable[[], list[str]]:
    return lambda: check(root)


if __name__ == "__main__":
    raise SystemExit(main())
