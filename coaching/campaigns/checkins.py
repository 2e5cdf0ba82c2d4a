"""Reads the check-ins of a programme and the questions they ask."""

from collections.abc import Mapping
from types import MappingProxyType

from coaching.campaigns.questions import read_questions
from coaching.campaigns.reading import Section
from coaching.core.model import CheckIn, Question, Track, form_key


def read_checkins(root: Section) -> Mapping[str, CheckIn]:
    """This will read the check-ins: the default form under its key, a track's own under "key.track" (asking.py)."""
    questions = read_questions(root)
    checkins: dict[str, CheckIn] = {}
    for key, section in root.section("checkins").named_sections():
        default = CheckIn(
            key,
            _asked(section, questions),
            section.whole_or("open_hours", CheckIn(key, ()).open_hours),
            sums_up=section.flag("sums_up"),
            must_answer=section.flag("must_answer"),
        )
        checkins[key] = default
        if not default.questions:
            section.refuse("questions", f'The check-in "{key}" asks nothing.', "Name at least one question.")
        for track in (Track.FOOD_FIRST, Track.GENTLE):
            if form := section.section_or_none(track):
                name = form_key(key, track)
                asked = _asked(form, questions)
                checkins[name] = CheckIn(name, asked, default.open_hours, default.sums_up, default.must_answer)
                form.refuse_unknown_keys()
        section.refuse_unknown_keys()
    return MappingProxyType(checkins)


def _asked(section: Section, questions: Mapping[str, Question]) -> tuple[Question, ...]:
    names = section.texts("questions")
    return tuple(questions[name] for name in names if section.is_known("questions", name, questions, "question"))
