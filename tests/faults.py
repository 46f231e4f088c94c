"""What the fault tests share: a submission with something in its way, and what really became of it.

Sockets, server and drivers are real; only time is not, so that no test waits. A `Case` is faults of the sandbox at one
point of a submission; `Bench.trial` submits once and asks the engine of the sandbox what it has run; `Trial.check`
holds the outcome that was told against that. Each case counts in the table of docs/faults.md:

    python -m tests.faults --update

writes that page.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
import time
from collections import Counter
from pathlib import Path

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
    ends: frozenset = field(
        factory=frozenset, converter=lambda ends: frozenset([ends] if isinstance(ends, End) else ends)
    )

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


# --- the table --------------------------------------------------------------------------------------------------------

PAGE = Path(__file__).resolve().parent.parent / "docs" / "faults.md"
_TRIED: Counter[str] = Counter()
_MODULES = ("tests.test_faults_ords", "tests.test_faults_direct", "tests.test_faults_route")


def tries(row, times=1):
    """Mark a test that tries a fault of a row, so many times."""

    def marked(test):
        _TRIED[row] += times
        return test

    return marked


def tried():
    """Give how often the faults of each row are tried: the cases, and the tests that are marked."""
    cases = [case for module in _MODULES for case in importlib.import_module(module).CASES]
    return Counter(case.row for case in cases) + _TRIED


@frozen
class Row:
    """What the page tells of a fault: what it is, where it strikes, what is promised, what the user sees."""

    fault: str
    where: str
    promise: str
    seen: str


_ANY = "any request of a submission that is followed, once and for good"
_BEFORE = "before the job there is none; after it, the job goes on and is named"
_REFUSED = "rejected with status and cause, or the job, out of sight"
_AGAIN = "a GET is sent again, the POST never; the job list decides"
_STATEMENT = "any statement of a submission that is followed, once and for good"

ROWS = {
    "connection refused": Row(
        "connection refused", "the first request; while following", _BEFORE, "DP401; safe to try the other way"
    ),
    "401": Row("status 401", _ANY, _BEFORE, f"DP402; {_REFUSED}"),
    "403": Row("status 403", _ANY, _BEFORE, f"DP402; {_REFUSED}"),
    "404": Row("status 404", _ANY, f"{_BEFORE}; one 404 is no end of it", "DP403, or nothing"),
    "409": Row("status 409", _ANY, _BEFORE, f"DP404; {_REFUSED}"),
    "500": Row("status 500", _ANY, f"{_BEFORE}; the job list is asked, too", f"DP404; {_REFUSED}"),
    "503": Row("status 503", _ANY, f"{_AGAIN}", "a retry; DP405 if it stays"),
    "555": Row("status 555", _ANY, f"{_BEFORE}; the job list is asked, too", f"DP404; {_REFUSED}"),
    "555 with a stack": Row(
        "an error body: problem+json with ORA-31634, ORA-39001 and its details; HTML",
        "the POST",
        "one diagnostic with status, codes and ecid, and what helps",
        "DP404 or DP405 with all of it",
    ),
    "refusal after": Row(
        "a refusal that comes though the job was made",
        "the POST",
        "the job list is asked before a refusal is believed",
        "DP407 with the candidate; after 502, 503, 504 the job",
    ),
    "HTML": Row(
        "an HTML page with status 200", _ANY, "it is no answer; the job list decides", "DP406, DP407 if unsure"
    ),
    "HTML 502": Row("an HTML page with status 502", _ANY, _AGAIN, "a retry; DP405, DP407 if it stays"),
    "truncated": Row("JSON that is cut off", _ANY, "it is no answer; the job list decides", "the job, with a warning"),
    "empty": Row("an empty body", _ANY, "it is no answer; the job list decides", "the job, with a warning"),
    "malformed list": Row("a job list that is malformed", "the list", "nothing is sent without a list", "DP406"),
    "redirect": Row(
        "a redirect, also to another host",
        _ANY,
        "it is not followed; no one else gets a request or a credential",
        "DP410; DP407 if a job was made",
    ),
    "slow loris": Row(
        "a reply that trickles in", "list, POST, job, log; for good", "it is given up in time", "a retry"
    ),
    "reset before": Row("a reset before the server has it", _ANY, _AGAIN, "a retry; DP407 for the POST"),
    "reset after": Row("a reset after the server has done it", _ANY, _AGAIN, "a retry; the job, with a warning"),
    "reset reply": Row("a reset in the middle of the reply", _ANY, _AGAIN, "a retry; the job, with a warning"),
    "late POST": Row(
        "a POST that arrives after its connection was reset",
        "0.2 to 16 s later",
        "found, or not known",
        "the job, or DP407",
    ),
    "another job meanwhile": Row(
        "another new job while the reply is lost", "the POST", "none of two is taken for ours", "DP407 with both"
    ),
    "token expiry": Row(
        "a token that has expired or is forgotten", "any request; the token endpoint", "renewed once", "nothing; DP402"
    ),
    "untrusted certificate": Row(
        "a certificate of nobody, of another host; no TLS at all", "the connection", "no request is sent", "DP410"
    ),
    "hostile Location": Row(
        "a Location, or a body, with another host, path tricks, another job",
        "the reply to the POST",
        "only a new job, looked up on our own base, is ours",
        "the job, with a warning",
    ),
    "hostile links": Row(
        "links and items with paths, escapes, another job",
        "the job item",
        "a file is only ever a plain name",
        "nothing",
    ),
    "hostile log": Row(
        "terminal escapes, bidi, invalid UTF-8, success of another job, no end",
        "the log",
        "no success without the job's own last line; nothing steers a terminal",
        "DP407, and clean lines",
    ),
    "log with errors": Row(
        "ORA lines, errors, abort, stop", "the log", "the last word of the job counts", "DP408 and the ORA lines"
    ),
    "endless pages": Row("pages that never end, or lead elsewhere", "the list", "it is given up", "DP406"),
    "huge body": Row("a body of 65 MB", "list, POST", "it is not kept", "DP401; DP407 for the POST"),
    "full disk": Row(
        "a full disk",
        "`fetch`, by both ways",
        "what came is kept, and continued",
        "DP414; then the file with its checksum",
    ),
    "cut while fetching": Row("a connection that breaks", "any point of `fetch`", "the file is whole", "a retry"),
    "Ctrl-C": Row(
        "Ctrl-C",
        "as the job starts, while following; by both ways",
        "one job, which goes on",
        "exit 130; how to follow",
    ),
    "cancelled": Row(
        "a cancelled task", "as the job starts", "the block is finished, the job goes on", "see `dpspec jobs`"
    ),
    "dropped before": Row(
        "the server hangs up before it runs a statement", _STATEMENT, "the block is never sent twice", "a retry; DP407"
    ),
    "dropped after": Row(
        "the server hangs up in place of the answer", _STATEMENT, "the job is found by its name", "the job and a remark"
    ),
    "reset as it connects": Row("a reset", "connecting anew", _BEFORE, "DP401"),
    "server gone for good": Row("no listener any more", "while following", "out of sight after 300 s", "DP401, DP407"),
    "wrong password": Row("a wrong password", "the login", "nothing is started, nothing shown of it", "DP402"),
    "ORA-31634": Row(
        "ORA-31634", "before the block; the block", "rejected; the job of that name is left alone", "DP404 and advice"
    ),
    "ORA-39001": Row("ORA-39001 with details", _STATEMENT, _BEFORE, "DP404 with every code, and advice"),
    "ORA-31623": Row("ORA-31623", _STATEMENT, f"{_BEFORE}; a handle is made anew", "DP404, or nothing"),
    "ORA-00942": Row("ORA-00942", _STATEMENT, f"{_BEFORE}; own jobs are asked for", "DP404, or nothing"),
    "ORA-01012": Row("ORA-01012", _STATEMENT, f"{_BEFORE}; a new connection", "a retry, or DP401"),
    "stuck in DEFINING": Row(
        "the block fails or dies between OPEN and START_JOB", "the server", "nothing stays in DEFINING", "DP404; DP407"
    ),
    "old log": Row(
        "the log of an earlier job of the same name", "after a lost connection", "it is no success", "DP401; DP407"
    ),
    "end unseen": Row(
        "a job that ends while the connection is lost",
        "while following; before the first look",
        "its log tells; it is not woken up; without a log it is not known",
        "the end; DP407",
    ),
    "fallback": Row(
        "ORDS refuses, or is not reached, before a job",
        "list, POST",
        "the direct way makes the one job",
        "why it went so",
    ),
    "no fallback": Row(
        "ORDS may have taken it, or the database has refused it", "the POST", "nothing else is tried", "DP404, DP407"
    ),
    "both ways": Row(
        "faults on both ways, one after the other", "ORDS, then the block", "one job at most", "both reasons"
    ),
}

_HEAD = """\
# Faults

