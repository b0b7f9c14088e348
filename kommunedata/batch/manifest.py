"""What a batch has made, and from what: the record that lets an unchanged notat be skipped.

`manifest.json` beside the pages holds, per notat, the hash of its inputs, of the page it became, when it was made
and how it went. It is a memory, not a truth: a manifest that is missing, old or damaged only costs a rebuild.
Next to nothing is loaded for it, so that a batch with nothing to do ends at once.
"""

import csv
import hashlib
import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kommunedata import paths
from kommunedata.batch.choices import Choices
from kommunedata.datasaet.kilde import datasaet_dir
from kommunedata.errors import KommunedataError
from kommunedata.files import write_atomic

LIBRARIES = ("kommunedata", "jinja2", "matplotlib", "nbconvert", "pandas", "papermill")


def hash_inputs(source: Path, folder: Path, choices: Choices) -> str:
    """One hash of all that the pages of a folder are made from: data, notebooks, package, editorial files, versions.

    `source` is the folder of the datasaet; of a notebook that is chosen it is the content that counts.
    """
    notebook = hash_file(Path(choices.notebook)) if choices.notebook else ""
    arguments = {"datasaet": source.name, "aar": folder.name, **asdict(replace(choices, notebook=notebook))}
    files = [
        *sorted(source.glob("*.*")),
        *(path for root in paths.roots() for path in paths.editable(root)),
        *sorted(Path(__file__).parent.parent.rglob("*.py")),
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


def save_manifest(folder: Path, entries: dict[str, dict[str, Any]], batch: dict[str, Any]) -> None:
    """Write the entries of the pages, and the record of a batch that made them all."""
    content = {"batch": batch, "notater": dict(sorted(entries.items()))}
    try:
        write_atomic(folder / "manifest.json", json.dumps(content, ensure_ascii=False) + "\n")
    except OSError as error:
        raise KommunedataError(f"the record {folder / 'manifest.json'} could not be written: {error}") from None


def make_entry(folder: Path, slug: str, inputs: str, error: str, seconds: float) -> dict[str, Any]:
    """The entry of a page that was made, or of one that failed for the reason `error`."""
    path = folder / f"{slug}.html"
    return {
        "inputs": "" if error else inputs,
        "page": hash_file(path),
        "result": "fejl" if error else "ok",
        "error": error,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "bytes": path.stat().st_size if path.exists() else 0,
    }


def is_done(out: Path, datasaet: str, aar: int | None, choices: Choices) -> int:
    """How many pages there are, if all of a year are made and up to date; else 0."""
    source = datasaet_dir(datasaet)
    folder = choices.folder(out, datasaet, aar or _latest_aar(source / "tal.csv"))
    record = load_plan(folder)
    if record.get("inputs") != hash_inputs(source, folder, choices):
        return 0
    whole = all(hash_file(folder / name) == digest for name, digest in record["files"].items())
    return int(record["pages"]) if whole else 0


def _latest_aar(file: Path) -> str:
    """The latest year with a figure, read without pandas."""
    with file.open(encoding="utf-8", newline="") as stream:
        years = [row["aar"] for row in csv.DictReader(stream) if row.get("vaerdi")]
    return max(years, default="")
