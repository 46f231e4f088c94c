"""A database as a backend: submit, follow, stop, resume and fetch by python-oracledb, blocking or awaited."""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import evolve

from dpspec import job_blocks
from dpspec.diagnostics import Diagnostic
from dpspec.emit.bound import Names
from dpspec.errors import JobError
from dpspec.jobs import ACTIVE, End, Job, LogFile, Outcome
from dpspec.spec import PasswordReference
from dpspec.submit import direct_follow, direct_requests, direct_submit, ending, plans, preflight, shown
from dpspec.submit.loop import run, run_async
from dpspec.submit.pace import check_timeout
from dpspec.submit.partfile import Fetched, PartFile
from dpspec.submit.steps import Run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from dpspec.plan import Plan
    from dpspec.spec import ExportSpec
    from dpspec.submit.preflight import Finding
    from dpspec.submit.steps import Event, Flow

Returned = TypeVar("Returned")


def _names(plan: Plan) -> Names:
    return Names.made(plan, datetime.now().astimezone(), secrets.token_hex(3))


def export(plan: Plan, names: Names, password: str | None, *, wait: bool, timeout: float | None) -> Flow[Outcome]:
    """Start the job of a plan, and follow it to its end if `wait`. Raises JobError if its password is missing."""
    check_timeout(timeout)
    if isinstance(plan.setting("encryption_password"), PasswordReference) and not password:
        what = "the password of the dump files is missing: without it they would not be encrypted"
        raise JobError(Diagnostic("DP412", what), taken=False)
    outcome, handle = yield from direct_submit.submit(plan, names, password)
    if outcome.end is not End.RUNNING or outcome.job is None:
        return outcome
    if not wait:
        yield from direct_follow.let_go(handle)
        return outcome
    # A job that was found again may have ended: then its log tells how.
    try:
        followed = yield from direct_follow.follow(outcome.job, handle, timeout, outcome.log)
    except JobError as error:  # it was started all the same
        followed = ending.out_of_sight(outcome.job, error.diagnostics[0], "direct", outcome.log)
    return evolve(followed, diagnostics=(*outcome.diagnostics, *followed.diagnostics))


def _stop(job: Job, *, immediate: bool, keep_master: bool, delay: int) -> Flow[Job | None]:
    return (yield from direct_follow.change(job, "stop", immediate=immediate, keep_master=keep_master, delay=delay))


def _fetch(owner: str, name: str, file: str, directory: str | None, part: PartFile) -> Flow[int]:
    if directory is None:
        directory = (yield from direct_follow.log_file(owner, name, None)).directory
    there = yield from direct_requests.find(owner, name)
    if there is not None and there.state in ACTIVE and not file.lower().endswith(".log"):
        advice = f"wait for its end: dpspec follow {there}"
        raise JobError(Diagnostic("DP414", f"job {there} may still write {file}", help=advice))
    start = part.size
    return (yield from direct_follow.fetch(directory, file, start, part.last(direct_follow.overlap(start))))


def dry_run(plan: Plan, *, wait: bool = True) -> tuple[str, ...]:
    """Show what would be sent, and send nothing; the name of the job is an example."""
    names = _names(plan)
    steps = shown.until_created(direct_submit.submit(plan, names))
    if wait:
        follow = [Run(job_blocks.status("USER", names.job_name, 1))]
        if (log := direct_submit.log_of(plan, names)) is not None:
            follow.append(Run(job_blocks.read_file(log.directory, log.name, 0)))
        steps += tuple(map(shown.show, follow))
    return steps


def _driver_module() -> Any:
    try:
        from dpspec.submit import oracle_driver
    except ModuleNotFoundError as error:
        advice = "pip install 'dpspec[oracle]'"
        raise JobError(Diagnostic("DP413", f"{error.name} is not installed", help=advice), taken=False) from None
    return oracle_driver


