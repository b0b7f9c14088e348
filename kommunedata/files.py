"""Files: written so that no reader ever meets half of one, and YAML read safely and checked against a schema."""

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

import yaml
from pydantic import TypeAdapter, ValidationError

from kommunedata.errors import DataError, InputError
from kommunedata.text import visible

T = TypeVar("T")

_MESSAGES = {"missing": "is missing", "extra_forbidden": "is not a known field"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where PyYAML has libyaml


def write_atomic(path: Path, content: str | bytes) -> Path:
    """Write a file under a temporary name, then rename it: a reader finds the old file or the new, never half.

    A link is written through: the file that it leads to is the one that is replaced. A new file may be read and
    written by whom the umask and the folder say; an older one keeps its mode.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve()
    data = content.encode() if isinstance(content, str) else content
    temporary = target.with_name(f".{target.name[:60]}.{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return path


def check_file(path: Path) -> None:
    """Raise `InputError` unless a file can be written at a path."""
    check_folder(path.parent)
    if path.is_dir():
        raise InputError(f"cannot write to {path}: it is a folder")


def check_folder(folder: Path) -> None:
    """Raise `InputError` unless files can be made and replaced in a folder; it is made where there is none."""
    try:
        write_atomic(folder / f".probe.{os.getpid()}.tmp", "").unlink()
    except OSError as error:
        raise InputError(f"cannot write to {folder}: {error.strerror}") from None


@cache
def _adapter(schema: Any) -> TypeAdapter[Any]:
    return TypeAdapter(schema)


def load_yaml(path: Path, schema: type[T]) -> T:
    """The content of a YAML file as `schema` (a pydantic model, or a list of one).

    Raises:
        InputError: there is no such file.
        DataError: it is not YAML, or breaks the schema; each fault is named by its place, e.g. `3.titel`.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    except FileNotFoundError:
        raise InputError(f"{path} is missing") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(path, [" ".join(str(error).split())]) from None
    try:
        return cast(T, _adapter(schema).validate_python(_visible(content)))
    except ValidationError as error:
        raise DataError(path, [_describe(fault) for fault in error.errors()]) from None


def _visible(content: Any) -> Any:
    """The same content, with no sign in its texts that nobody sees."""
    if isinstance(content, dict):
        return {name: _visible(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_visible(value) for value in content]
    return visible(content) if isinstance(content, str) else content


def _describe(fault: Any) -> str:
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"]) or "the file"
    known = _MESSAGES.get(fault["type"])
    if known:
        return f"{place} {known}"
    message = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {message[:1].lower()}{message[1:]}, not {str(fault['input'])[:80]!r}"
