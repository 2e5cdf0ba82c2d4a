"""Signatures as the providers make them: HMAC-SHA1 for Twilio, ECDSA P-256 for SendGrid, and the keys on disk."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urldefrag

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


def sign_form(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """This will sign a form POST as X-Twilio-Signature does: the exact URL without its fragment,
    then each distinct name and value, sorted (twilio.com/docs/usage/security)."""
    text = urldefrag(url).url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def sign_body(key: ec.EllipticCurvePrivateKey, timestamp_s: int, body: bytes) -> dict[str, str]:
    """This will make the two headers of a signed Event Webhook: ECDSA with SHA-256 over timestamp + raw body."""
    signature = key.sign(str(timestamp_s).encode() + body, ec.ECDSA(hashes.SHA256()))
    return {SIGNATURE_HEADER: base64.b64encode(signature).decode(), TIMESTAMP_HEADER: str(timestamp_s)}


def new_key() -> ec.EllipticCurvePrivateKey:
    """This will make a fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """This will read a P-256 key from a PEM file.

    Raises OSError when it cannot be read, ValueError when it holds something else."""
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError(f"{path} holds no P-256 key; make one with: python -m coaching.simulator keys --out DIR")
    return key


def write_key(key: ec.EllipticCurvePrivateKey, path: Path) -> None:
    """This will write the key as PEM, readable by its owner only. Raises FileExistsError rather than replace one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """This will give the public key as base64 DER, the form in which SendGrid shows it."""
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()
