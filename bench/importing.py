"""How fast people come in from a file: reading and checking it, then enrolling. A process of its own, like a worker."""

import io
import json
import resource
import sys
import time

import psutil

from bench import people
from coaching import bootstrap
from coaching.journeys import work
from coaching.journeys.import_people import checking, steps
from coaching.journeys.import_people.steps import Wish
from coaching.store import uploads
from coaching.store.models import Enrolment, Message, Upload

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Europe/Berlin", "UTC")
CODES = (202, 212, 303, 312, 404, 415, 512, 617, 702, 713)
HEADER = "First name,Phone,Email,Time zone,Notes"


def csv(count: int) -> bytes:
    """This will write a file of made-up people, one in a hundred with a mistake."""
    lines = [HEADER]
    for n in range(count):
        phone = f"+1{CODES[n % 10]}{2000000 + n}" if n % 100 else "12345"
        lines.append(f"Person {n},{phone},person{n}@mail{n % 50}.example.com,{ZONES[n % 6]},from the spring fair")
    return "\n".join(lines).encode()


def xlsx(count: int) -> bytes:
    """This will write the same as a workbook."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in csv(count).decode().splitlines():
        sheet.append(line.split(","))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def measure(kind: str, count: int, profile: str) -> dict[str, object]:
    """This will bring one file in, step by step; seconds, CPU seconds and MiB of each step."""
    people.open_programme()
    bootstrap.spare_the_collector()
    office, moment = bootstrap.office(), bootstrap.moment()
    body = xlsx(count) if kind == "xlsx" else csv(count)
    told: dict[str, object] = {"rows": count, "file_mib": len(body) / 1048576}
    before = _memory()
    begun = time.perf_counter()
    upload = steps.receive(f"people.{kind}", io.BytesIO(body), len(body), "bench", moment)
    told["receive_s"] = time.perf_counter() - begun
    own = _get(upload)
    wish = Wish(
        columns=checking.guess(own.header),
        campaign="magnesium",
        who="Maya",
        when="2026-01-01",
        how="on paper",
        wording="I agree to get texts and emails.",
        everybody=True,
    )
    steps.check(own, wish, "bench", office, moment)
    told |= {f"check_{key}": value for key, value in _work(profile and f"{profile}.check").items()}
    own = _get(upload)
    told["good"] = own.counts["check"]["good"]
    steps.begin(own, 0, "day", "bench", bootstrap.moment())
    told |= {f"enrol_{key}": value for key, value in _work(profile and f"{profile}.enrol").items()}
    assert Enrolment.objects.count() == told["good"]
    told["messages"] = Message.objects.count()
    told["more_mib"] = _memory() - before
    told["reader_mib"] = told["check_reader_mib"]
    return told


def _work(profile: str) -> dict[str, float]:
    """Every piece of the job, as a worker takes them; `longest`: the piece that took the longest."""
    import cProfile

    profiler = cProfile.Profile() if profile else None
    longest, begun, cpu, reader_mib = 0.0, time.perf_counter(), _cpu_s(), 0.0
    if profiler:
        profiler.enable()
    piece = begun
    while work.do_next(bootstrap.office(), bootstrap.moment()):
        now = time.perf_counter()
        longest, piece = max(longest, now - piece), now
        reader_mib = max(reader_mib, *(_reader_mib(each) for each in psutil.Process().children()), 0.0)
    if profiler:
        profiler.disable()
        profiler.dump_stats(profile)
    return {"s": time.perf_counter() - begun, "cpu_s": _cpu_s() - cpu, "longest_s": longest, "reader_mib": reader_mib}


def _cpu_s() -> float:
    """Of this process and of the reader, once that has ended."""
    own, children = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _reader_mib(child: psutil.Process) -> float:
    try:
        return float(child.memory_info().rss) / 1048576
    except psutil.NoSuchProcess:
        return 0.0


def _get(upload: int) -> Upload:
    found = uploads.get(upload)
    assert found is not None
    return found


def _memory() -> float:
    """The most memory this process ever had, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")))
