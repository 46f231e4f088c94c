"""The script: what SQL*Plus may not stumble over, and what happens when a call fails."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import dpspec
from dpspec.datapump import Clock, Stamped
from dpspec.emit.plsql import HEADER
from dpspec.emit.plsql_literal import terms
from dpspec.recover.calls import read_calls
from dpspec.source import Source
from tests.strategies import hostile_names, specs, wide_specs, wild_names

SEED = dpspec.ExportSpec(
    job_mode="TABLE", name_expressions=["!='EMP'", "LIKE 'EMP%'"], schema_expressions=["IN ('SCOTT')"]
)


def script(spec=SEED, **options):
    return dpspec.compile(spec, "plsql", **options).text


def calls(text):
    found, diagnostics = read_calls(Source("script", text))
    assert diagnostics == ()
    return [(call.subprogram, dict(call.arguments)) for call in found]


def test_the_calls_of_the_seed_example():
    clock = Clock("YYYY-MM-DD-HH24_MI_SS")
    dump, log = Stamped(("EXPDAT%U", clock, ".DMP")), Stamped(("EXPDAT-", clock, ".LOG"))
    name = Stamped(("DATAPUMP_REST_EXPORT_", Clock("YYYYMMDDHH24MISS")))
    assert calls(script()) == [
        ("OPEN", {"operation": "EXPORT", "job_mode": "TABLE", "job_name": name}),
        ("ADD_FILE", {"filename": dump, "directory": "DATA_PUMP_DIR", "filetype": 1, "reusefile": 0}),
        ("ADD_FILE", {"filename": log, "directory": "DATA_PUMP_DIR", "filetype": 3}),
        ("METADATA_FILTER", {"name": "NAME_EXPR", "value": "!='EMP'"}),
        ("METADATA_FILTER", {"name": "NAME_EXPR", "value": "LIKE 'EMP%'"}),
        ("METADATA_FILTER", {"name": "SCHEMA_EXPR", "value": "IN ('SCOTT')"}),
        ("SET_PARALLEL", {"degree": 1}),
        ("SET_PARAMETER", {"name": "KEEP_MASTER", "value": 1}),
        ("START_JOB", {}),
        ("DETACH", {}),
    ]


def test_names_are_those_that_ords_makes_and_all_from_one_clock_reading():
    text = script()
    assert text.count("SYSDATE") == 1
    assert "'DATAPUMP_REST_EXPORT_' || TO_CHAR(c_now, 'YYYYMMDDHH24MISS')" in text
    assert "'EXPDAT%U' || TO_CHAR(c_now, 'YYYY-MM-DD-HH24_MI_SS') || '.DMP'" in text
    assert "'EXPDAT-' || TO_CHAR(c_now, 'YYYY-MM-DD-HH24_MI_SS') || '.LOG'" in text


def test_a_dump_in_an_object_store():
    text = script(
        dpspec.ExportSpec(
            job_mode="FULL",
            file_name="https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/x/b/y/o/full%U.dmp",
            credential_name="OBJ_STORE",
            threads=4,
            keep_master=0,
        )
    )
    found = calls(text)
    assert found[1] == (
        "ADD_FILE",
        {
            "filename": "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/x/b/y/o/full%U.dmp",
            "directory": "OBJ_STORE",
            "filetype": 5,
            "reusefile": 0,
        },
    )
    assert ("SET_PARALLEL", {"degree": 4}) in found
    assert ("SET_PARAMETER", {"name": "KEEP_MASTER", "value": 0}) in found


def test_waiting_ends_in_wait_for_job_and_not_in_detach():
    assert calls(script(wait=True))[-1][0] == "WAIT_FOR_JOB"
    assert "GET_STATUS" in script(wait=True)


@pytest.mark.parametrize("wait", [False, True])
def test_a_failure_reads_the_details_before_it_lets_go_of_the_job_and_is_raised_again(wait):
    handler = script(wait=wait).rpartition("EXCEPTION\n  WHEN OTHERS THEN\n")[2]
    # The last handler of the text is the one that detaches; the block's own comes before it.
    block = script(wait=wait)
    start = block.rindex("l_details := NVL(job_details")
    assert start < block.rindex("DBMS_DATAPUMP.DETACH") < block.rindex("RAISE_APPLICATION_ERROR(")
    assert handler.rstrip().endswith("END;\n/")
    assert "TRUE);\nEND;\n/\n" in block


def test_information_is_no_failure():
    text = script()
    wrapped = re.findall(r"  BEGIN\n(?:.*\n)*?  EXCEPTION\n    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN\n", text)
    assert len(wrapped) == len(calls(text))


def test_no_constant_of_the_package_is_used_since_one_that_is_missing_stops_the_block():
    assert "KU$_FILE" not in script(wait=True).upper()
    assert "KU$_STATUS_" not in script(wait=True).upper()


def stumbles(text):
    """Give what a client could stumble over."""
    lines = text.splitlines()
    blocks = 2 if "ACCEPT" in text else 1
    yield from ["not ASCII"] * (not text.isascii())
    yield from ["a line end that is none for everybody"] * (text.split("\n") != [*lines, ""])
    yield from ["not the header"] * (not text.startswith(HEADER))
    slashes = [number for number, line in enumerate(lines) if line == "/"]
    yield from ["not one slash a block"] * (len(slashes) != blocks or slashes[-1] != len(lines) - 1)
    begin = lines.index("BEGIN", lines.index("DECLARE"))
    for number, line in enumerate(lines):
        if len(line.encode()) > 200:
            yield f"{len(line)} bytes: {line}"
        if line.lstrip()[:1] in ("#", "@", ".", "!", "$", "/") and number not in slashes:
            yield f"a command: {line}"
        if "&" in line and line != SUBSTITUTION:
            yield f"a substitution: {line}"
        if re.sub(r"--.*|'[^']*'", "", line.replace(SUBSTITUTION, "")).count("'"):
            yield f"a literal over a line end: {line}"
        if line.endswith(("-", " ")):
            yield f"an end that may be eaten: {line}"
        if any(ord(char) < 32 or ord(char) > 126 for char in line):
            yield f"a character that is not plain: {line}"
        if number > begin and not line.strip():
            yield "a blank line in the block"


SUBSTITUTION = "  :dpspec_password := q'[&dpspec_password]';"


@given(st.one_of(specs(), wide_specs()), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_client_stumbles_over_a_line(spec, wait):
    try:
        text = script(spec, wait=wait)
    except dpspec.SpecError:
        assume(False)
    assert list(stumbles(text)) == []


hostile = st.text(st.sampled_from("'~\"&/#@!.-%\\:; aé中😀"), min_size=1, max_size=200)
quotable = hostile.map(lambda text: text.replace('"', "")).filter(lambda text: text and len(text.encode()) <= 128)


@given(quotable, quotable, hostile, hostile, st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_text_of_the_author_gets_out_of_its_literal(table, other, entry, value, wait):
    literal = "'a" + value.replace("'", "''") + "'"
    spec = dpspec.ExportSpec(
        job_mode="FULL",
        query=[{"table": f'"{table}"', "query": f"WHERE a = {literal}"}],
        partitions=[{"table": f'"{other}"', "partitions": [f'"{table}"']}],
        remap_data=[{"column": f'"{table}"."{other}"."C"', "function": f'"{other}"."{table}"'}],
        log_entries=[entry],
        encryption_password={"env": "NAME"},
    )
    text = script(spec, wait=wait)
    assert list(stumbles(text)) == []
    found = grouped(calls(text))
    assert found["LOG_ENTRY"] == [{"message": entry}]
    assert found["DATA_FILTER"][-1] == {"name": "SUBQUERY", "value": f"WHERE a = {literal}", "table_name": table}
    assert found["DATA_REMAP"][0] == {
        "name": "COLUMN_FUNCTION",
        "table_name": other,
        "column": "C",
        "remap_function": f'"{other}"."{table}"',
        "schema": table,
    }


@given(quotable, quotable, st.lists(quotable, min_size=1, max_size=3, unique=True))
@settings(deadline=None)
def test_no_name_gets_out_of_its_quotes(schema, view, names):
    text = script(dpspec.ExportSpec(views_as_tables=[f'"{schema}"."{view}":"{view}"']))
    assert list(stumbles(text)) == []
    assert grouped(calls(text))["METADATA_FILTER"][0]["value"] == f'"{schema}"."{view}":"{view}"'
    text = script(dpspec.ExportSpec(schemas=[f'"{name}"' for name in names]))
    assert list(stumbles(text)) == []
    (filter_,) = grouped(calls(text))["METADATA_FILTER"]
    doubled = [name.replace("'", "''") for name in names]
    assert filter_["value"] == ",".join(f"'{name}'" for name in doubled)


def grouped(found):
    by_name = {}
    for name, arguments in found:
        by_name.setdefault(name, []).append(arguments)
    return by_name


@given(st.one_of(hostile_names, wild_names, st.text(st.sampled_from("a'&\n,é😀"), min_size=1, max_size=400)))
def test_terms_are_the_text_again(text):
    block = f"BEGIN DBMS_DATAPUMP.METADATA_FILTER(1, 'NAME_EXPR', {' || '.join(terms(text))}); END;\n/\n"
    assert calls(block) == [("METADATA_FILTER", {"name": "NAME_EXPR", "value": text})]


@pytest.mark.parametrize(
    ("length", "clob"), [(4000, False), (4001, True), (30000, True)], ids=["4000", "4001", "30000"]
)
def test_a_value_over_4000_bytes_goes_through_the_clob_overload(length, clob):
    name = "A" * 96
    filler = ",".join(f"'{name}{number:04}'" for number in range(length // 103))
    value = f"NOT IN ({filler},'')"
    value = value.replace(",'')", ",'" + "B" * (length - len(value)) + "')")
    assert len(value) == length
    text = script(dpspec.ExportSpec(job_mode="SCHEMA", schema_expressions=[value]))
    assert ("l_value     CLOB;" in text) is clob
    assert ("METADATA_FILTER", {"name": "SCHEMA_EXPR", "value": value}) in calls(text)


def test_bytes_count_and_not_characters():
    value = "NOT IN (" + ",".join(f"'{'Ü' * 20}{number:03}'" for number in range(90)) + ")"
    assert len(value) < 4000 < len(value.encode())
    assert "l_value     CLOB;" in script(dpspec.ExportSpec(schema_expressions=[value]))


def test_the_key_filter_is_refused_with_the_list_to_write_instead():
    spec = dpspec.loads("job_mode: TABLE\nfilter: emp, dept\n")
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(spec, "plsql")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.message) == ("DP301", "plsql has no counterpart of `filter`")
    assert diagnostic.help == (
        "the target ords can; what ORDS makes of it is not documented; for all targets write "
        "`\"name_expressions\": [\"IN ('EMP','DEPT')\"]`"
    )
    assert diagnostic.location.position.line == 2


# --- the new calls --------------------------------------------------------------------------------------------------

FULL = {"job_mode": "FULL", "job_name": "NIGHTLY"}
FRAME = "  EXCEPTION\n    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN\n      NULL;\n  END;\n"


def between(text, start, end):
    """Give the calls between two places, without their frames."""
    cut = text[text.index(start) + len(start) : text.index(end)]
    assert cut.count(FRAME) == cut.count("  BEGIN\n") or cut.startswith(FRAME)
    return cut.replace(FRAME, "").replace("  BEGIN\n", "")


@pytest.mark.parametrize(
    ("given_", "lines"),
    [
        ({}, ""),
        (
            {"exclude": ["STATISTICS", "TABLE:\"LIKE 'T%'\""]},
            """\
    DBMS_DATAPUMP.METADATA_FILTER(handle => l_handle, name => 'EXCLUDE_PATH_LIST', value => '''STATISTICS''');
    DBMS_DATAPUMP.METADATA_FILTER(
      handle      => l_handle,
      name        => 'NAME_EXPR',
      value       => 'NOT LIKE ''T%''',
      object_path => 'TABLE');