class DirectBackend:
    """Submits directly. Close it, or use it in a ``with``.

    Give a connection of oracledb, which is left open, or a pool; or `connect`, a function that makes connections, which
    is also how a lost one is replaced; `open` makes one from a dsn. `on_event` is called with what happens on the way.
    A connection must not be used elsewhere meanwhile. Raises JobError with the code DP413 without the extra ``oracle``.
    """

    via = "direct"
    #: How time passes; tests let it pass more quickly.
    _sleep = staticmethod(time.sleep)
    _clock = staticmethod(time.monotonic)

    def __init__(
        self,
        connection: Any = None,
        *,
        connect: Callable[[], Any] | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        module = _driver_module()
        if connection is not None and hasattr(connection, "acquire"):
            connection, connect = None, connection.acquire
        self._driver = module.DirectDriver(connection, connect)
        self.on_event = on_event

    @classmethod
    def open(
        cls, dsn: str, user: str, password: str, *, on_event: Callable[[Event], None] | None = None, **options: Any
    ) -> Self:
        """Make a backend that connects by itself; `options` are those of ``oracledb.connect``."""
        connect = _driver_module().connector(dsn=dsn, user=user, password=password, **options)
        return cls(connect=connect, on_event=on_event)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection if it was made here; jobs go on."""
        self._driver.close()

    def _run(self, flow: Flow[Returned]) -> Returned:
        return run(flow, self._driver, self.on_event, self._sleep, self._clock)

    def submit(
        self, given: ExportSpec | Plan, *, wait: bool = True, timeout: float | None = None, password: str | None = None
    ) -> Outcome:
        """Start the job of a spec, at most once, and follow it to its end if `wait`, for at most `timeout` seconds.

        Raises SpecError for a spec that is wrong or that DBMS_DATAPUMP cannot say. `password` is that of the dump
        files, for a plan with an `encryption_password`.
        """
        plan = plans.sayable(given, "direct")
        return self._run(export(plan, _names(plan), password, wait=wait, timeout=timeout))

    def follow(self, owner: str, name: str, *, timeout: float | None = None, log: LogFile | None = None) -> Outcome:
        """Follow a job to its end, or for at most `timeout` seconds. Raises JobError if there is no such job.

        `log` is where its log is; a running job is asked for it if it is not given.
        """
        return self._run(direct_follow.follow(Job(owner, name), None, timeout, log))

    def jobs(self) -> tuple[Job, ...]:
        """List the jobs that the user may see. Raises JobError."""
        return self._run(direct_requests.jobs())

    def job(self, owner: str, name: str) -> Job | None:
        """Give a job, or None if there is none. Raises JobError where it cannot be had."""
        return self._run(direct_requests.find(owner, name))

    def log(self, owner: str, name: str, *, log: LogFile | None = None) -> str:
        """Give the log of a job, cleaned. Raises JobError."""
        return self._run(direct_follow.log_text(owner, name, log))

    def files(self, owner: str, name: str, *, log: LogFile | None = None) -> tuple[str, ...]:
        """List the log and the dump files of a job. Raises JobError."""
        return self._run(direct_follow.files(owner, name, log))

    def fetch(
        self, owner: str, name: str, file: str, into: Path, *, directory: str | None = None, resume: bool = True
    ) -> Fetched:
        """Bring a file to the path `into`, which must not exist, from a directory object (that of the log by default).

        Raises JobError, or OSError for a full disk.
        """
        part = PartFile(file, into, Job(owner, name), resume, self.on_event)
        self._driver.sink = part
        try:
            return part.complete(self._run(_fetch(owner, name, file, directory, part)))
        finally:
            self._driver.sink = None
            part.close()

    def stop(
        self, owner: str, name: str, *, immediate: bool = False, keep_master: bool = True, delay: int = 60
    ) -> Job | None:
        """Stop a job: orderly or at once; without its control table, its dump files go as well.

        Gives what it is afterwards, None if it is gone. Raises JobError.
        """
        return self._run(_stop(Job(owner, name), immediate=immediate, keep_master=keep_master, delay=delay))

    def resume(self, owner: str, name: str) -> Job | None:
        """Start a stopped job again; gives what it is afterwards. Raises JobError."""
        return self._run(direct_follow.change(Job(owner, name), "resume"))

    def user(self) -> str:
        """Tell as whom it is connected. Raises JobError."""
        return self._run(direct_requests.whoami()).user

    def doctor(self, plan: Plan | None = None) -> tuple[Finding, ...]:
        """Check beforehand what an export needs."""
        return self._run(preflight.direct(plan))

    def dry_run(self, given: ExportSpec | Plan, *, wait: bool = True) -> tuple[str, ...]:
        """Show what would be sent, and send nothing."""
        return dry_run(plans.sayable(given, "direct"), wait=wait)


class AsyncDirectBackend:
    """The same, awaited: give an ``AsyncConnection`` or an async pool, or `connect`, a coroutine function."""

    via = "direct"
    #: How time passes; tests let it pass more quickly.
    _sleep = staticmethod(asyncio.sleep)
    _clock = staticmethod(time.monotonic)

    def __init__(
        self,
        connection: Any = None,
        *,
        connect: Callable[[], Awaitable[Any]] | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        module = _driver_module()
        if connection is not None and hasattr(connection, "acquire"):
            connection, connect = None, connection.acquire
        self._driver = module.AsyncDirectDriver(connection, connect)
        self.on_event = on_event

    @classmethod
    def open(
        cls, dsn: str, user: str, password: str, *, on_event: Callable[[Event], None] | None = None, **options: Any
    ) -> Self:
        """Make a backend that connects by itself; `options` are those of ``oracledb.connect_async``."""
        connect = _driver_module().async_connector(dsn=dsn, user=user, password=password, **options)
        return cls(connect=connect, on_event=on_event)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection if it was made here; jobs go on."""
        await self._driver.close()

    async def _run(self, flow: Flow[Returned]) -> Returned:
        return await run_async(flow, self._driver, self.on_event, self._sleep, self._clock)

    async def submit(
        self, given: ExportSpec | Plan, *, wait: bool = True, timeout: float | None = None, password: str | None = None
    ) -> Outcome:
        """Start the job of a spec, at most once, and follow it to its end if `wait`."""
        plan = plans.sayable(given, "direct")
        return await self._run(export(plan, _names(plan), password, wait=wait, timeout=timeout))

    async def follow(
        self, owner: str, name: str, *, timeout: float | None = None, log: LogFile | None = None
    ) -> Outcome:
        """Follow a job to its end. Raises JobError if there is no such job."""
        return await self._run(direct_follow.follow(Job(owner, name), None, timeout, log))

    async def jobs(self) -> tuple[Job, ...]:
        """List the jobs that the user may see. Raises JobError."""
        return await self._run(direct_requests.jobs())

    async def job(self, owner: str, name: str) -> Job | None:
        """Give a job, or None if there is none. Raises JobError where it cannot be had."""
        return await self._run(direct_requests.find(owner, name))

    async def log(self, owner: str, name: str, *, log: LogFile | None = None) -> str:
        """Give the log of a job, cleaned. Raises JobError."""
        return await self._run(direct_follow.log_text(owner, name, log))

    async def files(self, owner: str, name: str, *, log: LogFile | None = None) -> tuple[str, ...]:
        """List the log and the dump files of a job. Raises JobError."""
        return await self._run(direct_follow.files(owner, name, log))

    async def fetch(
        self, owner: str, name: str, file: str, into: Path, *, directory: str | None = None, resume: bool = True
    ) -> Fetched:
        """Bring a file to the path `into`, which must not exist. Raises JobError, or OSError for a full disk."""
        part = PartFile(file, into, Job(owner, name), resume, self.on_event)
        self._driver.sink = part
        try:
            return part.complete(await self._run(_fetch(owner, name, file, directory, part)))
        finally:
            self._driver.sink = None
            part.close()

    async def stop(
        self, owner: str, name: str, *, immediate: bool = False, keep_master: bool = True, delay: int = 60
    ) -> Job | None:
        """Stop a job; gives what it is afterwards, None if it is gone. Raises JobError."""
        return await self._run(_stop(Job(owner, name), immediate=immediate, keep_master=keep_master, delay=delay))

    async def resume(self, owner: str, name: str) -> Job | None:
        """Start a stopped job again; gives what it is afterwards. Raises JobError."""
        return await self._run(direct_follow.change(Job(owner, name), "resume"))

    async def doctor(self, plan: Plan | None = None) -> tuple[Finding, ...]:
        """Check beforehand what an export needs."""
        return await self._run(preflight.direct(plan))
