"""The states of a job over time, with a clock that only the test moves: a job takes ten seconds of it."""

import threading

import pytest

from dpspec.sandbox import OraError
from tests.sandbox_helpers import Bench


def fails(code, call, *args, **kwargs):
    with pytest.raises(OraError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    return caught.value.details


@pytest.fixture
def bench():
    return Bench()


def states(bench, session, handle, times):
    found = []
    for time in times:
        bench.clock.time = time
        found.append(bench.engine.status(session, handle).state)
    return found


def test_a_job_is_defined_executes_completes_and_is_gone(bench):
    session = bench.session()
    handle = bench.engine.define(session, bench.plan(session, keep_master=0))
    assert bench.state() == "DEFINING"
    bench.engine.start(session, handle)
    assert states(bench, session, handle, [0, 5, 9.6, 10]) == ["EXECUTING", "EXECUTING", "COMPLETING", "COMPLETED"]
    assert bench.state() is None
    fails(31623, bench.engine.status, session, handle)
    fails(31626, bench.engine.attach, session, "SCOTT", "J")


def test_a_kept_control_table_is_a_job_that_is_not_running(bench):
    session = bench.session()
    bench.submit(session, keep_master=1)
    bench.clock.time = 10
    assert bench.state() == "NOT RUNNING"
    assert fails(31634, bench.submit, session) == ()
    handle = bench.engine.attach(session, "", "J")
    assert bench.state() == "IDLING"
    fails(39002, bench.engine.start, session, handle)
    bench.engine.detach(session, handle)
    assert bench.state() == "NOT RUNNING"


def test_progress_grows_to_its_end_and_every_line_is_told_once(bench):
    session = bench.session("HR")
    handle = bench.submit(session, job_mode="SCHEMA", name_expressions=None)
    told, percents, counts = [], [], []
    for time in range(11):
        bench.clock.time = time
        status = bench.engine.status(session, handle)
        told += status.lines
        percents.append(status.percent)
        counts.append(status.bytes_processed)
    assert percents == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert counts == sorted(counts)
    assert counts[-1] == status.total_bytes > 0
    job = bench.engine.history()[0]
    assert told == job.lines
    assert bench.engine.read(session.user, *job.log_place).decode().splitlines() == told


def test_two_handles_are_each_told_every_line_from_when_they_attached(bench):
    session, other = bench.session(), bench.session("ADMIN")
    first = bench.submit(session)
    bench.clock.time = 5
    second = bench.engine.attach(other, "SCOTT", "J")
    bench.clock.time = 10
    whole, half = bench.engine.status(session, first).lines, bench.engine.status(other, second).lines
    assert whole[-len(half) :] == half
    assert len(whole) > len(half)


def test_an_orderly_stop_ends_the_piece_of_work_and_keeps_what_is_needed_to_go_on(bench):
    session = bench.session()
    handle = bench.submit(session, name_expressions=["LIKE 'EMP%'"], file_name="e.dmp")
    bench.clock.time = 5
    bench.engine.stop(session, handle)
    assert bench.engine.status(session, handle).state == "STOP PENDING"
    bench.clock.time = 6.1
    assert bench.engine.status(session, handle).state == "STOPPING"
    bench.clock.time = 7
    status = bench.engine.status(session, handle)
    assert (status.state, status.percent) == ("STOPPED", 60)
    assert status.lines[-1] == 'Job "SCOTT"."J" stopped by user request at Thu Mar 5 12:00:06 2026 elapsed 0 00:00:06'
    assert bench.state() == "NOT RUNNING"
    assert ("DATA_PUMP_DIR", "e.dmp") in bench.engine.files.content


def test_a_stopped_job_goes_on_from_where_it_was(bench):
    session = bench.session()
    handle = bench.submit(session)
    bench.clock.time = 4
    bench.engine.stop(session, handle, immediate=True)
    bench.clock.time = 100
    assert bench.state() == "NOT RUNNING"
    handle = bench.engine.attach(session, "SCOTT", "J")
    assert bench.engine.status(session, handle).state == "IDLING"
    bench.engine.start(session, handle)
    bench.clock.time = 105
    assert bench.engine.status(session, handle).state == "EXECUTING"
    bench.clock.time = 106
    status = bench.engine.status(session, handle)
    assert status.state == "COMPLETED"
    lines = bench.engine.history()[0].lines
    assert [line.split()[0] for line in lines if "starting" in line.lower()] == ["Starting", "Restarting"]
    assert sum("exported" in line for line in lines) == 1


def test_a_stop_without_the_control_table_removes_the_job_and_its_dump_files(bench):
    session = bench.session()
    handle = bench.submit(session, file_name="e.dmp", logfile="e.log")
    bench.clock.time = 5
    bench.engine.stop(session, handle, immediate=True, keep_master=False)
    bench.clock.time = 6
    assert bench.state() is None
    assert list(bench.engine.files.content) == [("DATA_PUMP_DIR", "e.log")]


def test_a_stop_that_comes_too_late_does_not_keep_a_job_from_its_end(bench):
    session = bench.session()
    handle = bench.submit(session, keep_master=0)
    bench.clock.time = 9.9
    bench.engine.stop(session, handle, immediate=True, keep_master=False)
    bench.clock.time = 10
    assert bench.engine.history()[0].lines[-1].startswith('Job "SCOTT"."J" successfully completed')


def test_a_job_that_is_being_defined_goes_with_the_last_handle(bench):
    session, admin = bench.session(), bench.session("ADMIN")
    first = bench.engine.define(session, bench.plan(session))
    second = bench.engine.attach(admin, "SCOTT", "J")
    bench.engine.detach(session, first)
    assert bench.state() == "DEFINING"
    bench.engine.detach(admin, second)
    assert bench.state() is None
    bench.submit(session)  # the name is free again


def test_the_end_of_a_session_lets_go_of_its_jobs(bench):
    session = bench.session()
    bench.engine.define(session, bench.plan(session))
    running = bench.submit(session, job_name="RUNS")
    bench.engine.disconnect(session)
    assert bench.state() is None
    assert bench.state("RUNS") == "EXECUTING"
    fails(31623, bench.engine.status, session, running)
    assert not bench.engine.has_session(session.number)


def test_a_handle_belongs_to_its_session(bench):
    handle = bench.submit(bench.session())
    for call in (bench.engine.status, bench.engine.detach, bench.engine.stop, bench.engine.start):
        fails(31623, call, bench.session(), handle)
    fails(31623, bench.engine.detach, bench.session(), None)


def test_a_job_of_another_user_takes_the_role_to_watch_and_its_owner_to_start(bench):
    bench.submit(bench.session())
    fails(31631, bench.engine.attach, bench.session("HR"), "SCOTT", "J")
    admin = bench.session("ADMIN")
    handle = bench.engine.attach(admin, "SCOTT", "J")
    bench.engine.stop(admin, handle, immediate=True)
    bench.clock.time = 5
    handle = bench.engine.attach(admin, "SCOTT", "J")
    fails(31631, bench.engine.start, admin, handle)


def test_a_job_that_runs_is_not_started_again(bench):
    session = bench.session()
    fails(39004, bench.engine.start, session, bench.submit(session))


def test_the_view_shows_own_jobs_and_to_the_privileged_all(bench):
    scott, hr = bench.session(), bench.session("HR")
    bench.submit(scott, threads=2, file_name="e%U.dmp")
    bench.submit(hr, name_expressions=["='JOBS'"])
    users = bench.engine.catalog.users
    assert [job.key for job in bench.engine.jobs(users["SCOTT"])] == [("SCOTT", "J")]
    assert [job.key for job in bench.engine.jobs(users["ADMIN"])] == [("HR", "J"), ("SCOTT", "J")]
    assert bench.engine.jobs(users["ADMIN"], own=True) == ()
    row = bench.engine.jobs(users["SCOTT"])[0]
    assert (row.state, row.degree, row.attached_sessions, row.datapump_sessions) == ("EXECUTING", 2, 1, 4)


def test_a_dump_file_that_is_there_is_not_overwritten_unless_asked_to(bench):
    session = bench.session()
    bench.submit(session, file_name="e.dmp", keep_master=0)
    bench.clock.time = 10
    assert fails(39001, bench.submit, session, file_name="e.dmp") == (
        "ORA-39000: bad dump file specification",
        'ORA-31641: unable to create dump file "/opt/oracle/admin/SANDBOX/dpdump/e.dmp"',
        "ORA-27038: created file already exists",
    )
    assert bench.state() is None
    bench.submit(session, file_name="e.dmp", reuse_dumpfiles=True)


@pytest.mark.parametrize("directory", ["NOPE", "ADMIN_ONLY", "ARCHIVE"])
def test_a_directory_that_is_not_there_or_not_granted_is_the_same_error(bench, directory):
    session = bench.session()
    invalid = f"ORA-39087: directory name {directory} is invalid"
    details = fails(39001, bench.submit, session, datapump_dir=directory)
    assert details == ("ORA-39000: bad dump file specification", invalid)
    details = fails(39002, bench.submit, session, logfile=f"{directory}:e.log")
    assert details == ("ORA-39070: Unable to open the log file.", invalid)


@pytest.mark.parametrize(
    ("user", "name", "code", "last"),
    [
        ("SCOTT", "EMP", 31633, "ORA-00955: name is already used by an existing object"),
        ("NOQUOTA", "J", 31633, "ORA-01950: no privileges on tablespace 'USERS'"),
        ("NOTABLE", "J", 31626, "ORA-01031: insufficient privileges"),
    ],
)
def test_a_control_table_that_cannot_be_made_is_told(bench, user, name, code, last):
    assert fails(code, bench.submit, bench.session(user), job_name=name)[-1] == last


def test_templates_make_as_many_dump_files_as_workers_have_something_to_write(bench):
    session = bench.session()
    bench.submit(session, name_expressions=["LIKE 'EMP%'"], file_name="e_%U.dmp", threads=4)
    bench.submit(session, job_name="K", file_name="k_%T_%L.dmp", threads=4)
    dumps = {job.name: [name for _, name in job.dumps] for job in bench.engine.history()}
    assert dumps == {"J": ["e_01.dmp", "e_02.dmp", "e_03.dmp"], "K": ["k_20260305_01.dmp"]}


def test_one_of_many_that_define_the_same_job_at_once_gets_it(bench):
    got, lock = [], threading.Lock()

    def define():
        session = bench.session()
        try:
            bench.submit(session)
            outcome = "made"
        except OraError as error:
            outcome = error.code
        with lock:
            got.append(outcome)

    threads = [threading.Thread(target=define) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, got)) == ["31634"] * 15 + ["made"]


def test_a_dump_says_what_it_is_and_what_it_would_hold():
    bench = Bench(dump_bytes=5000)
    session = bench.session()
    bench.submit(session, file_name="e.dmp")
    bench.clock.time = 10
    data = bench.engine.read(session.user, "DATA_PUMP_DIR", "e.dmp")
    assert data.startswith(
        b"Stand-in for the dump file e.dmp of job SCOTT.J.\n"
        b"This is the sandbox of dpspec: it is no Oracle Database, and moves no data.\n\nTABLE_DATA SCOTT.EMP\n"
    )
    assert len(data) == 5000


def test_a_file_is_read_only_with_the_privilege(bench):
    admin = bench.session("ADMIN")
    bench.submit(admin, tables=["SCOTT.EMP"], name_expressions=None, datapump_dir="ADMIN_ONLY", logfile="e.log")
    assert bench.engine.read(admin.user, "ADMIN_ONLY", "e.log") is not None
    assert bench.engine.read(bench.session().user, "ADMIN_ONLY", "e.log") is None
    assert bench.engine.read(admin.user, "NOPE", "e.log") is None
