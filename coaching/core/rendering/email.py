"""Email templates: Markdown in, a subject, an HTML part and a text part out; compiled once, filled per person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Template

from coaching.core.rendering import cohort, filling, tags, values
from coaching.core.rendering.assembly import Assembled, assemble

SUBJECT_CAP = 300
HTML_CAP = 200_000
TEXT_CAP = 200_000

LAYOUT_NAMES = frozenset(
    {"brand", "postal_address", "unsubscribe_url", "support_contact", "day", "days", "topic", "folded"}
)


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    subject: str
    preheader: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """`variables`: the values it uses, those of the layout included. `decides`: those of them on which it
    makes a choice or which it filters; they cannot be personal in a cohort."""

    variables: frozenset[str]
    decides: frozenset[str]
    _links: frozenset[str] = field(repr=False)
    _subject: Template = field(repr=False)
    _preheader: Template = field(repr=False)
    _html: Template = field(repr=False)
    _text: Template = field(repr=False)

    def render(self, given: Mapping[str, object]) -> RenderedEmail:
        """This will fill the email for one person. Line breaks in a value become spaces (except in the
        texts of `folded`). Raises RenderFailed where a value is missing or unfit, or a part is too long."""
        ready = values.prepare(given, self.variables, one_line=True)
        self._check_links(ready)
        return RenderedEmail(
            filling.fill(self._subject, ready, SUBJECT_CAP, "subject"),
            filling.fill(self._preheader, ready, HTML_CAP, "preheader"),
            filling.fill(self._html, ready, HTML_CAP, "HTML"),
            filling.fill(self._text, ready, TEXT_CAP, "plain text"),
        )

    def shared(self, given: Mapping[str, object], personal: frozenset[str], prefix: str) -> cohort.SharedEmail | None:
        """This will fill the email once for a cohort that has the values `given` in common, with tags for
        the values named in `personal`; None where the template decides on one of these.

        `prefix` begins each tag: 4 to 32 ASCII letters and digits, unguessable for those who choose
        values. Raises RenderFailed as `render` does."""
        used = self.variables & personal
        if used & self.decides:
            return None
        ready = values.prepare(given, self.variables - personal, one_line=True)
        self._check_links(ready)
        pairs = cohort.personal_tags(used, prefix)
        raw = ready | {pair.name: pair.raw for pair in pairs}
        escaped = ready | {pair.name: pair.escaped for pair in pairs}
        parts = (
            filling.fill(self._subject, raw, SUBJECT_CAP, "subject"),
            filling.fill(self._html, escaped, HTML_CAP, "HTML"),
            filling.fill(self._text, raw, TEXT_CAP, "plain text"),
        )
        return cohort.share(parts, (SUBJECT_CAP, HTML_CAP, TEXT_CAP), pairs, prefix, self._links)

    def _check_links(self, ready: Mapping[str, object]) -> None:
        for name in self._links & ready.keys():
            values.require_address(name, ready[name])


def compile_email(
    text: str, *, layout: str, names: frozenset[str], foods: frozenset[str] | None = None
) -> EmailTemplate:
    """This will check and compile an email: front matter (subject, preheader), then Markdown with tags.

    `layout` is MJML with {{ body }}, which may also use {{ subject }}, {{ preheader }} and LAYOUT_NAMES.
    The template may use the values in `names`, `folded`, and figures for `foods` (None: any food, looked
    up when filled). Raises TemplateRefused with every problem found."""
    parts: Assembled = assemble(text, layout, names, LAYOUT_NAMES, foods)
    return EmailTemplate(
        parts.variables,
        parts.decides,
        parts.links,
        tags.PLAIN.from_string(parts.subject),
        tags.PLAIN.from_string(parts.preheader),
        tags.HTML.from_string(parts.html),
        tags.PLAIN.from_string(parts.text),
    )
