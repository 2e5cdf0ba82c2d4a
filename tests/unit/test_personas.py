"""Made-up people: what may be written about them, and that they are always the same."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from coaching.campaigns import personas
from coaching.core.model import Channel
from coaching.core.personas import (
    Behaviour,
    Line,
    Persona,
    PersonaRefused,
    read_line,
    read_outage,
    read_pause,
    read_script,
    stop_on,
)
from tests.programme import CAMPAIGN

ANA = Persona("Ana", "America/New_York", date(2026, 3, 2), Behaviour("silent"))


def test_a_line_says_when_what_and_by_which_way() -> None:
    assert read_line("day 9 20:15: my chest hurts") == Line(9, time(20, 15), "my chest hurts")
    assert read_line("day 9 8:05 by email: 7: good") == Line(9, time(8, 5), "7: good", Channel.EMAIL)


def test_a_script_may_hold_remarks() -> None:
    assert read_script("# he stops\n\nday 3 12:00: STOP\n") == (stop_on(3),)


@pytest.mark.parametrize("written", ["hello", "9 hello", "day 9 25:00: hello", "day 0 10:00: hello", "9 by fax: hello"])
def test_a_line_that_says_no_moment_is_refused(written: str) -> None:
    with pytest.raises(PersonaRefused):
        read_line(written)


def test_a_pause_is_what_the_person_writes() -> None:
    assert read_pause("day 10 for 5").text == "PAUSE 5"
    assert read_pause("day 10 18:00 for 5 days") == Line(10, time(18), "PAUSE 5")


def test_an_outage_has_a_length() -> None:
    assert read_outage("day 12 09:00 for 2d").length == timedelta(days=2)
    for written in ("day 12 for 2d", "day 12 09:00 for 99d", "day 12 09:00 for 0h"):
        with pytest.raises(PersonaRefused):
            read_outage(written)


def test_a_moment_follows_the_clock_on_the_wall() -> None:
    assert ANA.moment(1, time(10)) == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert ANA.moment(8, time(10)) == datetime(2026, 3, 9, 14, tzinfo=UTC)  # clocks went forward on 8 March


def test_dice_fall_the_same_for_the_same_person_and_thing() -> None:
    assert ANA.dice("q1", 7) == ANA.dice("q1", 7) != ANA.dice("q1", 14)


def test_the_shipped_personas_answer_questions_of_the_programme() -> None:
    asked = {question.key: question for form in CAMPAIGN.checkins.values() for question in form.questions}
    for behaviour in personas.read().behaviours.values():
        for key, (first, last) in behaviour.numbers.items():
            question = asked[key]
            assert question.lo is not None
            assert question.hi is not None
            assert question.lo <= min(first, last) <= max(first, last) <= question.hi, key
        assert all(asked[key].lo is None for key in behaviour.words)


def test_a_persona_with_an_unknown_word_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[persona.me]\nname = "Me"\nzone = "UTC"\nreplies = "no"\ncolour = "red"\n[replies.no]\n')
    with pytest.raises(PersonaRefused, match="colour"):
        personas.read(path)


@pytest.mark.parametrize("read", [personas.zone, personas.track, personas.channels])
def test_an_unknown_choice_is_refused(read: object) -> None:
    with pytest.raises(PersonaRefused):
        read("Mars")  # type: ignore[operator]  # one of three readers


def test_a_line_may_be_short_and_is_then_written_in_the_evening() -> None:
    assert read_line("9: 7") == Line(9, time(20, 0), "7")
    assert read_line("day 9: 7") == read_line("Day 9: 7") == read_line("9: 7")
    assert read_line("9 by email: no time?") == Line(9, time(20, 0), "no time?", Channel.EMAIL)


def test_lines_of_one_day_are_written_one_after_another() -> None:
    found = read_script("9: 7\n9: 4\n10: 1\n9 20:10: again")
    assert [(line.day, line.at, line.text) for line in found] == [
        (9, time(20, 0), "7"),
        (9, time(20, 10), "4"),
        (10, time(20, 0), "1"),
        (9, time(20, 20), "again"),
    ]
