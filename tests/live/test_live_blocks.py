"""The PL/SQL that dpspec sends, on a real server: every block compiles, and the script runs to its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

import dpspec
from dpspec import ExportSpec, SpecError, job_blocks
from dpspec.emit import bound, plsql
from dpspec.submit.steps import Answer
from tests.live import server

pytestmark = pytest.mark.live

EXAMPLES = sorted(
    path for path in (Path(__file__).parents[2] / "examples").glob("*.dp.*") if path.suffix in (".json", ".yaml")
)
NOBODY = ("DPSPEC_LIVE_NOBODY", "DPSPEC_LIVE_NOTHING")
BLOCKS = {
    "status": job_blocks.status(*NOBODY, None),
    "status with a handle": job_blocks.status(*NOBODY, 123456),
    "detach": job_blocks.detach(123456),
    "stop": job_blocks.stop(*NOBODY, immediate=True, keep_master=True, delay=0),
    "resume": job_blocks.resume(*NOBODY),
    "describe": job_blocks.describe(*NOBODY),
    "read_file": job_blocks.read_file("DPSPEC_LIVE_NOWHERE", "nothing.log", 0),
}
QUERIES = {
    "ALL_JOBS": 8,
    "OWN_JOBS": 8,
    "WHOAMI": 4,
    "DIRECTORIES": 2,
    "DIRECTORY_PRIVILEGES": 3,
    "ROLES": 1,
    "PRIVILEGES": 1,
    "QUOTA": 3,
    "VERSION": 1,
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_compiles_and_answers_that_there_is_no_such_job_or_file(name):
    found = server.answer(BLOCKS[name])
    assert isinstance(found, Answer), found
    assert found.outs["code"] < 0
    assert found.outs["code"] != -6550
    assert str(found.outs["details"]).startswith("ORA-"), found.outs
    assert "PLS-" not in found.outs["details"]


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_can_be_asked_and_has_its_columns(name, direct):
    if name.endswith("_JOBS"):
        server.succeeded(direct, server.spec(server.ALPHA))  # so that there is a row
    found = server.answer(job_blocks.query(getattr(job_blocks, name)))
    assert isinstance(found, Answer), found
    assert {len(row) for row in found.rows} == {QUERIES[name]}


def test_the_session_that_asks_is_alive(direct):
    from dpspec.submit import direct_requests

    session = direct._run(direct_requests.whoami())
    assert direct._run(direct_requests.is_alive(session)) is True
    assert direct._run(direct_requests.is_alive(evolve(session, session_id=session.session_id + 1))) is False


def test_the_blocks_of_the_examples_compile():
    """The directory objects are not there, so that nothing starts; yet a block is compiled before it runs."""
    tried = 0
    for path in EXAMPLES:
        plan = _elsewhere(dpspec.load(path))
        if plsql.refuse(plan):
            continue
        tried += 1
        name = f"DPSPEC_LIVE_{server.token()}"
        found = server.answer(bound.statement(plan, bound.Names(name, name), "a secret"))
        assert isinstance(found, Answer), (path.name, found)
        assert found.outs["code"] != -6550, (path.name, found)
        assert "PLS-" not in str(found.outs["details"]), (path.name, found)
        assert found.outs["started"] == 0, (path.name, found)
    assert tried > 5


def _elsewhere(given):
    """Check a spec with a directory object that is not there, if it can have one."""
    try:
        return server.plan(evolve(given, datapump_dir=server.NO_DIRECTORY, credential_name=None))
    except SpecError:
        return server.plan(given)


# --- the script -----------------------------------------------------------------------------------------------------


def block_of(script: str) -> str:
    """Take the block out of a script: what stands between the commands of the client and the slash that runs it."""
    lines = script.splitlines()
    return "\n".join(lines[lines.index("DECLARE") : lines.index("/")])


def _script(*names: str, wait: bool = False, **keys: object) -> str:
    """Compile a spec for some tables to a script, whose dump file nothing else uses, and give its block."""
    file = f"DPSPEC_LIVE_{server.token()}.DMP"
    return block_of(dpspec.compile(server.spec(*names, file_name=file, **keys), "plsql", wait=wait).text)


def _output(cursor) -> list[str]:
    """Read what a block has written by DBMS_OUTPUT."""
    line, status = cursor.var(str, 32767), cursor.var(int)
    found = []
    while True:
        cursor.callproc("dbms_output.get_line", (line, status))
        if status.getvalue():
            return found
        found.append(line.getvalue() or "")


def test_the_script_that_waits_runs_its_job_to_the_end(direct):
    name = f"DPSPEC_LIVE_{server.token()}"
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(_script(wait=True, job_name=name))
    server.until(lambda: direct.job(server.owner(), name).state == "NOT RUNNING", "the job has ended")


@pytest.mark.oracle
def test_the_script_that_waits_tells_what_was_exported_and_that_it_succeeded():
    name = f"DPSPEC_LIVE_{server.token()}"
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(_script(wait=True, job_name=name))
        lines = _output(cursor)
    assert f"Data Pump job {name} started." in lines
    assert lines[-1] == f"Data Pump job {name} successfully completed."
    assert server.exported(lines) == server.expected()


@pytest.mark.oracle
def test_the_script_that_waits_fails_where_nothing_was_selected():
    import oracledb

    refused = pytest.raises(oracledb.DatabaseError, match=r"ORA-20001: Data Pump job .* with [1-9][0-9]* error")
    with server.connect() as connection, connection.cursor() as cursor, refused:
        cursor.execute(_script(server.NO_TABLE, wait=True))


@pytest.mark.oracle
def test_the_script_says_why_its_job_could_not_be_started_and_leaves_none(direct):
    import oracledb

    before = {job.key for job in direct.jobs()}
    refused = pytest.raises(oracledb.DatabaseError, match=r"(?s)ORA-20000: .*ORA-39087")
    with server.connect() as connection, connection.cursor() as cursor, refused:
        cursor.execute(_script(datapump_dir=server.NO_DIRECTORY))
    assert {job.key for job in direct.jobs()} == before


def test_a_filter_of_more_than_4000_bytes_goes_through(direct):
    others = ", ".join(f"'DP_{number:04}_IS_NOT_HERE'" for number in range(400))
    done = server.succeeded(direct, server.spec(name_expressions=[f"IN ({others}, 'DP_ALPHA')"]))
    assert done.exported == server.expected(server.ALPHA)


def test_a_filter_of_more_than_32767_bytes_goes_through(direct):
    others = ", ".join(f"'DP_{number:04}_IS_NOT_HERE_AND_HAS_A_LONG_NAME'" for number in range(900))
    done = server.succeeded(direct, server.spec(name_expressions=[f"IN ({others}, 'DP_ALPHA')"]))
    assert done.exported == server.expected(server.ALPHA)


def test_parameters_of_many_kinds_are_taken(direct):
    given = ExportSpec(
        schemas=(server.owner(),),
        datapump_dir=server.directory(),
        exclude=("STATISTICS",),
        content="ALL",
        compression="METADATA_ONLY",
        metrics=True,
        logtime="ALL",
        log_entries=("ticket 4711",),
        estimate="BLOCKS",
        keep_master=1,
    )
    done = server.succeeded(direct, given)
    assert "ticket 4711" in direct.log(*done.job.key, log=done.outcome.log)
