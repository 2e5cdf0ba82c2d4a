"""Keeps secrets of the team so that a copy of the database alone opens nothing: sealed, or as keyed hashes."""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBroken(Exception):
    """What was sealed cannot be opened: COACHING_SECRET_KEY is another one now."""


def close(secret: bytes) -> str:
    """This will seal a secret with a key made from COACHING_SECRET_KEY."""
    return _box().encrypt(secret).decode()


def open_(sealed: str) -> bytes:
    """This will give a sealed secret back. Raises SealBroken."""
    try:
        return _box().decrypt(sealed.encode())
    except InvalidToken as error:
        raise SealBroken from error


def digest(purpose: str, told: str) -> str:
    """This will make a keyed hash (HMAC-SHA256, hex): the same for the same words, and nothing to go back by."""
    return hmac.digest(key(purpose), told.encode(), "sha256").hex()


def key(purpose: str) -> bytes:
    """This will make a key of 32 bytes that serves one purpose only."""
    return hmac.digest(settings.SECRET_KEY.encode(), purpose.encode(), "sha256")


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key("secrets of the second factor")))
