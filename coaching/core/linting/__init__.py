"""Reads texts by rule before anybody receives them: claims, doses, safety, required parts, form, reading, tone."""

from collections.abc import Iterable

from coaching.core.linting.findings import Finding, Hit, Level
from coaching.core.linting.flow import Programme
from coaching.core.linting.message import ENGLISH, Around, Claim, LintText, problems, read
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
    "lint",
    "lint_programme",
    "problems",
    "read",
    "unsound",
]


MOST = 20


def lint(text: LintText, around: Around) -> tuple[Finding, ...]:
    """This will hold every rule for one text against it; the gravest first, then by line. A text that cannot be
    filled has no other findings."""
    if early := unsound(text, around):
        return early
    message = read(text, around)
    is_english = text.language == ENGLISH
    rules = [rule for rule in TEXTS if is_english or not rule.reads_english]
    findings = [each for rule in rules if rule.check for each in found(rule, rule.check(message, around))]
    return tuple(sorted(dict.fromkeys(findings), key=lambda each: (list(Level).index(each.level), each.line)))


def unsound(text: LintText, around: Around) -> tuple[Finding, ...]:
    """This will say what keeps a text from being filled, or from being read in every way; () for a sound one.

    One check after the other: the next may be made only of what has passed the one before.
    """
    findings = (found(TEMPLATE, check(text, around)) for check in EARLY)
    return tuple(next((each for each in findings if each), ()))


def lint_programme(programme: Programme) -> tuple[Finding, ...]:
    """This will hold the rules for a programme as a whole against it."""
    return tuple(finding for rule, check in PROGRAMME for finding in found(rule, check(programme)))


def found(rule: Rule, hits: Iterable[Hit]) -> list[Finding]:
    """This will make findings of what a check came upon, each once, and at most MOST: nobody reads more at a time."""
    distinct: dict[Finding, None] = {}
    for hit in hits:
        distinct[Finding(rule.id, hit.level or rule.level, hit.line, hit.excerpt.strip(), rule.why, hit.mend)] = None
        if len(distinct) == MOST:
            break
    return list(distinct)
