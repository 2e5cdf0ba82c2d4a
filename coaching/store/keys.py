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
TELL = Key("alerts:tell", "string", "at most 60 s", "somebody is to be told of an alert now")
TOKENS = Key("gate:<channel>:tokens", "hash", "at most 3600 s", "level of the bucket (segments) and when, machine ms")
CIRCUIT = Key(
    "gate:<channel>:circuit", "hash", "at most 86400 s", "failures in a row, open until (machine ms), openings so far"
)
SERVER = Key("timetable:server", "string", "until Redis is lost", "run id of the Redis server that was filled from SQL")
BOOKS = Key("books", "string", "at most 900 s", "the books were checked, or are being checked")
CHORES = Key("chores", "string", "at most 30 s", "the chores (doubts, overdue entries) are hinted already")
WORK = Key("work", "string", "at most 2 s", "a look for background work is hinted already")
ANNOUNCE = Key("announce", "string", "at most 2 s", "a look for webhooks to send is hinted already")
REFUSED = Key("refused:<name>", "string", "at most 86400 s", "calls to this webhook refused since the key began")
TRIES = Key("tries:<name>", "string", "at most 3600 s", "what a stranger did so often lately; the name is a keyed hash")
JOINING = Key("join:<name>", "string", "at most 86400 s", "the number that asked by text for this link")

ALL = (
    *(DUE, LEASED, EPOCH, HINTED, OWED, OWED_LEASED, OWED_EPOCH, OWED_HINTED),
    *(BELL, REBUILDING, BEAT, TELL, TOKENS, CIRCUIT, SERVER, CHORES, BOOKS, WORK, REFUSED),
    *(TRIES, JOINING, ANNOUNCE),
)


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


def gate(channel: str) -> tuple[str, str]:
    """This will name the keys of a channel's gate: its bucket and its circuit."""
    return TOKENS.pattern.replace("<channel>", channel), CIRCUIT.pattern.replace("<channel>", channel)


def refused(hook: str) -> str:
    """This will name the key that counts the refused calls of a webhook."""
    return REFUSED.pattern.replace("<name>", hook)


def tries(name: str) -> str:
    """This will name the key that counts what somebody did."""
    return TRIES.pattern.replace("<name>", name)


def joining(name: str) -> str:
    """This will name the key of a link to the join page."""
    return JOINING.pattern.replace("<name>", name)
