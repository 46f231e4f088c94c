"""Faults between dpspec and the database, at each step: what is told is true, and no job is lost or doubled."""

import asyncio
import gc
import socket

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.errors import JobError
from dpspec.jobs import End
from dpspec.sandbox import Cut, DropStatement, FailStatement, OraError, Trickle
from dpspec.sandbox.files import Files
from dpspec.sandbox.net_face import _DroppedError
from dpspec.submit import DirectBackend, Logged, Moved, Started, direct_follow
from tests.faults import SPEC, Bench, Case, codes, tries

# python-oracledb leaves the socket of a login that breaks off to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

REJECTED, UNKNOWN, SUCCEEDED, RUNNING = End.REJECTED, End.UNKNOWN, End.SUCCEEDED, End.RUNNING
#: SCOTT asks twice for the jobs, since he does not see those of others, nor whether a session lives on.
USERS = {"scott": "tiger", "admin": "admin"}
ADMIN = {"user": "admin", "password": USERS["admin"]}
SUBMIT = {"scott": 3, "admin": 2}
STATUS = {user: range(at + 1, at + 4) for user, at in SUBMIT.items()}
READ = {user: at + 4 for user, at in SUBMIT.items()}
#: Everything that a client sends for them, with what it needs to log in.
SENT = {"scott": 15, "admin": 14}
NAMED = evolve(SPEC, job_name="NIGHTLY", file_name="nightly_%U.dmp", logfile="nightly.log", keep_master=0)


# --- each fault at each statement -------------------------------------------------------------------------------------


def dropped(user):
    """Make the cases of a connection that the server closes, before it runs a statement or in place of the answer."""
    for after in (False, True):
        row = "dropped after" if after else "dropped before"
        # A statement that fails has its answer by that: SCOTT may not see the jobs of others.
        unseen = user == "scott" and after
        for at in range(READ[user] + 1 - unseen):
            fault = DropStatement(skip=at, after=after)
            once = SUCCEEDED
            if at == SUBMIT[user] - unseen and not after:
                # Who does not see that the session is gone cannot tell that no job will come of it.
                once = REJECTED if user == "admin" else UNKNOWN
            ever = REJECTED if at < SUBMIT[user] - unseen else UNKNOWN
            yield Case(row, f"{user}-once-at-{at}", [fault], once)
            yield Case(row, f"{user}-from-{at}-on", [evolve(fault, times=None)], ever)


def failing(row, user, code, message, details=(), *, passing=False):
    """Make the cases of a statement that fails with a code; `passing` tells that the connection is gone with it."""
    for at in range(READ[user] + 1):
        fault = FailStatement(skip=at, code=code, message=message, details=details)
        reads = SUCCEEDED if passing else REJECTED
        if row == "ORA-00942":
            reads = SUCCEEDED if at == 1 else REJECTED
        once = reads if at < SUBMIT[user] else REJECTED if at == SUBMIT[user] else SUCCEEDED
        yield Case(row, f"{user}-once-at-{at}", [fault], once)
        # What was seen of the log by GET_STATUS is enough where its file cannot be read.
        ever = REJECTED if at <= SUBMIT[user] else SUCCEEDED if at == READ[user] else UNKNOWN
        yield Case(row, f"{user}-from-{at}-on", [evolve(fault, times=None)], ever)


def cut(user):
    """Make the cases of a connection that is reset at anything that is sent; which statement that is, is left open."""
    any_end = [SUCCEEDED, REJECTED, UNKNOWN]
    for when in ("before", "after", "reply"):
        for at in range(SENT[user]):
            fault = Cut(face="net", when=when, skip=at, bytes=20)
            yield Case(f"reset {when}", f"{user}-once-at-{at}", [fault], any_end)
            if user == "scott" and when == "after":
                yield Case(f"reset {when}", f"{user}-from-{at}-on", [evolve(fault, times=None)], any_end)


