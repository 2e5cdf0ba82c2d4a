"""Quiet hours of a place: a programme's window, narrowed to the hours in which texts may arrive there."""

from dataclasses import replace

from coaching.core.model import Campaign, Hours, Window

WEEKDAYS, SATURDAY, SUNDAY = range(5), 5, 6


def narrowed(campaign: Campaign, place: Window) -> Campaign:
    """This will give the programme as it may reach somebody with a phone number of a place.

    The narrower hours hold for both channels, so that the messages of a day stay together. A day on which the place
    allows no text keeps the programme's hours, for email alone.
    """
    own = campaign.window
    closed = {n for n in (*WEEKDAYS, SATURDAY, SUNDAY) if _of(place, n) is None}
    window = Window(
        weekday=_both(own.weekday, place.weekday),
        saturday=_both(own.saturday, place.saturday),
        sunday=_both(own.sunday, place.sunday),
        without_texts=own.without_texts | closed,
    )
    return replace(campaign, window=window)


def _both(own: Hours | None, place: Hours | None) -> Hours | None:
    """The hours that both allow. Where they have none in common, the place's: a late message beats a lost one."""
    if own is None or place is None:
        return own
    opens, closes = max(own[0], place[0]), min(own[1], place[1])
    return (opens, closes) if opens < closes else place


def _of(window: Window, weekday: int) -> Hours | None:
    return (window.weekday, window.saturday, window.sunday)[max(0, weekday - 4)]
