"""How many parts an SMS takes: GSM-7 or UCS-2, packed the way the network packs them (GSM 03.38, 3GPP TS 23.038)."""

import unicodedata
from collections.abc import Iterable

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
SMART = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " "),
        "…": "...",
        "•": "*",
        "\u200b": "",
    }
)


def count(body: str, *, smart: bool) -> int:
    """This will count the parts of `body`, at least 1. `smart` first swaps look-alike punctuation,
    as Twilio does with SmartEncoded."""
    text = body.translate(SMART) if smart else body
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        return _packed([2 if letter in EXTENDED else 1 for letter in text], single=160, part=153)
    return _packed([len(cluster.encode("utf-16-le")) // 2 for cluster in _clusters(text)], single=70, part=67)


def _packed(widths: Iterable[int], *, single: int, part: int) -> int:
    widths = list(widths)
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > part:
            parts, used = parts + 1, 0
        used += width
    return parts


def _clusters(text: str) -> list[str]:
    """Letters with the marks, joiners and variation selectors that belong to them."""
    clusters: list[str] = []
    for letter in text:
        joins = (
            unicodedata.combining(letter) or letter in "\u200d\ufe0e\ufe0f" or "\U0001f3fb" <= letter <= "\U0001f3ff"
        )
        if clusters and (joins or clusters[-1].endswith("\u200d")):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters
