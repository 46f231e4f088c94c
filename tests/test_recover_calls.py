from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dpspec.datapump import Call, Clock, Secret, Stamped
from dpspec.diagnostics import Severity
from dpspec.recover.calls import read_calls
from dpspec.source import Source


def read(text):
    return read_calls(Source("job.sql", text))


def calls(text):
    """Give the calls of a script in which nothing is wrong."""
    found, diagnostics = read(text)
    assert diagnostics == ()
    return found


def unmark(text):
    """Take the marks « and » out of a script; give the places they stood at, too."""
    start = text.index("«")
    end = text.index("»") - 1
    return text.replace("«", "").replace("»", ""), start, end


def block(body, declarations=""):
    return f"DECLARE\n  h NUMBER; s VARCHAR2(100); v CLOB; n NUMBER; d DATE;\n{declarations}\nBEGIN\n{body}\nEND;"


def filtered(expression):
    return f"DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', {expression});"


def then(body, expression):
    return f"{body} {filtered(expression)}"


def values(body, declarations=""):
    return [call["value"] for call in calls(block(body, declarations))]


def value(expression, body="", declarations=""):
    (only,) = values(body + filtered(expression), declarations)
    return only


def shapes(body, declarations=""):
    return [(call.subprogram, dict(call.arguments)) for call in calls(block(body, declarations))]


# ---- What dpspec emits ----

