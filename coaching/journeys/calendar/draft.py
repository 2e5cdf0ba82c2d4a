"""The draft of a calendar: each change is kept, the last one can be taken back, and two people lose nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coaching.campaigns import pinned_changes
from coaching.core import revising
from coaching.core.model import Campaign, Channel
from coaching.core.revising import Add, CannotRevise, Change
from coaching.core.revising_words import said_all
from coaching.journeys import library
from coaching.journeys.office import Moment
from coaching.store import audit, campaigns, schedule_drafts, templates
from coaching.store.campaigns import Stored
from coaching.store.transactions import atomic


class DraftConflict(Exception):
    """Somebody else changed the draft meanwhile; nothing was stored, and theirs is kept."""


@dataclass(frozen=True, slots=True)
class Working:
    """A programme's calendar as it is being made. `live`: the published version; `base`: the one the draft changes.

    `before` and `after`: the base without and with the changes; `lines`: the changes in words. `revision` 0: none yet.
    """

    live: Stored
    base: Stored
    before: Campaign
    after: Campaign
    changes: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()
    lines: tuple[str, ...] = ()
    revision: int = 0
    by: str = ""
    at: datetime | None = None

    @property
    def is_stale(self) -> bool:
        """Whether another version was published since the draft was begun."""
        return bool(self.changes) and self.base.id != self.live.id


def read(key: str) -> Working | None:
    """This will give a programme's calendar and its draft; None where no such programme is published."""
    live = campaigns.current(key)
    if live is None:
        return None
    kept = schedule_drafts.get(key)
    if kept is None or not kept.changes:
        campaign = library.campaign(live.id)
        undone = tuple(map(pinned_changes.read, kept.undone)) if kept and kept.base == live.id else ()
        return Working(live, live, campaign, campaign, undone=undone, revision=kept.revision if kept else 0)
    base = campaigns.get(kept.base)
    before = library.campaign(base.id)
    changes = tuple(map(pinned_changes.read, kept.changes))
    return Working(
        live=live,
        base=base,
        before=before,
        after=revising.revise_all(before, changes),
        changes=changes,
        undone=tuple(map(pinned_changes.read, kept.undone)),
        lines=said_all(changes, before),
        revision=kept.revision,
        by=kept.by,
        at=kept.at,
    )


def change(working: Working, wanted: Change, seen: int, by: str, moment: Moment) -> Working:
    """This will add one change to the draft; raises CannotRevise or DraftConflict."""
    if isinstance(wanted, Add):
        _require_words(wanted, working)
    after = revising.revise(working.after, wanted)
    if after == working.after:
        raise CannotRevise("It is so already; nothing has changed.")
    changes = (*working.changes, wanted)
    _put(working, changes, (), seen, by, moment, "changed the draft for")
    line = said_all(changes, working.before)[-1]
    return replace(working, after=after, changes=changes, undone=(), lines=(*working.lines, line), revision=seen + 1)


def undo(working: Working, seen: int, by: str, moment: Moment) -> str:
    """This will take the last change back and say which; raises CannotRevise or DraftConflict."""
    if not working.changes:
        raise CannotRevise("There is no change to take back.")
    *left, last = working.changes
    _put(working, left, (*working.undone, last), seen, by, moment, "took back a change for")
    return working.lines[-1]


def redo(working: Working, seen: int, by: str, moment: Moment, *, every: bool = False) -> int:
    """This will bring the change last taken back in again, or all of them; answers how many."""
    if not working.undone:
        raise CannotRevise("There is nothing to bring back.")
    back = working.undone[::-1] if every else working.undone[-1:]
    changes = (*working.changes, *back)
    revising.revise_all(working.before, changes)
    _put(working, changes, working.undone[: -len(back)], seen, by, moment, "brought back a change for")
    return len(back)


def discard(working: Working, seen: int, by: str, moment: Moment) -> int:
    """This will empty the draft; `redo` of all brings it back. Answers how many changes it held."""
    if not working.changes:
        raise CannotRevise("There is no draft to discard.")
    _put(working, (), working.changes[::-1], seen, by, moment, "discarded the draft for")
    return len(working.changes)


def rebase(working: Working, seen: int, by: str, moment: Moment) -> tuple[str, ...]:
    """This will bring the draft upon the version that is published now; answers, in words, what does not fit there."""
    onto = replace(working, base=working.live)
    fit, misfit = revising.fitting(library.campaign(working.live.id), working.changes)
    _put(onto, fit, (), seen, by, moment, "brought the draft upon")
    lost = set(map(id, misfit))
    return tuple(line for change, line in zip(working.changes, working.lines, strict=True) if id(change) in lost)


def empty(key: str, onto: int, seen: int, by: str, moment: Moment) -> bool:
    """This will end the draft once it is published; False if somebody changed it meanwhile."""
    return schedule_drafts.put(key, onto, (), (), seen=seen, by=by, at=moment.now)


def _put(
    working: Working,
    changes: Sequence[Change],
    undone: Sequence[Change],
    seen: int,
    by: str,
    moment: Moment,
    verb: str,
) -> None:
    key = working.live.key
    kept, gone = [pinned_changes.out(each) for each in changes], [pinned_changes.out(each) for each in undone]
    with atomic():
        stored = seen == working.revision and schedule_drafts.put(
            key, working.base.id, kept, gone, seen=seen, by=by, at=moment.now
        )
        if not stored:
            raise DraftConflict("Somebody else changed the draft meanwhile. Look at it, then change it again.")
        audit.record(by, verb, "calendar", key, moment.now, changes=len(kept))


def _require_words(wanted: Add, working: Working) -> None:
    """A new day sends published texts that are made for a day."""
    for channel, name in ((Channel.SMS, wanted.sms), (Channel.EMAIL, wanted.email)):
        if name and name not in names(working.after, channel):
            raise CannotRevise(f"A new day cannot send “{name}”. Choose a text of the list.")


def names(campaign: Campaign, channel: Channel) -> list[str]:
    """This will list the published texts that a new day may send to everybody: no form of another text, no answer or
    safety text, and nothing about a dose (a copy of a day brings all its forms along)."""
    every = templates.current(templates.names(f"{channel}/{campaign.key}/"))
    taken = {text.template for system in campaign.system_texts.values() for text in system.texts}
    taken |= {text.template for step in campaign.steps if step.dose for text in step.texts}
    return sorted(name for name in every if name not in taken and "." not in name)
