"""Where a quote in an email begins: the sentence or block of labels that a mail program puts over it.

Forms seen at Gmail, Outlook, Apple Mail, Thunderbird and Yahoo, in English, German, Spanish, French and a few more.
"""

import re
from collections.abc import Iterator, Sequence

# The head of a quote in one sentence. Each must end with its colon.
_WROTE = re.compile(
    r"(?:On .{6,280} wrote ?:"
    r"|Am .{6,280}(?: schrieb(?: .{1,160})?| geschrieben) ?:|.{2,160} schrieb am .{6,160}:"
    r"|El .{6,280} escribi[oó] ?:|Le .{6,280} a [eé]crit ?:"
    r"|Il (?:giorno )?.{6,280} ha scritto ?:|Em .{6,280} escreveu ?:|Op .{6,280} schreef(?: .{1,160})? ?:"
    r"|\d{4}-\d\d-\d\d .{4,200}<[^<>\s]+@[^<>\s]+> ?:)",
    re.IGNORECASE,
)
_SOMEBODY_WROTE = re.compile(
    r".{0,160}<[^<>\s]+@[^<>\s]+> (?:wrote|schrieb|escribi[oó]|a [eé]crit) ?:"
    r"|.{2,160} wrote on .{4,40}\d[\d:.]{3,8} ?:",
    re.IGNORECASE,
)
_LONGEST_HEAD = 4
# By an address or a time of day a program's sentence is told from a person's ("On Monday my doctor wrote:").
_TELLING = re.compile(r"[^\s<>]+@[^\s<>]+|\b\d{1,2}[:.h]\d\d\b")
_RULE = re.compile(r"[_*\-=]{10,}|_{5,}")
_ORIGINAL = re.compile(
    r"-{2,}\s?(?:original message|forwarded message|urspr(?:ü|ue)ngliche nachricht|originalnachricht"
    r"|weitergeleitete nachricht|mensaje original|mensaje reenviado|message d'origine|message original"
    r"|message transf[eé]r[eé])\s?-{2,}|(?:begin forwarded message|anfang der weitergeleiteten nachricht) ?:",
    re.IGNORECASE,
)
_FIRST_LABEL = re.compile(r"\*?(?:From|Von|De|Da|Van)\s?:\*?\s?\S", re.IGNORECASE)
_LABEL = re.compile(
    r"\*?(?:From|Sent|Date|To|Cc|Subject|Reply-To|Importance"
    r"|Von|Gesendet|Datum|An|Betreff|Antwort an"
    r"|De|Enviado(?: el)?|Fecha|Para|CC|Asunto"
    r"|Envoy[eé](?: le)?|(?:À|A)|Objet|Da|Inviato|Oggetto|Van|Verzonden|Aan|Onderwerp)\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)


def over_marks(lines: Sequence[str]) -> Iterator[range]:
    """This will find the sentences over quotes that carry marks, first to last."""
    n = 0
    while n < len(lines):
        head = sentence_at(lines, n)
        if head is not None and _is_marked(lines, head.stop):
            yield head
            n = head.stop
        else:
            n += 1


def sentence_at(lines: Sequence[str], first: int) -> range | None:
    """This will find a sentence like "On ... wrote:" that begins in this line; programs break it over up to four.

    Of two beginnings the later one counts: the line above may be the person's.
    """
    last = next((n for n in range(first, min(first + _LONGEST_HEAD, len(lines))) if lines[n].endswith(":")), None)
    if last is None:
        return None
    for begin in range(last, first - 1, -1):
        line = lines[begin].strip()
        if not line or line.startswith(">"):
            return None
        sentence = " ".join(each.strip() for each in lines[begin : last + 1])
        if len(sentence) > 400:
            return None
        if _WROTE.fullmatch(sentence) or (begin == last and _SOMEBODY_WROTE.fullmatch(sentence)):
            return range(begin, last + 1) if begin == first else None
    return None


def _is_marked(lines: Sequence[str], first: int) -> bool:
    after = next((line for line in lines[first : first + 4] if line.strip()), "")
    return after.lstrip().startswith(">")


def without_marks(lines: Sequence[str], is_open: Sequence[bool]) -> range | None:
    """This will find the head of a quote without marks: Outlook's block of From, Sent, To, Subject, or Yahoo's
    sentence. Only lines that are open may begin it."""
    for n, line in enumerate(lines):
        if not is_open[n]:
            continue
        stop = _block_end(lines, n)
        if stop is None and (head := sentence_at(lines, n)) is not None:
            stop = head.stop if _TELLING.search(" ".join(lines[head.start : head.stop])) else None
        if stop is None and _ORIGINAL.fullmatch(line.strip()):
            below = next((m for m in range(n + 1, min(n + 4, len(lines))) if lines[m].strip()), n)
            stop = _block_end(lines, below) or n + 1
        if stop is not None:
            return range(_rule_above(lines, n), stop)
    return None


def is_of_a_head(line: str) -> bool:
    """Whether a line inside a block is surely a mail program's: a label, a rule, the words "Original Message", or one
    more address of a long list."""
    plain = line.strip()
    if not plain or "@" in plain.split()[0]:
        return True
    return any(form.match(plain) for form in (_LABEL, _FIRST_LABEL, _ORIGINAL)) or bool(_RULE.fullmatch(plain))


def _block_end(lines: Sequence[str], first: int) -> int | None:
    """Where a block of at least three labels ends that begins with From; a long value may run on once."""
    if not _FIRST_LABEL.match(lines[first].strip()):
        return None
    labels, end, ran_on, n = 0, first, False, first
    while n < len(lines) and n < first + 14:
        line = lines[n].strip()
        if _LABEL.match(line):
            labels, end, ran_on = labels + 1, n + 1, False
        elif line and (ran_on or labels == 0):
            break
        elif line:
            if not any(_LABEL.match(later.strip()) for later in lines[n + 1 : n + 3]):
                break
            ran_on = True
        elif not any(_LABEL.match(later.strip()) for later in lines[n + 1 : n + 2]):
            break
        n += 1
    return end if labels >= 3 else None


def _rule_above(lines: Sequence[str], first: int) -> int:
    """The head with the rule or the words "Original Message" that stand over it."""
    for n in range(first - 1, max(first - 4, -1), -1):
        line = lines[n].strip()
        if _RULE.fullmatch(line) or _ORIGINAL.fullmatch(line):
            first = n
        elif line:
            break
    return first
