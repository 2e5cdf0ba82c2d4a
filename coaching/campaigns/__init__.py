"""Programmes as data: one folder each, loaded by `loader.load`. This module finds the folders that come with it."""

from pathlib import Path

from coaching.campaigns.loader import CAMPAIGN
from coaching.campaigns.problems import instead_of

_HERE = Path(__file__).parent


def folders() -> list[Path]:
    """This will list the folders of the built-in programmes, by name."""
    return sorted(path.parent for path in _HERE.glob(f"*/{CAMPAIGN}"))


def find(key: str) -> Path:
    """This will give the folder of a built-in programme. It raises LookupError that names what there is."""
    known = {folder.name: folder for folder in folders()}
    if key not in known:
        raise LookupError(f'There is no programme "{key}". {instead_of(key, known)}')
    return known[key]
