"""Every Redis key: its type, its lifetime and its purpose. Losing any of them loses nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    pattern: str
    kind: str
    lifetime: str
    purpose: str


DUE = Key("{due:N}", "zset", "as long as the programme runs; rebuilt from SQL", "enrolment id -> due, programme ms")
LEASED = Key("{due:N}:leased", "zset", "seconds; a lease", "enrolment id -> end of its lease, machine ms")
EPOCH = Key(
    "{due:N}:epoch", "string", "until Redis is lost", "programme minus machine time, ms; missing = rebuild first"
)
HINTED = Key("{due:N}:hinted", "string", "at most 2 s", "a deliver task for this shard is queued already")
OWED = Key("{owed:N}", "zset", "minutes; rebuilt from SQL", "message id -> due, programme ms: owed at once")
OWED_LEASED = Key("{owed:N}:leased", "zset", "seconds; a lease", "message id -> end of its lease, machine ms")
OWED_EPOCH = Key("{owed:N}:epoch", "string", "until Redis is lost", "as {due:N}:epoch")
OWED_HINTED = Key("{owed:N}:hinted", "string", "at most 2 s", "as {due:N}:hinted")
BELL = Key("timetable:bell", "list", "at most 5 s", "something is due at once: one worker looks now")
REBUILDING = Key("timetable:rebuilding", "string", "at most 120 s", "one process rebuilds; the others wait")
BEAT = Key("worker:<name>", "string", "at most 20 s", "this worker looked at the timetable; its clock, machine ms")
CHORES = Key("chores", "string", "at most 30 s", "the chores (doubts, overdue entries) are hinted already")

ALL = (DUE, LEASED, EPOCH, HINTED, OWED, OWED_LEASED, OWED_EPOCH, OWED_HINTED, BELL, REBUILDING, BEAT, CHORES)


@dataclass(frozen=True, slots=True)
class Shard:
    """The keys of one shard; they share a hash tag, so that one script may touch them all."""

    due: str
    leased: str
    epoch: str
    hinted: str


def shard(name: str, number: int) -> Shard:
    """This will name the keys of shard `number` of a timetable, `name` being "due" or "owed"."""
    tag = f"{{{name}:{number}}}"
    return Shard(tag, f"{tag}:leased", f"{tag}:epoch", f"{tag}:hinted")


def beat(worker: str) -> str:
    """This will name the key of a worker's heartbeat."""
    return BEAT.pattern.replace("<name>", worker)
