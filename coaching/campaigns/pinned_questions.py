"""Questions and their branches as JSON. Keys that came later are optional, so that older versions still load."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from coaching.core.model import Branch, CheckIn, Effect, Option, Question, When

_SIMPLE_BRANCH = tuple(each.name for each in fields(Branch) if each.name not in {"when", "effects", "again_on_days"})
_SIMPLE_QUESTION = tuple(each.name for each in fields(Question) if each.name not in {"labels", "options", "branches"})


def out(checkin: CheckIn) -> dict[str, object]:
    """This will give plain JSON values of a check-in."""
    return {
        "key": checkin.key,
        "open_hours": checkin.open_hours,
        "sums_up": checkin.sums_up,
        "must_answer": checkin.must_answer,
        "questions": [_question_out(question) for question in checkin.questions],
    }


def read(stored: Mapping[str, Any]) -> CheckIn:
    """This will rebuild a check-in."""
    return CheckIn(
        key=stored["key"],
        questions=tuple(_question_in(question) for question in stored["questions"]),
        open_hours=stored["open_hours"],
        sums_up=stored.get("sums_up", False),
        must_answer=stored.get("must_answer", False),
    )


def _question_out(question: Question) -> dict[str, object]:
    return {
        **{name: getattr(question, name) for name in _SIMPLE_QUESTION},
        "labels": list(question.labels),
        "options": [[option.value, list(option.words)] for option in question.options],
        "branches": [_branch_out(branch) for branch in question.branches],
    }


def _question_in(stored: Mapping[str, Any]) -> Question:
    required = {name: stored[name] for name in ("key", "short", "lo", "hi")}
    later = {name: stored[name] for name in _SIMPLE_QUESTION if name in stored}
    return Question(
        **{**required, **later},
        labels=tuple(stored.get("labels", ())),
        options=tuple(Option(value, tuple(words)) for value, words in stored.get("options", ())),
        branches=tuple(_branch_in(branch) for branch in stored.get("branches", ())),
    )


def _branch_out(branch: Branch) -> dict[str, object]:
    return {
        **{name: getattr(branch, name) for name in _SIMPLE_BRANCH},
        "when": branch.when.value,
        "effects": [effect.value for effect in branch.effects],
        "again_on_days": list(branch.again_on_days),
    }


def _branch_in(stored: Mapping[str, Any]) -> Branch:
    return Branch(
        **{name: stored[name] for name in _SIMPLE_BRANCH if name in stored},
        when=When(stored["when"]),
        effects=tuple(Effect(effect) for effect in stored["effects"]),
        again_on_days=tuple(stored["again_on_days"]),
    )
