"""The proof that somebody has seen the look before publishing, of exactly the words that they publish."""

import hashlib
import json

from django.core import signing
from django.http import HttpRequest

from coaching.web.console.editor import Edit

LASTS_S = 24 * 60 * 60
_SALT = "coaching.look"


def proof(request: HttpRequest, editing: Edit) -> str:
    """This will sign that the look at an edit is shown to whoever is signed in."""
    return signing.dumps(_mark(request, editing), salt=_SALT)


def has_seen(request: HttpRequest, editing: Edit) -> bool:
    """This will say whether the form carries that proof, of the last day, for these words upon this version."""
    try:
        seen = signing.loads(request.POST.get("looked", ""), salt=_SALT, max_age=LASTS_S)
    except signing.BadSignature:
        return False
    return bool(seen == _mark(request, editing))


def _mark(request: HttpRequest, editing: Edit) -> str:
    shown = [request.user.pk, editing.name, editing.based_on, editing.source, editing.note, sorted(editing.seen)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
