"""ORDS as a backend: submit, follow and fetch, blocking or awaited."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import evolve

from dpspec.diagnostics import Diagnostic
from dpspec.errors import JobError
from dpspec.jobs import End, Job, LogFile, Outcome
from dpspec.submit import ending, ords_follow, ords_requests, ords_submit, ords_urls, plans, preflight, shown
from dpspec.submit.auth import Basic
from dpspec.submit.loop import run, run_async
from dpspec.submit.pace import check_timeout
from dpspec.submit.partfile import Fetched, PartFile
from dpspec.submit.tokens import Credentials

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dpspec.plan import Plan
    from dpspec.spec import ExportSpec
    from dpspec.submit.auth import Auth
    from dpspec.submit.ords_driver import _Http
    from dpspec.submit.preflight import Finding
    from dpspec.submit.steps import Event, Flow

Returned = TypeVar("Returned")


def export(plan: Plan, owner: str | None, *, wait: bool, timeout: float | None) -> Flow[Outcome]:
    """Create the job of a plan, and follow it to its end if `wait`."""
    check_timeout(timeout)
    outcome = yield from ords_submit.submit(plan, owner)
    if not wait or outcome.end is not End.RUNNING or outcome.job is None:
        return outcome
    try:
        followed = yield from ords_follow.follow(outcome.job, timeout)
    except JobError as error:  # it was started all the same
        followed = ending.out_of_sight(outcome.job, error.diagnostics[0], "ords")
    return evolve(followed, diagnostics=(*outcome.diagnostics, *followed.diagnostics))


def _owner(auth: Auth | None) -> str | None:
    return auth.user.upper() if isinstance(auth, Basic) else None


def _http(base: str, auth: Auth | None, ca_file: str | None, request_timeout: float) -> _Http:
    try:
        from dpspec.submit import ords_driver
    except ModuleNotFoundError as error:
        advice = "pip install 'dpspec[ords]'"
        raise JobError(Diagnostic("DP413", f"{error.name} is not installed", help=advice), taken=False) from None
    try:
        read = ords_urls.base(base)
        token_url = getattr(auth, "token_url", None)
        if token_url is not None:
            ords_urls.token_url(token_url)
    except ValueError as error:
        raise JobError(Diagnostic("DP410", f"the url of ORDS cannot be used: {error}"), taken=False) from None
    secure = any((url or "").lower().startswith("https:") for url in (read.origin, token_url))
    try:
        context = ords_driver.trust(ca_file) if secure or ca_file is not None else ords_driver.trust_nobody()
    except OSError as error:  # ssl.SSLError is one
        what = f"the authorities in {ca_file} cannot be read: {error.strerror or error}"
        raise JobError(Diagnostic("DP410", what), taken=False) from None
    return ords_driver._Http(read, Credentials(auth), context, request_timeout)


class OrdsBackend:
    """Submits through ORDS. Close it, or use it in a ``with``.

    `base` is ``https://HOST[:PORT]/ords[/DATABASE][/SCHEMA]/``; `ca_file` a file of certificate authorities (PEM) in
    place of the system's; `request_timeout` the seconds after which a server counts as silent. `on_event` is called
    with what happens on the way. Raises JobError, with the code DP410 for a base or file that cannot be used and DP413
    without the extra ``ords``.
    """

    via = "ords"
    #: How time passes; tests let it pass more quickly.
    _sleep = staticmethod(time.sleep)
    _clock = staticmethod(time.monotonic)

    def __init__(
        self,
        base: str,
        auth: Auth | None = None,
        *,
        ca_file: str | None = None,
        request_timeout: float = 30.0,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        http = _http(base, auth, ca_file, request_timeout)
        from dpspec.submit.ords_driver import OrdsDriver

        self._driver = OrdsDriver(http)
        self._owner = _owner(auth)
        self._root = http.base.api
        self.on_event = on_event

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; jobs go on."""
        self._driver.close()

    def _run(self, flow: Flow[Returned]) -> Returned:
        return run(flow, self._driver, self.on_event, self._sleep, self._clock)

    def submit(self, given: ExportSpec | Plan, *, wait: bool = True, timeout: float | None = None) -> Outcome:
        """Create the job of a spec, at most once, and follow it to its end if `wait`, for at most `timeout` seconds.

        Raises SpecError for a spec that is wrong or that ORDS cannot say.
        """
        return self._run(export(plans.sayable(given, "ords"), self._owner, wait=wait, timeout=timeout))

    def follow(self, owner: str, name: str, *, timeout: float | None = None, log: LogFile | None = None) -> Outcome:
        """Follow a job to its end, or for at most `timeout` seconds. Raises JobError if there is no such job."""
        return self._run(ords_follow.follow(Job(owner, name), timeout))

    def jobs(self) -> tuple[Job, ...]:
        """List the jobs that the caller may see. Raises JobError."""
        return self._run(ords_requests.jobs())

    def job(self, owner: str, name: str) -> Job | None:
        """Give a job, or None if there is none. Raises JobError where it cannot be had."""
        return self._run(_one(owner, name))

    def log(self, owner: str, name: str, *, log: LogFile | None = None) -> str:
        """Give the log of a job, cleaned. Raises JobError."""
        return self._run(ords_follow.log_text(owner, name))

    def files(self, owner: str, name: str, *, log: LogFile | None = None) -> tuple[str, ...]:
        """List the log and the dump files of a job. Raises JobError."""
        return self._run(ords_follow.files(owner, name))

    def fetch(
        self, owner: str, name: str, file: str, into: Path, *, directory: str | None = None, resume: bool = True
    ) -> Fetched:
        """Bring a file of a job to the path `into`, which must not exist. Raises JobError; OSError for a full disk."""
        part = PartFile(file, into, Job(owner, name), resume, self.on_event)
        self._driver.sink = part
        try:
            return part.complete(self._run(ords_follow.fetch(owner, name, file, part.size)))
        finally:
            self._driver.sink = None
            part.close()

    def doctor(self, plan: Plan | None = None) -> tuple[Finding, ...]:
        """Check beforehand what an export needs."""
        return self._run(preflight.ords())

    def dry_run(self, given: ExportSpec | Plan, *, wait: bool = True) -> tuple[str, ...]:
        """Show what would be sent, and send nothing."""
        return dry_run(plans.sayable(given, "ords"), self._root, wait=wait)


