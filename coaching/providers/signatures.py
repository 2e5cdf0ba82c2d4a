"""Whether a webhook really comes from its provider."""

import base64
import binascii
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sendgrid.helpers.eventwebhook import EventWebhook
from twilio.request_validator import RequestValidator


class Verdict(StrEnum):
    """VALID: signed and fresh. STALE: signed, but too old or from the future. FORGED: anything else."""

    VALID = "valid"
    STALE = "stale"
    FORGED = "forged"


def verify_twilio(auth_token: str, url: str, params: Sequence[tuple[str, str]], signature: str) -> bool:
    """This will say whether Twilio signed this form (X-Twilio-Signature, twilio.com/docs/usage/security).

    `url` is the exact public address with its query and without fragment; `params` are all pairs of
    the form, none left out. Rubbish is False. Raises ValueError without an auth token, because
    anybody can sign with an empty one.
    """
    if not auth_token:
        raise ValueError("Twilio webhooks cannot be checked without the auth token; set it.")
    try:
        return bool(RequestValidator(auth_token).validate(url, _Pairs(params), signature))
    except ValueError:  # a port that is no number, half a character
        return False


def verify_sendgrid(
    public_key_b64: str, raw: bytes, signature: str, timestamp: str, now: float, max_age_s: float = 600.0
) -> Verdict:
    """This will judge a signed SendGrid webhook (X-Twilio-Email-Event-Webhook-Signature and -Timestamp).

    ECDSA P-256 with SHA-256 over timestamp and the raw body, byte for byte. `now` in epoch seconds.
    Rubbish in signature or timestamp is FORGED. Raises ValueError for an unusable `public_key_b64`,
    which is our own setting.
    """
    key = _public_key(public_key_b64)
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return Verdict.FORGED
    try:
        key.verify(base64.b64decode(signature, validate=True), timestamp.encode() + raw, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        return Verdict.FORGED
    return Verdict.VALID if abs(now - int(timestamp)) <= max_age_s else Verdict.STALE


@lru_cache(maxsize=8)
def _public_key(public_key_b64: str) -> ec.EllipticCurvePublicKey:
    complaint = "The SendGrid webhook key is no P-256 public key; copy it from Settings > Mail Settings."
    try:
        key = EventWebhook(public_key_b64).public_key
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError(complaint) from error
    match key:
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
            return key
        case _:
            raise ValueError(complaint)


class _Pairs(dict[str, list[str]]):
    """A form in which a name may repeat, as RequestValidator reads it."""

    def __init__(self, params: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in params:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        return self[name]
