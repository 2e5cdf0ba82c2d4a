"""The reading grade of Flesch and Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")
# Words which nobody can avoid here and every reader soon knows; each counts as one syllable.
EASY = frozenset({
    "magnesium", "pharmacist", "pharmacists", "supplement", "supplements", "medicine", "medicines", "program",
    "glycinate", "malate", "citrate", "threonate", "oxide", "potassium", "calcium", "sodium", "elemental", "vitamin",
    "mineral", "minerals", "kidney", "doctor", "discomfort",
})  # fmt: skip
# Where counting groups of vowels goes wrong.
SYLLABLES = {
    "being": 2, "create": 2, "diet": 2, "diets": 2, "every": 2, "idea": 3, "ideas": 3, "quiet": 2, "quiz": 1,
    "science": 2, "something": 2, "sometimes": 2, "someone": 2, "area": 3, "usual": 3, "usually": 4, "video": 3,
    "really": 2, "trial": 2, "trials": 2, "poem": 2, "lion": 2, "giant": 2, "reaction": 3, "reactions": 3, "oasis": 3,
    "people": 2, "evening": 2, "business": 2, "different": 2, "favorite": 3, "chocolate": 2, "vegetable": 3, "else": 1,
    "somewhere": 2, "lifetime": 2, "bedtime": 2, "homemade": 2, "forever": 3, "diabetes": 4, "recipe": 3, "maybe": 2,
}  # fmt: skip


def words(text: str) -> list[str]:
    """This will give the words of a text."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """This will count the syllables of an English word by its groups of vowels; numbers count as one."""
    low = word.lower().strip("'’-")
    if "-" in low:
        return sum(syllables(part) for part in low.split("-") if part)
    if low in EASY:
        return 1
    low = re.sub(r"['’](s|re|ve|ll|d|m|t)?$", "", low)
    if low in SYLLABLES:
        return SYLLABLES[low]
    low = re.sub(r"(?<=[^aeiouy])e(?=(?:ment|ful|less|ly|ness)s?$)", "", low)
    count = len(_VOWELS.findall(low))
    if low.endswith(("es", "ed")) and not low.endswith(("les", "ied", "ees", "eed", "oes")) and count > 1:
        if not re.search(r"(?:[td]ed|(?:s|x|z|ch|sh|c|g)es)$", low):
            count -= 1
    elif low.endswith("e") and not re.search(r"[^aeiouy]le$", low) and count > 1 and not low.endswith(("ee", "ie")):
        count -= 1
    if re.search(r"(?:ia|io|iu|eo)(?!u)", low) and not re.search(r"(?:tion|sion|cia|gion|cious)", low):
        count += 1
    return max(1, count)


def grade(sentences: Iterable[str]) -> float | None:
    """This will give the school grade of a text, to a tenth; None for a text without words. A grade of two short
    sentences is noisy and may be below zero."""
    counted = [found for text in sentences if (found := words(text))]
    total = sum(map(len, counted))
    if not total:
        return None
    spoken = sum(syllables(word) for found in counted for word in found)
    return round(0.39 * total / len(counted) + 11.8 * spoken / total - 15.59, 1)
