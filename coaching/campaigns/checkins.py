"""Reads the questions and check-ins of a programme."""

from collections.abc import Mapping
from types import MappingProxyType

from coaching.campaigns import asking
from coaching.campaigns.reading import Section
from coaching.core.model import CheckIn, Question, Track


def read_checkins(root: Section) -> Mapping[str, CheckIn]:
    """This will read the check-ins: the default form under its key, a track's own under "key.track" (asking.py)."""
    questions = {name: _question(name, section) for name, section in root.section("questions").named_sections()}
    checkins: dict[str, CheckIn] = {}
    for key, section in root.section("checkins").named_sections():
        open_hours = section.whole_or("open_hours", CheckIn(key, ()).open_hours)
        checkins[key] = CheckIn(key, _asked(section, questions), open_hours)
        if not checkins[key].questions:
            section.refuse("questions", f'The check-in "{key}" asks nothing.', "Name at least one question.")
        for track in (Track.FOOD_FIRST, Track.GENTLE):
            if form := section.section_or_none(track):
                form_key = asking.form_key(key, track)
                checkins[form_key] = CheckIn(form_key, _asked(form, questions), open_hours)
                form.refuse_unknown_keys()
        section.refuse_unknown_keys()
    return MappingProxyType(checkins)


def _question(name: str, section: Section) -> Question:
    question = Question(name, section.text("short"), section.whole_or_none("lo"), section.whole_or_none("hi"))
    section.refuse_unknown_keys()
    lo, hi = question.lo, question.hi
    if (lo is None) != (hi is None) or (lo is not None and hi is not None and lo > hi):
        mend = "Give both, lo not above hi, or neither for free text."
        section.refuse(None, f'The range of "{name}" is not a range.', mend)
    return question


def _asked(section: Section, questions: Mapping[str, Question]) -> tuple[Question, ...]:
    names = section.texts("questions")
    return tuple(questions[name] for name in names if section.is_known("questions", name, questions, "question"))
