"""What a text may say about health: no cure, no disease, no promise, and a source behind each fact."""

import re
from collections.abc import Iterator
from datetime import timedelta

from coaching.core.linting.expanding import Note
from coaching.core.linting.findings import Hit, Level
from coaching.core.linting.message import Around, Message, Page
from coaching.core.linting.patterns import Words, any_of
from coaching.core.linting.sentences import Sentence

FRESH = timedelta(days=365)

verbs = Words(
    any_of(
        "cur(?:e|es|ed|ing)", "heal(?:s|ed|ing)?", "treat(?:s|ed|ing|ments?)?", r"prevent\w*", r"revers(?:e|es|ed|ing)",
        r"repair\w*", r"regenerat\w*", r"restor\w*", r"eliminat\w*", r"detox\w*", r"miracl\w*", r"miraculous\w*",
        r"guarantee\w*", r"clinically[ -]proven", r"rebuil[dt]\w*", r"vasodilat\w*",
        "(?:it|this|that|magnesium|food) fixes", r"reliev\w+",
    ),
    "Say what is known in plain words, such as “has a part in normal muscle function”.",
)  # fmt: skip

diseases = Words(
    any_of(
        r"neuropath\w*", r"diabet\w*", "strokes?", "hypertension", "high blood pressure", r"arthriti\w*",
        r"depress(?:ion|ed|ive)", "anxiety disorders?", "cancers?", "asthma", "migraines?", "epilepsy", r"parkinson\w*",
        r"alzheimer\w*", "dementia", "fibromyalgia", "osteoporosis", "hiv", "aids", "copd", "angina", "heart failure",
        "heart attacks?", "kidney failure", "insomnia", "multiple sclerosis",
    ),
    "Leave the name out, or put the sentence between {# begin: safety #} and {# end: safety #} (or faq).",
    outside=frozenset({"safety", "faq"}),
)  # fmt: skip

_RAISE = r"(?:lower|reduc|improv|boost|increas|enhanc|accelerat)\w*"
_WHAT = r"(?:blood pressure|circulation|blood flow|nerves?|recovery)"
_OPEN = r"(?:open|widen|relax|unblock|clean|dilat)\w*"
_WARM = r"\bwarm(?:s|ed)?\b[^.?!]{0,20}\b(?:hands|feet|toes|fingers)\b"
effects = Words(
    re.compile(
        rf"\b{_RAISE}\b[^.?!]{{0,40}}\b{_WHAT}\b|\b{_WHAT}\b[^.?!]{{0,40}}\b{_RAISE}\b|"
        rf"\b{_OPEN}\b[^.?!]{{0,30}}\b(?:vessels?|arter(?:y|ies)|veins?)\b|{_WARM}",
        re.IGNORECASE,
    ),
    "Say “is a good source of magnesium”, or use one of the locked sentences of the EU or the FDA.",
    unless=re.compile(r"\?$|\bnot (?:been )?(?:shown|proven)\b"),
)

testimonials = Words(
    re.compile(
        r"\b(?:many|most|thousands of|our|other)\b[^.?!]{0,20}?\b(?:people|users?|members?|clients?|women|men)?"
        r"\s*(?:of (?:them|you) )?(?:notice|feel|see|report)s?\b",
        re.IGNORECASE,
    ),
    "Show only the reader's own numbers: “On day 1 you said 4. Today you said 6.”",
)

absolutes = Words(
    any_of(
        "safe for (?:everyone|everybody|all)",
        "no side[ -]effects?",
        "always works?",
        "all[ -]natural",
        "100 ?%",
        "works? for (?:everyone|everybody|all)",
        "doctors? recommend(?:s|ed)?",
        "proves? (?:it|that)",
        "no doctor (?:needed|required)",
        "you will (?:feel|sleep) (?:better|well|calmer|deeper|stronger)",
        "you will notice",
    ),
    "Say for whom, and who asks first: “It suits many healthy adults, but not all.”",
)

moods = Words(
    re.compile(
        r"\b(?:anxi\w+|depress\w+|low mood|sad\w*|worry|panic)\b(?=.*\b(?:caus\w+|\w*chemi\w+|not psychological|"
        r"lack of|deficien\w+|missing|comes? from|low magnesium)\b)|\bnot psychological\b",
        re.IGNORECASE,
    ),
    "Give no cause. “Feeling low is real and not your fault. A doctor can help.”",
)

