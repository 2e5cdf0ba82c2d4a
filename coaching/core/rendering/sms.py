"""SMS templates: compiled once, filled with values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Template

from coaching.core.rendering import allowlist, filling, source, tags, values
from coaching.core.rendering.problems import RenderFailed, TemplateRefused

SMS_CAP = 1_600  # Twilio refuses a longer body, error 21617


@dataclass(frozen=True, slots=True)
class SmsTemplate:
    """`variables`: the values it uses."""

    variables: frozenset[str]
    _template: Template = field(repr=False)

    def render(self, given: Mapping[str, object]) -> str:
        """This will fill the text; space around it goes. Raises RenderFailed where a value is missing or
        unfit, where the text is empty, and above SMS_CAP characters."""
        ready = values.prepare(given, self.variables, one_line=False)
        text = filling.fill(self._template, ready, SMS_CAP, "SMS").strip()
        if not text:
            raise RenderFailed("The SMS is empty with these values; write a text for this case, too.")
        return text


def compile_sms(text: str, *, names: frozenset[str], foods: frozenset[str] | None = None) -> SmsTemplate:
    """This will check and compile an SMS that may use the values in `names` and figures for `foods`
    (None: any food, looked up when filled). Raises TemplateRefused with every problem found."""
    tidy = source.tidy(text, source.SMS_CAP)
    reading = allowlist.read(tidy, 1, allowlist.Vocabulary(names, foods))
    if not tidy.strip():
        reading.refuse(1, "The SMS has no text.", "Write one.")
    if reading.problems:
        raise TemplateRefused(reading.problems)
    return SmsTemplate(frozenset(reading.variables), tags.PLAIN.from_string(tidy))