BAD = ("ORA-39000: bad dump file specification", "ORA-39087: directory name NOPE is invalid")
CASES = [case for user in USERS for case in dropped(user)]
CASES += [case for user in USERS for case in cut(user)]
CASES += [
    *failing("ORA-39001", "scott", 39001, "invalid argument value", BAD),
    *failing("ORA-31623", "scott", 31623, "a job is not attached to this session via the specified handle"),
    *failing("ORA-00942", "admin", 942, "table or view does not exist"),
    *failing("ORA-01012", "scott", 1012, "not logged on", passing=True),
    Case("ORA-31634", "submit", [FailStatement(kind="submit", code=31634, message="job already exists")], REJECTED),
]


@pytest.fixture(scope="module")
def shared():
    with Bench(http=False) as bench, pytest.MonkeyPatch.context() as patch:
        # Connecting takes a moment even without waiting, and this is tried often.
        patch.setattr(direct_follow, "_OUT_OF_REACH", 20.0)
        yield bench
    gc.collect()


@pytest.fixture
def bench(shared):
    shared.reset()
    return shared


def user_of(case):
    user = case.id.partition("-")[0]
    return {"user": user, "password": USERS[user]} if user in USERS else {}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_told_of_a_submission_is_true_whatever_goes_wrong(bench, case):
    trial = bench.trial(bench.by_direct(**user_of(case)), *case.faults).check()
    assert trial.end in case.ends, trial.told
    # A text may arrive in one piece or in two, so what is sent last may be counted differently.
    assert trial.fired or case.row.startswith("reset")
    assert sum("START_JOB" in text for text in bench.sandbox.statements) <= 1


AWAITED = [case for case in CASES if "dropped" in case.row and "scott" in case.id]


@pytest.mark.parametrize("case", AWAITED, ids=str)
def test_it_is_the_same_where_it_is_awaited(bench, case):
    trial = bench.trial(bench.by_async_direct(**user_of(case)), *case.faults).check()
    assert trial.end in case.ends, trial.told


@pytest.mark.parametrize("user", USERS)
def test_the_cases_are_at_every_statement_and_at_everything_that_is_sent(bench, user):
    trial = bench.trial(bench.by_direct(user=user, password=USERS[user]), Cut(face="net", skip=SENT[user] - 3)).check()
    assert (trial.end, trial.fired) == (SUCCEEDED, 1)
    bench.reset()
    bench.trial(bench.by_direct(user=user, password=USERS[user]))
    kinds = ["START_JOB" in text for text in bench.sandbox.statements]
    assert kinds.index(True) == SUBMIT[user]
    assert len(kinds) == READ[user] + 1
    assert kinds.count(True) == 1


# --- what the user sees -----------------------------------------------------------------------------------------------


@tries("ORA-31634")
def test_a_job_of_this_name_is_told_before_anything_is_sent(bench):
    first = bench.trial(bench.by_direct(NAMED, wait=False)).check()
    assert first.end is RUNNING
    bench.sandbox.statements.clear()
    second = bench.trial(bench.by_direct(evolve(NAMED, file_name="other_%U.dmp"))).check()
    assert (second.end, second.told.safe_elsewhere) == (REJECTED, False)
    assert second.told.diagnostics[0].message == "a job SCOTT.NIGHTLY is there already (EXECUTING)"
    assert "saves ORA-31634" in second.told.diagnostics[0].help
    assert not any("START_JOB" in text for text in bench.sandbox.statements)


@tries("ORA-31634")
def test_a_job_of_this_name_that_came_meanwhile_is_ora_31634(bench):
    fault = FailStatement(kind="submit", code=31634, message="job already exists")
    told = bench.trial(bench.by_direct(NAMED), fault).check().told
    [found] = told.diagnostics
    assert (told.end, found.code) == (REJECTED, "DP404")
    assert "ORA-31634: job already exists" in found.message
    assert "give another `job_name`" in found.help


@tries("ORA-39001")
def test_the_details_of_a_refusal_are_told_and_the_most_particular_one_is_explained(bench):
    told = bench.trial(bench.by_direct(evolve(SPEC, datapump_dir="NOPE"))).check().told
    [found] = told.diagnostics
    assert (told.end, told.safe_elsewhere) == (REJECTED, False)
    assert "ORA-39001: invalid argument value ORA-39000: bad dump file" in found.message
    assert "ORA-39087: directory name NOPE is invalid" in found.message
    assert "GRANT READ, WRITE ON DIRECTORY" in found.help


