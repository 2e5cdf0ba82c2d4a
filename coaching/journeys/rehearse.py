"""The whole programme for made-up people before anybody real is enrolled: what goes out, when and why.

It writes to no shared database and reaches no Redis and no provider: see coaching.store.private.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from coaching.core.personas import Persona
from coaching.journeys import library
from coaching.journeys.office import Office
from coaching.journeys.rehearsal import crowd, story
from coaching.journeys.rehearsal.crowd import Life
from coaching.journeys.rehearsal.published import Published
from coaching.journeys.rehearsal.result import Rehearsal
from coaching.journeys.rehearsal.stage import ENROLLED_AT, Stage, unwatched
from coaching.store import private

__all__ = ["alone", "together"]


def alone(
    persona: Persona, published: Published, office: Office, watch: Callable[[datetime], None] = unwatched
) -> Rehearsal:
    """This will play one person to the end, stopping at every moment at which something happens; `watch` hears of each.

    Raises EnrolmentRefused where the house would not enrol such a person, e.g. as its country is not open.
    """
    with _own_world(published, [persona]):
        stage = Stage(office, [persona], published.key, watch=watch)
        stage.play()
        return story.of(stage, published.where)


def together(personas: Sequence[Persona], published: Published, office: Office) -> list[Life]:
    """This will play several people in batches, on a clock that stops every few minutes, and answer their lives in
    order; raises as `alone` does."""
    with _own_world(published, personas):
        stage = Stage(office, personas, published.key, tick=crowd.TICK)
        stage.play()
        return crowd.lives_of(stage)


@contextmanager
def _own_world(published: Published, personas: Sequence[Persona]) -> Iterator[None]:
    """What is remembered by a number elsewhere is something else here. The waits of retries are diced: always alike."""
    dice = random.getstate()
    random.seed(0)
    library.forget()
    try:
        with private.database():
            at = min(persona.moment(0, ENROLLED_AT) for persona in personas) - timedelta(days=1)
            private.keep_words(published.key, published.body, list(published.words), at)
            yield
    finally:
        library.forget()
        random.setstate(dice)