def dry_run(plan: Plan, root: str, *, wait: bool = True) -> tuple[str, ...]:
    """Show what would be sent below `root`."""
    steps = shown.until_created(ords_submit.submit(plan), root)
    if wait:
        steps += (f"GET {root}{ords_urls.JOBS}OWNER,NAME/", f"GET {root}{ords_urls.JOBS}OWNER,NAME/LOG")
    return steps


def _one(owner: str, name: str) -> Flow[Job | None]:
    try:
        return (yield from ords_follow.one(owner, name))
    except JobError as error:
        if any(diagnostic.code == "DP403" for diagnostic in error.diagnostics):
            return None
        raise


class AsyncOrdsBackend:
    """The same, awaited. A cancelled submission still finishes the one request that creates the job."""

    via = "ords"
    #: How time passes; tests let it pass more quickly.
    _sleep = staticmethod(asyncio.sleep)
    _clock = staticmethod(time.monotonic)

    def __init__(
        self,
        base: str,
        auth: Auth | None = None,
        *,
        ca_file: str | None = None,
        request_timeout: float = 30.0,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        http = _http(base, auth, ca_file, request_timeout)
        from dpspec.submit.ords_driver import AsyncOrdsDriver

        self._driver = AsyncOrdsDriver(http)
        self._owner = _owner(auth)
        self.on_event = on_event

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; jobs go on."""
        await self._driver.close()

    async def _run(self, flow: Flow[Returned]) -> Returned:
        return await run_async(flow, self._driver, self.on_event, self._sleep, self._clock)

    async def submit(self, given: ExportSpec | Plan, *, wait: bool = True, timeout: float | None = None) -> Outcome:
        """Create the job of a spec, at most once, and follow it to its end if `wait`."""
        return await self._run(export(plans.sayable(given, "ords"), self._owner, wait=wait, timeout=timeout))

    async def follow(
        self, owner: str, name: str, *, timeout: float | None = None, log: LogFile | None = None
    ) -> Outcome:
        """Follow a job to its end. Raises JobError if there is no such job."""
        return await self._run(ords_follow.follow(Job(owner, name), timeout))

    async def jobs(self) -> tuple[Job, ...]:
        """List the jobs that the caller may see. Raises JobError."""
        return await self._run(ords_requests.jobs())

    async def job(self, owner: str, name: str) -> Job | None:
        """Give a job, or None if there is none. Raises JobError where it cannot be had."""
        return await self._run(_one(owner, name))

    async def log(self, owner: str, name: str, *, log: LogFile | None = None) -> str:
        """Give the log of a job, cleaned. Raises JobError."""
        return await self._run(ords_follow.log_text(owner, name))

    async def files(self, owner: str, name: str, *, log: LogFile | None = None) -> tuple[str, ...]:
        """List the log and the dump files of a job. Raises JobError."""
        return await self._run(ords_follow.files(owner, name))

    async def fetch(
        self, owner: str, name: str, file: str, into: Path, *, directory: str | None = None, resume: bool = True
    ) -> Fetched:
        """Bring a file of a job to the path `into`, which must not exist. Raises JobError; OSError for a full disk."""
        part = PartFile(file, into, Job(owner, name), resume, self.on_event)
        self._driver.sink = part
        try:
            return part.complete(await self._run(ords_follow.fetch(owner, name, file, part.size)))
        finally:
            self._driver.sink = None
            part.close()

    async def doctor(self, plan: Plan | None = None) -> tuple[Finding, ...]:
        """Check beforehand what an export needs."""
        return await self._run(preflight.ords())
