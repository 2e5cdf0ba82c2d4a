"""The files of the project: what git tracks or would track."""

import subprocess
from pathlib import Path


def files(root: Path) -> list[Path]:
    """This will list the project's files, sorted; ignored ones left out. Raises CalledProcessError outside of git."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return sorted(path for name in set(listed.split("\0")) - {""} if (path := root / name).is_file())
