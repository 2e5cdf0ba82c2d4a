"""Which Jinja a coach may write: values, a few filters, choices, and one loop over what was missed.

The sandbox of Jinja keeps a template from Python's insides but not from eating memory and time, so
everything that is not named here is refused before it runs. Nothing here executes a template.
"""

from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, nodes

from coaching.core.rendering import tags
from coaching.core.rendering.problems import TemplateProblem, did_you_mean
from coaching.core.rendering.values import FOLDED_FIELDS

LOOP_LIST = "folded"
DRAWN = "numbers"
"""A list that is not read but drawn: it stands alone as {{ numbers }}, or a choice asks whether there are any."""

# How many arguments each filter takes; join is checked by itself.
_FILTERS = {"default": (1, 2), "round": (0, 1), "int": (0, 1)} | dict.fromkeys(
    ("lower", "upper", "capitalize", "title"), (0, 0)
)
_COMPARISONS = {"eq", "ne", "lt", "lteq", "gt", "gteq"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a piece of a template may say. `foods` None: any food, checked when the message is rendered.
    `trims`: whether {%- -%} may be written."""

    names: frozenset[str]
    foods: frozenset[str] | None = None
    loops: bool = True
    trims: bool = True


@dataclass(slots=True)
class Reading:
    """What a piece turned out to say: its problems, the values it uses, and the values on which it
    decides or which it changes (everything but a bare {{ name }})."""

    problems: list[TemplateProblem] = field(default_factory=list)
    variables: set[str] = field(default_factory=set)
    decides: set[str] = field(default_factory=set)

    def refuse(self, line: int, message: str, hint: str | None = None) -> None:
        self.problems.append(TemplateProblem(line, message, hint))


def read(text: str, first_line: int, vocabulary: Vocabulary) -> Reading:
    """This will read one piece of a template that begins in line `first_line` of its source."""
    reading = Reading()
    padded = "\n" * (first_line - 1) + text
    try:
        reading.problems.extend(tags.limits(padded, trims=vocabulary.trims))
        if not reading.problems:
            _Reader(vocabulary, reading).body(tags.PLAIN.parse(padded).body)
    except TemplateSyntaxError as error:
        message = (error.message or "This is no valid Jinja").rstrip(".") + "."
        reading.refuse(error.lineno, message, "Look for a brace, a quote or an {% endif %} that is missing.")
    return reading


@dataclass(slots=True)
class _Reader:
    """Walks the syntax tree and lets through what is named, nothing else."""

    vocabulary: Vocabulary
    reading: Reading
    item: str | None = None

    def body(self, statements: list[nodes.Node]) -> None:
        for statement in statements:
            match statement:
                case nodes.Output():
                    for child in statement.nodes:
                        self._output(child)
                case nodes.If():
                    self._choice(statement)
                case nodes.For():
                    self._loop(statement)
                case _:
                    tag = type(statement).__name__.lower()
                    self.reading.refuse(_line_of(statement), f"The tag for “{tag}” is not available.", _AVAILABLE)

    def _output(self, node: nodes.Node) -> None:
        match node:
            case nodes.TemplateData():
                pass
            case nodes.Name(name=name) if name in self.vocabulary.names and (name != DRAWN or self.vocabulary.loops):
                self.reading.variables.add(name)
            case _:
                self._expression(node)

    def _choice(self, node: nodes.If) -> None:
        self._condition(node.test)
        self.body(node.body)
        for branch in node.elif_:
            self._choice(branch)
        self.body(node.else_)

    def _condition(self, node: nodes.Node) -> None:
        match node:
            case nodes.Not(node=inner):
                self._condition(inner)
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                self._condition(left)
                self._condition(right)
            case nodes.Name(name=name) if name == LOOP_LIST or (name == DRAWN and name in self.vocabulary.names):
                self._uses(name)
            case _:
                self._expression(node)

    def _loop(self, node: nodes.For) -> None:
        if not self.vocabulary.loops:
            self.reading.refuse(node.lineno, "A subject or preheader is one line; {% for %} is not available here.")
        if not isinstance(node.iter, nodes.Name) or node.iter.name != LOOP_LIST:
            hint = f"Write {{% for missed in {LOOP_LIST} %}}."
            self.reading.refuse(node.lineno, f"{{% for %}} runs only over {LOOP_LIST}.", hint)
        if self.item is not None or node.recursive or node.test is not None:
            message = "{% for %} within {% for %}, recursive or with a condition is not available."
            self.reading.refuse(node.lineno, message, "Use {% if %} inside the loop.")
        taken = self.vocabulary.names | {LOOP_LIST, "food", "foods", "loop"}
        if not isinstance(node.target, nodes.Name) or node.target.name in taken:
            self.reading.refuse(node.lineno, "{% for %} needs one new name.", "Write {% for missed in folded %}.")
            return
        self._uses(LOOP_LIST)
        outer, self.item = self.item, node.target.name
        self.body(node.body)
        self.item = outer
        self.body(node.else_)

    def _uses(self, name: str) -> None:
        self.reading.variables.add(name)
        self.reading.decides.add(name)

    def _expression(self, node: nodes.Node) -> None:
        match node:
            case nodes.Const():
                pass
            case nodes.Name():
                self._name(node)
            case nodes.Filter():
                self._filter(node)
            case nodes.Call():
                self._food(node)
            case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if name == self.item:
                self._item_field(node, attr)
            case nodes.Getitem(node=nodes.Name(name=name), arg=nodes.Const(value=str(attr))) if name == self.item:
                self._item_field(node, attr)
            case _:
                self._combination(node)

    def _combination(self, node: nodes.Node) -> None:
        match node:
            case nodes.Not(node=inner):
                self._expression(inner)
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                self._expression(left)
                self._expression(right)
            case nodes.Compare(expr=left, ops=ops) if all(op.op in _COMPARISONS for op in ops):
                for side in (left, *(op.expr for op in ops)):
                    self._expression(side)
            case nodes.Test(node=inner, name=name) if name in tags.TESTS:
                self._expression(inner)
            case _:
                self.reading.refuse(node.lineno, _WHY.get(type(node), "This is not available here."), _AVAILABLE)

    def _name(self, node: nodes.Name) -> None:
        if node.name == DRAWN and DRAWN in self.vocabulary.names:
            hint = "Write {{ numbers }} on a line of its own in the text of the email."
            self.reading.refuse(node.lineno, "The numbers are drawn, so they are no part of a sentence.", hint)
        elif node.name in self.vocabulary.names:
            self._uses(node.name)
        elif node.name in (self.item, LOOP_LIST):
            self.reading.refuse(node.lineno, f"{node.name} is no text.", "Write its .topic or its .text, in a loop.")
        else:
            known = self.vocabulary.names | {LOOP_LIST}
            hint = did_you_mean(node.name, known) or f"Known values: {', '.join(sorted(known))}."
            self.reading.refuse(node.lineno, f"{node.name} is not a known value.", hint)

    def _item_field(self, node: nodes.Node, attr: str) -> None:
        if attr not in FOLDED_FIELDS:
            self.reading.refuse(node.lineno, f"An entry of {LOOP_LIST} has no {attr}.", "It has .topic and .text.")

    def _filter(self, node: nodes.Filter) -> None:
        constant = all(isinstance(argument, nodes.Const) for argument in node.args)
        fewest, most = _FILTERS.get(node.name, (0, 0))
        if node.name == "join":
            self._join(node)
            return
        if node.name not in _FILTERS:
            hint = did_you_mean(node.name, tags.FILTERS) or f"Available: {', '.join(tags.FILTERS)}."
            self.reading.refuse(node.lineno, f"The filter {node.name} is not available.", hint)
        elif not constant or not fewest <= len(node.args) <= most or node.kwargs or node.dyn_args or node.dyn_kwargs:
            message = f"The filter {node.name} takes {fewest} to {most} plain values."
            self.reading.refuse(node.lineno, message, "For example default('there').")
        elif node.name == "round" and any(_digits(argument) not in range(7) for argument in node.args):
            self.reading.refuse(node.lineno, "round takes a number of digits from 0 to 6.")
        if node.node is not None:
            self._expression(node.node)

    def _join(self, node: nodes.Filter) -> None:
        match node:
            case nodes.Filter(
                node=nodes.Name(name="folded"),
                args=[] | [nodes.Const(value=str())],
                kwargs=[nodes.Keyword(key="attribute", value=nodes.Const(value="topic"))],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                self._uses(LOOP_LIST)
            case _:
                hint = "Write folded | join(', ', attribute='topic')."
                self.reading.refuse(node.lineno, "join lists only the topics of what was missed.", hint)

    def _food(self, node: nodes.Call) -> None:
        match node:
            case nodes.Call(
                node=nodes.Name(name="food"),
                args=[nodes.Const(value=str(key))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                self._uses("foods")
                foods = self.vocabulary.foods
                if foods is not None and key not in foods:
                    self.reading.refuse(node.lineno, f"There is no food named {key}.", did_you_mean(key, foods))
            case _:
                self.reading.refuse(node.lineno, "Only food('...') can be called here.", _AVAILABLE)


def _line_of(statement: nodes.Node) -> int:
    """Jinja gives some tags, {% autoescape %} for one, no line of their own."""
    lines = (node.lineno for node in (statement, *statement.find_all(nodes.Node)))
    return next((line for line in lines if line), 1)


def _digits(argument: nodes.Expr) -> object:
    return argument.value if isinstance(argument, nodes.Const) else None


_AVAILABLE = "Available: {{ name }}, a short list of filters, {% if %}, {% for missed in folded %} and food('...')."
_WHY: dict[type[nodes.Node], str] = {
    nodes.Getattr: "A value has no parts to reach into with a dot.",
    nodes.Getitem: "A value has no parts to reach into with [ ].",
    nodes.CondExpr: "A choice inside {{ }} is not available; write {% if %} ... {% else %} ... {% endif %}.",
    nodes.Compare: "“in” is not available; compare with == or !=.",
    nodes.Test: "Only “is defined” and “is none” are available.",
    nodes.Concat: "Values are not joined with ~; write the two side by side.",
}
