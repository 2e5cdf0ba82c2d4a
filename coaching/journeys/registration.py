"""What the registration of a texting campaign (A2P 10DLC) asks for, made from the words that are live now.

The samples match the traffic because they are the traffic; carriers compare them (Twilio errors 30883 and on).
"""

from coaching.core.decide import leg_for
from coaching.core.model import Channel, Track
from coaching.journeys import library, preview, wordings
from coaching.journeys.enrol import version_of
from coaching.journeys.office import Office
from coaching.journeys.preview import EmailPreview, Refused, SmsPreview

SAMPLE_DAYS = (1, 3, 6, 20)
# Twilio's default words; its own answers to STOP, START and HELP stay on (docs/operating.md).
OPT_IN, OPT_OUT, HELP = ("JOIN", "START"), ("STOP", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE"), ("HELP", "INFO")


def pack(campaign: str, office: Office) -> str:
    """This will write the registration pack as Markdown. Raises WordsMissing or EnrolmentRefused where words are
    not published."""
    wording = wordings.for_channel(Channel.SMS, office.house.values["brand"])
    parts = [
        "# Registration pack for the texting campaign",
        f"Made from the words that are live now. Make it again after a change of the texts of {campaign}.",
        "## Description",
        _DESCRIPTION.format(brand=office.house.values["brand"]),
        "## How people opt in",
        *(line.format(url=f"{office.house.public_url}/join/", wording=wording) for line in _OPT_IN_FLOW),
        "## Keywords",
        *_KEYWORDS,
        "## Texts of the system",
        *_system(campaign, office),
        "## Sample messages",
        *_samples(campaign, office),
        "## Content",
        *(line.format(url=office.house.public_url, **office.house.values) for line in _CONTENT),
    ]
    return "\n\n".join(parts).replace("\n\n- ", "\n- ") + "\n"


_DESCRIPTION = (
    "{brand} coaches adults who have signed up for an 8-week wellness program: food, breath, easy walks, sleep, and "
    "how to ask a doctor or pharmacist before any supplement. Each person gets about one text a day and answers short "
    "check-ins with a number. No third-party leads, no marketing for others, no prescription drugs, no CBD, no loans, "
    "no link shorteners."
)
_BY_PAGE = (
    "1. On {url}, a public page: the visitor types their number and ticks an empty box with the wording below. "
    "Agreeing is not needed for anything else on the page, and is no condition of a purchase."
)
_OPT_IN_FLOW = (
    _BY_PAGE,
    "2. By keyword: a number that texts JOIN or START gets the address of that page.",
    "3. Through a coach, who reads the wording to the person and records the yes.",
    "In each case one text asks, and nothing else is sent until the person has replied JOIN (double opt-in).",
    "Wording beside the box:",
    "> {wording}",
    "What happens with data: {url}data/",
)
_KEYWORDS = (
    f"- opt-in: {', '.join(OPT_IN)}",
    f"- opt-out: {', '.join(OPT_OUT)}, and any sentence that asks to stop",
    f"- help: {', '.join(HELP)}",
)
_PHONES = (
    "- phone numbers: yes, the emergency, crisis and poison lines of the person's country ({emergency_number}, "
    "{crisis_line}, {poison_line}), in answers to a danger"
)
_CONTENT = (
    "- links: yes, to {url} alone",
    _PHONES,
    "- age: adults only; the form asks, and nobody under 18 is enrolled",
    "- contact: {support_contact}",
)
_SYSTEM = (
    ("join-request", "asks whoever has signed up"),
    ("optin-request", "asks whom a coach has enrolled"),
    ("optin-confirm", "confirms the opt-in"),
    ("stop-confirm", "confirms a STOP, where the carrier has not"),
    ("start-confirm", "confirms a START"),
    ("help", "answers HELP, where the carrier has not"),
    ("not-enrolled-help", "answers HELP from a number that is not enrolled"),
    ("monthly", "reminds of the ways out, where no other text has done so for four weeks"),
)


def _system(campaign: str, office: Office) -> list[str]:
    named = [(name, what, library.defaults(campaign, Channel.SMS, name)) for name, what in _SYSTEM]
    return [f"- {name} ({what}):\n  > {_words(names, office)}" for name, what, names in named]


def _samples(campaign: str, office: Office) -> list[str]:
    programme = library.campaign(version_of(campaign))
    steps = [step for step in programme.steps if step.day in SAMPLE_DAYS]
    names = [leg_for(step, Channel.SMS, Channel.SMS, Track.FULL).template for step in steps]
    return [f"{number}. {_words((name,), office)}" for number, name in enumerate(names, start=1)]


def _words(names: tuple[str, ...], office: Office) -> str:
    found = library.pick(names, library.current(names))
    match preview.preview(found.name, found.source, preview.SAMPLES[0], office):
        case SmsPreview(text, _):
            return text
        case EmailPreview(subject, _, _, _):
            return subject
        case Refused(problems):
            raise library.WordsMissing(f"{found.name} cannot be shown: {problems[0]}")
