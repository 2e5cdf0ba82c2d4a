"""Which tables and columns an owner may look at: all but those that open something."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import JSONField, Model

_LEFT_OUT = {"SignedIn", "RecoveryCode", "WrongTry"}
_OPENS = {"password", "secret", "totp_secret", "token", "digest"}
_OPENS_OF = {"AddressChange": {"code"}}
"""A way in, a page or a claim: shown to nobody."""
_MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are shown of one row, `listed` in the list of rows."""

    model: type[Model]
    columns: tuple[str, ...]
    listed: tuple[str, ...]


def shown() -> list[Table]:
    """This will list the tables of ours that may be looked at."""
    models = apps.get_app_config("store").get_models()
    return [_table(model) for model in models if model.__name__ not in _LEFT_OUT]


def _table(model: type[Model]) -> Table:
    opens = _OPENS | _OPENS_OF.get(model.__name__, set())
    fields = [each for each in model._meta.concrete_fields if each.name not in opens]
    listed = [each.name for each in fields if not isinstance(each, JSONField)][:_MOST_LISTED]
    return Table(model, tuple(each.name for each in fields), tuple(listed))
