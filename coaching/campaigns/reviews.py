"""Why a warning is all right: reasons of reviewers, each for one sentence, kept in reviewed.toml beside the programme.

A reason counts as long as the sentence stands as it was read; one changed word, and the warning is back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from coaching.campaigns.claims import read_day
from coaching.campaigns.problems import CampaignProblem
from coaching.campaigns.reading import Section, open_toml
from coaching.core.linting import RULES, Finding, Level

REVIEWED = "reviewed.toml"


@dataclass(frozen=True, slots=True)
class Review:
    """A reason for one sentence under one rule. `template` may stand for several: "sms/magnesium/day-*"."""

    template: str
    rule: str
    excerpt: str
    reason: str
    by: str
    on: date

    def holds(self, template: str, finding: Finding) -> bool:
        """This will say whether the reason is for this warning. No reason holds for an error."""
        return (
            finding.level is Level.WARNING
            and finding.rule == self.rule
            and fnmatchcase(template, self.template)
            and _plain(finding.excerpt) == _plain(self.excerpt)
        )


def _plain(text: str) -> str:
    return " ".join(text.split())


def read_reviews(folder: Path, problems: list[CampaignProblem]) -> tuple[Review, ...]:
    """This will read reviewed.toml; a programme without the file has no reasons."""
    path = folder / REVIEWED
    return tuple(_review(row) for row in open_toml(path, problems).root().rows("reviewed")) if path.exists() else ()


def _review(row: Section) -> Review:
    review = Review(
        row.text("template"),
        row.one_of("rule", RULES, "rule"),
        row.text("excerpt"),
        row.text("reason"),
        row.text("by"),
        read_day(row, "on") or date.min,
    )
    row.refuse_unknown_keys()
    return review


def unused(reviews: Iterable[Review], findings: Mapping[str, Iterable[Finding]]) -> list[Review]:
    """This will list the reasons that hold for nothing any more."""
    every = [(name, finding) for name, found in findings.items() for finding in found]
    return [review for review in reviews if not any(review.holds(name, finding) for name, finding in every)]


def reason_for(reviews: Iterable[Review], template: str, finding: Finding) -> Review | None:
    """This will find the reason for a warning."""
    return next((review for review in reviews if review.holds(template, finding)), None)
