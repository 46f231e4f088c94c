"""A Data Pump job as it is told of: what it is, how far it is, how it ended."""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

if TYPE_CHECKING:
    from dpspec.diagnostics import Diagnostic

#: States that a job has while it may still do something (Utilities, "job states"; the view has them in upper case).
ACTIVE: Final = ("DEFINING", "EXECUTING", "COMPLETING", "STOP PENDING", "STOPPING", "IDLING")
#: States in which a job can be stopped.
RUNNING: Final = ("EXECUTING", "COMPLETING", "STOP PENDING", "STOPPING")
#: A control table without processes: stopped, failed, kept after success, or for a moment at the start and at the end.
NOT_RUNNING: Final = "NOT RUNNING"


@frozen
class Link:
    """A link of a job item: `rel` and `href` as ORDS sends them."""

    rel: str
    href: str


@frozen
class Job:
    """One row of DBA_DATAPUMP_JOBS, with the field names of ORDS's job item.

    `state` is upper case, with a blank in NOT RUNNING. The numbers are None where the server does not tell them.
    """

    owner_name: str
    job_name: str
    operation: str = ""
    job_mode: str = ""
    state: str = ""
    degree: int | None = None
    attached_sessions: int | None = None
    datapump_sessions: int | None = None
    links: tuple[Link, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from any other job."""
        return self.owner_name, self.job_name

    def __str__(self) -> str:
        return f"{_shown(self.owner_name)}.{_shown(self.job_name)}"


def _shown(name: str) -> str:
    return name if re.fullmatch(r"[A-Z][A-Z0-9_$#]*", name) else f'"{name}"'


class End(enum.Enum):
    """How a submission or a job ended, by the job's own words.

    SUCCEEDED, ERRORS, STOPPED and ABORTED are what a log says; REJECTED is a job that was not made, and surely does
    not run; RUNNING one that was started and not followed to its end; UNKNOWN all that is not sure.
    """

    SUCCEEDED = "succeeded"
    ERRORS = "completed with errors"
    STOPPED = "stopped"
    ABORTED = "aborted"
    REJECTED = "rejected"
    RUNNING = "running"
    UNKNOWN = "unknown"


@frozen
class LogFile:
    """Where the log of a job is: a file in a directory object."""

    directory: str
    name: str


@frozen
class Outcome:
    """What became of a submission, or of a job that was followed.

    `errors` are lines of the log with ORA codes; `diagnostics` tell what went wrong on the way; `candidates` are jobs
    one of which may be ours where the outcome is unknown; `via` is ``ords`` or ``direct``. `safe_elsewhere` tells that
    the request was surely not taken, so that another way may be tried.
    """

    end: End
    job: Job | None = None
    error_count: int | None = None
    errors: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    candidates: tuple[Job, ...] = ()
    via: str = ""
    log: LogFile | None = None
    safe_elsewhere: bool = field(default=False, eq=False)

    @property
    def ok(self) -> bool:
        """Whether the job has said itself that it succeeded."""
        return self.end is End.SUCCEEDED


@frozen
class JobStatus:
    """How far a job is.

    `percent` and the bytes are Data Pump's own estimates, None where the server does not tell them; they say nothing
    about its end.
    """

    state: str
    percent: int | None = None
    bytes_processed: int | None = None
    total_bytes: int | None = None
    error_count: int | None = None
