"""No file names a package registry's host or a path of one machine: neither belongs to the project."""

import configparser
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from checks import tree

# Written in pieces: this file is checked too.
_REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("proxy", "golang", "org"),
    )
]
_MACHINE_PATH = re.compile(r"(?<![\w.:/*-])/(?:work|farm|root|home/\w+|Users/\w+)/")


def problems(root: Path) -> list[str]:
    """This will list every line that names one, as path:line: what it names."""
    hosts = _REGISTRIES + _configured_hosts()
    found = []
    for path in tree.files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or another binary
        found += [f"{path.relative_to(root).as_posix()}:{line}" for line in judge(text, hosts)]
    return found


def judge(text: str, hosts: list[str]) -> list[str]:
    """This will list "line: what it names" for a text."""
    wanted = re.compile("|".join(rf"(?<![\w-]){re.escape(host)}(?!\w)" for host in hosts))
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        named = wanted.search(line) or _MACHINE_PATH.search(line)
        if named:
            kind = "a registry's host" if named.re is wanted else "a path of one machine"
            found.append(f"{number}: names {kind}: {named.group()}")
    return found


def _configured_hosts() -> list[str]:
    """The hosts that this machine installs packages from, if it is told to use others than the public ones."""
    addresses = [os.environ.get(name, "") for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")]
    for folder in (Path(sys.prefix), Path.home() / ".config" / "pip", Path.home() / ".pip", Path("/etc")):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read([folder / "pip.conf"])
        addresses.append(parser.get("global", "index-url", fallback=""))
    hosts = {urlsplit(address).hostname for address in addresses}
    return sorted(host for host in hosts if host and "." in host)
