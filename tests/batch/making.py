"""What `open_pool` may be told to make instead of pages: jobs that return, raise, die, hang and look around."""

import os
import re
import time
from pathlib import Path
from typing import Any

import psutil

from kommunedata.errors import InputError

seen: list[str] = []  # what earlier jobs of this process leave behind


def warm_up(datasaet: str) -> None:
    """Fail, of which nobody is to take notice."""
    raise ValueError(datasaet)


def make_page(job: tuple[str, str]) -> Any:
    """Do as the job says; its folder is where jobs leave signs for each other."""
    kind, folder = job
    if kind == "raise":
        raise InputError("ikke i dag")
    if kind == "hang":
        time.sleep(1000)
    if kind == "hang in C":
        re.match("(a*)*b", "a" * 60)
    if kind == "die":
        os._exit(3)
    if kind == "kill the worker":
        psutil.Process().parent().kill()
        time.sleep(1000)
    if kind == "kill the worker once" and not Path(folder, kind).exists():
        Path(folder, kind).touch()
        psutil.Process().parent().kill()
        time.sleep(1000)
    if kind == "large":
        return os.urandom(400_000)
    seen.append(kind)
    if kind == "look":
        import numpy as np

        return list(seen), os.getppid(), float(np.random.rand())
    return kind
