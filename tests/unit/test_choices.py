"""Questions of the programme as a page puts them: the words, a label for each number, what the ends mean."""

import pytest

from coaching.core import choices
from coaching.core.choices import Choice, Reading
from tests.programme import CAMPAIGN

QUESTIONS = {question.key: question for checkin in CAMPAIGN.checkins.values() for question in checkin.questions}


def test_a_choice_has_a_label_for_each_number() -> None:
    read = choices.read("your tummy? 1 fine, 2 a bit loose, 3 very loose or cramps", 1, 3)
    labels = (Choice(1, "fine"), Choice(2, "a bit loose"), Choice(3, "very loose or cramps"))
    assert read == Reading("Your tummy?", labels)


def test_a_scale_names_its_ends() -> None:
    read = choices.read("sleep over the last 7 nights? 0 very bad, 10 very good", 0, 10)
    assert (read.words, read.ends) == ("Sleep over the last 7 nights?", ("very bad", "very good"))
    assert [each.value for each in read.choices] == list(range(11))


def test_a_number_within_the_words_is_no_label() -> None:
    read = choices.read("on how many of the last 7 days did you walk for 10 minutes?", 0, 7)
    assert read.words.endswith("walk for 10 minutes?")
    assert {each.label for each in read.choices} == {""}
    b6 = choices.read("more vitamin B6 is always better: 1 true, 2 false", 1, 2)
    assert (b6.words, b6.choices) == ("More vitamin B6 is always better", (Choice(1, "true"), Choice(2, "false")))


def test_free_text_and_a_range_too_wide_to_choose_from_have_no_choices() -> None:
    assert choices.read("what is your cue?", None, None) == Reading("What is your cue?")
    assert choices.read("how many steps?", 0, 10_000).choices == ()


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_question_of_the_programme_reads_as_a_sentence_without_its_answers(key: str) -> None:
    question = QUESTIONS[key]
    read = choices.read(question.short, question.lo, question.hi)
    assert read.words[0].isupper()
    assert not read.words.endswith((",", ":"))
    assert "Reply" not in read.words
    if question.lo is not None:
        assert len(read.choices) == (question.hi or 0) - question.lo + 1
