"""The block that starts a job says what the plan says: the same calls in the same order, every value bound."""

from __future__ import annotations

import os
import re
from datetime import datetime
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import dpspec
from dpspec.calls import calls
from dpspec.datapump import MAX_VARCHAR2, Clock, Secret, Stamped
from dpspec.diagnostics import has_errors
from dpspec.emit import bound
from dpspec.emit.bound import Names
from dpspec.plan import DUMP_NAME, JOB_NAME, LOG_NAME
from dpspec.recover import plsql, plsql_syntax, plsql_tree
from dpspec.sandbox import bind_text
from dpspec.source import Source
from dpspec.statements import Kind
from dpspec.submit import plans
from tests.strategies import specs, wide_specs
from tests.transcripts import NAME, plan

MANY = int(os.environ.get("DPSPEC_EXAMPLES", "300")) // 6
NOON = datetime(2026, 3, 5, 12, 0, 0)
NAMES = Names(NAME, NAME)
#: Reserved words of Oracle SQL (V$RESERVED_WORDS) and PL/SQL; a bind variable of such a name is ORA-01745.
_RESERVED = """\
    ACCESS ADD ALL ALTER AND ANY AS ASC AT AUDIT BEGIN BETWEEN BY CASE CHAR CHECK CLUSTER CLUSTERS COLAUTH COLUMN
    COLUMNS COLUMN_VALUE COMMENT COMPRESS CONNECT CRASH CREATE CURRENT CURSOR DATE DECIMAL DECLARE DEFAULT DELETE DESC
    DISTINCT DROP ELSE END EXCEPTION EXCLUSIVE EXISTS FETCH FILE FLOAT FOR FROM FUNCTION GOTO GRANT GROUP HAVING
    IDENTIFIED IF IMMEDIATE IN INCREMENT INDEX INDEXES INITIAL INSERT INTEGER INTERSECT INTO IS LEVEL LIKE LOCK LONG
    MAXEXTENTS MINUS MLSLABEL MODE MODIFY NESTED_TABLE_ID NOAUDIT NOCOMPRESS NOT NOWAIT NULL NUMBER OF OFFLINE ON ONLINE
    OPTION OR ORDER OVERLAPS PCTFREE PRIOR PROCEDURE PUBLIC RAW RENAME RESOURCE REVOKE ROW ROWID ROWNUM ROWS SELECT
    SESSION SET SHARE SIZE SMALLINT SQL START SUBTYPE SUCCESSFUL SYNONYM SYSDATE TABAUTH TABLE THEN TO TRIGGER TYPE UID
    UNION UNIQUE UPDATE USER VALIDATE VALUES VARCHAR VARCHAR2 VIEW VIEWS WHEN WHENEVER WHERE WITH"""
RESERVED = set(_RESERVED.split())
ENCRYPTED = {"encryption": "ALL", "encryption_password": {"env": "THE_PASSWORD"}}


def names_of(plan_):
    return Names(plan_.job_name or NAME, NAME)


def block(plan_, phrase="s3cret"):
    return bound.statement(plan_, names_of(plan_), phrase)


def values_of(statement):
    return {bind.name: bind.value for bind in statement.binds}


def meant(plan_):
    """What a plan means once its names are made."""
    names = names_of(plan_)
    files = tuple(evolve(file, name=file.name or f"{names.files}_%U.DMP") for file in plan_.dump_files)
    logs = tuple(evolve(file, name=file.name or f"{names.files}.LOG") for file in plan_.log_file)
    return evolve(plan_, job_name=names.job_name, dump_files=files, log_file=logs).meaning


def made_value(value, names):
    """What stands for a value of a call in its bind variable."""
    match value:
        case Secret():
            return "s3cret"
        case Stamped():
            return {JOB_NAME: names.job_name, DUMP_NAME: f"{names.files}_%U.DMP", LOG_NAME: f"{names.files}.LOG"}[value]
    return value


def assert_says(spec):
    plan_ = dpspec.check(spec).plan
    assume(plan_ is not None)
    assume(not plans.refusals(plan_, "direct"))
    event(plan_.job_mode.value)
    statement = block(plan_)
    recovered, found = plsql.recover(Source("block", bind_text.inlined(statement.text, values_of(statement))))
    assert recovered is not None, found
    assert not has_errors(found)
    checked = dpspec.check(recovered)
    assert checked.plan is not None, checked.diagnostics
    assert checked.plan.meaning == meant(plan_)
    # The same calls, one for one, and nothing of what they say stands in the text.
    expected = [value for call in calls(plan_) for name, value in call.arguments if name != "job_name"]
    given_binds = [bind for bind in statement.binds if not bind.out]
    assert [bind.value for bind in given_binds[1:]] == [
        made_value(v, names_of(plan_)) for v in expected if v is not None
    ]
    assert given_binds[0].value == names_of(plan_).job_name
    body = statement.text.partition("BEGIN\n  :code := 0;")[2].partition("  :started := 1;")[0]
    subprograms = re.findall(r"DBMS_DATAPUMP\.([A-Z_]+)\(", body)
    assert [name for name in subprograms if name != "ATTACH"] == [call.subprogram for call in calls(plan_)]
    assert_plain(statement)


