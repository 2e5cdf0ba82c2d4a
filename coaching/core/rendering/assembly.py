"""An email put together: checked piece by piece, carried through Markdown, MJML and CSS, tags put back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from coaching.core.rendering import allowlist, drawing, markdown, nesting, page, plaintext, source
from coaching.core.rendering.carving import Carved, Carver, Tag
from coaching.core.rendering.problems import TemplateProblem, TemplateRefused
from coaching.core.rendering.source import EmailSource, Part
from coaching.core.rendering.tags import Kind

# What surrounds the body in the text part; the HTML part has its own frame, the MJML layout.
_ABOVE = """\
{% if day is defined %}Day {{ day }}{% if days is defined %} of {{ days }}{% endif %}\
{% if topic is defined %}: {{ topic }}{% endif %}

{% endif %}"""
_BELOW = """\
{% if folded %}While we were apart
-------------------

{% for missed in folded %}{{ missed.topic }}
{{ missed.text }}

{% endfor %}{% endif %}--
{{ brand }}
{{ postal_address }}

For learning, not medical advice.
Not for emergencies, not watched 24/7.

Questions? {{ support_contact }}
Unsubscribe: {{ unsubscribe_url }}
"""

_INSERTED = frozenset({"body", "subject", "preheader"})


@dataclass(frozen=True, slots=True)
class Assembled:
    """Jinja sources of the four parts, ready to compile; `links` names the values that stand as addresses."""

    subject: str
    preheader: str
    html: str
    text: str
    variables: frozenset[str]
    decides: frozenset[str]
    links: frozenset[str]


def assemble(
    text: str, layout: str, names: frozenset[str], layout_names: frozenset[str], foods: frozenset[str] | None
) -> Assembled:
    """This will check an email against what it may say and put it into its layout. Raises TemplateRefused."""
    email = source.divide_email(source.tidy(text))
    frame = Part(layout.replace("\r\n", "\n"), 1)
    variables, decides = _check(email, frame, names, layout_names, foods)
    carver = Carver.for_texts((text, layout))
    pieces = {
        "subject": carver.carve(email.subject, "h"),
        "preheader": carver.carve(email.preheader, "p"),
        "body": carver.carve(email.body, "b"),
        "layout": carver.carve(frame, "l"),
    }
    carved = {tag.token: tag for piece in pieces.values() for tag in piece.tags}
    tokens = drawing.lift(markdown.parse(pieces["body"], carver), drawing.tokens_of(carved))
    _refuse_if([*markdown.problems(tokens, pieces["body"]), *drawing.problems(tokens, carved)])
    html = page.build(*_framed(pieces), markdown.to_html(tokens))
    words = plaintext.to_text(tokens, carver)
    _refuse_if(_lost(html, words, pieces) or nesting.problems(html, carver, carved))
    return Assembled(
        email.subject.text,
        email.preheader.text,
        carver.restore(html, drawing.put_back(carved, drawing.HTML)),
        _ABOVE + carver.restore(words, drawing.put_back(carved, drawing.TEXT)) + _BELOW,
        variables,
        decides,
        _links(html, carver, carved),
    )


def _check(
    email: EmailSource, frame: Part, names: frozenset[str], layout_names: frozenset[str], foods: frozenset[str] | None
) -> tuple[frozenset[str], frozenset[str]]:
    """The values used by all pieces, and those decided on. Raises TemplateRefused with the problems of all."""
    line = allowlist.Vocabulary(names, foods, loops=False, trims=False)
    words = allowlist.Vocabulary(names, foods, trims=False)
    around = allowlist.Vocabulary(layout_names - {"folded"} | _INSERTED, foods, trims=False)
    readings = [
        allowlist.read(email.subject.text, email.subject.line, line),
        allowlist.read(email.preheader.text, email.preheader.line, line),
        allowlist.read(email.body.text, email.body.line, words),
    ]
    outer = [allowlist.read(frame.text, 1, around), allowlist.read(_ABOVE + _BELOW, 1, around)]
    problems = [problem for reading in readings for problem in reading.problems]
    problems += [TemplateProblem(p.line, f"Layout: {p.message}", p.hint) for r in outer for p in r.problems]
    _refuse_if(problems)
    variables = frozenset().union(*(reading.variables for reading in readings + outer))
    decides = frozenset().union(*(reading.decides for reading in readings + outer))
    return variables - _INSERTED, decides


def _refuse_if(problems: Sequence[TemplateProblem]) -> None:
    if problems:
        raise TemplateRefused(problems)


def _framed(pieces: Mapping[str, Carved]) -> tuple[str, str]:
    """The layout with subject and preheader in their places, and the word that stands for the body.
    Raises TemplateRefused without a body."""
    framed, slots = pieces["layout"].text, []
    for tag in pieces["layout"].tags:
        if _name(tag) in ("subject", "preheader"):
            framed = framed.replace(tag.token, escape(pieces[_name(tag)].text))
        elif _name(tag) == "body":
            slots.append(tag)
    if len(slots) != 1:
        message = f"Layout: there is {'no' if not slots else 'more than one'} {{{{ body }}}}."
        raise TemplateRefused([TemplateProblem(1, message, "Put one inside an <mj-text>.")])
    return framed, slots[0].token


def _lost(html: str, words: str, pieces: Mapping[str, Carved]) -> list[TemplateProblem]:
    """Tags that Markdown, MJML or the inliner dropped: in a link definition that nobody uses, for one."""
    frame = [tag for tag in pieces["layout"].tags if _name(tag) not in _INSERTED]
    needed = [("Layout: ", tag, html) for tag in frame]
    needed += [("", tag, part) for tag in pieces["body"].tags for part in (html, words)]
    return [
        TemplateProblem(tag.line, f"{where}{tag.source[:40]} stands where nothing is shown.", "Move it or delete it.")
        for where, tag, part in needed
        if tag.token not in part
    ]


def _name(tag: Tag) -> str:
    return tag.source.strip("{} ")


def _links(html: str, carver: Carver, carved: Mapping[str, Tag]) -> frozenset[str]:
    """The values that begin an address. Raises TemplateRefused where one begins with any other tag."""
    first = [carved[token] for token in re.findall(f'href="({carver.token})', html)]
    plain = [tag for tag in first if tag.kind is Kind.VALUE and _name(tag).isidentifier()]
    message = "A link may begin with https:// or with one value, as in [words]({{ site_url }}/menu)."
    _refuse_if(
        [TemplateProblem(tag.line, message, "For a choice, write two links.") for tag in first if tag not in plain]
    )
    return frozenset(map(_name, plain))