@tries("ORA-31623")
def test_a_handle_that_is_gone_is_made_anew_while_the_job_runs():
    with Bench(http=False, pace=30.0) as bench:
        fault = FailStatement(kind="status", skip=2, code=31623, message="a job is not attached")
        trial = bench.trial(bench.by_direct(), fault).check()
    assert (trial.end, trial.fired) == (SUCCEEDED, 1)


@tries("connection refused")
def test_a_refused_connection_starts_nothing():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with DirectBackend.open(f"127.0.0.1:{port}/SANDBOX", "scott", "tiger") as backend:
        outcome = backend.submit(SPEC)
    assert (outcome.end, outcome.safe_elsewhere, codes(outcome)) == (REJECTED, True, ["DP401"])


@tries("wrong password")
def test_a_wrong_password_starts_nothing(bench):
    trial = bench.trial(bench.by_direct(password="lion")).check()  # noqa: S106 - a wrong one
    assert (trial.end, codes(trial.told)) == (REJECTED, ["DP402"])
    assert "lion" not in repr(trial.told)


@pytest.mark.parametrize("at", range(3))
@tries("reset as it connects", times=3)
def test_a_listener_that_hangs_up_is_not_taken_for_an_outcome(bench, at):
    fault = Cut(face="net", when="connect", skip=at, times=None)
    trial = bench.trial(bench.by_direct(), DropStatement(skip=4), DropStatement(skip=6), fault).check()
    assert trial.end is REJECTED if at == 0 else trial.end in (SUCCEEDED, UNKNOWN)


@tries("slow loris")
def test_an_answer_that_trickles_in_is_waited_for():
    with Bench(http=False) as bench:
        fault = Trickle(face="net", sent="START_JOB", bytes=7, seconds=0.001)
        assert bench.trial(bench.by_direct(), fault).check().end is SUCCEEDED


@tries("server gone for good")
def test_a_database_that_goes_away_for_good_leaves_the_job_out_of_sight(monkeypatch):
    monkeypatch.setattr(direct_follow, "_OUT_OF_REACH", 300.0)
    with Bench(http=False, pace=1000.0) as bench:

        def submit(on_event):
            def close(event):
                on_event(event)
                if isinstance(event, Moved):
                    bench.sandbox.close()

            with bench.direct(on_event=close) as backend:
                return backend.submit(SPEC)

        trial = bench.trial(submit).check()
    assert (trial.end, codes(trial.told)) == (UNKNOWN, ["DP401", "DP407"])
    assert bench.clock.time > 300


# --- a job that is still being defined --------------------------------------------------------------------------------


def stuck(engine, monkeypatch, then):
    """Let the server stop between the definition of a job and its start."""

    def submit(session, plan):
        number = engine.define(session, plan)
        then(session, number)

    monkeypatch.setattr(engine, "submit", submit)


def fail(_session, _number):
    raise OraError(600, "internal error code")


def hang_up(_session, _number):
    raise _DroppedError


@pytest.mark.parametrize("then", [fail, hang_up], ids=["an internal error", "the session dies"])
@pytest.mark.parametrize("user", USERS)
@tries("stuck in DEFINING", times=4)
def test_a_job_that_is_left_in_defining_is_removed(bench, monkeypatch, then, user):
    stuck(bench.engine, monkeypatch, then)
    trial = bench.trial(bench.by_direct(user=user, password=USERS[user])).check()
    assert trial.end in (REJECTED, UNKNOWN)
    assert len(bench.engine.jobs(bench.engine.catalog.users["ADMIN"])) == 0


@pytest.mark.parametrize("user", USERS)
@tries("stuck in DEFINING", times=2)
def test_a_job_that_a_lost_session_still_holds_in_defining_is_not_known(bench, monkeypatch, user):
    held = []

    def hang(session, number):
        # The connection is gone, and the server has not seen it yet.
        monkeypatch.setattr(bench.engine, "disconnect", held.append)
        bench.clock.at(12, lambda: (monkeypatch.undo(), bench.engine.disconnect(session)))
        raise _DroppedError

    stuck(bench.engine, monkeypatch, hang)
    trial = bench.trial(bench.by_direct(user=user, password=USERS[user]))
    bench.clock.sleep(60)
    trial.defining = [job for job in bench.engine.history() if job.phase.value == "DEFINING"]
    trial.check()
    assert trial.end in (UNKNOWN, REJECTED)


