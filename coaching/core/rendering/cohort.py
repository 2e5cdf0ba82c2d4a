"""One email for many people: rendered once, with a tag wherever a personal value stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2.filters import FILTERS

from coaching.core.rendering import values
from coaching.core.rendering.problems import RenderFailed

_escape = FILTERS["escape"]  # the very function by which Jinja escapes a value in HTML


@dataclass(frozen=True, slots=True)
class PersonalTags:
    """The two tags of one personal value: `raw` stands in subject and text, `escaped` in the HTML."""

    name: str
    raw: str
    escaped: str


def personal_tags(names: frozenset[str], prefix: str) -> tuple[PersonalTags, ...]:
    """This will name two tags for each value: `prefix` and three digits, so that no tag begins another.

    Raises ValueError for a prefix that is not 4 to 32 ASCII letters and digits, or for over 499 names."""
    if not (prefix.isascii() and prefix.isalnum() and 4 <= len(prefix) <= 32):
        raise ValueError(f"prefix {prefix!r}: use 4 to 32 ASCII letters and digits")
    if len(names) > 499:
        raise ValueError(f"{len(names)} personal values: at most 499 fit")
    return tuple(
        PersonalTags(name, f"{prefix}{2 * number:03d}", f"{prefix}{2 * number + 1:03d}")
        for number, name in enumerate(sorted(names))
    )


@dataclass(frozen=True, slots=True)
class SharedEmail:
    """An email with tags for the personal values. Replacing each tag of `substitutions` by its words, in
    any order, gives the same as rendering the template for that person."""

    subject: str
    html: str
    text: str
    _tags: tuple[PersonalTags, ...] = field(repr=False)
    _prefix: str = field(repr=False)
    _links: frozenset[str] = field(repr=False)
    _room: tuple[tuple[str, int, Mapping[str, int]], ...] = field(repr=False)

    @property
    def is_subject_personal(self) -> bool:
        """Whether the subject holds a tag."""
        return self._prefix in self.subject

    def substitutions(self, personal: Mapping[str, object]) -> dict[str, str]:
        """This will give the words for each tag, already escaped where the tag stands in HTML.

        Raises RenderFailed where a value is missing, unfit, or makes the email longer than its cap."""
        words: dict[str, str] = {}
        for tag in self._tags:
            value = personal.get(tag.name)
            if value is None:
                raise RenderFailed(f"There is no value for {tag.name}. Give one for each person of the cohort.")
            text = str(values.plain(tag.name, value, one_line=True))
            if self._prefix in text:
                raise RenderFailed(f"The value of {tag.name} holds the prefix of the tags; choose another prefix.")
            if tag.name in self._links:
                values.require_address(tag.name, text)
            words |= {tag.raw: text, tag.escaped: str(_escape(text))}
        self._check_room(words)
        return words

    def _check_room(self, words: Mapping[str, str]) -> None:
        for what, left, counts in self._room:
            if sum(count * (len(words[tag]) - len(tag)) for tag, count in counts.items()) > left:
                raise RenderFailed(f"The {what} becomes too long with these values; shorten them or the template.")


def share(
    parts: tuple[str, str, str],
    caps: tuple[int, int, int],
    tags: tuple[PersonalTags, ...],
    prefix: str,
    links: frozenset[str],
) -> SharedEmail:
    """This will put together a SharedEmail from subject, HTML and text that already hold the tags.

    Raises RenderFailed where a part holds `prefix` by chance."""
    subject, html, text = parts
    every = [tag for pair in tags for tag in (pair.raw, pair.escaped)]
    room = []
    for what, part, cap in zip(("subject", "HTML", "plain text"), parts, caps, strict=True):
        counts = {tag: part.count(tag) for tag in every if tag in part}
        if sum(counts.values()) != part.count(prefix):
            raise RenderFailed(f"The {what} already holds “{prefix}”; choose another prefix for the tags.")
        room.append((what, cap - len(part), counts))
    return SharedEmail(subject, html, text, tags, prefix, links, tuple(room))
