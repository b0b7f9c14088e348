"""What an analyst gives a function of `kd`: names become what they mean, and what cannot be is said in one sentence.

One check for all functions, by the names of their parameters, which are the words of the house.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

import pandas as pd

from kommunedata.analysis.peers import Peers
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.kilde import list_datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import InputError, nearest, unknown
from kommunedata.kommuner import Kommune, find_kommune

SHOWN = 40  # letters of a value in a message
SUBPLOTS = "fig, ax = plt.subplots()"


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that checks its arguments before it begins.

    Raises:
        InputError: one is missing, unknown or of another kind; said with how the function is called.
    """
    signature = inspect.signature(function)
    call = f"{function.__name__}({', '.join(signature.parameters)})"

    @wraps(function)
    def check(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError as error:
            strange = [name for name in kwargs if name not in signature.parameters]
            reason = unknown("argument", strange, signature.parameters) if strange else error
            raise InputError(f"{call}: {reason}") from None
        for name, value in given.arguments.items():
            parameter = signature.parameters[name]
            meaning = BY_KIND.get((name, parameter.annotation)) or MEANINGS.get(name)
            if meaning and value is not parameter.default:
                try:
                    given.arguments[name] = meaning(value)
                except _OtherError as other:
                    taken, *wrong = other.args
                    raise InputError(f"{call}: {name} is {_called(*wrong or [value])}; {taken}") from None
        return function(*given.args, **given.kwargs)

    return check


class _OtherError(Exception):
    """A value of another kind; it says what is taken, and of several values which it is."""


def _that(holds: Callable[[Any], bool], hint: str) -> Callable[[Any], Any]:
    """A check that something holds of a value, which is taken as it is."""

    def check(value: Any) -> Any:
        if holds(value):
            return value
        raise _OtherError(hint)

    return check


def _is(kind: Any, hint: str) -> Callable[[Any], Any]:
    """A check that a value is of a kind."""
    return _that(lambda value: isinstance(value, kind) and not isinstance(value, bool), hint)


def _among(allowed: Sequence[Any], hint: str) -> Callable[[Any], Any]:
    """A check that a value is one of some, and of their kind."""
    return _that(lambda value: type(value) is type(allowed[0]) and value in allowed, hint)


def _datasaet(value: Any) -> Datasaet:
    if isinstance(value, Datasaet):
        return value
    known = list_datasaet()
    name = next(iter(nearest(value, known)), "modeldata") if isinstance(value, str) else "modeldata"
    raise _OtherError(f'it takes a datasaet: kd.load_datasaet("{name}")')


def _kommune(value: Any) -> Kommune:
    return find_kommune(_is(Kommune | str | int, 'it takes one kommune by name, e.g. "Aalborg"')(value))


def _names(value: Any, more: str = "") -> list[Any]:
    if isinstance(value, str | Kommune):
        return [value]
    if isinstance(value, Iterable) and not isinstance(value, pd.DataFrame):
        return list(value)
    raise _OtherError(f'it takes kommuner by name, e.g. ["Odense", "Aarhus"]{more}')


def _kommuner(value: Any) -> list[Kommune]:
    return [_kommune(one) for one in _names(value)]


def _sammenlign(value: Any) -> str | list[str]:
    if value is None or isinstance(value, str):
        return value or ""
    names = _names(value, ', or "" for the default')
    return [one.kommune if isinstance(one, Kommune) else str(one) for one in names]


def _aar(value: Any) -> int | None:
    if value is None:
        return None
    try:
        if not isinstance(value, bool) and int(value) == float(value):
            return int(value)
    except (TypeError, ValueError):
        pass
    raise _OtherError("it takes a year, e.g. 2022")


def _parts(values: Any) -> Any:
    for value in values:
        if not (value is None or isinstance(value, str) or hasattr(value, "html")):
            taken = "it takes parts and text; a frame is shown by kd.table(frame), a chart by kd.figure(ax, title)"
            raise _OtherError(taken, value)
    return values


def _called(value: Any) -> str:
    """What a person calls a value.

    Example:
        >>> _called(find_kommune("Aalborg")), _called([5]), _called(None)
        ('the kommune Aalborg', '[5]', 'None')
    """
    if isinstance(value, Kommune):
        return f"the kommune {value.kommune}"
    if value is None or (isinstance(value, str | int | float | list | dict) and len(repr(value)) <= SHOWN):
        return repr(value)
    return f"a {type(value).__name__}"


_navn = _is(str, 'it takes the name of a datasaet, e.g. "modeldata"')
MEANINGS: dict[str, Callable[[Any], Any]] = {
    "datasaet": _datasaet,
    "kommune": _kommune,
    "kommuner": _kommuner,
    "peers": _kommuner,
    "sammenlign": _sammenlign,
    "aar": _aar,
    "mod": _aar,
    "noegletal": _is(str | int | None, 'it takes one by its code or title, e.g. "5" or "Sociale opgaver"'),
    "navn": _navn,
    "inddeling": _among(("region", "kommunegruppe"), 'it takes "region" or "kommunegruppe"'),
    "decimals": _among(range(11), "it takes how many, from 0 to 10"),
    "level": _among((2, 3), "it takes 2 or 3"),
    "frame": _is(pd.DataFrame | pd.Series | None, "it takes a frame of pandas"),
    "tal_": lambda value: value if isinstance(value, pd.Series) else _datasaet(value),
    "ax": _that(lambda value: hasattr(value, "transAxes"), f"it takes axes of matplotlib: {SUBPLOTS}"),
    "parts_": _parts,
}
# Where a word means another thing than elsewhere.
BY_KIND: dict[tuple[str, Any], Callable[[Any], Any]] = {
    ("datasaet", str): _navn,
    ("mod", Datasaet): _datasaet,
    ("ax", "Axes | Figure | Any"): _that(
        lambda value: hasattr(value, "figure") or hasattr(value, "savefig"),
        f"it takes axes or a figure of matplotlib: {SUBPLOTS}",
    ),
    ("peers", Peers): _is(Peers, 'choose them for a kommune: kd.choose_peers(["Odense"], "Aalborg")'),
    ("noegletal", Mapping[str, Noegletal]): _is(Mapping, "it takes the descriptions of a datasaet: ds.noegletal"),
}
