"""The project's own machinery: its commands exist, its locks agree, and its checks can say no."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from checks import docs_commands, long_files, no_hosts
from checks.docs_commands import Command

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DATABASE_FACES = ("coaching/store/",)


def imported(path: Path) -> set[str]:
    """The dotted names that a module imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


def normal(requirement: str) -> str:
    return re.split(r"[\[<>=;~! ]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def test_only_the_store_speaks_to_the_database() -> None:
    guilty = [
        name
        for path in sorted((ROOT / "coaching").rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(DATABASE_FACES)
        and any(module == "django.db" or module.startswith("django.db.") for module in imported(path))
    ]
    assert guilty == []


def test_the_worker_file_is_the_celery_app_and_nothing_else() -> None:
    assert {name.split(".")[1] for name in imported(ROOT / "worker.py") if name.startswith("coaching.")} == {"tasks"}


def test_make_help_names_every_target() -> None:
    helped = subprocess.run(
        ("make", "--no-print-directory", "help"), cwd=ROOT, capture_output=True, text=True, check=True
    )
    named = re.findall(r"^make ([\w-]+) +\S", helped.stdout, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    assert sorted(named) == sorted(phony[1].split())


@pytest.mark.parametrize("script", ["bin/bootstrap", "bin/find-chromium", ".ci/run"])
def test_every_script_may_be_run_and_parses(script: str) -> None:
    path = ROOT / script
    shell = path.read_text().splitlines()[0].rpartition("/")[2].split()[-1]
    assert path.stat().st_mode & 0o111
    subprocess.run((shell, "-n", str(path)), check=True)


def test_a_python_that_is_not_there_is_named() -> None:
    refused = subprocess.run(
        (str(ROOT / "bin/bootstrap"),),
        env={"PATH": "/usr/bin:/bin", "PYTHON": "python9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr == "bootstrap: PYTHON=python9 was not found.\n"


def test_the_lock_holds_every_dependency_by_hash() -> None:
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    assert {normal(requirement) for requirement in wanted} - set(pinned("requirements.lock")) == set()
    unhashed = re.findall(r"^[a-z0-9][^\n]*(?<!\\)\n", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert unhashed == []


def test_the_service_lock_is_the_lock_without_the_tools() -> None:
    everything, service = pinned("requirements.lock"), pinned("requirements-service.lock")
    assert {normal(requirement) for requirement in PROJECT["project"]["dependencies"]} - set(service) == set()
    assert service.items() <= everything.items()
    assert set(service) & {"pytest", "playwright", "ruff", "mypy"} == set()


def test_a_long_file_needs_a_reason_and_a_reason_needs_a_long_file() -> None:
    assert long_files.judge({"a.py": 400}, {}) == []
    assert long_files.judge({"a.py": 401}, {"a.py": "one table"}) == []
    assert "a.py has 401 lines" in long_files.judge({"a.py": 401}, {"a.py": " "})[0]
    assert "remove it" in long_files.judge({"a.py": 5}, {"a.py": "one table"})[0]


def test_a_registry_host_or_a_machine_path_is_found() -> None:
    slash = "/"
    assert no_hosts.judge(f"see https:{slash}{slash}packages.example.net{slash}simple", ["packages.example.net"]) == [
        "1: names a registry's host: packages.example.net"
    ]
    assert no_hosts.judge(f"ok\ncd {slash}work{slash}main", ["x.example"]) == [
        f"2: names a path of one machine: {slash}work{slash}"
    ]
    assert no_hosts.judge("tests/work/a.py and https://coach.example/work/", ["x.example"]) == []


def test_commands_are_read_from_fences_and_backticks() -> None:
    page = (
        "Run `make demo`, don't make haste.\n"
        "```sh\n$ CI=1 make test && coaching up --port 1  # make tea\n.venv/bin/coaching \\\n  demo\n```\n"
    )
    shown = [" ".join(argv) for argv in docs_commands.commands(page)]
    assert sorted(shown) == ["coaching demo", "coaching up --port 1", "make demo", "make test"]


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        ("make demo", None),
        ('make demo ARGS="--fast"', None),
        ("make tea", "has no target tea"),
        ("coaching users add anna", None),
        ("coaching users add --role coach", None),
        ("coaching users remove", "`coaching users` has no command remove"),
        ("coaching users add --rolle coach", "`coaching users add` has no option --rolle"),
        ("coaching dmeo", "`coaching` has no command dmeo"),
    ],
)
def test_a_command_that_does_not_exist_is_found(shown: str, problem: str | None) -> None:
    add = Command(frozenset({"--help", "--role"}), {})
    program = Command(frozenset({"--help"}), {"users": Command(frozenset({"--help"}), {"add": add})})
    found = docs_commands.judge(shown.split(), frozenset({"demo"}), program)
    assert [problem in sentence for sentence in found if problem] == ([True] if problem else [])
    assert bool(found) is bool(problem)