def assert_plain(statement):
    """What holds of every block: ASCII, no literal, names that a server takes, each of them bound."""
    text = statement.text
    assert text.isascii()
    assert "'" not in text
    assert '"' not in text
    assert set(bind_text.names(text)) == {bind.name for bind in statement.binds}
    assert len({bind.name for bind in statement.binds}) == len(statement.binds)
    for bind in statement.binds:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,29}", bind.name)
        assert bind.name.upper() not in RESERVED
        assert isinstance(bind.value, bool) is False
        if isinstance(bind.value, str) and not bind.out:
            assert bind.kind is (Kind.CLOB if len(bind.value.encode()) > MAX_VARCHAR2 else Kind.TEXT)
        elif bind.value is not None:
            assert bind.kind is Kind.NUMBER
    parsed = plsql_syntax.parse(text, "unit")
    assert isinstance(parsed, plsql_tree.Node), parsed


@given(specs())
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_block_of_every_spec_of_the_ords_language_means_the_plan(spec):
    assert_says(spec)


@given(wide_specs())
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_block_of_every_spec_means_the_plan(spec):
    assert_says(spec)


# --- one block, whole -------------------------------------------------------------------------------------------------

WHOLE = """\
BEGIN
  :code := 0;
  :started := 0;
  BEGIN
    l_handle := DBMS_DATAPUMP.OPEN(operation => :operation_1, job_mode => :job_mode_2, job_name => :job_name);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      l_handle := DBMS_DATAPUMP.ATTACH(job_name => :job_name);
  END;
  :handle := l_handle;
  BEGIN
    DBMS_DATAPUMP.ADD_FILE(
      handle    => l_handle,
      filename  => :filename_3,
      directory => :directory_4,
      filetype  => :filetype_5,
      reusefile => :reusefile_6);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.SET_PARALLEL(handle => l_handle, degree => :degree_7);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => :name_8, value => :value_9);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.START_JOB(handle => l_handle);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  :started := 1;
EXCEPTION
  WHEN OTHERS THEN
    :code := SQLCODE;
    l_details := SUBSTRB(SQLERRM, 1, 900);
    -- Before any other call of the package, which would overwrite what it knows.
    l_details := l_details || job_details;
    :details := l_details;
    IF l_handle IS NOT NULL THEN
      BEGIN
        DBMS_DATAPUMP.DETACH(handle => l_handle);
      EXCEPTION
        WHEN OTHERS THEN
          NULL;
      END;
    END IF;
END;
"""


def test_a_block_whole():
    statement = block(plan(job_mode="FULL", name_expressions=None, nologfile=True, datapump_dir="DUMPS"))
    before, found, body = statement.text.partition("  END job_details;\n")
    assert before.startswith("DECLARE\n  l_handle   NUMBER;\n  l_details  VARCHAR2(4000);\n  FUNCTION job_details")
    assert found
    assert body == WHOLE
    given_binds = [(bind.name, bind.value, bind.kind) for bind in statement.binds if not bind.out]
    assert given_binds == [
        ("job_name", NAME, Kind.TEXT),
        ("operation_1", "EXPORT", Kind.TEXT),
        ("job_mode_2", "FULL", Kind.TEXT),
        ("filename_3", f"{NAME}_%U.DMP", Kind.TEXT),
        ("directory_4", "DUMPS", Kind.TEXT),
        ("filetype_5", 1, Kind.NUMBER),
        ("reusefile_6", 0, Kind.NUMBER),
        ("degree_7", 1, Kind.NUMBER),
        ("name_8", "KEEP_MASTER", Kind.TEXT),
        ("value_9", 1, Kind.NUMBER),
    ]
    assert [(bind.name, bind.kind, bind.size) for bind in statement.binds if bind.out] == [
        ("handle", Kind.NUMBER, 0),
        ("started", Kind.NUMBER, 0),
        ("code", Kind.NUMBER, 0),
        ("details", Kind.TEXT, 4000),
    ]


def test_it_is_never_to_be_sent_twice_and_is_no_query():
    statement = block(plan())
    assert statement.starts_job
    assert not statement.is_query


