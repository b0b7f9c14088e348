"""A terminal for tests: what a command says on one as it works."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "kommunedata")


def run_on_terminal(folder: Path, *arguments: str, whole: bool = False, **environment: str) -> tuple[str, str]:
    """What a command says on a terminal that is its stderr, and what it prints; `whole`: that is on it too."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [COMMAND, *arguments], cwd=folder, env={**os.environ, "TERM": "xterm", "COLUMNS": "200", **environment},
        stdout=theirs if whole else subprocess.PIPE, stderr=theirs, text=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        said = b""
        with suppress(OSError):  # how Linux says that nobody holds the other end
            while some := os.read(ours, 10_000):
                said += some
        os.close(ours)
        printed = process.stdout.read() if process.stdout else ""
    assert process.returncode == 0, said.decode()
    return said.decode(), printed
