"""Everything that can be configured, read once from the environment (prefix COACHING_)."""

import os
from functools import cache
from pathlib import Path
from typing import Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class SettingsRefused(Exception):
    """A setting is missing or wrong; the message names the variable and what to do."""


class ContactSetting(BaseModel):
    """Somebody who is told of alerts. `hours` "08:00-20:00" and `days` "mon-fri" or "mon,wed" are duty, in `zone`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    sms: str = Field(default="", pattern=r"^(\+[1-9]\d{6,14})?$")
    email: str = Field(default="", pattern=r"^([^@\s]+@[^@\s]+)?$")
    zone: str = "UTC"
    hours: str = Field(default="", pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$")
    days: str = Field(default="mon-sun", pattern=r"^(mon|tue|wed|thu|fri|sat|sun)([-,](mon|tue|wed|thu|fri|sat|sun))*$")

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.sms or self.email):
            raise ValueError(f"{self.name} needs an sms number or an email address")
        if self.zone not in available_timezones():
            raise ValueError(f"{self.name}: there is no time zone {self.zone!r}")
        return self


class RegionSetting(BaseModel):
    """A country in which people may be enrolled: its three numbers, each checked by a person who knows the country."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str = Field(pattern=r"^[A-Z]{2}$", description="Two letters (ISO 3166).")
    emergency_number: str = Field(pattern=r"^[ -~]{2,20}$")
    crisis_line: str = Field(pattern=r"^[ -~]{2,20}$")
    poison_line: str = Field(pattern=r"^[ -~]{2,20}$")
    ul_mg: int | None = Field(default=None, ge=100, le=500, description="Most magnesium a day from pills, in mg.")


