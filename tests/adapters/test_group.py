"""The embedded group with real child processes: starting, watching, restarting and ending them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import psutil
import pytest
import redis

from coaching.cli.group import ports, readiness, redis_server
from coaching.cli.group.process import Process
from coaching.cli.group.signals import stop_requested
from coaching.cli.group.supervisor import Group, GroupError, Stopped

FOREVER = "import signal; print('here', flush=True); signal.pause()"
DEAF = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)\n"
    "while True: signal.pause()"
)
PARENT = (
    "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
    "print('grandchild', child.pid, flush=True); child.wait()"
)


def python(code: str, name: str = "child", **options: object) -> Process:
    return Process(name=name, argv=(sys.executable, "-c", code), **options)  # type: ignore[arg-type]  # test brevity


def wait_for(condition: Callable[[], bool], within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "the awaited condition did not come true"
        pause.wait(0.02)


def says(path: Path, words: str) -> Callable[[], bool]:
    return lambda: path.exists() and words in path.read_text()


def mended(group: Group, condition: Callable[[], bool]) -> Callable[[], bool]:
    """Mends the group at each look, as its loop does."""

    def look() -> bool:
        group.mend()
        return condition()

    return look


def is_gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def group(tmp_path: Path, stop: threading.Event) -> Iterator[Group]:
    with Group(tmp_path, stop=stop) as running:
        yield running


def test_a_program_that_ends_while_starting_is_named_with_the_end_of_its_log(group: Group) -> None:
    with pytest.raises(GroupError, match=r"(?s)web ended with exit code 3 while starting.*no such table: coach"):
        group.start(python("print('no such table: coach'); raise SystemExit(3)", "web", ready=lambda: False))


def test_a_program_that_never_gets_ready_is_named_with_the_end_of_its_log(group: Group, tmp_path: Path) -> None:
    heard = says(tmp_path / "log" / "worker.log", "here")

    def never() -> bool:
        wait_for(heard)
        return False

    with pytest.raises(GroupError, match=r"(?s)worker was not ready within 0.01 s.*here"):
        group.start(python(FOREVER, "worker", ready=never, ready_within_s=0.01))


def test_a_program_that_is_not_installed_is_named(group: Group) -> None:
    with pytest.raises(GroupError, match=r"web cannot be started: /no/such/program: No such file"):
        group.start(Process("web", ("/no/such/program",)))


def test_a_taken_port_is_said_before_the_start(group: Group, tmp_path: Path) -> None:
    port = ports.free()
    group.start(redis_server.process(tmp_path / "redis", port=port))
    with pytest.raises(GroupError, match=rf"needs port {port}, which another program uses"):
        group.start(python(FOREVER, "web", port=port))


def test_a_program_that_dies_later_ends_the_group_with_its_name(group: Group) -> None:
    group.start(python(FOREVER, "web"))
    group.start(python(FOREVER, "worker"))
    group.check()
    os.kill(group.pids()["worker"], signal.SIGKILL)

    def looks_well() -> bool:
        group.check()
        return False

    with pytest.raises(GroupError, match="worker was killed by signal 9 by itself"):
        wait_for(looks_well)


def test_a_program_that_dies_is_started_again_and_the_log_says_so(group: Group, tmp_path: Path) -> None:
    group.start(python(FOREVER, "worker"))
    first = group.pids()["worker"]
    os.kill(first, signal.SIGKILL)

    wait_for(mended(group, lambda: group.pids()["worker"] != first))
    told = (tmp_path / "log" / "group.log").read_text()
    assert "worker was killed by signal 9" in told
    assert "Starting it again in 1 s." in told
    assert "worker was started again" in told


def test_each_further_death_waits_longer(group: Group, tmp_path: Path) -> None:
    group.start(python(FOREVER, "worker", ready=says(tmp_path / "log" / "worker.log", "here")))
    for pause in ("1 s", "2 s"):
        killed = group.pids()["worker"]
        os.kill(killed, signal.SIGKILL)
        wait_for(mended(group, says(tmp_path / "log" / "group.log", f"Starting it again in {pause}.")))
        wait_for(mended(group, lambda killed=killed: group.pids()["worker"] != killed))  # type: ignore[misc]  # bound


def test_a_stop_while_a_program_starts_ends_the_waiting(group: Group, stop: threading.Event) -> None:
    def ask_to_stop() -> bool:
        stop.set()
        return False

    with pytest.raises(Stopped):
        group.start(python(FOREVER, ready=ask_to_stop))


def test_a_program_deaf_to_sigterm_is_killed_within_five_seconds(tmp_path: Path, stop: threading.Event) -> None:
    with Group(tmp_path, stop=stop) as group:
        group.start(python(DEAF, "deaf", ready=says(tmp_path / "log" / "deaf.log", "deaf")))
        pid = group.pids()["deaf"]
        begun = time.monotonic()
    assert time.monotonic() - begun < 60
    assert is_gone(pid)
    assert "deaf did not stop in time and was killed" in (tmp_path / "log" / "group.log").read_text()


def test_a_programs_own_children_end_with_it(tmp_path: Path, stop: threading.Event) -> None:
    log = tmp_path / "log" / "web.log"
    with Group(tmp_path, stop=stop) as group:
        group.start(python(PARENT, "web", ready=says(log, "grandchild")))
        grandchild = int(log.read_text().split()[1])
        assert not is_gone(grandchild)
    wait_for(lambda: is_gone(grandchild))


def test_what_others_need_stops_last(tmp_path: Path, stop: threading.Event) -> None:
    asks_at_the_end = (
        "import signal, socket, sys\n"
        "def bye(*_):\n"
        "    link = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); link.sendall(b'PING\\r\\n')\n"
        "    print('at the end', link.recv(64), flush=True); raise SystemExit\n"
        "signal.signal(signal.SIGTERM, bye); print('here', flush=True); signal.pause()"
    )
    port = ports.free()
    log = tmp_path / "log" / "worker.log"
    with Group(tmp_path, stop=stop) as group:
        group.start(redis_server.process(tmp_path / "redis", port=port))
        argv = (sys.executable, "-c", asks_at_the_end, str(port))
        group.start(Process("worker", argv, ready=says(log, "here")))
    assert "at the end b'+PONG" in log.read_text()


@pytest.mark.usefixtures("group")
def test_two_groups_do_not_share_a_folder(tmp_path: Path) -> None:
    with pytest.raises(GroupError, match="Another group is already running"), Group(tmp_path, stop=threading.Event()):
        pytest.fail("the second group was let in")


def test_lines_on_the_terminal_carry_the_programs_name(tmp_path: Path, stop: threading.Event) -> None:
    screen = StringIO()
    with Group(tmp_path, stop=stop, echo=screen) as group:
        group.start(python(FOREVER, "web", ready=says(tmp_path / "log" / "web.log", "here")))
        wait_for(lambda: "web       | here" in screen.getvalue())


def test_the_embedded_redis_keeps_what_was_written_after_a_kill(tmp_path: Path, stop: threading.Event) -> None:
    port = ports.free()
    with Group(tmp_path, stop=stop) as group:
        group.start(redis_server.process(tmp_path / "redis", port=port))
        with redis.Redis.from_url(redis_server.url(port)) as client:
            client.set("kept", "yes")
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("appendonly") == {"appendonly": "yes"}
        first = group.pids()["redis"]
        os.kill(first, signal.SIGKILL)
        asked = readiness.redis(redis_server.url(port))
        wait_for(mended(group, lambda: group.pids()["redis"] != first and asked()))
        with redis.Redis.from_url(redis_server.url(port)) as client:
            assert client.get("kept") == b"yes"


RUNNER = """
import sys
from pathlib import Path
from coaching.cli.group.process import Process
from coaching.cli.group.signals import stop_requested
from coaching.cli.group.supervisor import run_group
child = (sys.executable, "-c", {child!r})
run_group([Process("one", child), Process("two", child)], Path(sys.argv[1]), echo=sys.stdout, restart=True)
print("left in good order", flush=True)
"""


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A group in a process of its own, as `coaching up` runs it, and the ids of all processes below it."""
    argv = [sys.executable, "-c", RUNNER.format(child=PARENT), str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, start_new_session=True) as popen:
        logs = [tmp_path / "log" / "one.log", tmp_path / "log" / "two.log"]
        wait_for(lambda: all(says(log, "grandchild")() for log in logs))
        below = [child.pid for child in psutil.Process(popen.pid).children(recursive=True)]
        try:
            yield popen, below
        finally:
            popen.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_the_group_ends_all_its_processes(
    runner: tuple[subprocess.Popen[str], list[int]], number: signal.Signals
) -> None:
    popen, below = runner
    popen.send_signal(number)
    output, _ = popen.communicate(timeout=60)
    assert popen.returncode == 0
    assert "left in good order" in output
    assert len(below) == 5  # two programs, a child of each, the watchdog
    wait_for(lambda: all(is_gone(pid) for pid in below))


def test_a_group_killed_outright_leaves_no_orphans(runner: tuple[subprocess.Popen[str], list[int]]) -> None:
    popen, below = runner
    popen.kill()
    popen.wait()
    wait_for(lambda: all(is_gone(pid) for pid in below))


def test_the_group_needs_no_django_to_start() -> None:
    code = "import sys, coaching.cli.group.supervisor, coaching.cli.group.redis_server; print('django' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_a_storm_of_signals_is_one_wish_to_stop_and_never_hangs() -> None:
    """A handler that takes a lock hangs when a second signal interrupts it; this one must not."""
    with stop_requested() as stop:
        for _ in range(200):
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)
        assert stop.wait(5)
        assert stop.is_set()
