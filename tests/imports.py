"""Files of people for the tests, and the steps that a coach takes with one."""

import io
from collections.abc import Mapping, Sequence

from coaching.journeys import work
from coaching.journeys.import_people import checking, steps
from coaching.journeys.import_people.steps import Wish
from coaching.store import jobs, uploads
from coaching.store.jobs import JobId, Seen
from coaching.store.models import Upload
from tests.world import World

HEADER = ("First name", "Phone", "Email", "Time zone")
WISH = {
    "campaign": "magnesium",
    "who": "Maya",
    "when": "2026-03-01",
    "how": "on paper at the front desk",
    "wording": "I agree to get texts and emails of the programme.",
    "everybody": True,
}


def csv(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, encoding: str = "utf-8") -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (header, *rows)).encode(encoding)


def person(n: int, **changes: str) -> tuple[str, ...]:
    cells = {"name": f"Person {n}", "phone": f"+1555{n:07}", "email": f"p{n}@example.org", "zone": "Europe/Berlin"}
    return tuple({**cells, **changes}.values())


def bring(world: World, body: bytes, name: str = "people.csv") -> Upload:
    return fresh(steps.receive(name, io.BytesIO(body), len(body), "maya", world.moment()))


def fresh(upload: int | Upload) -> Upload:
    found = uploads.get(upload if isinstance(upload, int) else upload.pk)
    assert found is not None
    return found


def work_off(world: World) -> None:
    while work.do_next(world.office, world.moment()):
        pass


def check(world: World, upload: Upload, **wish: object) -> Upload:
    columns: Mapping[str, int] = checking.guess(upload.header)
    values = {**WISH, "columns": columns, **wish}
    steps.check(upload, Wish(**values), "maya", world.office, world.moment())  # type: ignore[arg-type]  # test data
    work_off(world)
    return fresh(upload)


def checked(world: World, body: bytes, **wish: object) -> Upload:
    return check(world, bring(world, body), **wish)


def enrolled(world: World, body: bytes, **wish: object) -> Upload:
    upload = checked(world, body, **wish)
    steps.begin(upload, 0, "day", "maya", world.moment())
    work_off(world)
    return fresh(upload)


def job(upload: Upload, world: World) -> Seen:
    found = jobs.show(JobId(upload.job or 0), world.now)
    assert found is not None
    return found
