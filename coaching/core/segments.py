"""How long an SMS really is: its alphabet, its parts, and what to change so that it needs fewer of them.

Rules: 3GPP TS 23.038 section 6.2.1 (the GSM 7 bit alphabet and its extension table) and TS 23.040
section 9.2.3.24.1 (six octets of every part of a longer message go to its header). As Twilio packs:
neither an escaped character nor a grapheme is ever divided between two parts.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
GSM = BASIC | EXTENSION

_WHOLE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
_PART: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}
_TOLL_FREE_PART: dict[Encoding, int] = {"GSM-7": 152, "UCS-2": 66}


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs. `units` are septets (GSM-7) or UTF-16 units (UCS-2); `left_in_last` is how many
    more fit before one more part is needed. `culprits` are the graphemes that force UCS-2, each once, in
    order; `suggestions` pair a culprit with words in GSM-7 that can take its place."""

    encoding: Encoding
    units: int
    count: int
    left_in_last: int
    culprits: tuple[str, ...]
    suggestions: tuple[tuple[str, str], ...]


# Nearly every text is made of these alone: one unit each, each a cluster of its own.
_PLAIN = frozenset(character for character in GSM - EXTENSION if character.isascii() and character.isprintable())


def measure(text: str, *, toll_free: bool = False) -> Segments:
    """This will say in how many parts a carrier sends `text`. An empty text has no parts.

    Toll-free senders lose one more unit of every part of a longer message (152 or 66)."""
    if 0 < len(text) <= _WHOLE["GSM-7"] and _PLAIN.issuperset(text):
        return Segments("GSM-7", len(text), 1, _WHOLE["GSM-7"] - len(text), (), ())
    clusters = tuple(graphemes(text))
    culprits = tuple(dict.fromkeys(cluster for cluster in clusters if cluster not in GSM))
    encoding: Encoding = "UCS-2" if culprits else "GSM-7"
    part = (_TOLL_FREE_PART if toll_free else _PART)[encoding]
    sizes = [1 + (cluster in EXTENSION) for cluster in clusters] if encoding == "GSM-7" else _sizes(clusters, part)
    count, left = _pack(sizes, _WHOLE[encoding], part)
    return Segments(encoding, sum(sizes), count, left, culprits, tuple(_suggest(culprits)))


def _sizes(clusters: Iterable[str], part: int) -> list[int]:
    """UTF-16 units per grapheme; one too big for a whole part is carried letter by letter."""
    sizes: list[int] = []
    for cluster in clusters:
        units = [1 + (letter > "\uffff") for letter in cluster]
        sizes.extend(units if sum(units) > part else [sum(units)])
    return sizes


def _pack(sizes: list[int], whole: int, part: int) -> tuple[int, int]:
    """Number of parts, and units left in the last one."""
    total = sum(sizes)
    if total <= whole:
        return (1 if sizes else 0), whole - total
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count, part - used


def _suggest(culprits: Iterable[str]) -> Iterator[tuple[str, str]]:
    for culprit in culprits:
        for plain in (to_gsm(culprit), gsm_name(culprit)):
            if plain != culprit and GSM.issuperset(plain):
                yield culprit, plain
                break


# Replacements: what is written on the left may stand for every character on the right.
_LOOKALIKES = {
    '"': "“”„‟«»″‶ʺ˝ˮ❝❞〝〞〟＂",
    "'": "‘’‛′‵ʹʻʼʽˈˊˋ`´❛❜‹›＇",
    "-": "‐‑‒–—―−⁃⸺⸻﹘﹣－•‣◦∙·▪▫●○■□",
    "...": "…",
    "..": "‥",
    ",": "‚、﹐，､",
    ".": "。．｡",
    "/": "⁄∕⧸÷",
    "*": "∗⁎✱★☆＊",
    "x": "×✕",
    "!!": "‼",
    "?!": "⁈",
    "1/2": "½",
    "1/4": "¼",
    "3/4": "¾",
    "1/3": "⅓",
    "2/3": "⅔",
    "->": "→",
    "<-": "←",
    "~": "∼˜～",
    "^": "ˆ",
    "<=": "≤",
    ">=": "≥",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "\n": "\u0085\u2028\u2029",
    "": "\u00ad\u200b\u200e\u200f\u2060\ufeff",
}
_SMART = {ord(odd): plain for plain, odds in _LOOKALIKES.items() for odd in odds}
_SMART |= {full: chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F) if full not in _SMART}


