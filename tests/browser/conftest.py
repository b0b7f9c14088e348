"""A real browser for the tests: Debian's Chromium, driven by Playwright."""

import importlib.util
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from inprocess import page_of

from kommunedata.kommuner import find_kommune

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(command: list[str], folder: Path, address: str, **environment: str) -> Iterator[Path]:
    """A server of its own in a folder, from when it answers at an address until the end of a `with`: what it says."""
    said = folder / "server.log"
    with said.open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=os.environ | environment, stdout=log, stderr=log)
    end = time.monotonic() + 60
    try:
        while True:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    break
            except urllib.error.HTTPError:
                break  # it answers
            except OSError:
                if server.poll() is not None or time.monotonic() > end:
                    pytest.fail(f"the server did not start:\n{said.read_text()}")
                time.sleep(0.1)
        yield said
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """The browser. Where there is none the tests are skipped, but in CI they fail."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    missing = [] if program else ["chromium (or a path in CHROMIUM)"]
    missing += [name for name in ("playwright", "axe_playwright_python") if importlib.util.find_spec(name) is None]
    if missing:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop(f"no browser to test in: {', '.join(missing)} is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def file_of(tmp_path_factory) -> Callable[[str, int], Path]:
    """A notat as a file on disk, as it is opened from a mail."""
    folder = tmp_path_factory.mktemp("notater")

    def write(kommune: str, aar: int = 2022) -> Path:
        file = folder / f"{find_kommune(kommune).slug}-{aar}.html"
        if not file.exists():
            file.write_text(page_of(kommune, aar), encoding="utf-8")
        return file

    return write


@pytest.fixture(scope="session")
def window(chromium) -> Callable:
    """Open a file in a window of its own for as long as a `with`; its `asked` lists its requests."""

    @contextmanager
    def opened(file: Path, width: int = 1280, **options):
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, reduced_motion="reduce", **options)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(file.as_uri())
        page.get_by_role("heading", level=1).wait_for()
        yield page
        context.close()

    return opened


@pytest.fixture
def show(window, file_of) -> Iterator[Callable]:
    """Open a notat until the end of the test: `show("Aalborg", 2022, width=320)`."""
    with ExitStack() as open_windows:
        yield lambda kommune, aar=2022, **options: open_windows.enter_context(window(file_of(kommune, aar), **options))