OWN = r"""SET DEFINE OFF
SET ESCAPE OFF
SET SQLBLANKLINES ON
SET SERVEROUTPUT ON SIZE UNLIMITED
WHENEVER OSERROR EXIT FAILURE
WHENEVER SQLERROR EXIT FAILURE
-- comment
DECLARE
  c_now      CONSTANT DATE := SYSDATE;
  c_job_name CONSTANT VARCHAR2(128) := 'DATAPUMP_REST_EXPORT_' || TO_CHAR(c_now, 'YYYYMMDDHH24MISS');
  l_handle   NUMBER;
  l_started  BOOLEAN := FALSE;
  l_value    CLOB;
  l_state    VARCHAR2(30) := 'UNDEFINED';
  l_status   ku$_Status;

  FUNCTION job_details RETURN VARCHAR2 IS
    l_text   VARCHAR2(8000);
    l_state  VARCHAR2(30);
    l_status ku$_Status;
  BEGIN
    DBMS_DATAPUMP.GET_STATUS(handle => l_handle, mask => 8, timeout => 0, job_state => l_state, status => l_status);
    IF l_status.error IS NOT NULL THEN
      FOR i IN 1 .. l_status.error.COUNT LOOP
        l_text := SUBSTRB(l_text || CHR(10) || l_status.error(i).LogText, 1, 4000);
      END LOOP;
    END IF;
    RETURN l_text;
  EXCEPTION
    WHEN OTHERS THEN RETURN l_text;
  END job_details;
BEGIN
  BEGIN
    l_handle := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'TABLE', job_name => c_job_name);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      l_handle := DBMS_DATAPUMP.ATTACH(job_name => c_job_name);
  END;
  BEGIN
    DBMS_DATAPUMP.ADD_FILE(
      handle    => l_handle,
      filename  => 'EXP_' || TO_CHAR(c_now, 'YYYYMMDD') || '_%U.dmp',
      directory => 'DATA_PUMP_DIR',
      filetype  => 1,
      reusefile => NULL);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.METADATA_FILTER(
      handle => l_handle,
      name   => 'NAME_EXPR',
      value  => 'IN (''A'',''B&C'
        || CHR(10) || TO_CHAR(UNISTR('\00C9')) || ''')');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN NULL;
  END;
  l_value := 'IN (''A'','
    || '''B''';
  l_value := l_value || ')';
  BEGIN
    DBMS_DATAPUMP.METADATA_FILTER(handle => l_handle, name => 'SCHEMA_EXPR', value => l_value);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN NULL;
  END;
  DBMS_DATAPUMP.START_JOB(handle => l_handle);
  l_started := TRUE;
  DBMS_OUTPUT.PUT_LINE('started ' || c_job_name);
  WHILE l_state NOT IN ('COMPLETED', 'STOPPED') LOOP
    DBMS_DATAPUMP.GET_STATUS(
      handle => l_handle, mask => 13, timeout => -1, job_state => l_state, status => l_status);
    IF BITAND(l_status.mask, DBMS_DATAPUMP.KU$_STATUS_WIP) != 0 THEN
      DBMS_OUTPUT.PUT_LINE(l_status.wip(1).LogText);
    END IF;
  END LOOP;
  DBMS_DATAPUMP.DETACH(handle => l_handle);
EXCEPTION
  WHEN OTHERS THEN
    IF l_handle IS NOT NULL AND NOT l_started THEN
      DBMS_DATAPUMP.STOP_JOB(l_handle, 1, 0, 0);
    END IF;
    RAISE_APPLICATION_ERROR(-20000, SUBSTRB(SQLERRM || job_details, 1, 2000), TRUE);
END;
/
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_own_script_reads_back(line_end):
    stamp = ("job_name", Stamped(("DATAPUMP_REST_EXPORT_", Clock("YYYYMMDDHH24MISS"))))
    file = Stamped(("EXP_", Clock("YYYYMMDD"), "_%U.dmp"))
    assert calls(OWN.replace("\n", line_end)) == (
        Call("OPEN", (("operation", "EXPORT"), ("job_mode", "TABLE"), stamp)),
        Call("ADD_FILE", (("filename", file), ("directory", "DATA_PUMP_DIR"), ("filetype", 1), ("reusefile", None))),
        Call("METADATA_FILTER", (("name", "NAME_EXPR"), ("value", "IN ('A','B&C\nÉ')"))),
        Call("METADATA_FILTER", (("name", "SCHEMA_EXPR"), ("value", "IN ('A','B')"))),
        Call("START_JOB"),
        Call("DETACH"),
    )


# ---- Values ----

VALUES = {
    "plain": ("'IN (''SCOTT'')'", "IN ('SCOTT')"),
    "a newline in the source": ("'A\n\tB'", "A\n\tB"),
    "brackets": ("q'[IN ('A','B')]'", "IN ('A','B')"),
    "braces": ("Q'{IN ('A')}'", "IN ('A')"),
    "parentheses": ("q'(IN ('A'))'", "IN ('A')"),
    "angles": ("q'<LIKE '<A>B'>'", "LIKE '<A>B'"),
    "bar": ("q'|in ('T_CRATE', 'T_PALLET')|'", "in ('T_CRATE', 'T_PALLET')"),
    "exclamation mark": ("q'!it's ]' here!'", "it's ]' here"),
    "quote as delimiter": ("q''= 'A' ''", "= 'A' "),
    "letter as delimiter": ("q'x= 'A'x'", "= 'A'"),
    "trailing newline and blanks": ("q'[\n   IN ('A')\n   ]'", "\n   IN ('A')\n   "),
    "ends in its delimiter": ("q'[a]]'", "a]"),
    "national": ("N'É' || n'''' || nq'[']' || Nq'!\"!'", "É''\""),
    "empty": ("''", None),
    "empty alternative": ("q'[]'", None),
    "null": ("NULL", None),
    "null joined": ("'' || NULL || 'A' || ''", "A"),
    "joined": ("'IN (' || '''A''' || ')'", "IN ('A')"),
    "parenthesised": ("('IN (' || (('''A''')) || ')')", "IN ('A')"),
    "number joined": ("'A' || 1 || -2 || 1.50 || .5 || 1e3", "A1-21.5.51000"),
    "chr": ("CHR(65) || chr(10) || STANDARD.CHR(38)", "A\n&"),
    "nchr": ("NCHR(233) || CHR(233 USING NCHAR_CS)", "éé"),
    "nchr pair": ("NCHR(55357) || NCHR(56832)", "😀"),
    "unistr": (r"UNISTR('\00C9\\x\00e9')", "É\\xé"),
    "unistr pair": (r"UNISTR('\D83D\DE00') || UNISTR('\D83D') || UNISTR('\DE00')", "😀😀"),
    "conversions": ("TO_CLOB('a') || TO_NCHAR('b') || TO_CHAR('c') || TO_NCLOB('d') || TO_CHAR(5)", "abcd5"),
    "concat": ("CONCAT('a', CONCAT('b', NULL))", "ab"),
    "upper": ("UPPER('straße é')", "STRAßE É"),
    "lower": ("LOWER('ABC')", "abc"),
    "trim": ("TRIM('  a  ') || '|' || LTRIM(' b ') || '|' || RTRIM(' cxx', 'x')", "a|b | c"),
    "replace": ("REPLACE('O''NEIL', '''', '''''') || REPLACE('abc', 'b')", "O''NEILac"),
    "substr": ("SUBSTR('abcdef', 2, 3) || SUBSTR('abc', -1) || SUBSTR('abc', 0, 1) || SUBSTR('abc', 9)", "bcdca"),
    "nvl": ("NVL('', 'b') || NVL('a', 'b')", "ba"),
    "null in functions": (
        "CHR(NULL) || NCHR(NULL) || UPPER(NULL) || TRIM(NULL) || REPLACE(NULL, 'a') || SUBSTR('a', NULL) || UNISTR('')",
        None,
    ),
    "replace nothing": ("REPLACE('ab', NULL, 'c')", "ab"),
    "length": ("LENGTH('abc')", 3),
    "length of null": ("LENGTH('')", None),
    "sign before null": ("-NULL", None),
    "integer": ("12", 12),
    "negative": ("-1", -1),
    "many signs": ("- - 1", 1),
    "arithmetic": ("1 + 2 * 3 - 8 / 4", 5),
    "null arithmetic": ("1 + NULL", None),
    "fraction": ("10.50", "10.5"),
    "fraction below one": ("-.5", "-0.5"),
    "long fraction": ("1234567890123456789012345678.9012345678", "1234567890123456789012345678.9012345678"),
    "whole with a point": ("2.", 2),
    "to_number": ("TO_NUMBER('7') + 1", 8),
    "constant": ("DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE", 3),
    "constant of sys, lower case": ("sys.dbms_datapump.ku$_file_type_uridump_file", 5),
    "quoted constant": ('"SYS"."DBMS_DATAPUMP"."KU$_STATUS_WIP"', 1),
    "mask": ("DBMS_DATAPUMP.KU$_STATUS_WIP + DBMS_DATAPUMP.KU$_STATUS_JOB_ERROR", 9),
    "data options": ("DBMS_DATAPUMP.KU$_DATAOPT_XMLTYPE_CLOB + DBMS_DATAPUMP.KU$_DATAOPT_GRP_PART_TAB", 66),
    "bits joined without BITOR": ("6 + 3 - BITAND(6, 3)", 7),
    "bits of null": ("BITAND(NULL, 3) || BITAND(3, '')", None),
    "closure check": ("dbms_datapump.ku$_tts_closure_check_test", 8),
    "clock": ("TO_CHAR(SYSDATE, 'YYYY')", Stamped((Clock("YYYY"),))),
    "clock in text": (
        "'a' || 'b' || TO_CHAR(SYSTIMESTAMP, 'FF3') || 'c' || 'd'",
        Stamped(("ab", Clock("FF3", "SYSTIMESTAMP"), "cd")),
    ),
    "clocks side by side": (
        "TO_CHAR(CURRENT_DATE, 'DD') || TO_CHAR(SYSDATE, 'MM')",
        Stamped((Clock("DD", "CURRENT_DATE"), Clock("MM"))),
    ),
    "clock of digits in another case": (
        "UPPER('exp_' || to_char(sysdate, 'yyyymmdd_hh24miss'))",
        Stamped(("EXP_", Clock("yyyymmdd_hh24miss"))),
    ),
    "comments between": ("'a' /* || 'x' */ || -- 'y'\n 'b'", "ab"),
}


@pytest.mark.parametrize(("expression", "expected"), VALUES.values(), ids=VALUES)
def test_value(expression, expected):
    assert value(expression) == expected


BUILT = {
    "appends": ("v := 'IN ('; v := v || '''A'''; v := v || ')';", "IN ('A')"),
    "put in front": ("v := ')'; v := 'IN (' || v;", "IN ()"),
    "reset": ("v := 'a'; v := NULL; v := v || 'b';", "b"),
    "from another variable": ("s := 'a'; v := s || s; s := 'b'; v := v || s;", "aab"),
    "number in a text": ("v := 5;", "5"),
    "lob pieces": (
        "DBMS_LOB.CREATETEMPORARY(v, TRUE, DBMS_LOB.SESSION); DBMS_LOB.OPEN(v, 1);"
        "DBMS_LOB.APPEND(v, 'IN ('); SYS.DBMS_LOB.WRITEAPPEND(v, 3, '''A'''); s := ')x';"
        "DBMS_LOB.WRITEAPPEND(buffer => s, amount => LENGTH(s) - 1, lob_loc => v); DBMS_LOB.CLOSE(v);",
        "IN ('A')",
    ),
    "lob piece counted in code units": ("DBMS_LOB.WRITEAPPEND(v, 2, UNISTR('\\D83D\\DE00'));", "😀"),
    "empty lob": ("v := EMPTY_CLOB(); DBMS_LOB.APPEND(v, TO_CLOB('a'));", "a"),
    "nested block": ("v := 'a'; BEGIN v := v || 'b'; END; v := v || 'c';", "abc"),
    "shadowed": ("v := 'a'; DECLARE v CLOB := 'b'; BEGIN v := 'c'; END;", "a"),
    "shown": ("v := 'a'; DBMS_OUTPUT.PUT_LINE(v); DBMS_OUTPUT.PUT_LINE(UPPER(v));", "a"),
    "read by SQL": ("v := 'a'; SELECT COUNT(*) INTO n FROM t WHERE x = v AND y = ';'; INSERT INTO t VALUES (v);", "a"),
    "tested": (
        "v := 'a'; IF v IS NULL OR LENGTH(v) > 9 THEN s := 'b'; END IF; n := CASE WHEN v = 'a' THEN 1 END;",
        "a",
    ),
    "set elsewhere in a loop": ("v := 'a'; FOR i IN 1 .. 9 LOOP s := s || v; END LOOP;", "a"),
    "shadow set in a helper": ("v := 'a'; s := noisy(v);", "a"),
}


@pytest.mark.parametrize(("body", "expected"), BUILT.values(), ids=BUILT)
def test_built_in_a_variable(body, expected):
    noisy = """FUNCTION noisy(s VARCHAR2) RETURN VARCHAR2 IS v CLOB;
      BEGIN IF s = 'x' THEN v := 'b'; END IF; RETURN v; END;"""
    assert value("v", body, noisy) == expected


DECLARED = {
    "constant": ("c CONSTANT VARCHAR2(9) := 'a';", "a"),
    "default": ("c VARCHAR2(9 CHAR) NOT NULL DEFAULT 'a' || 'b';", "ab"),
    "from another": ("b VARCHAR2(9) := 'a'; c b%TYPE := b || 'c';", "ac"),
    "without a value": ("c VARCHAR2(9);", None),
    "blank-padded": ("c CHAR(3) := 'a';", "a  "),
    "one blank-padded character": ("c NCHAR := 'a';", "a"),
    "text to number": ("c NUMBER(9) := ' 7 ';", 7),
    "number to text": ("c VARCHAR2(9) := 7;", "7"),
    "date": (
        "x TIMESTAMP(3) WITH TIME ZONE := SYSTIMESTAMP; c VARCHAR2(9) := TO_CHAR(x, 'J');",
        Stamped((Clock("J", "SYSTIMESTAMP"),)),
    ),
    "timestamp to date": (
        "x DATE := SYSTIMESTAMP; y DATE := LOCALTIMESTAMP; c VARCHAR2(9) := TO_CHAR(x, 'J') || TO_CHAR(y, 'J');",
        Stamped((Clock("J"), Clock("J", "CURRENT_DATE"))),
    ),
    "quoted": ("\"C\" VARCHAR2(9) := 'a';", "a"),
    "keyword as a name": ("date VARCHAR2(9) := 'a'; c VARCHAR2(9) := date;", "a"),
}


@pytest.mark.parametrize(("declarations", "expected"), DECLARED.values(), ids=DECLARED)
def test_declared(declarations, expected):
    assert value("c", "", declarations) == expected


# ---- Calls ----

CALLS = {
    "positional": (
        "h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', NULL, 'JOB');",
        [("OPEN", {"operation": "EXPORT", "job_mode": "SCHEMA", "remote_link": None, "job_name": "JOB"})],
    ),
    "positional, then named": (
        "DBMS_DATAPUMP.ADD_FILE(h, 'a.log', directory => 'D', filetype => 3);",
        [("ADD_FILE", {"filename": "a.log", "directory": "D", "filetype": 3})],
    ),
    "order of writing": (
        "DBMS_DATAPUMP.SET_PARAMETER(value => 1, name => 'METRICS', handle => h);",
        [("SET_PARAMETER", {"value": 1, "name": "METRICS"})],
    ),
    "letter case and owner": (
        'sys.dbms_datapump.Set_Parallel(H, DEGREE => 4); "DBMS_DATAPUMP"."SET_PARALLEL"(h, "DEGREE" => 5);',
        [("SET_PARALLEL", {"degree": 4}), ("SET_PARALLEL", {"degree": 5})],
    ),
    "4th argument": (
        "DBMS_DATAPUMP.METADATA_FILTER(h, 'name_expr', 'x', 'table');",
        [("METADATA_FILTER", {"name": "name_expr", "value": "x", "object_path": "table"})],
    ),
    "old name of object_path": (
        "DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', 'x', object_type => 'TABLE');",
        [("METADATA_FILTER", {"name": "NAME_EXPR", "value": "x", "object_path": "TABLE"})],
    ),
    "object_type where it is no old name": (
        "DBMS_DATAPUMP.METADATA_REMAP(h, 'REMAP_SCHEMA', 'A', 'B', object_type => 'TABLE');",
        [("METADATA_REMAP", {"name": "REMAP_SCHEMA", "old_value": "A", "value": "B", "object_type": "TABLE"})],
    ),
    "old name of job_mode": (
        "h := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', mode => 'FULL');",
        [("OPEN", {"operation": "EXPORT", "job_mode": "FULL"})],
    ),
    "data remap": (
        "DBMS_DATAPUMP.DATA_REMAP(h, 'COLUMN_FUNCTION', 'T', 'C', 'P.F', 'S');",
        [
            (
                "DATA_REMAP",
                {
                    "name": "COLUMN_FUNCTION",
                    "table_name": "T",
                    "column": "C",
                    "remap_function": "P.F",
                    "schema": "S",
                },
            )
        ],
    ),
    "data remap by the names of the package header": (
        "DBMS_DATAPUMP.DATA_REMAP(handle => h, name => 'COLUMN_FUNCTION', table_name => 'T', column => 'C',"
        " function => 'P.F'); DBMS_DATAPUMP.DATA_REMAP(h, 'COLUMN_FUNCTION', 'T', 'C', \"FUNCTION\" => 'P.F');",
        [
            (
                "DATA_REMAP",
                {"name": "COLUMN_FUNCTION", "table_name": "T", "column": "C", "remap_function": "P.F"},
            )
        ]
        * 2,
    ),
    "newest parameter of open": (
        "h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL', NULL, 'J', '19', 2, 1);"
        "h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL', ena_sec_roles => 0);",
        [
            (
                "OPEN",
                {
                    "operation": "EXPORT",
                    "job_mode": "FULL",
                    "remote_link": None,
                    "job_name": "J",
                    "version": "19",
                    "compression": 2,
                    "ena_sec_roles": 1,
                },
            ),
            ("OPEN", {"operation": "EXPORT", "job_mode": "FULL", "ena_sec_roles": 0}),
        ],
    ),
    "data options": (
        "dbms_datapump.set_parameter(h, 'DATA_OPTIONS', dbms_datapump.ku$_dataopt_xmltype_clob"
        " + dbms_datapump.ku$_dataopt_grp_part_tab + dbms_datapump.ku$_dataopt_skip_const_err);",
        [("SET_PARAMETER", {"name": "DATA_OPTIONS", "value": 67})],
    ),
    "what a call gives back": (
        "DBMS_DATAPUMP.GET_STATUS(h, 9, -1, s, l_status); DBMS_DATAPUMP.WAIT_FOR_JOB(h, job_state => s);",
        [("GET_STATUS", {"mask": 9, "timeout": -1}), ("WAIT_FOR_JOB", {})],
    ),
    "get_status as a function": ("l_status := DBMS_DATAPUMP.GET_STATUS(h, 8);", [("GET_STATUS", {"mask": 8})]),
    "no handle at all": ("DBMS_DATAPUMP.DETACH;", [("DETACH", {})]),
    "handle made on the spot": (
        "DBMS_DATAPUMP.START_JOB(DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'));",
        [("OPEN", {"operation": "EXPORT", "job_mode": "FULL"}), ("START_JOB", {})],
    ),
    "unknown argument of a call that only watches": (
        "DBMS_DATAPUMP.LOG_ENTRY(h, 'run by ' || USER, 0); DBMS_DATAPUMP.STOP_JOB(h, :x, 0);",
        [("LOG_ENTRY", {"log_file_only": 0}), ("STOP_JOB", {"keep_master": 0})],
    ),
    "watching in a loop": (
        "LOOP DBMS_DATAPUMP.GET_STATUS(h, 8, 0, s, st); EXIT WHEN s = 'STOPPED'; END LOOP;"
        "IF s = 'STOPPED' THEN DBMS_DATAPUMP.WAIT_FOR_JOB(h, s); DBMS_DATAPUMP.STOP_JOB(h); END IF;"
        "CASE s WHEN 'a' THEN DBMS_DATAPUMP.DETACH(h); ELSE DBMS_DATAPUMP.LOG_ENTRY(h, 'x'); END CASE;",
        [],
    ),
    "exception handler": (
        "BEGIN DBMS_DATAPUMP.START_JOB(h); EXCEPTION WHEN e1 OR e2 THEN DBMS_DATAPUMP.SET_PARALLEL(h, 1); END;",
        [("START_JOB", {})],
    ),
    "several handles": (
        "h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); n := DBMS_DATAPUMP.OPEN('IMPORT', 'FULL');"
        "DBMS_DATAPUMP.START_JOB(n); DBMS_DATAPUMP.START_JOB(h);",
        [
            ("OPEN", {"operation": "EXPORT", "job_mode": "FULL"}),
            ("OPEN", {"operation": "IMPORT", "job_mode": "FULL"}),
            ("START_JOB", {}),
            ("START_JOB", {}),
        ],
    ),
    "after RETURN": ("DBMS_DATAPUMP.START_JOB(h); RETURN; DBMS_DATAPUMP.DETACH(h);", [("START_JOB", {})]),
    "after RAISE": (
        "BEGIN RAISE no_data_found; DBMS_DATAPUMP.DETACH(h); EXCEPTION WHEN OTHERS THEN NULL; END;"
        "DBMS_DATAPUMP.START_JOB(h); RAISE_APPLICATION_ERROR(-20000, 'x'); DBMS_DATAPUMP.DETACH(h);",
        [("START_JOB", {})],
    ),
    "after a guard": ("IF n = 0 THEN RETURN; END IF; DBMS_DATAPUMP.START_JOB(h);", [("START_JOB", {})]),
    "element of a bind variable's kin": (
        "a(1).b := 'x'; :h := DBMS_DATAPUMP.ATTACH('J', USER);",
        [("ATTACH", {"job_name": "J"})],
    ),
}


@pytest.mark.parametrize(("body", "expected"), CALLS.values(), ids=CALLS)
def test_calls(body, expected):
    assert shapes(body) == expected


def test_open_in_a_declaration():
    declarations = "x NUMBER := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL');"
    assert shapes("DBMS_DATAPUMP.START_JOB(x);", declarations) == [
        ("OPEN", {"operation": "EXPORT", "job_mode": "FULL"}),
        ("START_JOB", {}),
    ]


HELPER = """PROCEDURE add_filter(p_name VARCHAR2, p_value IN VARCHAR2, p_path VARCHAR2 DEFAULT NULL) IS
  BEGIN
    DBMS_DATAPUMP.METADATA_FILTER(h, p_name, p_value, p_path);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN NULL;
  END add_filter;
