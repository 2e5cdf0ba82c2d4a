"""{{ numbers }}: the person's own numbers as bars made of table cells, which need no picture and load nothing.

Colours and sizes stand at each cell, as mail programs want it; the layout turns them for dark mode by their classes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markdown_it.token import Token

from coaching.core.rendering.carving import Tag
from coaching.core.rendering.problems import TemplateProblem

NAME = "numbers"
_ALONE = "{{ numbers }} stands on a line of its own, with an empty line before and after it."

HTML = """\
{% if numbers %}<table role="presentation" class="numbers" width="100%" border="0" cellpadding="0" cellspacing="0" \
style="width:100%;margin:4px 0 24px;border-collapse:separate;background-color:#f1f4ec;border-radius:8px"><tbody>
<tr><td style="padding:16px 20px 12px;border:0"><strong>Your numbers so far</strong>
{% for row in numbers %}<div style="padding:12px 0 2px;font-size:16px;line-height:22px">{{ row.name | capitalize }} \
<span class="scale" style="color:#54524b">(0 to {{ row.of }})</span></div>
<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" \
style="width:100%;margin:0;border-collapse:collapse;font-size:15px;line-height:20px"><tbody>
{% for point in row.points %}<tr><td width="64" style="width:64px;padding:3px 0;border:0;vertical-align:middle;\
white-space:nowrap">Day {{ point.day }}</td><td style="padding:3px 0;border:0;vertical-align:middle">\
<table role="presentation" width="100%" border="0" cellpadding="0" \
cellspacing="0" style="width:100%;margin:0;border-collapse:collapse;font-size:1px;line-height:12px">\
<tbody><tr>{% if point.width > 0 %}<td class="bar" width="{{ point.width }}%" bgcolor="#4d7358" style="width:\
{{ point.width }}%;height:12px;padding:0;border:0;background-color:#4d7358">&nbsp;</td>{% endif %}\
{% if point.width < 100 %}<td class="rest" bgcolor="#d6ddd0" style="height:12px;padding:0;border:0;\
background-color:#d6ddd0">&nbsp;</td>{% endif %}</tr></tbody></table></td>\
<td width="32" align="right" style="width:32px;padding:3px 0;border:0;vertical-align:middle;text-align:right">\
<strong>{{ point.value }}</strong></td></tr>
{% endfor %}</tbody></table>
{% endfor %}<div class="scale" style="padding:12px 0 0;font-size:14px;line-height:20px;color:#54524b">As you gave \
them. Many things move a number, and none of this is a grade.</div></td></tr></tbody></table>
{% endif %}"""

TEXT = """\
{% if numbers %}Your numbers so far
-------------------

{% for row in numbers %}{{ row.name | capitalize }} (0 to {{ row.of }}): {% for point in row.points %}\
day {{ point.day }}: {{ point.value }}{% if not loop.last %}, {% endif %}{% endfor %}
{% endfor %}
As you gave them. Many things move a number, and none of this is a grade.

{% endif %}"""


def tokens_of(carved: Mapping[str, Tag]) -> frozenset[str]:
    """This will name the words that stand for {{ numbers }}."""
    return frozenset(token for token, tag in carved.items() if tag.source.strip("{} ") == NAME)


def lift(tokens: Sequence[Token], own: frozenset[str]) -> list[Token]:
    """This will make a paragraph that is {{ numbers }} alone a block of its own, as no table may stand in one."""
    lifted: list[Token] = []
    skip = 0
    for index, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif token.type == "paragraph_open" and token.level == 0 and tokens[index + 1].content.strip() in own:
            word = tokens[index + 1].content.strip()
            lifted.append(Token("drawing", "", 0, content=word, map=token.map, block=True))
            skip = 2
        else:
            lifted.append(token)
    return lifted


def problems(tokens: Iterable[Token], carved: Mapping[str, Tag]) -> list[TemplateProblem]:
    """This will name each {{ numbers }} that stands inside a sentence, a list or another element."""
    own = tokens_of(carved)
    return [
        TemplateProblem(carved[word].line, _ALONE, "Move it below the paragraph.")
        for token in tokens
        if token.type == "inline"
        for word in own
        if word in token.content
    ]


def put_back(carved: Mapping[str, Tag], source: str) -> dict[str, Tag]:
    """This will have `source` stand for {{ numbers }} when the tags are put back."""
    own = tokens_of(carved)
    return {token: replace(tag, source=source) if token in own else tag for token, tag in carved.items()}