def to_gsm(text: str) -> str:
    """This will write dashes, curly quotes, ellipses, bullets, odd spaces and the like as GSM-7 has them.

    Letters and emoji stay: to drop an accent or a picture is the writer's choice."""
    return unicodedata.normalize("NFC", text).translate(_SMART)


_LETTERS = dict(
    zip(
        "абвгдезийклмнопрстуфыэіґўαβγδεζηικλμνξοπρσςτυφωđðłıħŧŋĸəøŀ",
        "abvgdeziyklmnoprstufyeigwavgdeziiklmnxoprsstyfodolihtnkeol",
        strict=True,
    )
) | {
    **{"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu"},
    **{"я": "ya", "є": "ye", "ї": "yi", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "ѓ": "gj"},
    **{"θ": "th", "χ": "ch", "ψ": "ps", "œ": "oe", "þ": "th", "ĳ": "ij", "ẞ": "SS", "ſ": "s"},
}


def gsm_name(name: str) -> str:
    """This will write a person's name in GSM-7: Zoë becomes Zoe, José stays, Łukasz becomes Lukasz.

    Emoji go. A name in a script without a table (Chinese, Arabic) comes back unharmed: UCS-2 costs less
    than a wrong name."""
    plain = to_gsm(name)
    folded = [_fold(letter) for letter in plain]
    if None in folded:
        return name
    return "".join(filter(None, folded)).strip() or name


def _fold(letter: str) -> str | None:
    """The letter in GSM-7, "" for what may be left out, None where no table helps."""
    if letter in GSM:
        return letter
    if letter.lower() in _LETTERS:
        plain = _LETTERS[letter.lower()]
        return plain.capitalize() if letter.isupper() else plain
    if unicodedata.category(letter)[0] in "MSCZ":
        return ""
    bare = unicodedata.normalize("NFKD", letter)
    if bare == letter:
        return None
    parts = [_fold(part) for part in bare]
    return None if None in parts else "".join(filter(None, parts))


_JOINER = "\u200d"


def graphemes(text: str) -> Iterator[str]:
    """This will divide `text` into what a reader sees as single characters (Unicode Annex 29), with CR and
    LF apart, as Twilio counts them."""
    cluster = ""
    for letter in text:
        if cluster and _joins(cluster, letter):
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


def _joins(cluster: str, letter: str) -> bool:
    """Whether `letter` continues the grapheme that begins with `cluster`."""
    if letter < "\u0300" or cluster[-1] in "\r\n\f":
        return False
    if letter in "\u200c\u200d" or unicodedata.category(letter) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f":
        return True
    if "\U0001f1e6" <= letter <= "\U0001f1ff":
        return len(cluster) == 1 and "\U0001f1e6" <= cluster <= "\U0001f1ff"
    if cluster[-1] == _JOINER:
        return unicodedata.category(letter) == "So" and unicodedata.category(cluster[0]) == "So"
    return (_hangul(cluster[-1]) + _hangul(letter)) in {"LL", "LV", "LS", "LE", "SV", "ST", "VV", "VT", "ET", "TT"}


def _hangul(letter: str) -> str:
    """L, V or T for a leading, vowel or trailing jamo; S for a syllable of two, E for one of three; else ""."""
    if "\u1100" <= letter <= "\u115f" or "\ua960" <= letter <= "\ua97c":
        return "L"
    if "\u1160" <= letter <= "\u11a7" or "\ud7b0" <= letter <= "\ud7c6":
        return "V"
    if "\u11a8" <= letter <= "\u11ff" or "\ud7cb" <= letter <= "\ud7fb":
        return "T"
    if "\uac00" <= letter <= "\ud7a3":
        return "E" if (ord(letter) - 0xAC00) % 28 else "S"
    return ""
