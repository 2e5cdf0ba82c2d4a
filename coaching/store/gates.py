"""The gate before a provider: how fast we may send (a token bucket) and whether sending makes sense now (a circuit).

Shared by all workers through Redis, in machine time. Losing it costs a burst or one more failure, nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from redis import Redis

from coaching.store import keys

FAILURES_TO_OPEN = 5
FIRST_REST_MS, LONGEST_REST_MS = 5_000, 300_000
PROBE_MS = 15_000
"""While a circuit is half open one request goes; the next may try when this has passed without a word of it."""

# KEYS tokens circuit; ARGV rate (units/s, 0 = no limit), burst, urgent (0/1), PROBE_MS, cost, cost, ...
# Answers {how many go now, ms until the circuit may be tried or 0, wait ms of the first that does not go, ...}.
# What does not go for want of tokens has its place in the queue: it is paid for and comes back at its time.
_ADMIT = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local rate, burst, urgent, probe = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1', tonumber(ARGV[4])
local most = #ARGV - 4
local open_until = tonumber(redis.call('HGET', KEYS[2], 'until') or 0)
if open_until > now then return {0, open_until - now} end
if open_until > 0 then
  most = 1
  redis.call('HSET', KEYS[2], 'until', now + probe)
end
if rate <= 0 then return {most, 0} end
local level = tonumber(redis.call('HGET', KEYS[1], 'level') or burst)
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or now)
level = math.min(burst, level + math.max(0, now - at) * rate / 1000)
local go, waits = 0, {}
for i = 1, most do
  local cost = tonumber(ARGV[i + 4])
  level = level - cost
  if cost == 0 or level >= 0 or urgent then go = go + 1 else waits[#waits + 1] = math.ceil(-level * 1000 / rate) end
end
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', now)
redis.call('PEXPIRE', KEYS[1], 3600000)
return {go, 0, unpack(waits)}
"""

# KEYS circuit; ARGV good, bad, fatal (0/1), rest ms asked for (0 = none), FAILURES, FIRST_REST, LONGEST_REST.
# Answers 1 if this opened the circuit, -1 if it closed it, else 0.
_REPORT = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local good, bad, fatal, asked = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1', tonumber(ARGV[4])
local until_ = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
local openings = tonumber(redis.call('HGET', KEYS[1], 'openings') or 0)
if good > 0 and not fatal and asked == 0 then
  redis.call('DEL', KEYS[1])
  return until_ > 0 and openings > 0 and -1 or 0
end
if asked > 0 and not fatal then
  redis.call('HSET', KEYS[1], 'until', math.max(until_, now + asked))
  redis.call('PEXPIRE', KEYS[1], 86400000)
  return 0
end
if bad == 0 and not fatal then return 0 end
local failures = redis.call('HINCRBY', KEYS[1], 'failures', bad)
redis.call('PEXPIRE', KEYS[1], 86400000)
if not fatal and openings == 0 and failures < tonumber(ARGV[5]) then return 0 end
local rest = math.min(tonumber(ARGV[7]), tonumber(ARGV[6]) * 2 ^ math.min(openings, 20))
redis.call('HSET', KEYS[1], 'until', math.floor(now + rest), 'openings', openings + 1)
return openings == 0 and 1 or 0
"""


@dataclass(frozen=True, slots=True)
class Admission:
    """`go`: how many of the units asked for may leave now, in their order. `closed_s`: the circuit is open and may
    be tried again after so many seconds. `waits_s`: for each unit that may not go, after how many seconds it is
    its turn; it is paid for then."""

    go: int
    closed_s: float = 0.0
    waits_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class GateState:
    """`open_s`: the circuit stays open for so many seconds more, 0 if it is closed. `failures` in a row."""

    open_s: float
    failures: int
    openings: int


class Gate:
    """One channel's gate. `rate` in units (segments, emails) per second, 0 without limit."""

    def __init__(self, redis: Redis, channel: str, rate: float = 0.0) -> None:
        self.channel = channel
        self._redis = redis
        self._rate = rate
        self._keys = keys.gate(channel)
        self._admit = redis.register_script(_ADMIT)
        self._report = redis.register_script(_REPORT)

    def admit(self, costs: Sequence[int], *, urgent: bool = False) -> Admission:
        """This will say which of these units may leave now; `urgent` ones wait for the circuit only."""
        burst = max(1.0, self._rate)
        told = self._admit(keys=self._keys, args=[self._rate, burst, int(urgent), PROBE_MS, *costs])
        go, closed_ms, *waits_ms = (int(each) for each in told)
        return Admission(go, closed_ms / 1000, tuple(ms / 1000 for ms in waits_ms))

    def report(self, *, good: int, bad: int, fatal: bool = False, rest_s: float = 0.0) -> bool | None:
        """This will take in how a chunk ended; True if that opened the circuit, False if it closed it, else None.

        `bad`: the provider was out of reach or failed. `fatal`: it refuses us altogether (a wrong key). `rest_s`:
        it asks for a pause, which is no failure.
        """
        args = [good, bad, int(fatal), round(rest_s * 1000), FAILURES_TO_OPEN, FIRST_REST_MS, LONGEST_REST_MS]
        told = int(self._report(keys=[self._keys[1]], args=args))
        return None if told == 0 else told > 0

    def state(self) -> GateState:
        """This will tell how the circuit stands, for the doctor and the pages."""
        seconds, microseconds = self._redis.time()
        found = self._redis.hgetall(self._keys[1])
        now_ms = seconds * 1000 + microseconds // 1000
        open_ms = max(0, int(found.get(b"until", 0)) - now_ms)
        return GateState(open_ms / 1000, int(found.get(b"failures", 0)), int(found.get(b"openings", 0)))