# --- a connection that is lost when nobody can tell any more ----------------------------------------------------------


@tries("old log")
def test_the_log_of_an_earlier_job_of_this_name_is_no_success(bench):
    assert bench.trial(bench.by_direct(NAMED, **ADMIN)).check().end is SUCCEEDED
    again = evolve(NAMED, file_name="again_%U.dmp")
    lost = DropStatement(kind="submit")
    trial = bench.trial(bench.by_direct(again, **ADMIN), lost).check()
    assert trial.end is REJECTED


@tries("old log")
def test_who_cannot_see_sessions_does_not_take_an_old_log_for_the_new_one_either(bench):
    assert bench.trial(bench.by_direct(NAMED)).check().end is SUCCEEDED
    again = evolve(NAMED, file_name="again_%U.dmp")
    assert bench.trial(bench.by_direct(again), DropStatement(kind="submit")).check().end is UNKNOWN


@pytest.mark.parametrize(
    ("keys", "end"),
    [({}, SUCCEEDED), ({"logfile": None, "nologfile": True}, UNKNOWN)],
    ids=["with a log", "without a log"],
)
@tries("end unseen", times=2)
def test_a_job_that_came_and_went_before_anybody_looked_is_not_rejected(bench, keys, end):
    bench.engine.pace = 0.1
    spec = evolve(NAMED, **keys)
    try:
        trial = bench.trial(bench.by_direct(spec, **ADMIN), DropStatement(kind="submit", after=True)).check()
    finally:
        bench.engine.pace = 1.0
    assert trial.end is end


# --- logs -------------------------------------------------------------------------------------------------------------

