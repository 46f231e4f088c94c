"""The server that the live tests run against, as the environment describes it, and what `setup.sql` has put there."""

from __future__ import annotations

import os
import re
import secrets
import time
from typing import TYPE_CHECKING

import pytest
from attrs import field, frozen

from dpspec import ExportSpec
from dpspec.submit import Basic, DirectBackend, Logged, OrdsBackend, plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dpspec.jobs import Job, Outcome
    from dpspec.plan import Plan
    from dpspec.statements import Statement
    from dpspec.submit.steps import Event

ORDS = ("DPSPEC_LIVE_ORDS_URL", "DPSPEC_LIVE_ORDS_USER", "DPSPEC_LIVE_ORDS_PASSWORD")
DIRECT = ("DPSPEC_LIVE_DSN", "DPSPEC_LIVE_USER", "DPSPEC_LIVE_PASSWORD")
DIRECTORY = "DPSPEC_LIVE_DIRECTORY"
#: A file of certificate authorities for ORDS, and how many seconds a job may take.
CA_FILE, TIMEOUT = "DPSPEC_LIVE_ORDS_CA_FILE", "DPSPEC_LIVE_TIMEOUT"

#: The tables of `setup.sql` and how many rows they have; DP_LARGE is for what has to be too big, LIVE_NAMES has a name.
ALPHA, BETA, EMPTY, LARGE, ODD = "DP_ALPHA", "DP_BETA", "DP_EMPTY", "DP_LARGE", "o'brien"
NAMES = "LIVE_NAMES"
TABLES = {ALPHA: 2, BETA: 3, EMPTY: 0, LARGE: 20000, ODD: 1, NAMES: 1}
#: A directory object and a table that are not there.
NO_DIRECTORY, NO_TABLE = "DPSPEC_LIVE_NOWHERE", "DP_NOTHING"

_EXPORTED = re.compile(r'\. \. exported "(?P<owner>[^"]+)"\."(?P<table>[^"]+)"(?::"[^"]+")*\s.*?(?P<rows>\d+) rows$')


_next_second = 0.0


def variable(name: str) -> str:
    """Give a variable of the environment, or fail the test and say which are needed."""
    value = os.environ.get(name)
    if not value:
        needed = ", ".join((*DIRECT, *ORDS, DIRECTORY))
        pytest.fail(f"{name} is not set: the live tests need {needed} (see docs/live.md)", pytrace=False)
    return value


def timeout() -> float:
    """How many seconds a job may take before a test gives it up."""
    return float(os.environ.get(TIMEOUT) or 600)


def directory() -> str:
    """The directory object into which everything goes."""
    return variable(DIRECTORY)


def owner() -> str:
    """The schema that has the tables of `setup.sql`: that of the user who connects directly."""
    return variable(DIRECT[1]).upper()


def direct(password: str | None = None) -> DirectBackend:
    """Give the way to the database itself."""
    dsn, user, own = map(variable, DIRECT)
    return DirectBackend.open(dsn, user, password or own)


def ords(password: str | None = None) -> OrdsBackend:
    """Give the way through ORDS."""
    url, user, own = map(variable, ORDS)
    return OrdsBackend(url, Basic(user, password or own), ca_file=os.environ.get(CA_FILE) or None)


def connect():
    """Connect by oracledb itself, for what dpspec has no part in. Close the connection."""
    import oracledb

    dsn, user, password = map(variable, DIRECT)
    return oracledb.connect(dsn=dsn, user=user, password=password)


def answer(statement: Statement):
    """Run a statement by the driver of dpspec, on a connection of its own: an Answer or a Failure."""
    from dpspec.submit.oracle_driver import DirectDriver
    from dpspec.submit.steps import Run

    driver = DirectDriver(connect=connect)
    try:
        return driver.perform(Run(statement))
    finally:
        driver.close()


def token() -> str:
    """Give what makes a name one that no other run has used."""
    return secrets.token_hex(4).upper()


def spec(*names: str, **keys: object) -> ExportSpec:
    """Make a spec for some tables of the schema (default: the small ones); the control table is kept."""
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names or (ALPHA, BETA, EMPTY))
    given = {
        "job_mode": "TABLE",
        "schema_expressions": [f"= '{owner()}'"],
        "name_expressions": [f"IN ({listed})"],
        "datapump_dir": directory(),
        "keep_master": 1,
    }
    return ExportSpec(**{key: value for key, value in (given | keys).items() if value is not None})


def plan(given: ExportSpec) -> Plan:
    """Check a spec."""
    return plans.checked(given)


@frozen
class Done:
    """What came of a submission: its outcome, the lines of the log that were told of on the way, all events."""

    outcome: Outcome
    events: tuple[Event, ...] = field(repr=False)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for event in self.events if isinstance(event, Logged) for line in event.lines)

    @property
    def exported(self) -> dict[str, int]:
        return exported(self.lines)

    @property
    def job(self) -> Job:
        assert self.outcome.job is not None, self.said
        return self.outcome.job

    @property
    def said(self) -> str:
        """Everything that was said, to be looked for in it, and to be shown where a test fails."""
        told = [diagnostic.message for diagnostic in self.outcome.diagnostics]
        return "\n".join([str(self.outcome.end), *told, *self.outcome.errors, *self.lines])


def next_second() -> None:
    """Wait for a second of its own for a job of ORDS, which names jobs and files by the second."""
    global _next_second
    time.sleep(max(0.0, _next_second - time.monotonic()))
    _next_second = time.monotonic() + 1.1


def submit(backend: OrdsBackend | DirectBackend, given: ExportSpec, *, wait: bool = True) -> Done:
    """Submit a spec and follow its job to the end."""
    if backend.via == "ords":
        next_second()
    events: list[Event] = []
    backend.on_event = events.append
    try:
        outcome = backend.submit(given, wait=wait, timeout=timeout())
    finally:
        backend.on_event = None
    return Done(outcome, tuple(events))


def succeeded(backend: OrdsBackend | DirectBackend, given: ExportSpec) -> Done:
    """Submit a spec whose job has to succeed."""
    done = submit(backend, given)
    assert done.outcome.ok, done.said
    return done


def state(backend: OrdsBackend | DirectBackend, job: Job) -> str:
    """Ask for the state of a job; empty if there is none."""
    found = backend.job(*job.key)
    return found.state if found is not None else ""


def exported(lines: Iterable[str]) -> dict[str, int]:
    """Read from a log which tables of the schema were exported, with how many rows."""
    found = [match for line in lines if (match := _EXPORTED.search(line.rstrip()))]
    return {match["table"]: int(match["rows"]) for match in found if match["owner"] == owner()}


def expected(*names: str) -> dict[str, int]:
    """Give what `exported` should be."""
    return {name: TABLES[name] for name in names or (ALPHA, BETA, EMPTY)}


def until(look: Callable[[], object], what: str, seconds: float = 120.0) -> None:
    """Look again and again until something is so."""
    for _ in _instants(seconds):
        if look():
            return
    pytest.fail(f"after {seconds:g} s still not so: {what}")


def _instants(seconds: float) -> Iterator[float]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield time.monotonic()
        time.sleep(0.2)
