"""The job engine: what DBMS_DATAPUMP does, on a catalogue and a clock, without any data.

States move when they are looked at: nothing runs in the background, so that a test with a clock of its own sees every
one of them. All methods may be called from several threads.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from functools import wraps
from itertools import count
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from attrs import define, frozen

from dpspec.jobs import Job
from dpspec.plan import JOB_NAME
from dpspec.sandbox import log
from dpspec.sandbox.files import Files, made
from dpspec.sandbox.jobs import Phase, SandboxJob
from dpspec.sandbox.ora import error, line
from dpspec.sandbox.selection import select

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.plan import Plan
    from dpspec.sandbox.catalog import Catalog, User
    from dpspec.sandbox.files import Place

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@frozen
class Status:
    """What GET_STATUS tells: the numbers are of the rows' bytes; `lines` are those since the last time."""

    state: str
    percent: int
    bytes_processed: int
    total_bytes: int
    error_count: int
    lines: tuple[str, ...]


@define(eq=False)
class Session:
    """A session of a user; handles belong to it."""

    user: User
    number: int
    is_open: bool = True


@define
class _Handle:
    session: Session
    job: SandboxJob
    seen: int = 0
    is_over: bool = False


def _settled(
    method: Callable[Concatenate[Engine, _Given], _Result],
) -> Callable[Concatenate[Engine, _Given], _Result]:
    """Hold the lock, and let all jobs come to where they are by now, before a method looks at them."""

    @wraps(method)
    def locked(self: Engine, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        with self._lock:
            self._settle()
            return method(self, *args, **kwargs)

    return locked  # type: ignore[return-value]  # a method is called with its engine by position


class Engine:
    """Data Pump in memory. `pace` is how many seconds of `clock` a job takes; `now` is the time of day at its start.

    A dump file is at least `dump_bytes` long, so that there is something to fetch.
    """

    def __init__(
        self,
        catalog: Catalog,
        clock: Callable[[], float] = time.monotonic,
        pace: float = 3.0,
        *,
        now: Callable[[], datetime] = datetime.now,
        dump_bytes: int = 0,
    ) -> None:
        self.catalog: Final = catalog
        self.pace = pace
        self.files: Final = Files(catalog)
        self._dump_bytes = dump_bytes
        self._clock = clock
        self._zero = clock(), now()
        self._lock = threading.RLock()
        self._jobs: dict[tuple[str, str], SandboxJob] = {}
        self._handles: dict[int, _Handle] = {}
        self._numbers = count(1)
        self._sessions = count(101)
        self._all: list[SandboxJob] = []
        self._open: set[int] = set()

    # --- time --------------------------------------------------------------------------------------------------------

    def moment(self, at: float | None = None) -> datetime:
        """Give the time of day at a time of the clock (default: now)."""
        start, day = self._zero
        return day + timedelta(seconds=(self._clock() if at is None else at) - start)

    def _settle(self) -> None:
        now = self._clock()
        for job in list(self._jobs.values()):
            if job.phase is Phase.RUNNING:
                end = job.ends_at()
                self._write(job, job.due(min(now, end)))
                if end <= now:
                    self._end(job, end)

    def _write(self, job: SandboxJob, lines: tuple[str, ...]) -> None:
        job.lines += lines
        if job.log_place is not None and lines:
            self.files.append(job.log_place, lines)

    def _end(self, job: SandboxJob, at: float) -> None:
        """Bring a job to its end: by itself, or by a stop that has come through."""
        stopped = job.is_stopping()
        for place in () if stopped else job.dumps:
            self.files.content[place] = self._dump(job, place)
        self._write(job, job.ending(self.moment(at), at, [self.files.path(place) for place in job.dumps]))
        kept = job.keep_on_stop if stopped else job.plan.keep_master
        job.worked = job.done(at) * job.pace
        job.is_complete = not stopped
        job.last_state = "STOPPED" if stopped else "COMPLETED"
        job.phase = Phase.STOPPED
        for number in job.handles:
            self._handles[number].is_over = True
        job.handles.clear()
        if stopped and not kept:
            for place in job.dumps:
                self.files.content.pop(place, None)
        if not kept:
            self._remove(job)

    def _remove(self, job: SandboxJob) -> None:
        job.phase = Phase.GONE
        self._jobs.pop(job.key, None)

    def _dump(self, job: SandboxJob, place: Place) -> bytes:
        lines = [f"Stand-in for the dump file {place[1]} of job {job.owner}.{job.name}.", log.NOTICE[4:], ""]
        lines += [f"{o.type} {o.schema}.{o.name} {o.partition}".rstrip() for o in job.selection.objects]
        data = ("\n".join(lines) + "\n").encode()
        return data + b"." * max(0, self._dump_bytes - len(data))

    # --- sessions ----------------------------------------------------------------------------------------------------

    @_settled
    def connect(self, user: User) -> Session:
        """Open a session."""
        session = Session(user, next(self._sessions))
        self._open.add(session.number)
        return session

    @_settled
    def disconnect(self, session: Session) -> None:
        """End a session, which detaches it from its jobs."""
        session.is_open = False
        self._open.discard(session.number)
        for number, handle in list(self._handles.items()):
            if handle.session is session:
                self._release(number)

    @_settled
    def has_session(self, number: int) -> bool:
        """Tell whether a session is open."""
        return number in self._open

    # --- jobs --------------------------------------------------------------------------------------------------------

    @_settled
    def define(self, session: Session, plan: Plan) -> int:
        """Do what OPEN, ADD_FILE, the filters and the parameters do: a handle of a job that is DEFINING.

        Raises OraError; no job is left then.
        """
        user, now = session.user, self.moment()
        name = plan.job_name or made(JOB_NAME, now)
        self._check_name(user, name)
        selection = select(self.catalog, plan, user)
        busy = min(plan.threads, len(selection.data))
        dumps = self.files.dumps_of(plan, user, now, busy)
        place = self.files.log_of(plan, user, now)
        job = SandboxJob(user.name, name, plan, user, selection, self.pace, place, dumps)
        self._jobs[job.key] = job
        self._all.append(job)
        return self._handle(session, job)

    def _check_name(self, user: User, name: str) -> None:
        if (user.name, name) in self._jobs:
            raise error(31634)
        if "CREATE TABLE" not in user.privileges:
            raise error(31626, details=(line(31633, user.name, name), line(1031)))
        if self.catalog.has(user.name, name):
            raise error(31633, user.name, name, details=(line(955),))
        if user.quota == 0:
            raise error(31633, user.name, name, details=(line(1950, user.tablespace),))

    def _handle(self, session: Session, job: SandboxJob) -> int:
        number = next(self._numbers)
        self._handles[number] = _Handle(session, job, len(job.lines))
        job.handles.add(number)
        return number

    def _of(self, session: Session, number: int | None) -> _Handle:
        handle = self._handles.get(number) if number is not None else None
        if handle is None or handle.session is not session:
            raise error(31623)
        return handle

    @_settled
    def start(self, session: Session, number: int) -> None:
        """START_JOB. Raises OraError: of a job that runs, or of another user's (a monitor may not start it)."""
        job = self._of(session, number).job
        if job.phase is Phase.RUNNING or job.phase is Phase.GONE:
            raise error(39004)
        if job.user.name != session.user.name:
            raise error(31631)
        if job.is_complete:
            raise error(39002)
        again = bool(job.lines)
        job.run(self._clock())
        if not again and job.log_place is not None:
            self.files.content[job.log_place] = b""
        head = () if again else log.banner(self.moment())
        self._write(job, (*head, log.starting(*job.key, again=again)))
        for place in job.dumps:
            self.files.content.setdefault(place, b"")
        self._settle()

    @_settled
    def submit(self, session: Session, plan: Plan) -> int:
        """Define a job and start it; its handle stays attached. Raises OraError; no job is left then."""
        number = self.define(session, plan)
        try:
            self.start(session, number)
        except BaseException:
            self._release(number)
            raise
        return number

    @_settled
    def attach(self, session: Session, owner: str, name: str) -> int:
        """ATTACH. Raises OraError: of no job, or of another user's without the role."""
        job = self._jobs.get((owner or session.user.name, name))
        if job is None:
            raise error(31626)
        if job.owner != session.user.name and not session.user.is_privileged:
            raise error(31631)
        return self._handle(session, job)

    @_settled
    def detach(self, session: Session, number: int | None) -> None:
        """DETACH. A job that is DEFINING goes with its last handle. Raises OraError for a handle that is none."""
        self._of(session, number)
        self._release(number or 0)

    def _release(self, number: int) -> None:
        job = self._handles.pop(number).job
        job.handles.discard(number)
        if job.phase is Phase.DEFINING and not job.handles:
            self._write(job, (line(39012),))
            self._remove(job)

    @_settled
    def status(self, session: Session, number: int) -> Status:
        """GET_STATUS. After the end of a job a handle tells it once, and is none from then on (OraError)."""
        handle = self._of(session, number)
        job, now = handle.job, self._clock()
        lines = tuple(job.lines[handle.seen :])
        handle.seen = len(job.lines)
        state = job.last_state if handle.is_over else job.state(now)
        if handle.is_over:
            del self._handles[number]
        done = 100 if job.is_complete else min(99, int(job.done(now) * 100))
        return Status(state, done, job.bytes_done(), job.bytes_total, job.errors, lines)

    @_settled
    def stop(self, session: Session, number: int, *, immediate: bool = False, keep_master: bool | None = None) -> None:
        """STOP_JOB. Raises OraError for a handle that is none, and if another user's job is to be stopped."""
        job = self._of(session, number).job
        if job.user.name != session.user.name and not session.user.is_privileged:
            raise error(31631)
        now = self._clock()
        if job.phase is not Phase.RUNNING or job.state(now) == "COMPLETING":
            self._release(number)  # as DETACH
            return
        job.stop(now, immediate=immediate, keep=keep_master is not False)
        self._settle()

    @_settled
    def log_path(self, session: Session, number: int) -> str | None:
        """Give the path of a job's log on the server, as the job description of GET_STATUS has it."""
        place = self._of(session, number).job.log_place
        return self.files.path(place) if place is not None else None

    # --- views and files ---------------------------------------------------------------------------------------------

    @_settled
    def jobs(self, user: User, *, own: bool = False) -> tuple[Job, ...]:
        """Give the rows of DBA_DATAPUMP_JOBS that a user sees: its own, or all with the role."""
        now = self._clock()
        seen = (job for job in self._jobs.values() if job.owner == user.name or (user.is_privileged and not own))
        return tuple(sorted((_row(job, now) for job in seen), key=lambda job: job.key))

    @_settled
    def job_of(self, session: Session, number: int) -> Job:
        """Give the row of the job behind a handle. Raises OraError for a handle that is none."""
        return _row(self._of(session, number).job, self._clock())

    @_settled
    def places(self, owner: str, name: str) -> tuple[Place, ...]:
        """Give the files of a job in directory objects, the log first."""
        job = self._jobs.get((owner, name))
        if job is None:
            return ()
        places = (*((job.log_place,) if job.log_place else ()), *job.dumps)
        return tuple(place for place in places if place[0] and place in self.files.content)

    @_settled
    def read(self, user: User, directory: str, name: str) -> bytes | None:
        """Give a file in a directory object, or None if it is not there or the user may not read it."""
        place = (directory, name)
        return self.files.content[place] if self.files.may_read(user, place) else None

    @_settled
    def history(self) -> tuple[SandboxJob, ...]:
        """Give every job that was ever defined, for assertions."""
        return tuple(self._all)


def _row(job: SandboxJob, now: float) -> Job:
    state = job.state(now)
    running = state not in ("NOT RUNNING", "IDLING", "DEFINING")
    degree = job.plan.threads if running or state == "DEFINING" else 0
    attached = len(job.handles)
    processes = 0 if state == "NOT RUNNING" else 1 + attached + (degree if running else 0)
    return Job(*job.key, "EXPORT", job.plan.job_mode.value, state, degree, attached, processes)
