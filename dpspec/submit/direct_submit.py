"""Creates an export job directly, at most once.

The name of the job is chosen here, so a lost connection is settled by looking it up. A statement that starts a job is
never sent twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec import joblog
from dpspec.diagnostics import Diagnostic
from dpspec.emit import bound
from dpspec.errors import JobError
from dpspec.jobs import ACTIVE, End, Job, LogFile, Outcome
from dpspec.submit import direct_requests, ending
from dpspec.submit.steps import Answer, Connect, Failure, Noted, Run, Started, Tell, Wait

if TYPE_CHECKING:
    from dpspec.emit.bound import Names
    from dpspec.plan import Plan
    from dpspec.submit.direct_requests import Session
    from dpspec.submit.steps import Flow

#: Pauses in seconds between the looks for a job whose block has not answered.
_LOOKS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
#: A file that cannot be opened; one that may not be read, or a directory that is none, is ORA-22285 or ORA-22286.
_NO_FILE: Final = "ORA-22288"
_WHAT: Final = "the block that starts the job"


def log_of(plan: Plan, names: Names) -> LogFile | None:
    """Tell where the log of a job will be; None for a job without one."""
    for file in plan.log_file:
        name = file.name or f"{names.files}.LOG"
        return LogFile(file.directory, name)
    return None


def submit(plan: Plan, names: Names, password: str | None = None) -> Flow[tuple[Outcome, int | None]]:
    """Start the job of a plan: RUNNING with the job, REJECTED if there surely is none, else UNKNOWN.

    The second value is the handle of the job in this session, if it has one.
    """
    try:
        session = yield from direct_requests.whoami()
        there = yield from direct_requests.find(session.user, names.job_name)
    except JobError as error:
        return Outcome(End.REJECTED, diagnostics=error.diagnostics, via="direct", safe_elsewhere=True), None
    if there is not None:
        return Outcome(End.REJECTED, diagnostics=(_taken(there),), via="direct"), None
    job = Job(session.user, names.job_name, "EXPORT", plan.job_mode.value, "EXECUTING")
    log = log_of(plan, names)
    # A log of this name may be left of an earlier job of this name, and must not be taken for that of this one. One of
    # a name that is made here is new; None is one of which that cannot be told.
    old = (yield from _log_text(log)) if plan.job_name else ""
    answer: Answer | Failure = yield Run(bound.statement(plan, names, password))
    if isinstance(answer, Failure):
        diagnostic = direct_requests.failed(answer, _WHAT)
        if not answer.sent:
            return Outcome(End.REJECTED, diagnostics=(diagnostic,), via="direct", safe_elsewhere=True), None
        if not answer.lost:
            # The block has handled nothing: it was not even compiled, or was cut short by the server.
            return (yield from _left_behind(job, log, old, diagnostic)), None
        return (yield from _settle(job, log, old, session, diagnostic)), None
    outs = dict(answer.outs)
    if direct_requests.number(outs.get("started")) == 1:
        yield Tell(Started(job, "direct", _shown(log)))
        return Outcome(End.RUNNING, job, via="direct", log=log), direct_requests.number(outs.get("handle"))
    refused = direct_requests.refused(outs, _WHAT)
    if outs.get("handle") is None:
        # Not even opened: a job of this name, if there is one, is somebody else's.
        return Outcome(End.REJECTED, diagnostics=(refused,), via="direct"), None
    return (yield from _left_behind(job, log, old, refused)), None


def _shown(log: LogFile | None) -> str:
    return f"{log.directory}/{log.name}" if log is not None else ""


def _taken(job: Job) -> Diagnostic:
    state = f" ({job.state})" if job.state else ""
    advice = "saves ORA-31634: give another `job_name`"
    if job.state not in ACTIVE:
        advice += ", resume it if it was stopped, or drop the control table of one that has ended"
    return Diagnostic("DP404", f"a job {job} is there already{state}", help=advice)


def _left_behind(job: Job, log: LogFile | None, old: str | None, reason: Diagnostic) -> Flow[Outcome]:
    """Make sure that a block which failed has left no job behind; one that it did start is taken up."""
    try:
        found = yield from direct_requests.find(*job.key)
        for pause in _LOOKS[:3]:
            if found is None or found.state not in ("DEFINING", ""):
                break
            yield Wait(pause)
            found = yield from direct_requests.find(*job.key)
    except JobError as error:
        return _unknown(job, log, (reason, *error.diagnostics))
    if found is None:
        return Outcome(End.REJECTED, diagnostics=(reason,), via="direct")
    if found.state in ("DEFINING", ""):
        removed = yield from _removed(job)
        return Outcome(End.REJECTED, diagnostics=(reason,), via="direct") if removed else _unknown(job, log, (reason,))
    return (yield from _adopted(found, log, old, reason))


def _removed(job: Job) -> Flow[bool]:
    """Remove a job that is still being defined: letting go of it does, once no other session holds it."""
    from dpspec import job_blocks

    statement = job_blocks.stop(*job.key, immediate=True, keep_master=False, delay=0)
    answer: Answer | Failure = yield Run(statement)
    if isinstance(answer, Failure) and answer.lost:
        yield Connect()
    try:
        return (yield from direct_requests.find(*job.key)) is None
    except JobError:
        return False


def _adopted(job: Job, log: LogFile | None, old: str | None, reason: Diagnostic) -> Flow[Outcome]:
    """Take up a job that its block has started, unless it runs no more and its log may be the `old` one."""
    if old != "" and job.state not in ACTIVE and (old is None or (yield from _log_text(log)) in (None, old)):
        return _unknown(job, log, (reason,))
    yield Tell(Noted(f"{reason.message}; job {job} was started all the same"))
    yield Tell(Started(job, "direct", _shown(log)))
    return Outcome(End.RUNNING, job, via="direct", log=log)


def _settle(job: Job, log: LogFile | None, old: str | None, session: Session, reason: Diagnostic) -> Flow[Outcome]:
    """Decide what became of a block when the connection was lost before its answer.

    A job that is there was made by it: its name is ours alone. One that is not there may still come while the session
    that was sent the block lives on, or may have ended and be gone with its control table, which its log tells unless
    that is still the `old` one.
    """
    yield Tell(Noted(f"{reason.message}; looking for job {job}"))
    found: Job | None = None
    gone = False
    looked = False
    for pause in _LOOKS:
        yield Wait(pause)
        connected: Answer | Failure = yield Connect()
        if isinstance(connected, Failure):
            continue
        try:
            # Asked in this order: a session that is gone makes no job after the look for it.
            alive = yield from direct_requests.is_alive(session)
            found = yield from direct_requests.find(*job.key)
        except JobError:
            continue
        looked, gone = True, alive is False
        if found is not None and found.state not in ("DEFINING", ""):
            return (yield from _adopted(found, log, old, reason))
        if gone:
            break
    if not looked:
        return _unknown(job, log, (reason,))
    if found is not None:
        removed = gone and (yield from _removed(job))
        return Outcome(End.REJECTED, diagnostics=(reason,), via="direct") if removed else _unknown(job, log, (reason,))
    text = yield from _log_text(log)
    is_new = None not in (text, old) and text != old
    if text is not None and is_new and (ended := ending.by_log(job, text, "direct", log)):
        yield Tell(Started(job, "direct", _shown(log)))
        return ended
    # Without a log that could tell, a job may have come and gone meanwhile.
    if gone and text is not None and old is not None and not (is_new and job.job_name in text):
        return Outcome(End.REJECTED, diagnostics=(reason,), via="direct", log=log)
    return _unknown(job, log, (reason,))


def _log_text(log: LogFile | None) -> Flow[str | None]:
    """Give the log of a job, empty if there is none; None if that cannot be told."""
    if log is None:
        return None
    try:
        data = yield from direct_requests.whole_file(log.directory, log.name)
    except JobError:
        return None
    if isinstance(data, str):
        return "" if _NO_FILE in data else None
    return joblog.decode(data)


def _unknown(job: Job, log: LogFile | None, reasons: tuple[Diagnostic, ...]) -> Outcome:
    advice = f"look for it with `dpspec status {job}` before you submit again"
    unknown = Diagnostic("DP407", f"not known whether job {job} runs", help=advice)
    return Outcome(End.UNKNOWN, diagnostics=(*reasons, unknown), candidates=(job,), via="direct", log=log)
