"""Every conversation in tests/conversations, as it is written there."""

from pathlib import Path

import pytest

from coaching.core.model import Channel
from tests.journeys import conversation
from tests.world import World

pytestmark = pytest.mark.database
NOTHING = "(nothing)"


@pytest.mark.parametrize("path", list(conversation.files()), ids=lambda path: path.stem)
def test_a_conversation_goes_as_it_is_written(world: World, path: Path) -> None:
    from tests.journeys import after

    told = conversation.read(path)
    stage, matched = conversation.Stage.set_up(world, told), 0
    for line in told.lines:
        where = f"{path.name}:{line.number}"
        match line.verb:
            case "at":
                stage.move(line.words)
                stage.heard, matched = stage._all(), 0
            case "person":
                stage.say(line.words, Channel.SMS)
                matched = 0
            case "person by email":
                stage.say(line.words, Channel.EMAIL)
                matched = 0
            case "person sends a picture":
                stage.say(line.words, Channel.SMS, media=1)
                matched = 0
            case "programme":
                said = stage.answers()
                if line.words == NOTHING:
                    assert said == [], where
                    continue
                assert len(said) > matched, f"{where}: nothing more was said; all of it: {said}"
                assert conversation.fits(said[matched], line.words), f"{where}: it said {said[matched]!r}"
                matched += 1
            case "state":
                claimed, found = after.holds_true(stage, line.words)
                assert claimed == found, where
            case other:
                raise AssertionError(other)


def test_each_has_a_title_of_its_own_and_there_are_at_least_sixty() -> None:
    titles = [conversation.read(path).title for path in conversation.files()]
    assert len(titles) >= 60
    assert len(set(titles)) == len(titles)
