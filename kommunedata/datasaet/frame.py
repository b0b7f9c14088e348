"""Datasaet: one table of andele with its provenance, loaded, checked and saved.

A datasaet is a folder `data/<navn>/` with `andele.csv` and `kilde.yaml`. The columns of andele, one row per
kommune × aar × hovedkonto, are

    kommunekode     text of three digits, one of the 98
    aar             int, 2007-2100
    hovedkonto      "0" "2" "3" "4" "5" "6" or "samlet"
    andel           float, pct. (or the unit that kilde.yaml names); NaN = missing
    privat          float, mio. kr.: private purchases, the numerator; or NaN
    grundlag        float, mio. kr.: tasks suited for tender, the denominator; or NaN
    status          "tal" exactly where andel is a number, else "mangler", "ikke_relevant" or "skjult"
    offentliggjort  bool: the figure itself has been published (False where the file has no such column)
"""

import hashlib
import io
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from kommunedata import paths
from kommunedata.datasaet.kilde import Kilde, check_navn, datasaet_dir, load_kilde
from kommunedata.errors import DataError, InputError
from kommunedata.kommuner import kommune_by_code

HOVEDKONTI = ("0", "2", "3", "4", "5", "6")
SAMLET = "samlet"
STATUS = ("tal", "mangler", "ikke_relevant", "skjult")
KEY = ["kommunekode", "aar", "hovedkonto"]
NUMBERS = ["andel", "privat", "grundlag"]
COLUMNS = [*KEY, *NUMBERS, "status", "offentliggjort"]


def load_andele(datasaet: str = "modeldata") -> pd.DataFrame:
    """The checked andele of a datasaet, with the columns and types that the module describes.

    Raises:
        InputError: no datasaet has that name.
        DataError: the file breaks its contract or differs from the checksum in `kilde.yaml`; all is listed.

    Example:
        >>> andele = load_andele("modeldata")
        >>> andele.query("kommunekode == '851' and hovedkonto == 'samlet'")["andel"].round(1).iloc[-1]
        np.float64(29.8)
    """
    path = datasaet_dir(datasaet) / "andele.csv"
    kilde = load_kilde(datasaet)
    try:
        stat = path.stat()
    except FileNotFoundError:
        raise InputError(f"{path} is missing") from None
    return _load(path, stat.st_mtime_ns, stat.st_size, kilde.enhed, kilde.sha256).copy()


@lru_cache(maxsize=4)
def _load(path: Path, _mtime: int, _size: int, enhed: str, sha256: str) -> pd.DataFrame:
    content = path.read_bytes()
    frame, faults = parse_andele(content, enhed)
    if hashlib.sha256(content).hexdigest() != sha256:
        faults.append("the checksum differs from kilde.yaml: the file was changed after it was imported")
    if faults:
        raise DataError(path, faults)
    return frame


def parse_andele(content: bytes, enhed: str = "pct.") -> tuple[pd.DataFrame, list[str]]:
    """Read the bytes of an `andele.csv`; return the table and every fault found in it."""
    try:
        frame = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        return pd.DataFrame(columns=COLUMNS), [f"not a readable CSV file: {error}"]
    if missing := [column for column in COLUMNS[:-1] if column not in frame]:
        return frame, [f"columns are missing: {', '.join(missing)}"]
    return check_andele(frame, enhed)


def check_andele(frame: pd.DataFrame, enhed: str = "pct.") -> tuple[pd.DataFrame, list[str]]:
    """Convert the columns of andele to their types and check them against the contract.

    Args:
        frame: the columns of andele, as text or as their types; row n of the index is line n + 2 of a file.
        enhed: the unit; shares ("pct.") must lie within 0-100.

    Returns:
        The table with the columns of `COLUMNS`, and a list of faults, each with its row (empty if sound).
    """
    from pandera.errors import SchemaErrors  # late: pandera takes long to import

    faults, typed = [], frame.reset_index(drop=True)
    for column in ["aar", *NUMBERS]:
        text = typed[column].astype("str").fillna("").str.strip()
        number = pd.to_numeric(text.mask(text.isin(["", "nan"])), errors="coerce").astype("float64")
        bad = number.isna() & ~text.isin(["", "nan"]) | number.abs().eq(float("inf"))
        faults += [f"row {row + 2}: {column} {text[row]!r} is not a number" for row in typed.index[bad]]
        typed[column] = number.mask(bad)
    published = typed["offentliggjort"] if "offentliggjort" in typed else pd.Series(False, index=typed.index)
    typed["offentliggjort"] = published.astype("str").str.lower().isin(["true", "1", "ja"])
    typed = typed[COLUMNS]
    try:
        _schema(enhed).validate(typed, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["index", "check"]).sort_values("index", kind="stable")
        faults += [_describe(typed, case) for case in cases.itertuples()]
    if not faults:
        typed = typed.astype({"aar": "int64", "kommunekode": "str", "hovedkonto": "str", "status": "str"})
    return typed, faults


