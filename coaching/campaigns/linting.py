"""A programme held against the rules of core.linting: every text on every track, and the whole."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from coaching.campaigns import claims, reviews
from coaching.campaigns.claims import Sourced
from coaching.campaigns.loader import Loaded
from coaching.campaigns.problems import CampaignProblem, CampaignRefused
from coaching.campaigns.reviews import Review
from coaching.core import languages, linting
from coaching.core.linting import Around, Claim, Finding, Level, LintText, Programme
from coaching.core.linting.samples import BRAND, CONTACT, LONGEST, USUAL
from coaching.core.model import Channel, Question, Track

WHOLE = "campaign.toml"
LAYOUT = Path("email") / "_layout.mjml"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose texts these are: name and contact as they are set, and our own web address."""

    brand: str = BRAND
    contact: str = CONTACT
    url: str = "https://coach.example"


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the rules need to know about one programme."""

    loaded: Loaded
    around: Around
    programme: Programme
    sources: Mapping[str, Sourced]
    reviews: tuple[Review, ...]

    def text(self, name: str, source: str) -> LintText:
        """This will give a template as the rules look at it; an unknown one may come to everybody."""
        return LintText(name, source, _tracks(self.loaded).get(name, frozenset(Track)), name in _asking(self.loaded))


@dataclass(frozen=True, slots=True)
class Checked:
    """What the lint found: `findings` by template, `reasons` for (template, finding), `unused` reasons."""

    findings: Mapping[str, tuple[Finding, ...]]
    reasons: Mapping[tuple[str, Finding], Review]
    unused: tuple[Review, ...]

    @property
    def errors(self) -> int:
        return sum(each.level is Level.ERROR for found in self.findings.values() for each in found)

    @property
    def warnings(self) -> int:
        """Warnings that nobody has given a reason for."""
        return len(self.open_warnings())

    def open_warnings(self) -> list[tuple[str, Finding]]:
        every = ((name, each) for name, found in self.findings.items() for each in found)
        return [key for key in every if key[1].level is Level.WARNING and key not in self.reasons]

    @property
    def passes(self) -> bool:
        return not (self.errors or self.warnings or self.unused)


def desk(loaded: Loaded, folder: Path, templates: Path, today: date, sender: Sender | None = None) -> Desk:
    """This will gather what the rules need. It raises CampaignRefused for tables that cannot be read."""
    who = sender or Sender()
    problems: list[CampaignProblem] = []
    sources = claims.read_sources(folder, problems)
    kept = reviews.read_reviews(folder, problems)
    words = {name: source.text for name, source in loaded.sources.items()}
    covered, topics = claims.read_covered(folder, problems), claims.read_topics(folder, problems)
    if problems:
        raise CampaignRefused(tuple(problems))
    around = Around(
        usual={**USUAL, "brand": who.brand, "program": loaded.campaign.called_in(languages.DEFAULT)},
        longest=_longest(loaded, who),
        foods=loaded.foods,
        limits=tuple(region.ul_mg for region in loaded.regions.values()),
        claims={name: Claim(each.read_on, each.effect) for name, each in sources.items()},
        layout=(templates / LAYOUT).read_text(encoding="utf-8"),
        host=urlsplit(who.url).hostname or "",
        today=today,
    )
    return Desk(loaded, around, Programme(loaded.campaign, words, covered, topics), sources, kept)


def _longest(loaded: Loaded, who: Sender) -> dict[str, object]:
    """The longest values of every open region, and the longest question; name and contact at least as long as ours."""
    opened = [region for region in loaded.regions.values() if region.is_open]
    numbers = {
        name: max((getattr(region, name) for region in opened), key=len, default=USUAL[name])
        for name in ("emergency_number", "crisis_line", "poison_line")
    }
    shorts = [question.short for question in _questions(loaded)]
    return {
        **LONGEST,
        **numbers,
        "brand": max(BRAND, who.brand, key=len),
        "support_contact": max(CONTACT, who.contact, key=len),
        "ul_mg": max(region.ul_mg for region in loaded.regions.values()),
        "question_short": max(shorts, key=len, default=""),
        "program": loaded.campaign.called_in(languages.DEFAULT),
    }


def _questions(loaded: Loaded) -> dict[Question, frozenset[Track]]:
    """Every question, and the tracks that can be asked it."""
    found: dict[Question, set[Track]] = defaultdict(set)
    for key in loaded.campaign.checkins:
        for track in Track:
            form = loaded.campaign.form(key, track)
            for question in form.questions if form else ():
                found[question].add(track)
    return {question: frozenset(tracks) for question, tracks in found.items()}


def _tracks(loaded: Loaded) -> dict[str, frozenset[Track]]:
    days = [text for step in loaded.campaign.steps for text in step.texts]
    found: dict[str, set[Track]] = defaultdict(set)
    for text in (*days, *(each for system in loaded.campaign.system_texts.values() for each in system.texts)):
        found[text.template].add(text.track)
    return {name: frozenset(tracks) for name, tracks in found.items()}


def _asking(loaded: Loaded) -> frozenset[str]:
    return frozenset(text.template for step in loaded.campaign.steps if step.checkin for text in step.texts)


def texts(loaded: Loaded) -> Iterator[LintText]:
    """This will go through every text that can come to somebody: the templates, and what campaign.toml adds to them."""
    tracks, asking = _tracks(loaded), _asking(loaded)
    for name, source in loaded.sources.items():
        yield LintText(name, source.text, tracks.get(name, frozenset(Track)), name in asking)
    for question, asked in _questions(loaded).items():
        who = frozenset({Track.FULL}) if question.dose else asked
        yield from _put_into("question", "question_short", question.short, question, who, loaded)
        yield from _put_into("quiz-right", "quiz_line", question.quiz_line, question, who, loaded)


def _put_into(
    stem: str, value: str, words: str, question: Question, who: frozenset[Track], loaded: Loaded
) -> Iterator[LintText]:
    """The words of a question, in the text that carries them to people."""
    text = loaded.campaign.system_texts.get(stem)
    carrier = text.template(Channel.SMS, Track.FULL) if text else None
    if carrier is not None and words:
        filled = loaded.sources[carrier].text.replace(f"{{{{ {value} }}}}", words)
        yield LintText(f"{carrier} ({question.key})", filled, who, asks=True)


def check(desk: Desk) -> Checked:
    """This will hold every rule against every text and against the whole."""
    found = {text.name: linting.lint(text, desk.around) for text in texts(desk.loaded)}
    found[WHOLE] = linting.lint_programme(desk.programme)
    reasons = {
        (name, finding): review
        for name, findings in found.items()
        for finding in findings
        if (review := reviews.reason_for(desk.reviews, name, finding))
    }
    left = tuple(reviews.unused(desk.reviews, found))
    return Checked({name: each for name, each in found.items() if each}, reasons, left)
