"""The form of a rule: a name for coaches and patterns over folded text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A gap stays inside a sentence ("|" and "?" end one), and it is bounded: reading stays linear however long the text.
_WORD = r"[^ |?]+"
_WIDE = f"(?: {_WORD}){{0,6}}? "
_FAR = f"(?: {_WORD}){{0,10}}? "
_NARROW = f"(?: {_WORD}){{0,3}}? "


# How people say that a part of the body is not as it should be.
ODD = (
    r"(?:weird|strange|odd|funny|off|wrong|bad|badly|awful|terrible|horrible|dreadful|rubbish|worse|worst|not right|"
    r"gyp|killing|playing up|acting up|messed up|in bits|not good|no good|shocking|rough|scary|abnormal|unusual|"
    r"different|dodgy|iffy|painful)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One sign. `name` goes into the alert; `pattern` reads text that `folding.fold` made."""

    name: str
    pattern: re.Pattern[str]

    def found(self, folded: str) -> Iterator[re.Match[str]]:
        """This will find every place where the sign stands."""
        return self.pattern.finditer(folded)


def rule(name: str, *patterns: str) -> Rule:
    """This will compile a rule from patterns of whole words.

    In a pattern " ~ " stands for up to three words between, " ~~ " for up to six and " ~~~ " for up to ten, never
    across the end of a sentence. "[|?]" as a word of its own is such an end.
    """
    return Rule(name, phrases(*patterns))


def phrases(*patterns: str) -> re.Pattern[str]:
    """This will compile patterns, written as `rule` says, into one."""
    together = "|".join(map(_expanded, patterns))
    return re.compile(rf"(?<![^ ])(?:{together})(?![^ ])")


def _expanded(pattern: str) -> str:
    gaps = _whole(pattern).replace(" ~~~ ", _FAR).replace(" ~~ ", _WIDE).replace(" ~ ", _NARROW)
    # "so so so ..." must not be read again from every word of it: no group repeats without end.
    return gaps.replace(")*", "){0,6}").replace(")+", "){1,6}")


def _whole(pattern: str) -> str:
    """Makes what may or may not follow, "(?! of)", whole words too: " of" is no beginning of " often"."""
    out, open_at, depth = "", [], 0
    for i, sign in enumerate(pattern):
        if sign == "(":
            depth += 1
            if pattern[i : i + 4] in ("(?! ", "(?= "):
                open_at.append(depth)
        if sign == ")":
            if open_at and open_at[-1] == depth:
                open_at.pop()
                out += ")(?![^ ])"
            depth -= 1
        out += sign
        if sign in "!=" and pattern[i - 2 : i + 2] in ("(?! ", "(?= "):
            out += "(?:"
    return out


def wide(one: str, other: str) -> tuple[str, str]:
    """This will do what `near` does with up to six words between."""
    return rf"(?:{one}) ~~ (?:{other})", rf"(?:{other}) ~~ (?:{one})"


def near(one: str, other: str) -> tuple[str, str]:
    """This will make two patterns of two sets of words: the first up to three words before the other, or after it."""
    return rf"(?:{one}) ~ (?:{other})", rf"(?:{other}) ~ (?:{one})"
