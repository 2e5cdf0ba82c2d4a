"""What a person wrote in an email, told from what their program quoted; nothing of theirs is ever lost."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.quoting import own_words
from coaching.providers import inbound_html

CORPUS = Path(__file__).parents[1] / "corpus" / "email_replies"
SENT = (CORPUS / "_sent.txt").read_text(encoding="utf-8")
CASES = sorted(path for path in CORPUS.glob("*.txt") if not path.name.startswith("_"))


def read(path: Path) -> dict[str, str]:
    """The parts of a case by name; a line "=== name" begins each."""
    _, *parts = re.split(r"^=== (\w+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    if "html" in found:
        found["mail"] = inbound_html.to_text(found["html"])
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_real_reply_gives_the_persons_words_and_no_more(path: Path) -> None:
    case = read(path)
    own = own_words(case["mail"], SENT)
    assert own.words == case["own"].strip("\n")
    if "doubtful" in case:
        assert own.doubtful == case["doubtful"].strip("\n")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_without_knowing_what_we_sent_no_word_of_a_person_is_lost(path: Path) -> None:
    case = read(path)
    kept = own_words(case["mail"]).everything
    for line in filter(str.strip, (case["own"] + case.get("doubtful", "")).splitlines()):
        assert line.strip() in kept


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CASES) >= 25


_words = st.text(st.sampled_from("abc 7.:-\n>"), max_size=80)


@given(st.lists(st.sampled_from([
    "7", "I feel faint", "-- ", "From: Coach <c@example.org>", "Sent: Tuesday", "To: ana@example.org", "Subject: Day 5",
    "On Tue, Mar 3, 2026 at 8:00 AM Coach <c@example.org> wrote:", "> quoted", "", "Sent from my iPhone", "_" * 32,
    "-----Original Message-----", "Drink a glass of water with it.", "On Monday she wrote:", "Thanks,",
    "On 3 nights I felt faint", "Coach <c@example.org> wrote:",
])))  # fmt: skip
def test_a_persons_line_survives_whatever_stands_around_it(lines: list[str]) -> None:
    for sent in ("", SENT):
        own = own_words("\n".join(lines), sent)
        for line in ("7", "I feel faint", "Thanks,", "On 3 nights I felt faint"):
            if line in lines:
                assert line in own.everything


@pytest.mark.parametrize("reply", [
    "-----Original Message-----\n7\nFrom: Coach <c@example.org>\nSent: Tuesday\nTo: ana@example.org",
    "From: Coach <c@example.org>\n7\nSent: Tuesday\nTo: ana@example.org\nSubject: Day 5",
])  # fmt: skip
def test_an_answer_typed_into_the_head_of_a_quote_is_heard(reply: str) -> None:
    assert "7" in own_words(reply).everything


@given(_words, _words)
def test_no_text_ever_raises_and_nothing_is_made_up(text: str, sent: str) -> None:
    own = own_words(text, sent)
    given_lines = {line.strip() for line in text.splitlines()}
    assert {line.strip() for line in own.everything.splitlines()} <= given_lines | {""}


@pytest.mark.parametrize("text", [
    "On " * 60_000, "From: a\n" * 20_000, "> " * 90_000, "On a wrote\n" * 16_000, "a\n" * 100_000, "_" * 200_000,
    "On x@y 8:00 wrote:\n" * 9_000, "Le a écrit" * 20_000, "<a@b" * 50_000, "From: a\nTo: b\nDate: c\n" * 8_000,
])  # fmt: skip
def test_a_hostile_text_takes_no_more_than_a_moment(text: str) -> None:
    begun = time.process_time()
    own_words(text, SENT)
    assert time.process_time() - begun < 30
