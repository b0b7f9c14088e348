"""Saving a datasaet, whole or not at all."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import yaml

from kommunedata import paths
from kommunedata.datasaet.check import KEY, check_frame
from kommunedata.datasaet.frame import TAL
from kommunedata.datasaet.kilde import Kilde, check_navn
from kommunedata.datasaet.noegletal import Noegletal, shared_noegletal
from kommunedata.errors import DataError, InputError


def save_datasaet(
    frame: pd.DataFrame,
    kilde: dict[str, Any],
    noegletal: Mapping[str, Noegletal],
    *,
    force: bool = False,
    extra: dict[str, bytes] | None = None,
) -> Path:
    """Check a frame and write it as the datasaet `kilde["navn"]`.

    The new folder is made beside the old one and takes its place by a rename; a `raw/` folder of the old
    one is kept.

    Args:
        frame: the columns of `datasaet.check` (`offentliggjort` may be left out).
        kilde: the fields of `Kilde` but `sha256`, which is computed here.
        noegletal: the descriptions of what is measured; not written where all datasaet of the measure share them.
        force: replace a datasaet of the same name.
        extra: the content of further files of the datasaet, by name.

    Raises:
        InputError: the name is not usable, or taken and `force` is not set; or the folder cannot be written to.
        DataError: the frame breaks the contract; nothing was written.
    """
    navn = str(kilde["navn"])
    check_navn(navn, force=force)
    checked, faults = check_frame(frame, noegletal)
    if faults:
        raise DataError(f"datasaet {navn}", faults)
    order = {code: place for place, code in enumerate(noegletal)}
    checked = checked.sort_values(KEY, key=lambda s: s.map(order) if s.name == "noegletal" else s)
    content = checked.to_csv(index=False, lineterminator="\n").encode()
    fields = Kilde.model_validate({**kilde, "sha256": hashlib.sha256(content).hexdigest()})
    files = {TAL: content, "kilde.yaml": to_yaml(fields.model_dump(mode="json")), **(extra or {})}
    if shared_noegletal(fields.maal) != dict(noegletal):
        files["noegletal.yaml"] = to_yaml(
            [one.model_dump(mode="json", exclude_defaults=True) for one in noegletal.values()]
        )

    root = paths.datasaet_root()
    target, fresh = root / navn, root / f".{navn}-{uuid4().hex}"
    try:
        fresh.mkdir(parents=True)
    except OSError as error:
        reason = f"{root} cannot be written to ({error.strerror})"
        raise InputError(f"{reason}: choose another folder with the variable KOMMUNEDATA_DATA") from None
    try:
        for name, data in files.items():
            (fresh / name).write_bytes(data)
        _replace_dir(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def to_yaml(content: Any) -> bytes:
    """Plain data as YAML for people: Danish letters as they are, fields in their order."""
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110).encode()


def _replace_dir(fresh: Path, target: Path) -> None:
    """Put `fresh` in the place of `target`; killed between the renames, `kilde` puts the old one back."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    if (old / "raw").is_dir():
        (old / "raw").rename(target / "raw")
    shutil.rmtree(old, ignore_errors=True)
