"""One day of the programme: its forms for tracks and languages, its check-in with what each answer leads to."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from coaching.core import languages
from coaching.core.model import Branch, Campaign, Channel, CheckIn, Effect, Question, Step, Track, When, base_key
from coaching.core.revising_words import LATE, SLOTS, TRACKS, by, capital
from coaching.journeys.calendar import checks

EFFECTS = {
    Effect.CLEAR: "opens supplement texts",
    Effect.UNCLEAR: "closes supplement texts",
    Effect.DOSE_HOLD: "holds supplement texts until a coach looks",
    Effect.SAVE: "keeps the answer for later texts",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One text: in which language, and its name; "" where none is published."""

    language: str
    name: str


@dataclass(frozen=True, slots=True)
class Variant:
    """What one track gets by one channel. `note`: where the text comes from, if it is not written for this day."""

    track: str
    channel: str
    forms: tuple[Form, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and what it leads to, in words; `ask`: the check-in that follows."""

    said: str
    leads: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answers."""

    short: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """A check-in as some tracks are asked it."""

    key: str
    whom: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """All about one day. `follows`: check-ins that an answer of this day can lead to; `others`: other days that ask
    the same; `reached`: what leads here beside the calendar."""

    step: Step
    sends: str
    when: str
    late: str
    variants: tuple[Variant, ...]
    checkin: tuple[Put, ...]
    follows: tuple[Put, ...]
    others: tuple[int, ...]
    reached: tuple[str, ...]
    missing: tuple[str, ...]


def of(step: Step, campaign: Campaign, published: Collection[str]) -> Panel:
    """This will gather a day; `published`: the names of all texts that have a published version."""
    forms = _forms_of(step.checkin, campaign) if step.checkin else ()
    return Panel(
        step=step,
        sends=capital(by(step.channels)),
        when=SLOTS.get(step.slot, step.slot),
        late=LATE[step.late],
        variants=tuple(_variants(step, published)),
        checkin=forms,
        follows=tuple(form for key in _after(step, campaign) for form in _forms_of(key, campaign)),
        others=tuple(each.day for each in campaign.steps if step.checkin == each.checkin and each.day != step.day)
        if step.checkin
        else (),
        reached=tuple(_reached(step, campaign)),
        missing=tuple(checks.missing(step, dict.fromkeys(published, ""))),
    )


def _variants(step: Step, published: Collection[str]) -> Iterator[Variant]:
    for channel in step.channels:
        for track in Track:
            own = step.template(channel, track)
            name = own or step.template(Channel.SMS, track) or ""
            spoken = [(code, languages.form(name, code)) for code in languages.LANGUAGES]
            forms = tuple(Form(languages.name_of(code), each) for code, each in spoken if each in published)
            yield Variant(TRACKS[track], capital(by([channel])), forms, "" if own else "carries the SMS")


def _forms_of(key: str, campaign: Campaign) -> tuple[Put, ...]:
    """Tracks that are asked the same stand together."""
    found: dict[str, tuple[CheckIn, list[str]]] = {}
    silent = []
    for track in Track:
        form = campaign.form(key, track)
        if form is None:
            silent.append(TRACKS[track])
        else:
            found.setdefault(form.key, (form, []))[1].append(TRACKS[track])
    forms = [
        Put(form.key, "everybody" if len(whom) == len(Track) else " and ".join(whom), tuple(_asked(form)))
        for form, whom in found.values()
    ]
    return (*forms, *([Put(base_key(key), f"{' and '.join(silent)}: asked nothing", ())] if silent else []))


def _asked(form: CheckIn) -> Iterator[Asked]:
    for question in form.questions:
        yield Asked(question.short, tuple(_answer(branch, question) for branch in question.branches))


def _answer(branch: Branch, question: Question) -> Answer:
    return Answer(_said(branch, question), tuple(_leads(branch)) or ("the next question, or thanks",), branch.ask)


def _said(branch: Branch, question: Question) -> str:
    if branch.lo is None or branch.hi is None:
        return "Any words"
    numbers = str(branch.lo) if branch.lo == branch.hi else f"{branch.lo} to {branch.hi}"
    match branch.when:
        case When.RISEN:
            return f"Up by {branch.by} or more from day 1"
        case When.AGAIN:
            return f"{numbers}, as the time before"
        case When.ALWAYS:
            words = next((option.words[0] for option in question.options if option.value == branch.lo), "")
            return f"{numbers} ({words})" if words and branch.lo == branch.hi else numbers


def _leads(branch: Branch) -> Iterator[str]:
    if branch.reply:
        yield f"replies with “{branch.reply}”{', once in a run' if branch.once else ''}"
    yield from (EFFECTS[effect] for effect in branch.effects)
    if branch.alert:
        yield "tells a coach: " + (branch.title or branch.alert.replace("_", " "))
    if branch.ask:
        yield f"asks {branch.ask} next"
    if branch.again_days:
        yield f"asks again after {branch.again_days} days"
    if branch.again_on_days:
        yield f"asks again on day {' or '.join(map(str, branch.again_on_days))}"


def _after(step: Step, campaign: Campaign) -> list[str]:
    """The check-ins that answers of this day can lead to, nearest first."""
    found: list[str] = []
    waiting = [step.checkin] if step.checkin else []
    while waiting:
        key = waiting.pop(0)
        forms = [form for track in Track if (form := campaign.form(key, track))]
        asks = [branch.ask for form in forms for each in form.questions for branch in each.branches if branch.ask]
        fresh = [ask for ask in dict.fromkeys(asks) if ask not in found and ask != step.checkin]
        found += fresh
        waiting += fresh
    return found


def _reached(step: Step, campaign: Campaign) -> Iterator[str]:
    """Answers elsewhere that lead to this day's check-in."""
    if step.checkin is None:
        return
    seen = set()
    for form in campaign.checkins.values():
        for question in form.questions:
            for branch in question.branches:
                if branch.ask == step.checkin and (form.key, question.key) not in seen:
                    seen.add((form.key, question.key))
                    yield f"{base_key(form.key)}: {_said(branch, question)} to “{question.short}”"
