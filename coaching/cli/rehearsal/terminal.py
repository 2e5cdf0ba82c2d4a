"""A rehearsal in a terminal."""

from collections import Counter
from datetime import date, timedelta
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from coaching.core.model import Channel
from coaching.core.reasons import Reason, sentence
from coaching.journeys.rehearsal.result import Entry, Rates, Rehearsal, Sort, Sums, Violation

_STYLES = {
    Sort.MESSAGE: "",
    Sort.NOT_SENT: "dim",
    Sort.REPLY: "cyan",
    Sort.HOLD: "yellow",
    Sort.ALERT: "red",
    Sort.EVENT: "magenta",
}
_HINT = "No prices are known here: set --per-segment and --per-email (your own estimates) to see a cost."
MOST_VIOLATIONS = 20


def show(told: Rehearsal, rates: Rates, console: Console) -> None:
    """This will print one person's timeline and what it comes to."""
    about = ", ".join(f"{name}: {value}" for name, value in told.about)
    console.print(f"[bold]{escape(told.name)}[/] in {told.zone}, from {_day(told.begins)} to {_day(told.ends)}")
    console.print(escape(f"{about}. {told.where}"))
    table = Table("local time", "day", "what", "words", "why", box=None, pad_edge=False, header_style="bold")
    for _, entries in groupby(told.entries, key=lambda entry: entry.at.date()):
        first = True
        for entry in entries:
            at = (
                f"{entry.at:%a %-d %b %H:%M}"
                if first
                else f"{entry.at:%H:%M}".rjust(len(f"{entry.at:%a %-d %b %H:%M}"))
            )
            table.add_row(at, str(entry.day or ""), *_cells(entry), style=_STYLES[entry.sort])
            first = False
    console.print(table)
    totals = told.totals
    console.print(
        f"\n{totals.texts} texts ({totals.segments} segments), {totals.emails} emails, {totals.replies} replies. "
        + _cost(totals.segments, totals.emails, rates),
    )
    for said, count in totals.skips.items():
        console.print(escape(f"{count} planned messages: {said}"))
    console.print(escape(told.line), style="bold")
    console.print(_told(told.told))
    _violations(told.violations, console)


def _cells(entry: Entry) -> tuple[str, str, str]:
    """What, words, why. The words of a long email are its subject here; --html and --json have all of them."""
    channel = {Channel.SMS: "SMS", Channel.EMAIL: "email", None: ""}[entry.channel]
    sort = {Sort.REPLY: "they write", Sort.ALERT: f"{entry.level} alert", Sort.NOT_SENT: "not sent"}.get(entry.sort, "")
    what = ", ".join(filter(None, (sort, channel, entry.form.replace("_", " "))))
    words = entry.subject or entry.text
    named = words or entry.title
    if entry.sort is Sort.ALERT:
        named = entry.title
    return escape(what), escape(named), escape(entry.why)


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b %Y}"


def _cost(segments: int, emails: int, rates: Rates) -> str:
    if not rates.are_set:
        return _HINT
    return f"Estimated cost: {rates.cost(segments, emails):,.2f} {rates.currency}."


def _told(names: str) -> str:
    if names:
        return escape(f"A red alert would be told to: {names}.")
    return "[red]Nobody would be told of an alert: COACHING_ALERT_CONTACTS names nobody who can be reached.[/]"


def _violations(found: tuple[Violation, ...] | list[Violation], console: Console) -> None:
    if not found:
        console.print("[green]No promise was broken:[/] hours, one lesson a day, doses, cap, STOP, segments, books.")
        return
    console.print(f"[bold red]{len(found)} broken promises[/]")
    for each in found[:MOST_VIOLATIONS]:
        console.print(f"  [red]{escape(each.rule)}[/]: {escape(each.what)}")


def show_sums(sums: Sums, rates: Rates, where: str, console: Console) -> None:
    """This will print what a cohort comes to."""
    texts, segments, emails = (sum(each.values()) for each in (sums.texts, sums.segments, sums.emails))
    mix = ", ".join(f"{count} {name}" for name, count in sums.personas.most_common())
    console.print(f"[bold]{sums.people:,} people[/]: {escape(mix)}. {escape(where)}")
    console.print(f"{texts:,} texts ({segments:,} segments) and {emails:,} emails. " + _cost(segments, emails, rates))
    if rates.are_set:
        console.print(f"That is {rates.cost(segments, emails) / sums.people:,.2f} {rates.currency} for each person.")
    console.print(_weeks(sums))
    peaks = Table("busiest minute", "how many", "when (UTC)", box=None, pad_edge=False, header_style="bold")
    for channel, noun in ((Channel.SMS, "segments"), (Channel.EMAIL, "emails")):
        if peak := sums.peak(channel):
            rate = f"{peak[1] / 60:.1f} a second"
            peaks.add_row(noun, f"{peak[1]:,} ({rate})", f"{peak[0]:%a %-d %b %H:%M}")
    console.print(peaks)
    _tally("Not sent, and why", {_reason(reason): n for reason, n in sums.skips.most_common()}, console)
    _tally("Alerts for coaches", dict(sums.alerts.most_common()), console)
    _tally("Replies, by what they were taken for", dict(sums.labels.most_common()), console)
    _tally("How it ends", dict(sums.ends.most_common()), console)
    _violations(sums.violations, console)


def _weeks(sums: Sums) -> Table:
    table = Table("week from", "texts a day", "emails a day", "busiest day", "", box=None, pad_edge=False)
    table.header_style = "bold"
    both = Counter(sums.texts) + Counter(sums.emails)
    if not both:
        return table
    first, most = min(both), max(both.values())
    week = first - timedelta(days=first.weekday())
    while week <= max(both):
        days = [week + timedelta(days=n) for n in range(7)]
        busiest = max(days, key=lambda day: both[day])
        bar = "▇" * round(40 * both[busiest] / most)
        cells = [f"{round(sum(each[day] for day in days) / 7):,}" for each in (sums.texts, sums.emails)]
        table.add_row(_day(week), *cells, f"{both[busiest]:,} on {busiest:%a %-d %b}", bar)
        week += timedelta(days=7)
    return table


def _tally(title: str, counts: dict[str, int], console: Console) -> None:
    if counts:
        console.print(f"[bold]{title}[/]")
        for name, count in counts.items():
            console.print(f"  {count:>7,}  {escape(name)}")


def _reason(reason: str) -> str:
    return sentence(Reason(reason)) if reason in list(Reason) else reason
