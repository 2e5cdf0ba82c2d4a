"""The Jinja2 environment of the pages (not of the messages: those are rendered in coaching.core)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """This will make the environment Django hands every page to; autoescape is on."""
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    env.globals.update(static=static, url=reverse)
    return env
