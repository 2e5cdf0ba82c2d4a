"""Words into messages: templates are checked and compiled once, then filled with values."""

from coaching.core.rendering.cohort import SharedEmail
from coaching.core.rendering.email import LAYOUT_NAMES, EmailTemplate, RenderedEmail, compile_email
from coaching.core.rendering.problems import RenderFailed, TemplateProblem, TemplateRefused
from coaching.core.rendering.sms import SmsTemplate, compile_sms

__all__ = [
    "LAYOUT_NAMES",
    "EmailTemplate",
    "RenderFailed",
    "RenderedEmail",
    "SharedEmail",
    "SmsTemplate",
    "TemplateProblem",
    "TemplateRefused",
    "compile_email",
    "compile_sms",
]