soft_sell = Words(
    any_of("promising", "breakthroughs?", "early research", "great promise", "preliminary (?:results?|studies)"),
    "Say how many people and how sure: “Three small trials looked at sleep. The proof is weak.”",
)

# What makes a sentence one about facts: figures, research, and what a nutrient is said to be or do.
_FIGURES = re.compile(
    r"\b\d[\d.,]*\s*(?:%|percent\b)|(?<!dial )(?<!call )\b\d[\d,]*\d{2}\b(?!\s*mg)|\b(?:\d+|one|two|three|twelve|few) "
    r"(?:small |big )?(?:trials?|studies|people|men|women|adults)\b|\bhalf (?:of )?(?:all|the)\b|"
    r"\b(?:most|many) (?:adults|people|healthy)\b|\b\d+ (?:to \d+ )?hours\b",
    re.IGNORECASE,
)
_RESEARCH = any_of("stud(?:y|ies)", "trials?", "proven", "proof", "evidence", "research", "(?:is|are|was|were) shown")
_NUTRIENTS = any_of(
    "magnesium", "glycinate", "malate", "citrate", "threonate", "oxide", "vitamin b6", "b6", "omega-3", "potassium",
    "calcium", "caffeine", "alcohol",
    "epsom salts?", "acid blockers", "water pills",
)  # fmt: skip
_SAYS = any_of(
    "has", "have", "is", "are", "can", "may", "will", "goes", "contributes?", "plays?", "comes?", "lowers?", "harms?",
    "changes?", "blocks?", "keeps?", "makes?", "loosens?", "raises?", "binds?", "suits?", "helps?", "opens?", "warms?",
    "limits?", "protects?", "works?", "supports?", "calms?", "relaxes", "feeds?", "builds?", "gives?", "does",
    "drains?",
    "needs?", "holds?", "costs?", "acts?", "eases?", "stops?", "rebuilds?",
)  # fmt: skip
# Not a statement: what to do, what we do, what we ask.
_ASKS = re.compile(
    r"^(?:quiz|look|ask|reply|try|take|get|do|keep|write|pick|choose|put|find|please|never|leave|bring|tell|see|on|if|"
    r"think|next|how|which|what|why|who|so do|today|this|that|you|we|in week|week|your|not)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:[^.?!:]{1,30}: ){1,2}")
_FOOD = re.compile(r"{{-?\s*food\(")


def sources(message: Message, around: Around) -> Iterator[Hit]:
    """A fact has the name of its source behind it, the name is known, and the source was read within a year."""
    for page, sentence in message.sentences():
        if page.part in ("sms", "body") and not sentence.is_sourced and _is_fact(message, page, sentence):
            line, excerpt = message.place(page, sentence)
            yield Hit(line, excerpt, "Write {# claim: name #} behind it, with a name from the list of sources.")
    for page in message.pages:
        for note in page.variant.notes:
            if note.kind == "claim":
                yield from _unfit(message, note, around)


def _is_fact(message: Message, page: Page, sentence: Sentence) -> bool:
    text = sentence.own
    if sentence.is_title or sentence.is_locked or text.rstrip("*\"')").endswith("?") or "Reply" in text:
        return False
    if _FOOD.search(message.place(page, sentence)[1]) or _FIGURES.search(text):
        return True
    if _ASKS.match(_LABEL.sub("", text)):
        return False
    return bool(_RESEARCH.search(text) or (_NUTRIENTS.search(text) and _SAYS.search(text)))


def _unfit(message: Message, note: Note, around: Around) -> Iterator[Hit]:
    line = message.line(note.at)
    for name in (each.strip() for each in note.words.split(",")):
        claim = around.claims.get(name)
        if claim is None:
            yield Hit(line, name, "There is no source of that name; list it in sources.toml first.", Level.ERROR)
        elif around.today - claim.read_on > FRESH:
            mend = f"The source was read on {claim.read_on}; read it again, then write the new day into sources.toml."
            yield Hit(line, name, mend)


def claims_of(message: Message) -> tuple[str, ...]:
    """This will list the sources that a text names, each once, in order."""
    names = (note.words.split(",") for page in message.pages for note in page.variant.notes if note.kind == "claim")
    return tuple(dict.fromkeys(name.strip() for each in names for name in each))
