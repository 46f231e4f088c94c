"""OPEN, SET_PARALLEL, LOG_ENTRY and START_JOB: what a job is, with how many workers and where it runs, and its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.datapump import CONSTANTS
from dpspec.diagnostics import show
from dpspec.plan import JOB_NAME
from dpspec.recover.script_arguments import MOST, only, optional, shown, switch, text
from dpspec.recover.script_passwords import without

if TYPE_CHECKING:
    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job


def opened(job: Job, call: Call) -> None:
    """Take OPEN."""
    operation = text(job, call, "operation")
    only(
        job, call, operation=operation if str(operation).upper() == "EXPORT" else "EXPORT",
        job_mode=None, job_name=None, version=None, remote_link=None, compression=None, ena_sec_roles=None,
    )  # fmt: skip
    mode = text(job, call, "job_mode")
    job.given["job_mode"] = (mode or "").upper()
    _name(job, call)
    if link := optional(job, call, "remote_link"):
        job.given["network_link"] = link.upper()
    if version := optional(job, call, "version"):
        job.given["version"] = version.upper()
    if call["compression"] == CONSTANTS["KU$_COMPRESS_NONE"]:
        job.given["compression"] = "NONE"
    elif call["compression"] not in (None, CONSTANTS["KU$_COMPRESS_METADATA"]):
        only(job, call, **{name: None for name, _ in call.arguments if name != "compression"})
    if call["ena_sec_roles"] is not None and (enabled := switch(job, call, "ena_sec_roles")) is not None:
        job.given["enable_secure_roles"] = enabled
        job.assume("`ena_sec_roles` is not confirmed", "enable_secure_roles", call.at("ena_sec_roles"))


def _name(job: Job, call: Call) -> None:
    name = call["job_name"]
    if isinstance(name, str):
        job.given["job_name"] = name.upper()
        if name != name.upper():
            message = f"the job name {show(name)} is written in upper case"
            job.assume(message, "job_name", call.at("job_name"))
    elif name != JOB_NAME:
        made = "Data Pump" if name is None else "the script when it runs"
        message = f"the name of the job was made by {made}; now dpspec makes one with the time"
        job.assume(message, None, call.at("job_name"))


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
        entry = without(message)
        job.add("log_entries", entry)
        if entry != message:
            job.assume("what may be a password in a log entry is masked", "log_entries", call.at("message"))
        if call["log_file_only"] not in (None, 0):
            job.assume("a log entry goes to the clients too", "log_entries", call.at("log_file_only"))
    else:
        job.assume("a log entry that is made when the script runs is left out", "log_entries", call.place)