"""

HELPERS = {
    "positional and named": (
        HELPER,
        "add_filter('NAME_EXPR', 'a'); add_filter(p_path => 'TABLE', p_value => 'b' || 'c', p_name => 'X');",
        ["a", "bc"],
    ),
    "called by another": (
        HELPER
        + "PROCEDURE both(p VARCHAR2) IS x VARCHAR2(9) := p || '1'; BEGIN add_filter('A', p); add_filter('B', x); END;",
        "both('a');",
        ["a", "a1"],
    ),
    "handle in a variable, too": (
        "PROCEDURE af(p_h NUMBER, p VARCHAR2) IS BEGIN DBMS_DATAPUMP.METADATA_FILTER(p_h, 'X', p); END;",
        "h := 1; af(h, 'a');",
        ["a"],
    ),
    "function": (
        "FUNCTION q(p VARCHAR2) RETURN VARCHAR2 IS BEGIN RETURN '''' || REPLACE(p, '''', '''''') || ''''; END;",
        filtered("'IN (' || q('O''NEIL') || ',' || q(p => 'A') || ')'"),
        ["IN ('O''NEIL','A')"],
    ),
    "function without arguments": (
        "FUNCTION five RETURN VARCHAR2 DETERMINISTIC IS BEGIN RETURN 5; END;",
        filtered("five") + filtered("five()"),
        ["5", "5"],
    ),
    "sets a variable of the block": (
        "PROCEDURE put(p VARCHAR2) IS BEGIN v := v || p; END;",
        "put('IN ('); put('''A'''); put(')');" + filtered("v"),
        ["IN ('A')"],
    ),
    "gives values back": (
        "PROCEDURE fill(p OUT VARCHAR2, q IN OUT NOCOPY CLOB) AS BEGIN p := p || 'new'; q := q || '!'; END;",
        "s := 'old'; v := 'hey'; fill(s, v);" + filtered("s || v"),
        ["newhey!"],
    ),
    "declared before it is written": (
        "PROCEDURE put(p VARCHAR2); PROCEDURE put(p VARCHAR2) IS BEGIN v := p; END;",
        "put('a');" + filtered("v"),
        ["a"],
    ),
    "only talks": (
        "PROCEDURE say(p VARCHAR2) IS BEGIN IF n = 1 THEN DBMS_OUTPUT.PUT_LINE(p); END IF; END;",
        "s := 'a'; say(s);" + filtered("s"),
        ["a"],
    ),
    "never called": ("PROCEDURE gone IS BEGIN DBMS_DATAPUMP.METADATA_FILTER(h, 'X', USER); END;", "NULL;", []),
    "called in a handler": (HELPER, "BEGIN NULL; EXCEPTION WHEN OTHERS THEN add_filter('A', 'x'); END;", []),
}


@pytest.mark.parametrize(("declarations", "body", "expected"), HELPERS.values(), ids=HELPERS)
def test_helper(declarations, body, expected):
    assert values(body, declarations) == expected


# ---- Shapes met in the field ----

FIELD = {
    "subquery, IN alone on its line, trailing newline": (
        "dbms_datapump.metadata_filter(h, 'EXCLUDE_NAME_EXPR', q'[IN\n"
        "(SELECT name FROM sys.obj$ WHERE type# IN (66,67)\n"
        "AND owner# IN (SELECT user# FROM x))\n  ]', 'PROCOBJ');",
        {
            "name": "EXCLUDE_NAME_EXPR",
            "value": "IN\n(SELECT name FROM sys.obj$ WHERE type# IN (66,67)\nAND owner# IN (SELECT user# FROM x))\n  ",
            "object_path": "PROCOBJ",
        },
    ),
    "semicolon inside a literal": (
        "DBMS_DATAPUMP.METADATA_FILTER(h,'NAME_EXPR','IN (select t from c where c not like ''%Reload=N;%'')');",
        {"name": "NAME_EXPR", "value": "IN (select t from c where c not like '%Reload=N;%')"},
    ),
    "names in lower case": (
        "DBMS_DATAPUMP.METADATA_FILTER(h,name=>'name_expr',value=>'>''E'' ',object_path=>'table');",
        {"name": "name_expr", "value": ">'E' ", "object_path": "table"},
    ),
    "backslashes": (
        r"DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', 'LIKE ''FRUIT\_%'' ESCAPE ''\''');",
        {"name": "NAME_EXPR", "value": r"LIKE 'FRUIT\_%' ESCAPE '\'"},
    ),
    "over many lines with leading commas": (
        "DBMS_DATAPUMP.METADATA_FILTER(h\n\t,'NAME_LIST'\n\t,'''A''\n\t,''B''\r\n\t,''C''');",
        {"name": "NAME_LIST", "value": "'A'\n\t,'B'\r\n\t,'C'"},
    ),
    "by || and constants": (
        "DBMS_DATAPUMP.METADATA_FILTER(h, c_name, 'IN (' || c_list || ')');",
        {"name": "SCHEMA_EXPR", "value": "IN ('A','B')"},
    ),
}


@pytest.mark.parametrize(("body", "expected"), FIELD.values(), ids=FIELD)
def test_met_in_the_field(body, expected):
    declarations = "c_name CONSTANT VARCHAR2(30) := 'SCHEMA_EXPR'; c_list CONSTANT VARCHAR2(99) := q'['A','B']';"
    assert shapes(body, declarations) == [("METADATA_FILTER", expected)]


WHOLE = """\
SET SERVEROUTPUT ON
SET DEFINE OFF VERIFY OFF FEEDBACK ON
DEFINE unused = 'x'
VARIABLE pw VARCHAR2(30)
EXEC :pw := 'not followed'
PRINT pw
create or replace procedure hr.export_crates(p_day in date default sysdate, p_note varchar2 := 'weekly') as
  c_schema constant varchar2(30) := 'HR';
  c_quote  constant varchar2(1)  := chr(39);
  l_mode   varchar2(30) default 'SCHEMA';
  l_list   varchar2(4000);
  l_job    varchar2(128) := 'CRATES_' || to_char(sysdate, 'YYYYMMDD_HH24MI');
  l_mask   pls_integer := sys.dbms_datapump.ku$_status_job_error + sys.dbms_datapump.ku$_status_wip;
  h        number := sys.dbms_datapump.open('EXPORT', l_mode, null, l_job, 'LATEST');
  state    varchar2(30) := 'UNDEFINED';
  sts      ku$_Status;
  le       ku$_LogEntry;
  ind      number;
begin
  begin
    dbms_datapump.add_file(h, l_job || '_%U.dmp', 'DUMPS', '2G', dbms_datapump.ku$_file_type_dump_file, 1);
    dbms_datapump.add_file(handle => h, filename => lower(l_job) || '.log', directory => upper('dumps'),
      filetype => dbms_datapump.ku$_file_type_log_file);
  exception
    when dbms_datapump.success_with_info then
      dbms_output.put_line(sqlerrm);
    when others then
      if sqlcode = dbms_datapump.success_with_info_num then
        dbms_datapump.get_status(h, dbms_datapump.ku$_status_job_error, 0, state, sts);
        le := sts.error;
      else
        dbms_datapump.stop_job(h);
        raise;
      end if;
  end;
  dbms_datapump.metadata_filter(h, 'SCHEMA_EXPR', 'IN (' || c_quote || c_schema || c_quote || ')');
  l_list := q'['A','B']';
  l_list := l_list || ',' || c_quote || 'C' || chr(39);
  dbms_datapump.metadata_filter(h, name => 'EXCLUDE_NAME_LIST', value => l_list, object_type => 'TABLE');
  dbms_datapump.data_filter(h, 'SUBQUERY', q'{WHERE note <> 'it''s'}', 'CRATES', c_schema);
  dbms_datapump.data_filter(h, 'SAMPLE', 12.5);
  <<begun>>
  begin
    dbms_datapump.start_job(h, cluster_ok => 0);
  exception when others then dbms_datapump.detach(h); raise_application_error(-20001, 'no start');
  end;
  while (state != 'COMPLETED') and (state != 'STOPPED') loop
    dbms_datapump.get_status(h, l_mask, -1, state, sts);
    if bitand(sts.mask, dbms_datapump.ku$_status_wip) != 0 then
      le := sts.wip;
      ind := le.first;
      while ind is not null loop
        dbms_output.put_line(le(ind).logtext);
        ind := le.next(ind);
      end loop;
    end if;
  end loop;
  dbms_datapump.wait_for_job(h, state);
  dbms_output.put_line(p_note || to_char(p_day) || state);
  dbms_datapump.detach(h);
