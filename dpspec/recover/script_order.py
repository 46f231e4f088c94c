"""Whether the calls of a script make one export, each at a time at which it may be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job

#: Calls that follow a job and do not change what it exports, once it has started.
FOLLOWING: Final = frozenset({"ATTACH", "DETACH", "GET_STATUS", "WAIT_FOR_JOB", "STOP_JOB"})
#: What such a call does to a job that is still being defined.
_UNSTARTED: Final = {
    "ATTACH": "gives a second handle, and which job the calls below are for is not known",
    "DETACH": "removes the job (ORA-39012)",
    "STOP_JOB": "removes the job, as DETACH does",
    "WAIT_FOR_JOB": "waits for a job that was not started",
}


def is_one_export(job: Job, calls: tuple[Call, ...]) -> bool:
    """Tell whether the calls can be read as those of one export; report what is out of order."""
    opened = [call for call in calls if call.subprogram == "OPEN"]
    started = [call for call in calls if call.subprogram == "START_JOB"]
    advice = "make a script of each job" if len(opened) > 1 else None
    for name, found in (("OPEN", opened), ("START_JOB", started)):
        if len(found) != 1:
            job.refuse(f"{len(found)} calls of {name}; a job has one", found[1].place if found else None, advice)
    if len(opened) != 1:
        return False
    operation = opened[0]["operation"]
    if isinstance(operation, str) and operation.upper() == "IMPORT":
        job.refuse("an import is no export", opened[0].at("operation"), "a spec is always an export")
        return False
    first = calls.index(opened[0])
    last = calls.index(started[0]) if started else len(calls)
    _before(job, calls[:first])
    for call in calls[first + 1 : last]:
        if (harm := _UNSTARTED.get(call.subprogram)) is not None:
            job.refuse(f"{call.subprogram} before START_JOB {harm}", call.place)
    _after(job, calls[last + 1 :])
    return True


def _before(job: Job, calls: tuple[Call, ...]) -> None:
    """Check what comes before OPEN: another job may be stopped there, such as one that was left over."""
    attached: Call | None = None
    for call in calls:
        if call.subprogram == "ATTACH":
            attached = call
        elif call.subprogram in ("DETACH", "STOP_JOB", "WAIT_FOR_JOB"):
            attached = None
        elif call.subprogram not in (*FOLLOWING, "START_JOB"):
            job.refuse(f"{call.subprogram} before OPEN, when there is no job", call.place)
    if attached is not None:
        job.refuse(f"ATTACH before OPEN {_UNSTARTED['ATTACH']}", attached.place)


def _after(job: Job, calls: tuple[Call, ...]) -> None:
    """Check what comes after START_JOB."""
    for call in calls:
        if call.subprogram == "STOP_JOB":
            job.assume("STOP_JOB is left out: it is taken to follow the end of the job", None, call.place)
        elif call.subprogram not in (*FOLLOWING, "LOG_ENTRY", "START_JOB"):
            message = f"{call.subprogram} after START_JOB, when the job runs already"
            job.refuse(message, call.place, "move the call in front of START_JOB")
