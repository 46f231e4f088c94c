"""Submits, follows and fetches: pure flows, and the drivers that do what they ask for.

What is public is here: the two backends, their awaited twins, `submit`, which chooses between them, and the values that
go in and come out.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dpspec.jobs import End, Job, JobStatus, LogFile, Outcome
    from dpspec.submit.auth import Basic, Bearer, ClientCredentials
    from dpspec.submit.direct_backend import AsyncDirectBackend, DirectBackend
    from dpspec.submit.ords_backend import AsyncOrdsBackend, OrdsBackend
    from dpspec.submit.partfile import Fetched
    from dpspec.submit.preflight import Finding
    from dpspec.submit.route import follow, follow_async, submit, submit_async
    from dpspec.submit.steps import Event, Logged, Moved, Noted, Received, Retrying, Started

__all__ = [
    "AsyncDirectBackend",
    "AsyncOrdsBackend",
    "Basic",
    "Bearer",
    "ClientCredentials",
    "DirectBackend",
    "End",
    "Event",
    "Fetched",
    "Finding",
    "Job",
    "JobStatus",
    "LogFile",
    "Logged",
    "Moved",
    "Noted",
    "OrdsBackend",
    "Outcome",
    "Received",
    "Retrying",
    "Started",
    "follow",
    "follow_async",
    "submit",
    "submit_async",
]

_HOMES = {
    "dpspec.jobs": ("End", "Job", "JobStatus", "LogFile", "Outcome"),
    "dpspec.submit.auth": ("Basic", "Bearer", "ClientCredentials"),
    "dpspec.submit.direct_backend": ("AsyncDirectBackend", "DirectBackend"),
    "dpspec.submit.ords_backend": ("AsyncOrdsBackend", "OrdsBackend"),
    "dpspec.submit.partfile": ("Fetched",),
    "dpspec.submit.preflight": ("Finding",),
    "dpspec.submit.route": ("follow", "follow_async", "submit", "submit_async"),
    "dpspec.submit.steps": ("Event", "Logged", "Moved", "Noted", "Received", "Retrying", "Started"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: a driver is needed only by who uses it."""
    for module, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(module), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
