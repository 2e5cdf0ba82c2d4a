"""Compiled once per process: the lint, the preview and the send ask for the same words within one moment."""

from functools import lru_cache

from coaching.core.rendering.email import EmailTemplate, compile_email
from coaching.core.rendering.sms import SmsTemplate, compile_sms


@lru_cache(maxsize=2000)
def sms(text: str, names: frozenset[str], foods: frozenset[str]) -> SmsTemplate:
    """This will compile an SMS; raises TemplateRefused."""
    return compile_sms(text, names=names, foods=foods)


@lru_cache(maxsize=500)
def email(text: str, layout: str, names: frozenset[str], foods: frozenset[str]) -> EmailTemplate:
    """This will compile an email in its layout; raises TemplateRefused."""
    return compile_email(text, layout=layout, names=names, foods=foods)