""",
        ),
        (
            {"sample": 0.5},
            "    DBMS_DATAPUMP.DATA_FILTER(handle => l_handle, name => 'SAMPLE', value => 0.5);\n",
        ),
        (
            {"sample": 0.000001},
            "    DBMS_DATAPUMP.DATA_FILTER(handle => l_handle, name => 'SAMPLE', value => 0.000001);\n",
        ),
        (
            {"query": ["HR.JOBS:\"WHERE title = 'a & b\n'\""]},
            """\
    DBMS_DATAPUMP.DATA_FILTER(
      handle      => l_handle,
      name        => 'SUBQUERY',
      value       => 'WHERE title = ''a ' || CHR(38) || ' b' || CHR(10) || '''',
      table_name  => 'JOBS',
      schema_name => 'HR');
""",
        ),
        (
            {"remap_data": ["HR.EMP.SAL:SEC.MASK.SAL"]},
            "    DBMS_DATAPUMP.DATA_REMAP(l_handle, 'COLUMN_FUNCTION', 'EMP', 'SAL', 'SEC.MASK.SAL', 'HR');\n",
        ),
        (
            {"remap_data": ["EMP.SAL:MASK.SAL"]},
            "    DBMS_DATAPUMP.DATA_REMAP(l_handle, 'COLUMN_FUNCTION', 'EMP', 'SAL', 'MASK.SAL');\n",
        ),
        (
            {"remap_data": ['HR."' + "E" * 90 + '".SAL:SEC.MASK.SAL']},
            f"""\
    DBMS_DATAPUMP.DATA_REMAP(
      l_handle,
      'COLUMN_FUNCTION',
      '{"E" * 80}' || '{"E" * 10}',
      'SAL',
      'SEC.MASK.SAL',
      'HR');
""",
        ),
    ],
    ids=str,
)
def test_the_text_of_the_new_calls(given_, lines):
    text = script(dpspec.ExportSpec(**FULL, **given_))
    assert between(text, "filetype  => 3);\n", "    DBMS_DATAPUMP.SET_PARALLEL") == lines


def test_the_text_of_what_is_set_and_of_the_start():
    spec = dpspec.ExportSpec(
        **FULL,
        metrics=True,
        flashback_time="2026-11-01T02:00:00Z",
        log_entries=["it's & so"],
        cluster=True,
        service_name="S",
        abort_step=-1,
    )
    first = "    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'KEEP_MASTER', value => 1);\n"
    assert (
        between(script(spec), first, "  l_started := TRUE;")
        == """\
    DBMS_DATAPUMP.SET_PARAMETER(
      handle => l_handle,
      name   => 'FLASHBACK_TIME',
      value  => 'TO_TIMESTAMP_TZ(''2026-11-01 02:00:00 +00:00'', ''YYYY-MM-DD HH24:MI:SS TZH:TZM'')');
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'METRICS', value => 1);
    DBMS_DATAPUMP.LOG_ENTRY(handle => l_handle, message => 'it''s ' || CHR(38) || ' so');
    DBMS_DATAPUMP.START_JOB(handle => l_handle, abort_step => -1, cluster_ok => 1, service_name => 'S');
"""
    )


def test_the_text_of_the_opening():
    text = script(dpspec.ExportSpec(**FULL, network_link="SRC", version="12.2"))
    opening = """
    l_handle := DBMS_DATAPUMP.OPEN(
      operation   => 'EXPORT',
      job_mode    => 'FULL',
      remote_link => 'SRC',
      job_name    => c_job_name,
      version     => '12.2');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      l_handle := DBMS_DATAPUMP.ATTACH(job_name => c_job_name);
  END;
"""
    assert opening in text
    assert "  c_job_name  CONSTANT VARCHAR2(128) := 'NIGHTLY';\n" in text


@pytest.mark.parametrize(("length", "clob"), [(4000, False), (4001, True)])
def test_a_query_over_4000_bytes_goes_through_the_clob_overload(length, clob):
    query = "WHERE a = '" + "x" * (length - 12) + "'"
    assert len(query) == length
    text = script(dpspec.ExportSpec(**FULL, query=[{"table": "HR.JOBS", "query": query}]))
    assert ("  l_value     CLOB;\n" in text) is clob
    assert ("      value       => l_value,\n" in text) is clob
    expected = {"name": "SUBQUERY", "value": query, "table_name": "JOBS", "schema_name": "HR"}
    assert ("DATA_FILTER", expected) in calls(text)


def test_a_long_list_of_names_goes_through_the_clob_overload():
    names = [f"S{number:05}" for number in range(700)]
    text = script(dpspec.ExportSpec(schemas=names))
    assert "  l_value     CLOB;\n" in text
    value = ",".join(f"'{name}'" for name in names)
    assert ("METADATA_FILTER", {"name": "SCHEMA_LIST", "value": value}) in calls(text)


def test_the_file_calls():
    text = script(
        dpspec.ExportSpec(**FULL, dumpfiles=["A:a.dmp"], filesize="2GB", reuse_dumpfiles=True, nologfile=True)
    )
    (file,) = grouped(calls(text))["ADD_FILE"]
    assert file == {"filename": "a.dmp", "directory": "A", "filesize": "2G", "filetype": 1, "reusefile": 1}


# --- the password ---------------------------------------------------------------------------------------------------

ASKED = """\
SET VERIFY OFF
SET AUTOPRINT OFF
ACCEPT dpspec_password CHAR PROMPT 'Password of the dump files: ' HIDE
VARIABLE dpspec_password VARCHAR2(4000)
SET DEFINE ON
BEGIN
  :dpspec_password := q'[&dpspec_password]';
  -- Without a password the dump would not be encrypted.
  IF :dpspec_password IS NULL THEN
    RAISE_APPLICATION_ERROR(-20000, 'No password was given: nothing is exported.');
  END IF;
END;
/
UNDEFINE dpspec_password
SET DEFINE OFF
"""
REFERENCES = [{"env": "NAME_OF_IT"}, {"file": "/run/secrets/name_of_it"}, {"prompt": True}]


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: next(iter(reference)))
def test_the_script_asks_for_the_password_whatever_it_is_a_reference_to(reference):
    text = script(dpspec.ExportSpec(**FULL, encryption_password=reference))
    assert text.startswith(HEADER + ASKED + "-- Data Pump export in FULL mode")
    call = """\
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'ENCRYPTION_PASSWORD', value => :dpspec_password);
"""
    assert text.count(call) == 1
    assert "name_of_it" not in text.lower()
    assert list(stumbles(text)) == []


def test_a_script_without_a_password_asks_for_none():
    text = script(dpspec.ExportSpec(**FULL, encryption="ALL"))
    assert "ACCEPT" not in text
    assert "dpspec_password" not in text
    assert "DEFINE ON" not in text


def test_an_empty_password_stops_the_script_before_the_job_is_opened():
    text = script(dpspec.ExportSpec(**FULL, encryption_password={"prompt": True}))
    assert text.index("WHENEVER SQLERROR EXIT") < text.index("IS NULL THEN") < text.index("DBMS_DATAPUMP.OPEN")


# --- what cannot be said --------------------------------------------------------------------------------------------


def refusals(server=None, **given_):
    with pytest.raises(dpspec.SpecError) as caught:
        script(dpspec.ExportSpec(**given_), server_version=server)
    return [(d.message, d.help, d.code, d.key) for d in caught.value.diagnostics]


REFUSED = {
    "two schemas": (
        {"tables": ["HR.A", "OE.B"]},
        "plsql takes the tables of one schema, by names or by one pattern",
        "the target parfile can; here, write one spec a schema, and one pattern alone",
        "DP302",
        "tables",
    ),
    "partitions of a pattern": (
        {"tables": ["HR.A%:P1"]},
        "plsql takes partitions of one table, not of `HR.A%`",
        "saves ORA-39034; the target parfile can; here, name the tables",
        "DP302",
        "tables",
    ),
    "KEEP_READ_ONLY": (
        {**FULL, "transportable": "KEEP_READ_ONLY"},
        "plsql cannot say `KEEP_READ_ONLY`",
        "the target parfile can; how DBMS_DATAPUMP takes it is not established",
        "DP302",
        "transportable",
    ),
    "NO_BITMAP_REBUILD": (
        {**FULL, "transportable": "NO_BITMAP_REBUILD"},
        "plsql cannot say `NO_BITMAP_REBUILD`",
        "the target parfile can; how DBMS_DATAPUMP takes it is not established",
        "DP302",
        "transportable",
    ),
    "a key": (
        {**FULL, "enable_secure_roles": True},
        "plsql has no counterpart of `enable_secure_roles`",
        "the target parfile can; the argument of OPEN for it is not confirmed",
        "DP301",
        "enable_secure_roles",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_said_is_refused(case):
    given_, *expected = REFUSED[case]
    assert refusals(**given_) == [tuple(expected)]


def test_a_made_job_name_is_too_long_before_12_2():
    (refusal,) = refusals("12.1", job_mode="FULL", datapump_dir="D")
    assert refusal[0] == "the job name that ORDS makes has 35 bytes, too many before 12.2"
    assert script(dpspec.ExportSpec(**FULL), server_version="12.1")


def test_a_percent_sign_in_the_name_of_a_table_is_no_pattern():
    spec = dpspec.ExportSpec(**FULL, query=[{"table": '"A%"', "query": "WHERE a = 1"}])
    (filter_,) = grouped(calls(script(spec)))["DATA_FILTER"]
    assert filter_["table_name"] == "A%"
