"""Standard output and error: what becomes of them decides nothing, and on a terminal they say where long work is."""

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NEAR = {"−": "-", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " ", "’": "'", "”": '"'}


def steady_streams() -> None:
    """Let printing never end a command: letters that an encoding lacks are replaced, what cannot be written is lost."""
    codecs.register_error("near", _as_near)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:  # closed: nothing else may take its place, which would be written into
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r" if number == 0 else "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif number and hasattr(stream, "buffer"):
            output = io.BufferedWriter(_Output(getattr(stream.buffer, "raw", stream.buffer)))
            setattr(sys, name, io.TextIOWrapper(output, stream.encoding, "near", line_buffering=True))


def _as_near(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(NEAR.get(letter, "?") for letter in error.object[error.start : error.end]), error.end


def lost_output() -> OSError | None:
    """Why some of the standard output did not arrive; None where all did, or where its reader had seen enough."""
    sys.stdout.flush()
    return _Output.lost


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on a terminal what is being done until it is, with the seconds; in a pipe nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # late: most commands need none of it
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield


class _Output(io.RawIOBase):
    """A standard stream that takes all that is written to it, and keeps in mind why some of it was lost."""

    lost: OSError | None = None

    def __init__(self, raw: io.RawIOBase) -> None:
        self.raw = raw

    def write(self, data: Any) -> int | None:
        """Write, or let it be."""
        try:
            return self.raw.write(data)
        except OSError as error:
            if error.errno != errno.EPIPE and self.raw.fileno() == 1:
                _Output.lost = error
            return len(data)

    def writable(self) -> bool:
        """Yes."""
        return True

    def isatty(self) -> bool:
        """As the stream itself."""
        return self.raw.isatty()

    def fileno(self) -> int:
        """As the stream itself."""
        return self.raw.fileno()
