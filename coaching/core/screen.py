"""The health screen: eight questions asked once, and the track that their answers lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.core.model import Track


class Answer(StrEnum):
    """UNSURE counts as yes. A question without an answer is left out of the mapping."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `leads_to`: the track after a yes, None where nobody is enrolled; `reason`: why it is asked."""

    key: str
    text: str
    reason: str
    leads_to: Track | None


@dataclass(frozen=True, slots=True)
class Excluded:
    """Under 18: the person is not enrolled."""


# The wording is a draft of ours until the clinician has signed it off (safety rules of the programme, section 2).
QUESTIONS = (
    Question(
        "K",
        "Do you have kidney disease, or are you on dialysis?",
        "Kidneys that are weak cannot clear magnesium.",
        Track.GENTLE,
    ),
    Question(
        "H",
        "Do you have a heart problem, such as heart block or a slow heartbeat?",
        "Magnesium from pills can slow the heart.",
        Track.FOOD_FIRST,
    ),
    Question(
        "N",
        "Do you have myasthenia gravis or another nerve or muscle illness?",
        "Magnesium from pills can make weak muscles weaker.",
        Track.FOOD_FIRST,
    ),
    Question(
        "P",
        "Are you pregnant or breastfeeding?",
        "Your doctor or midwife should decide about pills now.",
        Track.FOOD_FIRST,
    ),
    Question(
        "M",
        "Do you take any medicine, with or without a prescription, or have surgery coming up?",
        "Magnesium can get in the way of medicines, and a surgeon needs to know about it.",
        Track.FOOD_FIRST,
    ),
    Question(
        "G",
        "Do you have a blocked bowel, or diarrhea that has lasted?",
        "Magnesium from pills draws water into the bowel.",
        Track.FOOD_FIRST,
    ),
    Question(
        "F",
        "Has a doctor told you to limit fluids, potassium or phosphate, or to follow a kidney diet?",
        "Some of our food and water tips could break that limit.",
        Track.GENTLE,
    ),
    Question("A", "Are you under 18?", "The program is made for adults.", None),
)
KEYS = tuple(question.key for question in QUESTIONS)
AGE = "A"
HEALTH = tuple(question for question in QUESTIONS if question.key != AGE)
"""The questions about health alone; the age is asked of everybody."""

_STRICT = (Track.FULL, Track.FOOD_FIRST, Track.GENTLE)


def track(answers: Mapping[str, Answer]) -> Track | Excluded:
    """This will give the track of a screen: the strictest that an answer leads to, full if all eight are "no".

    A question left unanswered gives food_first at least. Source: safety rules of the programme, section 2.
    """
    raised = concerns(answers)
    if AGE in raised:
        return Excluded()
    found = [question.leads_to for question in QUESTIONS if question.key in raised and question.leads_to]
    if any(key not in answers for key in KEYS):
        found.append(Track.FOOD_FIRST)
    return max([Track.FULL, *found], key=_STRICT.index)


def concerns(answers: Mapping[str, Answer]) -> frozenset[str]:
    """This will give the keys of the questions that were not answered "no"."""
    return frozenset(key for key, said in answers.items() if said is not Answer.NO)


def stricter(one: Track, other: Track) -> Track:
    """This will give the stricter of two tracks."""
    return max(one, other, key=_STRICT.index)


def read(typed: Mapping[str, str]) -> dict[str, Answer]:
    """This will read answers as a form or a terminal gives them, leaving out what is empty.

    Raises ValueError with one sentence for a question or an answer that does not exist.
    """
    answers = {}
    for key, said in typed.items():
        if key not in KEYS:
            raise ValueError(f"There is no question {key!r}. The questions are {', '.join(KEYS)}.")
        if not said.strip():
            continue
        try:
            answers[key] = Answer(said.strip().lower())
        except ValueError:
            raise ValueError(f"{said!r} is no answer to question {key}. Answer yes, no or unsure.") from None
    return answers


def read_line(typed: str) -> dict[str, Answer]:
    """This will read answers from one line: "all=no", "K=no M=yes", "all=no,M=unsure"; later ones win."""
    found: dict[str, str] = {}
    for part in typed.replace(",", " ").split():
        key, _, said = part.partition("=")
        if key.lower() == "all":
            found |= dict.fromkeys(KEYS, said)
        else:
            found[key.upper()] = said
    return read(found)
