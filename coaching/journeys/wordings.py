"""What a person agrees to, word by word; the wording that was shown is stored with its version.

A change of one letter needs a new VERSION: old rows keep the old words.
"""

from coaching.core.model import Channel

VERSION = "2026-11-25"


PROGRAM = "8-week wellness program"
"""What people who sign up by themselves agree to get."""


def for_channel(channel: Channel, brand: str, program: str = PROGRAM) -> str:
    """This will give what somebody agrees to for one channel (47 CFR 64.1200(f)(9); CTIA; Twilio 30830 and on).

    `program`: what texts call the programme, in a few words.
    """
    if channel is Channel.SMS:
        return (
            f"I agree to get text messages (SMS) of the {program} from {brand}, about one a day. "
            "Msg & data rates may apply. I can reply HELP for help and STOP to end at any time. "
            "Agreeing is not a condition of any purchase. The program is for adults and for learning; it is not "
            "medical care."
        )
    return (
        f"I agree to get emails of the {program} from {brand}, about one a day. "
        "A link in each email ends them at any time. Agreeing is not a condition of any purchase. "
        "The program is for adults and for learning; it is not medical care."
    )


def for_health(brand: str) -> str:
    """This will give what somebody agrees to before an answer about their health is kept (GDPR article 9(2)(a))."""
    return (
        f"I agree that {brand} keeps what I answer about my health, here and in check-ins, so that my messages fit me. "
        "My coach can see it. I can take this back at any time on my own page: my answers to these questions are then "
        "deleted, and I get the messages without doses. I can join without agreeing to this."
    )
