"""The forms of one day: each of its texts and emails once, with everybody to whom it goes."""

from dataclasses import dataclass

from coaching.core.model import Channel, Step, Track

_WHOM = {
    Track.FULL: "people cleared for supplements",
    Track.FOOD_FIRST: "people who are not cleared yet",
    Track.GENTLE: "people on a kidney diet or a fluid limit",
}
_CALLED = {Track.FULL: "usual", Track.FOOD_FIRST: "food first", Track.GENTLE: "gentle"}


@dataclass(frozen=True, slots=True)
class Form:
    """One template. `called`: in a word or two; `whom`: for whom it is, as a sentence goes on."""

    template: str
    channel: Channel
    called: str
    whom: str


def of_day(step: Step) -> tuple[Form, ...]:
    """This will list the templates of a day in the order of its texts."""
    each = dict.fromkeys((text.template, text.channel) for text in step.texts)
    return tuple(_form(step, template, channel) for template, channel in each)


def _form(step: Step, template: str, channel: Channel) -> Form:
    tracks = [track for track in Track if any((text.template, text.track) == (template, track) for text in step.texts)]
    others = [track for track in Track if track not in tracks]
    if len(tracks) == 1:
        return Form(template, channel, _CALLED[tracks[0]], _WHOM[tracks[0]])
    whom = f"everybody but {_WHOM[others[0]]}" if others else "everybody"
    return Form(template, channel, _CALLED[tracks[0]], whom)
