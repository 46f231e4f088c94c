"""The net face, with the unmodified python-oracledb over real sockets."""

import asyncio
from datetime import datetime

import oracledb
import pytest

from dpspec import ExportSpec, api, job_blocks
from dpspec.emit import bound
from dpspec.recover import plsql_syntax
from dpspec.sandbox import Sandbox, bind_text
from dpspec.spec import PasswordReference
from tests.sandbox_helpers import Clock, checked, run

NAMES = {"job_mode": "TABLE", "name_expressions": ["LIKE 'EMP%'"], "keep_master": 0}


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def sandbox(clock):
    with Sandbox(pace=10, http=False, clock=clock, dump_bytes=600_000) as running:
        yield running


@pytest.fixture
def connection(sandbox, clock):
    afresh(sandbox, clock)
    with connect(sandbox) as opened:
        yield opened


def afresh(sandbox, clock):
    """Let the jobs of other tests come to their end, and forget their files."""
    clock.time += 100
    sandbox.engine.history()
    sandbox.faults.clear()
    sandbox.engine.files.content.clear()


def connect(sandbox, user="scott", password="tiger"):  # noqa: S107 - as published for decades
    return oracledb.connect(user=user, password=password, dsn=sandbox.dsn)


def block(password=None, **keys):
    plan = checked(ExportSpec(**(NAMES | keys)))
    return bound.statement(plan, bound.Names.made(plan, datetime(2026, 3, 5, 12, 0, 0), "abcdef"), password)


NAME = "DPSPEC_20260305120000_ABCDEF"


def test_a_bound_block_starts_a_job_and_stays_attached(connection, sandbox):
    answer = run(connection, block())
    assert answer == {"handle": answer["handle"], "started": 1, "code": 0, "details": None}
    assert sandbox.engine.history()[-1].selection.tables == {"SCOTT.EMP", "SCOTT.EMP_HISTORY", "SCOTT.EMPLOYEE_NOTES"}
    rows = run(connection, job_blocks.query(job_blocks.OWN_JOBS))
    assert rows == [("SCOTT", NAME, "EXPORT", "TABLE", "EXECUTING", 1, 1, 3)]


def test_a_job_is_followed_to_its_end_by_one_handle(connection, clock):
    handle = run(connection, block())["handle"]
    clock.time += 5
    told = run(connection, job_blocks.status("SCOTT", NAME, handle))
    assert (told["job_state"], told["percent"], told["code"], told["handle"]) == ("EXECUTING", 50, 0, handle)
    assert "Starting" in told["lines"]
    clock.time += 5
    told = run(connection, job_blocks.status("SCOTT", NAME, handle))
    assert (told["job_state"], told["percent"], told["errors"]) == ("COMPLETED", 100, 0)
    assert told["bytes"] == told["total"] > 0
    told = run(connection, job_blocks.status("SCOTT", NAME, handle))
    assert told["code"] == -31623
    told = run(connection, job_blocks.status("SCOTT", NAME, None))
    assert (told["code"], told["details"]) == (-31626, "ORA-31626: job does not exist")


def test_without_a_handle_a_status_attaches_and_gives_one(connection, sandbox):
    run(connection, block())
    with connect(sandbox, "admin", "admin") as other:
        told = run(other, job_blocks.status("SCOTT", NAME, None))
        assert told["code"] == 0
        assert run(other, job_blocks.detach(told["handle"])) == {"code": 0, "details": None}
        assert run(other, job_blocks.detach(told["handle"]))["code"] == -31623


def test_a_job_is_stopped_described_and_resumed(connection, clock):
    run(connection, block())
    described = run(connection, job_blocks.describe("SCOTT", NAME))
    assert described["log_file"] == f"/opt/oracle/admin/SANDBOX/dpdump/{NAME}.LOG"
    stop = job_blocks.stop("SCOTT", NAME, immediate=True, keep_master=True, delay=0)
    assert run(connection, stop) == {"code": 0, "details": None}
    clock.time += 1
    assert run(connection, job_blocks.query(job_blocks.OWN_JOBS))[0][4] == "NOT RUNNING"
    assert run(connection, job_blocks.resume("SCOTT", NAME)) == {"code": 0, "details": None}
    assert run(connection, job_blocks.query(job_blocks.OWN_JOBS))[0][4] == "EXECUTING"


def test_a_job_that_is_stopped_without_its_control_table_is_gone(connection, clock):
    run(connection, block())
    run(connection, job_blocks.stop("SCOTT", NAME, immediate=True, keep_master=False, delay=0))
    clock.time += 1
    assert run(connection, job_blocks.query(job_blocks.OWN_JOBS)) == []