end export_crates;
/
SHOW ERRORS
UNDEFINE unused
"""


def test_whole_procedure_met_in_the_field():
    job = ("CRATES_", Clock("YYYYMMDD_HH24MI"))
    files = {"filename": Stamped((*job, "_%U.dmp")), "directory": "DUMPS", "filesize": "2G"}
    log = Stamped(("crates_", Clock("YYYYMMDD_HH24MI"), ".log"))
    opened = {"operation": "EXPORT", "job_mode": "SCHEMA", "remote_link": None, "job_name": Stamped(job)}
    rows = {"name": "SUBQUERY", "value": "WHERE note <> 'it''s'", "table_name": "CRATES", "schema_name": "HR"}
    assert [(call.subprogram, dict(call.arguments)) for call in calls(WHOLE)] == [
        ("OPEN", {**opened, "version": "LATEST"}),
        ("ADD_FILE", {**files, "filetype": 1, "reusefile": 1}),
        ("ADD_FILE", {"filename": log, "directory": "DUMPS", "filetype": 3}),
        ("METADATA_FILTER", {"name": "SCHEMA_EXPR", "value": "IN ('HR')"}),
        ("METADATA_FILTER", {"name": "EXCLUDE_NAME_LIST", "value": "'A','B','C'", "object_path": "TABLE"}),
        ("DATA_FILTER", rows),
        ("DATA_FILTER", {"name": "SAMPLE", "value": "12.5"}),
        ("START_JOB", {"cluster_ok": 0}),
        ("WAIT_FOR_JOB", {}),
        ("DETACH", {}),
    ]


def test_much_of_the_language_is_passed_over():
    declarations = """
      a TIMESTAMP(6) WITH LOCAL TIME ZONE := SYSTIMESTAMP; b INTERVAL DAY(2) TO SECOND(6); c INTERVAL YEAR TO MONTH;
      e LONG RAW; f DOUBLE PRECISION; g sys.t.y%TYPE NOT NULL DEFAULT 'q'; i t%ROWTYPE; j REF CURSOR;
      PRAGMA EXCEPTION_INIT(x, -1); x EXCEPTION; SUBTYPE u IS VARCHAR2(3);
      TYPE t IS TABLE OF VARCHAR2(30) INDEX BY PLS_INTEGER; TYPE r IS RECORD (a NUMBER := 1, b VARCHAR2(3));
      CURSOR cu(p NUMBER) RETURN t IS SELECT CASE WHEN 1 = 1 THEN ';' END FROM dual WHERE x IN (SELECT 1 FROM b);
      FUNCTION ff(p IN OUT NOCOPY NUMBER, q a.b%TYPE := 1) RETURN NUMBER PARALLEL_ENABLE ACCESSIBLE BY (PACKAGE z) IS
        FUNCTION inner RETURN NUMBER IS BEGIN RETURN 1; END; BEGIN RETURN inner; END ff;
    """
    body = """
      <<top>> OPEN cu(1); FETCH cu BULK COLLECT INTO i.x LIMIT 10; CLOSE cu; COMMIT; ROLLBACK TO sp; SAVEPOINT sp;
      INSERT INTO t (a) VALUES ('x;') RETURNING a INTO n; UPDATE t SET a = 1 WHERE CURRENT OF cu; DELETE t;
      MERGE INTO t USING d ON (a = b) WHEN MATCHED THEN UPDATE SET a = 1; LOCK TABLE t IN EXCLUSIVE MODE;
      SET TRANSACTION READ ONLY; FORALL i IN 1 .. 3 SAVE EXCEPTIONS INSERT INTO t VALUES (x(i)); PIPE ROW (x);
      EXECUTE IMMEDIATE 'alter session set x = y' || s INTO n USING IN s, OUT v; WITH q AS (SELECT 1 FROM dual) SELECT
      1 INTO n FROM q@l; l.DELETE; l.EXTEND(1); l(l.COUNT).name := 'x'; SYS.DBMS_LOCK.SLEEP(1); p@link(1);
      IF cu%FOUND AND SQL%ROWCOUNT > 0 OR NOT a IS NOT NULL AND b BETWEEN 1 AND 2 OR f LIKE 'x%' ESCAPE '!'
        OR a NOT IN (1, 2) AND a NOT LIKE b OR a <> 1 OR a != 1 OR a ^= 1 OR a ~= 1 THEN NULL;
      ELSIF TRUE THEN RAISE; ELSIF a IN (SELECT 1 FROM dual) THEN RAISE pkg.e; ELSE NULL; END IF;
      n := CAST(a AS VARCHAR2(3)) || EXTRACT(YEAR FROM SYSDATE) || TRIM(LEADING '0' FROM a) || TRIM(BOTH FROM a)
        || DATE '2031-01-01' || INTERVAL '1' DAY(2) || (SYSTIMESTAMP AT TIME ZONE 'UTC') || $$PLSQL_UNIT;
      n := CASE WHEN a = 1 THEN 2 ELSE 3 END ** -CASE a WHEN 1 THEN 2 END;
      <<outer>> WHILE n < 1 LOOP CONTINUE WHEN b; EXIT outer WHEN n = 1; END LOOP outer;
      FOR r IN cu(1) LOOP NULL; END LOOP; FOR i IN REVERSE 1 .. l.COUNT LOOP NULL; END LOOP;
      FOR r IN (SELECT ';' AS x FROM dual WHERE y IN (1)) LOOP NULL; END LOOP;
      CASE WHEN n = 1 THEN NULL; ELSE NULL; END CASE; CASE n WHEN 1 THEN NULL; END CASE;
      DBMS_DATAPUMP.START_JOB(h);
    """
    assert shapes(body, declarations) == [("START_JOB", {})]


# ---- Scripts ----

START = "BEGIN dbms_datapump.start_job(1); END;"
STARTED = (Call("START_JOB"),)

SCRIPTS = {
    "nothing": ("", ()),
    "lines with a slash": ("\n/\n  /\n", ()),
    "bare block": (START, STARTED),
    "bare block without semicolon": (START[:-1] + "\n -- end", STARTED),
    "slash": (START + "\n/\n", STARTED),
    "slash between blanks": (START + "\r\n \t/ \r\n", STARTED),
    "slash that ends the text": (START + "\n/", STARTED),
    "two blocks": (f"{START}\n/\n\n{START}\n/", STARTED * 2),
    "client commands with quotes": (
        f"PROMPT it's\nREM don't\nSET ECHO ON\nHOST other '\n! ls 'x\n{START}\n/\nEXIT\n",
        STARTED,
    ),
    "continued client command": (f"PROMPT a -\nhello 'x -  \nBEGIN\n{START}\n/\n", STARTED),
    "comments": (f"/* it's\n/\n*/ -- '\n{START} -- '\n/* ' */\n/\n", STARTED),
    "SQL": ("GRANT x TO y\n/\nCREATE TABLE a (b NUMBER);\nSELECT ';' || q'[\n/\n]' FROM dual;\n{}\n/\n", STARTED),
    "label before the block": ("<<job>>\nDECLARE x NUMBER; BEGIN dbms_datapump.start_job(1); END job;\n/\n", STARTED),
    "execute": ("exec dbms_datapump.start_job(1)\n", STARTED),
    "execute with semicolon": (
        "EXECUTE dbms_datapump.start_job(1); dbms_datapump.detach(1);",
        (*STARTED, Call("DETACH")),
    ),
    "execute over two lines": (
        "EXEC dbms_datapump.set_parallel(1, -\n  4)\r\nexec\n",
        (Call("SET_PARALLEL", (("degree", 4),)),),
    ),
    "execute with a bind variable": (
        "VARIABLE h NUMBER\nEXEC :h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); dbms_datapump.start_job(:h)",
        (Call("OPEN", (("operation", "EXPORT"), ("job_mode", "FULL"))), *STARTED),
    ),
    "procedure": (
        "CREATE OR REPLACE EDITIONABLE PROCEDURE a.b(p IN VARCHAR2 DEFAULT 'X') AUTHID CURRENT_USER AS\n"
        "  x NUMBER := 4;\nBEGIN\nDBMS_DATAPUMP.SET_PARALLEL(1, x);\nEXCEPTION\n  WHEN OTHERS THEN RAISE;\nEND b;\n/\n",
        (Call("SET_PARALLEL", (("degree", 4),)),),
    ),
    "function": ("create function f return number is begin dbms_datapump.start_job(1); return 1; end;\n/\n", STARTED),
    "other stored code": ("CREATE PACKAGE p AS\n  -- DBMS_DATAPUMP.START_JOB\n  c VARCHAR2(9) := ';';\nEND;\n/\n", ()),
    "slash inside a literal": (
        "BEGIN dbms_datapump.log_entry(1, 'a\n/\nb'); END;",
        (Call("LOG_ENTRY", (("message", "a\n/\nb"),)),),
    ),
    "ampersand in a bare block": (
        "BEGIN dbms_datapump.log_entry(1, 'R&D'); END;",
        (Call("LOG_ENTRY", (("message", "R&D"),)),),
    ),
    "ampersand after SET DEFINE OFF": (
        "set echo on def off\nBEGIN dbms_datapump.log_entry(1, 'R&D'); END;\n/",
        (Call("LOG_ENTRY", (("message", "R&D"),)),),
    ),
    "ampersand after SET SCAN OFF": (
        "SET SCAN OFF;\nBEGIN dbms_datapump.log_entry(1, 'R&D'); END;\n/",
        (Call("LOG_ENTRY", (("message", "R&D"),)),),
    ),
    "ampersand that stands alone": (
        "BEGIN dbms_datapump.log_entry(1, 'R & D'); END;\n/",
        (Call("LOG_ENTRY", (("message", "R & D"),)),),
    ),
    "ampersand with another character for substitution": (
        "SET DEFINE '^'\nBEGIN dbms_datapump.log_entry(1, 'R&D'); END;\n/",
        (Call("LOG_ENTRY", (("message", "R&D"),)),),
    ),
}


@pytest.mark.parametrize(("text", "expected"), SCRIPTS.values(), ids=SCRIPTS)
def test_script(text, expected):
    assert calls(text.replace("{}", START)) == expected


# ---- What is not known before the run: the mark shows where that is said ----

UNKNOWN = {
    "in IF": (
        "IF n = 1 THEN «DBMS_DATAPUMP.SET_PARALLEL»(h, 4); END IF;",
        "call of `DBMS_DATAPUMP.SET_PARALLEL` depends on IF",
    ),
    "in LOOP": (
        "FOR r IN (SELECT 1 FROM t) LOOP BEGIN «dbms_datapump.metadata_filter»(h, 'X', r.x); END; END LOOP;",
        "call of `dbms_datapump.metadata_filter` depends on LOOP",
    ),
    "in CASE": (
        "CASE n WHEN 1 THEN h := «DBMS_DATAPUMP.OPEN»('EXPORT', 'FULL'); END CASE;",
        "call of `DBMS_DATAPUMP.OPEN` depends on CASE",
    ),
    "in a condition": (
        "n := CASE WHEN «DBMS_DATAPUMP.OPEN»('EXPORT', 'FULL') > 1 THEN 1 END;",
        "call of `DBMS_DATAPUMP.OPEN` depends on a condition",
    ),
    "in SQL": (
        "SELECT «DBMS_DATAPUMP».OPEN('EXPORT', 'FULL') INTO h FROM dual;",
        "call of `DBMS_DATAPUMP.OPEN` is made in SQL",
    ),
    "in dynamic SQL": (
        "EXECUTE IMMEDIATE «'BEGIN dbms_datapump.start_job(1); END;'»;",
        "call of `DBMS_DATAPUMP` is made in SQL",
    ),
    "set in IF": (
        "s := 'a'; IF n = 1 THEN s := 'b'; END IF; " + filtered("'IN (' || «s» || ')'"),
        "value of `s` is not known before the block runs",
    ),
    "set in a loop": (
        "LOOP s := s || 'a'; END LOOP; " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
    "set in a handler": (
        "BEGIN s := 'a'; EXCEPTION WHEN OTHERS THEN s := 'b'; END; " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
    "set by SQL": (
        then("SELECT ';' INTO n, s FROM dual;", "«s»"),
        "value of `s` is not known before the block runs",
    ),
    "set by RETURNING": (
        then("INSERT INTO t VALUES (1) RETURNING x INTO s;", "«s»"),
        "value of `s` is not known before the block runs",
    ),
    "set by dynamic SQL": (
        "EXECUTE IMMEDIATE 'x' USING OUT s; " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
    "set by FETCH": ("FETCH c INTO s; " + filtered("«s»"), "value of `s` is not known before the block runs"),
    "passed to an unknown procedure": (
        "s := 'a'; my.put_line(s); " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
    "passed to an unknown function": (
        "s := 'a'; n := 1 + my_function(p => s); " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
    "set under the name of its block": (
        "<<b>> DECLARE x VARCHAR2(9) := 'a'; BEGIN BEGIN b.x := 'c'; END; " + filtered("«x»") + " END;",
        "value of `x` is not known before the block runs",
    ),
    "set by GET_STATUS": (
        "DBMS_DATAPUMP.GET_STATUS(h, 8, 0, s, x); " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
    "trimmed lob": ("DBMS_LOB.TRIM(v, 1); " + filtered("«v»"), "value of `v` is not known before the block runs"),
    "lob piece cut short": (
        "DBMS_LOB.WRITEAPPEND(v, 9, 'abc'); " + filtered("«v»"),
        "value of `v` is not known before the block runs",
    ),
    "substitution variable": (filtered("'IN (' || «&list» || ')'"), "`&list` is replaced when the script runs"),
    "double substitution variable": (filtered("«&&list.»"), "`&&list.` is replaced when the script runs"),
    "bind variable": (filtered("«:list»"), "`:list` gets its value outside the block"),
    "inquiry": (filtered("«$$PLSQL_UNIT»"), "`$$PLSQL_UNIT` is replaced when the block is compiled"),
    "user": (filtered("'IN (''' || «USER» || ''')'"), "`USER` is not known before the block runs"),
    "not declared": (filtered("«l_list»"), "`l_list` is not declared in the block"),
    "field": (filtered("«my_package.c_list»"), "result of `my_package.c_list` is not known before the block runs"),
    "function": (filtered("«my_package.list('A')»"), "result of `my_package.list` is not known before the block runs"),
    "function of PL/SQL": (filtered("«RPAD('a', 9)»"), "result of `RPAD` is not known before the block runs"),
    "case expression": (
        filtered("«CASE n WHEN 1 THEN 'a' END»"),
        "result of this expression is not known before the block runs",
    ),
    "condition": (filtered("«n = 1»"), "result of a condition is not known before the block runs"),
    "constant": (
        "DBMS_DATAPUMP.ADD_FILE(h, 'x', filetype => «DBMS_DATAPUMP.KU$_FILE_TYPE_NEW»);",
        "constant `DBMS_DATAPUMP.KU$_FILE_TYPE_NEW` is not known",
    ),
    "record": (
        "DECLARE r t%ROWTYPE; BEGIN r.x := 'a'; " + filtered("«r.x»") + " END;",
        "part of `r` is not known before the block runs",
    ),
    "date": (filtered("«SYSDATE»"), "date is not known before the block runs"),
    "timestamp as a parameter": (
        "DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_TIME', «SYSTIMESTAMP»);",
        "date is not known before the block runs",
    ),
    "timestamp in a parameter": (
        "DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_TIME', '\"' || «SYSTIMESTAMP» || '\"');",
        "date is turned into text by the settings of the session",
    ),
    "password for what is no password": (
        "DBMS_DATAPUMP.SET_PARAMETER(h, 'ENCRYPTION_PASSWORDS', «:pw»);",
        "`:pw` gets its value outside the block",
    ),
    "password in a filter": (
        "DBMS_DATAPUMP.DATA_FILTER(h, 'ENCRYPTION_PASSWORD', «:pw»);",
        "`:pw` gets its value outside the block",
    ),
    "password for a name that is not known": (
        "DBMS_DATAPUMP.SET_PARAMETER(h, «:name», 'ENCRYPTION_PASSWORD');",
        "`:name` gets its value outside the block",
    ),
    "bits of a fraction": (filtered("«BITAND(1.5, 3)»"), "only whole numbers from 0 on are looked at bit by bit"),
    "bits of a negative number": (
        filtered("«BITAND(-1, 3)»"),
        "only whole numbers from 0 on are looked at bit by bit",
    ),
    "date in text": (filtered("'a' || «SYSDATE» || 'b'"), "date is turned into text by the settings of the session"),
    "date without format": (filtered("«TO_CHAR(SYSDATE)»"), "date is turned into text by the settings of the session"),
    "another day": (filtered("TO_CHAR(«SYSDATE - 1», 'DD')"), "only whole numbers are calculated with"),
    "month in upper case": (
        filtered("«UPPER(TO_CHAR(SYSDATE, 'Month'))»"),
        "letter case of the names in a date is not followed",
    ),
    "part of a stamp": (
        filtered("«SUBSTR(TO_CHAR(SYSDATE, 'YYYY'), 3)»"),
        "text with the time in it is not followed further",
    ),
    "chr beyond ASCII": (filtered("'a' || «CHR(233)»"), "result of CHR above 127 depends on the character set"),
    "nchr beyond the code units": (filtered("«NCHR(128512)»"), "result of NCHR above 65535 is not followed"),
    "number in a format": (
        filtered("«TO_CHAR(5, '09')»"),
        "result of TO_CHAR is only known for text, and for the time with a format",
    ),
    "text that is no number": (filtered("«TO_NUMBER('1e3')»"), "text is not a whole number"),
    "text with a sign": (filtered("«-'1'»"), "sign stands before what is not a number"),
    "fractions of characters": (filtered("«SUBSTR('a', 1.5)»"), "only whole numbers count the characters of SUBSTR"),
    "replaced by too much": (
        filtered("«REPLACE('{}', 'a', '{}')»".format("a" * 3000, "b" * 3000)),
        "text is longer than 4000000 characters",
    ),
    "name on two lines": (filtered('«"a\nb"»'), '`"a?b"` is not declared in the block'),
    "half a character": (filtered(r"«UNISTR('\D83D')»"), "text holds one half of a surrogate pair"),
    "escape of unistr": (
        filtered(r"«UNISTR('\12')»"),
        "escape of UNISTR is not a backslash and four hexadecimal digits",
    ),
    "format of trim": (filtered("«TRIM(LEADING '0' FROM s)»"), "result of this form of `TRIM` is not known"),
    "division": (filtered("«1 / 3»"), "division leaves a remainder"),
    "39 digits": (filtered("«" + "9" * 39 + "»"), "number is rounded"),
    "39 digits worked out": (filtered(f"«{10**37} * 99»"), "number has more than 38 digits"),
    "rounded": (
        "DECLARE x PLS_INTEGER := 1.5; BEGIN " + filtered("«x»") + " END;",
        "value of `x` is not known before the block runs",
    ),
    "blanks after another alphabet": (
        "DECLARE x CHAR(3) := 'é'; BEGIN " + filtered("«x»") + " END;",
        "value of `x` is not known before the block runs",
    ),
    "blanks beyond measure": (
        "DECLARE x CHAR(99999) := 'a'; BEGIN " + filtered("«x»") + " END;",
        "value of `x` is not known before the block runs",
    ),
    "text to date": (
        "d := '2031-01-01'; " + filtered("TO_CHAR(«d», 'DD')"),
        "value of `d` is not known before the block runs",
    ),
    "unknown lob piece": (
        "DBMS_LOB.APPEND(v, USER); " + filtered("«v»"),
        "value of `v` is not known before the block runs",
    ),
    "lob piece of a kind that is not followed": (
        "DBMS_LOB.APPEND(v); " + filtered("«v»"),
        "value of `v` is not known before the block runs",
    ),
    "more than is followed": (
        "v := 'a';" + "v := v || v;" * 60 + filtered("v"),
        "script does more than can be followed",
    ),
    "passed over": (
        "IF n = 1 THEN GOTO done; END IF; «DBMS_DATAPUMP.START_JOB»(h); <<done>> NULL;",
        "call of `DBMS_DATAPUMP.START_JOB` may be left out",
    ),
}


@pytest.mark.parametrize(("body", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown(body, message):
    text = block(body)
    if "«" in text:
        text, start, end = unmark(text)
    else:
        start, end = text.index("v || v;"), None
    found, (diagnostic,) = read(text)
    assert found in ((), (Call("GET_STATUS", (("mask", 8), ("timeout", 0))),))
    assert diagnostic.code == "DP051"
    assert diagnostic.message == message
    if end is not None:
        assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


def test_unknown_says_where_it_comes_from():
    text, start, end = unmark(block("LOOP «s := s || 'a';» END LOOP; s := s || 'b'; " + filtered("s")))
    _, (diagnostic,) = read(text)
    (label,) = diagnostic.labels
    assert label.text == "LOOP may set it here"
    assert (label.location.span.start, label.location.span.end) == (start, end)


def test_every_unknown_argument_is_reported():
    found, diagnostics = read(block("DBMS_DATAPUMP.METADATA_FILTER(h, :a, USER, l_path); DBMS_DATAPUMP.START_JOB(h);"))
    assert found == (Call("START_JOB"),)
    assert [diagnostic.location.position.column for diagnostic in diagnostics] == [34, 38, 44]


REPEATED = "<<again>> DBMS_DATAPUMP.SET_PARALLEL(h, 1); IF n = 1 THEN «GOTO again;» END IF;"

IN_HELPERS = {
    "unknown argument": (HELPER, "add_filter('A', 'x' || «USER»);", "`USER` is not known before the block runs"),
    "unknown variable as argument": (
        HELPER,
        "s := :x; add_filter('A', «s»);",
        "value of `s` is not known before the block runs",
    ),
    "unknown inside": (
        "PROCEDURE p IS BEGIN DBMS_DATAPUMP.SET_PARALLEL(h, TO_NUMBER(:n)); END;",
        "«p»;",
        "`:n` gets its value outside the block",
    ),
    "unknown variable inside": (
        "PROCEDURE p IS BEGIN DBMS_DATAPUMP.SET_PARALLEL(h, n); END;",
        "n := :x; «p»;",
        "value of `n` is not known before the block runs",
    ),
    "call in IF": (
        "PROCEDURE p IS BEGIN IF n = 1 THEN DBMS_DATAPUMP.START_JOB(h); END IF; END;",
        "«p»;",
        "call of `DBMS_DATAPUMP.START_JOB` depends on IF",
    ),
    "after a conditional RETURN": (
        "PROCEDURE p IS BEGIN IF n = 1 THEN RETURN; END IF; DBMS_DATAPUMP.START_JOB(h); END;",
        "«p»;",
        "call of `DBMS_DATAPUMP.START_JOB` may be left out",
    ),
    "helper called in IF": (
        HELPER,
        "IF n = 1 THEN «add_filter»('A', 'b'); END IF;",
        "call of `DBMS_DATAPUMP.METADATA_FILTER` depends on IF",
    ),
    "helper called for a loop": (
        "FUNCTION f RETURN NUMBER IS BEGIN s := 'b'; RETURN 1; END;",
        "s := 'a'; FOR i IN 1 .. f LOOP NULL; END LOOP; " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
    "recursion": (
        "PROCEDURE p IS BEGIN p; DBMS_DATAPUMP.DETACH(h); DBMS_LOB.APPEND(v, DBMS_DATAPUMP.OPEN('E', USER)); END;",
        "IF n = 1 THEN «p»; END IF;",
        "call of `DBMS_DATAPUMP.OPEN` depends on IF",
    ),
    "too many arguments": (HELPER, "«add_filter»('A', 'b', 'c', 'd');", "call of `add_filter` cannot be followed"),
    "too few arguments": (HELPER, "«add_filter»('A');", "call of `add_filter` cannot be followed"),
    "overloaded": (
        HELPER + "PROCEDURE add_filter(p NUMBER) IS BEGIN DBMS_DATAPUMP.SET_PARALLEL(h, p); END;",
        "«add_filter»(1);",
        "call of `add_filter` cannot be followed",
    ),
    "value of a function with IF": (
        "FUNCTION f(p VARCHAR2) RETURN VARCHAR2 IS BEGIN IF p = 'a' THEN RETURN 'x'; END IF; RETURN p; END;",
        filtered("«f('a')»"),
        "result of `f` is not known before the block runs",
    ),
    "variable that a helper may set": (
        "PROCEDURE p IS BEGIN IF n = 1 THEN s := 'b'; END IF; END;",
        "s := 'a'; p; " + filtered("«s»"),
        "value of `s` is not known before the block runs",
    ),
}


@pytest.mark.parametrize(("declarations", "body", "message"), IN_HELPERS.values(), ids=IN_HELPERS)
def test_unknown_in_a_helper_shows_at_its_call(declarations, body, message):
    text, start, end = unmark(block(body, declarations))
    found, (diagnostic,) = read(text)
    assert (found, diagnostic.code, diagnostic.message) == ((), "DP051", message)
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


def test_goto_back_over_calls():
    text, start, end = unmark(block(REPEATED))
    _, (diagnostic,) = read(text)
    assert (diagnostic.code, diagnostic.message) == ("DP051", "calls that shape the job may be repeated by GOTO")
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


def test_helpers_within_helpers_are_followed_eight_deep():
    def chain(length):
        links = (f"PROCEDURE p{i + 1} IS BEGIN p{i}; END;\n" for i in range(length - 1))
        return block(f"p{length - 1};", "PROCEDURE p0 IS BEGIN DBMS_DATAPUMP.START_JOB(h); END;\n" + "".join(links))

    assert calls(chain(8)) == STARTED
    found, (diagnostic,) = read(chain(9))
    assert (found, diagnostic.code, diagnostic.message) == ((), "DP051", "call of `p0` cannot be followed")


CLIENT = {
    "substitution": (
        "BEGIN dbms_datapump.data_filter(1, 'X', «'R&D'»); END;\n/",
        "literal holds `&D`, which SQL*Plus replaces",
    ),
    "switched on again": (
        "SET DEFINE OFF\nSET DEFINE ON\nBEGIN dbms_datapump.data_filter(1, 'X', «'R&D'»); END;\n/",
        "literal holds `&D`, which SQL*Plus replaces",
    ),
    "another character": (
        "SET DEFINE #\nBEGIN dbms_datapump.data_filter(1, 'R&D', «'A#B'»); END;\n/",
        "literal holds `#B`, which SQL*Plus replaces",
    ),
    "escape character": (
        "SET DEFINE OFF ESCAPE ON\nBEGIN dbms_datapump.data_filter(1, 'X', «'A\\B'»); END;\n/",
        "literal holds `\\`, which SQL*Plus replaces",
    ),
    "parameter of a procedure": (
        "CREATE PROCEDURE p(p_x VARCHAR2 := 'A') IS BEGIN DBMS_DATAPUMP.DATA_FILTER(1, 'X', «p_x»); END;\n/",
        "value of `p_x` is not known before the block runs",
    ),
    "package": (
        "CREATE PACKAGE BODY p IS PROCEDURE q IS\n"
        "BEGIN «DBMS_DATAPUMP . START_JOB»(1); DBMS_DATAPUMP.DETACH(1); END; END;\n/",
        "call of `DBMS_DATAPUMP . START_JOB` stands where calls are not followed",
    ),
    "SQL statement": (
        "CALL «dbms_datapump.start_job»(1);",
        "call of `dbms_datapump.start_job` stands where calls are not followed",
    ),
}


@pytest.mark.parametrize(("text", "message"), CLIENT.values(), ids=CLIENT)
def test_unknown_in_a_script(text, message):
    text, start, end = unmark(text)
    found, (diagnostic,) = read(text)
    assert (found, diagnostic.code, diagnostic.message) == ((), "DP051", message)
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


# ---- What is not known and is given the handle ----

OPENED = "h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA');"
GIVEN = "call of `{}` is given the handle of the job, and what it does is not known"

SUSPECT = {
    "procedure": ("", "{open} «apply_filters»(h);", "apply_filters"),
    "of a package": ("", "{open} «my_dp_utils.add_exclusions»(h, 'TABLE');", "my_dp_utils.add_exclusions"),
    "by name": ("", "{open} «p.f»(kind => 'TABLE', job => h);", "p.f"),
    "function": ("", "{open} n := «pkg.f»(h);", "pkg.f"),
    "function in an argument": ("", "{open} DBMS_OUTPUT.PUT_LINE(«pkg.f»(h));", "pkg.f"),
    "function in a declaration": ("x NUMBER := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); y NUMBER := «f»(x);", "", "f"),
    "synonym": ("", "{open} «dp.metadata_filter»(h, 'NAME_EXPR', '=''X''', 'TABLE');", "dp.metadata_filter"),
    "another variable": ("g NUMBER;", "{open} g := h; «f»(g);", "f"),
    "by way of a third": ("g NUMBER; k NUMBER;", "{open} g := NVL(h, 0); k := (g); «f»(k);", "f"),
    "handle of ATTACH": ("", "h := DBMS_DATAPUMP.ATTACH('J'); «f»(h);", "f"),
    "field": ("r t_job;", "r.h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); «f»(r.h);", "f"),
    "record": ("r t_job;", "r.h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); «f»(r);", "f"),
    "element": ("r t_jobs;", "r(1) := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); «f»(r(1));", "f"),
    "method": ("r t_job;", "{open} «r.apply»(h);", "r.apply"),
    "unknown source": ("", "h := pkg.h; «f»(h); DBMS_DATAPUMP.DETACH(h);", "f"),
    "bind variable": ("", ":h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); «f»(:h);", "f"),
    "in IF": ("", "{open} IF n = 1 THEN «f»(h); END IF;", "f"),
    "in a loop": ("", "{open} FOR i IN 1 .. 3 LOOP «f»(h, i); END LOOP;", "f"),
    "in a condition": ("", "{open} IF «f»(h) = 1 THEN NULL; END IF;", "f"),
    "in a helper": ("PROCEDURE p(x NUMBER) IS BEGIN f(x); END;", "{open} «p»(h);", "f"),
    "by a function": (
        "FUNCTION o RETURN NUMBER IS x NUMBER; BEGIN x := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); RETURN x; END;",
        "«f»(o);",
        "f",
    ),
    "by OUT": (
        "g NUMBER; PROCEDURE o(x OUT NUMBER) IS BEGIN x := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); END;",
        "o(g); «f»(g);",
        "f",
    ),
    "in SQL": ("", "{open} SELECT «f»(h) INTO n FROM dual;", "f"),
    "in the midst of SQL": ("", "{open} UPDATE t SET a = 1 WHERE (b = x.«f»(1, NVL(h, 0))) AND c IN (1, h);", "f"),
    "in the head of a loop": ("", "{open} FOR r IN (SELECT «f»(h) FROM dual) LOOP NULL; END LOOP;", "f"),
    "dynamic": ("", "{open} «EXECUTE» IMMEDIATE 'BEGIN f(:1); END;' USING h;", "EXECUTE IMMEDIATE"),
    "dynamic with DBMS_SQL": ("", "{open} «DBMS_SQL.BIND_VARIABLE»(n, 'h', h);", "DBMS_SQL.BIND_VARIABLE"),
    "elsewhere": ("", "{open} «f»@far(h);", "f"),
}


@pytest.mark.parametrize(("declarations", "body", "name"), SUSPECT.values(), ids=SUSPECT)
def test_what_is_not_known_and_is_given_the_handle(declarations, body, name):
    started = " DBMS_DATAPUMP.START_JOB(h); later(h);"
    text, start, end = unmark(block(body.replace("{open}", OPENED) + started, declarations))
    _, (diagnostic,) = read(text)
    assert (diagnostic.code, diagnostic.message) == ("DP051", GIVEN.format(name))
    assert diagnostic.help == "put its calls of DBMS_DATAPUMP into the script"
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


@pytest.mark.parametrize("variable", ["g_h", "job_state.g_h"])
def test_what_may_know_the_handle(variable):
    text, start, end = unmark(f"BEGIN {variable} := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL'); «pkg.add_filters»; END;")
    _, (diagnostic,) = read(text)
    message = f"call of `pkg.add_filters` may use the handle of the job in `{variable}`, and what it does is not known"
    assert (diagnostic.code, diagnostic.message) == ("DP051", message)
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


def test_a_handle_goes_from_block_to_block():
    text, start, end = unmark(f"EXEC :h := DBMS_DATAPUMP.OPEN('EXPORT')\nEXEC «f»(:h)\n{START}\n/\nEXEC g(:h)\n")
    _, (diagnostic,) = read(text)
    assert diagnostic.message == GIVEN.format("f")
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


HARMLESS = {
    "output": "DBMS_OUTPUT.PUT_LINE('job ' || h); DBMS_OUTPUT.PUT_LINE(h); DBMS_OUTPUT.PUT_LINE(TO_CHAR(h));",
    "text": "log_it('started ' || h); log_it(s);",
    "condition": "log_it(h IS NULL);",
    "other variables": "n := 1; f(n); f(s); f(r.name); g;",
    "LOB and file": "DBMS_LOB.CREATETEMPORARY(v, TRUE); UTL_FILE.PUT_LINE(f, s); UTL_FILE.FCLOSE(f);",
    "collection": "l.EXTEND(h); n := l(h);",
    "SQL": "INSERT INTO jobs (handle, name) VALUES (h, 'x'); UPDATE t SET handle = NVL(h, 0) WHERE id = 1;",
    "helper": "watch(h);",
    "stored": "stored_watch(h);",
    "handler": "BEGIN NULL; EXCEPTION WHEN OTHERS THEN clean_up(h); END;",
    "after the start": "DBMS_DATAPUMP.START_JOB(h); f(h); IF n = 1 THEN f(h); END IF;",
}


@pytest.mark.parametrize("body", HARMLESS.values(), ids=HARMLESS)
def test_calls_that_are_not_given_the_handle_or_are_known(body):
    helpers = "l t_list; r t_job; PROCEDURE watch(x NUMBER) IS BEGIN DBMS_OUTPUT.PUT_LINE(x); END;"
    stored = "CREATE PROCEDURE stored_watch(x NUMBER) IS BEGIN DBMS_OUTPUT.PUT_LINE(x); END;\n/\n"
    assert calls(stored + block(f"{OPENED} {body}", helpers) + "\n/\n")


@pytest.mark.parametrize("line", ["@filters.sql", "@@x", "START x", "sta x.sql", "@ x"])
@pytest.mark.parametrize("form", ["{0}\n{1}\n/\n", "{1}\n/\n{0}\n"])
def test_files_that_are_run_besides_are_named(line, form):
    text = form.format(line + " scott/tiger", START)
    found, (diagnostic,) = read(text)
    assert found == (Call("START_JOB"),)
    assert (diagnostic.code, diagnostic.severity, diagnostic.key) == ("DP055", Severity.WARNING, None)
    assert diagnostic.message == f"`{line}` is not followed"
    place = diagnostic.location.span
    assert text[place.start : place.end] == line


def test_files_that_are_run_do_not_matter_without_a_job():
    assert read("@x\nBEGIN NULL; END;\n/\nSTART y\n") == ((), ())


@pytest.mark.parametrize("line", ["@filters.sql", "@@x", "  @x.sql a b"])
@pytest.mark.parametrize("after", ["", "\n/\n"])
def test_files_within_a_block(line, after):
    text = f"BEGIN\n  DBMS_DATAPUMP.SET_PARALLEL(1, 2);\n{line}\n  DBMS_DATAPUMP.START_JOB(1);\nEND;{after}"
    _, (diagnostic,) = read(text)
    name = line.split()[0]
    assert (diagnostic.code, diagnostic.message) == ("DP051", f"`{name}` puts text into the block that is not known")
    place = diagnostic.location.span
    assert text[place.start : place.end] == line.strip()


def test_an_at_sign_within_a_literal_or_comment_includes_nothing():
    text = "BEGIN\n/*\n@x\n*/ DBMS_DATAPUMP.METADATA_FILTER(1, 'NAME_EXPR', '= ''A\n@y''');\nEND;\n/\n"
    assert [call["value"] for call in calls(text)] == ["= 'A\n@y'"]


AT_START = "for the rows of the job's start write `SYSTIMESTAMP` into FLASHBACK_TIME, which becomes `consistent: true`"
MOMENTS = {
    "function": ("", "'FLASHBACK_SCN', «dbms_flashback.get_system_change_number»"),
    "variable": ("SELECT current_scn INTO n FROM v$database;", "'FLASHBACK_SCN', «n»"),
    "as text": ("SELECT current_scn INTO n FROM v$database;", "'FLASHBACK_SCN', TO_CHAR(«n»)"),
    "timestamp": ("", "'FLASHBACK_TIME', «SYSTIMESTAMP»"),
    "date": ("", "'flashback_time', «SYSDATE»"),
}


@pytest.mark.parametrize(("before", "arguments"), MOMENTS.values(), ids=MOMENTS)
def test_the_moment_of_the_start_has_another_spelling(before, arguments):
    text, start, end = unmark(block(f"{before} DBMS_DATAPUMP.SET_PARAMETER(h, {arguments});"))
    _, (diagnostic,) = read(text)
    assert (diagnostic.code, diagnostic.help) == ("DP051", AT_START)
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


# ---- Places ----


def shown(place):
    return place.source.text[place.span.start : place.span.end]


def places(call):
    return {parameter: shown(place) for parameter, place in call.places.items()}


PLACED = """\
PROMPT it's
VARIABLE h NUMBER
EXEC :h := sys.dbms_datapump.open( -
  'EXPORT', job_mode => ( 'FULL' ))
