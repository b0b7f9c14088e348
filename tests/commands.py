"""Commands as a person gives them, each in a process of its own, forked from one that has loaded what they load.

So is the loader of their pages, which elsewhere starts anew; that it can, `start` of `projekt` and others see to.
"""

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

SERVER = """
import json, multiprocessing, os, sys, signal
import ipywidgets, seaborn
from multiprocessing.context import ForkContext
from kommunedata import *
from kommunedata import cli
from kommunedata.batch import pages, plan, pool, run
from kommunedata.landsoverblik import aendringer, eftersyn
class Loaded(ForkContext):
    def Pipe(self):
        self.ours, theirs = super().Pipe()
        return self.ours, theirs
    def Process(self, target, args):
        return super().Process(target=lambda: (self.ours.close(), target(*args)))
kinds = multiprocessing.get_context
multiprocessing.get_context = lambda kind: Loaded() if kind == "spawn" else kinds(kind)
for line in sys.stdin:
    arguments, folder, environment, said = json.loads(line)
    if not os.fork():
        for number, name in enumerate((os.devnull, *said)):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY), number)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        signal.alarm(300)  # no command takes so long
        sys.argv = ["kommunedata", *arguments]
        cli.main()
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""


def run(
    *arguments: str, cwd: Path | None = None, out: str = "", err: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """What becomes of a command; its environment is that of this process and what is given.

    What it says is kept, unless it goes to something else: a device, a terminal, a pipe with a name.
    """
    with TemporaryDirectory() as folder:
        kept = [Path(folder, "out"), Path(folder, "err")]
        said = [given or str(file) for given, file in zip((out, err), kept, strict=True)]
        asked = arguments, str(cwd or Path.cwd()), {**os.environ, **environment}, said
        server = _server()
        print(json.dumps(asked), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        out, err = (file.read_bytes().decode() if file.exists() else "" for file in kept)
    return subprocess.CompletedProcess(arguments, code, out, err)


@cache
def _server() -> subprocess.Popen[str]:
    alone = {"OPENBLAS_NUM_THREADS": "1", "MATPLOTLIBRC": os.devnull}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], env=os.environ | alone, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(server.communicate)
    return server
