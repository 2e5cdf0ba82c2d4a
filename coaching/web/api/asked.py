"""What other systems may ask: each body and each query, with every bound. What is not named here is refused."""

from typing import Annotated, Literal

from ninja import Header, Path, Query, Schema
from pydantic import ConfigDict, Field

from coaching.core.decide import Status

LARGEST_ID = 2**63 - 1
LARGEST_PAGE = 100
_PLAIN = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$"
"""No control letters, and none that turn the direction of writing around."""

Id = Annotated[int, Path(ge=1, le=LARGEST_ID, description="A number of ours.")]
Size = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most.")]
Cursor = Annotated[
    str | None, Query(alias="next", pattern=r"^[0-9]{1,18}$", description="The `next` of the page before.")
]
CallName = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_.:-]{8,100}$",
        description="A name for this call, such as a random UUID. The same call under the same name is done once.",
    ),
]
Slug = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,40}$")]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=_PLAIN)]
Zone = Annotated[str, Field(min_length=1, max_length=64, pattern=_PLAIN, examples=["Europe/Paris"])]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", examples=["en"])]
StatusName = Annotated[Status | None, Query(description="Of their newest enrolment.")]


class Asked(Schema):
    """A body that takes nothing beyond its fields, and no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ConsentAsked(Asked):
    """What the person agreed to before you call, and how you know."""

    agreed: Literal[True] = Field(description="The person agreed to the wording of each channel that is named.")
    wording_version: str = Field(max_length=20, pattern=_PLAIN, description="As GET /campaigns/{key} shows it.")
    how: str = Field(
        default="recorded by another system", min_length=1, max_length=40, pattern=_PLAIN, description="In a few words."
    )


class HealthAsked(Asked):
    """Answers of the health screen; leave it out unless the person agreed to the wording for health."""

    agreed: Literal[True]
    answers: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,12}$")], Literal["yes", "no", "unsure"]] = Field(
        max_length=20
    )


class SlotsAsked(Asked):
    """Wishes for times of day, HH:MM where the person lives."""

    am: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    pm: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None


class EnrolAsked(Asked):
    """Somebody to be brought in. A phone number, an email address, or both."""

    first_name: Name
    phone: Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$", examples=["+12125550123"])] | None = None
    email: Annotated[str, Field(min_length=3, max_length=254, pattern=_PLAIN)] | None = None
    zone: Zone
    start: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = Field(
        default=None, description="The first day; tomorrow if it is left out."
    )
    campaign: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$", examples=["magnesium"])]
    language: Language = "en"
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = Field(
        default=None, description="Whose emergency numbers they get; by the phone number if it is left out."
    )
    slots: SlotsAsked = SlotsAsked()
    consent: ConsentAsked
    health: HealthAsked | None = None


class PersonAsked(Asked):
    """What is to change; what is left out stays."""

    first_name: Name | None = None
    zone: Zone | None = None
    language: Language | None = None


class PauseAsked(Asked):
    days: Annotated[int, Field(ge=1, le=90)] | None = Field(
        default=None, description="Whole local dates; without it until somebody resumes."
    )


class NothingAsked(Asked):
    """An empty object."""


HOW_ASKED = {
    "phone": "on the phone",
    "person": "in person",
    "reply": "in a reply",
    "other": "in another way",
}


class StopAsked(Asked):
    """The person's own wish, and how they told you."""

    channels: list[Literal["sms", "email"]] = Field(min_length=1, max_length=2)
    how: Literal["phone", "person", "reply", "other"]