BEGIN
  "DBMS_DATAPUMP" . METADATA_FILTER(
    handle      => :h, -- the job's
    name        => 'NAME' || '_EXPR',
    value       => q'[IN ('A')]',
    object_type => /* only */ 'TABLE');
  DBMS_DATAPUMP.WAIT_FOR_JOB(:h, :state);
END;
/
CREATE PROCEDURE go(h NUMBER) IS
BEGIN
  dbms_datapump.log_entry(h, USER, - 1);
  dbms_datapump.detach(h);
END;
/
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_calls_and_arguments_know_their_places(line_end):
    found = calls(PLACED.replace("\n", line_end))
    assert [(shown(call.place), places(call)) for call in found] == [
        ("sys.dbms_datapump.open", {"operation": "'EXPORT'", "job_mode": "( 'FULL' )"}),
        (
            '"DBMS_DATAPUMP" . METADATA_FILTER',
            {"handle": ":h", "name": "'NAME' || '_EXPR'", "value": "q'[IN ('A')]'", "object_path": "'TABLE'"},
        ),
        ("DBMS_DATAPUMP.WAIT_FOR_JOB", {"handle": ":h", "job_state": ":state"}),
        ("dbms_datapump.log_entry", {"handle": "h", "message": "USER", "log_file_only": "- 1"}),
        ("dbms_datapump.detach", {"handle": "h"}),
    ]
    opening, filtering, *_ = found
    assert shown(opening.at("job_mode")) == "( 'FULL' )"
    assert shown(opening.at("job_name")) == "sys.dbms_datapump.open"
    assert (filtering.at("value").position.line, filtering.at("value").position.column) == (9, 20)


