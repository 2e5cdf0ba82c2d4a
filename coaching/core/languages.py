"""The languages in which texts may be written, the names of their forms, and how many parts an SMS may need in each."""

from dataclasses import dataclass

DEFAULT = "en"
"""The language of every text without a form of its own."""


@dataclass(frozen=True, slots=True)
class Language:
    """`name`: as its speakers call it. `parts`: most parts of an SMS in it.

    Letters such as the Spanish á, í, ó and ú are not in GSM-7. One of them makes a text UCS-2: 70 letters in one
    part, 134 in two, and a carrier charges for each part. Correct spelling is worth a second one.
    """

    code: str
    name: str
    parts: int


LANGUAGES = {each.code: each for each in (Language("en", "English", 1), Language("es", "Español", 2))}


def name_of(code: str) -> str:
    """This will give what speakers of a language call it; the code itself for one that is not known here."""
    return LANGUAGES[code].name if code in LANGUAGES else code


def form(name: str, language: str) -> str:
    """This will name a text in a language: "sms/magnesium/help" in "es" is "sms/magnesium/help.es"."""
    return name if language == DEFAULT else f"{name}.{language}"


def forms(name: str, language: str) -> tuple[str, ...]:
    """This will name what may stand for a text in a language, the best first: its own form, then the default."""
    return tuple(dict.fromkeys((form(name, language), name)))


def base(name: str) -> str:
    """This will name the text of which this is a form in some language."""
    return name.removesuffix(f".{of(name)}")


def of(name: str) -> str:
    """This will say in which language a text is written, by its name."""
    _, dot, last = name.rpartition("/")[2].rpartition(".")
    return last if dot and last in LANGUAGES else DEFAULT


def most_parts(name: str) -> int:
    """This will say how many parts the SMS of this name may need."""
    return LANGUAGES[of(name)].parts
