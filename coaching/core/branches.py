"""What an answer leads to: replies, effects, an alert, the next question (safety rules of the programme, section 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coaching.core.checkins import effects
from coaching.core.clearance import Clearance
from coaching.core.leads import Again, Ask, Concern, Given, History, Lead, Reply, quoted
from coaching.core.model import (
    Branch,
    Campaign,
    Channel,
    CheckIn,
    Effect,
    Question,
    Track,
    When,
    base_key,
    track_of,
)

THANKS, LATE, TREND, SAVED = "thanks", "logged-for", "trend", "saved"
QUIZ_RIGHT, QUIZ_WRONG = "quiz-right", "quiz-wrong"
REPLIES = (THANKS, LATE, TREND)
"""System texts that every programme with check-ins needs."""
PLAIN = frozenset(REPLIES)
"""Replies that only acknowledge."""
STILL_DAYS = 7
"""A check-in that came again after so many days or fewer is not asked a third time."""
ONLY_A_COACH = "All clear reported, but supplement texts stay closed until a coach decides"


def lead(given: Given, campaign: Campaign, history: History, clearance: Clearance) -> Lead:
    """This will say what an answer leads to. `clearance` is how things stood before the answer.

    One text answers one text: where a further question follows, its text carries on alone, unless the reply is a
    warning, which goes first. Raises LookupError for a question that the campaign does not ask.
    """
    checkin, question = _asked(given, campaign)
    branch = branch_of(question, given.value, history)
    opened = clearance.after([Effect.CLEAR] if Effect.CLEAR in branch.effects else [])
    case = _Case(given, campaign, checkin, question, branch, history, _stricter(opened.track, track_of(checkin.key)))
    ask = case.following()
    return Lead(
        replies=case.replies(ask),
        effects=_effects(branch, clearance),
        alert=case.concern(),
        ask=ask,
        again=case.again(),
        save=(question.key, case.kept) if Effect.SAVE in branch.effects else None,
    )


def lead_all(
    givens: Sequence[Given], campaign: Campaign, history: Mapping[int, History], clearance: Clearance
) -> tuple[Lead, ...]:
    """This will say what several answers of one text lead to, one after the other; `history` by their position.

    Only the last one is thanked for, and what is answered already is not asked again.
    """
    leads: list[Lead] = []
    answered = {given.question for given in givens}
    for n, given in enumerate(givens):
        here = {
            each.question: each.value for each in givens[:n] if isinstance(each.value, int) and _beside(each, given)
        }
        known = replace(history[n], today={**history[n].today, **here})
        found = lead(given, campaign, known, clearance)
        if found.ask and found.ask.question.key in answered:
            found = replace(found, ask=None)
        if n < len(givens) - 1:
            found = replace(found, replies=tuple(each for each in found.replies if each.name not in PLAIN))
        leads.append(found)
        clearance = clearance.after(found.effects)
    return tuple(leads)


def _beside(one: Given, other: Given) -> bool:
    return (base_key(one.checkin), one.for_day) == (base_key(other.checkin), other.for_day)


def branch_of(question: Question, value: int | str, history: History) -> Branch:
    """This will choose the branch of an answer: one with a condition that is met comes before the plain one."""
    fitting = [branch for branch in question.branches if branch.holds(value)]
    for branch in sorted(fitting, key=lambda each: each.when is When.ALWAYS):
        if _is_met(branch, question, value, history) and not (branch.once and branch.reply in history.sent):
            return branch
    # A version from before branches were data still opens and closes the texts about supplements.
    closing = effects(question.key, value) if isinstance(value, int) and not question.branches else ()
    return Branch(None, None, effects=closing)


def _is_met(branch: Branch, question: Question, value: int | str, history: History) -> bool:
    if branch.when is When.RISEN:
        then = history.day_1.get(question.key)
        return isinstance(value, int) and then is not None and value - then >= branch.by
    if branch.when is When.AGAIN:
        before = history.before.get(question.key)
        return before is not None and branch.holds(before.value)
    return True


def may_ask(campaign: Campaign, checkin: str, question: str, track: Track) -> bool:
    """This will say whether a question may be put to a person of a track now: asked first, again, or in a nudge."""
    form = campaign.form(checkin, track)
    return form is not None and form.question(question) is not None


def first_of(campaign: Campaign, checkin: str, track: Track) -> Ask | None:
    """This will give the question that opens a check-in for a track, e.g. one that comes again."""
    form = campaign.form(checkin, track)
    return Ask(form.key, form.questions[0]) if form else None


def _asked(given: Given, campaign: Campaign) -> tuple[CheckIn, Question]:
    checkin = campaign.checkins.get(given.checkin)
    question = checkin.question(given.question) if checkin else None
    if checkin is None or question is None:
        raise LookupError(f"{campaign.key} does not ask {given.question} in {given.checkin}")
    return checkin, question


def _stricter(one: Track, other: Track) -> Track:
    return max(one, other, key=tuple(Track).index)


def _effects(branch: Branch, clearance: Clearance) -> tuple[Effect, ...]:
    """An "all clear" never lifts the gentle track."""
    gentle = clearance.screen is Track.GENTLE
    return tuple(effect for effect in branch.effects if not (gentle and effect is Effect.CLEAR))


@dataclass(frozen=True, slots=True)
class _Case:
    """One answer with everything around it. `track` is the form of its texts: the person's of now, or the stricter
    one of the question."""

    given: Given
    campaign: Campaign
    checkin: CheckIn
    question: Question
    branch: Branch
    history: History
    track: Track

    @property
    def is_closed(self) -> bool:
        """The question speaks of supplements, and its person may no longer be told about them."""
        return self.question.dose and self.track is not Track.FULL

    @property
    def kept(self) -> str:
        return self.branch.saves or str(self.given.value)

    def following(self) -> Ask | None:
        """The follow-up of the branch, else the next question of the check-in in the form of today's track."""
        if self.is_closed:
            return None
        if self.branch.ask:
            first = first_of(self.campaign, self.branch.ask, self.track)
            own = self.own()
            return replace(first, is_told=own is not None and own.name == self.branch.reply) if first else None
        form = self.campaign.form(self.checkin.key, self.track)
        keys = [question.key for question in form.questions] if form else []
        at = keys.index(self.question.key) + 1 if self.question.key in keys else len(keys)
        return Ask(form.key, form.questions[at]) if form and at < len(keys) else None

    def replies(self, ask: Ask | None) -> tuple[Reply, ...]:
        own = None if self.is_closed else self.own()
        if ask is not None and not ask.is_told:
            return (own,) if own and self.branch.warns else ()
        if own is None and self.given.late_for:
            return self._texts(LATE, {"day_name": self.given.late_for})
        trend = self._trend() if own is None or self.checkin.sums_up else ()
        return (*trend, own) if own else trend or self._texts(THANKS)

    def own(self) -> Reply | None:
        """The reply of the branch."""
        values: dict[str, str | int] = {}
        if self.branch.reply in {QUIZ_RIGHT, QUIZ_WRONG}:
            values["quiz_line"] = self.question.quiz_line
        if self.branch.reply == SAVED:
            values["saved_value"] = quoted(self.kept)
        return next(iter(self._texts(self.branch.reply, values)), None) if self.branch.reply else None

    def concern(self) -> Concern | None:
        if self.branch.alert:
            return Concern(self.branch.alert, self.branch.title or self._title())
        opens = Effect.CLEAR in self.branch.effects
        return Concern("answer", ONLY_A_COACH) if opens and self.track is Track.FOOD_FIRST else None

    def again(self) -> Again | None:
        later = [day for day in self.branch.again_on_days if day > self.given.day]
        if self.branch.again_days and not self._is_still_so():
            later.append(self.given.day + self.branch.again_days)
        day = min(later, default=0)
        return Again(base_key(self.checkin.key), day) if 0 < day <= self.campaign.days else None

    def _is_still_so(self) -> bool:
        before = self.history.before.get(self.question.key)
        return (
            before is not None and self.branch.holds(before.value) and self.given.for_day - before.for_day <= STILL_DAYS
        )

    def _trend(self) -> tuple[Reply, ...]:
        """The person's own numbers of day 1 and of today, without a word on why they changed."""
        today = dict(self.history.today)
        if isinstance(self.given.value, int):
            today[self.question.key] = self.given.value
        shown = [
            (each.name or each.key, self.history.day_1[each.key], today[each.key])
            for each in self.checkin.questions
            if each.trend and each.key in today and each.key in self.history.day_1
        ]
        if not shown:
            return ()
        names, then, now = (" / ".join(map(str, column)) for column in zip(*shown, strict=True))
        return self._texts(TREND, {"question_name": names, "then": then, "value": now})

    def _texts(self, name: str, values: Mapping[str, str | int] | None = None) -> tuple[Reply, ...]:
        """The text in the person's form; where it has none for the track, thanks rather than a wrong text."""
        for key, own in ((name, values or {}), (THANKS, {})):
            text = self.campaign.system_texts.get(key)
            template = text.template(Channel.SMS, self.track) if text else None
            if text and template:
                return (Reply(key, template, own, dose=text.dose and self.track is Track.FULL),)
        return ()

    def _title(self) -> str:
        name = self.question.name or self.question.key
        if self.branch.when is When.RISEN:
            return f"{name}: up from {self.history.day_1.get(self.question.key)} on day 1 to {self.given.value}"
        return f"{name}: {self.given.value}" if isinstance(self.given.value, int) else f"{name}: answered in words"
