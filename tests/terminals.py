"""A terminal for tests: what a command says on one as it works."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import commands

COMMAND = str(Path(sys.executable).parent / "kommunedata")


def run_on_terminal(folder: Path, *arguments: str, whole: bool = False, **environment: str) -> tuple[str, str]:
    """What a command says on a terminal that is its stderr, and what it prints; `whole`: that is on it too."""
    ours, theirs = os.openpty()
    name = os.ttyname(theirs)
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(_read, ours)
        environment = {"TERM": "xterm", "COLUMNS": "200", **environment}
        done = commands.run(*arguments, cwd=folder, out=name if whole else "", err=name, **environment)
        os.close(theirs)
        said = reading.result()
    os.close(ours)
    assert done.returncode == 0, said
    return said, done.stdout


def _read(terminal: int) -> str:
    said = b""
    with suppress(OSError):  # how Linux says that nobody holds the other end
        while some := os.read(terminal, 10_000):
            said += some
    return said.decode()
