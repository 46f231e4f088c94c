"""The statements that follow a job: they parse, bind what they say they bind, and answer errors as values."""

from __future__ import annotations

import re

import pytest

from dpspec import job_blocks
from dpspec.datapump import CONSTANTS
from dpspec.recover import plsql_syntax, plsql_tree
from dpspec.sandbox import bind_text
from dpspec.statements import Bind, Kind
from tests.test_emit_bound import RESERVED

STATEMENTS = {
    "status": job_blocks.status("SCOTT", "NIGHTLY", None),
    "status by handle": job_blocks.status("SCOTT", "NIGHTLY", 7),
    "detach": job_blocks.detach(7),
    "stop": job_blocks.stop("SCOTT", "NIGHTLY", immediate=False, keep_master=True, delay=60),
    "resume": job_blocks.resume("SCOTT", "NIGHTLY"),
    "describe": job_blocks.describe("SCOTT", "NIGHTLY"),
    "read_file": job_blocks.read_file("DUMPS", "nightly.log", 0),
}
QUERIES = ("ALL_JOBS", "OWN_JOBS", "WHOAMI", "SESSION", "DIRECTORIES", "DIRECTORY_PRIVILEGES", "ROLES", "PRIVILEGES")
QUERIES = (*QUERIES, "QUOTA", "VERSION")
BLOCKS = [name for name in STATEMENTS if name != "status by handle"]


def values(statement):
    return {bind.name: bind.value for bind in statement.binds if not bind.out or bind.value is not None}


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_parses(name):
    parsed = plsql_syntax.parse(STATEMENTS[name].text, "unit")
    assert isinstance(parsed, plsql_tree.Node), parsed


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_block_binds_what_stands_in_it_and_nothing_else(name):
    statement = STATEMENTS[name]
    assert set(bind_text.names(statement.text)) == {bind.name for bind in statement.binds}
    assert len({bind.name for bind in statement.binds}) == len(statement.binds)


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_a_block_assigns_to_comes_back_and_nothing_else(name):
    statement = STATEMENTS[name]
    assert bind_text.targets(statement.text) == {bind.name for bind in statement.binds if bind.out}


@pytest.mark.parametrize("name", STATEMENTS)
def test_names_of_bind_variables_are_taken_by_every_release(name):
    for bind in STATEMENTS[name].binds:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,29}", bind.name)
        assert bind.name.upper() not in RESERVED


@pytest.mark.parametrize("name", STATEMENTS)
def test_texts_are_ascii_and_hold_scalars_alone(name):
    statement = STATEMENTS[name]
    assert statement.text.isascii()
    assert {bind.kind for bind in statement.binds} <= {Kind.TEXT, Kind.NUMBER, Kind.RAW}
    for bind in statement.binds:
        if bind.out and bind.kind is not Kind.NUMBER:
            assert 0 < bind.size <= 32767


@pytest.mark.parametrize("name", STATEMENTS)
def test_only_a_submission_starts_a_job(name):
    assert not STATEMENTS[name].starts_job
    assert not STATEMENTS[name].is_query


@pytest.mark.parametrize("name", BLOCKS)
def test_an_error_is_an_answer(name):
    text = STATEMENTS[name].text
    handler = text[text.rindex("EXCEPTION\n  WHEN OTHERS THEN") :]
    assert ":code := SQLCODE;" in handler
    assert ":details := " in handler
    assert "RAISE" not in text.upper().split()
    assert text.index(":code := 0;") < text.index("DBMS_", text.index("BEGIN\n  :code"))
    assert STATEMENTS[name].binds[-2:] == job_blocks.CODE


@pytest.mark.parametrize("name", ["status", "stop", "resume", "describe"])
def test_what_the_package_knows_is_asked_before_any_other_call_after_a_failure(name):
    text = STATEMENTS[name].text
    handler = text[text.rindex("EXCEPTION\n  WHEN OTHERS THEN") :]
    assert "job_details" in handler
    if "DBMS_DATAPUMP" in handler:
        assert handler.index("job_details") < handler.index("DBMS_DATAPUMP")