def test_two_plans_of_one_shape_have_one_text():
    one = block(plan(name_expressions=["='EMP'"], file_name="emp%U.dmp", threads=2))
    other = block(plan(name_expressions=["LIKE 'D''EPT%'"], file_name="dept%U.dmp", threads=3))
    assert one.text == other.text
    assert values_of(one) != values_of(other)


def test_a_job_has_the_name_that_its_spec_gives():
    given_plan = plan(job_name="NIGHTLY")
    names = Names.made(given_plan, NOON, "abc123")
    assert names == Names("NIGHTLY", NAME)
    statement = bound.statement(given_plan, names)
    assert values_of(statement)["job_name"] == "NIGHTLY"
    # Files keep the name with the time: a job of the same name leaves those of the last one alone.
    assert {f"{NAME}_%U.DMP", f"{NAME}.LOG"} <= set(values_of(statement).values())


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "kind"), [(4000, Kind.TEXT), (4001, Kind.CLOB)])
def test_more_than_4000_bytes_are_a_clob(size, kind):
    names = [f"{number:03}" + "A" * 96 for number in range(38)]
    text = "IN (" + ",".join(f"'{name}'" for name in names) + ")"
    missing = size - len(text) - 3
    text = f"{text[:-1]},'{'B' * missing}')"
    given_plan = plan(name_expressions=[text])
    value = next(bind for bind in block(given_plan).binds if str(bind.value).startswith("IN "))
    assert len(value.value.encode()) == size
    assert value.kind is kind


def test_bytes_count_not_characters():
    text = "IN (" + ",".join(f"'{'中' * 30}{number:03}'" for number in range(43)) + ")"
    given_plan = plan(name_expressions=[text])
    value = next(bind for bind in block(given_plan).binds if str(bind.value).startswith("IN "))
    assert len(value.value) < 4000 < len(value.value.encode())
    assert value.kind is Kind.CLOB


def test_a_fraction_of_a_sample_is_bound_as_a_number():
    statement = block(plan(sample=[{"table": "EMP", "percent": 12.5}]))
    assert [(bind.kind, bind.value) for bind in statement.binds if isinstance(bind.value, Decimal)] == [
        (Kind.NUMBER, Decimal("12.5"))
    ]


# --- secrets ----------------------------------------------------------------------------------------------------------


def test_the_password_is_in_one_secret_bind_variable_and_shown_nowhere():
    statement = block(plan(**ENCRYPTED), "tiger-4711")
    secrets = [bind for bind in statement.binds if bind.secret]
    assert [bind.value for bind in secrets] == ["tiger-4711"]
    assert secrets[0].shown == "***"
    assert "tiger-4711" not in statement.text
    assert "tiger" not in repr(statement)
    assert "tiger" not in repr(secrets[0])
    assert "tiger" not in str(statement)


def test_no_value_of_a_bind_variable_is_in_a_repr():
    statement = block(plan(name_expressions=["='HIDDEN_TABLE'"]))
    assert "='HIDDEN_TABLE'" in values_of(statement).values()
    assert "HIDDEN_TABLE" not in repr(statement)


def test_no_other_bind_variable_is_secret():
    assert not any(bind.secret for bind in block(plan(threads=2, file_name="e%U.dmp")).binds)


# --- names ----------------------------------------------------------------------------------------------------------


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)), st.from_regex(r"[0-9a-z]{6}", fullmatch=True))
def test_names_that_are_made_fit_every_release(time, token):
    names = Names.made(plan(), time, token)
    assert names.job_name == names.files
    assert re.fullmatch(r"[A-Z][A-Z0-9_]{0,29}", names.job_name)
    assert len(names.of(DUMP_NAME)) <= 200
    checked = dpspec.check(
        dpspec.ExportSpec(
            job_mode="FULL", job_name=names.job_name, file_name=names.of(DUMP_NAME), logfile=names.of(LOG_NAME)
        ),
        server_version="11.2",
    )
    assert not [d for d in checked.diagnostics if d.key in ("job_name", "file_name", "logfile")], checked.diagnostics


def test_names_hold_the_time_and_tell_apart_what_is_started_in_one_second():
    assert Names.made(plan(), NOON, "abc123") == NAMES
    assert Names.made(plan(), NOON, "abc124") != NAMES


def test_only_the_names_that_a_plan_leaves_open_are_made():
    assert NAMES.of(DUMP_NAME) == f"{NAME}_%U.DMP"
    assert NAMES.of(LOG_NAME) == f"{NAME}.LOG"
    with pytest.raises(ValueError, match="no name is made for"):
        NAMES.of(Stamped(("X", Clock("YYYY"))))
