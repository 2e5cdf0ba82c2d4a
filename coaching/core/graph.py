"""What hangs together in a programme: every answer leads somewhere, and no dose text where supplements are closed.

The proof is by enumeration: every track, with and without an "all clear" and a hold, every question, every answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from coaching.core import branches
from coaching.core.clearance import Clearance
from coaching.core.leads import Given, History, Past, Reply
from coaching.core.model import Branch, Campaign, CheckIn, Question, Track, When, base_key

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not hang together. `place` is the way to it in campaign.toml."""

    place: Place
    message: str
    mend: str


def flaws(campaign: Campaign) -> tuple[Flaw, ...]:
    """This will list what does not hang together, each flaw once; empty for a sound programme."""
    questions = {question.key: question for checkin in campaign.checkins.values() for question in checkin.questions}
    found = [flaw for question in questions.values() for flaw in _of_question(question, campaign)]
    found += [flaw for checkin in campaign.checkins.values() for flaw in _of_order(checkin)]
    if campaign.checkins:
        found += _missing_replies(campaign)
    if not found:  # what follows walks through the branches
        found += _dose_steps(campaign)
        found += _dose_questions(campaign)
        found += _dose_replies(campaign)
    return tuple(dict.fromkeys(found))


def _of_question(question: Question, campaign: Campaign) -> Iterator[Flaw]:
    if question.lo is None or question.hi is None:
        yield from _one_for_words(question)
    else:
        yield from _one_for_each_number(question, range(question.lo, question.hi + 1))
    for branch in question.branches:
        if branch.reply and branch.reply not in campaign.system_texts:
            yield Flaw(
                _place(question, branch),
                f'"{question.key}" replies with "{branch.reply}", and there is no such text.',
                f"Write templates/sms/{campaign.key}/{branch.reply}.txt, or name another one.",
            )
        if branch.ask and branch.ask not in campaign.checkins:
            yield Flaw(
                _place(question, branch),
                f'"{question.key}" leads to the check-in "{branch.ask}", and there is none of that name.',
                "Write it under [checkins], or name another one.",
            )


def _one_for_words(question: Question) -> Iterator[Flaw]:
    if [branch.lo for branch in question.branches] != [None]:
        mend = 'Give it one answer: answers.text = { reply = "thanks" }.'
        yield Flaw(("questions", question.key), f'"{question.key}" asks for words.', mend)


def _one_for_each_number(question: Question, numbers: range) -> Iterator[Flaw]:
    """Each number has exactly one branch, and no branch lies outside of the range."""
    place = ("questions", question.key)
    plain = [branch for branch in question.branches if branch.when is When.ALWAYS]
    counts = {number: sum(branch.holds(number) for branch in plain) for number in numbers}
    if bare := [number for number, count in counts.items() if count == 0]:
        mend = f"Every number from {numbers[0]} to {numbers[-1]} needs one, e.g. answers.{_range(numbers)} = {{}}."
        yield Flaw(place, f'Of the answers to "{question.key}", {_listed(bare)} lead nowhere.', mend)
    if double := [number for number, count in counts.items() if count > 1]:
        message = f'Of the answers to "{question.key}", {_listed(double)} lead to two places.'
        yield Flaw(place, message, "Let the ranges of its answers meet without a common number.")
    for branch in plain:
        if branch.lo is None or branch.hi is None or branch.lo not in numbers or branch.hi not in numbers:
            message = f'"{question.key}" has an answer outside of its range {_range(numbers)}.'
            yield Flaw(_place(question, branch), message, "Mend the answer, or lo and hi of the question.")


def _place(question: Question, branch: Branch) -> Place:
    place = ("questions", question.key)
    if branch.when is not When.ALWAYS:
        return (*place, branch.when.value)
    if branch.lo is None or branch.hi is None:
        return (*place, "answers", "text")
    return (*place, "answers", _range(range(branch.lo, branch.hi + 1)))


def _range(numbers: range) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _of_order(checkin: CheckIn) -> Iterator[Flaw]:
    """A branch that leads elsewhere would leave the questions behind it unasked."""
    for question in checkin.questions[:-1]:
        if any(branch.ask for branch in question.branches):
            yield Flaw(
                ("checkins", base_key(checkin.key), "questions"),
                f'"{question.key}" can lead to another check-in, so nothing may follow it in {checkin.key}.',
                "Put it last.",
            )


