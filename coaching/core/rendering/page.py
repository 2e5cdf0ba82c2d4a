"""The HTML part of an email: a body inside the MJML layout, made into tables with the CSS at each element."""

import re

import css_inline
import mjml

from coaching.core.rendering.problems import TemplateProblem, TemplateRefused

_UNKNOWN = re.compile(r"<(mj-[a-z-]+)")


def build(layout: str, slot: str, body: str) -> str:
    """This will turn an MJML layout into HTML that mail programs show alike, loading nothing from anywhere,
    with `body` where the word `slot` stood.

    The body joins after MJML, which drops line breaks between elements and so glues words together.
    Raises TemplateRefused for a layout that is no MJML, has an element that MJML does not know, or
    loses the slot (mjml drops what it cannot place)."""
    try:
        html = mjml.mjml2html(layout, fonts={})
    except ValueError as error:
        raise TemplateRefused([TemplateProblem(1, f"Layout: this is no valid MJML: {error}.")]) from error
    if unknown := _UNKNOWN.search(html):
        raise TemplateRefused([TemplateProblem(1, f"Layout: <{unknown[1]}> is no MJML element here.")])
    if html.count(slot) != 1:
        message = f"Layout: {{{{ body }}}} is shown {html.count(slot)} times, not once."
        raise TemplateRefused([TemplateProblem(1, message, "Put it inside one <mj-text>.")])
    html = html.replace('role="article"', 'role="main"')  # what a screen reader jumps to; mjml knows no main
    inliner = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)
    return inliner.inline(html.replace(slot, body))
