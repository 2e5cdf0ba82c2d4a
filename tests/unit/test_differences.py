"""What differs between two texts, line by line and word by word."""

from hypothesis import given
from hypothesis import strategies as st

from coaching.core.differences import Gap, Line, Row, differences, words

TEXTS = st.text("ab \n", max_size=40)


def side(line: Line | None) -> str:
    return "".join(piece.words for piece in line.pieces) if line else ""


@given(TEXTS, TEXTS)
def test_every_line_that_is_shown_stands_in_its_text_at_its_number(old: str, new: str) -> None:
    for row in differences(old, new):
        if isinstance(row, Row):
            for line, text in ((row.old, old), (row.new, new)):
                assert line is None or side(line) == text.split("\n")[line.number - 1]


@given(TEXTS, TEXTS)
def test_nothing_is_shown_twice_or_left_out_without_a_word(old: str, new: str) -> None:
    shown = differences(old, new)
    if old == new:
        assert shown == ()
        return
    gaps = sum(each.lines for each in shown if isinstance(each, Gap))
    rows = [each for each in shown if isinstance(each, Row)]
    assert gaps + sum(row.old is not None for row in rows) == len(old.split("\n"))
    assert gaps + sum(row.new is not None for row in rows) == len(new.split("\n"))


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_on_both_sides(old: str, new: str) -> None:
    before, after = words(old, new)
    kept = ["".join(piece.words for piece in each if not piece.differs) for each in (before, after)]
    assert kept[0] == kept[1]


def test_one_changed_word_is_marked_alone() -> None:
    before, after = words("Add one rich food to lunch.", "Add one good food to lunch.")
    assert [each.words for each in before if each.differs] == ["rich"]
    assert [each.words for each in after if each.differs] == ["good"]


def test_lines_with_little_in_common_are_marked_whole() -> None:
    before, after = words("Walk for ten minutes", "Beans, oats, greens")
    assert before[0].differs
    assert after[0].differs
    assert (len(before), len(after)) == (1, 1)


def test_a_long_stretch_that_is_the_same_is_left_out_and_counted() -> None:
    lines = [f"line {n}" for n in range(20)]
    changed = [*lines[:10], "another", *lines[11:]]
    shown = differences("\n".join(lines), "\n".join(changed))
    assert [each.lines for each in shown if isinstance(each, Gap)] == [8, 7]
    assert [side(each.new) for each in shown if isinstance(each, Row) and not each.is_same] == ["another"]


def test_a_very_long_line_is_not_matched_word_by_word() -> None:
    before, _ = words("a b " * 5000, "b a " * 5000)
    assert len(before) == 1
