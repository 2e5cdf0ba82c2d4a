"""Markdown as emails use it: CommonMark and tables, without raw HTML and images; buttons and tag lines."""

from collections.abc import Callable, Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from coaching.core.rendering.carving import Carved, Carver
from coaching.core.rendering.problems import TemplateProblem

_STOPS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}


def parse(carved: Carved, carver: Carver) -> list[Token]:
    """This will parse Markdown whose tags have been carved out. A line of {% %} tags alone becomes a token
    "tags", a paragraph that is one link alone a token "button" whose children are the link."""
    parser = _parser(carver)
    return list(_with_buttons(parser.parse(carved.text)))


def _parser(carver: Carver) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "xhtmlOut": True}).enable("table").disable("code")
    parser.block.ruler.before("fence", "tags", _tag_line_rule(carver), _STOPS)
    return parser


def _tag_line_rule(carver: Carver) -> Callable[[StateBlock, int, int, bool], bool]:
    pattern = carver.statements

    def tag_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
        line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
        if pattern.fullmatch(line) is None:
            return False
        if not silent:
            state.line = start + 1
            token = state.push("tags", "", 0)
            token.content, token.map = line, [start, start + 1]
        return True

    return tag_line


def _with_buttons(tokens: Sequence[Token]) -> Iterable[Token]:
    skip = 0
    for index, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif token.type == "paragraph_open" and token.level == 0 and _is_one_link(tokens[index + 1].children or []):
            yield Token("button", "", 0, map=token.map, children=tokens[index + 1].children, block=True)
            skip = 2
        else:
            yield token


def _is_one_link(children: Sequence[Token]) -> bool:
    opened = [child for child in children if child.type == "link_open"]
    whole = len(opened) == 1 and children[0] is opened[0] and children[-1].type == "link_close"
    return whole and opened[0].markup != "autolink"


def problems(tokens: Iterable[Token], carved: Carved) -> list[TemplateProblem]:
    """This will name raw HTML and images: neither may stand in an email a coach writes."""
    found: list[TemplateProblem] = []
    for token in tokens:
        line = carved.lines[token.map[0]] if token.map else carved.lines[0]
        for leaf in (token, *(token.children or ())):
            if leaf.type in ("html_block", "html_inline"):
                found.append(TemplateProblem(line, "Raw HTML is not available.", _INSTEAD))
            elif leaf.type == "image":
                found.append(TemplateProblem(line, "Images are not available.", "A mail loads nothing from outside."))
    return found


_INSTEAD = "Use **bold**, *italic*, # headings, - lists and [words](address); write &lt; for a plain <."


def to_html(tokens: Sequence[Token]) -> str:
    """This will write the tokens as XHTML, still with words in place of tags."""
    return str(_Html().render(list(tokens), _OPTIONS, {}))


_OPTIONS = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).options


class _Html(RendererHTML):
    """The renderer calls the method named like the type of a token."""

    def tags(self, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
        return tokens[index].content + "\n"

    def drawing(self, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
        return tokens[index].content + "\n"

    def button(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        opening, *label, _closing = tokens[index].children or []
        link = Token("link_open", "a", 1, attrs={"href": opening.attrs["href"], "class": "button-link"})
        return (
            '<table role="presentation" class="button" border="0" cellpadding="0" cellspacing="0"><tbody><tr>'
            f'<td class="button-cell">{self.renderToken([link], 0, options, env)}'
            f"{self.renderInline(label, options, env)}</a></td></tr></tbody></table>\n"
        )