@pytest.mark.parametrize("name", ["stop", "describe", "resume"])
def test_what_attaches_lets_go(name):
    text = STATEMENTS[name].text
    handler = text[text.rindex("EXCEPTION\n  WHEN OTHERS THEN") :]
    assert "DBMS_DATAPUMP.DETACH(handle => l_handle)" in handler


def test_the_status_is_asked_by_the_handle_or_by_attaching():
    assert values(STATEMENTS["status"]) == {"job_name": "NIGHTLY", "job_owner": "SCOTT"}
    assert values(STATEMENTS["status by handle"]) == {"handle": 7, "job_name": "NIGHTLY", "job_owner": "SCOTT"}
    assert "IF l_handle IS NULL THEN" in job_blocks.STATUS
    mask = sum(CONSTANTS[f"KU$_STATUS_{name}"] for name in ("WIP", "JOB_STATUS", "JOB_ERROR"))
    assert mask == 1 + 4 + 8
    assert f"mask      => {mask}," in job_blocks.STATUS


def test_the_outs_of_the_status():
    assert {bind.name: (bind.kind, bind.size) for bind in STATEMENTS["status"].binds if bind.out} == {
        "handle": (Kind.NUMBER, 0),
        "percent": (Kind.NUMBER, 0),
        "bytes": (Kind.NUMBER, 0),
        "total": (Kind.NUMBER, 0),
        "errors": (Kind.NUMBER, 0),
        "job_state": (Kind.TEXT, 30),
        "lines": (Kind.TEXT, 32767),
        "code": (Kind.NUMBER, 0),
        "details": (Kind.TEXT, 4000),
    }


@pytest.mark.parametrize(("immediate", "keep"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_stop_binds_how_it_is_meant(immediate, keep):
    statement = job_blocks.stop("SCOTT", "NIGHTLY", immediate=immediate, keep_master=keep, delay=9)
    assert values(statement) == {
        "job_name": "NIGHTLY",
        "job_owner": "SCOTT",
        "at_once": int(immediate),
        "keep_master": int(keep),
        "delay": 9,
    }
    flat = re.sub(r"\s+", " ", statement.text)
    assert "immediate => :at_once, keep_master => :keep_master, delay => :delay)" in flat


def test_a_resume_starts_the_job_before_it_lets_go():
    text = job_blocks.RESUME
    body = text[text.index("BEGIN\n  :code") :]
    assert body.index("ATTACH") < body.index("START_JOB") < body.index("DETACH")


def test_a_file_is_read_in_pieces_from_an_offset():
    statement = job_blocks.read_file("DUMPS", "nightly.log", 1000, 5000)
    assert values(statement) == {"directory": "DUMPS", "file_name": "nightly.log", "offset": 1000, "most": 5000}
    pieces = [bind for bind in statement.binds if bind.kind is Kind.RAW]
    assert [bind.name for bind in pieces] == [f"piece{number}" for number in range(1, 9)]
    assert {(bind.out, bind.size) for bind in pieces} == {(True, 32767)}
    assert values(job_blocks.read_file("DUMPS", "x", 0))["most"] == 8 * 32767
    # The first byte of a LOB is 1.
    assert "l_offset + 1" in statement.text


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_is_a_select_without_literals_of_a_caller(name):
    text = getattr(job_blocks, name)
    statement = job_blocks.query(text)
    assert statement.is_query
    assert not statement.starts_job
    assert statement.text == text
    assert text.startswith("SELECT ")
    assert ";" not in text


def test_a_session_is_asked_after_by_what_whoami_gave():
    assert bind_text.names(job_blocks.SESSION) == ("instance", "sid", "session_id")
    assert "SESSION_USER" in job_blocks.WHOAMI


def test_both_job_lists_have_the_same_columns():
    def columns(text):
        return re.sub(r"SYS_CONTEXT\([^)]*\)", "owner_name", text).partition(" FROM ")[0]

    assert columns(job_blocks.OWN_JOBS) == columns(job_blocks.ALL_JOBS)
    wanted = "owner_name, job_name, operation, job_mode, state, degree, attached_sessions, datapump_sessions"
    assert columns(job_blocks.ALL_JOBS) == f"SELECT {wanted}"


def test_every_answer_has_a_code_and_details():
    assert (Bind("code", kind=Kind.NUMBER, out=True), Bind("details", out=True, size=4000)) == job_blocks.CODE
