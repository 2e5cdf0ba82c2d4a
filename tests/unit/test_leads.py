"""What was answered before, sorted for the branches, and a person's words made short enough for a text."""

from hypothesis import given
from hypothesis import strategies as st

from coaching.core import leads, segments
from coaching.core.leads import Given, Past


def test_history_tells_day_1_the_check_in_before_and_today_apart() -> None:
    past = [
        Past("C-BASE", "q1", 4, 1),
        Past("C-WEEK", "q1", 5, 7),
        Past("C-WEEK", "q2", 3, 7),
        Past("C-WEEK+DOSE.food_first", "q1", 6, 14),
    ]
    given = Given("C-WEEK+DOSE", "q2", 2, 14, 14)
    history = leads.history(past, given, ["sleep-hint"])
    assert (history.day_1, history.today) == ({"q1": 4}, {"q1": 6})
    assert {key: each.value for key, each in history.before.items()} == {"q1": 5, "q2": 3}
    assert history.sent == {"sleep-hint"}


def test_day_1_is_not_compared_with_itself() -> None:
    past = [Past("C-BASE", "q1", 4, 1), Past("C-BASE", "q2", 2, 1)]
    history = leads.history(past, Given("C-BASE", "q2", 6, 1, 1))
    assert (history.day_1, history.today) == ({}, {"q1": 4})


@given(st.text())
def test_repeated_words_always_fit_one_sms(text: str) -> None:
    size = segments.measure(leads.quoted(text))
    assert size.encoding == "GSM-7"
    assert size.units == len(leads.quoted(text)) <= leads.LONGEST_QUOTE


def test_long_words_are_cut_between_words() -> None:
    quoted = leads.quoted("one green 🥬 at lunch,\nten slow breaths before bed, and a walk after work")
    assert quoted == "one green at lunch, ten slow breaths before bed, and a..."
