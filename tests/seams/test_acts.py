"""Every act about a person that the audit keeps has words for their timeline, or a row of its own there."""

import ast
from collections.abc import Iterator
from pathlib import Path

from coaching.journeys.doubt import Choice
from coaching.journeys.timeline_acts import TOLD, TOLD_BY_THEIR_ROWS

SOURCE = Path(__file__).parents[2] / "coaching"
ABOUT = {"enrolment", "subscriber", "message", "alert"}


def recorded() -> Iterator[tuple[str, str]]:
    """(noun, verb) of each line that is written; a verb that is worked out is read from the strings before it."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
            named = {
                target.id: node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for call in (each for each in ast.walk(function) if isinstance(each, ast.Call)):
                is_one = isinstance(call.func, ast.Attribute) and call.func.attr in ("record", "record_many")
                if not is_one or len(call.args) < 3 or not isinstance(call.args[2], ast.Constant):
                    continue
                verb: ast.expr = call.args[1]
                verb = named.get(verb.id, verb) if isinstance(verb, ast.Name) else verb
                yield from ((str(call.args[2].value), said) for said in strings(verb))


def strings(verb: ast.expr) -> list[str]:
    if isinstance(verb, ast.IfExp):
        return strings(verb.body) + strings(verb.orelse)
    return [verb.value] if isinstance(verb, ast.Constant) and isinstance(verb.value, str) else []


def about_people() -> set[tuple[str, str]]:
    return {(noun, verb) for noun, verb in recorded() if noun in ABOUT}


def test_every_act_about_a_person_has_words_for_the_timeline() -> None:
    assert len(about_people()) > 30
    assert about_people() <= TOLD.keys() | TOLD_BY_THEIR_ROWS


def test_no_words_stand_there_for_an_act_that_nobody_records() -> None:
    decided = {("message", f"decided: {choice}") for choice in Choice}
    assert about_people() | decided == TOLD.keys() | TOLD_BY_THEIR_ROWS
