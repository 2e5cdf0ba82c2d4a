"""Who may be lost soon: out of reach, silent from the start, or with answers that get worse; each in one sentence."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

SILENT_DAYS = (3, 7)
"""From the third day somebody had time to write a word; after a week the silence has rules of its own."""
IN_A_ROW = 3


class Sign(StrEnum):
    """In the order in which a coach should look."""

    UNREACHED = "unreached"
    SILENT = "silent"
    WORSE = "worse"


def unreached(troubles: Mapping[str, str]) -> str | None:
    """This will say that nothing arrives. `troubles`: each channel the person wants and agreed to -> why it does
    not reach them, "" where it does."""
    if not troubles or not all(troubles.values()):
        return None
    said = "; ".join(f"{channel}: {why.rstrip('.')}" for channel, why in troubles.items())
    return f"Nothing arrives. {said}."


def silent(day: int, *, heard: bool) -> str | None:
    """This will say that nobody has heard of a person in the first week. `day`: the last day that is settled."""
    first, last = SILENT_DAYS
    if heard or not first <= day <= last:
        return None
    return f"Not one word since the start, and day {day} is done."


def worse(words: str, values: Sequence[int], ends: tuple[str, str]) -> str | None:
    """This will say that the last three answers to one question each were worse than the one before.

    `values`: oldest first. `ends`: what the lowest and the highest number mean; where the lowest means "none", less
    is better (no discomfort), else more.
    """
    last = values[-IN_A_ROW:]
    if len(last) < IN_A_ROW:
        return None
    sign = -1 if ends[0].strip().lower() == "none" else 1
    if any(sign * later >= sign * before for before, later in pairwise(last)):
        return None
    return f"{words} {', then '.join(str(value) for value in last)} in the last three check-ins."
