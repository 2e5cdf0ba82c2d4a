"""A compiled template filled with values, up to a size, with errors in plain words."""

import re
from collections.abc import Mapping

from jinja2 import Template, UndefinedError

from coaching.core.rendering.problems import RenderFailed

_NAME = re.compile(r"'(\w+)' is undefined")


def fill(template: Template, ready: Mapping[str, object], cap: int, what: str) -> str:
    """This will fill `template` with prepared values (see `values.prepare`).

    Stops and raises RenderFailed once the result is longer than `cap` characters; also for a value that
    is missing or that a filter cannot use. `what` names the result in that message."""
    parts: list[str] = []
    size = 0
    try:
        for part in template.root_render_func(template.new_context(dict(ready), shared=True)):
            size += len(part)
            if size > cap:
                raise RenderFailed(f"The {what} is longer than {cap:,} characters; shorten the template or its values.")
            parts.append(part)
    except UndefinedError as error:
        raise RenderFailed(_missing(error)) from error
    except (TypeError, ValueError, ArithmeticError) as error:
        raise RenderFailed(f"A filter or comparison in the {what} cannot use its value: {error}.") from error
    return "".join(parts)


def _missing(error: UndefinedError) -> str:
    found = _NAME.search(error.message or "")
    if found is None:
        return f"A value is missing: {error.message}."
    return f"There is no value for {found[1]}. Give one, or write {{{{ {found[1]} | default('...') }}}}."