@lru_cache(maxsize=2)
def _schema(enhed: str) -> Any:
    import pandera.pandas as pa

    share = [pa.Check.in_range(0, 100, error="is not within 0-100")] if enhed == "pct." else []

    def one_of(*allowed: str) -> Any:
        return pa.Check.isin(allowed, error=f"is none of {', '.join(allowed)}")

    amounts_agree = pa.Check(
        lambda f: ~((f["andel"] - 100 * f["privat"] / f["grundlag"]).abs() > 0.06),
        error="andel is not 100 · privat / grundlag",
    )
    return pa.DataFrameSchema(
        {
            "kommunekode": pa.Column(
                checks=pa.Check.isin(list(kommune_by_code()), error="is not one of the 98 codes")
            ),
            "aar": pa.Column(
                float,
                [
                    pa.Check.in_range(2007, 2100, error="is not within 2007-2100"),
                    pa.Check(lambda s: s % 1 == 0, error="is not a whole year"),
                ],
            ),
            "hovedkonto": pa.Column(checks=one_of(*HOVEDKONTI, SAMLET)),
            "andel": pa.Column(float, share, nullable=True),
            "privat": pa.Column(float, nullable=True),
            "grundlag": pa.Column(float, nullable=True),
            "status": pa.Column(checks=one_of(*STATUS)),
        },
        checks=[
            pa.Check(lambda f: ~f.duplicated(KEY), error="kommune, aar and hovedkonto occur twice"),
            pa.Check(lambda f: (f["status"] == "tal") == f["andel"].notna(), error="status and andel disagree"),
            pa.Check(lambda f: ~(f["privat"] > f["grundlag"]), error="privat is larger than grundlag"),
            *([amounts_agree] if enhed == "pct." else []),
        ],
    )


def _describe(frame: pd.DataFrame, case: Any) -> str:
    if pd.isna(case.index):
        return f"{case.column}: {case.check}"
    row = frame.loc[case.index]
    if case.schema_context == "Column":
        problem = "is missing" if case.check == "not_nullable" else case.check
        value = row[case.column]
        return (
            f"row {case.index + 2}: {case.column} {value:g} {problem}"
            if isinstance(value, float)
            else (f"row {case.index + 2}: {case.column} {value!r} {problem}")
        )
    values = ", ".join(f"{column} {row[column]}" for column in [*KEY, *NUMBERS, "status"])
    return f"row {case.index + 2}: {case.check} ({values})"


def save_andele(
    frame: pd.DataFrame, kilde: dict[str, Any], *, force: bool = False, extra: dict[str, bytes] | None = None
) -> Path:
    """Check a table of andele and write it as the datasaet `kilde["navn"]`, whole or not at all.

    The new folder is made beside the old one and takes its place by a rename; a `raw/` folder of the old
    one is kept.

    Args:
        frame: columns of `COLUMNS` (`offentliggjort` may be left out), a row per kommune × aar × hovedkonto.
        kilde: the fields of `Kilde` but `sha256`, which is computed here.
        force: replace a datasaet of the same name.
        extra: the content of further files of the datasaet, by name.

    Raises:
        InputError: the name is not usable, or taken and `force` is not set.
        DataError: the table breaks the contract; nothing was written.
    """
    navn = str(kilde["navn"])
    check_navn(navn, force=force)
    checked, faults = check_andele(frame, str(kilde.get("enhed", "pct.")))
    if faults:
        raise DataError(f"datasaet {navn}", faults)
    order = {konto: place for place, konto in enumerate([*HOVEDKONTI, SAMLET])}
    checked = checked.sort_values(KEY, key=lambda s: s.map(order) if s.name == "hovedkonto" else s)
    content = checked.to_csv(index=False, lineterminator="\n").encode()
    fields = Kilde.model_validate({**kilde, "sha256": hashlib.sha256(content).hexdigest()})
    text = yaml.safe_dump(fields.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=110)

    root = paths.datasaet_root()
    target = root / navn
    root.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{navn}-", dir=root))
    try:
        (fresh / "andele.csv").write_bytes(content)
        (fresh / "kilde.yaml").write_text(text, encoding="utf-8")
        for name, more in (extra or {}).items():
            (fresh / name).write_bytes(more)
        fresh.chmod(0o755)
        _replace_dir(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


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
