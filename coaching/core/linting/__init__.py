"""Reads texts by rule before anybody receives them: claims, doses, safety, required parts, form, reading, tone."""

from collections.abc import Iterable

from coaching.core.linting.findings import Finding, Hit, Level
from coaching.core.linting.flow import Programme
from coaching.core.linting.message import ENGLISH, Around, Claim, LintText, read
from coaching.core.linting.rules import EARLY, PROGRAMME, RULES, TEMPLATE, TEXTS, Rule

__all__ = [
    "ENGLISH",
    "RULES",
    "Around",
    "Claim",
    "Finding",
    "Level",
    "LintText",
    "Programme",
    "is_unsound",
    "lint",
    "lint_programme",
    "read",
]


def lint(text: LintText, around: Around) -> tuple[Finding, ...]:
    """This will hold every rule for one text against it; the gravest first, then by line. A text that cannot be
    filled has no other findings."""
    early = [finding for check in EARLY for finding in found(TEMPLATE, check(text, around))]
    if early:
        return tuple(early)
    message = read(text, around)
    is_english = text.language == ENGLISH
    rules = [rule for rule in TEXTS if is_english or not rule.reads_english]
    findings = [each for rule in rules if rule.check for each in found(rule, rule.check(message, around))]
    return tuple(sorted(dict.fromkeys(findings), key=lambda each: (list(Level).index(each.level), each.line)))


def is_unsound(text: LintText, around: Around) -> bool:
    """This will say whether a text cannot be filled at all, so that nothing but that can be said of it."""
    return any(True for check in EARLY for _ in check(text, around))


def lint_programme(programme: Programme) -> tuple[Finding, ...]:
    """This will hold the rules for a programme as a whole against it."""
    return tuple(finding for rule, check in PROGRAMME for finding in found(rule, check(programme)))


def found(rule: Rule, hits: Iterable[Hit]) -> list[Finding]:
    """This will make findings of what a check came upon, each once."""
    return list(
        dict.fromkeys(
            Finding(rule.id, hit.level or rule.level, hit.line, hit.excerpt.strip(), rule.why, hit.mend) for hit in hits
        )
    )