def test_a_failure_has_its_code_and_its_details_and_leaves_nothing(connection):
    answer = run(connection, block(datapump_dir="NOPE"))
    assert answer == {
        "handle": None,
        "started": 0,
        "code": -39001,
        "details": "ORA-39001: invalid argument value\nORA-39000: bad dump file specification\n"
        "ORA-39087: directory name NOPE is invalid",
    }
    assert run(connection, job_blocks.query(job_blocks.OWN_JOBS)) == []


def test_a_name_in_use_is_told(connection):
    run(connection, block())
    assert run(connection, block())["code"] == -31634


def test_the_end_of_a_connection_lets_go_of_its_handles(sandbox, clock):
    afresh(sandbox, clock)
    with connect(sandbox) as first:
        run(first, block())
    with connect(sandbox) as second:
        rows = run(second, job_blocks.query(job_blocks.OWN_JOBS))
    assert [row[6] for row in rows] == [0]


def test_a_file_is_read_in_pieces_and_from_an_offset(connection, clock, sandbox):
    run(connection, block(file_name="e.dmp"))
    clock.time += 10
    whole = sandbox.engine.read(sandbox.engine.catalog.users["SCOTT"], "DATA_PUMP_DIR", "e.dmp")
    data, at = b"", 0
    while True:
        told = run(connection, job_blocks.read_file("DATA_PUMP_DIR", "e.dmp", at))
        assert (told["code"], told["file_size"]) == (0, len(whole))
        pieces = b"".join(told[f"piece{number}"] or b"" for number in range(1, job_blocks.PIECES + 1))
        if not pieces:
            break
        data, at = data + pieces, at + len(pieces)
    assert data == whole
    told = run(connection, job_blocks.read_file("DATA_PUMP_DIR", "e.dmp", 10, 7))
    assert (told["piece1"], told["piece2"]) == (whole[10:17], None)
    assert run(connection, job_blocks.read_file("DATA_PUMP_DIR", "nope", 0))["code"] == -22288


def test_the_queries_are_answered(connection, sandbox):
    answers = {
        job_blocks.DIRECTORY_PRIVILEGES: [
            ("ARCHIVE", "TRUE", "FALSE"),
            ("DATA_PUMP_DIR", "TRUE", "TRUE"),
            ("DUMPS", "TRUE", "TRUE"),
        ],
        job_blocks.ROLES: [],
        job_blocks.PRIVILEGES: [("CREATE SESSION",), ("CREATE TABLE",)],
        job_blocks.QUOTA: [("USERS", 0, -1)],
        job_blocks.VERSION: [("12.2.0.1.0",)],
    }
    for text, rows in answers.items():
        assert run(connection, job_blocks.query(text)) == rows
    assert ("DUMPS", "/u01/dumps") in run(connection, job_blocks.query(job_blocks.DIRECTORIES))


def test_the_views_of_the_whole_database_take_rights(connection, sandbox):
    for text in (job_blocks.ALL_JOBS, job_blocks.SESSION):
        with pytest.raises(oracledb.DatabaseError, match="ORA-00942"), connection.cursor() as cursor:
            cursor.execute(text, ["1"] * text.count(":"))
    with connect(sandbox, "admin", "admin") as admin:
        run(connection, block())
        assert run(admin, job_blocks.query(job_blocks.ALL_JOBS))[0][:2] == ("SCOTT", NAME)


