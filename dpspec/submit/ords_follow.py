"""Follows a job through ORDS to its end, and brings its log and files.

ORDS tells the state of a job and no more; NOT RUNNING is a job that succeeded and kept its control table as well as one
that failed, and a job whose control table is dropped is not found (ORDS documentation and DBA_DATAPUMP_JOBS). So its
end is what the last lines of its log say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define, evolve

from dpspec import joblog
from dpspec.diagnostics import Diagnostic
from dpspec.errors import JobError
from dpspec.jobs import ACTIVE, Job, JobStatus, Outcome
from dpspec.submit import ending, ords_replies, ords_requests, ords_urls
from dpspec.submit.pace import Deadline, pauses
from dpspec.submit.steps import Logged, Lost, Moved, Reply, Request, Tell, Wait

if TYPE_CHECKING:
    from collections.abc import Generator

    from dpspec.submit.steps import Flow, Step

#: How often a job may be seen without an end before it is taken for ended: it is not running for a moment at its start.
_LOOKS_AT_END: Final = 5
#: How long, in seconds, a server may be out of reach before a job counts as out of sight.
_OUT_OF_REACH: Final = 300.0
#: A log that has to be fetched whole each time is fetched only at the end once it is longer than this, in bytes.
_LONG_LOG: Final = 1024 * 1024


@define
class _Log:
    """What of the log of a job is known: its bytes so far, and how far they were shown."""

    data: bytes = b""
    shown: int = 0
    whole_only: bool = False
    found: bool = False

    @property
    def text(self) -> str | None:
        return joblog.decode(self.data) if self.found else None

    def lines(self, *, all_: bool = False) -> tuple[str, ...]:
        """Give the lines that were not given before; one that is not ended yet only with `all_`."""
        end = len(self.data) if all_ else self.data.rfind(b"\n") + 1
        new, self.shown = self.data[self.shown : end], max(end, self.shown)
        return tuple(joblog.decode(new).splitlines()) if new else ()


def follow(job: Job, timeout: float | None = None) -> Flow[Outcome]:
    """Follow a job until it ends, or for at most `timeout` seconds. Raises JobError if there is no such job.

    `job` has the links it was last seen with: they are gone once its control table is.
    """
    deadline = yield from Deadline.start(timeout)
    files = ords_urls.file_names(job.key, job.links)
    log, seen, ended, reached = _Log(), bool(job.state), 0, deadline.now
    for pause in pauses():
        found = yield from ords_requests.job(*job.key)
        state = ""
        if isinstance(found, Job):
            reached, seen = deadline.now, True
            files = ords_urls.file_names(job.key, found.links) or files
            state = found.state
            job = evolve(found, links=found.links or job.links)
            yield Tell(Moved(job, JobStatus(state)))
        elif isinstance(found, Reply) and found.status == 404:
            reached = deadline.now
            if not seen:
                raise JobError(Diagnostic("DP403", f"there is no job {job}", help="see `dpspec jobs`"))
        elif isinstance(found, Reply) and found.status not in ords_requests.PASSING:
            return ending.out_of_sight(job, ords_replies.refused(found, "the job item"), "ords")
        elif deadline.now - reached > _OUT_OF_REACH:
            reason = found if isinstance(found, Lost) else Lost(f"status {found.status}", sent=True, code="DP405")
            return ending.out_of_sight(job, ords_replies.lost(reason, "the job item"), "ords")
        else:
            state = "out of reach"
        over = state not in (*ACTIVE, "out of reach")
        yield from _read(log, job, files, last=over)
        if over:
            ended += 1
            if log.text is not None and (outcome := ending.by_log(job, log.text, "ords")):
                yield from _show(log, all_=True)
                return outcome
            if ended >= _LOOKS_AT_END:
                yield from _show(log, all_=True)
                return ending.unknown(job, log.text, "ords")
        else:
            ended = 0
        yield from deadline.wait(min(pause, 1.0) if ended else pause)
        if deadline.is_over:
            return ending.timed_out(job, timeout or 0.0, "ords")
    raise AssertionError("the pauses do not end")


def _show(log: _Log, *, all_: bool = False) -> Generator[Step, None, None]:
    if lines := log.lines(all_=all_):
        yield Tell(Logged(lines))


def _read(log: _Log, job: Job, files: tuple[str, ...], *, last: bool) -> Flow[None]:
    """Bring what is new in the log, if it is there yet."""
    name = log_name(files)
    if name is None or (log.whole_only and not last):
        return
    # Whether ranges are served is not documented: a server that does not know them sends the whole file.
    start = 0 if last else len(log.data)
    reply = yield Request("GET", ords_urls.file_path(*job.key, name), start=start)
    if isinstance(reply, Reply) and reply.status == 206 and start:
        log.data += reply.body
    elif isinstance(reply, Reply) and reply.status == 200:
        log.data, log.found = reply.body, True
        log.whole_only = bool(start) and len(log.data) > _LONG_LOG
    yield from _show(log)


def log_name(files: tuple[str, ...]) -> str | None:
    """Give which of the files of a job is its log: by its suffix, since links do not tell."""
    return next((file for file in files if file.lower().endswith(".log")), None)


def files(owner: str, name: str) -> Flow[tuple[str, ...]]:
    """List the files of a job. Raises JobError if there is no such job."""
    job = yield from one(owner, name)
    return ords_urls.file_names(job.key, job.links)


def one(owner: str, name: str) -> Flow[Job]:
    """Give a job. Raises JobError if there is none, or it cannot be had."""
    found = yield from ords_requests.job(owner, name)
    if isinstance(found, Job):
        return found
    job = Job(owner, name)
    if isinstance(found, Lost):
        raise JobError(ords_replies.lost(found, f"the request for job {job}"), taken=False)
    if found.status == 404:
        raise JobError(Diagnostic("DP403", f"there is no job {job}", help="see `dpspec jobs`"), taken=False)
    raise JobError(ords_replies.refused(found, f"the request for job {job}"), taken=False)


def log_text(owner: str, name: str) -> Flow[str]:
    """Give the log of a job, cleaned. Raises JobError if it cannot be had."""
    names = yield from files(owner, name)
    file = log_name(names)
    if file is None:
        advice = "it appears once the job has opened it; of an ended job it is gone with its control table"
        raise JobError(Diagnostic("DP403", f"ORDS links to no log of job {Job(owner, name)}", help=advice))
    reply = yield from ords_requests.ask(ords_urls.file_path(owner, name, file), f"the request for {file}")
    return joblog.decode(reply.body)


def fetch(owner: str, name: str, file: str, start: int) -> Flow[int]:
    """Bring a file of a job from byte `start` on into the open file of the driver; gives its size in bytes.

    Raises JobError if it cannot be had, or the job still writes it.
    """
    job = yield from one(owner, name)
    known = ords_urls.file_names(job.key, job.links)
    if file not in known:
        what = f"job {job} has no file {file}"
        raise JobError(Diagnostic("DP403", what, help=f"it has {', '.join(known)}" if known else "it has none"))
    if job.state in ACTIVE and file != log_name(known):
        advice = f"wait for its end: dpspec follow {job}"
        raise JobError(Diagnostic("DP414", f"job {job} still writes {file}", help=advice))
    what, received = f"the request for {file}", start
    for pause in (0.5, 1.0, 2.0, 4.0, None):
        reply: Reply | Lost = yield Request("GET", ords_urls.file_path(owner, name, file), start=received, to_file=True)
        if isinstance(reply, Reply) and reply.status in (200, 206, 416):
            _check_part(reply, file)
            return reply.received
        if isinstance(reply, Reply) and reply.status not in ords_requests.PASSING:
            raise JobError(ords_replies.refused(reply, what))
        if isinstance(reply, Lost):
            if reply.code != "DP401":
                raise JobError(ords_replies.lost(reply, what))
            received = max(received, reply.received)
        if pause is None:
            break
        yield Wait(pause, jitter=pause)
    if isinstance(reply, Lost):
        raise JobError(ords_replies.lost(reply, what))
    raise JobError(ords_replies.refused(reply, what))


def _check_part(reply: Reply, file: str) -> None:
    """Refuse a part that has more than the file: it is of another one. Raises JobError."""
    told = (
        re.fullmatch(r"bytes \*/([0-9]{1,20})", reply.headers.get("content-range", "")) if reply.status == 416 else None
    )
    if told is not None and int(told[1]) != reply.received:
        what = f"{file} has {int(told[1])} bytes, and {reply.received} are here"
        raise JobError(Diagnostic("DP414", what, help="remove the .part file, and fetch it again"))
