"""OPEN: the mode and the name of the job, its release and its database link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.datapump import CONSTANTS
from dpspec.diagnostics import show
from dpspec.plan import JOB_NAME
from dpspec.recover.script_arguments import only, optional, switch, text

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