HOSTILE = {
    "escapes": b"\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[0m\n\x9b31mx\n",
    "bidi": "\u202eSSECCUS\u2066 \u200f\n".encode(),
    "invalid UTF-8": b"\xff\xfe\x00\x80 \xc3\x28\n" * 50,
    "another job": b'Job "SCOTT"."OTHER" successfully completed at Thu Mar 5 10:11:12 2026\n',
    "empty": b"",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@tries("hostile log", times=len(HOSTILE))
def test_a_log_that_does_not_tell_the_end_of_this_job_is_no_success_and_steers_no_terminal(bench, text, monkeypatch):
    def append(files, place, lines):
        files.content[place] = text

    monkeypatch.setattr(Files, "append", append)
    monkeypatch.setattr("dpspec.sandbox.jobs.log.ending", lambda *_: ("\x1b[31mnothing\u202e to say",))
    trial = bench.trial(bench.by_direct()).check()
    assert (trial.end, codes(trial.told)) == (UNKNOWN, ["DP407"])
    shown = [line for event in trial.events if isinstance(event, Logged) for line in event.lines]
    assert shown
    assert all(line.isprintable() for line in shown)
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200f") & set("".join(shown))


@tries("hostile log")
def test_a_log_that_may_not_be_read_is_no_success_by_itself(bench, monkeypatch):
    monkeypatch.setattr("dpspec.sandbox.jobs.log.ending", lambda *_: ())
    fault = FailStatement(kind="read_file", code=22285, message="non-existent directory or file", times=None)
    trial = bench.trial(bench.by_direct(), fault).check()
    assert (trial.end, codes(trial.told)) == (UNKNOWN, ["DP407"])
    assert "ORA-22285" in trial.told.diagnostics[0].message


@tries("log with errors")
def test_errors_of_the_job_are_errors_whatever_the_percentage_says(bench, monkeypatch):
    def ending(owner, name, *_):
        return ("ORA-31693: Table data object failed", f'Job "{owner}"."{name}" completed with 1 error(s) at x')

    monkeypatch.setattr("dpspec.sandbox.jobs.log.ending", ending)
    told = bench.trial(bench.by_direct()).told
    assert (told.end, told.error_count, told.ok) == (End.ERRORS, 1, False)
    assert told.errors == ("ORA-31693: Table data object failed",)
    assert codes(told) == ["DP408"]


# --- a job that ended while the connection was lost -------------------------------------------------------------------


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("after", [True, False])
@tries("end unseen", times=4)
def test_a_job_that_ends_while_nobody_is_connected_is_not_woken_up(bench, keep, after):
    spec = evolve(SPEC, keep_master=int(keep))
    trial = bench.trial(bench.by_direct(spec), DropStatement(kind="status", skip=1, after=after)).check()
    assert trial.end is SUCCEEDED
    assert not any(event.status.state == "IDLING" for event in trial.events if isinstance(event, Moved))


# --- files, and being cancelled ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("at", range(5))
@tries("cut while fetching", times=10)
def test_a_connection_that_breaks_while_a_file_comes_does_not_spoil_it(tmp_path, at, after):
    with Bench(http=False, dump_bytes=900_000) as bench:
        job = bench.trial(bench.by_direct()).ran[0]
        fault = bench.sandbox.faults.add(DropStatement(skip=at, after=after))
        with bench.direct() as backend:
            got = backend.fetch("SCOTT", job.name, job.dumps[0][1], tmp_path / "x.dmp", directory=job.dumps[0][0])
        assert got.path.read_bytes() == bench.engine.files.content[job.dumps[0]]
        assert bench.sandbox.faults.fired(fault)


@tries("cancelled")
def test_a_submission_that_is_cancelled_still_finishes_the_block_that_starts_the_job():
    with Bench(http=False) as bench:
        bench.sandbox.faults.add(Trickle(face="net", sent="START_JOB", bytes=4, seconds=0.002))
        events = []

        async def submit():
            async with bench.async_direct(on_event=events.append) as backend:
                task = asyncio.create_task(backend.submit(SPEC))
                while not bench.engine.history():
                    await asyncio.sleep(0.005)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

        asyncio.run(submit())
        [job] = bench.engine.history()
        bench.clock.sleep(10)
        bench.engine.jobs(bench.engine.catalog.users["ADMIN"])
        assert job.is_complete
        assert not any(isinstance(event, Started) for event in events)
        assert "interrupted before it was known whether a job was created" in events[-1].message


# --- anything at all --------------------------------------------------------------------------------------------------

KINDS = st.sampled_from([None, "submit", "status", "read_file", "query", "detach"])
DROPPED = st.builds(DropStatement, kind=KINDS, skip=st.integers(0, 8), times=st.integers(1, 3), after=st.booleans())
FAILED = st.builds(
    FailStatement,
    kind=KINDS,
    skip=st.integers(0, 8),
    times=st.integers(1, 3),
    code=st.sampled_from([600, 942, 1012, 1013, 1017, 3113, 4031, 22288, 31623, 31626, 31634, 39001, 39002]),
)
BROKEN = st.builds(
    Cut,
    face=st.just("net"),
    skip=st.integers(0, 20),
    times=st.integers(1, 3),
    when=st.sampled_from(["before", "after", "reply", "connect"]),
    bytes=st.integers(0, 60),
)


@settings(max_examples=30, deadline=None)
@given(
    faults=st.lists(DROPPED | FAILED | BROKEN, min_size=1, max_size=4),
    user=st.sampled_from(list(USERS)),
    named=st.booleans(),
)
def test_what_is_told_is_true_for_any_sequence_of_faults(shared, faults, user, named):
    shared.reset()
    shared.trial(shared.by_direct(NAMED if named else SPEC, user=user, password=USERS[user]), *faults).check()


@settings(max_examples=10, deadline=None)
@given(faults=st.lists(DROPPED | FAILED, min_size=1, max_size=4))
def test_what_is_told_is_true_for_any_sequence_of_faults_where_it_is_awaited(shared, faults):
    shared.reset()
    shared.trial(shared.by_async_direct(), *faults).check()


def test_a_question_after_a_fault_is_an_error_with_its_reason(bench):
    with bench.direct() as backend:
        bench.sandbox.faults.add(FailStatement(kind="query", code=4031, message="unable to allocate", times=None))
        with pytest.raises(JobError) as raised:
            backend.jobs()
        assert codes(raised.value) == ["DP404"]
