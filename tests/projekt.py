"""A project with a small notebook of one's own, and the processes that its commands leave."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import commands
import psutil

from kommunedata import paths

TWELVE = [
    "Vejle",
    "Viborg",
    "Varde",
    "Vejen",
    "Tårnby",
    "Tønder",
    "Thisted",
    "Skive",
    "Struer",
    "Solrød",
    "Greve",
    "Faxe",
]
SMALL = """
import kommunedata as kd
from kommunedata.page import parts as page
found = kd.find_kommune(kommune)
page.header(found.fuldt_navn, datasaet, [str(aar), afsender])
"""


@dataclass
class Projekt:
    """A project whose notat is made by one small cell, run from its own folder."""

    folder: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def pages(self) -> Path:
        return self.folder / "outputs" / "modeldata" / "2022"

    def set_cell(self, source: str, name: str = "kommunenotat") -> None:
        """Replace the cell that makes a page; it may use the notebook's parameters."""
        file = self.folder / "notebooks" / f"{name}.ipynb"
        book = json.loads((paths.root() / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
        keep = [cell for cell in book["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        cell = {"cell_type": "code", "id": "siden", "metadata": {}, "outputs": [], "execution_count": None}
        book["cells"] = [*keep, {**cell, "source": source}]
        file.write_text(json.dumps(book), encoding="utf-8")

    def start(self, *arguments: str, **options) -> subprocess.Popen[str]:
        environment = {**os.environ, "KD_MARK": self.mark, "PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "kommunedata", *arguments], cwd=self.folder, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **options,
        )  # fmt: skip

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return commands.run(*arguments, cwd=self.folder, KD_MARK=self.mark)

    def batch(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("batch", "--only", ",".join(TWELVE), "--workers", "1", *arguments)

    def processes(self) -> list[psutil.Process]:
        """All living processes that the commands of this project have started."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get("KD_MARK") == self.mark and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def check_whole(self) -> None:
        """No page is half, and nothing but pages and what belongs to them is there."""
        for page in self.pages.glob("*.html"):
            assert page.read_text(encoding="utf-8").rstrip().endswith("</html>"), page


def make_projekt(folder: Path) -> Projekt:
    """A project with its small notebooks alone: all else is that of the package."""
    for name in ("data/redaktionelt", "notebooks"):
        (folder / name).mkdir(parents=True)
    projekt = Projekt(folder)
    projekt.set_cell(SMALL)
    projekt.set_cell(
        "from kommunedata.page import parts\nparts.header('Landet', datasaet, [str(aar)])", "landsoverblik"
    )
    return projekt


def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
