"""Reads texts by rule before anybody receives them: claims, doses, safety, required parts, form, reading, tone."""

from collections.abc import Iterable

from coaching.core.linting.findings import Finding, Hit, Level
from coaching.core.linting.message import ENGLISH, Around, Claim, LintText, Message, read
from coaching.core.linting.rules import EARLY, RULES, TEMPLATE, TEXTS, Rule

__all__ = ["RULES", "Around", "Claim", "Finding", "Level", "LintText", "Message", "Rule", "found", "lint", "read"]


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


def found(rule: Rule, hits: Iterable[Hit]) -> list[Finding]:
    """This will make findings of what a check came upon, each once."""
    return list(
        dict.fromkeys(
            Finding(rule.id, hit.level or rule.level, hit.line, hit.excerpt.strip(), rule.why, hit.mend) for hit in hits
        )
    )
