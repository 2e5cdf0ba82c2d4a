"""One plain form for what people write on a phone: capitals, accents, apostrophes, emoji and slips of the thumb."""

import re
import unicodedata

from coaching.core.safety.spelling import Lexicon

# An SMS has at most 1,600 letters. Of an email longer than this, the beginning and the end are read.
MOST_LETTERS = 60_000

_EMOJI = {
    "\U0001f930": "pregnant",
    "\U0001f931": "breastfeeding",
    "\U0001fac0": "heart",
    "\U0001f691": "ambulance",
    "\U0001f198": "sos",
    "\U0001fa78": "blood",
    "\U0001f4a9": "poop",
    "\U0001f92e": "sickface",
    "\U0001f922": "sickface",
    "\U0001f635": "dizzyface",
    "\U0001f52b": "weaponface",
    "\U0001f52a": "weaponface",
    "\u26b0": "graveface",
    "\U0001faa6": "graveface",
    "\U0001f48a": "pill",
}
_EMOJI_SIGNS = re.compile("|".join(_EMOJI))
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u00b4`]")
_OVERDOSED = re.compile(r"\bo\W?d(?:['\u2019-]?e?d|['\u2019]ing)\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_UNIT = re.compile(r"(?<=\d) (?=(?:mg|mgs|milligrams?|g|grams?|gm)\b)")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_TRAILING = re.compile(r"\.{2,}|\u2026")
_CLAUSE = re.compile(r"[,:\u2026]+|\.{2,}|\s[\u2013\u2014-]+\s")
_END = re.compile(r"(?<!\d)\.|\.(?!\d)|[!;\n\r()\[\]]+")
_ASKED = re.compile(r"\?[?!. ]*")
_NOT_A_WORD = re.compile(r"[^\w|?/*@$ -]+|(?<!\d)/|/(?!\d)|_")
_SPACES = re.compile(r"\s+")
# What people write for another word; apostrophes are gone by now.
_SHORT = {
    "wanna": "want to",
    "wana": "want to",
    "gonna": "going to",
    "gunna": "going to",
    "gotta": "got to",
    "kinda": "kind of",
    "noone": "nobody",
    "cannot": "cant",
    "cnt": "cant",
    "dnt": "dont",
    "rly": "really",
    "vry": "very",
    "ur": "your",
    "u": "you",
    "n": "and",
    "w": "with",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
}
_PAIRS = {
    "can not": "cant",
    "do not": "dont",
    "does not": "doesnt",
    "did not": "didnt",
    "could not": "couldnt",
    "is not": "isnt",
    "are not": "arent",
    "was not": "wasnt",
    "were not": "werent",
    "will not": "wont",
    "would not": "wouldnt",
    "have not": "havent",
    "has not": "hasnt",
    "i am": "im",
    "it is": "its",
    "no one": "nobody",
    "my self": "myself",
    "him self": "himself",
    "her self": "herself",
    "to day": "today",
}
_PAIR = re.compile(rf"(?<![^ ])(?:{'|'.join(_PAIRS)})(?![^ ])")


def fold(text: str, lexicon: Lexicon, *, clauses: bool = False) -> str:
    """This will bring a text to plain words with one space between: "I CAN'T breeeth!" becomes "| i cant breathe |".

    Sentences end in "|", questions in "?". Commas and trailing dots end nothing, because on a phone they stand
    anywhere; with `clauses` they end a part too.
    """
    plain = unicodedata.normalize("NFKC", _cut(text)).lower()
    plain = _EMOJI_SIGNS.sub(lambda sign: f" {_EMOJI[sign[0]]} ", plain)
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) not in ("Mn", "Cf"))
    plain = _APOSTROPHES.sub("", _OVERDOSED.sub("overdosed", plain))
    plain = lexicon.together(_THOUSANDS.sub("", plain))
    plain = _CLAUSE.sub(" | ", plain) if clauses else _TRAILING.sub(" ", plain)
    plain = _DRAWN_OUT.sub(r"\1", _END.sub(" | ", _ASKED.sub(" ? ", plain)))
    plain = _NOT_A_WORD.sub(" ", plain.replace("-", " ").replace("&", " and "))
    words = " ".join(_SHORT.get(word, word) for word in map(lexicon.corrected, plain.split()))
    return _UNIT.sub("", f"| {_PAIR.sub(lambda pair: _PAIRS[pair[0]], words)} |")


def is_cut(text: str) -> bool:
    """This will say whether a text is too long to be read in full."""
    return len(text) > MOST_LETTERS


def _cut(text: str) -> str:
    if not is_cut(text):
        return text
    half = MOST_LETTERS // 2
    return f"{text[:half]}\n{text[-half:]}"
