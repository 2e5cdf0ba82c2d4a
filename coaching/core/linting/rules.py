"""All rules by their ids, with level and reason. The ids are those under which reviewers' reasons are kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coaching.core.linting import claims, doses, flow, reading, required, reserved, sms, templates
from coaching.core.linting.findings import Hit, Level
from coaching.core.linting.message import Around, LintText, Message

Check = Callable[[Message, Around], Iterator[Hit]]
Whole = Callable[[flow.Programme], Iterator[Hit]]
Early = Callable[[LintText, Around], Iterator[Hit]]
E, W, N = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """`why` in one line. A rule of the programme as a whole (core.linting.flow) has no `check`. `reads_english`: it
    looks for English words, so it says nothing about a text in another language."""

    id: str
    level: Level
    why: str
    check: Check | None = None
    reads_english: bool = True


TEMPLATE = Rule("JINJA", E, "A template that cannot be filled reaches nobody.")
EARLY: tuple[Early, ...] = (templates.sound, templates.readable)

TEXTS = (
    Rule("CLAIM-VERB", E, "Such a verb makes the program a drug in the eyes of the FDA.", claims.verbs),
    Rule("CLAIM-DISEASE", E, "The name of a disease makes a tip a claim about it.", claims.diseases),
    Rule("CLAIM-EFFECT", E, "No trial carries such an effect.", claims.effects),
    Rule("CLAIM-TESTIMONIAL", E, "Other people's success promises the reader the same.", claims.testimonials),
    Rule("CLAIM-ABSOLUTE", E, "Nothing is safe or certain for everybody.", claims.absolutes),
    Rule("CLAIM-PSY", E, "A chemical cause for a mood is untrue and keeps people from help.", claims.moods),
    Rule("CLAIM-SOFTSELL", W, "Regulators read “promising” as a promise.", claims.soft_sell),
    Rule("CLAIM-UNSOURCED", W, "A fact without a source that somebody read this year is an opinion.", claims.sources),
    Rule("DOSE-UL", E, "More than the limit of the reader's region can harm.", doses.above_limit, reads_english=False),
    Rule(
        "DOSE-LITERAL",
        E,
        "We name no dose: the label, the limit and the doctor do.",
        doses.literal,
        reads_english=False,
    ),
    Rule("DOSE-TRACK", E, "Words about a dose reach nobody who is not cleared for it.", doses.on_every_track),
    Rule(
        "DOSE-STACK", E, "B6, potassium, alpha-lipoic acid and omega-3 as pills have risks of their own.", doses.stacks
    ),
    Rule("MED-STOP", E, "Nobody stops or changes a medicine because of a text.", doses.medicine),
    Rule("SPACING", W, "Magnesium blocks some medicines, so the reader needs to know whom to ask.", doses.spacing),
    Rule("SAFE-NUM", E, "The number differs from country to country.", required.numbers, reads_english=False),
    Rule("SAFE-REPLY", E, "In danger a person needs the number, and to know who knows.", required.danger),
    Rule("DISCLAIM-EMAIL", E, "An email says what it is not (21 CFR 101.93).", required.disclaimers),
    Rule("REQ-OPTIN", E, "Carriers and the TCPA ask for each of these parts.", required.opt_in),
    Rule("REQ-HELP", E, "Carriers ask for each of these parts in the answer to HELP.", required.helps),
    Rule("REQ-STOP", E, "Who has stopped is told so, once, and by whom.", required.stops),
    Rule(
        "REQ-EMAIL",
        E,
        "CAN-SPAM and RFC 8058: people can leave, and see who writes.",
        required.foot,
        reads_english=False,
    ),
    Rule("RESERVED", E, "The provider takes such a word for itself, and the answer is lost.", reserved.answers),
    Rule("SMS-SEG", W, "Each part is paid for, and may arrive alone.", sms.parts, reads_english=False),
    Rule("SMS-UCS2", E, "One such sign cuts a part from 160 letters to 70.", sms.alphabet),
    Rule("SMS-EXT", N, "These signs are longer than they look.", sms.doubles, reads_english=False),
    Rule("SMS-LINK", W, "Carriers filter foreign links.", sms.links, reads_english=False),
    Rule("BRAND", E, "A text whose sender nobody knows is taken for spam.", sms.sender, reads_english=False),
    Rule("READ-GRADE", W, "Half of all adults read health texts at grade 6 or below.", reading.grade),
    Rule("READ-SENT", W, "A short text reads as easily as its longest sentence.", reading.shape),
    Rule("TONE", W, "Blame and fear make people leave.", reading.tone),
    Rule("URGENCY", E, "False pressure breaks trust, and CAN-SPAM.", reading.urgency),
    Rule("PII", E, "Others see a locked phone.", templates.private, reads_english=False),
)

PROGRAMME: tuple[tuple[Rule, Whole], ...] = (
    (Rule("REQ-FIRST", E, "People are told how to stop at the start and every 30 days."), flow.first),
    (Rule("ANS-COVER", E, "An answer that leads nowhere leaves a person alone."), flow.answers),
    (Rule("FREQ", E, "We said how often we write."), flow.frequency),
    (Rule("SLOT", E, "Outside these hours the law keeps us silent somewhere."), flow.slots),
    (Rule("COVER", E, "What the program sets out to teach and to ask stands on some day."), flow.cover),
)

RULES = {rule.id: rule for rule in (*TEXTS, TEMPLATE, *(rule for rule, _ in PROGRAMME))}