<!-- Written by tests/faults.py: change that and run python -m tests.faults --update. -->

What may go wrong between dpspec and a server, and what is promised then. Each fault is tried over real sockets and with
the real drivers against the sandbox, at every point where it can strike; the engine of the sandbox then tells which
jobs ran. A test fails if a job was **lost** (it ran, and what was told leads nobody to it) or **doubled** (two ran), if
something stays in DEFINING, or if what was told is not true: success without the job's own word, a rejection although a
job ran, a job that is not ours, or another way that is called safe although a job ran. None of this has met a real
Oracle Database or ORDS yet.

| faults tried | jobs lost | jobs doubled |
|---|---|---|
| {total} | 0 | 0 |

Besides, random sequences of up to four faults are tried by Hypothesis, on each way and on both, and many of the faults
a second time with the awaited backends. They are not in the count.

The tests are `tests/test_faults_ords.py`, `tests/test_faults_direct.py` and `tests/test_faults_route.py`.

## What stays open

* A reply is lost, ORDS has made no job, and just then somebody else starts the only new job of this kind as the same
  user: that one is taken for ours, with a warning (DP407). ORDS has no key by which a request could be recognised.
* A job that begins and ends, and whose control table is gone, between two looks at the job list is not seen through
  ORDS. After a lost reply that is an unknown outcome; after a refusal (4xx, 500, 503, 555) it counts as rejected.

## The table

| fault | where it strikes | promise | what the user sees | tried |
|---|---|---|---|---|
"""


def page():
    """Give the text of the page."""
    counts = tried()
    rows = [f"| {row.fault} | {row.where} | {row.promise} | {row.seen} | {counts[key]} |" for key, row in ROWS.items()]
    return _HEAD.format(total=sum(counts.values())) + "".join(f"{row}\n" for row in rows)


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit(__doc__)
    # The tests count in the module of this name, which this one is not.
    own = importlib.import_module("tests.faults")
    own.PAGE.write_text(own.page(), "utf-8")
