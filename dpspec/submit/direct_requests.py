"""Statements that may be sent again, and the job views: the parts of which the direct flows are made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from dpspec import job_blocks
from dpspec.diagnostics import Diagnostic, plain
from dpspec.errors import JobError
from dpspec.joblog import clean
from dpspec.jobs import Job
from dpspec.statements import Bind, Kind
from dpspec.submit.oracle_advice import oracle_advice
from dpspec.submit.steps import Answer, Connect, Failure, Retrying, Run, Tell, Wait

if TYPE_CHECKING:
    from dpspec.statements import Datum, Statement
    from dpspec.submit.steps import Flow

#: A view that the user may not see.
_NOT_SEEN: Final = ("ORA-00942", "ORA-01031", "ORA-41900")
_TRIES: Final = 4


@frozen
class Session:
    """Who is connected, and what tells this session from any other."""

    user: str
    instance: int
    sid: int
    session_id: int


def line(text: str) -> str:
    """Give what a server says on one line, fit to be shown."""
    return plain(" ".join(clean(text).split()), 1000)


def failed(failure: Failure, what: str) -> Diagnostic:
    """Make one diagnostic of a statement that failed."""
    said = line(failure.message)
    text = said if failure.code in said else f"{failure.code}: {said}"
    code = "DP401" if failure.lost or not failure.sent else "DP404"
    advice = oracle_advice(text)
    if advice is None and not failure.sent:
        advice = "check the dsn, HOST:PORT/SERVICE, and that the listener runs"
    return Diagnostic("DP402" if failure.code in _LOGIN else code, f"{what}: {text}", help=advice)


#: Codes of a login that is refused.
_LOGIN: Final = ("ORA-01017", "ORA-28000", "ORA-28001", "ORA-01045", "DPY-4001")


def refused(outs: dict[str, Any], what: str) -> Diagnostic:
    """Make one diagnostic of a block that answered with an error."""
    details = str(outs.get("details") or "")
    said = line(details) or code_of(outs)
    return Diagnostic("DP404", f"{what}: {said}", help=oracle_advice(said))


def code_of(outs: dict[str, Any]) -> str:
    """Give the code that a block answered with, such as ``ORA-31626``; empty if all went well."""
    code = number(outs.get("code"))
    return f"ORA-{abs(code):05d}" if code else ""


def number(value: Datum) -> int | None:
    """Give a number of an answer as an int, or None."""
    if value is None or isinstance(value, bytes):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def read(statement: Statement, what: str) -> Flow[Answer]:
    """Run a statement that changes nothing; where the connection is lost, again on a new one.

    Raises JobError with what went wrong.
    """
    for attempt in range(_TRIES):
        answer: Answer | Failure = yield Run(statement)
        if isinstance(answer, Answer):
            return answer
        if not (answer.lost and answer.sent) or attempt == _TRIES - 1:
            raise JobError(failed(answer, what), taken=False)
        yield Tell(Retrying(f"{what}: {line(answer.message)}"))
        yield Wait(0.5 * 2**attempt, jitter=0.5)
        connected: Answer | Failure = yield Connect()
        if isinstance(connected, Failure):
            raise JobError(failed(connected, what), taken=False)
    raise AssertionError("the last attempt returns")


def whoami() -> Flow[Session]:
    """Ask who is connected. Raises JobError."""
    answer = yield from read(job_blocks.query(job_blocks.WHOAMI), "who is connected")
    user, instance, sid, session_id = answer.rows[0]
    return Session(str(user), number(instance) or 0, number(sid) or 0, number(session_id) or 0)


def jobs() -> Flow[tuple[Job, ...]]:
    """List the jobs: those of the whole database where the user may see them, else their own. Raises JobError."""
    try:
        answer = yield from read(job_blocks.query(job_blocks.ALL_JOBS), "the job list")
    except JobError as error:
        if not any(code in diagnostic.message for diagnostic in error.diagnostics for code in _NOT_SEEN):
            raise
        answer = yield from read(job_blocks.query(job_blocks.OWN_JOBS), "the job list")
    return tuple(_job(row) for row in answer.rows)


def _job(row: tuple[Datum, ...]) -> Job:
    owner, name, operation, mode, state, *numbers = row
    degree, attached, sessions = map(number, numbers)
    words = [re.sub(r"\s+", " ", str(word or "")).strip().upper() for word in (operation, mode, state)]
    return Job(str(owner), str(name), words[0], words[1], words[2], degree, attached, sessions)


def find(owner: str, name: str) -> Flow[Job | None]:
    """Look a job up, or give None. Raises JobError where it cannot be looked up."""
    all_ = yield from jobs()
    return next((job for job in all_ if job.key == (owner, name)), None)


def is_alive(session: Session) -> Flow[bool | None]:
    """Tell whether a session is still there; None where this user may not see that."""
    numbers = {"instance": session.instance, "sid": session.sid, "session_id": session.session_id}
    binds = (Bind(name, value, Kind.NUMBER) for name, value in numbers.items())
    try:
        answer = yield from read(job_blocks.query(job_blocks.SESSION, *binds), "the session")
    except JobError:
        return None
    return bool(number(answer.rows[0][0]))


def file_bytes(directory: str, name: str, offset: int, most: int) -> Flow[tuple[bytes, int] | str]:
    """Read a stretch of a file: its bytes and the size of the file in bytes, or what is in the way.

    Raises JobError where the database cannot be asked.
    """
    statement = job_blocks.read_file(directory, name, offset, most)
    answer = yield from read(statement, f"reading {name} in directory {directory}")
    outs = dict(answer.outs)
    if code_of(outs):
        return line(str(outs.get("details") or "")) or code_of(outs)
    pieces = (outs.get(f"piece{at}") for at in range(1, job_blocks.PIECES + 1))
    data = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    return data, number(outs.get("file_size")) or 0


def whole_file(directory: str, name: str, most: int = 64 * 1024 * 1024) -> Flow[bytes | str]:
    """Read a file whole, or its last `most` bytes; or give what is in the way."""
    data, offset = b"", 0
    step = job_blocks.PIECE * job_blocks.PIECES
    first = yield from file_bytes(directory, name, 0, step)
    if isinstance(first, str):
        return first
    data, size = first
    offset = len(data)
    if size > most:
        data, offset = b"", size - most
    while offset < size:
        found = yield from file_bytes(directory, name, offset, step)
        if isinstance(found, str):
            return found
        if not found[0]:
            break
        data += found[0]
        offset += len(found[0])
        size = found[1]
    return data