def test_places_take_no_part_in_what_a_call_is():
    (placed,) = calls(START)
    assert (placed, hash(placed), repr(placed)) == (STARTED[0], hash(STARTED[0]), repr(STARTED[0]))
    assert (STARTED[0].place, STARTED[0].places, STARTED[0].at("handle")) == (None, {}, None)


PLACED_IN_HELPERS = {
    "parameter": (HELPER, "add_filter('A', «'x' || 'y'»);", "value"),
    "parameter by name": (HELPER, "add_filter('A', p_value => «'x'»);", "value"),
    "default of a parameter": (
        HELPER.replace("p_path VARCHAR2 DEFAULT NULL", "p VARCHAR2 := 'T'").replace("p_path", "«p»"),
        "add_filter('A', 'x');",
        "object_path",
    ),
    "expression with a parameter": (
        "PROCEDURE p(a VARCHAR2) IS BEGIN DBMS_DATAPUMP.DATA_FILTER(h, 'X', 'IN (' || UPPER((a)) || ')'); END;",
        "p(«'x'»);",
        "value",
    ),
    "helper within a helper": (
        HELPER + "PROCEDURE q(a VARCHAR2) IS BEGIN add_filter('A', '= ' || a); END;",
        "q(«'x'»);",
        "value",
    ),
    "expression without a parameter": (
        "PROCEDURE p(a VARCHAR2) IS BEGIN DBMS_DATAPUMP.DATA_FILTER(h, «'X'», a); END;",
        "p('x');",
        "name",
    ),
    "variable of the helper": (
        "PROCEDURE p(a VARCHAR2) IS b VARCHAR2(9) := a; BEGIN DBMS_DATAPUMP.DATA_FILTER(h, 'X', «b»); END;",
        "p('x');",
        "value",
    ),
    "call": (
        "PROCEDURE p(a VARCHAR2) IS BEGIN «DBMS_DATAPUMP.DATA_FILTER»(h, 'X', a); END;",
        "p('x');",
        "schema_name",
    ),
}


@pytest.mark.parametrize(("declarations", "body", "parameter"), PLACED_IN_HELPERS.values(), ids=PLACED_IN_HELPERS)
def test_what_a_helper_is_given_has_its_place_in_the_call_of_the_helper(declarations, body, parameter):
    text, start, end = unmark(block(body, declarations))
    (call,) = calls(text)
    span = call.at(parameter).span
    assert (span.start, span.end) == (start, end)


# ---- Secrets ----

