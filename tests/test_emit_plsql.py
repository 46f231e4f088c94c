"""The script: what SQL*Plus may not stumble over, and what happens when a call fails."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import dpspec
from dpspec.datapump import Clock, Stamped
from dpspec.emit.plsql_literal import terms
from dpspec.recover.calls import read_calls
from dpspec.source import Source
from tests.strategies import hostile_names, specs, wild_names

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


@given(specs(), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_client_stumbles_over_a_line(spec, wait):
    assume(dpspec.check(spec).ok)
    text = script(spec, wait=wait)
    lines = text.splitlines()
    assert text.isascii()
    assert text.startswith("SET DEFINE OFF\n")
    assert "WHENEVER SQLERROR EXIT FAILURE ROLLBACK" in lines[:7]
    assert "&" not in text
    assert [n for n, line in enumerate(lines) if line.strip() in ("/", ".")] == [len(lines) - 1]
    for line in lines:
        assert len(line) <= 200
        assert not line.endswith("-")
        assert not line.lstrip().startswith(("#", "@", "!", "$", "/*"))
        assert re.sub(r"--.*|'[^']*'", "", line).count("'") == 0, "a literal spans lines"
        assert not any(ord(char) < 32 or ord(char) > 126 for char in line)
    assert not any(not line.strip() for line in lines[lines.index("BEGIN") :])


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
        "the target ords can; for all targets write `\"name_expressions\": [\"IN ('EMP','DEPT')\"]`"
    )
    assert diagnostic.location.position.line == 2
