"""Answers in words: "fine", "every day", "yes", and what is only politeness."""

from coaching.core import numbers
from coaching.core.checkins import Asked
from coaching.core.number_words import a_set

DAYS_OF_A_WEEK = 7
YES = ("yes", "y", "yes please", "yep", "yeah", "yup", "yes i do", "yes i have", "sí", "si", "oui", "ja")
NO = ("no", "n", "nope", "nah", "no i don't", "no i haven't", "non", "nein")

_NO_DAY = """
none|never|not once|not at all|no days|zero days|0 days|not a single day|not one day|i didn't|didn't|i did not|nothing
nunca|ninguno|ningún día|ningun dia|jamais|aucun|pas du tout|nie|gar nicht|keinen|kein tag
"""
_EVERY_DAY = """
every day|everyday|daily|all|all of them|all days|all of the days|all week|the whole week|each day|every single day
every night|each night|every one|todos los días|todos los dias|cada día|cada dia|todos|tous les jours|chaque jour|tous
jeden tag|täglich|alle|alle tage
"""
_DAYS = dict.fromkeys(_NO_DAY.replace("\n", "|").strip("|").split("|"), 0) | dict.fromkeys(
    _EVERY_DAY.replace("\n", "|").strip("|").split("|"), DAYS_OF_A_WEEK
)
_LEADS = a_set(
    """
    i i'm im i've ive we it it's its is was my feel feeling felt just pretty quite doing am been they're oh well um so a
    the estoy es está soy je suis c'est ich bin es ist mir geht
    """
)
_TAILS = a_set(
    """
    thanks thank you thx ty please pls today now here so far tonight really this week for me gracias merci danke
    """
)
_POLITE = a_set(
    """
    thanks thank thx ty ok okay k kk hi hello hey bye noted understood welcome cheers lol haha ha gracias vale hola
    merci d'accord bonjour danke hallo done
    """
)
_BESIDE = a_set(
    "you so much very good great morning evening night afternoon day there a lot for that this all too again"
)
_POLITE_PHRASES = frozenset(
    [
        "good morning",
        "good evening",
        "good night",
        "good afternoon",
        "good day",
        "will do",
        "got it",
        "sounds good",
        "no problem",
        "no worries",
        "see you",
        "see you soon",
        "you too",
    ]
)


def value(asked: Asked, said: str) -> int | None:
    """This will read words (in plain form, see numbers.plain) as an answer to one question; None: they are none."""
    meanings = _meanings(asked)
    for words in (said, _trimmed(said)):
        if words in meanings:
            return meanings[words]
    return None


def means_another(asked: Asked, number: int, remark: str) -> bool:
    """This will say whether the words beside a number name another answer: "1, very loose"."""
    said = value(asked, remark) if remark else None
    return said is not None and said != number


def adds_nothing(asked: Asked, number: int, remark: str) -> bool:
    """This will say whether the words beside a number are the same answer once more, or mere politeness."""
    return not remark or is_polite(remark) or value(asked, remark) == number


def is_polite(said: str) -> bool:
    """This will say whether nothing is said but thanks, a greeting or a smile."""
    words = said.split()
    polite = any(word in _POLITE for word in words) and all(word in _POLITE | _BESIDE for word in words)
    return not words or polite or said in _POLITE_PHRASES


def _meanings(asked: Asked) -> dict[str, int]:
    """What each phrase means for a question."""
    meanings: dict[str, int] = {}
    if asked.hi == DAYS_OF_A_WEEK and asked.lo == 0:
        meanings |= _DAYS
    for option in asked.question.options if asked.question else ():
        meanings |= dict.fromkeys(map(_spaced, option.words), option.value)
    return meanings


def _spaced(phrase: str) -> str:
    return " ".join(numbers.words_of(phrase))


def _trimmed(said: str) -> str:
    words = said.split()
    while words and words[0] in _LEADS:
        words.pop(0)
    while words and words[-1] in _TAILS:
        words.pop()
    return " ".join(words)
