"""Reads the questions of a programme: their range, their words, and what each answer leads to."""

import re
from collections.abc import Iterator, Mapping

from coaching.campaigns import words
from coaching.campaigns.reading import Section
from coaching.core import branches, worded
from coaching.core.alerts import Kind
from coaching.core.model import Branch, Effect, Option, Question, When

_RANGE = re.compile(r"(?P<lo>\d{1,2})(?:-(?P<hi>\d{1,2}))?")


def read_questions(root: Section) -> Mapping[str, Question]:
    """This will read every table under [questions]."""
    return {name: _question(name, section) for name, section in root.section("questions").named_sections()}


def _question(name: str, section: Section) -> Question:
    lo, hi = section.whole_or_none("lo"), section.whole_or_none("hi")
    right = section.whole_or_none("right")
    question = Question(
        key=name,
        short=section.text("short"),
        lo=lo,
        hi=hi,
        name=section.text_or_none("name") or "",
        labels=section.texts_or("labels"),
        options=tuple(_options(section, lo, hi)),
        branches=tuple(_quiz(lo, hi, right) if right is not None else _branches(section)),
        dose=section.flag("dose"),
        trend=section.flag("trend"),
        right=right,
        quiz_line=section.text_or_none("quiz_line") or "",
        bare_number=section.flag("bare_number"),
    )
    section.refuse_unknown_keys()
    _check(question, section)
    return question


def _check(question: Question, section: Section) -> None:
    lo, hi = question.lo, question.hi
    if (lo is None) != (hi is None) or (lo is not None and hi is not None and lo > hi):
        mend = "Give both, lo not above hi, or neither for free text."
        section.refuse(None, f'The range of "{question.key}" is not a range.', mend)
    if reserved := words.reserved_in(question.short):
        mend = 'Name the number before it, e.g. "1 none, 2 yes".'
        section.refuse("short", f'"{reserved}" cannot be an answer: it is a reserved word.', mend)
    if question.right is not None and not question.quiz_line:
        section.refuse("right", f'The quiz "{question.key}" explains nothing.', 'Add quiz_line = "...".')


def _options(section: Section, lo: int | None, hi: int | None) -> Iterator[Option]:
    """Words that mean a number. Yes and no are understood but never offered: YES belongs to consent."""
    for key, meant in (("yes", worded.YES), ("no", worded.NO)):
        if (value := section.whole_or_none(key)) is not None:
            yield Option(value, meant)
    if table := section.section_or_none("words"):
        for number in table.table:
            said = table.texts(number)
            for word in filter(words.is_reserved, said):
                mend = "Leave it out; yes = 2 and no = 1 say which numbers these two mean."
                table.refuse(number, f'"{word}" cannot be an answer: it is a reserved word.', mend)
            if not number.isdigit() or (lo is not None and hi is not None and lo <= hi and not lo <= int(number) <= hi):
                table.refuse(number, f'"{number}" is not a number of this question.', "Use the numbers from lo to hi.")
                continue
            yield Option(int(number), said)


def _quiz(lo: int | None, hi: int | None, right: int) -> Iterator[Branch]:
    if lo is None or hi is None:
        return
    for value in range(lo, hi + 1):
        yield Branch(value, value, branches.QUIZ_RIGHT if value == right else branches.QUIZ_WRONG)


def _branches(section: Section) -> Iterator[Branch]:
    """[answers] by number, range or "text"; [risen] and [again] are for answers that look back."""
    if answers := section.section_or_none("answers"):
        for key, branch in answers.named_sections():
            found = _RANGE.fullmatch(key)
            lo, hi = (int(found["lo"]), int(found["hi"] or found["lo"])) if found else (None, None)
            if (found is None and key != "text") or (lo is not None and hi is not None and lo > hi):
                mend = 'Write a number, a range as "0-3", or text for any words.'
                answers.refuse(key, f'"{key}" is not an answer.', mend)
                continue
            yield _branch(branch, lo, hi, When.ALWAYS)
    if risen := section.section_or_none("risen"):
        yield _branch(risen, 0, risen.whole_or("to", 99), When.RISEN, risen.whole("by"))
    if again := section.section_or_none("again"):
        yield _branch(again, again.whole_or("from", 0), again.whole("to"), When.AGAIN)


def _branch(section: Section, lo: int | None, hi: int | None, when: When, by: int = 0) -> Branch:
    effects = tuple(
        Effect(name)
        for name in section.texts_or("effects")
        if section.is_known("effects", name, tuple(Effect), "effect")
    )
    alert = section.text_or_none("alert") or ""
    section.is_known("alert", alert, tuple(Kind), "kind of alert")
    saves = section.text_or_none("saves") or ""
    branch = Branch(
        lo=lo,
        hi=hi,
        reply=section.text_or_none("reply") or "",
        when=when,
        by=by,
        warns=section.flag("warns"),
        once=section.flag("once"),
        effects=(*effects, *([Effect.SAVE] if saves and Effect.SAVE not in effects else ())),
        alert=alert,
        title=section.text_or_none("title") or "",
        ask=section.text_or_none("ask") or "",
        again_days=section.whole_or("again_days", 0),
        again_on_days=section.wholes("again_on_days"),
        saves=saves,
    )
    section.refuse_unknown_keys()
    return branch
