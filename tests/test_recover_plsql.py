"""Scripts back to specs: what a spec can say is recovered, the rest is named."""

from __future__ import annotations

import pytest

import dpspec
from dpspec.recover import plsql
from dpspec.source import Source

HANDMADE = """\
DECLARE
  h NUMBER;
BEGIN
  h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', NULL, {job_name});
  DBMS_DATAPUMP.ADD_FILE(h, 'hr_%U.dmp', 'DUMPS');
  DBMS_DATAPUMP.ADD_FILE(h, 'hr.log', 'DUMPS', filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  DBMS_DATAPUMP.METADATA_FILTER(h, 'schema_expr', q'[= 'HR']');
  {more}
  DBMS_DATAPUMP.START_JOB(h);
  DBMS_DATAPUMP.DETACH(h);
END;
/
"""
STAMPED = "'DATAPUMP_REST_EXPORT_' || TO_CHAR(SYSDATE, 'YYYYMMDDHH24MISS')"


def recover(more="", job_name=STAMPED):
    return plsql.recover(Source("hand.sql", HANDMADE.format(more=more, job_name=job_name)))


def test_a_script_by_hand_keeps_the_defaults_of_data_pump():
    spec, found = recover("DBMS_DATAPUMP.SET_PARALLEL(h, 4);")
    assert found == ()
    assert spec == dpspec.ExportSpec(
        job_mode="SCHEMA",
        schema_expressions=["= 'HR'"],
        datapump_dir="DUMPS",
        file_name="hr_%U.dmp",
        threads=4,
        keep_master=0,
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            "DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', '= ''A''', 'TABLE');",
            "METADATA_FILTER with object_path => `TABLE` has no counterpart in a spec",
        ),
        (
            "DBMS_DATAPUMP.METADATA_FILTER(h, 'EXCLUDE_PATH_EXPR', '= ''GRANT''');",
            "filter `EXCLUDE_PATH_EXPR` has no counterpart in a spec",
        ),
        (
            "DBMS_DATAPUMP.SET_PARAMETER(h, 'COMPRESSION', 'ALL');",
            "parameter `COMPRESSION` has no counterpart in a spec",
        ),
        ("DBMS_DATAPUMP.DATA_FILTER(h, 'INCLUDE_ROWS', 0);", "DATA_FILTER has no counterpart in a spec"),
        ("DBMS_DATAPUMP.ADD_FILE(h, 'b.dmp', 'DUMPS');", "several dump files"),
        ("DBMS_DATAPUMP.START_JOB(h);", "2 calls of START_JOB; a job has one"),
    ],
    ids=lambda value: value[:40],
)
def test_what_a_spec_cannot_say_is_named(more, message):
    spec, found = recover(more)
    assert spec is None
    assert [(d.code, d.message) for d in found] == [("DP052", message)]


def test_a_job_name_of_ones_own_is_not_lost_silently():
    spec, found = recover(job_name="'NIGHTLY'")
    assert spec is None
    assert [d.message for d in found] == ["OPEN with job_name => `NIGHTLY` has no counterpart in a spec"]


def test_an_import_and_a_script_without_a_job_are_no_export():
    assert plsql.recover(Source("x", "BEGIN NULL; END;\n/\n"))[0] is None
    text = HANDMADE.format(more="", job_name=STAMPED).replace("'EXPORT'", "'IMPORT'")
    assert plsql.recover(Source("x", text))[0] is None
