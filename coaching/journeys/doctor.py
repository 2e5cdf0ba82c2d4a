"""Examines an installation: one finding for each part, in one sentence, with the way to mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar, assert_never

from coaching.campaigns.pinning import from_json
from coaching.campaigns.words import SYSTEM
from coaching.journeys import doctor_hooks, doctor_people, doctor_settings, library
from coaching.journeys.findings import Finding, count, fail, ok, unexamined, warn
from coaching.settings import Settings
from coaching.store import campaigns, clock, health, switches, templates
from coaching.store.health import DatabaseFacts, OutOfReach, RedisFacts

T = TypeVar("T")
ANSWER_WITHIN_S = 3.0
SLOW_PING_MS = 20.0
SKEW_WARN_S, SKEW_FAIL_S = 1.0, 10.0
OVERDUE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Broker:
    """How the task queue is set: seconds after which Redis gives a task again, and whether tasks end late."""

    visibility_timeout_s: float
    acks_late: bool


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined. `home`: the campaign whose tables serve all; `clock` reads machine time."""

    settings: Settings
    broker: Broker
    home: str
    templates: Path
    clock: Callable[[], datetime]


def examine(patient: Patient) -> list[Finding]:
    """This will look at every part, seconds at most for each; what is out of reach is a finding, never an error."""
    sql = _facts(lambda: health.database(patient.clock, ANSWER_WITHIN_S))
    redis = _facts(lambda: health.redis(patient.clock, ANSWER_WITHIN_S))
    settings = patient.settings
    return [
        *judge_database(sql),
        *_programme(sql, patient.clock),
        *judge_redis(redis),
        _timetable(sql, redis),
        judge_broker(patient.broker, settings.lease_seconds),
        judge_workers(redis),
        judge_clocks(sql, redis),
        doctor_settings.ask_twilio(settings),
        doctor_settings.ask_sendgrid(settings),
        doctor_settings.judge_address(settings),
        *doctor_settings.judge_keys(settings),
        doctor_hooks.judge_replies(settings),
        doctor_hooks.judge_calls(redis),
        *doctor_settings.judge_house(settings),
        doctor_people.judge_contacts(settings),
        doctor_people.judge_pace(settings),
        _circuits(redis),
        doctor_settings.judge_region(settings, patient.home, patient.templates),
    ]


def _facts(ask: Callable[[], T]) -> T | OutOfReach:
    try:
        return ask()
    except OutOfReach as out:
        return out


def judge_database(sql: DatabaseFacts | OutOfReach) -> list[Finding]:
    """This will say which database answers, and whether its tables are those of this program."""
    match sql:
        case OutOfReach():
            mend = "Start the database, or set COACHING_DATABASE_URL to where it is. A new one: coaching migrate"
            return [fail("database", f"The database does not answer: {sql}", mend)]
        case DatabaseFacts(place, ()):
            return [ok("database", f"{place} answers."), ok("migrations", "Every migration is applied.")]
        case DatabaseFacts(place, missing):
            sentence = f"{count(len(missing), 'migration')} not applied, the first is {missing[0]}."
            return [
                ok("database", f"{place} answers."),
                fail("migrations", sentence, "Run: coaching migrate"),
            ]
        case other:
            assert_never(other)


def _programme(sql: DatabaseFacts | OutOfReach, machine: Callable[[], datetime]) -> list[Finding]:
    """What only the tables can tell: words, drafts, the switch, what is late."""
    checks: Mapping[str, Callable[[], Finding]] = {
        "programmes": _programmes,
        "drafts": _drafts,
        "sending": _sending,
        "overdue": lambda: _overdue(machine()),
        "unsettled": lambda: _unsettled(machine()),
        "alerts": lambda: doctor_people.judge_alerts(clock.programme_now(machine())),
        "consent": doctor_people.judge_consent,
    }
    match sql:
        case OutOfReach():
            return [unexamined(name, "the database does not answer", "the database") for name in checks]
        case DatabaseFacts():
            return [_told(name, check) for name, check in checks.items()]
        case other:
            assert_never(other)


