"""How a job ended, told as an outcome: only the job's own words count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec import joblog
from dpspec.diagnostics import Diagnostic
from dpspec.jobs import End, Outcome
from dpspec.submit.oracle_advice import oracle_advice

if TYPE_CHECKING:
    from dpspec.jobs import Job, LogFile


def by_log(job: Job, text: str, via: str, log: LogFile | None = None) -> Outcome | None:
    """Give the outcome that a cleaned log tells, or None where it tells no end of this job."""
    verdict = joblog.verdict(text, job)
    if verdict is None:
        return None
    errors = joblog.error_lines(text)
    diagnostics = () if verdict.end is End.SUCCEEDED else (_not_succeeded(job, verdict.end, verdict.line, errors),)
    return Outcome(verdict.end, job, verdict.error_count, errors, diagnostics, via=via, log=log)


def _not_succeeded(job: Job, end: End, line: str, errors: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        "DP408", f"job {job} {_WORDS[end]}", help=oracle_advice("\n".join(errors)) or f"the log says: {line}"
    )


_WORDS = {
    End.ERRORS: "completed with errors",
    End.STOPPED: "was stopped",
    End.ABORTED: "stopped due to a fatal error",
}


def stopped(job: Job, text: str, via: str, log: LogFile | None = None) -> Outcome:
    """Give the outcome of a job that was seen to be stopped, and whose log does not say so."""
    errors = joblog.error_lines(text)
    return Outcome(
        End.STOPPED, job, None, errors, (_not_succeeded(job, End.STOPPED, "nothing", errors),), via=via, log=log
    )


def unknown(job: Job, text: str | None, via: str, log: LogFile | None = None, why: str = "") -> Outcome:
    """Give the outcome of a job that is no longer there and whose end cannot be read."""
    reason = why or ("its log does not tell its end" if text is not None else "its log cannot be read")
    advice = "read the log on the server, or look at the dump files, before you count on this export"
    if log is None and via == "direct":
        advice = "name its log, --log DIRECTORY/FILE, as `submit` told it"
    diagnostic = Diagnostic("DP407", f"job {job} has ended, and {reason}", help=advice)
    errors = joblog.error_lines(text) if text else ()
    return Outcome(End.UNKNOWN, job, None, errors, (diagnostic,), via=via, log=log)


def timed_out(job: Job, seconds: float, via: str, log: LogFile | None = None) -> Outcome:
    """Give the outcome of a job that still runs when the time to follow it, in seconds, is up."""
    what = f"job {job} still runs after {seconds:g} s"
    diagnostic = Diagnostic("DP409", what, help="it goes on, and can be followed")
    return Outcome(End.RUNNING, job, diagnostics=(diagnostic,), via=via, log=log)


def out_of_sight(job: Job, reason: Diagnostic, via: str, log: LogFile | None = None) -> Outcome:
    """Give the outcome of a job that cannot be followed any more, whatever becomes of it."""
    advice = "it may run on: follow it again"
    unknown = Diagnostic("DP407", f"job {job} is out of sight", help=advice)
    return Outcome(End.UNKNOWN, job, diagnostics=(reason, unknown), via=via, log=log)
