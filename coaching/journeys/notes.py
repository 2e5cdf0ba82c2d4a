"""What coaches note about a person: kept for coaches alone, never sent, erased and exported with the person."""

from coaching.core.model import SubscriberId
from coaching.journeys.office import Moment
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, notes
from coaching.store.models import Subscriber
from coaching.store.transactions import atomic

LONGEST = 2000
GONE = "That note is not there any more."


def write(person: Subscriber, text: str, by: str, moment: Moment, *, pinned: bool) -> int:
    """This will keep a note and answer its id; raises ChangeRefused for one that is empty or too long."""
    said = text.strip().replace("\x00", "")
    if not said:
        raise ChangeRefused("Write something first.")
    if len(said) > LONGEST:
        raise ChangeRefused(f"Shorten the note by {len(said) - LONGEST} letters; {LONGEST} is the most.")
    if person.erased_at is not None:
        raise ChangeRefused("The data of this person were erased, so nothing more is kept about them.")
    with atomic():
        note = notes.add(SubscriberId(person.pk), by, said, moment.now, pinned=pinned)
        audit.record(by, "noted", "subscriber", person.pk, moment.now, note_id=note)
    return note


def pin(person: Subscriber, note: int, by: str, moment: Moment, *, pinned: bool) -> None:
    """This will pin a note or let it go; raises ChangeRefused where there is nothing to change."""
    with atomic():
        if not notes.pin(SubscriberId(person.pk), note, pinned=pinned):
            raise ChangeRefused(GONE if pinned else "That note is not pinned any more.")
        verb = "pinned note" if pinned else "unpinned note"
        audit.record(by, verb, "subscriber", person.pk, moment.now, note_id=note)


def remove(person: Subscriber, note: int, by: str, moment: Moment) -> None:
    """This will take a note away; `bring_back` undoes it. Raises ChangeRefused."""
    with atomic():
        if not notes.remove(SubscriberId(person.pk), note, moment.now):
            raise ChangeRefused(GONE)
        audit.record(by, "removed note", "subscriber", person.pk, moment.now, note_id=note)


def bring_back(person: Subscriber, note: int, by: str, moment: Moment) -> None:
    """This will bring a note back; raises ChangeRefused if it was never away."""
    with atomic():
        if not notes.bring_back(SubscriberId(person.pk), note):
            raise ChangeRefused("That note stands already.")
        audit.record(by, "brought note back", "subscriber", person.pk, moment.now, note_id=note)
