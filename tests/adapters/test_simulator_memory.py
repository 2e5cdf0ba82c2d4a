"""The simulator's own rules: parts of an SMS, keywords, substitution, and what memory lets go."""

import pytest

from coaching.simulator import carrier, optout, segments
from coaching.simulator.messages import Direction, Letter, Sheet, Text, fill
from coaching.simulator.optout import Keyword
from coaching.simulator.world import World


@pytest.mark.parametrize(
    ("body", "smart", "parts"),
    [
        ("", False, 1),
        ("a" * 160, False, 1),
        ("a" * 161, False, 2),
        ("a" * 306, False, 2),
        ("a" * 307, False, 3),
        ("€" * 80, False, 1),
        ("a" + "€" * 80, False, 2),
        ("a" * 152 + "€" + "a" * 151, False, 2),
        ("a" * 152 + "€" + "a" * 152, False, 3),
        ("ж" * 70, False, 1),
        ("ж" * 71, False, 2),
        ("ж" * 66 + "👋🏽" + "ж" * 10, False, 2),
        ("it’s " * 30, False, 3),
        ("it’s " * 30, True, 1),
    ],
)
def test_parts_are_counted_as_the_network_packs_them(body: str, smart: bool, parts: int) -> None:
    assert segments.count(body, smart=smart) == parts


@pytest.mark.parametrize(
    ("body", "opted_out", "keyword"),
    [
        ("StopAll\n", False, Keyword.STOP),
        ("stop it", False, None),
        ("yes", False, None),
        ("yes", True, Keyword.START),
        ("info", False, Keyword.HELP),
        ("DONE", True, None),
    ],
)
def test_only_the_whole_body_is_a_keyword(body: str, opted_out: bool, keyword: Keyword | None) -> None:
    assert optout.read(body, opted_out=opted_out) is keyword


def test_the_longest_tag_wins_and_values_are_left_alone() -> None:
    assert fill("-n- -name-", {"-n-": "-name-", "-name-": "Ana"}) == "-name- Ana"
    assert fill("plain.*", {".*": "dot"}) == "plaindot"


def some_text(world: World, body: str) -> Text:
    seq = world.next_seq()
    text = Text(seq, carrier.new_sid(), Direction.OUT, None, "+15551230001", body, 0, 0, "accepted", 0)
    world.add_text(text, programme_ms=seq * 100_000_000)
    return text


def some_letter(world: World, subject: str) -> Letter:
    sheet = Sheet("coach@example.org", "", None, subject, "Dear -n-", "<p>-n-</p>", {}, ())
    seq = world.next_seq()
    letter = Letter(
        seq, f"m{seq}", f"m{seq}.recvd", "ana@example.org", "", subject, sheet, {"-n-": "Ana"}, {}, {}, 0, 0
    )
    world.add_letter(letter, programme_ms=seq * 100_000_000)
    return letter


def test_memory_lets_the_oldest_messages_go_and_keeps_the_counts() -> None:
    world = World(kept_records=3)
    sent = [some_text(world, f"Day {n}") for n in range(5)]
    assert [text.body for text in world.thread(world.phones["+15551230001"])] == ["Day 2", "Day 3", "Day 4"]
    assert sent[0].sid not in world.texts
    assert [record.seq for record in world.after(0)] == [3, 4, 5]
    assert world.accepted_sms == 5


def test_an_old_email_loses_its_words_and_keeps_its_facts() -> None:
    world = World(kept_bodies=1)
    old, new = some_letter(world, "Hi -n-"), some_letter(world, "New")
    assert (old.is_forgotten, old.subject, old.text, old.html) == (True, "Hi Ana", "", "")
    assert (new.is_forgotten, new.text) == (False, "Dear Ana")
    assert world.letters["m1.recvd"] is old


def test_a_letters_number_in_its_mailbox_outlives_the_letters_before_it() -> None:
    world = World(kept_records=2)
    for n in range(3):
        some_letter(world, f"Day {n}")
    box = world.mailboxes["ana@example.org"]
    assert [letter.subject for letter in world.post(box)] == ["Day 1", "Day 2"]
    assert box.forgotten == 1