def _missing_replies(campaign: Campaign) -> Iterator[Flaw]:
    for name in branches.REPLIES:
        if name not in campaign.system_texts:
            mend = f"Write templates/sms/{campaign.key}/{name}.txt."
            yield Flaw(("checkins",), f'A programme with check-ins needs the text "{name}".', mend)


def clearances() -> Iterator[Clearance]:
    """This will go through every way in which things can stand for a person."""
    for screen, is_cleared, is_held in product((None, *Track), (False, True), (False, True)):
        yield Clearance(screen, is_cleared, is_held)


def _dose_templates(campaign: Campaign) -> frozenset[str]:
    """The words of the full track on a dose day, and of every reply that speaks of taking a supplement."""
    texts = [text for step in campaign.steps if step.dose for text in step.texts]
    texts += [text for reply in campaign.system_texts.values() if reply.dose for text in reply.texts]
    return frozenset(text.template for text in texts if text.track is Track.FULL)


def _dose_steps(campaign: Campaign) -> Iterator[Flaw]:
    """The texts of a dose day for other tracks are other words."""
    closed = _dose_templates(campaign)
    for n, step in enumerate(campaign.steps):
        for text in step.texts:
            if text.track is not Track.FULL and text.template in closed:
                message = f"{step.key} sends {text.template}, which speaks of a dose, to the {text.track} track."
                yield Flaw(("step", n), message, "Give that track its own words.")


def _dose_questions(campaign: Campaign) -> Iterator[Flaw]:
    """No question about a dose can come to a person whose supplement texts are closed."""
    for track in (Track.FOOD_FIRST, Track.GENTLE):
        for form in _reachable(campaign, track):
            for question in form.questions:
                if question.dose:
                    message = f'"{question.key}" speaks of a dose, and {form.key} asks the {track} track about it.'
                    mend = f'Give the check-in its own questions: [checkins."{base_key(form.key)}".{track}].'
                    yield Flaw(("checkins", base_key(form.key)), message, mend)


def _reachable(campaign: Campaign, track: Track) -> tuple[CheckIn, ...]:
    """The forms that a track can be asked: those of its days, and what their answers lead to."""
    found: dict[str, CheckIn] = {}
    waiting = [step.checkin for step in campaign.steps if step.checkin]
    while waiting:
        form = campaign.form(waiting.pop(), track)
        if form is not None and form.key not in found:
            found[form.key] = form
            waiting += [branch.ask for question in form.questions for branch in question.branches if branch.ask]
    return tuple(found.values())


def _dose_replies(campaign: Campaign) -> Iterator[Flaw]:
    """Nobody whose supplement texts are closed is sent one, whatever they answer to whatever they were once asked."""
    closed = _dose_templates(campaign)
    for checkin, question, value, history in _answers(campaign):
        for clearance in clearances():
            given = Given(checkin.key, question.key, value, for_day=campaign.days, day=campaign.days)
            found = branches.lead(given, campaign, history, clearance)
            if clearance.after(found.effects).track is Track.FULL:
                continue
            for reply in found.replies:
                speaks = question.dose and reply.name not in branches.PLAIN
                if speaks or reply.dose or reply.template in closed:
                    yield _dose_flaw(campaign, question, value, reply)


def _dose_flaw(campaign: Campaign, question: Question, value: int | str, reply: Reply) -> Flaw:
    return Flaw(
        ("questions", question.key),
        f'The answer {value} to "{question.key}" sends {reply.template}, which speaks of a dose, where that is closed.',
        f"Write templates/sms/{campaign.key}/{reply.name}.food_first.txt, and name the text in dose_texts.",
    )


def _answers(campaign: Campaign) -> Iterator[tuple[CheckIn, Question, int | str, History]]:
    """An answer for every branch of every question of every form: once as the first one, once with the history that
    conditions look at. Each number has one branch (`_gaps`), so one number speaks for all of them."""
    for checkin in campaign.checkins.values():
        for question in checkin.questions:
            looks_back = any(branch.when is not When.ALWAYS for branch in question.branches)
            for branch in question.branches:
                value: int | str = "words" if branch.lo is None else branch.lo
                yield checkin, question, value, History()
                if looks_back and isinstance(value, int):
                    past = {question.key: Past(checkin.key, question.key, value, 1)}
                    yield checkin, question, value, History({question.key: value - 99}, past)