ASKING = """\
SET DEFINE OFF
SET ESCAPE OFF
WHENEVER SQLERROR EXIT FAILURE ROLLBACK
SET VERIFY OFF
ACCEPT dpspec_password CHAR PROMPT 'Password of the dump file: ' HIDE
VARIABLE dpspec_password VARCHAR2(4000)
SET DEFINE ON
BEGIN
  :dpspec_password := q'[&dpspec_password]';
END;
/
UNDEFINE dpspec_password
SET DEFINE OFF
DECLARE
  l_handle NUMBER;
BEGIN
  DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'ENCRYPTION_PASSWORD', value => :dpspec_password);
  DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'ENCRYPTION', value => 'R&D');
END;
/
PRINT dpspec_password
"""


def test_password_that_the_script_asks_for():
    found = calls(ASKING)
    assert found == (
        Call("SET_PARAMETER", (("name", "ENCRYPTION_PASSWORD"), ("value", Secret()))),
        Call("SET_PARAMETER", (("name", "ENCRYPTION"), ("value", "R&D"))),
    )
    assert shown(found[0].at("value")) == ":dpspec_password"


PASSWORDS = {
    "literal": ("'Tiger1'", "", "Tiger1"),
    "literal in a variable": ("s", "s := 'Tig' || 'er1';", "Tiger1"),
    "null": ("NULL", "", None),
    "stamp": ("'x' || TO_CHAR(SYSDATE, 'YYYY')", "", Stamped(("x", Clock("YYYY")))),
    "bind variable": (":pw", "", Secret()),
    "bind variable in text": ("'x' || :pw", "", Secret()),
    "substitution variable": ("&pw", "", Secret()),
    "substitution variable by number": ("&&1.", "", Secret()),
    "substitution variable in a literal": ("'&pw'", "", Secret()),
    "substitution variable in a variable": ("s", "s := q'[&pw]';", Secret()),
    "parameter of the procedure": ("p_pw", "", Secret()),
    "function": ("vault.password('J')", "", Secret()),
    "session": ("SYS_CONTEXT('USERENV', 'CLIENT_INFO')", "", Secret()),
    "set by SQL": ("s", "SELECT pw INTO s FROM vault;", Secret()),
    "set in IF": ("s", "s := 'a'; IF n = 1 THEN s := 'b'; END IF;", Secret()),
}


@pytest.mark.parametrize(("expression", "body", "expected"), PASSWORDS.values(), ids=PASSWORDS)
@pytest.mark.parametrize(
    "call",
    [
        "DBMS_DATAPUMP.SET_PARAMETER(h, 'ENCRYPTION_PASSWORD', {});",
        "dbms_datapump.set_parameter(value => {}, handle => h, name => 'Encryption_' || 'Password');",
        "put('encryption_password', {});",
    ],
    ids=["positional", "value first", "in a helper"],
)
def test_password(expression, body, expected, call):
    text = f"""CREATE OR REPLACE PROCEDURE p(p_pw VARCHAR2 DEFAULT 'x') AS h NUMBER; s VARCHAR2(100); n NUMBER;
      PROCEDURE put(a VARCHAR2, b VARCHAR2) IS BEGIN DBMS_DATAPUMP.SET_PARAMETER(h, a, b); END;
    BEGIN
    {body} {call.format(expression)} END;
    /
    """
    (found,) = calls(text)
    assert (found.subprogram, found["name"].upper(), found["value"]) == (
        "SET_PARAMETER",
        "ENCRYPTION_PASSWORD",
        expected,
    )


def test_password_does_not_make_up_for_other_arguments():
    text, start, end = unmark(block("IF n = 1 THEN RETURN; END IF; DBMS_DATAPUMP.SET_PARAMETER(h, «n2», :pw);"))
    found, diagnostics = read(text)
    assert (found, len(diagnostics)) == ((), 2)
    assert (diagnostics[0].location.span.start, diagnostics[0].location.span.end) == (start, end)


def test_doubtful_call_with_a_password_is_reported():
    body = (
        "IF n = 1 THEN GOTO done; END IF; «DBMS_DATAPUMP.SET_PARAMETER»(h, 'ENCRYPTION_PASSWORD', :pw); <<done>> NULL;"
    )
    text, start, end = unmark(block(body))
    found, (diagnostic,) = read(text)
    assert (found, diagnostic.message) == ((), "call of `DBMS_DATAPUMP.SET_PARAMETER` may be left out")
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


# ---- The time of a flashback ----

FLASHBACK = {
    "sysdate": ("SYSDATE", "DD-MM-YYYY HH24:MI:SS", "TO_TIMESTAMP", Clock("DD-MM-YYYY HH24:MI:SS")),
    "systimestamp": (
        "SYSTIMESTAMP",
        "YYYY-MM-DD HH24:MI:SS.FF6",
        "TO_TIMESTAMP",
        Clock("YYYY-MM-DD HH24:MI:SS.FF6", "SYSTIMESTAMP"),
    ),
    "time zone": (
        "systimestamp",
        'YYYY-MM-DD"T"HH24:MI:SS TZR',
        "TO_TIMESTAMP_TZ",
        Clock('YYYY-MM-DD"T"HH24:MI:SS TZR', "SYSTIMESTAMP"),
    ),
}


@pytest.mark.parametrize(("clock", "form", "function", "expected"), FLASHBACK.values(), ids=FLASHBACK)
def test_flashback_time(clock, form, function, expected):
    argument = f"'{function}(''' || TO_CHAR({clock},'{form}') || ''', ''{form}'')'"
    whole = Stamped((f"{function}('", expected, f"', '{form}')"))
    assert shapes(f"DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_TIME', {argument});") == [
        ("SET_PARAMETER", {"name": "FLASHBACK_TIME", "value": whole})
    ]
    assert value("v", f"v := {argument};") == whole


def test_clock_is_that_of_sysdate():
    assert Clock("YYYY") == Clock("YYYY", "SYSDATE")
    assert Clock("YYYY") != Clock("YYYY", "SYSTIMESTAMP")


# ---- Calls without a counterpart ----

WITHOUT = {
    "unknown parameter": ("SET_PARALLEL(h, «degre» => 1)", "`DBMS_DATAPUMP.SET_PARALLEL` has no parameter `degre`"),
    "too many": ("SET_PARALLEL(h, 1, «2»)", "`DBMS_DATAPUMP.SET_PARALLEL` takes 2 arguments at most"),
    "positional after named": ("SET_PARALLEL(handle => h, «4»)", "positional argument stands after a named one"),
    "twice by name": ("SET_PARALLEL(h, degree => 1, «DEGREE» => 2)", "parameter `degree` is given twice"),
    "by position and by name": ("SET_PARALLEL(h, 1, «degree» => 2)", "parameter `degree` is given twice"),
    "object path under both names": (
        "METADATA_FILTER(h, 'X', 'y', 'TABLE', «object_type» => 'TABLE')",
        "parameter `object_path` is given twice",
    ),
    "unknown subprogram": (
        "«DBMS_DATAPUMP.ADD_DEVICE»(h, 'x')",
        "`DBMS_DATAPUMP.ADD_DEVICE` has no counterpart in a spec",
    ),
    "form that only functions of SQL know": ("SET_PARALLEL(h, «1 AS NUMBER»)", "argument is not a plain expression"),
    "another database": ("«DBMS_DATAPUMP.START_JOB»@far(h)", "`DBMS_DATAPUMP.START_JOB` has no counterpart in a spec"),
}


@pytest.mark.parametrize(("call", "message"), WITHOUT.values(), ids=WITHOUT)
def test_without_counterpart(call, message):
    call = call if "DBMS_DATAPUMP" in call else f"DBMS_DATAPUMP.{call}"
    text, start, end = unmark(block(f"{call}; DBMS_DATAPUMP.DETACH(h);"))
    found, (diagnostic,) = read(text)
    assert (found, diagnostic.code, diagnostic.message) == ((Call("DETACH"),), "DP052", message)
    assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


# ---- Text that does not parse ----

SOUND = """DECLARE
  l_handle NUMBER;
  l_state  VARCHAR2(30);
BEGIN
  l_handle := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'TABLE', job_name => 'JOB1');
  DBMS_DATAPUMP.ADD_FILE(
    handle    => l_handle,
    filename  => 'a.dmp',
    directory => 'DATA_PUMP_DIR');
  DBMS_DATAPUMP.METADATA_FILTER(l_handle, 'NAME_EXPR', 'IN (''A'',''B'')');
  DBMS_DATAPUMP.METADATA_FILTER(l_handle, 'SCHEMA_EXPR', q'[= 'C']');
  DBMS_DATAPUMP.SET_PARALLEL(handle => l_handle, degree => 4);
  DBMS_DATAPUMP.START_JOB(l_handle);
  DBMS_DATAPUMP.WAIT_FOR_JOB(l_handle, l_state);
EXCEPTION
  WHEN OTHERS THEN
    DBMS_DATAPUMP.DETACH(l_handle);
    RAISE;
END;
/
"""

MUTANTS = {
    "unbalanced quote": ("'TABLE', job", "'TABLE, job", "5:90 `JOB1`", "expected `,` or `)` but found `JOB1`"),
    "missing semicolon": (
        "l_handle, degree => 4);",
        "l_handle, degree => 4)",
        "13:3 `DBMS_DATAPUMP`",
        "expected `:=` or `;` but found `DBMS_DATAPUMP`",
    ),
    "missing END": ("END;\n/", "/", "19:1 `/`", "expected a statement or `END` but found the end of the block"),
    "stray token": (
        "START_JOB(l_handle);",
        "START_JOB(l_handle) now;",
        "13:37 `now`",
        "expected `:=` or `;` but found `now`",
    ),
    "arrow in two": ("degree =>", "degree = >", "12:59 `>`", "expected an expression but found `>`"),
    "unclosed parenthesis": ("'DATA_PUMP_DIR');", "'DATA_PUMP_DIR';", "9:33 `;`", "expected `,` or `)` but found `;`"),
    "trailing comma": ("'DATA_PUMP_DIR')", "'DATA_PUMP_DIR',)", "9:34 `)`", "expected an expression but found `)`"),
    "missing BEGIN": ("BEGIN\n", "", "4:12 `:=`", "expected a type but found `:=`"),
    "equals sign for assignment": ("l_handle :=", "l_handle =", "5:12 `=`", "expected `:=` or `;` but found `=`"),
    "missing comma": (
        "l_handle,\n    file",
        "l_handle\n    file",
        "8:5 `filename`",
        "expected `,` or `)` but found `filename`",
    ),
    "WHEN without THEN": ("OTHERS THEN", "OTHERS", "17:5 `DBMS_DATAPUMP`", "expected `THEN` but found `DBMS_DATAPUMP`"),
    "unclosed type": ("VARCHAR2(30);", "VARCHAR2(30;", "3:23 `;`", "expected `)` but found `;`"),
    "inner quote not doubled": ("''A'',''B''", "'A','B'", "10:62 `A`", "expected `,` or `)` but found `A`"),
    "second END": ("END;\n/", "END;\nEND;\n/", "20:1 `END`", "expected the end of the block but found `END`"),
    "EXCEPTION misspelt": ("EXCEPTION", "EXCEPTON", "16:3 `WHEN`", "expected `:=` or `;` but found `WHEN`"),
    "unclosed alternative quote": ("'C']'", "'C')'", "11:58 `q'`", "literal is not closed"),
    "arrow without a value": ("degree => 4", "degree =>", "12:59 `)`", "expected an expression but found `)`"),
    "missing parenthesis": (
        "WAIT_FOR_JOB(l_handle, l_state)",
        "WAIT_FOR_JOB(l_handle, l_state",
        "14:47 `;`",
        "expected `,` or `)` but found `;`",
    ),
    "dashed arrow": ("degree =>", "degree ->", "12:58 `>`", "expected an expression but found `>`"),
    "two arrows": ("degree =>", "degree => =>", "12:60 `=>`", "expected an expression but found `=>`"),
}


def test_sound_block():
    assert len(calls(SOUND)) == 7


@pytest.mark.parametrize(("old", "new", "place", "message"), MUTANTS.values(), ids=MUTANTS)
def test_mutant(old, new, place, message):
    assert SOUND.count(old) == 1
    found, (diagnostic,) = read(SOUND.replace(old, new))
    location = diagnostic.location
    position = location.position
    marked = location.source.text[location.span.start : location.span.end]
    assert (found, diagnostic.code) == ((), "DP050")
    assert (f"{position.line}:{position.column} `{marked}`", diagnostic.message) == (place, message)


