"""SET_PARALLEL, START_JOB and LOG_ENTRY: with how many workers the job runs and where, and what its log is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.recover.script_arguments import MOST, only, optional, shown, switch
from dpspec.recover.script_passwords import without

if TYPE_CHECKING:
    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job


def parallel(job: Job, call: Call) -> None:
    """Take SET_PARALLEL."""
    degree = call["degree"]
    if not isinstance(degree, int) or abs(degree) > MOST:
        job.refuse(f"{shown(degree)} is no number of workers", call.at("degree"))
        return
    job.give("threads", degree, call.at("degree"))


def started(job: Job, call: Call) -> None:
    """Take START_JOB."""
    job.started = True
    only(job, call, skip_current=0, abort_step=None, cluster_ok=None, service_name=None)
    step = call["abort_step"]
    if isinstance(step, int) and abs(step) < MOST:
        job.given |= {"abort_step": step} if step else {}
    elif step is not None:
        job.refuse(f"{shown(step)} is no value of `abort_step`", call.at("abort_step"))
    if call["cluster_ok"] is not None and (cluster := switch(job, call, "cluster_ok")) is not None:
        job.given["cluster"] = cluster
    if service := optional(job, call, "service_name"):
        job.given["service_name"] = service


def logged(job: Job, call: Call) -> None:
    """Take LOG_ENTRY; one that tells of the running job is none of the spec."""
    message = call["message"]
    if job.started:
        return
    if isinstance(message, str):
        shown = without(message)
        job.add("log_entries", shown)
        if shown != message:
            job.assume("what may be a password in a log entry is masked", "log_entries", call.at("message"))
        if call["log_file_only"] not in (None, 0):
            job.assume("a log entry goes to the clients too", "log_entries", call.at("log_file_only"))
    else:
        job.assume("a log entry that is made when the script runs is left out", "log_entries", call.place)
