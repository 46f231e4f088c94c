"""What a flow asks its driver to do, and what it is told: no step carries a credential.

A flow is a generator: it yields a step, is sent the reply to it, and returns its outcome. Steps can be printed as they
are, so `--dry-run` and logs show them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

if TYPE_CHECKING:
    from dpspec.jobs import Job, JobStatus
    from dpspec.statements import Datum, Statement


@frozen
class Request:
    """An HTTP request: the driver adds its base and its credentials.

    `path` is relative to ``_/db-api/stable/`` and encoded already. `creates_job` tells that it must never be sent
    twice. `start` is the first byte that is wanted of a file; with `to_file` the body goes to the open file of the
    driver instead of into the reply.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(factory=dict)
    body: Mapping[str, Any] | None = None
    creates_job: bool = False
    start: int = 0
    to_file: bool = False


@frozen
class Reply:
    """An HTTP reply: the header names are in lower case. `received` counts the bytes of a body that went to a file."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    received: int = 0


@frozen
class Lost:
    """A request without a reply. `sent` is False if the server surely has not taken it.

    `received` counts the bytes of a body that went to a file before the connection broke; `code` and `help` are those
    of a diagnostic.
    """

    reason: str
    sent: bool
    received: int = 0
    code: str = "DP401"
    help: str | None = None


@frozen
class Run:
    """A statement for the database."""

    statement: Statement


@frozen
class Connect:
    """Asks for a new connection in place of the present one, where the driver may make one."""


@frozen
class Answer:
    """What a statement gave: its outgoing bind variables by name, its rows."""

    outs: Mapping[str, Datum] = field(factory=dict)
    rows: tuple[tuple[Datum, ...], ...] = ()


@frozen
class Failure:
    """A statement that failed: the code (such as ``ORA-00942``) and what the server or the driver says.

    `lost` tells that the connection is gone; `sent` is False if the server surely has not seen the statement.
    """

    code: str
    message: str
    lost: bool = False
    sent: bool = True


@frozen
class Wait:
    """Asks to wait; the reply is the time in seconds since the flow began. `jitter` is added at random, at most."""

    seconds: float = 0.0
    jitter: float = 0.0


@frozen
class Write:
    """Bytes for the open file of the driver, which will have `total` bytes."""

    data: bytes = field(repr=False)
    total: int | None = None


@frozen
class Tell:
    """Something for the user to know; there is no reply."""

    event: Event


@frozen
class Event:
    """What happens on the way; the name of the class tells what."""


@frozen
class Started(Event):
    """A job runs; it goes on, whatever becomes of this program."""

    job: Job
    via: str
    log: str = ""


@frozen
class Moved(Event):
    """How far the job is."""

    job: Job
    status: JobStatus


@frozen
class Logged(Event):
    """New lines of the log, cleaned."""

    lines: tuple[str, ...]


@frozen
class Retrying(Event):
    """Something is tried once more."""

    reason: str


@frozen
class Noted(Event):
    """A remark, such as which way a submission goes and why."""

    message: str


@frozen
class Received(Event):
    """How much of a file has come, in bytes; `total` is None if it is not known."""

    name: str
    received: int
    total: int | None


Step = Request | Run | Connect | Wait | Write | Tell
Returned = TypeVar("Returned")
Flow = Generator[Step, Any, Returned]