UNPARSED = {
    "no block": ("«l_handle» := 1;", "expected a PL/SQL block, an SQL statement or a command of SQL*Plus"),
    "no statement": ("BEGIN «END»;", "expected a statement but found `END`"),
    "end of the text": ("BEGIN NULL;«»  \n", "expected a statement or `END` but found the end of the block"),
    "no semicolon before the slash": ("BEGIN NULL; END\n «/»", "expected `;` but found `/`"),
    "text after the block": ("BEGIN NULL; END;\n«EXIT»\n", "expected the end of the block but found `EXIT`"),
    "slash behind the block": ("BEGIN NULL; END; «/»\n", "expected the end of the block but found `/`"),
    "END without LOOP": ("BEGIN LOOP NULL; END«;» END;", "expected `LOOP` but found `;`"),
    "IF without THEN": ("BEGIN IF a = 1 «NULL»; END IF; END;", "expected `THEN` but found `NULL`"),
    "ELSE IF": ("BEGIN IF a THEN NULL; ELSE IF b THEN NULL; END IF; END«;»", "expected `IF` but found `;`"),
    "loop over nothing": ("BEGIN FOR i IN «LOOP» NULL; END LOOP; END;", "expected an expression but found `LOOP`"),
    "parentheses in the head of a loop": (
        "BEGIN FOR i IN (SELECT 1 FROM t «LOOP» NULL;",
        "expected `)` but found `LOOP`",
    ),
    "no semicolon after SQL": ("BEGIN SELECT 1 INTO a FROM b\n  l_x «:=» 1; END;", "expected `;` but found `:=`"),
    "no semicolon before END": ("BEGIN COMMIT «END»;", "expected `;` but found `END`"),
    "no semicolon after a declaration": (
        "DECLARE a NUMBER «b» NUMBER; BEGIN NULL; END;",
        "expected `:=` or `;` but found `b`",
    ),
    "no IS": ("CREATE PROCEDURE p(x NUMBER) «BEGIN» NULL; END;", "expected `IS`, `AS` or `RETURN` but found `BEGIN`"),
    "label without a name": ("BEGIN GOTO «1»; END;", "expected a name but found `1`"),
    "literal": ("BEGIN a := «'»x; END;\n/\nBEGIN", "literal is not closed"),
    "national literal": ("BEGIN a := «n'»x; END;", "literal is not closed"),
    "alternative literal": ("BEGIN a := «q'»{x}; END;", "literal is not closed"),
    "quoted name": ('BEGIN «"»a := 1; END;', "quoted name is not closed"),
    "comment": ("BEGIN NULL; «/*» END;", "comment is not closed"),
    "comment between blocks": ("BEGIN NULL; END;\n/\n«/*» abc", "comment is not closed"),
    "two literals": ("BEGIN a := 'b' «'c'»; END;", "expected `;` but found a literal"),
    "control character": ("BEGIN NULL; «\0» END;", "expected a statement or `END` but found character U+0000"),
    "typographic quote": ("BEGIN a := «\u2019»b\u2019; END;", "expected an expression but found `\u2019`"),
    "conditional compilation": ("BEGIN «$»IF $$x $THEN NULL; $END END;", "expected a statement but found `$`"),
    "substitution variable as a statement": ("BEGIN &what«;» END;", "expected `:=` but found `;`"),
    "execute": ("EXEC dbms_datapump.detach(1«»", "expected `,` or `)` but found `;`"),
    "deep parentheses": ("BEGIN a := " + "(" * 10 + "«" + "(" * 99 + "1" + ")" * 99 + "»" + ")" * 10 + "; END;", None),
}


@pytest.mark.parametrize(("text", "message"), UNPARSED.values(), ids=UNPARSED)
def test_does_not_parse(text, message):
    text, start, end = unmark(text)
    found, (diagnostic,) = read(text)
    assert (found, diagnostic.code) == ((), "DP050")
    assert diagnostic.message == (message or "nested more than 100 levels deep")
    if message:
        assert (diagnostic.location.span.start, diagnostic.location.span.end) == (start, end)


ADVICE = {
    "arrow": ("BEGIN f(a -> 1); END;", "the arrow before a value is written `=>`, without a blank"),
    "assignment": ("BEGIN a = 1; END;", "an assignment is written `:=`"),
    "quote": ("BEGIN f('IN ('A')'); END;", "a quote inside a literal is written twice"),
    "statement among declarations": ("DECLARE f(1); END;", "statements come after BEGIN"),
    "end of the block": ("BEGIN NULL; END;\nEXIT", "a block ends with `/` alone on its line"),
    "misspelt word before": (
        "BEGIN NULL; EXCEPTON WHEN OTHERS THEN NULL; END;",
        "did you mean EXCEPTION by `EXCEPTON`?",
    ),
    "misspelt word": ("BEGIN IF a = 1 THEM NULL; END IF; END;", "did you mean THEN by `THEM`?"),
    "no idea": ("BEGIN f(1 2); END;", None),
    "another name": (
        "BEGIN DBMS_DATAPUMP.DATA_REMAP(remap_function => 'a', function => 'b'); END;",
        "`function` is another name of `remap_function`",
    ),
}


@pytest.mark.parametrize(("text", "advice"), ADVICE.values(), ids=ADVICE)
def test_advice(text, advice):
    _, (diagnostic,) = read(text)
    assert diagnostic.help == advice


def test_one_broken_block_does_not_hide_the_others():
    found, (diagnostic,) = read(f"{START}\n/\nBEGIN NULL END;\n/\n{START}\n/\n")
    assert (found, diagnostic.location.position.line) == (STARTED * 2, 3)


# ---- Properties ----

ALPHABET = st.one_of(
    st.sampled_from("'\"&/\n\r\t;\\[]{}()<>!|-%_ q"),
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("é€😀\U0001d538"),
)


def doubled(draw, text):
    return draw(st.sampled_from(["", "N", "n"])) + "'" + text.replace("'", "''") + "'"


def alternative(draw, text):
    pairs = [
        pair for pair in ("[]", "{}", "()", "<>", "!!", "~~", "xx", "''", "||") if pair[1] + "'" not in text + "'"[:0]
    ]
    fitting = [pair for pair in pairs if pair[1] + "'" not in text]
    if not fitting:
        return doubled(draw, text)
    start, end = draw(st.sampled_from(fitting))
    return draw(st.sampled_from(["q", "Q", "nq", "NQ"])) + f"'{start}{text}{end}'"


def units(text):
    raw = text.encode("utf-16-be")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def escaped(draw, text):
    shown = "".join(f"\\{unit:04X}" for unit in units(text))
    return draw(st.sampled_from(["UNISTR('{}')", "TO_CHAR(unistr('{}'))"])).format(shown)


def by_code(draw, text):
    codes = [f"CHR({unit})" if unit < 128 else f"NCHR({unit})" for unit in units(text)]
    return "(" + " || ".join(codes or ["NULL"]) + ")"


@st.composite
def rendered(draw):
    """Draw a text and PL/SQL that builds it in the variable v."""
    pieces = draw(st.lists(st.text(ALPHABET, max_size=9), max_size=6))
    lines = []
    for piece in pieces:
        render = draw(st.sampled_from([doubled, doubled, alternative, escaped, by_code]))
        lines.append((draw(st.sampled_from(["v := v || {};", "DBMS_LOB.APPEND(v, {});", "||"])), render(draw, piece)))
    code, pending = "", "''"
    for way, expression in lines:
        pending = f"{pending}\n || {expression}"
        if way != "||":
            code += way.replace("{}", pending) + "\n"
            pending = "NULL"
    return "".join(pieces), f"{code}{filtered('v || ' + pending)}"


@given(rendered())
@example(("a\n/\nb", filtered("'a\n/\nb'")))
@settings(deadline=None)
def test_value_is_the_text(drawn):
    expected, code = drawn
    assert values(code) == [expected or None]


WORDS = sorted(set(OWN.replace("(", " ( ").replace(";", " ; ").replace("'", " ' ").split(" ")))
SOUP = st.lists(
    st.sampled_from([*WORDS, "q'[", "/*", "*/", "--", "\n/\n", "EXEC", "CREATE", "&x", "\0", "<<", ">>", "GOTO"])
)


@given(st.one_of(st.text(), SOUP.map(" ".join), SOUP.map(lambda words: "BEGIN " + " ".join(words))))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_without_raising(text):
    check(text)


@given(st.integers(0, len(OWN)), st.integers(0, 9), st.text(ALPHABET, max_size=3))
@settings(deadline=None, max_examples=100)
def test_any_change_to_a_script_is_read_without_raising(at, length, text):
    check(OWN[:at] + text + OWN[at + length :])


def check(text):
    _, diagnostics = read(text)
    for diagnostic in diagnostics:
        assert diagnostic.code in {"DP050", "DP051", "DP052"}
        assert 0 <= diagnostic.location.span.start <= diagnostic.location.span.end <= len(text)
        assert diagnostic.message.isprintable()
        assert not diagnostic.message[0].isupper()
        assert not diagnostic.message.endswith(".")


# ---- Sizes ----

LARGE = {
    "operands": (filtered(" || ".join(["'abc'"] * 20_000)), 60_000),
    "appends": ("v := v || 'abc';\n" * 20_000 + filtered("v"), 60_000),
    "lob appends": ("DBMS_LOB.APPEND(v, 'abc');\n" * 5_000 + filtered("v"), 15_000),
    "copies": ("v := v || 'abc';\n" * 2_000 + "s := v || 'x';\n" * 2_000 + filtered("v"), 6_000),
}


@pytest.mark.parametrize(("body", "length"), LARGE.values(), ids=LARGE)
def test_large(body, length):
    assert len(values(body)[0]) == length


DEEP = {
    "parentheses": "BEGIN a := {}1{}; END;".format("(" * 10_000, ")" * 10_000),
    "parentheses that do not close": "BEGIN a := {}1; END;".format("(" * 10_000),
    "negation": "BEGIN a := {}TRUE; END;".format("NOT " * 10_000),
    "signs": "BEGIN a := {}1; END;".format("- " * 10_000),
    "powers": "BEGIN a := {}1; END;".format("2 ** " * 10_000),
    "blocks": "{}NULL;{}".format("BEGIN " * 10_000, " END;" * 10_000),
    "branches": "BEGIN {}NULL;{} END;".format("IF a THEN " * 10_000, " END IF;" * 10_000),
    "cases": "BEGIN a := {}1{}; END;".format("CASE WHEN " * 10_000, " THEN 1 END" * 10_000),
    "calls": "BEGIN a({}1{}); END;".format("f(" * 10_000, ")" * 10_000),
    "brackets": "DECLARE TYPE t IS {}1{}; BEGIN NULL; END;".format("(" * 10_000, ")" * 10_000),
    "subprograms": "DECLARE {}BEGIN NULL; END;".format("PROCEDURE p IS " * 10_000),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep(text):
    found, (diagnostic,) = read(text)
    assert (found, diagnostic.code) == ((), "DP050")


def explosion():
    links = (f"PROCEDURE p{i + 1} IS BEGIN {f'p{i};' * 9} END;\n" for i in range(7))
    return block("p7;", "PROCEDURE p0 IS BEGIN NULL; END;\n" + "".join(links))


HOSTILE = {
    "doubling": block("v := 'a';" + "v := v || v;" * 100 + filtered("v")),
    "replacing": block("v := 'aaaaaaaaaa'; s := 'aaaaaaaaaa';" + "v := REPLACE(v, 'a', s);" * 20 + filtered("v")),
    "helpers": explosion(),
    "one value used ever longer": block(("v := v || 'abcdefghijklmnopqrstuvwxyz';" + filtered("v")) * 2_000),
    "multiplying": block("n := " + "*".join(["99999999999"] * 2_000) + ";"),
    "exponent": block(filtered("1e999999999")),
    "digits": block(filtered("9" * 10_000)),
    "open comments": "/* \n" * 50_000,
    "open literals": "BEGIN q'[ \n/\n" * 20_000,
    "open statements": "ALTER q'[ \n" * 20_000,
    "stray lines": "hello\n" * 20_000,
    "slashes": "/\n" * 50_000,
    "hyphens": "SET " + "- " * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_no_more_than_seconds(text):
    start = time.monotonic()
    check(text)
    assert time.monotonic() - start < 20


def test_positions_do_not_depend_on_what_stands_before():
    text, start, end = unmark(block(filtered("«USER»")))
    for lines, line_end in itertools.product((1, 7), ("\n", "\r\n", "\r")):
        before = ("PROMPT it's" + line_end) * lines
        _, (diagnostic,) = read(before + text)
        assert (diagnostic.location.span.start, diagnostic.location.span.end) == (
            len(before) + start,
            len(before) + end,
        )