class Settings(BaseSettings):
    """Each field is the environment variable COACHING_<NAME>; any may come from a file by COACHING_<NAME>_FILE."""

    model_config = SettingsConfigDict(
        env_prefix="COACHING_",
        frozen=True,
        extra="ignore",
        env_file=os.environ.get("COACHING_ENV_FILE", ".env") or None,
    )

    mode: Literal["production", "local", "demo"] = "local"
    secret_key: str = Field(default="", description="Signs sessions and links; at least 32 characters in production.")
    database_url: str = Field(
        default="sqlite:///var/coaching.sqlite3", description="sqlite:///PATH or postgresql://..."
    )
    redis_url: str = Field(default="redis://127.0.0.1:6379/0", description="Redis or Valkey; noeviction, AOF on.")
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="Where people and providers reach the web face."
    )
    bind: str = Field(default="127.0.0.1:8000", description="host:port the web face listens on.")
    var_dir: Path = Field(default=Path("var"), description="Where the embedded group keeps data and logs.")

    brand: str = Field(default="Coach", max_length=12, description="Sender's name at the head of every text.")
    coach_name: str = "your coach"
    support_contact: str = Field(default="", description="Email or phone a person can reach, named in HELP.")
    postal_address: str = Field(default="", description="Printed in every email (CAN-SPAM).")
    region: str = Field(default="US", description="The house's country: whose numbers and limits the texts use.")
    regions: tuple[RegionSetting, ...] = Field(
        default=(), description="Further countries that are open, with their emergency numbers, as a JSON list."
    )
    confirm: bool = Field(default=True, description="Off: a coach's enrolment needs no confirmation (demo only).")
    daily_cap: int = Field(default=3, ge=1, le=10, description="Programme messages a person may get in 24 hours.")

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_base_url: str = "https://api.twilio.com"
    sendgrid_api_key: str = ""
    sendgrid_base_url: str = "https://api.sendgrid.com"
    sendgrid_webhook_key: str = Field(default="", description="Public key of the signed Event Webhook, base64 DER.")
    email_from: str = Field(default="", description="Verified sender address.")
    reply_domain: str = Field(default="", description="Domain whose mail goes to Inbound Parse; none: no replies.")
    sendgrid_inbound_key: str = Field(default="", description="Public key of signed Inbound Parse, base64 DER.")
    sendgrid_inbound_secret: str = Field(
        default="", pattern=r"^([A-Za-z0-9_-]{16,})?$", description="Last part of the Inbound Parse address."
    )
    sms_segments_per_second: float = Field(
        default=0, ge=0, description="How fast our SMS sender may send; 0: Twilio queues. Long code 1, toll-free 3."
    )
    emails_per_second: float = Field(default=0, ge=0, description="How fast we send emails; 0 without limit.")

    sms_price: float = Field(default=0, ge=0, description="What one segment costs, for the figures; 0: not known.")
    email_price: float = Field(default=0, ge=0, description="What one email costs, for the figures; 0: not known.")
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$", description="Of the two prices (ISO 4217).")

    reply_within_hours: int = Field(
        default=24, ge=1, le=168, description="How soon a reply should be answered; the inbox counts down to it."
    )
    alert_contacts: tuple[ContactSetting, ...] = Field(
        default=(), description="Who is told of alerts, in this order, as a JSON list."
    )

    api_calls_per_minute: int = Field(default=600, ge=1, description="How many calls one key of the API may make.")

    simulator_url: str = Field(default="", description="Page of the local simulator, linked in the demo.")
    peek_seconds: float = Field(default=0.35, gt=0, description="Mean pause between two looks at the timetable.")
    lease_seconds: int = Field(default=60, ge=5, description="How long a claimed enrolment belongs to one worker.")
    doubt_gap_seconds: int = Field(
        default=120, ge=5, description="Before a message in doubt is searched for, and at least between two searches."
    )

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_files(cls, values: dict[str, object]) -> dict[str, object]:
        for name in cls.model_fields:
            path = os.environ.get(f"COACHING_{name.upper()}_FILE")
            if path and name not in values:
                try:
                    values[name] = Path(path).read_text(encoding="utf-8").strip()
                except OSError as error:
                    raise ValueError(f"COACHING_{name.upper()}_FILE: cannot read {path} ({error.strerror})") from error
        return values

    @field_validator("public_url", "twilio_base_url", "sendgrid_base_url", "simulator_url")
    @classmethod
    def _no_end_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if self.mode == "production":
            if len(self.secret_key) < 32:
                raise ValueError("COACHING_SECRET_KEY: set at least 32 random characters")
            if not self.public_url.startswith("https://"):
                raise ValueError("COACHING_PUBLIC_URL: must begin with https:// in production")
            if not self.confirm:
                raise ValueError("COACHING_CONFIRM: may be off in the demo only; remove it")
        return self

    @model_validator(mode="after")
    def _fit_for_replies(self) -> Self:
        if self.reply_domain:
            if not (self.sendgrid_inbound_key or self.sendgrid_inbound_secret):
                raise ValueError(
                    "COACHING_REPLY_DOMAIN: set COACHING_SENDGRID_INBOUND_KEY or COACHING_SENDGRID_INBOUND_SECRET too"
                )
            if self.email_from and self.email_from.rpartition("@")[2].lower() != self.reply_domain.lower():
                raise ValueError("COACHING_REPLY_DOMAIN: must be the domain of COACHING_EMAIL_FROM")
        return self

    @property
    def sms_ready(self) -> bool:
        return bool(self.twilio_account_sid and self.twilio_auth_token and self.twilio_messaging_service_sid)

    @property
    def email_ready(self) -> bool:
        return bool(self.sendgrid_api_key and self.email_from and self.postal_address)


@cache
def load() -> Settings:
    """This will read the settings once per process; raises SettingsRefused naming each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            ". ".join(part for part in (_variable(item["loc"]), item["msg"].removeprefix("Value error, ")) if part)
            for item in error.errors()
        ]
        raise SettingsRefused("The settings are not usable:\n  " + "\n  ".join(lines)) from error


def _variable(place: tuple[int | str, ...]) -> str:
    return f"COACHING_{str(place[0]).upper()}" if place else ""


def templates_dir() -> Path:
    """This will find the shipped templates: inside an installed wheel, else at the top of the checkout."""
    packed = Path(__file__).resolve().parent / "_templates"
    return packed if packed.is_dir() else ROOT / "templates"
