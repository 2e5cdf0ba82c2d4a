"""What the simulator is started with: addresses, credentials it accepts, and where webhooks go."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import ec

UTC = ZoneInfo("UTC")


@dataclass(frozen=True)  # no slots: the command line shows the defaults
class Settings:
    """`product` is dialled for every webhook; `public_url` is what the product calls itself, and what
    the signature of an inbound SMS covers. `parse_path` None means that replies by email are off."""

    signing_key: ec.EllipticCurvePrivateKey
    host: str = "127.0.0.1"
    port: int = 4010
    product: str = "http://127.0.0.1:8000"
    public_url: str = "http://127.0.0.1:8000"
    twilio_sid: str = "AC" + "5" * 32
    twilio_token: str = "simulator-token"
    sendgrid_key: str = "SG.simulator"
    messaging_service: str = "MG" + "5" * 32
    senders: tuple[str, ...] = ("+15005550006",)
    sms_inbound_path: str = "/hooks/twilio/inbound"
    events_path: str = "/hooks/sendgrid/events"
    parse_path: str | None = None
    latency_ms: int = 0
    advanced_opt_out: bool = False
    zone: ZoneInfo = UTC
