"""When a message that was definitely not taken goes again: backoff with jitter, and an end."""

MOST_TRIES = 12
FIRST_S, LONGEST_S = 10.0, 900.0


def wait_s(tries: int, asked_s: float, dice: float) -> float | None:
    """This will give the seconds until the next try after `tries` tries; None where it was the last.

    Doubles from 10 s up to 15 minutes, never below the provider's own wish. `dice` in [0, 1) spreads it by
    plus or minus a quarter, upwards only where the provider named a time.
    """
    if tries >= MOST_TRIES:
        return None
    own = min(LONGEST_S, FIRST_S * 2.0 ** max(0, tries - 1)) * (0.75 + dice / 2)
    return max(own, asked_s * (1 + dice / 10))
