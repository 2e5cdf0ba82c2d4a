"""Looking texts up as GET Messages.json does: filters on To, From and DateSent, newest first, in pages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import urlencode

from coaching.simulator.messages import Direction, Text
from coaching.simulator.twilio_rules import Refusal
from coaching.simulator.world import World

MOST, USUAL = 1000, 50
DAY = timedelta(days=1)
Test = Callable[[Text], bool]


@dataclass(frozen=True, slots=True)
class Page:
    texts: tuple[Text, ...]
    number: int
    size: int
    has_more: bool
    asked: Mapping[str, str]
    start_seq: int

    def uri(self, path: str, number: int) -> str:
        """This will give the address of page `number`, with a token that keeps newer texts out."""
        place = {"PageSize": str(self.size), "Page": str(number), "PageToken": f"PA{self.start_seq}"}
        return f"{path}?{urlencode({**self.asked, **place})}"


def find(world: World, query: Mapping[str, str], *, seen_until_ms: int) -> Page:
    """This will find one page. Texts created after `seen_until_ms` (machine time) stay unseen: a lagging search.

    Raises Refusal 20404 for a page or date that makes no sense."""
    size = min(max(_number(query.get("PageSize"), USUAL), 1), MOST)
    number = _number(query.get("Page"), 0)
    start = _number(query.get("PageToken", "")[2:] or None, world.last_seq)
    tests = [*_date_tests(query), lambda text: text.created_ms <= seen_until_ms and text.seq <= start]
    if sender := query.get("From"):
        tests.append(lambda text: text.sender == sender)
    chosen = (text for text in _newest_first(world, query.get("To")) if all(test(text) for test in tests))
    found = tuple(islice(chosen, number * size, (number + 1) * size + 1))
    return Page(found[:size], number, size, len(found) > size, dict(query), start)


def _newest_first(world: World, to: str | None) -> Iterator[Text]:
    if to is not None and to in world.phones:
        texts = [text for text in world.thread(world.phones[to]) if text.to == to]
    else:
        texts = [text for text in world.texts.values() if to is None or text.to == to]
    return (text for text in reversed(texts) if text.direction is not Direction.CARRIER)


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdecimal():
        raise Refusal(20404)
    return int(text)


def _date_tests(query: Mapping[str, str]) -> list[Test]:
    tests: list[Test] = []
    if (on := query.get("DateSent")) is not None:
        start = _moment(on).replace(hour=0, minute=0, second=0, microsecond=0)
        tests.append(lambda text: start <= _sent(text) < start + DAY)
    if (before := query.get("DateSent<")) is not None:
        limit = _moment(before)
        tests.append(lambda text: _sent(text) <= limit)
    if (after := query.get("DateSent>")) is not None:
        floor = _moment(after)
        tests.append(lambda text: _sent(text) >= floor)
    return [_only_sent(test) for test in tests]


def _only_sent(test: Test) -> Test:
    return lambda text: text.sent_ms is not None and test(text)


def _sent(text: Text) -> datetime:
    return datetime.fromtimestamp((text.sent_ms or 0) / 1000, UTC)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(20404) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
