"""What the fault tests share: a submission with something in its way, and what really became of it.

Sockets, server and drivers are real; only time is not, so that no test waits. A `Case` is faults of the sandbox at one
point of a submission; `Bench.trial` submits once and asks the engine of the sandbox what it has run; `Trial.check`
holds the outcome that was told against that. Each case counts in the table of docs/faults.md:

    python -m tests.faults --update

writes that page.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter

from attrs import define, field, frozen

from dpspec import ExportSpec
from dpspec.errors import JobError
from dpspec.jobs import End, Outcome
from dpspec.sandbox import Sandbox
from dpspec.sandbox.jobs import Phase
from dpspec.submit import AsyncDirectBackend, AsyncOrdsBackend, Basic, DirectBackend, OrdsBackend, Started

SPEC = ExportSpec(job_mode="TABLE", schema_expressions=["IN ('SCOTT')"], name_expressions=["LIKE 'EMP%'"])
PASSWORD = "tiger"  # noqa: S105 - of a user of the sandbox
SCOTT = Basic("scott", PASSWORD)
#: How an outcome may tell that a job has ended.
ENDED = (End.SUCCEEDED, End.ERRORS, End.STOPPED, End.ABORTED)


class Clock:
    """A clock that only sleeping moves; what is due is done while it moves."""

    def __init__(self):
        self.time = 0.0
        self._lock = threading.Lock()
        self._due = []

    def __call__(self):
        return self.time

    def sleep(self, seconds):
        with self._lock:
            until = self.time + seconds
            for at, action in sorted(self._due, key=lambda due: due[0]):
                if at <= until:
                    self._due.remove((at, action))
                    self.time = max(self.time, at)
                    action()
            self.time = until

    async def sleep_async(self, seconds):
        await asyncio.sleep(0)
        self.sleep(seconds)

    def at(self, seconds, action):
        """Let something happen in so many seconds."""
        self._due.append((self.time + seconds, action))


@frozen
class Case:
    """Faults at one point of a submission, and how it may end then; `row` is where it counts in the table."""

    row: str
    id: str
    faults: tuple = field(converter=tuple)
    ends: frozenset = field(converter=lambda ends: frozenset([ends] if isinstance(ends, End) else ends))

    def __str__(self):
        return f"{self.row}-{self.id}".replace(" ", "_")


@define
class Trial:
    """What was told of a submission, and what ran."""

    told: Outcome | JobError | BaseException
    ran: list
    defining: list
    events: list
    complete: bool
    fired: int = 0

    @property
    def end(self):
        return self.told.end if isinstance(self.told, Outcome) else None

    @property
    def doubled(self):
        return len(self.ran) > 1

    @property
    def lost(self):
        """Whether a job ran and what was told leads nobody to it."""
        if not self.ran or self.doubled:
            return False
        if not isinstance(self.told, Outcome) or self.told.end is End.REJECTED:
            return True
        named = [self.told.job, *self.told.candidates]
        if any(job is not None and job.key == self.ran[0].key for job in named):
            return False
        return not any(diagnostic.code == "DP407" for diagnostic in self.told.diagnostics)

    def check(self):
        """Hold what was told against what ran."""
        told, ran = self.told, self.ran
        assert not self.doubled, [job.key for job in ran]
        assert not self.lost, told
        assert not self.defining, [job.key for job in self.defining]
        assert isinstance(told, Outcome | JobError), repr(told)
        if isinstance(told, JobError):
            assert not ran, told
            return self
        assert told.end is End.SUCCEEDED or told.diagnostics or (told.end is End.RUNNING and told.job), told
        if told.safe_elsewhere or told.end is End.REJECTED:
            assert not ran, told
        if told.end in (End.RUNNING, *ENDED):
            assert told.job is not None
            assert [told.job.key] == [job.key for job in ran], told
        if told.end in ENDED:
            assert self.complete, "it has not ended yet"
        if told.end is End.SUCCEEDED:
            assert ran[0].errors == 0
        if told.end is End.ERRORS:
            assert ran[0].errors > 0
        if told.end is End.UNKNOWN:
            assert any(diagnostic.code == "DP407" for diagnostic in told.diagnostics), told
        if told.job is not None and ran:
            assert told.job.key == ran[0].key
        started = [event.job.key for event in self.events if isinstance(event, Started)]
        assert len(started) <= 1
        assert set(started) <= {job.key for job in ran}
        return self


class Bench:
    """A sandbox on a clock that stands still, and backends for it whose pauses move that clock."""

    def __init__(self, pace=1.0, **options):
        self.clock = Clock()
        self.sandbox = Sandbox(pace=pace, clock=self.clock, **options)

    def __enter__(self):
        self.sandbox.__enter__()
        return self

    def __exit__(self, *_):
        self.sandbox.close()

    @property
    def engine(self):
        return self.sandbox.engine

    def reset(self):
        """Forget all faults and all jobs."""
        self.sandbox.faults.clear()
        self.clock.sleep(1000)
        self.engine._jobs.clear()
        self.engine.files.content.clear()
        self.sandbox.requests.clear()
        self.sandbox.statements.clear()

    def timed(self, backend):
        """Let a backend sleep by the clock."""
        is_async = isinstance(backend, AsyncOrdsBackend | AsyncDirectBackend)
        backend._sleep = self.clock.sleep_async if is_async else self.clock.sleep
        backend._clock = self.clock
        return backend

    def ords(self, auth=SCOTT, url=None, **options):
        return self.timed(OrdsBackend(url or self.sandbox.url, auth, **options))

    def direct(self, user="scott", password=PASSWORD, **options):
        return self.timed(DirectBackend.open(self.sandbox.dsn, user, password, **options))

    def async_ords(self, auth=SCOTT, **options):
        return self.timed(AsyncOrdsBackend(self.sandbox.url, auth, **options))

    def async_direct(self, user="scott", password=PASSWORD, **options):
        return self.timed(AsyncDirectBackend.open(self.sandbox.dsn, user, password, **options))

    def trial(self, submit, *faults):
        """Submit once with faults in the way: `submit` is called with what takes the events."""
        before = len(self.engine.history())
        for fault in faults:
            self.sandbox.faults.add(fault)
        events = []
        try:
            told = submit(events.append)
        except JobError as error:
            told = error
        fired = sum(map(self.sandbox.faults.fired, faults))
        self.sandbox.faults.clear()
        ran = [job for job in self.engine.history()[before:] if any(map(is_start, job.lines))]
        complete = all(job.phase in (Phase.STOPPED, Phase.GONE) for job in ran)
        return Trial(told, ran, self._defining(), events, complete, fired)

    def _defining(self):
        """Give the jobs that stay in DEFINING; a server may need a moment to see that a connection is closed."""
        for _ in range(100):
            found = [job for job in self.engine.history() if job.phase is Phase.DEFINING]
            if not found:
                break
            time.sleep(0.01)
        return found

    def by_ords(self, spec=SPEC, *, auth=SCOTT, wait=True, timeout=None, **options):
        def submit(on_event):
            with self.ords(auth, on_event=on_event, **options) as backend:
                return backend.submit(spec, wait=wait, timeout=timeout)

        return submit

    def by_direct(self, spec=SPEC, *, user="scott", password=PASSWORD, wait=True, timeout=None):
        def submit(on_event):
            with self.direct(user, password, on_event=on_event) as backend:
                return backend.submit(spec, wait=wait, timeout=timeout)

        return submit

    def by_async_ords(self, spec=SPEC, *, auth=SCOTT, wait=True, timeout=None, **options):
        async def submit(on_event):
            async with self.async_ords(auth, on_event=on_event, **options) as backend:
                return await backend.submit(spec, wait=wait, timeout=timeout)

        return lambda on_event: asyncio.run(submit(on_event))

    def by_async_direct(self, spec=SPEC, *, user="scott", password=PASSWORD, wait=True, timeout=None):
        async def submit(on_event):
            async with self.async_direct(user, password, on_event=on_event) as backend:
                return await backend.submit(spec, wait=wait, timeout=timeout)

        return lambda on_event: asyncio.run(submit(on_event))


def is_start(line):
    """Tell whether a line of a log is the one with which a job starts."""
    return line.startswith("Starting ")


def codes(told):
    """Give the codes of the diagnostics of an outcome or an error."""
    return [diagnostic.code for diagnostic in told.diagnostics]


_TRIED: Counter[str] = Counter()


def tries(row, times=1):
    """Mark a test that tries a fault of a row, so many times."""

    def marked(test):
        _TRIED[row] += times
        return test

    return marked
