"""Words spelt as a thumb spells them: one letter wrong, missing, doubled or swapped is forgiven."""

import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_LONGEST = 20
_FEW_LETTERS = 4
_SPACED = re.compile(r"(?<!\w)(?:[a-z][ .-]{1,4}){1,11}[a-z](?!\w)")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words that matter, and what people write for them."""

    words: frozenset[str]
    # Farther off than one letter, or run together.
    aliases: Mapping[str, str]
    # Real words one letter away: whoever writes them means them.
    meant: frozenset[str]
    # Words that are read from letters written apart ("k m s").
    joined: frozenset[str]
    # A word with one letter left out -> the words it may have been (symmetric deletion).
    shorter: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls, words: Collection[str], *, aliases: Mapping[str, str], meant: Collection[str], joined: Collection[str]
    ) -> "Lexicon":
        """This will make a lexicon that finds a misspelt word in a few look-ups."""
        shorter: dict[str, list[str]] = {}
        for word in words:
            for part in {word, *_one_less(word)}:
                shorter.setdefault(part, []).append(word)
        return cls(
            frozenset(words),
            aliases,
            frozenset(meant),
            frozenset(joined),
            {part: tuple(longer) for part, longer in shorter.items()},
        )

    def together(self, text: str) -> str:
        """This will join letters written apart where they make a word that matters: "k m s" is "kms"."""
        return _SPACED.sub(lambda letters: self._joined(letters[0]), text)

    def corrected(self, word: str) -> str:
        """This will give the word that a misspelt one means, or the word as it stands."""
        return _corrected(self, word)

    def _joined(self, letters: str) -> str:
        word = "".join(c for c in letters if c.isalpha())
        return word if word in self.joined else letters


@functools.lru_cache(maxsize=16384)
def _corrected(lexicon: Lexicon, word: str) -> str:
    if word in lexicon.aliases:
        return lexicon.aliases[word]
    if not 3 <= len(word) <= _LONGEST or word in lexicon.meant or word in lexicon.words:
        return word
    if not word.isalpha():
        return _uncovered(lexicon, word)
    return _nearest(lexicon, word) or word


def _one_less(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _nearest(lexicon: Lexicon, word: str) -> str | None:
    """One letter added, missing or wrong, the first being right; of a short word only two neighbours swapped."""
    for part in (word, *_one_less(word)):
        for meant in lexicon.shorter.get(part, ()):
            if _swapped(word, meant) or (len(meant) > _FEW_LETTERS and word[0] == meant[0] and _one_off(word, meant)):
                return meant
    return None


def _swapped(word: str, meant: str) -> bool:
    if len(word) != len(meant):
        return False
    i = next((i for i, (a, b) in enumerate(zip(word, meant, strict=True)) if a != b), len(word))
    return word[i : i + 2] == meant[i : i + 2][::-1] and word[i + 2 :] == meant[i + 2 :]


def _one_off(word: str, meant: str) -> bool:
    i = next((i for i, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), min(len(word), len(meant)))
    return word[i + 1 :] == meant[i + 1 :] or word[i:] == meant[i + 1 :] or word[i + 1 :] == meant[i:]


def _uncovered(lexicon: Lexicon, word: str) -> str:
    """Reads what hides a letter ("su1cide", "k*ll"); only what makes one of the words is changed."""
    plain = word.translate(_LEET)
    if plain != word and (plain in lexicon.words or _nearest(lexicon, plain)):
        return plain
    if "*" not in word:
        return word
    hidden = [meant for meant in lexicon.words if len(meant) == len(word) and _agrees(word, meant)]
    return min(hidden) if hidden else word.replace("*", "")


def _agrees(word: str, meant: str) -> bool:
    return word[0] == meant[0] and all(a in ("*", b) for a, b in zip(word, meant, strict=True))