def _told(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        with health.asking_sql():
            return check()
    except OutOfReach as out:
        return unexamined(name, str(out), "the database and its migrations")


def _programmes() -> Finding:
    keys, problems, mend = health.campaign_keys(), list[str](), "Run: coaching migrate"
    for key in keys:
        live = campaigns.current(key)
        if live is None:
            problems.append(f"{key} has no published version")
            continue
        try:
            needed = {text.template for step in from_json(live.body).steps for text in step.texts}
        except ValueError as damaged:
            problems.append(f"{key} version {live.number} cannot be read ({damaged})")
            continue
        beside = [library.defaults(key, channel, stem) for channel, stems in SYSTEM.items() for stem in stems]
        there = templates.current({*needed, *(name for names in beside for name in names)}).keys()
        needed |= {names[0] for names in beside if there.isdisjoint(names)}
        if missing := sorted(needed - there):
            problems.append(f"{key} names {count(len(missing), 'text')} without a version, the first is {missing[0]}")
    if not keys:
        problems.append("There is no programme")
    if problems:
        return fail("programmes", "; ".join(problems) + ".", mend)
    return ok("programmes", f"{', '.join(keys)}: published, and every text it names has a version.")


def _drafts() -> Finding:
    words = health.drafted_words()
    timings = [f"the timing of {key}" for key in health.campaign_keys() if campaigns.drafts(key)]
    if waiting := timings + words:
        sentence = f"{count(len(waiting), 'draft')} waiting to be published, the first: {waiting[0]}."
        mend = "Publish words on the page Messages, a timing with: coaching campaign publish KEY"
        return warn("drafts", sentence, mend)
    return ok("drafts", "No draft is waiting.")


def _sending() -> Finding:
    if off := switches.off():
        whose = (f"{each.scope} by {each.by}: {each.why or 'no reason given'}" for each in off)
        mend = f"When the reason is gone, run: coaching resume {off[0].scope}"
        return warn("sending", f"Sending is stopped for {'; '.join(whose)}.", mend)
    return ok("sending", "Sending is on for everybody.")


def _overdue(machine_now: datetime) -> Finding:
    people, owed = health.count_overdue(clock.programme_now(machine_now) - OVERDUE)
    if people or owed:
        sentence = (
            f"For more than {OVERDUE.seconds // 60} minutes nobody looked at {count(people, 'enrolment')} "
            f"and {count(owed, 'message')} owed at once."
        )
        return fail("overdue", sentence, "Start a worker and read its log; coaching schedule show")
    return ok("overdue", "Nobody is overdue.")


def _unsettled(machine_now: datetime) -> Finding:
    handed, unknown = health.count_unsettled(machine_now)
    if handed or unknown:
        sentence = f"{count(handed, 'message')} handed over by a worker that is gone, {unknown} in doubt."
        mend = "Look them up at the provider: coaching books. A late delivery report settles them by itself."
        return warn("unsettled", sentence, mend)
    return ok("unsettled", "No message is in doubt.")


def judge_redis(redis: RedisFacts | OutOfReach) -> list[Finding]:
    """This will say whether Redis answers, quickly, keeps what it is told, and drops nothing."""
    match redis:
        case OutOfReach():
            mend = "Start Redis, or set COACHING_REDIS_URL to where it is. Nothing is lost: SQL fills it again."
            return [fail("redis", f"Redis does not answer: {redis}", mend)]
        case RedisFacts():
            return [
                ok("redis", f"Redis {redis.version} at {redis.place} answers."),
                ok("redis persistence", "The append-only file is on.")
                if redis.is_persistent
                else warn(
                    "redis persistence",
                    "The append-only file is off: each restart of Redis means a rebuild from SQL.",
                    "Start Redis with: appendonly yes",
                ),
                ok("redis memory", "Nothing is evicted (noeviction).")
                if redis.eviction == "noeviction"
                else fail(
                    "redis memory",
                    f"With maxmemory-policy {redis.eviction} a full Redis drops due times silently.",
                    "Set: maxmemory-policy noeviction",
                ),
                ok("redis latency", f"A ping takes {redis.ping_ms:.1f} ms.")
                if redis.ping_ms <= SLOW_PING_MS
                else warn(
                    "redis latency",
                    f"A ping takes {redis.ping_ms:.0f} ms, more than {SLOW_PING_MS:.0f}.",
                    "Bring Redis and the workers into one network, or give Redis more processor time.",
                ),
            ]
        case other:
            assert_never(other)


def _timetable(sql: DatabaseFacts | OutOfReach, redis: RedisFacts | OutOfReach) -> Finding:
    if isinstance(sql, OutOfReach) or isinstance(redis, OutOfReach):
        return unexamined("timetable", "it takes the database and Redis", "the database and Redis")
    return _told("timetable", lambda: judge_epochs(redis.epochs, clock.offset()))


def _circuits(redis: RedisFacts | OutOfReach) -> Finding:
    match redis:
        case OutOfReach():
            return unexamined("circuits", "they are kept in Redis", "Redis")
        case RedisFacts():
            return doctor_people.judge_circuits()
        case other:
            assert_never(other)


def judge_epochs(epochs: Mapping[str, int | None], offset: timedelta) -> Finding:
    """This will say whether every shard may be claimed from, by the programme clock that SQL holds."""
    wanted_ms = round(offset.total_seconds() * 1000)
    missing = [name for name, epoch in epochs.items() if epoch is None]
    wrong = [name for name, epoch in epochs.items() if epoch not in (None, wanted_ms)]
    if missing:
        sentence = f"{len(missing)} of {len(epochs)} shards are not open: Redis was emptied or is new."
        return fail("timetable", sentence, "A worker fills it by itself; or run: coaching schedule rebuild")
    if wrong:
        sentence = f"{len(wrong)} of {len(epochs)} shards run by another clock than SQL, the first is {wrong[0]}."
        return fail("timetable", sentence, "Run: coaching schedule rebuild")
    return ok("timetable", f"All {len(epochs)} shards are open, by the clock of SQL.")


def judge_broker(broker: Broker, lease_s: int) -> Finding:
    """This will hold the queue's settings against the lease: a task must never come twice by the queue's own doing."""
    if broker.acks_late:
        sentence = "Tasks are acknowledged late: the queue would run them again beside the lease."
        return fail("broker", sentence, "Set task_acks_late to False in coaching/tasks/app.py.")
    if broker.visibility_timeout_s <= 2 * lease_s:
        sentence = f"The queue gives a task again after {broker.visibility_timeout_s:.0f} s, at a lease of {lease_s} s."
        mend = f"Set COACHING_LEASE_SECONDS below {int(broker.visibility_timeout_s) // 2}."
        return fail("broker", sentence, mend)
    return ok(
        "broker", f"A task comes again after {broker.visibility_timeout_s:.0f} s at most; the lease is {lease_s} s."
    )


def judge_workers(redis: RedisFacts | OutOfReach) -> Finding:
    """This will count the workers that looked at the timetable in the last 20 s."""
    match redis:
        case OutOfReach():
            return unexamined("workers", "they are heard through Redis", "Redis")
        case RedisFacts(beats=()):
            mend = "Start one: celery -A worker worker -P threads -c 4 --without-gossip --without-mingle"
            return fail("workers", "No worker was heard for 20 s: nothing is sent.", mend)
        case RedisFacts(beats=beats):
            return ok("workers", f"{count(len(beats), 'worker')} at work: {', '.join(beat.worker for beat in beats)}.")
        case other:
            assert_never(other)


def judge_clocks(sql: DatabaseFacts | OutOfReach, redis: RedisFacts | OutOfReach) -> Finding:
    """This will compare the clocks of this machine, the database, Redis and the workers."""
    ahead_s: dict[str, float] = {}
    if isinstance(sql, DatabaseFacts):
        ahead_s["the database"] = sql.ahead_s
    if isinstance(redis, RedisFacts):
        ahead_s["Redis"] = redis.ahead_s
        ahead_s |= {f"worker {beat.worker}": beat.ahead_s + redis.ahead_s for beat in redis.beats}
    if not ahead_s:
        return unexamined("clocks", "no other clock answers", "the database and Redis")
    whose, worst_s = max(ahead_s.items(), key=lambda each: abs(each[1]))
    sentence = f"The clock of {whose} is {abs(worst_s):.1f} s {'ahead of' if worst_s > 0 else 'behind'} this machine's."
    mend = "Let every machine take its time from NTP (timedatectl set-ntp true)."
    if abs(worst_s) > SKEW_FAIL_S:
        return fail("clocks", sentence, mend)
    if abs(worst_s) > SKEW_WARN_S:
        return warn("clocks", sentence, mend)
    return ok("clocks", f"{count(len(ahead_s), 'clock')} compared, none is more than {SKEW_WARN_S:.0f} s off.")
