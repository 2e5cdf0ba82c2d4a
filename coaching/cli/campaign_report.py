"""What `coaching campaign check` prints: findings by template, then what the programme covers and how it reads."""

from collections.abc import Iterator

from coaching.campaigns.linting import Checked, Desk
from coaching.core import linting, segments
from coaching.core.linting import Finding, Level
from coaching.core.linting.flow import checkins_a_week
from coaching.core.linting.reading import grade_of
from coaching.core.model import Channel, Track


def findings(checked: Checked) -> Iterator[str]:
    """This will write each finding as four lines under its template; reviewed warnings in one line each."""
    for name, found in checked.findings.items():
        yield name
        for each in found:
            review = checked.reasons.get((name, each))
            if review is not None:
                yield f"  line {each.line}: {each.rule} reviewed by {review.by}, {review.on}: {review.reason}"
                continue
            yield f"  line {each.line}: {each.rule} ({each.level}): {_short(each.excerpt)}"
            yield f"    why:  {each.why}"
            yield f"    mend: {each.mend}"
    for review in checked.unused:
        yield "reviewed.toml"
        yield f"  Holds for nothing any more: {review.rule} in {review.template}: {_short(review.excerpt)}"
        yield "    mend: Look at the text again, then renew the reason or delete it."


def _short(excerpt: str) -> str:
    plain = " ".join(excerpt.split())
    return plain if len(plain) <= 100 else plain[:97] + "..."


def coverage(desk: Desk, checked: Checked) -> Iterator[str]:
    """This will write what is covered: days, tracks, channels, topics, check-ins, grades and the longest SMS."""
    campaign = desk.loaded.campaign
    yield ""
    yield f"{'track':<12}{'SMS days':>9}{'own email':>11}   check-ins in weeks 1 to {max(1, campaign.days // 7)}"
    for track in Track:
        sms, email = (sum(step.template(each, track) is not None for step in campaign.steps) for each in Channel)
        asked = " ".join(map(str, checkins_a_week(campaign, track).values()))
        yield f"{track:<12}{sms:>9}{email:>11}   {asked}"
    covered = {number for numbers in desk.programme.covered.values() for number in numbers}
    yield f"topics: {len(covered & set(desk.programme.topics))} of {len(desk.programme.topics)} stand on a day"
    yield _grades(desk)
    name, units = longest_sms(desk)
    yield f"longest SMS with the longest values: {name}, {units} of 160"
    yield (
        f"{campaign.key}: {campaign.days} days, {campaign.units} messages, {len(desk.loaded.sources)} texts, "
        f"{len(desk.sources)} sources; {checked.errors} errors, {checked.warnings} warnings without a reason, "
        f"{len(checked.reasons)} with one."
    )


def _grades(desk: Desk) -> str:
    parts = []
    for channel in Channel:
        found = {name: grade for name, grade in grades(desk).items() if name.startswith(channel) and grade is not None}
        ordered = sorted(found.values())
        worst = max(found, key=lambda name: found[name], default="")
        if ordered:
            parts.append(f"{channel} median {ordered[len(ordered) // 2]}, highest {ordered[-1]} ({worst})")
    return f"reading grade: {'; '.join(parts)}"


def grades(desk: Desk) -> dict[str, float | None]:
    """This will give the reading grade of each English template that is sound."""
    found: dict[str, float | None] = {}
    for name, source in desk.loaded.sources.items():
        text = desk.text(name, source.text)
        if text.language == linting.ENGLISH and not linting.unsound(text, desk.around):
            found[name] = grade_of(linting.read(text, desk.around))
    return found


def longest_sms(desk: Desk) -> tuple[str, int]:
    """This will name the SMS of the default language that takes the most room, and its letters."""
    sizes = {
        name: max(segments.measure(way.text.strip()).units for way in linting.read(text, desk.around).longest)
        for name, source in desk.loaded.sources.items()
        if name.startswith(Channel.SMS)
        and (text := desk.text(name, source.text)).language == linting.ENGLISH
        and not linting.unsound(text, desk.around)
    }
    name = max(sizes, key=lambda each: sizes[each])
    return name, sizes[name]


def as_json(desk: Desk, checked: Checked) -> dict[str, object]:
    """This will give the same for a program."""
    campaign = desk.loaded.campaign
    longest = longest_sms(desk)
    return {
        "campaign": campaign.key,
        "errors": checked.errors,
        "warnings": checked.warnings,
        "reviewed": len(checked.reasons),
        "findings": [
            _row(name, each, checked) for name, found in checked.findings.items() for each in found
        ],
        "unused_reasons": [{"template": each.template, "rule": each.rule} for each in checked.unused],
        "days": [
            {
                "day": step.day,
                "topics": list(desk.programme.covered.get(step.day, ())),
                "checkin": step.checkin,
                "tracks": {track: [each for each in Channel if step.template(each, track)] for track in Track},
            }
            for step in campaign.steps
        ],
        "checkins_a_week": {track: list(checkins_a_week(campaign, track).values()) for track in Track},
        "grades": grades(desk),
        "longest_sms": {"template": longest[0], "letters": longest[1]},
    }  # fmt: skip


def _row(name: str, finding: Finding, checked: Checked) -> dict[str, object]:
    review = checked.reasons.get((name, finding))
    return {
        "template": name,
        "line": finding.line,
        "rule": finding.rule,
        "level": finding.level,
        "excerpt": finding.excerpt,
        "digest": finding.digest,
        "why": finding.why,
        "mend": finding.mend,
        "blocks": finding.level is Level.ERROR or (finding.level is Level.WARNING and review is None),
        "reason": review.reason if review else None,
    }
