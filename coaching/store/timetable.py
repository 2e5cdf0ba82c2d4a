"""The timetable: who is due when. A copy of SQL in Redis; a claim is a lease in machine time.

Two clocks: due times are programme time, leases are machine time (the Redis server's). A claimed
member leaves `due` for `leased`; a lease that ends unsettled makes it due again by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import ResponseError

from coaching.store import keys

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class TimetableLost(Exception):
    """Redis holds no timetable (it was emptied or is new): rebuild it from SQL before claiming."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker holds until `token` (machine ms, also the fence) or until it puts the member back."""

    member: int
    token: int


@dataclass(frozen=True, slots=True)
class Due:
    """A member and the programme time (epoch ms) to put it at; `token` if it was claimed."""

    member: int
    at_ms: int | None
    token: int | None = None


# KEYS due leased epoch hinted; ARGV limit, lease ms. Ended leases first, then what is due and not leased.
# Running it twice is harmless: the second run leases other members.
_CLAIM = """
local offset = redis.call('GET', KEYS[3])
if not offset then return {err = 'LOST no epoch'} end
redis.call('DEL', KEYS[4])
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local limit, token = tonumber(ARGV[1]), now + tonumber(ARGV[2])
local claimed = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, limit)
for _, member in ipairs(claimed) do redis.call('ZADD', KEYS[2], token, member) end
local room = limit - #claimed
if room > 0 then
  local busy = redis.call('ZCARD', KEYS[2])
  local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now + tonumber(offset), 'LIMIT', 0, room + busy)
  for _, member in ipairs(due) do
    if room == 0 then break end
    if not redis.call('ZSCORE', KEYS[2], member) then
      redis.call('ZADD', KEYS[2], token, member)
      redis.call('ZREM', KEYS[1], member)
      claimed[#claimed + 1] = member
      room = room - 1
    end
  end
end
return {token, claimed}
"""

# KEYS due leased; ARGV member, at ('' = nowhere), token ('' = none), ...
# The holder of the lease ends it; everybody else may only make it earlier.
_PUT = """
for i = 1, #ARGV, 3 do
  local member, at, token = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if token ~= '' and tonumber(redis.call('ZSCORE', KEYS[2], member) or -1) == tonumber(token) then
    redis.call('ZREM', KEYS[2], member)
  end
  if at ~= '' then redis.call('ZADD', KEYS[1], 'LT', at, member) end
end
return #ARGV / 3
"""

# KEYS due leased epoch; ARGV horizon ms (programme) or '': is there anything to claim?
_READY = """
local offset = redis.call('GET', KEYS[3])
if not offset then return -1 end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local due = redis.call('ZCOUNT', KEYS[1], '-inf', now + tonumber(offset))
return due + redis.call('ZCOUNT', KEYS[2], '-inf', now)
"""


class Timetable:
    """One sharded timetable. `name` is "due" (enrolments) or "owed" (messages owed at once)."""

    def __init__(self, redis: Redis, name: str, shards: int) -> None:
        self._redis = redis
        self._shards = [keys.shard(name, n) for n in range(shards)]
        self._claim = redis.register_script(_CLAIM)
        self._put = redis.register_script(_PUT)
        self._ready = redis.register_script(_READY)
        self.name = name
        self.size = shards

    def shard_of(self, member: int) -> int:
        return member % self.size

    def claim(self, shard: int, limit: int, lease_ms: int) -> list[Claim]:
        """This will lease at most `limit` due members; raises TimetableLost where Redis is empty."""
        k = self._shards[shard]
        try:
            token, members = self._claim(keys=[k.due, k.leased, k.epoch, k.hinted], args=[limit, lease_ms])
        except ResponseError as error:
            if "LOST" in str(error):
                raise TimetableLost(f"no epoch in shard {shard} of {self.name}") from error
            raise
        return [Claim(int(member), int(token)) for member in members]

    def put_many(self, dues: Iterable[Due]) -> None:
        """This will end the leases whose token still holds and make each member due no later than `at_ms`.

        A time that is there already wins if it is earlier: waking early is harmless, waking late is not.
        `at_ms` None puts it nowhere: only its lease ends.
        """
        by_shard: defaultdict[int, list[str]] = defaultdict(list)
        for due in dues:
            cells = (due.member, "" if due.at_ms is None else due.at_ms, "" if due.token is None else due.token)
            by_shard[self.shard_of(due.member)].extend(str(cell) for cell in cells)
        with self._redis.pipeline(transaction=False) as pipe:
            for number, args in by_shard.items():
                k = self._shards[number]
                for at in range(0, len(args), 3000):
                    self._put(keys=[k.due, k.leased], args=args[at : at + 3000], client=pipe)
            pipe.execute()

    def hint(self, shard: int) -> bool:
        """This will say whether a deliver task is worth queueing now, at most once in 2 s until it is claimed."""
        return bool(self._redis.set(self._shards[shard].hinted, 1, nx=True, px=2000))

    def ready(self) -> dict[int, int]:
        """This will count what could be claimed, by shard; raises TimetableLost where Redis is empty."""
        with self._redis.pipeline(transaction=False) as pipe:
            for k in self._shards:
                self._ready(keys=[k.due, k.leased, k.epoch], client=pipe)
            counts = [int(count) for count in pipe.execute()]
        if -1 in counts:
            raise TimetableLost(f"no epoch in {self.name}")
        return {number: count for number, count in enumerate(counts) if count}

    def open(self, offset_ms: int) -> None:
        """This will set the epoch of every shard: from now on it may be claimed from."""
        self._redis.mset({k.epoch: offset_ms for k in self._shards})

    def clear(self) -> None:
        self._redis.delete(*[key for k in self._shards for key in (k.due, k.leased, k.epoch, k.hinted)])

    def drop_many(self, members: Iterable[int]) -> None:
        """This will take members out for good, leases included."""
        with self._redis.pipeline(transaction=False) as pipe:
            for member in members:
                k = self._shards[self.shard_of(member)]
                pipe.zrem(k.due, member)
                pipe.zrem(k.leased, member)
            pipe.execute()

    def load(self, dues: Sequence[tuple[int, int]]) -> None:
        """This will put many (member, at_ms) at once, for a rebuild."""
        by_shard: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for member, at_ms in dues:
            by_shard[self.shard_of(member)][str(member)] = at_ms
        with self._redis.pipeline(transaction=False) as pipe:
            for number, scores in by_shard.items():
                pipe.zadd(self._shards[number].due, scores, lt=True)
            pipe.execute()

    def next_due_ms(self) -> int | None:
        """This will give the earliest due time (programme ms), leases left aside."""
        with self._redis.pipeline(transaction=False) as pipe:
            for k in self._shards:
                pipe.zrange(k.due, 0, 0, withscores=True)
            heads = [head[0][1] for head in pipe.execute() if head]
        return int(min(heads)) if heads else None

    def counts(self) -> Mapping[str, int]:
        """This will count members by place: "due" and "leased"."""
        with self._redis.pipeline(transaction=False) as pipe:
            for k in self._shards:
                pipe.zcard(k.due)
                pipe.zcard(k.leased)
            cards = pipe.execute()
        return {"due": sum(cards[0::2]), "leased": sum(cards[1::2])}


def to_ms(at: datetime) -> int:
    """This will give epoch milliseconds, rounded up: never due before its instant."""
    return -((_EPOCH - at) // _MILLISECOND)
