"""What a batch has made, and from what: the record that lets an unchanged notat be skipped.

`manifest.json` beside the pages holds, per notat, the hash of its inputs, of the page it became, when it was made
and how it went. It is a memory, not a truth: a manifest that is missing, old or damaged only costs a rebuild.
Only the standard library is used here, so that a batch with nothing to do ends at once.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kommunedata import paths

LIBRARIES = ("kommunedata", "jinja2", "matplotlib", "nbconvert", "pandas", "papermill")


def hash_inputs(datasaet_dir: Path, **arguments: Any) -> str:
    """One hash of all that a page is made from: data, notebooks, package, editorial files, versions, arguments.

    Args:
        datasaet_dir: the folder of the datasaet.
        arguments: what else decides what is made, as text and numbers.
    """
    files = [
        datasaet_dir / "andele.csv",
        datasaet_dir / "kilde.yaml",
        *sorted(paths.data_file().glob("*.*")),
        *sorted(paths.data_file("redaktionelt").glob("*")),
        *sorted((paths.root() / "notebooks").glob("*.ipynb")),
        *sorted(Path(__file__).parent.rglob("*.py")),
        *sorted(path for path in paths.templates().rglob("*") if path.is_file()),
    ]
    digest = hashlib.sha256(json.dumps(arguments, sort_keys=True).encode())
    digest.update(sys.version.encode())
    for name in LIBRARIES:
        digest.update(f"{name}=={version(name)}".encode())
    for file in files:
        digest.update(f"\n{file.name}:".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def hash_file(path: Path) -> str:
    """The hash of a file, "" where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def load_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """The entries of a folder by identifier; none where the manifest is missing or not understood."""
    try:
        entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["notater"]
        return {slug: entry for slug, entry in entries.items() if {"inputs", "page", "result"} <= set(entry)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def load_plan(folder: Path) -> dict[str, Any]:
    """The record of a whole batch: inputs, number of pages, hash of every file; empty where there is none."""
    try:
        record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["batch"]
        return record if {"inputs", "pages", "files"} <= set(record) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def dump_manifest(entries: dict[str, dict[str, Any]], batch: dict[str, Any]) -> str:
    """The text of a manifest: the entries of the notater, and the record of a batch that made them all."""
    return json.dumps({"batch": batch, "notater": dict(sorted(entries.items()))}, ensure_ascii=False, indent=1) + "\n"


def is_current(entry: dict[str, Any] | None, inputs: str, page: Path) -> bool:
    """Whether a page is the one that these inputs make: made from them, and not touched since."""
    return bool(entry) and entry.get("inputs") == inputs and entry.get("page") == hash_file(page) != ""


def list_failed(entries: dict[str, dict[str, Any]]) -> Iterable[str]:
    """Identifiers whose last attempt failed."""
    return [slug for slug, entry in entries.items() if entry.get("result") == "fejl"]
