"""Client of StatBank Denmark's API: what a table holds (`tableinfo`) and any call to the service.

Source: Statistics Denmark, https://api.statbank.dk/v1/ (free, no key, CC BY 4.0). At most two calls a second
go out. Server errors, time-outs and answers that break off are tried again after growing waits; a refusal
(4xx) never is. The rows of a table are fetched by `kommunedata.sources.bulk`.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, Field
from requests import exceptions
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from kommunedata.errors import InputError, KommunedataError

BASE_URL = "https://api.statbank.dk/v1/"
CHUNK = 1 << 16
T = TypeVar("T")


class StatBankError(KommunedataError):
    """The service refused, failed, or answered with something else than its protocol says."""


class PassingError(StatBankError):
    """A failure that may be gone at the next attempt."""


@dataclass
class Client:
    """A StatBank service and how patiently it is called; an InputError where `base_url` is not a web address."""

    base_url: str = BASE_URL
    timeout: tuple[float, float] = (10, 120)  # seconds to connect, and to wait for more of an answer
    attempts: int = 5
    pause: float = 0.5  # seconds between calls
    sleep: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session, repr=False)
    free_at: float = field(default=0.0, repr=False)  # when the next call may go out

    def __post_init__(self) -> None:
        with suppress(ValueError):
            parts = urlsplit(self.base_url)
            if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc:
                return
        raise InputError(f"base-url '{self.base_url}' is not an address like {BASE_URL}")


class Value(BaseModel):
    """A code of a variable."""

    id: str


class Variable(Value):
    """A dimension of a table."""

    values: tuple[Value, ...]


class Table(BaseModel):
    """What `tableinfo` says of a table."""

    id: str
    updated: str
    absent: str | int | None = Field(None, alias="suppressedDataValue")
    variables: tuple[Variable, ...]

    @property
    def codes(self) -> dict[str, list[str]]:
        """The codes of each variable, named as the service spells it."""
        return {variable.id: [value.id for value in variable.values] for variable in self.variables}


def tableinfo(client: Client, table: str) -> Table:
    """What a table holds: its variables with their codes, and when it was last `updated`.

    A StatBankError where there is no such table, or the service does not answer as it should.
    """
    body = {"table": table, "lang": "da", "format": "JSON"}
    content = call(client, "tableinfo", body, lambda response: b"".join(response.iter_content(CHUNK)))
    with suppress(ValueError):  # pydantic's too
        described = Table.model_validate_json(content)
        if described.id == table:
            return described
    raise StatBankError(f"{client.base_url} did not describe {table} but answered '{plain(content)}'")


def call(client: Client, name: str, body: dict[str, Any], receive: Callable[[requests.Response], T]) -> T:
    """POST to the service and hand its answer to `receive`, over again while the failure may pass.

    A StatBankError where the service refuses, or still fails at the last attempt.
    """
    attempts = Retrying(
        retry=retry_if_exception_type(PassingError),
        stop=stop_after_attempt(client.attempts),
        wait=wait_exponential_jitter(initial=1, max=30),
        sleep=client.sleep,
        reraise=True,
    )
    try:
        return attempts(_call_once, client, name, body, receive)
    except PassingError as error:
        raise StatBankError(f"{error}; tried {client.attempts} times") from error


def _call_once(client: Client, name: str, body: dict[str, Any], receive: Callable[[requests.Response], T]) -> T:
    url = f"{client.base_url.rstrip('/')}/{name}"
    now = time.monotonic()
    if client.free_at > now:
        client.sleep(client.free_at - now)
    client.free_at = max(now, client.free_at) + client.pause
    headers = {"User-Agent": "kommunedata (StatBank client in Python)"}
    # No redirect is followed: it would turn the POST into a GET without a body.
    options: dict[str, Any] = {"timeout": client.timeout, "stream": True, "allow_redirects": False}
    try:
        with client.session.post(url, json=body, headers=headers, **options) as response:
            if response.status_code != 200:
                raise _refusal(response)
            return receive(response)
    except exceptions.SSLError as error:
        raise StatBankError(f"{url}: no safe connection: {error}") from error
    except exceptions.Timeout as error:
        raise PassingError(f"{url} did not answer in time") from error
    except (exceptions.ConnectionError, exceptions.ChunkedEncodingError, exceptions.ContentDecodingError) as error:
        reason = getattr(error.args[0], "reason", error) if error.args else error
        raise PassingError(f"{url}: the connection failed or broke off: {reason}") from error
    except exceptions.RequestException as error:
        raise StatBankError(f"{url}: {error}") from error


def _refusal(response: requests.Response) -> StatBankError:
    """The error for an answer other than 200, with StatBank's own code and message where it gives them."""
    content = next(response.iter_content(CHUNK), b"")
    try:
        answer = json.loads(content)
        said = f"{answer['errorTypeCode']}: {answer['message']}"
    except (ValueError, KeyError, TypeError):
        said = f"{response.reason} {plain(content)}"
    message = f"{response.url} answered {response.status_code} {plain(said.encode())}"
    if moved := response.headers.get("Location"):
        message += f" (it moved: give {moved.removesuffix(response.url.rsplit('/', 1)[-1])} as base-url)"
    if request_id := response.headers.get("StatbankAPI-Request-Id"):
        message += f" (request id {request_id})"
    return (PassingError if response.status_code >= 500 else StatBankError)(message)


def plain(content: bytes) -> str:
    r"""The start of an unexpected answer as one harmless line.

    Example:
        >>> plain(b"<html>\r\n  <b>\x1b[31mDown</b>")
        '<html> <b> [31mDown</b>'
    """
    text = content[:1000].decode("utf-8-sig", errors="replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]
