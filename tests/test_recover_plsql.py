"""DBMS_DATAPUMP scripts back to specs: what a spec can say is recovered, the rest is named at its place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dpspec
from dpspec import api
from dpspec.diagnostics import Severity, has_errors
from dpspec.recover import plsql
from dpspec.report import render
from dpspec.source import Source
from dpspec.spec import (
    ColumnRemap,
    ExportSpec,
    NameExpression,
    ObjectFilter,
    PasswordReference,
    TablePartitions,
    TableQuery,
    TableSample,
)

#: A job of which nothing has to be assumed.
JOB = """\
DECLARE
  h NUMBER;
  {declare}
BEGIN
  h := DBMS_DATAPUMP.OPEN('EXPORT', '{mode}', NULL, 'JOB');
  DBMS_DATAPUMP.ADD_FILE(h, 'x.dmp', 'D');
  DBMS_DATAPUMP.ADD_FILE(h, 'x.log', 'D', filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  DBMS_DATAPUMP.SET_PARAMETER(h, 'KEEP_MASTER', 0);
  {more}
  DBMS_DATAPUMP.START_JOB(h);
  {after}
END;
/
"""
BASE = {"job_name": "JOB", "datapump_dir": "D", "file_name": "x.dmp", "logfile": "x.log", "keep_master": 0}
HR = "DBMS_DATAPUMP.METADATA_FILTER(h, 'SCHEMA_EXPR', '= ''HR''');"
OWNED = {"schema_expressions": ["='HR'"]}
CORPUS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "filters.jsonl").read_text("utf-8").splitlines()
]


def script(more="", mode="SCHEMA", after="", declare=""):
    """Make the script of a job: `more` are calls without the name of the package and the handle."""
    return JOB.format(more=calls(more), mode=mode, after=calls(after), declare=declare)


def calls(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n  ".join(line if line.endswith(";") else call(line) for line in lines)


def call(line):
    name, _, arguments = line.partition("(")
    return f"DBMS_DATAPUMP.{name}(h{', ' + arguments if arguments != ')' else ')'};"


def recover(*arguments, **options):
    return plsql.recover(Source("job.sql", script(*arguments, **options)))


def given_keys(spec):
    return {key: getattr(spec, key) for key in spec.written}


def keys(expected):
    return given_keys(ExportSpec(**BASE | expected))


def refused(*arguments, **options):
    """The code, message and marked text of each error."""
    spec, found = recover(*arguments, **options)
    assert spec is None
    return [(d.code, d.message, marked(d)) for d in found if d.severity is Severity.ERROR]


def marked(diagnostic):
    place = diagnostic.location
    return place.source.text[place.span.start : place.span.end]


def warnings(found):
    assert not has_errors(found)
    assert all(one.code == "DP055" for one in found)
    return [one.message for one in found]


PATH_EXPR = "a PATH_EXPR filter leaves dependents alone, by the reference; with this key they follow their objects"
UNCHECKED = "becomes an expression: the server no longer checks that each name exists"


# --- what is carried over ---------------------------------------------------------------------------------------------


#: Scripts in the style of tutorials and forum posts, and the whole file that each becomes.
PUBLISHED = {
    "a schema, as in a first tutorial": (
        """\
set serveroutput on
declare
  l_dp_handle  number;
begin
  l_dp_handle := dbms_datapump.open(
    operation   => 'EXPORT',
    job_mode    => 'SCHEMA',
    remote_link => null,
    job_name    => 'ORCHARD_EXPORT',
    version     => 'LATEST');

  dbms_datapump.add_file(
    handle    => l_dp_handle,
    filename  => 'ORCHARD.dmp',
    directory => 'TEST_DIR');

  dbms_datapump.add_file(
    handle    => l_dp_handle,
    filename  => 'expdpORCHARD.log',
    directory => 'TEST_DIR',
    filetype  => dbms_datapump.ku$_file_type_log_file);

  dbms_datapump.metadata_filter(
    handle => l_dp_handle,
    name   => 'SCHEMA_EXPR',
    value  => '= ''ORCHARD''');

  dbms_datapump.start_job(l_dp_handle);
  dbms_datapump.detach(l_dp_handle);
end;
/
""",
        """\
job_mode: SCHEMA
job_name: ORCHARD_EXPORT
datapump_dir: TEST_DIR
file_name: ORCHARD.dmp
logfile: expdpORCHARD.log
schema_expressions:
  - "='ORCHARD'"
version: LATEST
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "two tables by name": (
        """\
DECLARE
  h1 NUMBER;
BEGIN
  h1 := DBMS_DATAPUMP.open('EXPORT','TABLE',NULL,'crate_tabs','12.2');
  DBMS_DATAPUMP.add_file(h1,'crates.dmp','DP_OUT',NULL,DBMS_DATAPUMP.KU$_FILE_TYPE_DUMP_FILE,1);
  DBMS_DATAPUMP.add_file(h1,'crates.log','DP_LOG',NULL,DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  DBMS_DATAPUMP.metadata_filter(h1,'SCHEMA_LIST','''ORCHARD''');
  DBMS_DATAPUMP.metadata_filter(h1,'NAME_LIST','''CRATE'',''Pallet Log''');
  DBMS_DATAPUMP.start_job(h1);
END;
/
""",
        """\
job_mode: TABLE
# the job name `crate_tabs` is written in upper case
job_name: CRATE_TABS
datapump_dir: DP_OUT
file_name: crates.dmp
reuse_dumpfiles: true
logfile: DP_LOG:crates.log
tables:
  - ORCHARD.CRATE
  - ORCHARD."Pallet Log"
version: '12.2'
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "the whole database at night": (
        """\
DECLARE
  c_dir  CONSTANT VARCHAR2(30) := 'BACKUP_DIR';
  c_base CONSTANT VARCHAR2(30) := 'FULL_' || TO_CHAR(SYSDATE, 'YYYYMMDD');
  v_job  NUMBER;
BEGIN
  v_job := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'FULL', job_name => c_base);
  DBMS_DATAPUMP.SET_PARALLEL(v_job, degree => 4);
  DBMS_DATAPUMP.ADD_FILE(v_job, c_base || '_%U.dmp', c_dir, '4G', reusefile => 1);
  DBMS_DATAPUMP.ADD_FILE(v_job, c_base || '.log', c_dir, filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  DBMS_DATAPUMP.METADATA_FILTER(v_job, 'EXCLUDE_PATH_EXPR', 'IN (''STATISTICS'', ''AUDIT_TRAILS'')');
  DBMS_DATAPUMP.METADATA_FILTER(v_job, 'NAME_EXPR', q'[NOT IN ('SYSMAN', 'OPS$ORCHARD')]', 'SCHEMA');
  DBMS_DATAPUMP.SET_PARAMETER(v_job, 'COMPRESSION', 'ALL');
  DBMS_DATAPUMP.SET_PARAMETER(v_job, 'METRICS', 1);
  DBMS_DATAPUMP.SET_PARAMETER(v_job, 'LOGTIME', 'all');
  DBMS_DATAPUMP.SET_PARAMETER(v_job, 'KEEP_MASTER', 0);
  DBMS_DATAPUMP.START_JOB(v_job);
  DBMS_DATAPUMP.DETACH(v_job);
END;
/
""",
        """\
# the name of the job was made by the script when it runs; now dpspec makes one with the time
# the date in the name of the dump file is written as Data Pump's variable
# the name of the log file was made by the script when it runs; now dpspec makes one with the time

job_mode: FULL
datapump_dir: BACKUP_DIR
file_name: FULL_%T_%U.dmp
filesize: 4GB
reuse_dumpfiles: true
# a PATH_EXPR filter leaves dependents alone, by the reference; with this key they follow their objects
exclude:
  - STATISTICS
  - AUDIT_TRAILS
  - object_path: SCHEMA
    expression: IN ('SYSMAN','OPS$ORCHARD')
compression: ALL
threads: 4
metrics: true
logtime: ALL
keep_master: 0
""",
    ),
    "definitions alone, with a loop that waits": (
        """\
declare
  ind        number;
  h1         number;
  percent_done number;
  job_state  varchar2(30);
  js         ku$_JobStatus;
  sts        ku$_Status;
begin
  h1 := dbms_datapump.open('EXPORT', 'SCHEMA', null, 'DDL_ONLY', 'COMPATIBLE');
  dbms_datapump.add_file(h1, 'ddl.dmp', 'DATA_PUMP_DIR');
  dbms_datapump.metadata_filter(h1, 'SCHEMA_LIST', '''ORCHARD'',''OPS''');
  dbms_datapump.metadata_filter(h1, 'EXCLUDE_PATH_LIST', '''STATISTICS'',''TABLE_DATA''');
  dbms_datapump.data_filter(h1, 'INCLUDE_ROWS', 0);
  dbms_datapump.start_job(h1);
  percent_done := 0;
  job_state := 'UNDEFINED';
  while (job_state != 'COMPLETED') and (job_state != 'STOPPED') loop
    dbms_datapump.get_status(h1, dbms_datapump.ku$_status_job_error + dbms_datapump.ku$_status_job_status, -1,
                             job_state, sts);
    js := sts.job_status;
    if js.percent_done != percent_done then
      dbms_output.put_line('*** done = ' || to_char(js.percent_done));
      percent_done := js.percent_done;
    end if;
  end loop;
  dbms_datapump.detach(h1);
exception
  when others then
    dbms_datapump.stop_job(h1, 1, 0, 0);
    raise;
end;
/
""",
        """\
job_mode: SCHEMA
job_name: DDL_ONLY
datapump_dir: DATA_PUMP_DIR
file_name: ddl.dmp
nologfile: true
schemas:
  - ORCHARD
  - OPS
exclude:
  - STATISTICS
  - TABLE_DATA
content: METADATA_ONLY
version: COMPATIBLE
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "one type of object, chosen by name": (
        """\
DECLARE
  hdl NUMBER;
BEGIN
  hdl := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', job_name => 'PKG_JOB');
  DBMS_DATAPUMP.ADD_FILE(hdl, 'code.dmp', 'OUT');
  DBMS_DATAPUMP.ADD_FILE(hdl, 'code.log', 'OUT', NULL, 3);
  DBMS_DATAPUMP.METADATA_FILTER(hdl, 'schema_expr', 'IN (''ORCHARD'')');
  DBMS_DATAPUMP.METADATA_FILTER(hdl, 'include_path_expr', 'IN (''PACKAGE'', ''VIEW'')');
  DBMS_DATAPUMP.METADATA_FILTER(hdl, 'name_expr', 'LIKE ''PKG\\_%'' ESCAPE ''\\''', 'package');
  DBMS_DATAPUMP.START_JOB(hdl);
  DBMS_DATAPUMP.WAIT_FOR_JOB(hdl, :state);
END;
/
""",
        """\
job_mode: SCHEMA
job_name: PKG_JOB
datapump_dir: OUT
file_name: code.dmp
logfile: code.log
schema_expressions:
  - IN ('ORCHARD')
# a PATH_EXPR filter leaves dependents alone, by the reference; with this key they follow their objects
include:
  - object_path: PACKAGE
    expression: LIKE 'PKG\\_%' ESCAPE '\\'
  - VIEW
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "the rows of last week": (
        """\
DECLARE
  h NUMBER;
BEGIN
  h := dbms_datapump.open('EXPORT', 'TABLE');
  dbms_datapump.add_file(h, 'week.dmp', 'OUT', '500MB');
  dbms_datapump.metadata_filter(h, 'SCHEMA_EXPR', 'IN (''ORCHARD'')');
  dbms_datapump.metadata_filter(h, 'NAME_EXPR', 'IN (''CRATE'', ''PICKING'')');
  dbms_datapump.data_filter(h, 'SUBQUERY', 'WHERE picked_on >= TRUNC(SYSDATE) - 7', 'PICKING', 'ORCHARD');
  dbms_datapump.data_filter(h, 'PARTITION_LIST', '''P_2031_08'',''P_2031_09''', 'CRATE');
  dbms_datapump.data_filter(h, name => 'SAMPLE', value => 12.5, table_name => 'CRATE');
  dbms_datapump.set_parameter(h, 'INCLUDE_METADATA', 0);
  dbms_datapump.start_job(h);
END;
/
""",
        """\
# the name of the job was made by Data Pump; now dpspec makes one with the time

job_mode: TABLE
datapump_dir: OUT
file_name: week.dmp
filesize: 500MB
nologfile: true
name_expressions:
  - IN ('CRATE','PICKING')
schema_expressions:
  - IN ('ORCHARD')
content: DATA_ONLY
query:
  - table: ORCHARD.PICKING
    query: WHERE picked_on >= TRUNC(SYSDATE) - 7
sample:
  - table: CRATE
    percent: 12.5
partitions:
  - table: CRATE
    partitions:
      - P_2031_08
      - P_2031_09
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "to an object store": (
        """\
BEGIN
  DECLARE
    l_h   NUMBER;
    l_uri VARCHAR2(400) := 'https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/grove/b/dumps/o/';
  BEGIN
    l_h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', NULL, 'TO_CLOUD');
    DBMS_DATAPUMP.ADD_FILE(l_h, l_uri || 'orchard_%U.dmp', 'GROVE_CRED', '10G',
                           DBMS_DATAPUMP.KU$_FILE_TYPE_URIDUMP_FILE);
    DBMS_DATAPUMP.ADD_FILE(l_h, 'orchard.log', 'DATA_PUMP_DIR', NULL, DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
    DBMS_DATAPUMP.METADATA_FILTER(l_h, 'SCHEMA_LIST', q'!'ORCHARD'!');
    DBMS_DATAPUMP.SET_PARALLEL(l_h, 2);
    DBMS_DATAPUMP.START_JOB(l_h, cluster_ok => 0);
    DBMS_DATAPUMP.DETACH(l_h);
  END;
END;
/
""",
        """\
job_mode: SCHEMA
job_name: TO_CLOUD
datapump_dir: DATA_PUMP_DIR
file_name: https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/grove/b/dumps/o/orchard_%U.dmp
filesize: 10GB
credential_name: GROVE_CRED
logfile: orchard.log
schemas:
  - ORCHARD
threads: 2
cluster: false
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "a consistent, encrypted dump": (
        """\
declare
  l_pw varchar2(40) := 'Cider-1887';
  h    number;
begin
  h := dbms_datapump.open('EXPORT', 'SCHEMA', job_name => 'SAFE');
  dbms_datapump.add_file(h, 'safe.dmp', 'OUT');
  dbms_datapump.add_file(h, 'safe.log', 'OUT', filetype => dbms_datapump.ku$_file_type_log_file);
  dbms_datapump.metadata_filter(h, 'SCHEMA_EXPR', '=''ORCHARD''');
  dbms_datapump.set_parameter(h, 'ENCRYPTION', 'ALL');
  dbms_datapump.set_parameter(h, 'ENCRYPTION_PASSWORD', l_pw);
  dbms_datapump.set_parameter(h, 'ENCRYPTION_ALGORITHM', 'AES256');
  dbms_datapump.set_parameter(h, 'FLASHBACK_TIME',
    'TO_TIMESTAMP(''' || TO_CHAR(SYSDATE, 'DD-MM-YYYY HH24:MI:SS') || ''', ''DD-MM-YYYY HH24:MI:SS'')');
  dbms_datapump.log_entry(h, 'asked for in ticket 4711');
  dbms_datapump.start_job(h);
  dbms_datapump.detach(h);
end;
/
""",
        """\
job_mode: SCHEMA
job_name: SAFE
datapump_dir: OUT
file_name: safe.dmp
logfile: safe.log
schema_expressions:
  - "='ORCHARD'"
# a time made of SYSDATE is read as the start of the job
consistent: true
encryption: ALL
encryption_algorithm: AES256
# the password was left out: it is asked for when the job is submitted
encryption_password:
  prompt: true
log_entries:
  - asked for in ticket 4711
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "tablespaces, and names from a CLOB": (
        """\
DECLARE
  h  NUMBER;
  l  CLOB := '''ORCHARD_DATA''';
  PROCEDURE keep(p_name VARCHAR2, p_value CLOB) IS
  BEGIN
    DBMS_DATAPUMP.METADATA_FILTER(h, p_name, p_value);
  END;
BEGIN
  l := l || ',' || '''ORCHARD_IDX''';
  h := DBMS_DATAPUMP.OPEN('EXPORT', job_mode => 'tablespace', remote_link => 'far_away', job_name => 'TBS');
  DBMS_DATAPUMP.ADD_FILE(h, 'tbs_a%U.dmp', 'DISK_A');
  DBMS_DATAPUMP.ADD_FILE(h, 'tbs_b%U.dmp', 'DISK_B');
  DBMS_DATAPUMP.ADD_FILE(h, 'tbs.log', 'DISK_A', filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  keep('TABLESPACE_LIST', l);
  keep('NAME_EXPR', '!= ''CRATE_TMP''');
  DBMS_DATAPUMP.SET_PARALLEL(h, 2);
  DBMS_DATAPUMP.START_JOB(h);
END;
/
""",
        """\
job_mode: TABLESPACE
job_name: TBS
datapump_dir: DISK_A
dumpfiles:
  - tbs_a%U.dmp
  - DISK_B:tbs_b%U.dmp
logfile: tbs.log
name_expressions:
  - "!='CRATE_TMP'"
tablespaces:
  - ORCHARD_DATA
  - ORCHARD_IDX
network_link: FAR_AWAY
threads: 2
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "tables but for some, masked on the way": (
        """\
CREATE OR REPLACE PROCEDURE export_orchard AUTHID CURRENT_USER IS
  h NUMBER;
BEGIN
  h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', NULL, 'MASKED', 'LATEST');
  DBMS_DATAPUMP.ADD_FILE(h, 'masked_' || TO_CHAR(SYSDATE, 'YYYY-MM-DD') || '.dmp', 'OUT');
  DBMS_DATAPUMP.ADD_FILE(h, 'masked.log', 'OUT', filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  DBMS_DATAPUMP.METADATA_FILTER(h, 'SCHEMA_EXPR', 'IN (''ORCHARD'')');
  DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', '!= ''AUDIT_LOG''', object_type => 'TABLE');
  DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', 'NOT LIKE ''TMP%''', object_type => 'TABLE');
  DBMS_DATAPUMP.METADATA_FILTER(h, 'EXCLUDE_NAME_EXPR', 'LIKE ''TEST%''', 'PROCEDURE');
  DBMS_DATAPUMP.DATA_REMAP(h, 'COLUMN_FUNCTION', 'PICKER', 'WAGE', 'ops.mask.wage', 'ORCHARD');
  DBMS_DATAPUMP.START_JOB(h);
  DBMS_DATAPUMP.DETACH(h);
END;
/
""",
        """\
# the date in the name of the dump file is written as Data Pump's variable

job_mode: SCHEMA
job_name: MASKED
datapump_dir: OUT
file_name: masked_%Y-%M-%D.dmp
logfile: masked.log
schema_expressions:
  - IN ('ORCHARD')
# EXCLUDE_NAME_EXPR is not documented for DBMS_DATAPUMP; it becomes `exclude` with a clause
exclude:
  - object_path: TABLE
    expression: "='AUDIT_LOG'"
  - object_path: TABLE
    expression: LIKE 'TMP%'
  - object_path: PROCEDURE
    expression: LIKE 'TEST%'
remap_data:
  - column: ORCHARD.PICKER.WAGE
    function: OPS.MASK.WAGE
version: LATEST
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
    "a tablespace to move": (
        """\
declare
  h number;
begin
  h := dbms_datapump.open('EXPORT', 'TRANSPORTABLE', null, 'MOVE_GROVE');
  dbms_datapump.add_file(h, 'grove.dmp', 'OUT', reusefile => 0);
  dbms_datapump.add_file(h, 'grove.log', 'OUT', filetype => dbms_datapump.ku$_file_type_log_file);
  dbms_datapump.metadata_filter(h, 'TABLESPACE_LIST', '''GROVE''');
  dbms_datapump.set_parameter(h, 'TTS_FULL_CHECK', 1);
  dbms_datapump.start_job(h);
end;
/
""",
        """\
job_mode: TRANSPORTABLE
job_name: MOVE_GROVE
datapump_dir: OUT
file_name: grove.dmp
logfile: grove.log
transport_tablespaces:
  - GROVE
transport_full_check: true
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
""",
    ),
}


@pytest.mark.parametrize(("text", "expected"), PUBLISHED.values(), ids=PUBLISHED)
def test_a_published_script_becomes_this_file(text, expected):
    recovered = api.recover_spec(text, "plsql")
    assert warnings(recovered.diagnostics) is not None
    assert recovered.text() == expected
    assert dpspec.loads(expected, "yaml") == recovered.spec


def test_what_was_recovered_from_published_scripts_passes_the_check_but_for_one_table_without_a_schema():
    wrong = {
        name: [d.message for d in api.check(api.recover_spec(text, "plsql").spec).diagnostics]
        for name, (text, _) in PUBLISHED.items()
    }
    assert {name: found for name, found in wrong.items() if found} == {
        "the rows of last week": [
            "`CRATE` of `sample` has no schema",
            "`CRATE` of `partitions` has no schema",
        ]
    }


def test_a_recovered_script_has_the_defaults_of_data_pump_and_not_those_of_ords():
    spec, found = recover("SET_PARALLEL(4)\n" + HR)
    assert found == ()
    assert given_keys(spec) == keys({"job_mode": "SCHEMA", "threads": 4} | OWNED)
    without = script(HR).replace("DBMS_DATAPUMP.SET_PARAMETER(h, 'KEEP_MASTER', 0);", "")
    spec, found = plsql.recover(Source("x", without))
    assert spec.keep_master == 0
    assert warnings(found) == ["Data Pump drops the control table by default, ORDS keeps it"]


def metadata(name, value, path=""):
    quoted = value.replace("'", "''")
    return f"METADATA_FILTER('{name}', '{quoted}'{path and f', {path!r}'})"


CARRIED = [
    # METADATA_FILTER
    ("SCHEMA", metadata("SCHEMA_EXPR", "in('A','B')"), {"schema_expressions": ["IN ('A','B')"]}),
    ("SCHEMA", metadata("schema_expr", " LIKE 'A%' "), {"schema_expressions": ["LIKE 'A%'"]}),
    ("SCHEMA", metadata("SCHEMA_LIST", "'A', 'b''c'"), {"schemas": ["A", '"b\'c"']}),
    ("SCHEMA", metadata("SCHEMA_LIST", "'A','A'"), {"schemas": ["A"]}),
    ("SCHEMA", metadata("NAME_EXPR", "!='A'"), {"name_expressions": ["!='A'"]}),
    (
        "SCHEMA",
        metadata("NAME_EXPR", "LIKE 'A%'", "table"),
        {"name_expressions": [NameExpression(object_path="TABLE", expression="LIKE 'A%'")]},
    ),
    (
        "SCHEMA",
        metadata("NAME_EXPR", "NOT IN ('A')", "TABLE") + "\n" + metadata("NAME_EXPR", "!='B'", "INDEX"),
        {
            "exclude": [
                ObjectFilter(object_path="TABLE", expression="IN ('A')"),
                ObjectFilter(object_path="INDEX", expression="='B'"),
            ]
        },
    ),
    ("TABLE", metadata("NAME_EXPR", "!='A'", "TABLE"), {"name_expressions": ["!='A'"]}),
    ("TABLE", metadata("NAME_EXPR", "='A'"), {"name_expressions": ["='A'"]}),
    ("TABLE", metadata("NAME_LIST", "'A','b'"), {"tables": ["A", '"b"']}),
    ("TABLE", metadata("NAME_LIST", "'A'", "TABLE") + "\n" + HR, {"tables": ["HR.A"]}),
    (
        "TABLE",
        metadata("NAME_LIST", "'A'") + "\n" + metadata("NAME_EXPR", "LIKE 'A%'"),
        {"tables": ["A"], "name_expressions": [NameExpression(object_path="TABLE", expression="LIKE 'A%'")]},
    ),
    (
        "TABLE",
        metadata("NAME_EXPR", "='A'", "INDEX"),
        {"name_expressions": [NameExpression(object_path="INDEX", expression="='A'")]},
    ),
    (
        "SCHEMA",
        metadata("INCLUDE_PATH_LIST", "'TABLE','VIEW'") + "\n" + metadata("NAME_EXPR", "='A'", "VIEW"),
        {"include": ["TABLE", ObjectFilter(object_path="VIEW", expression="='A'")]},
    ),
    (
        "SCHEMA",
        metadata("EXCLUDE_PATH_LIST", "'table/index'") + "\n" + metadata("EXCLUDE_PATH_LIST", "'GRANT'"),
        {"exclude": ["TABLE/INDEX", "GRANT"]},
    ),
    ("TABLESPACE", metadata("TABLESPACE_LIST", "'USERS'"), {"tablespaces": ["USERS"]}),
    ("TABLESPACE", metadata("TABLESPACE_EXPR", "='USERS'"), {"tablespace_expressions": ["='USERS'"]}),
    ("TRANSPORTABLE", metadata("TABLESPACE_LIST", "'USERS'"), {"transport_tablespaces": ["USERS"]}),
    (
        "TABLE",
        metadata("VIEWS_AS_TABLES", 'HR.V,"hr"."v,x":T') + "\n" + metadata("EXCLUDE_TABLES", "1"),
        {"views_as_tables": ["HR.V", '"hr"."v,x":T']},
    ),
    (
        "TABLE",
        metadata("VIEWS_AS_TABLES", "'HR.V'") + "\n" + metadata("VIEWS_AS_TABLES", "HR.W") + "\n" + HR,
        {"views_as_tables": ["HR.V", "HR.W"]} | OWNED,
    ),
    (
        "TABLE",
        metadata("VIEWS_AS_TABLES", "HR.V") + "\n" + metadata("NAME_EXPR", "='A'"),
        {
            "views_as_tables": ["HR.V"],
            "name_expressions": [NameExpression(object_path="TABLE", expression="='A'")],
        },
    ),
    # No table is exported beside the views, whatever a filter on tables takes.
    (
        "TABLE",
        metadata("VIEWS_AS_TABLES", "HR.V")
        + "\n"
        + metadata("EXCLUDE_TABLES", "1")
        + "\n"
        + metadata("NAME_EXPR", "='A'"),
        {"views_as_tables": ["HR.V"], "exclude": [ObjectFilter(object_path="TABLE", expression="!='A'")]},
    ),
    # DATA_FILTER
    ("FULL", "DATA_FILTER('INCLUDE_ROWS', 0)", {"content": "METADATA_ONLY"}),
    ("FULL", "DATA_FILTER('include_rows', 5)", {"content": "ALL"}),
    ("FULL", "DATA_FILTER('SUBQUERY', ' WHERE a = 1 ')", {"query": [TableQuery(query="WHERE a = 1")]}),
    (
        "FULL",
        "DATA_FILTER('SUBQUERY', q'[WHERE a = 'x']', 'T', 'hr')",
        {"query": [TableQuery(query="WHERE a = 'x'", table='"hr".T')]},
    ),
    ("FULL", "DATA_FILTER('SAMPLE', 10)", {"sample": [TableSample(percent=10)]}),
    ("FULL", "DATA_FILTER('SAMPLE', .5, 'T')", {"sample": [TableSample(percent=0.5, table="T")]}),
    ("FULL", "DATA_FILTER('SAMPLE', '2.5', 'T')", {"sample": [TableSample(percent=2.5, table="T")]}),
    (
        "FULL",
        "DATA_FILTER('PARTITION_LIST', '''P1'',''p2''', 'T', 'HR')",
        {"partitions": [TablePartitions(table="HR.T", partitions=("P1", '"p2"'))]},
    ),
    (
        "FULL",
        "DATA_FILTER('PARTITION_EXPR', '=''P1''', schema_name => 'HR', table_name => 'T')",
        {"partitions": [TablePartitions(table="HR.T", expression="='P1'")]},
    ),
    (
        "FULL",
        "DATA_REMAP('column_function', 'T', 'C', 'hr.\"Pkg\".f', 'HR')",
        {"remap_data": [ColumnRemap(column="HR.T.C", function='HR."Pkg".F')]},
    ),
    (
        "FULL",
        "DATA_REMAP('COLUMN_FUNCTION', 'T', 'c', 'PKG.F')",
        {"remap_data": [ColumnRemap(column='T."c"', function="PKG.F")]},
    ),
    # SET_PARAMETER and its like
    ("FULL", "SET_PARAMETER('COMPRESSION', 'all')", {"compression": "ALL"}),
    ("FULL", "SET_PARAMETER('compression_algorithm', 'MEDIUM')", {"compression_algorithm": "MEDIUM"}),
    ("FULL", "SET_PARAMETER('DATA_ACCESS_METHOD', 'DIRECT_PATH')", {"access_method": "DIRECT_PATH"}),
    ("FULL", "SET_PARAMETER('DATA_OPTIONS', 2)", {"data_options": ["XML_CLOBS"]}),
    (
        "FULL",
        "SET_PARAMETER('DATA_OPTIONS', DBMS_DATAPUMP.KU$_DATAOPT_XMLTYPE_CLOB"
        " + DBMS_DATAPUMP.KU$_DATAOPT_GRP_PART_TAB)",
        {"data_options": ["XML_CLOBS", "GROUP_PARTITION_TABLE_DATA"]},
    ),
    ("FULL", "SET_PARAMETER('DATA_OPTIONS', 0)", {}),
    ("FULL", "SET_PARAMETER('ENCRYPTION', 'DATA_ONLY')", {"encryption": "DATA_ONLY"}),
    ("FULL", "SET_PARAMETER('ENCRYPTION_ALGORITHM', 'AES192')", {"encryption_algorithm": "AES192"}),
    ("FULL", "SET_PARAMETER('ENCRYPTION_MODE', 'TRANSPARENT')", {"encryption_mode": "TRANSPARENT"}),
    ("FULL", "SET_PARAMETER('ENCRYPTION_PASSWORD', :pw)", {"encryption_password": PasswordReference(prompt=True)}),
    ("FULL", "SET_PARAMETER('ESTIMATE', 'STATISTICS')", {"estimate": "STATISTICS"}),
    ("FULL", "SET_PARAMETER('ESTIMATE_ONLY', 1)", {"estimate_only": True}),
    ("FULL", "SET_PARAMETER('FLASHBACK_SCN', 4711)", {"flashback_scn": 4711}),
    ("FULL", "SET_PARAMETER('FLASHBACK_TIME', 'SYSTIMESTAMP')", {"consistent": True}),
    (
        "FULL",
        "SET_PARAMETER('FLASHBACK_TIME', q'[TO_TIMESTAMP_TZ('2031-08-25 14:35:00 +01:00', "
        "'YYYY-MM-DD HH24:MI:SS TZH:TZM')]')",
        {"flashback_time": "2031-08-25T14:35:00+01:00"},
    ),
    ("FULL", "SET_PARAMETER('INCLUDE_METADATA', 0)", {"content": "DATA_ONLY"}),
    ("FULL", "SET_PARAMETER('INCLUDE_METADATA', 1)", {}),
    ("FULL", "SET_PARAMETER('LOGTIME', 'ALL')", {"logtime": "ALL"}),
    ("FULL", "SET_PARAMETER('METRICS', 1)", {"metrics": True}),
    ("FULL", "SET_PARAMETER('SOURCE_EDITION', 'ed2')", {"source_edition": "ED2"}),
    ("FULL", "SET_PARAMETER('TRANSPORTABLE', 'ALWAYS')", {"transportable": "ALWAYS"}),
    ("TRANSPORTABLE", "SET_PARAMETER('TTS_FULL_CHECK', 1)", {"transport_full_check": True}),
    ("FULL", "SET_PARAMETER('CHECKSUM', 1)", {"checksum": True}),
    ("FULL", "SET_PARAMETER('CHECKSUM_ALGORITHM', 'SHA384')", {"checksum_algorithm": "SHA384"}),
    ("FULL", "SET_PARALLEL(degree => '8')", {"threads": 8}),
    ("FULL", "LOG_ENTRY('ticket ' || 4711)", {"log_entries": ["ticket 4711"]}),
]


@pytest.mark.parametrize(("mode", "more", "expected"), CARRIED, ids=[more[:70] for _, more, _ in CARRIED])
def test_a_call_becomes_a_key(mode, more, expected):
    spec, found = recover(more, mode)
    assert warnings(found) == []
    assert given_keys(spec) == keys({"job_mode": mode} | expected)


ASSUMED = [
    (
        "SCHEMA",
        metadata("SCHEMA_LIST", "HR"),
        {"schemas": ["HR"]},
        "the names in `HR` have no quotes; they are taken as they are",
    ),
    (
        "SCHEMA",
        metadata("INCLUDE_PATH_EXPR", "= 'table'"),
        {"include": ["TABLE"]},
        PATH_EXPR,
    ),
    ("SCHEMA", metadata("EXCLUDE_PATH_EXPR", "in('GRANT','INDEX') "), {"exclude": ["GRANT", "INDEX"]}, PATH_EXPR),
    (
        "SCHEMA",
        metadata("EXCLUDE_NAME_EXPR", "LIKE 'A%'", "VIEW"),
        {"exclude": [ObjectFilter(object_path="VIEW", expression="LIKE 'A%'")]},
        "EXCLUDE_NAME_EXPR is not documented for DBMS_DATAPUMP; it becomes `exclude` with a clause",
    ),
    ("SCHEMA", metadata("NAME_LIST", "'A'"), {"name_expressions": ["IN ('A')"]}, f"NAME_LIST {UNCHECKED}"),
    (
        "SCHEMA",
        metadata("NAME_LIST", "'A'", "VIEW"),
        {"name_expressions": [NameExpression(object_path="VIEW", expression="IN ('A')")]},
        f"NAME_LIST {UNCHECKED}",
    ),
    (
        "TABLE",
        metadata("NAME_LIST", "'A'") + "\n" + metadata("SCHEMA_EXPR", "LIKE 'H%'"),
        {"name_expressions": ["IN ('A')"], "schema_expressions": ["LIKE 'H%'"]},
        f"NAME_LIST {UNCHECKED}",
    ),
    ("TABLE", metadata("SCHEMA_LIST", "'HR'"), {"schema_expressions": ["IN ('HR')"]}, f"SCHEMA_LIST {UNCHECKED}"),
    (
        "SCHEMA",
        HR + "\n" + metadata("SCHEMA_LIST", "'HR'"),
        {"schema_expressions": ["='HR'", "IN ('HR')"]},
        f"SCHEMA_LIST {UNCHECKED}",
    ),
    (
        "TABLE",
        metadata("TABLESPACE_LIST", "'USERS'"),
        {"tablespace_expressions": ["IN ('USERS')"]},
        f"TABLESPACE_LIST {UNCHECKED}",
    ),
    (
        "TABLE",
        metadata("VIEWS_AS_TABLES", "hr.v") + "\n" + HR,
        {"views_as_tables": ["HR.V"]} | OWNED,
        "the name `hr.v` is read in upper case",
    ),
    ("FULL", "SET_PARAMETER('METRICS', '1')", {"metrics": True}, "the text `1` is taken as the number"),
    (
        "FULL",
        "SET_PARAMETER('FLASHBACK_SCN', '4711')",
        {"flashback_scn": 4711},
        "the text `4711` is taken as the number",
    ),
    (
        "FULL",
        "SET_PARAMETER('FLASHBACK_TIME', 'SYSDATE')",
        {"consistent": True},
        "SYSDATE is read as the start of the job, which it is to the second",
    ),
    (
        "FULL",
        "SET_PARAMETER('FLASHBACK_TIME', q'[TO_DATE('25-08-2031 14:35:00','DD-MM-YYYY HH24:MI:SS')]')",
        {"flashback_time": "2031-08-25T14:35:00"},
        "the time has no zone, and is that of the session's time zone",
    ),
    (
        "FULL",
        "SET_PARAMETER('FLASHBACK_TIME', 'TO_TIMESTAMP(''' || TO_CHAR(SYSDATE,'YYYYMMDD HH24:MI')"
        " || ''',''YYYYMMDD HH24:MI'')')",
        {"consistent": True},
        "a time made of SYSDATE is read as the start of the job",
    ),
    (
        "FULL",
        "SET_PARAMETER('ENCRYPTION_PASSWORD', 'Cider-1887')",
        {"encryption_password": PasswordReference(prompt=True)},
        "the password was left out: it is asked for when the job is submitted",
    ),
    (
        "FULL",
        "SET_PARAMETER('CLIENT_COMMAND', 'expdp scott/Cider-1887 full=y')",
        {},
        "CLIENT_COMMAND is left out: it is a note in the job's description",
    ),
    (
        "FULL",
        "LOG_ENTRY('at ' || TO_CHAR(SYSDATE, 'HH24'))",
        {},
        "a log entry that is made when the script runs is left out",
    ),
    ("FULL", "LOG_ENTRY('x', 1)", {"log_entries": ["x"]}, "a log entry goes to the clients too"),
]


@pytest.mark.parametrize(("mode", "more", "expected", "message"), ASSUMED, ids=[one[1][:70] for one in ASSUMED])
def test_what_is_assumed_is_said(mode, more, expected, message):
    spec, found = recover(more, mode)
    assert warnings(found) == [message]
    assert given_keys(spec) == keys({"job_mode": mode} | expected)
    assert f"# {message[:60]}" in api.recover_spec(script(more, mode), "plsql").text()


OPENED = [
    ("'export', 'schema'", {}, []),
    ("operation => 'EXPORT', job_mode => 'SCHEMA', version => '12.2'", {"version": "12.2"}, []),
    ("'EXPORT', mode => 'SCHEMA'", {}, []),
    ("'EXPORT', 'SCHEMA', 'far'", {"network_link": "FAR"}, []),
    ("'EXPORT', 'SCHEMA', version => 19", {"version": "19"}, []),
    ("'EXPORT', 'SCHEMA', compression => DBMS_DATAPUMP.KU$_COMPRESS_NONE", {"compression": "NONE"}, []),
    ("'EXPORT', 'SCHEMA', compression => DBMS_DATAPUMP.KU$_COMPRESS_METADATA", {}, []),
    ("'EXPORT', 'SCHEMA', ena_sec_roles => 1", {"enable_secure_roles": True}, ["`ena_sec_roles` is not confirmed"]),
]


@pytest.mark.parametrize(("arguments", "expected", "assumed"), OPENED, ids=[one[0] for one in OPENED])
def test_arguments_of_open(arguments, expected, assumed):
    text = script(HR).replace("'EXPORT', 'SCHEMA', NULL, 'JOB'", arguments)
    spec, found = plsql.recover(Source("x", text))
    made = "the name of the job was made by Data Pump; now dpspec makes one with the time"
    assert sorted(warnings(found)) == sorted([made, *assumed])
    expected = {"job_mode": "SCHEMA"} | OWNED | expected | {"job_name": None}
    assert given_keys(spec) == keys(expected)


def test_a_job_name_in_lower_case_is_said_to_change():
    spec, found = plsql.recover(Source("x", script(HR).replace("'JOB'", "'job'")))
    assert spec.job_name == "JOB"
    assert warnings(found) == ["the job name `job` is written in upper case"]


FILES = [
    ("ADD_FILE('a.dmp', 'D')", {"file_name": "a.dmp"}, 0),
    ("ADD_FILE('a.dmp', 'D')\nADD_FILE('b.dmp', 'D')", {"dumpfiles": ["a.dmp", "b.dmp"]}, 0),
    ("ADD_FILE('a.dmp', 'E')\nADD_FILE('b.dmp', 'D')", {"dumpfiles": ["a.dmp", "D:b.dmp"], "datapump_dir": "E"}, 0),
    ("ADD_FILE('a.dmp', 'D', '500m')", {"file_name": "a.dmp", "filesize": "500MB"}, 0),
    ("ADD_FILE('a.dmp', 'D', 500000)", {"file_name": "a.dmp", "filesize": "500000B"}, 0),
    ("ADD_FILE('a.dmp', 'D', reusefile => 1)", {"file_name": "a.dmp", "reuse_dumpfiles": True}, 0),
    ("ADD_FILE('a.dmp', 'D', reusefile => '0')", {"file_name": "a.dmp"}, 0),
    ("ADD_FILE('a' || TO_CHAR(SYSDATE, 'YYYYMMDD') || '.dmp', 'D')", {"file_name": "a%T.dmp"}, 1),
    ("ADD_FILE('a' || TO_CHAR(SYSDATE, 'dd_mm_yyyy') || '.dmp', 'D')", {"file_name": "a%D_%M_%Y.dmp"}, 1),
    ("ADD_FILE('a' || TO_CHAR(SYSDATE, 'DD') || '_%U.dmp', 'D')", {"file_name": "a%D_%U.dmp"}, 1),
    (
        "ADD_FILE('https://objectstorage.x.oraclecloud.com/n/a/b/c/o/x.dmp', 'CRED', NULL, 5)",
        {
            "file_name": "https://objectstorage.x.oraclecloud.com/n/a/b/c/o/x.dmp",
            "credential_name": "CRED",
            "datapump_dir": "DATA_PUMP_DIR",
        },
        0,
    ),
]


@pytest.mark.parametrize(("more", "expected", "assumed"), FILES, ids=[one[0][:60] for one in FILES])
def test_dump_files(more, expected, assumed):
    text = "\n".join(
        line for line in script(more + "\n" + HR).splitlines() if "'x.dmp', 'D')" not in line and "x.log" not in line
    )
    spec, found = plsql.recover(Source("x", text))
    assert len(warnings(found)) == assumed
    rest = {"job_mode": "SCHEMA", "file_name": None, "logfile": None, "nologfile": True} | OWNED
    assert given_keys(spec) == keys(rest | expected)


def test_a_log_in_another_directory_and_one_with_a_name_that_is_made():
    spec, found = plsql.recover(Source("x", script(HR).replace("'x.log', 'D'", "'x.log', 'LOGS'")))
    assert (spec.datapump_dir, spec.logfile, found) == ("D", "LOGS:x.log", ())
    text = script(HR).replace("'x.log', 'D'", "'x' || TO_CHAR(SYSDATE, 'HH24MI'), 'LOGS'")
    spec, found = plsql.recover(Source("x", text))
    assert (spec.datapump_dir, spec.logfile, spec.dumpfiles) == ("LOGS", None, ("D:x.dmp",))
    made = "the name of the log file was made by the script when it runs; now dpspec makes one with the time"
    assert warnings(found) == [made]


@pytest.mark.parametrize(
    ("declare", "value", "expected"),
    [
        ("c CONSTANT VARCHAR2(9) := 'HR';", "'= ''' || c || ''''", "='HR'"),
        ("v VARCHAR2(99) := q'[IN ('A',]';", "v || q'!'B')!'", "IN ('A','B')"),
        ("v CLOB := TO_CLOB('= ''HR''');", "v", "='HR'"),
        ("", "q'[ = 'HR' ]'", "='HR'"),
        ("", "'= ' || CHR(39) || 'HR' || CHR(39)", "='HR'"),
        ("", "'IN (''A'',' || CHR(10) || '''B'')'", "IN ('A','B')"),
        ("", "'= ''Ä😀'''", "='Ä😀'"),
    ],
)
def test_values_are_worked_out(declare, value, expected):
    spec, found = recover(f"METADATA_FILTER('SCHEMA_EXPR', {value})", declare=declare)
    assert found == ()
    assert spec.schema_expressions == (expected,)


def test_start_job():
    text = script(HR).replace("START_JOB(h)", "START_JOB(h, 0, '-1', 0, 'batch')")
    spec, found = plsql.recover(Source("x", text))
    assert found == ()
    assert given_keys(spec) == keys(
        {"job_mode": "SCHEMA", "abort_step": -1, "cluster": False, "service_name": "batch"} | OWNED
    )


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED = [
    # METADATA_FILTER
    (
        "SCHEMA",
        "METADATA_FILTER('SCHEMA_NAME', 'HR')",
        "filter `SCHEMA_NAME` has no counterpart in a spec",
        "'SCHEMA_NAME'",
    ),
    ("SCHEMA", "METADATA_FILTER('ORDERED', '1')", "filter `ORDERED` has no counterpart in a spec", "'ORDERED'"),
    (
        "SCHEMA",
        "METADATA_FILTER('LONGNAME_EXPR', '=''A''', 'TABLE')",
        "object_path beside the filter `LONGNAME_EXPR`",
        "'TABLE'",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('INCLUDE_PATH_LIST', '''TABLE''', 'TABLE')",
        "object_path beside the filter `INCLUDE_PATH_LIST`",
        "'TABLE'",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('INCLUDE_PATH_EXPR', 'LIKE ''TABLE%''')",
        "a condition on object paths, `LIKE 'TABLE%'`",
        "'LIKE ''TABLE%'''",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('EXCLUDE_PATH_EXPR', 'NOT IN (''TABLE'')')",
        "a condition on object paths, `NOT IN ('TABLE')`",
        "'NOT IN (''TABLE'')'",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('INCLUDE_PATH_LIST', '''A''')\nMETADATA_FILTER('INCLUDE_PATH_LIST', '''B''')",
        "a second filter on what is included",
        "DBMS_DATAPUMP.METADATA_FILTER",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('SCHEMA_LIST', '''A''')\nMETADATA_FILTER('SCHEMA_LIST', '''B''')",
        "a second SCHEMA_LIST",
        "DBMS_DATAPUMP.METADATA_FILTER",
    ),
    (
        "TABLE",
        "METADATA_FILTER('NAME_LIST', '''A''')\nMETADATA_FILTER('NAME_LIST', '''B''')",
        "a second NAME_LIST",
        "DBMS_DATAPUMP.METADATA_FILTER",
    ),
    (
        "TABLESPACE",
        "METADATA_FILTER('TABLESPACE_LIST', '''A''')\nMETADATA_FILTER('TABLESPACE_LIST', '''B''')",
        "a second value for `tablespaces`",
        "DBMS_DATAPUMP.METADATA_FILTER",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('SCHEMA_LIST', 'SELECT x FROM y')",
        "the value is no list of names",
        "'SELECT x FROM y'",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('EXCLUDE_NAME_EXPR', '=''A''')",
        "EXCLUDE_NAME_EXPR without an object path",
        "DBMS_DATAPUMP.METADATA_FILTER",
    ),
    ("SCHEMA", "METADATA_FILTER('NAME_EXPR', NULL)", "value of METADATA_FILTER is missing", "NULL"),
    ("SCHEMA", "METADATA_FILTER('NAME_EXPR', value => '')", "value of METADATA_FILTER is missing", "''"),
    (
        "SCHEMA",
        "METADATA_FILTER('NAME_EXPR', '=''' || TO_CHAR(SYSDATE, 'MM') || '''')",
        "value of METADATA_FILTER is a text with the time of the run, which is no text known before the run",
        "'=''' || TO_CHAR(SYSDATE, 'MM') || ''''",
    ),
    (
        "SCHEMA",
        "METADATA_FILTER('NAME_EXPR', '=''A''', TO_CHAR(SYSDATE, 'MM'))",
        "object_path of METADATA_FILTER is a text with the time of the run, which is no text known before the run",
        "TO_CHAR(SYSDATE, 'MM')",
    ),
    ("TABLE", metadata("VIEWS_AS_TABLES", "HR.V"), "views beside all tables of the schema", ""),
    (
        "TABLE",
        metadata("VIEWS_AS_TABLES", "HR.V") + "\n" + metadata("NAME_EXPR", "='A'", "INDEX"),
        "views beside all tables of the schema",
        "",
    ),
    ("TABLE", metadata("VIEWS_AS_TABLES", 'HR."V'), 'malformed name `HR."V`', "'HR.\"V'"),
    (
        "TABLE",
        metadata("EXCLUDE_TABLES", "1"),
        "EXCLUDE_TABLES has no counterpart in a spec",
        "DBMS_DATAPUMP.METADATA_FILTER",
    ),
    (
        "TABLE",
        HR + "\n" + metadata("VIEWS_AS_TABLES", "HR.V") + "\n" + metadata("EXCLUDE_TABLES", "1"),
        "EXCLUDE_TABLES has no counterpart in a spec",
        "DBMS_DATAPUMP.METADATA_FILTER",
    ),
    # Other filters and remaps
    (
        "FULL",
        "METADATA_REMAP('REMAP_SCHEMA', 'A', 'B')",
        "METADATA_REMAP has no counterpart in a spec",
        "DBMS_DATAPUMP.METADATA_REMAP",
    ),
    (
        "FULL",
        "METADATA_TRANSFORM('OID', 0)",
        "METADATA_TRANSFORM has no counterpart in a spec",
        "DBMS_DATAPUMP.METADATA_TRANSFORM",
    ),
    (
        "FULL",
        "DATA_REMAP('ROW_FUNCTION', 'T', 'C', 'P.F')",
        "DATA_REMAP with name => `ROW_FUNCTION` has no counterpart in a spec",
        "'ROW_FUNCTION'",
    ),
    ("FULL", "DATA_REMAP('COLUMN_FUNCTION', 'T', 'C', 'P..F')", "malformed name `P..F`", "'P..F'"),
    ("FULL", "DATA_FILTER('ROWS', 1)", "data filter `ROWS` has no counterpart in a spec", "'ROWS'"),
    (
        "FULL",
        "DATA_FILTER('INCLUDE_ROWS', 0, 'T')",
        "data filter `INCLUDE_ROWS` for one table has no counterpart in a spec",
        "'INCLUDE_ROWS'",
    ),
    ("FULL", "DATA_FILTER('INCLUDE_ROWS', 'no')", "`no` is no value of `INCLUDE_ROWS`", "'no'"),
    (
        "FULL",
        "DATA_FILTER('INCLUDE_ROWS', 0)\nDATA_FILTER('INCLUDE_ROWS', 1)",
        "a second value for `INCLUDE_ROWS`",
        "1",
    ),
    ("FULL", "DATA_FILTER('SAMPLE', 'ten')", "`ten` is no percentage", "'ten'"),
    ("FULL", "DATA_FILTER('SAMPLE', -1)", "-1 is no percentage", "-1"),
    ("FULL", "DATA_FILTER('SAMPLE', NULL)", "NULL is no percentage", "NULL"),
    ("FULL", "DATA_FILTER('SUBQUERY', NULL)", "value of DATA_FILTER is missing", "NULL"),
    ("FULL", "DATA_FILTER('SUBQUERY', 'WHERE a=1', NULL, 'HR')", "a data filter for a schema without a table", "'HR'"),
    (
        "FULL",
        "DATA_FILTER('SUBQUERY', 'WHERE a=1')\nDATA_FILTER('SUBQUERY', 'WHERE b=1')",
        "a second `SUBQUERY` for all tables",
        "DBMS_DATAPUMP.DATA_FILTER",
    ),
    (
        "FULL",
        "DATA_FILTER('INCLUDE_ROWS', 0)\nSET_PARAMETER('INCLUDE_METADATA', 0)",
        "neither rows nor definitions are exported",
        "",
    ),
    # SET_PARAMETER and its like
    *(
        ("FULL", f"SET_PARAMETER('{name}', 'X')", f"parameter `{name}` has no counterpart in a spec", f"'{name}'")
        for name in [
            "MASTER_ONLY",
            "PARTITION_OPTIONS",
            "TABLE_EXISTS_ACTION",
            "REUSE_DATAFILES",
            "SKIP_UNUSABLE_INDEXES",
            "USER_METADATA",
            "STREAMS_CONFIGURATION",
            "TARGET_EDITION",
            "TABLESPACE_DATAFILE",
            "TTS_CLOSURE_CHECK",
            "PARALLEL_THRESHOLD",
            "ENABLE_SECURE_ROLES",
            "NO_SUCH",
        ]
    ),
    ("FULL", "SET_PARAMETER('COMPRESSION', 1)", "1 is no value of `COMPRESSION`", "1"),
    ("FULL", "SET_PARAMETER('METRICS', 2)", "2 is no value of `METRICS`", "2"),
    ("FULL", "SET_PARAMETER('METRICS', NULL)", "NULL is no value of `METRICS`", "NULL"),
    ("FULL", "SET_PARAMETER('KEEP_MASTER', 'yes')", "`yes` is no value of `KEEP_MASTER`", "'yes'"),
    ("FULL", "SET_PARAMETER('KEEP_MASTER', 1)", "a second value for `keep_master`", "1"),
    ("FULL", "SET_PARAMETER('INCLUDE_METADATA', 2)", "2 is no value of `INCLUDE_METADATA`", "2"),
    (
        "FULL",
        "SET_PARAMETER('INCLUDE_METADATA', 0)\nSET_PARAMETER('INCLUDE_METADATA', 1)",
        "a second value for `INCLUDE_METADATA`",
        "1",
    ),
    ("FULL", "SET_PARAMETER('DATA_OPTIONS', 3)", "3 has a bit that is no data option of an export", "3"),
    ("FULL", "SET_PARAMETER('FLASHBACK_SCN', 'now')", "`now` is no system change number", "'now'"),
    ("FULL", "SET_PARAMETER('FLASHBACK_TIME', 'noon')", "`noon` is not a time that can be read", "'noon'"),
    ("FULL", "SET_PARAMETER('FLASHBACK_TIME', 1)", "1 is no point in time", "1"),
    (
        "FULL",
        "SET_PARAMETER('FLASHBACK_TIME', 'TO_DATE(''' || TO_CHAR(SYSDATE,'YYYYMMDD') || ''',''YYYYMMDD'')')",
        "SYSDATE without hours and minutes is the last midnight, not the start of the job",
        "'TO_DATE(''' || TO_CHAR(SYSDATE,'YYYYMMDD') || ''',''YYYYMMDD'')'",
    ),
    ("FULL", "SET_PARAMETER('SOURCE_EDITION', 1)", "1 is no edition", "1"),
    ("FULL", "SET_PARAMETER('ENCRYPTION_PASSWORD', NULL)", "the password is NULL", "DBMS_DATAPUMP.SET_PARAMETER"),
    (
        "FULL",
        "SET_PARAMETER('ENCRYPTION_PASSWORD', :a)\nSET_PARAMETER('ENCRYPTION_PASSWORD', :b)",
        "a second password",
        "DBMS_DATAPUMP.SET_PARAMETER",
    ),
    ("FULL", "SET_PARALLEL('many')", "`many` is no number of workers", "'many'"),
    ("FULL", "SET_PARALLEL(2)\nSET_PARALLEL(4)", "a second value for `threads`", "4"),
    # Files
    ("FULL", "ADD_FILE('x.bad', 'D', NULL, 2)", "ADD_FILE with filetype => 2 has no counterpart in an export", "2"),
    ("FULL", "ADD_FILE('y.log', 'D', NULL, 3)", "a second log file", "DBMS_DATAPUMP.ADD_FILE"),
    ("FULL", "ADD_FILE(NULL, 'D')", "filename of ADD_FILE is missing", "NULL"),
    ("FULL", "ADD_FILE('y.dmp', NULL)", "directory of ADD_FILE is missing", "NULL"),
    ("FULL", "ADD_FILE('D:y.dmp', 'E')", "a colon in the file name `D:y.dmp`", "'D:y.dmp'"),
    ("FULL", "ADD_FILE('y.dmp', 'D', '2GiB')", "`2GiB` is no file size", "'2GiB'"),
    ("FULL", "ADD_FILE('y.dmp', 'D', '2G')", "dump files of different sizes", "'2G'"),
    ("FULL", "ADD_FILE('y.dmp', 'D', reusefile => 1)", "a second value for `reuse_dumpfiles`", "1"),
    ("FULL", "ADD_FILE('y.dmp', 'D', reusefile => 2)", "2 is no value of `reusefile`", "2"),
    (
        "FULL",
        "ADD_FILE('y' || TO_CHAR(SYSDATE, 'YYYYMMDDHH24') || '.dmp', 'D')",
        "a dump file name with the time `YYYYMMDDHH24`",
        "'y' || TO_CHAR(SYSDATE, 'YYYYMMDDHH24') || '.dmp'",
    ),
    (
        "FULL",
        "ADD_FILE('EXPDAT%U' || TO_CHAR(SYSDATE, 'YYYY-MM-DD-HH24_MI_SS') || '.DMP', 'D')",
        "a dump file with a name that is made, beside other files elsewhere",
        "DBMS_DATAPUMP.ADD_FILE",
    ),
    (
        "FULL",
        "ADD_FILE('https://a/x', 'C1', NULL, 5)\nADD_FILE('https://a/y', 'C2', NULL, 5)",
        "dump files with different credentials",
        "'C2'",
    ),
    # The order of calls
    ("FULL", "DETACH()", "DETACH before START_JOB removes the job (ORA-39012)", "DBMS_DATAPUMP.DETACH"),
    ("FULL", "STOP_JOB()", "STOP_JOB before START_JOB removes the job, as DETACH does", "DBMS_DATAPUMP.STOP_JOB"),
    (
        "FULL",
        "g := DBMS_DATAPUMP.ATTACH('OTHER');",
        "ATTACH before START_JOB gives a second handle, and which job the calls below are for is not known",
        "DBMS_DATAPUMP.ATTACH",
    ),
    ("FULL", "START_JOB()", "2 calls of START_JOB; a job has one", "DBMS_DATAPUMP.START_JOB"),
    ("FULL", "h := DBMS_DATAPUMP.OPEN('EXPORT', 'FULL');", "2 calls of OPEN; a job has one", "DBMS_DATAPUMP.OPEN"),
]


@pytest.mark.parametrize(
    ("mode", "more", "message", "place"), REFUSED, ids=[f"{one[1][:60]} {one[2][:20]}" for one in REFUSED]
)
def test_what_a_spec_cannot_say_is_named_at_its_place(mode, more, message, place):
    text = script(more, mode, declare="g NUMBER;")
    spec, found = plsql.recover(Source("job.sql", text))
    assert spec is None
    errors = [(d.message, marked(d)) for d in found if d.severity is Severity.ERROR]
    assert (message, place) in errors
    assert len(errors) == 1
    if place:
        # In the last call, not in an equal one before it.
        (error,) = (d for d in found if d.severity is Severity.ERROR)
        start = text.index(calls(more.splitlines()[-1]))
        assert error.location.span.start >= start
        assert error.location.span.end <= text.index("\n", start) or "START_JOB" in more


@pytest.mark.parametrize(
    "word", ["SET_PARALLEL(4)", "ADD_FILE('y.dmp', 'D')", "METADATA_FILTER('NAME_EXPR', '=''A''')"]
)
def test_a_call_after_the_start_is_refused(word):
    name = word.partition("(")[0]
    message = f"{name} after START_JOB, when the job runs already"
    assert refused(HR, after=word) == [("DP052", message, f"DBMS_DATAPUMP.{name}")]


def test_a_call_before_the_job_is_opened_is_refused():
    text = script(HR).replace("  h := ", "  DBMS_DATAPUMP.SET_PARALLEL(h, 4);\n  h := ")
    spec, found = plsql.recover(Source("x", text))
    assert spec is None
    assert [d.message for d in found] == ["SET_PARALLEL before OPEN, when there is no job"]


def test_a_job_that_was_left_over_may_be_stopped_before_but_not_kept():
    before = "  h := DBMS_DATAPUMP.ATTACH('OLD');\n  DBMS_DATAPUMP.STOP_JOB(h);\n  h := DBMS_DATAPUMP.OPEN"
    spec, found = plsql.recover(Source("x", script(HR).replace("  h := DBMS_DATAPUMP.OPEN", before)))
    assert spec is not None
    assert found == ()
    text = script(HR).replace("  h := DBMS_DATAPUMP.OPEN", before.replace("DBMS_DATAPUMP.STOP_JOB(h)", "NULL"))
    spec, found = plsql.recover(Source("x", text))
    assert spec is None
    assert [d.message[:18] for d in found] == ["ATTACH before OPEN"]


def test_what_follows_the_start_is_left_out():
    after = "LOG_ENTRY('x')\nGET_STATUS(1, 0, :s, :t)\nWAIT_FOR_JOB(:s)\nDETACH()"
    spec, found = recover(HR, after=after)
    assert found == ()
    assert given_keys(spec) == keys({"job_mode": "SCHEMA"} | OWNED)
    spec, found = recover(HR, after="STOP_JOB(0)")
    assert warnings(found) == ["STOP_JOB is left out: it is taken to follow the end of the job"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (f"IF TRUE THEN {HR} END IF;", "call of `DBMS_DATAPUMP.METADATA_FILTER` depends on IF"),
        (f"FOR i IN 1 .. 2 LOOP {HR} END LOOP;", "call of `DBMS_DATAPUMP.METADATA_FILTER` depends on LOOP"),
        (f"EXECUTE IMMEDIATE q'[BEGIN {HR} END;]';", "call of `DBMS_DATAPUMP` is made in SQL"),
        ("METADATA_FILTER('SCHEMA_EXPR', my_filter)", "`my_filter` is not declared in the block"),
    ],
)
def test_what_may_or_may_not_run_is_refused(more, message):
    text = script(more)
    spec, found = plsql.recover(Source("x", text))
    assert spec is None
    assert any(d.code == "DP051" and d.message.startswith(message[:30]) for d in found), found


def test_filters_in_lower_case_are_what_the_server_compares_with():
    spec, found = recover(metadata("SCHEMA_EXPR", "= 'hr'"), "schema")
    assert found == ()
    assert (spec.job_mode, spec.schema_expressions) == ("SCHEMA", ("='hr'",))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("'EXPORT'", "'IMPORT'", "an import is no export"),
        ("'EXPORT'", "'SQL_FILE'", "OPEN with operation => `SQL_FILE` has no counterpart in a spec"),
        ("'EXPORT'", "NULL", "operation of OPEN is missing"),
        ("'SCHEMA'", "NULL", "job_mode of OPEN is missing"),
        ("NULL, 'JOB'", "TO_CHAR(SYSDATE, 'MM'), 'JOB'", "remote_link of OPEN is a text with the time of the run"),
        ("'JOB'", "'JOB', compression => 7", "OPEN with compression => 7 has no counterpart in a spec"),
        ("'JOB'", "'JOB', ena_sec_roles => 7", "7 is no value of `ena_sec_roles`"),
        ("START_JOB(h)", "START_JOB(h, 1)", "START_JOB with skip_current => 1 has no counterpart in a spec"),
        ("START_JOB(h)", "START_JOB(h, 0, 1.5)", "`1.5` is no value of `abort_step`"),
        ("START_JOB(h)", "START_JOB(h, cluster_ok => 2)", "2 is no value of `cluster_ok`"),
        ("DBMS_DATAPUMP.START_JOB(h);", "", "0 calls of START_JOB; a job has one"),
        ("DBMS_DATAPUMP.ADD_FILE(h, 'x.dmp', 'D');", "", "a job without a dump file"),
        ("'x.log'", "NULL", "filename of ADD_FILE is missing"),
        ("'x.log', 'D'", "'x.log', NULL", "directory of ADD_FILE is missing"),
        ("'x.log', 'D'", "'x.log', 'D', '2G'", "ADD_FILE with filesize => `2G` has no counterpart in a spec"),
    ],
)
def test_a_job_that_is_no_export_of_a_spec_is_refused(old, new, message):
    text = script(HR)
    assert old in text
    spec, found = plsql.recover(Source("x", text.replace(old, new, 1)))
    assert spec is None
    assert [d.message[: len(message)] for d in found if d.severity is Severity.ERROR] == [message]


def test_an_import_is_refused_as_that_whatever_it_sets():
    text = script("METADATA_REMAP('REMAP_SCHEMA', 'A', 'B')").replace("'EXPORT'", "'import'")
    spec, found = plsql.recover(Source("x", text))
    assert spec is None
    assert [(d.message, marked(d), d.help) for d in found] == [
        ("an import is no export", "'import'", "a spec is always an export")
    ]


@pytest.mark.parametrize("text", ["", "BEGIN NULL; END;\n/\n", "SELECT 1 FROM dual;\n"])
def test_a_script_without_a_job_has_no_spec(text):
    spec, found = plsql.recover(Source("x", text))
    assert spec is None
    assert [d.message for d in found] == ["0 calls of OPEN; a job has one", "0 calls of START_JOB; a job has one"]


# --- passwords --------------------------------------------------------------------------------------------------------

SECRET = "Cider-1887"  # noqa: S105 - it is to be found nowhere
PASSWORDS = [
    "SET_PARAMETER(h, 'ENCRYPTION_PASSWORD', 'Cider-1887')",
    "SET_PARAMETER(h, name => 'encryption_password', value => 'Cider-1887')",
    "SET_PARAMETER(h, value => q'[Cider-1887]', name => 'ENCRYPTION_PASSWORD')",
    "SET_PARAMETER(h, 'ENCRYPTION_' || 'PASSWORD', v)",
    "SET_PARAMETER(h, 'ENCRYPTION_PASSWORD', 'Cider' || '-1887')",
]


@pytest.mark.parametrize("call", PASSWORDS)
@pytest.mark.parametrize("fault", ["", "DBMS_DATAPUMP.SET_PARALLEL(h, 'x');", "DBMS_DATAPUMP.SET_PARALLEL(h, x);"])
def test_a_password_is_never_shown(call, fault):
    text = JOB.format(declare="v VARCHAR2(20) := 'Cider-1887';", mode="FULL", after="", more="").replace("\n", " ")
    text = text.replace(" / ", "\n/\n").replace(
        "DBMS_DATAPUMP.START_JOB", f"DBMS_DATAPUMP.{call}; {fault} DBMS_DATAPUMP.START_JOB"
    )
    recovered = api.recover_spec(text, "plsql")
    assert (recovered.spec is None) is bool(fault)
    shown = [render(recovered.diagnostics), *(str(d.message) + str(d.help) for d in recovered.diagnostics)]
    if recovered.spec is not None:
        assert recovered.spec.encryption_password == PasswordReference(prompt=True)
        shown += [repr(recovered.spec), recovered.text("yaml"), recovered.text("json")]
    for one in shown:
        assert SECRET not in one
        assert "1887" not in one


@pytest.mark.parametrize("secret", ["x", "O'K", "long'er"])
def test_short_and_quoted_passwords_are_masked_as_literals(secret):
    written = secret.replace("'", "''")
    more = f"p := '{written}';\n" + "SET_PARAMETER('ENCRYPTION_PASSWORD', p)\nSET_PARALLEL('y')"
    text = script(more, "FULL", declare="p VARCHAR2(20);")
    report = render(api.recover_spec(text, "plsql").diagnostics)
    assert "SET_PARALLEL" in report
    assert f"'{written}'" not in report


MISSPELT = {
    "in the name": "SET_PARAMETER(h, 'ENCRYPTION_PASWORD', 'Zq9Secret')",
    "short": "SET_PARAMETER(h, 'ENCRYPTION_PWD', 'Zq9Secret')",
    "by name": "SET_PARAMETER(h, value => 'Zq9Secret', name => 'encrypt_passwd')",
    "in a variable": "SET_PARAMETER(h, n, 'Zq9Secret')",
    "both in variables": "SET_PARAMETER(h, n, s)",
    "too many": "SET_PARAMETER(h, n, 'Zq9Secret', 1)",
    "too many before": "SET_PARAMETER(h, 1, n, 'Zq9Secret')",
    "no handle": "SET_PARAMETER(n, 'Zq9Secret')",
    "unknown name": "SET_PARAMETER(h, :n, 'Zq9Secret')",
    "unknown parameter": "SET_PARAMETER(h, n, valu => 'Zq9Secret')",
    "does not parse": "SET_PARAMETER(h, 'ENCRYPTION_PASSWORD', 'Zq9Secret'",
}


@pytest.mark.parametrize("call", MISSPELT.values(), ids=MISSPELT)
def test_a_password_under_a_misspelt_name_is_never_shown(call):
    n, s = "n VARCHAR2(30) := 'ENCRYPTION_PASSWORDS';", "s VARCHAR2(30) := 'Zq9Secret';" if " s)" in call else ""
    text = JOB.format(declare=f"{n} {s}", mode="FULL", after="", more=f"DBMS_DATAPUMP.{call};").replace("\n", " ")
    recovered = api.recover_spec(text.replace(" / ", "\n/\n"), "plsql")
    report = render(recovered.diagnostics)
    assert recovered.spec is None
    assert "ET_PARAMETER" in report
    assert "Zq9" not in report


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("run as hr/Zq9Secret@db", "run as hr/***"),
        ("expdp hr/Zq9Secret full=y", "expdp hr/*** full=y"),
        ("expdp userid=hr/Zq9@Secret", "expdp userid=hr/***"),
        ('impdp "HR"/"Zq9 Secret"@db', 'impdp "HR"/***'),
        ("connect hr/Zq9Secret", "connect hr/***"),
    ],
)
def test_a_connect_string_in_a_log_entry_is_masked(message, expected):
    recovered = api.recover_spec(script(f"LOG_ENTRY('{message}')", "FULL"), "plsql")
    assert recovered.spec.log_entries == (expected,)
    assert warnings(recovered.diagnostics) == ["what may be a password in a log entry is masked"]
    assert [one.key for one in recovered.diagnostics] == ["log_entries"]
    for shown in (render(recovered.diagnostics), recovered.text("yaml"), recovered.text("json")):
        assert "Zq9" not in shown
        assert "Secret" not in shown


@pytest.mark.parametrize("message", ["1/2 done", "dump in /u01/app/dp", "mail dba@example.com and/or call", "and/or"])
def test_a_log_entry_without_a_connect_string_is_kept(message):
    spec, found = recover(f"LOG_ENTRY('{message}')", "FULL")
    assert (spec.log_entries, found) == ((message,), ())


def test_the_arguments_of_a_file_that_is_run_show_no_password():
    recovered = api.recover_spec("@x hr/Zq9Secret@db\n" + script("", "FULL"), "plsql")
    assert recovered.spec is not None
    assert warnings(recovered.diagnostics) == ["`@x` is not followed"]
    assert "Zq9" not in render(recovered.diagnostics)


def test_filters_that_are_set_elsewhere_are_no_part_of_a_spec():
    message = "call of `apply_filters` is given the handle of the job, and what it does is not known"
    assert refused("apply_filters(h);\n" + HR) == [("DP051", message, "apply_filters")]


# --- the corpus -------------------------------------------------------------------------------------------------------

SCHEMA_KINDS = {"SCHEMA_EXPR", "SCHEMA_LIST"}
METADATA_KINDS = {
    *SCHEMA_KINDS,
    "NAME_EXPR",
    "NAME_LIST",
    "TABLESPACE_EXPR",
    "INCLUDE_PATH_EXPR",
    "INCLUDE_PATH_LIST",
    "EXCLUDE_PATH_EXPR",
    "EXCLUDE_PATH_LIST",
    "EXCLUDE_NAME_EXPR",
}
DATA_KINDS = {"SUBQUERY", "PARTITION_EXPR", "PARTITION_LIST"}
RECORDS = [entry for entry in CORPUS if entry["kind"] in METADATA_KINDS | DATA_KINDS and entry["value"] is not None]


def of_corpus(entry):
    literal = "'" + entry["value"].replace("'", "''") + "'"
    path = f", '{entry['object_path']}'" if entry["object_path"] else ""
    call = "DATA_FILTER" if entry["kind"] in DATA_KINDS else "METADATA_FILTER"
    line = f"DBMS_DATAPUMP.{call}(h, '{entry['kind']}', {literal}{path});"
    owner = "" if entry["kind"] in SCHEMA_KINDS else HR
    return JOB.format(declare="", mode="SCHEMA", after="", more=f"{owner} {line}")


@pytest.mark.parametrize("entry", RECORDS, ids=[entry["id"] for entry in RECORDS])
def test_the_corpus_in_scripts(entry):
    spec, found = plsql.recover(Source("x", of_corpus(entry)))
    errors = [d for d in found if d.severity is Severity.ERROR]
    assert (spec is None) == bool(errors)
    if entry["valid"] is False:
        assert errors
        assert all(d.code.startswith("DP02") or d.code.startswith("DP03") for d in errors)
    elif spec is None:
        # What a spec has no words for: a condition on object paths.
        assert [d.message[:27] for d in errors] == ["a condition on object paths"]
        assert entry["shape"] in ("LIKE", "NOT_LIKE")
    else:
        bare = given_keys(plsql.recover(Source("x", script("" if entry["kind"] in SCHEMA_KINDS else HR)))[0])
        assert given_keys(spec) != bare


# --- properties -------------------------------------------------------------------------------------------------------


@given(st.one_of(st.text(), st.text(st.sampled_from("hHx:='(), ;\n/ENDBMS_ATAPU.'"))))
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_much(text):
    for wrapped in (text, f"BEGIN {text} END;\n/\n", JOB.format(declare="", mode="FULL", after="", more=text)):
        recovered = api.recover_spec(wrapped, "plsql")
        assert (recovered.spec is None) == has_errors(recovered.diagnostics)


names = st.sampled_from(
    [
        "NAME_EXPR",
        "NAME_LIST",
        "SCHEMA_EXPR",
        "SCHEMA_LIST",
        "TABLESPACE_EXPR",
        "TABLESPACE_LIST",
        "INCLUDE_PATH_EXPR",
        "INCLUDE_PATH_LIST",
        "EXCLUDE_PATH_EXPR",
        "EXCLUDE_PATH_LIST",
        "EXCLUDE_TABLES",
        "VIEWS_AS_TABLES",
        "EXCLUDE_NAME_EXPR",
        "INCLUDE_ROWS",
        "PARTITION_EXPR",
        "PARTITION_LIST",
        "SAMPLE",
        "SUBQUERY",
        "CLIENT_COMMAND",
        "COMPRESSION",
        "DATA_OPTIONS",
        "ENCRYPTION",
        "ENCRYPTION_PASSWORD",
        "ESTIMATE",
        "ESTIMATE_ONLY",
        "FLASHBACK_SCN",
        "FLASHBACK_TIME",
        "INCLUDE_METADATA",
        "LOGTIME",
        "METRICS",
        "SOURCE_EDITION",
        "TRANSPORTABLE",
        "TTS_FULL_CHECK",
        "USER_METADATA",
        "COLUMN_FUNCTION",
        "nonsense",
    ]
).map(lambda name: f"'{name}'")
values = st.one_of(
    st.sampled_from(
        [
            *("NULL", "''", "0", "1", "2", "-1", "1.5", "1e90", "'0'", "'1'", "'ALL'", "'x'", "'A,B'", "'''A'''"),
            *("'''A'',''B'''", "'= ''A'''", "'!= ''A'''", "'LIKE ''A%'' ESCAPE '''''", "'LIKE ''A'' ESCAPE ''A'''"),
            *("'IN (SELECT a FROM b)'", "'NOT IN (''A'')'", "'WHERE a = 1'", "'SYSTIMESTAMP'", "'TABLE'", "'HR.V'"),
            *("'a.dmp'", "'D'", "'A:b'", "TO_CHAR(SYSDATE, 'YYYYMMDD')", "'x' || TO_CHAR(SYSDATE, 'HH24')", "SYSDATE"),
            *("'2G'", "q'[= 'B']'", "unknown_one", "DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE"),
        ]
    ),
    st.integers(-9, 9).map(str),
    st.text(st.characters(exclude_characters="'&", exclude_categories=["C"]), max_size=5).map(lambda t: f"'{t}'"),
)
named_calls = st.builds(
    lambda call, name, value, more: f"{call}({', '.join(['h', name, value, *more])});",
    st.sampled_from(["METADATA_FILTER", "DATA_FILTER", "SET_PARAMETER", "DATA_REMAP", "METADATA_REMAP"]),
    names,
    values,
    st.lists(values, max_size=3),
)
other_calls = st.builds(
    lambda call, more: f"{call}({', '.join(['h', *more])});",
    st.sampled_from(
        ["ADD_FILE", "ADD_DEVICE", "SET_PARALLEL", "METADATA_TRANSFORM", "LOG_ENTRY", "SET_DEBUG", "STOP_JOB"]
    ),
    st.lists(values, min_size=1, max_size=5),
)
#: What may stand several times and adds to the job; any other call may say the same as one before it.
ADDED = re.compile(r"'(?:NAME_EXPR|SCHEMA_EXPR|TABLESPACE_EXPR|SUBQUERY|SAMPLE|COLUMN_FUNCTION)'")
#: What is the default already, or says nothing: the same job with and without it.
NOTHING = re.compile(
    r"""(?x)
    SET_PARAMETER\(h,[ ]'(?:DATA_OPTIONS',[ ](?:0|'0')|INCLUDE_METADATA',[ ](?:1|'1'))\);
    """
)


@given(
    st.sampled_from(["FULL", "SCHEMA", "TABLE", "TABLESPACE", "TRANSPORTABLE"]),
    st.lists(st.one_of(named_calls, other_calls), max_size=4),
)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_call_is_dropped(mode, more):
    """Each call changes the spec or has a diagnostic."""

    def outcome(lines):
        text = JOB.format(declare="", mode=mode, after="", more="\n  ".join(f"DBMS_DATAPUMP.{line}" for line in lines))
        recovered = api.recover_spec(text, "plsql")
        assert (recovered.spec is None) == has_errors(recovered.diagnostics)
        if recovered.spec is not None:
            for syntax in ("yaml", "json"):
                assert dpspec.loads(recovered.text(syntax), syntax) == recovered.spec
        return recovered.spec, [(d.code, d.message) for d in recovered.diagnostics]

    for at, line in enumerate(more):
        rest = more[:at]
        before, now = outcome(rest), outcome([*rest, line])
        again = any(line.split(",")[:2] == other.split(",")[:2] for other in rest) and not ADDED.search(line)
        if again or line in rest or NOTHING.fullmatch(line) or before[0] is None:
            continue
        assert before != now, line
