"""Follows a job of this database to its end, stops and resumes it, and brings its log and files.

Sources: the DBMS_DATAPUMP reference for states and their order. Data Pump's percentage says nothing about the end, and
COMPLETED nothing about errors: what counts is the last line of the log, from its file or from GET_STATUS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import define, evolve, field

from dpspec import job_blocks, joblog
from dpspec.diagnostics import Diagnostic
from dpspec.errors import JobError
from dpspec.jobs import ACTIVE, NOT_RUNNING, RUNNING, End, Job, JobStatus, LogFile, Outcome
from dpspec.submit import direct_requests, ending
from dpspec.submit.direct_requests import code_of, failed, find, number, refused
from dpspec.submit.pace import Deadline, pauses
from dpspec.submit.steps import Answer, Connect, Failure, Logged, Moved, Retrying, Run, Tell, Wait, Write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dpspec.submit.steps import Flow

#: States after which a job does nothing more.
_ENDED: Final = ("COMPLETED", "STOPPED", NOT_RUNNING)
#: How long, in seconds, a database may be out of reach before a job counts as out of sight.
_OUT_OF_REACH: Final = 300.0
_OVERLAP: Final = 4096


@define
class _Sight:
    """What was seen of a job so far."""

    job: Job
    handle: int | None
    log: LogFile | None
    lines: list[str] = field(factory=list)
    error_count: int = 0
    state: str = ""


def follow(
    job: Job, handle: int | None = None, timeout: float | None = None, log: LogFile | None = None
) -> Flow[Outcome]:
    """Follow a job until it ends, or for at most `timeout` seconds. Raises JobError if there is no such job.

    `handle` is that of this session, if it has started the job; `log` is where its log is, if that is known.
    """
    deadline = yield from Deadline.start(timeout)
    sight = _Sight(job, handle, log)
    if handle is None:
        there = yield from find(*job.key)
        if there is None and log is None:
            raise JobError(_no_job(job))
        if there is None or there.state in _ENDED:
            return (yield from _ended(sight))
        sight.job = there
        sight.log = log or (yield from _described(there))
    reached = deadline.now
    for pause in pauses():
        answer: Answer | Failure = yield Run(job_blocks.status(*job.key, sight.handle))
        if isinstance(answer, Failure):
            if not answer.lost:
                return ending.out_of_sight(sight.job, failed(answer, "the status block"), "direct", sight.log)
            if deadline.now - reached > _OUT_OF_REACH:
                return ending.out_of_sight(sight.job, failed(answer, "the status block"), "direct", sight.log)
            yield Tell(Retrying(f"the connection was lost: {direct_requests.line(answer.message)}"))
            sight.handle = None
            yield from deadline.wait(pause)
            yield Connect()
            if (yield from _is_over(sight.job)):
                return (yield from _ended(sight))
        else:
            reached = deadline.now
            try:
                over = yield from _look(sight, dict(answer.outs))
            except JobError as error:
                return ending.out_of_sight(sight.job, error.diagnostics[0], "direct", sight.log)
            if over:
                return (yield from _ended(sight))
            yield from deadline.wait(pause)
        if deadline.is_over:
            yield from let_go(sight.handle)
            return ending.timed_out(sight.job, timeout or 0.0, "direct", sight.log)
    raise AssertionError("the pauses do not end")


def _no_job(job: Job) -> Diagnostic:
    return Diagnostic("DP403", f"there is no job {job}", help="see `dpspec jobs`")


def _is_over(job: Job) -> Flow[bool]:
    """Tell whether a job has ended while nobody saw it: attaching to it would only wake it up, to be idle."""
    try:
        there = yield from find(*job.key)
    except JobError:
        return False  # the status block will tell what is wrong
    return there is None or there.state in _ENDED


def _look(sight: _Sight, outs: dict[str, Any]) -> Flow[bool]:
    """Take an answer of the status block; tells whether the job has ended."""
    if code_of(outs):
        held, sight.handle = sight.handle, None
        # A handle is gone with its job; but a job may be there that this session has lost.
        there = yield from find(*sight.job.key)
        if there is None or there.state in _ENDED:
            return True
        if held is None:
            raise JobError(refused(outs, f"attaching to job {sight.job}"))
        return False
    # Idle twice, a job was stopped or is complete, and woke up when this session attached to it at that moment.
    was_idle = sight.state == "IDLING"
    sight.handle = number(outs.get("handle"))
    sight.state = str(outs.get("job_state") or sight.state).upper()
    sight.error_count = max(sight.error_count, number(outs.get("errors")) or 0)
    sight.job = evolve(sight.job, state=sight.state)
    numbers = (number(outs.get(name)) for name in ("percent", "bytes", "total", "errors"))
    yield Tell(Moved(sight.job, JobStatus(sight.state, *numbers)))
    if new := joblog.clean(str(outs.get("lines") or "")).splitlines():
        sight.lines += new
        yield Tell(Logged(tuple(new)))
    if was_idle and sight.state == "IDLING":
        yield from let_go(sight.handle)
        return True
    return sight.state in _ENDED


def let_go(handle: int | None) -> Flow[None]:
    """Let go of a job that goes on; whether that works does not matter, the end of the session does it, too."""
    if handle is not None:
        yield Run(job_blocks.detach(handle))


def _ended(sight: _Sight) -> Flow[Outcome]:
    """Tell how a job ended that does nothing more: by its log, else by the lines that GET_STATUS gave."""
    shown = "\n".join(sight.lines)
    text: str | None = None
    why = "it is not known where its log is" if sight.log is None else ""
    for pause in (0.2, 0.5, 1.0, 2.0, None):
        if sight.log is not None:
            try:
                data = yield from direct_requests.whole_file(sight.log.directory, sight.log.name)
            except JobError as error:
                return ending.out_of_sight(sight.job, error.diagnostics[0], "direct", sight.log)
            text = joblog.decode(data) if isinstance(data, bytes) else None
            why = f"its log cannot be read: {data}" if isinstance(data, str) else ""
        outcome = ending.by_log(sight.job, text or "", "direct", sight.log)
        outcome = outcome or ending.by_log(sight.job, shown, "direct", sight.log)
        if outcome is not None:
            yield from _rest(sight, text)
            return outcome
        if pause is None or sight.log is None:
            break
        yield Wait(pause)
    yield from _rest(sight, text)
    if sight.state == "STOPPED":
        return ending.stopped(sight.job, text or shown, "direct", sight.log)
    if sight.error_count:
        unknown = ending.unknown(sight.job, text or shown, "direct", sight.log, why)
        return evolve(unknown, end=End.ERRORS, error_count=sight.error_count)
    return ending.unknown(sight.job, text, "direct", sight.log, why)


def _rest(sight: _Sight, text: str | None) -> Flow[None]:
    """Show the lines of the log that GET_STATUS has not given."""
    shown = set(sight.lines)
    if new := tuple(line for line in (text or "").splitlines() if line.strip() and line not in shown):
        yield Tell(Logged(new))


def _described(job: Job) -> Flow[LogFile | None]:
    """Ask a running job where its log is; None where it does not say, or no directory object is there."""
    answer: Answer | Failure = yield Run(job_blocks.describe(*job.key))
    path = str(answer.outs.get("log_file") or "") if isinstance(answer, Answer) else ""
    if isinstance(answer, Failure) and answer.lost:
        yield Connect()
    folder, slash, name = _split(path)
    if not slash:
        return None
    try:
        directories = yield from direct_requests.read(job_blocks.query(job_blocks.DIRECTORIES), "the directories")
    except JobError:
        return None
    for directory, at in directories.rows:
        if str(at).rstrip("/\\") == folder:
            return LogFile(str(directory), name)
    return None


def _split(path: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(?P<folder>.*?)(?P<slash>[/\\])(?P<name>[^/\\]+)", path)
    return (found["folder"], found["slash"], found["name"]) if found else ("", "", path)


def log_file(owner: str, name: str, log: LogFile | None) -> Flow[LogFile]:
    """Give where the log of a job is. Raises JobError where that is not known."""
    if log is not None:
        return log
    job = yield from find(owner, name)
    if job is None:
        raise JobError(_no_job(Job(owner, name)))
    found = (yield from _described(job)) if job.state in ACTIVE else None
    if found is None:
        what = f"it is not known where the log of job {job} is"
        raise JobError(Diagnostic("DP415", what, help="name it: --log DIRECTORY/FILE, as `submit` told it"))
    return found


def _why_unread(said: str) -> str:
    """Say what helps where a file cannot be read; ORA-22288 is told with what the operating system says."""
    if "ORA-22288" in said:
        return "there is no such file, or the server may not read it: check its name"
    return "the user needs READ on the directory object"


def log_text(owner: str, name: str, log: LogFile | None = None) -> Flow[str]:
    """Give the log of a job, cleaned. Raises JobError if it cannot be had."""
    log = yield from log_file(owner, name, log)
    data = yield from direct_requests.whole_file(log.directory, log.name)
    if isinstance(data, str):
        what = f"the log {log.name} in directory {log.directory} cannot be read: {data}"
        raise JobError(Diagnostic("DP403", what, help=_why_unread(data)))
    return joblog.decode(data)


def files(owner: str, name: str, log: LogFile | None = None) -> Flow[tuple[str, ...]]:
    """List the log of a job and the dump files that it names. Raises JobError if it cannot be had."""
    log = yield from log_file(owner, name, log)
    text = yield from log_text(owner, name, log)
    return (log.name, *joblog.dump_files(text, Job(owner, name)))


def change(job: Job, statement_kind: str, **options: Any) -> Flow[Job | None]:
    """Stop or resume a job: gives what it is afterwards, None if it is gone. Raises JobError."""
    there = yield from find(*job.key)
    if there is None:
        raise JobError(_no_job(job))
    if statement_kind == "stop" and there.state not in RUNNING:
        # The package would only let go of it again (DBMS_DATAPUMP, STOP_JOB).
        table = ".".join(f'"{name}"' for name in job.key)
        advice = f"if it was stopped, `dpspec resume` starts it again; to give it up, DROP TABLE {table} PURGE"
        what = f"job {job} does not run ({there.state}): there is nothing to stop"
        raise JobError(Diagnostic("DP404", what, help=advice))
    statement = (job_blocks.stop if statement_kind == "stop" else job_blocks.resume)(*job.key, **options)
    what = f"the block that {'stops' if statement_kind == 'stop' else 'resumes'} job {job}"
    answer: Answer | Failure = yield Run(statement)
    if isinstance(answer, Failure):
        raise JobError(failed(answer, what))
    if code_of(dict(answer.outs)):
        raise JobError(refused(dict(answer.outs), what))
    return (yield from find(*job.key))


def fetch(directory: str, file: str, start: int, tail: bytes) -> Flow[int]:
    """Bring a file of a directory object from byte `start` on into the open file of the driver; gives its size.

    `tail` are the last bytes that are there already: they have to be the same. Raises JobError if it cannot be had.
    """
    offset = start - len(tail)
    size: int | None = None
    while size is None or offset < size:
        found = yield from direct_requests.file_bytes(directory, file, offset, job_blocks.PIECE * job_blocks.PIECES)
        if isinstance(found, str):
            what = f"{file} in directory {directory} cannot be read: {found}"
            raise JobError(Diagnostic("DP414", what, help=_why_unread(found)))
        data, now = found
        if size is not None and now < size:
            raise JobError(Diagnostic("DP414", f"{file} in directory {directory} has become shorter meanwhile"))
        size = now
        if tail:
            if not data.startswith(tail):
                what = f"what is here of {file} is not the beginning of the file in directory {directory}"
                raise JobError(Diagnostic("DP414", what, help="remove the .part file, and fetch it again"))
            data, offset, tail = data[len(tail) :], start, b""
        if data:
            yield Write(data, size)
            offset += len(data)
        elif offset < size:
            raise JobError(Diagnostic("DP414", f"{file} in directory {directory} ends at byte {offset} of {size}"))
    return offset


def overlap(size: int) -> int:
    """Give how many of the last bytes of a file that is here in part are compared, of `size` bytes."""
    return min(size, _OVERLAP)


def sorted_jobs(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Put jobs into the order in which they are shown."""
    return tuple(sorted(jobs, key=lambda job: job.key))