def test_a_session_is_seen_until_it_is_closed(connection, sandbox):
    with connect(sandbox, "admin", "admin") as admin, admin.cursor() as cursor:
        (row,) = run(connection, job_blocks.query(job_blocks.WHOAMI))
        assert row[0] == "SCOTT"
        cursor.execute(job_blocks.SESSION, row[1:])
        assert cursor.fetchall() == [(1,)]
        cursor.execute(job_blocks.SESSION, ["2", *row[2:]])
        assert cursor.fetchall() == [(0,)]
        connection.close()
        cursor.execute(job_blocks.SESSION, row[1:])
        assert cursor.fetchall() == [(0,)]
    with connect(sandbox) as again:  # for the end of the fixture
        assert again.is_healthy()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * FROM emp", "ORA-00942: table or view does not exist\nthe sandbox of dpspec runs blocks that"),
        ("DROP TABLE emp", "ORA-00900: invalid SQL statement\n"),
        ("BEGIN NULL; END;", "ORA-06550: line 1, column 1:\nPLS-00000: the sandbox cannot run this block\n"),
        (
            "BEGIN DBMS_DATAPUMP.OPEN( END;",
            "ORA-06550: line 1, column 1:\nPLS-00000: the sandbox cannot run this block\nDP050",
        ),
    ],
)
def test_anything_else_is_refused_and_the_connection_lives_on(connection, text, error):
    with pytest.raises(oracledb.DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute(text)
    assert str(caught.value).startswith(error)
    assert run(connection, job_blocks.query(job_blocks.ROLES)) == []


def test_a_script_is_run_as_its_block_and_an_error_is_raised(connection, sandbox):
    text = api.compile(ExportSpec(**NAMES, job_name="BY_HAND"), "plsql").text
    script = text[text.index("DECLARE") : text.rindex("/")]
    with connection.cursor() as cursor:
        cursor.execute(script)
    assert run(connection, job_blocks.query(job_blocks.OWN_JOBS))[0][1:7] == (
        *("BY_HAND", "EXPORT", "TABLE", "EXECUTING"),
        *(1, 0),
    )
    with pytest.raises(oracledb.DatabaseError, match=r"^ORA-31634: job already exists"), connection.cursor() as cursor:
        cursor.execute(script)


def test_a_password_of_the_dump_files_may_be_in_a_bind_variable(connection):
    keys = {"encryption": "ALL", "encryption_password": PasswordReference(prompt=True)}
    assert run(connection, block(password="not that secret", **keys))["code"] == 0  # noqa: S106 - it protects nothing


def test_long_values_go_through_a_clob(connection, sandbox):
    many = ",".join(f"'EMP_{number:05}'" for number in range(900))
    answer = run(connection, block(name_expressions=[f"IN ('EMP',{many})"]))
    assert answer["code"] == 0
    assert sandbox.engine.history()[-1].selection.tables == {"SCOTT.EMP"}


@pytest.mark.parametrize(("user", "password"), [("scott", "wrong"), ("nobody", "x"), ("scott", "TIGER")])
def test_a_login_takes_the_password(sandbox, user, password):
    with pytest.raises(oracledb.DatabaseError, match="ORA-01017"):
        connect(sandbox, user, password)


def test_many_wrong_passwords_lock_nobody_out(sandbox):
    from seerdb.server import lockout

    for _ in range(12):
        lockout.failed("SCOTT")
    assert not lockout.is_locked("SCOTT")
    lockout.unlock("SCOTT")


def test_statements_are_kept_for_assertions(connection, sandbox):
    run(connection, job_blocks.query(job_blocks.ROLES))
    assert sandbox.statements[-1] == job_blocks.ROLES


def test_a_bug_is_an_error_of_the_call_and_not_the_end_of_the_connection(connection, sandbox, monkeypatch):
    monkeypatch.setattr(sandbox.engine, "jobs", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(oracledb.DatabaseError, match="ORA-20999: a bug in the sandbox of dpspec: ZeroDivisionError"):
        run(connection, job_blocks.query(job_blocks.OWN_JOBS))
    assert run(connection, job_blocks.query(job_blocks.ROLES)) == []


def test_many_connections_at_once_and_a_driver_that_is_awaited(sandbox, clock):
    afresh(sandbox, clock)

    async def one():
        async with oracledb.connect_async(user="scott", password="tiger", dsn=sandbox.dsn) as connection:  # noqa: S106
            with connection.cursor() as cursor:
                await cursor.execute(job_blocks.WHOAMI)
                return (await cursor.fetchone())[2]

    async def many():
        return await asyncio.gather(*(one() for _ in range(20)))

    assert len(set(asyncio.run(many()))) == 20


# --- bind variables in a text ---------------------------------------------------------------------------------------


def test_names_of_bind_variables_are_read_in_the_order_of_their_first_appearance():
    text = """DECLARE a NUMBER := :B2; -- :no
      b VARCHAR2(9) := ':no' || q'[it's :no]' || "a:no" /* :no */; BEGIN :b1 := :b2; x(:c$1); y := :1; END;"""
    assert bind_text.names(text) == ("b2", "b1", "c$1", "1")
    assert bind_text.targets(text) == {"b1"}


def test_values_take_the_place_of_what_is_read_only():
    text = "BEGIN :out := f(':a', :a, :b, :c, :out); END;"
    values = {"a": "it's", "b": 4, "c": None, "out": None}
    assert bind_text.inlined(text, values) == "BEGIN :out := f(':a', ('it''s'), 4, NULL, NULL); END;"
    assert plsql_syntax.parse(bind_text.inlined(text, values), "unit") is not None


def test_a_value_without_a_literal_is_refused(connection):
    with pytest.raises(oracledb.DatabaseError, match="no bind variable of type bytes"), connection.cursor() as cursor:
        cursor.execute("BEGIN DBMS_DATAPUMP.DETACH(:a); END;", [b"x"])
