"""The parameter file: expdp's words for what a spec means, and a refusal for the rest."""

from __future__ import annotations

import re

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import dpspec
from dpspec.emit.parfile import refuse
from tests.strategies import specs, wide_specs

TABLE = {"job_mode": "TABLE", "schema_expressions": ["='SCOTT'"]}


def parameters(**given_):
    text = dpspec.compile(dpspec.ExportSpec(**given_), "parfile").text
    return [line for line in text.splitlines() if not line.startswith("#")]


def refusals(**given_):
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.ExportSpec(**given_), "parfile")
    return [(d.code, d.message) for d in caught.value.diagnostics]


def test_every_default_is_written_out():
    assert parameters(job_mode="FULL") == [
        "DIRECTORY=DATA_PUMP_DIR",
        "DUMPFILE=EXPDAT%U-%T.DMP",
        "LOGFILE=EXPDAT.LOG",
        "REUSE_DUMPFILES=NO",
        "FULL=YES",
        "PARALLEL=1",
        "KEEP_MASTER=YES",
    ]


def test_a_dump_in_an_object_store_leaves_the_directory_to_the_log():
    uri = "https://objectstorage.eu-zurich-1.oraclecloud.com/n/x/b/y/o/nightly-%U.dmp"
    assert parameters(job_mode="FULL", file_name=uri, credential_name="CRED", threads=2, keep_master=0) == [
        "CREDENTIAL=CRED",
        f"DUMPFILE={uri}",
        "LOGFILE=DATA_PUMP_DIR:nightly.LOG",
        "REUSE_DUMPFILES=NO",
        "FULL=YES",
        "PARALLEL=2",
        "KEEP_MASTER=NO",
    ]


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"schema_expressions": ["IN ('SCOTT','HR')"]}, ["SCHEMAS=HR,SCOTT"]),
        ({"schema_expressions": ["IN ('A','B')", "!='B'"]}, ["SCHEMAS=A"]),
        ({"schema_expressions": ["='Mixed'"]}, ["SCHEMAS='\"Mixed\"'"]),
        ({"schema_expressions": ["IN ('A#B','C')"]}, ["SCHEMAS=('\"A#B\"',C)"]),
        ({"job_mode": "TABLESPACE", "tablespace_expressions": ["='USERS'"]}, ["TABLESPACES=USERS"]),
        (TABLE, ["TABLES=SCOTT.%"]),
        ({**TABLE, "name_expressions": ["IN ('EMP','DEPT')"]}, ["TABLES=SCOTT.DEPT,SCOTT.EMP"]),
        ({"job_mode": "TABLE", "name_expressions": ["='EMP'"]}, ["TABLES=EMP"]),
        (
            {**TABLE, "name_expressions": ["LIKE 'EMP%'", "!='O''X'"]},
            ["TABLES=SCOTT.%", "INCLUDE=TABLE:\"LIKE 'EMP%'\"", "INCLUDE=TABLE:\"!='O''X'\""],
        ),
        # A name that TABLES would read as a pattern or cut at a comment goes into a clause.
        ({**TABLE, "name_expressions": ["='A%'"]}, ["TABLES=SCOTT.%", "INCLUDE=TABLE:\"='A%'\""]),
        ({**TABLE, "name_expressions": ["='EMP#'"]}, ["TABLES=SCOTT.%", "INCLUDE=TABLE:\"='EMP#'\""]),
        ({**TABLE, "name_expressions": ["='emp'"]}, ["TABLES=SCOTT.%", "INCLUDE=TABLE:\"='emp'\""]),
        # No backslash is written, since it is not documented how expdp reads one.
        (
            {**TABLE, "name_expressions": [r"LIKE 'A\_%' ESCAPE '\'"]},
            ["TABLES=SCOTT.%", "INCLUDE=TABLE:\"LIKE 'A!_%' ESCAPE '!'\""],
        ),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, list) else "",
)
def test_what_is_selected(given_, expected):
    assert parameters(**given_)[4:-2] == expected


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"filter": "A"}, ("DP301", "parfile has no counterpart of `filter`")),
        (
            {"schema_expressions": ["LIKE 'A%'"]},
            ("DP302", "parfile takes a list of names for `schema_expressions`, not a condition"),
        ),
        (
            {"schema_expressions": ["='A'"], "name_expressions": ["='T'"]},
            ("DP302", "parfile has no parameter for `name_expressions` in SCHEMA mode"),
        ),
        (
            {**TABLE, "tablespace_expressions": ["='USERS'"]},
            ("DP302", "parfile has no parameter for `tablespace_expressions` in TABLE mode"),
        ),
        ({**TABLE, "name_expressions": ["!='É'"]}, ("DP303", "parfile cannot carry `É` (U+00C9)")),
        ({**TABLE, "name_expressions": ["!='A\nB'"]}, ("DP303", "parfile cannot carry `\\n` (U+000A)")),
        ({**TABLE, "name_expressions": ["!='A\"B'"]}, ("DP303", 'parfile cannot carry `"` (U+0022)')),
        ({**TABLE, "name_expressions": ["!='A\\B'"]}, ("DP303", "parfile cannot carry `\\` (U+005C)")),
        ({"schema_expressions": ["='O''X'"]}, ("DP303", "parfile cannot carry the name `O'X`")),
        ({"schema_expressions": ["='A%'"]}, ("DP303", "parfile cannot carry the name `A%`")),
        ({"job_mode": "FULL", "file_name": "full"}, ("DP303", "`file_name` without an extension")),
        (
            {"job_mode": "FULL", "datapump_dir": "A#"},
            ("DP303", "parfile cannot carry the name `A#`: `#` may begin a comment"),
        ),
        (
            {**TABLE, "name_expressions": [f"NOT IN ({','.join(repr('T' * 90 + str(n)) for n in range(50))})"]},
            ("DP303", "parfile cannot carry a clause of more than 4,000 characters"),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_said_is_refused(given_, expected):
    assert expected in refusals(**given_)


def test_all_refusals_come_at_once():
    assert len(refusals(schema_expressions=["LIKE 'A%'"], name_expressions=["='T'"], file_name="x")) == 3


@pytest.mark.parametrize(
    ("file_name", "log"),
    [
        ("hr_%U.dmp", "hr.LOG"),
        ("%U.dmp", "EXPDAT.LOG"),
        ("EXPDAT.LOG", "EXPORT.LOG"),
        ("expdat.log", "EXPORT.LOG"),
        ("hr.log", "EXPDAT.LOG"),
    ],
)
def test_the_log_is_named_after_the_dump_and_never_like_it(file_name, log):
    assert f"LOGFILE={log}" in parameters(job_mode="FULL", file_name=file_name)


# --- the whole vocabulary -------------------------------------------------------------------------------------------

FULL = {"job_mode": "FULL"}
URI = "https://objectstorage.eu-zurich-1.oraclecloud.com/n/x/b/y/o/"
DEFAULT = ["DIRECTORY=DATA_PUMP_DIR", "DUMPFILE=EXPDAT%U-%T.DMP", "LOGFILE=EXPDAT.LOG", "REUSE_DUMPFILES=NO"]
END = ["PARALLEL=1", "KEEP_MASTER=YES"]

SETTINGS = {
    "content": ({"content": "DATA_ONLY"}, ["CONTENT=DATA_ONLY"]),
    "data_options": (
        {"data_options": ["XML_CLOBS", "VERIFY_STREAM_FORMAT"]},
        ["DATA_OPTIONS=XML_CLOBS,VERIFY_STREAM_FORMAT"],
    ),
    "consistent": ({"consistent": True}, ["FLASHBACK_TIME=SYSTIMESTAMP"]),
    "not consistent": ({"consistent": False}, []),
    "flashback_scn": ({"flashback_scn": 4711}, ["FLASHBACK_SCN=4711"]),
    "flashback_time": (
        {"flashback_time": "2026-11-01T02:00:00.5+01:00"},
        ["FLASHBACK_TIME=\"TO_TIMESTAMP_TZ('2026-11-01 02:00:00.5 +01:00', 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM')\""],
    ),
    "compression": (
        {"compression_algorithm": "LOW", "compression": "ALL"},
        ["COMPRESSION=ALL", "COMPRESSION_ALGORITHM=LOW"],
    ),
    "encryption": (
        {
            "encryption_password": {"env": "THE_PASSWORD"},
            "encryption_mode": "DUAL",
            "encryption_algorithm": "AES192",
            "encryption": "ALL",
        },
        ["ENCRYPTION=ALL", "ENCRYPTION_ALGORITHM=AES192", "ENCRYPTION_MODE=DUAL", "ENCRYPTION_PWD_PROMPT=YES"],
    ),
    "password file": ({"encryption_password": {"file": "/secret"}}, ["ENCRYPTION_PWD_PROMPT=YES"]),
    "password": ({"encryption_password": {"prompt": True}}, ["ENCRYPTION_PWD_PROMPT=YES"]),
    "checksum": ({"checksum": True, "checksum_algorithm": "SHA256"}, ["CHECKSUM=YES", "CHECKSUM_ALGORITHM=SHA256"]),
    "no checksum": ({"checksum": False}, ["CHECKSUM=NO"]),
    "version": ({"version": "12.2"}, ["VERSION=12.2"]),
    "network_link": ({"network_link": "SRC.WORLD@Q"}, ["NETWORK_LINK=SRC.WORLD@Q"]),
    "source_edition": ({"source_edition": "E1"}, ["SOURCE_EDITION=E1"]),
    "access_method": ({"access_method": "DIRECT_PATH"}, ["ACCESS_METHOD=DIRECT_PATH"]),
    "estimate": ({"estimate": "BLOCKS"}, ["ESTIMATE=BLOCKS"]),
    "transportable": ({"transportable": "KEEP_READ_ONLY"}, ["TRANSPORTABLE=KEEP_READ_ONLY"]),
    "parallel_threshold": ({"parallel_threshold": "1MB"}, ["PARALLEL_THRESHOLD=1048576"]),
    "cluster": ({"cluster": False}, ["CLUSTER=NO"]),
    "service": ({"cluster": True, "service_name": "a.b-c"}, ["CLUSTER=YES", "SERVICE_NAME=a.b-c"]),
    "enable_secure_roles": ({"enable_secure_roles": True}, ["ENABLE_SECURE_ROLES=YES"]),
    "metrics": ({"metrics": True, "logtime": "ALL"}, ["METRICS=YES", "LOGTIME=ALL"]),
    "abort_step": ({"abort_step": -1}, ["ABORT_STEP=-1"]),
    "sample": ({"sample": 0.5}, ["SAMPLE=0.5"]),
    "sample of a table": ({"sample": ["HR.JOBS:12.50", "JOBS:1"]}, ["SAMPLE=HR.JOBS:12.5", "SAMPLE=JOBS:1"]),
    "query": ({"query": ["WHERE a#  = 'it''s'"]}, ["QUERY=\"WHERE a# = 'it''s'\""]),
    "query of a table": (
        {"query": ['HR.JOBS:"WHERE a > 1"', {"table": "JOBS", "query": "ORDER BY b"}]},
        ['QUERY=HR.JOBS:"WHERE a > 1"', 'QUERY=JOBS:"ORDER BY b"'],
    ),
    "remap_data": (
        {"remap_data": ["HR.EMP.SAL:SEC.MASK.SAL", "EMP.NAME:MASK.NAME"]},
        ["REMAP_DATA=HR.EMP.SAL:SEC.MASK.SAL", "REMAP_DATA=EMP.NAME:MASK.NAME"],
    ),
    "include": (
        {"include": ["VIEW", "TABLE:\"LIKE 'E%'\"", "TABLE:\"!='EMP#'\""]},
        ["INCLUDE=VIEW", "INCLUDE=TABLE:\"LIKE 'E%'\"", "INCLUDE=TABLE:\"!='EMP#'\""],
    ),
    "exclude": (
        {"exclude": ["STATISTICS", "TABLE:\"IN ('A','B')\""]},
        ["EXCLUDE=STATISTICS", "EXCLUDE=TABLE:\"IN ('A','B')\""],
    ),
    "object paths": (
        {"name_expressions": [{"object_path": "INDEX", "expression": "NOT LIKE 'T%'"}], "exclude": ["GRANT"]},
        ["EXCLUDE=INDEX:\"LIKE 'T%'\"", "EXCLUDE=GRANT"],
    ),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_the_parameter_of_each_key(case):
    given_, lines = SETTINGS[case]
    assert parameters(**FULL, **given_) == [*DEFAULT, "FULL=YES", *lines, *END]


def test_the_parameters_come_in_one_order():
    given_ = {
        "metrics": True,
        "sample": 5,
        "remap_data": ["A.B:C.D"],
        "exclude": ["GRANT"],
        "job_name": "NIGHTLY",
        "threads": 4,
        "keep_master": 0,
        "filesize": "2GB",
    }
    assert parameters(**FULL, **given_) == [
        "JOB_NAME=NIGHTLY",
        "DIRECTORY=DATA_PUMP_DIR",
        "DUMPFILE=EXPDAT%U-%T.DMP",
        "FILESIZE=2GB",
        "LOGFILE=EXPDAT.LOG",
        "REUSE_DUMPFILES=NO",
        "FULL=YES",
        "EXCLUDE=GRANT",
        "SAMPLE=5",
        "REMAP_DATA=A.B:C.D",
        "METRICS=YES",
        "PARALLEL=4",
        "KEEP_MASTER=NO",
    ]


@pytest.mark.parametrize(
    ("given_", "lines"),
    [
        (
            {"datapump_dir": "D", "dumpfiles": ["a.dmp", "D2:b.dmp", "D:c.dmp"], "reuse_dumpfiles": True},
            ["DIRECTORY=D", "DUMPFILE=a.dmp,D2:b.dmp,c.dmp", "LOGFILE=a.LOG", "REUSE_DUMPFILES=YES"],
        ),
        (
            {"logfile": "L:x.log"},
            ["DIRECTORY=DATA_PUMP_DIR", "DUMPFILE=EXPDAT%U-%T.DMP", "LOGFILE=L:x.log", "REUSE_DUMPFILES=NO"],
        ),
        (
            {"logfile": "x.log", "reuse_dumpfiles": False},
            ["DIRECTORY=DATA_PUMP_DIR", "DUMPFILE=EXPDAT%U-%T.DMP", "LOGFILE=x.log", "REUSE_DUMPFILES=NO"],
        ),
        (
            {"nologfile": True, "filesize": 41000},
            [DEFAULT[0], DEFAULT[1], "FILESIZE=41000B", "NOLOGFILE=YES", DEFAULT[3]],
        ),
        (
            {"dumpfiles": [f"{URI}a.dmp", f"{URI}b.dmp"], "credential_name": "CRED", "logfile": "x.log"},
            ["CREDENTIAL=CRED", f"DUMPFILE={URI}a.dmp,{URI}b.dmp", "LOGFILE=DATA_PUMP_DIR:x.log", "REUSE_DUMPFILES=NO"],
        ),
        (
            {"dumpfiles": [f"{URI}a.dmp"], "credential_name": "CRED", "logfile": "L:x.log"},
            ["CREDENTIAL=CRED", f"DUMPFILE={URI}a.dmp", "LOGFILE=L:x.log", "REUSE_DUMPFILES=NO"],
        ),
    ],
    ids=lambda value: str(value)[:50] if isinstance(value, dict) else "",
)  # fmt: skip
def test_files(given_, lines):
    assert parameters(**FULL, **given_) == [*lines, "FULL=YES", *END]


def test_an_estimate_has_a_log_and_no_dump():
    assert parameters(**FULL, estimate_only=True) == [
        "DIRECTORY=DATA_PUMP_DIR",
        "LOGFILE=EXPDAT.LOG",
        "FULL=YES",
        "ESTIMATE_ONLY=YES",
        *END,
    ]


def test_before_12_2_a_made_dump_has_no_date():
    spec = dpspec.ExportSpec(**FULL)
    assert "DUMPFILE=EXPDAT%U.DMP\n" in dpspec.compile(spec, "parfile", server_version="12.1").text
    assert "DUMPFILE=EXPDAT%U-%T.DMP\n" in dpspec.compile(spec, "parfile", server_version="12.2").text


TPL = 'HR."odd v":TPL'
CLAUSE = {"object_path": "TABLE", "expression": "LIKE 'T%'"}


@pytest.mark.parametrize(
    ("given_", "lines"),
    [
        ({"schemas": ["HR", '"Odd#One"', "HR"]}, ["SCHEMAS=(HR,'\"Odd#One\"')"]),
        ({"schemas": ["HR", "OE"]}, ["SCHEMAS=HR,OE"]),
        ({"tablespaces": ["USERS", "DATA"]}, ["TABLESPACES=USERS,DATA"]),
        ({"transport_tablespaces": ["SALES", "IDX"]}, ["TRANSPORT_TABLESPACES=SALES,IDX"]),
        (
            {"job_mode": "TRANSPORTABLE", "tablespace_expressions": ["IN ('B','A')"], "transport_full_check": True},
            ["TRANSPORT_TABLESPACES=A,B", "TRANSPORT_FULL_CHECK=YES"],
        ),
        (
            {"transport_tablespaces": ["S"], "tts_closure_check": "TEST_MODE"},
            ["TRANSPORT_TABLESPACES=S", "TTS_CLOSURE_CHECK=TEST_MODE"],
        ),
        ({"tables": ["HR.JOBS", "OE.ORDERS", "EMP"]}, ["TABLES=HR.JOBS,OE.ORDERS,EMP"]),
        ({"tables": ['HR."a b"', "HR.A#"]}, ["TABLES=('HR.\"a b\"','HR.\"A#\"')"]),
        ({"tables": ["HR.%", "O%.1%_A$", "HR.JOBS"]}, ["TABLES=HR.%,O%.1%_A$,HR.JOBS"]),
        ({"tables": ["HR.A:P1", "HR.A:P2", "HR.B"]}, ["TABLES=HR.A:P1,HR.A:P2,HR.B"]),
        ({"tables": ['HR.A:"p 1"']}, ["TABLES='HR.A:\"p 1\"'"]),
        ({"tables": ["HR.A:P%_1"]}, ["TABLES=HR.A:P%_1"]),
        ({"tables": ["HR.A%:P%"]}, ["TABLES=HR.A%:P%"]),
        # Another filter on the rows of a table takes nothing away from its partitions.
        ({"tables": ["HR.A:P1"], "sample": ["HR.A:5"]}, ["TABLES=HR.A:P1", "SAMPLE=HR.A:5"]),
        (
            {"tables": ["HR.A", "HR.B"], "partitions": [{"table": "HR.B", "partitions": ["P1", '"p2"']}]},
            ["TABLES=(HR.A,HR.B:P1,'HR.B:\"p2\"')"],
        ),
        (
            {"tables": ["A"], "partitions": [{"table": "A", "expression": "LIKE 'P%'"}]},
            ["TABLES=A:P%"],
        ),
        (
            {"tables": ["A"], "partitions": [{"table": "A", "expression": "LIKE 'P!_%' ESCAPE '!'"}]},
            ["TABLES=A:P_%"],
        ),
        ({"views_as_tables": ["HR.EMP_V", TPL]}, ["VIEWS_AS_TABLES=(HR.EMP_V,'HR.\"odd v\":TPL')"]),
        ({"views_as_tables": ["V"], "tables": ["T"]}, ["TABLES=T", "VIEWS_AS_TABLES=V"]),
        ({"views_as_tables": ["V"], "schema_expressions": ["='HR'"]}, ["TABLES=HR.%", "VIEWS_AS_TABLES=V"]),
        (
            {"views_as_tables": ["V"], "name_expressions": [CLAUSE]},
            ["TABLES=%", "VIEWS_AS_TABLES=V", "EXCLUDE=TABLE:\"NOT LIKE 'T%'\""],
        ),
        (
            {"views_as_tables": ["V"], "exclude": [CLAUSE]},
            ["VIEWS_AS_TABLES=V", "EXCLUDE=TABLE:\"LIKE 'T%'\""],
        ),
        (
            {**TABLE, "name_expressions": ["LIKE 'E%'", "!='EMP'"], "exclude": ["GRANT"]},
            [
                "TABLES=SCOTT.%",
                "EXCLUDE=TABLE:\"NOT LIKE 'E%'\"",
                "EXCLUDE=TABLE:\"='EMP'\"",
                "EXCLUDE=GRANT",
            ],
        ),
        (
            {**TABLE, "name_expressions": ["LIKE 'E%'", {"object_path": "INDEX", "expression": "!='I'"}]},
            ["TABLES=SCOTT.%", "EXCLUDE=TABLE:\"NOT LIKE 'E%'\"", "EXCLUDE=INDEX:\"='I'\""],
        ),
        ({**TABLE, "name_expressions": ["='EMP'"], "include": ["INDEX"]}, ["TABLES=SCOTT.EMP", "INCLUDE=INDEX"]),
        (
            {"schemas": ["HR"], "include": ["TABLE:\"LIKE 'A!_%' ESCAPE '!'\""]},
            ["SCHEMAS=HR", "INCLUDE=TABLE:\"LIKE 'A!_%' ESCAPE '!'\""],
        ),
        (
            {"schemas": ["HR"], "include": ["TABLE:\"LIKE 'A\\_%' ESCAPE '\\'\""]},
            ["SCHEMAS=HR", "INCLUDE=TABLE:\"LIKE 'A!_%' ESCAPE '!'\""],
        ),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, dict) else "",
)
def test_the_lists_and_clauses(given_, lines):
    assert parameters(**given_)[4:-2] == lines


def test_include_and_exclude_stand_together_from_21c_on():
    spec = dpspec.ExportSpec(schemas=["HR"], exclude=["TABLE:\"LIKE 'T%'\"", "GRANT"], include=["TABLE", "VIEW"])
    text = dpspec.compile(spec, "parfile", server_version="21c").text
    assert text.splitlines()[5:-2] == [
        "SCHEMAS=HR",
        "INCLUDE=TABLE",
        "INCLUDE=VIEW",
        "EXCLUDE=TABLE:\"LIKE 'T%'\"",
        "EXCLUDE=GRANT",
    ]


# --- refusals -------------------------------------------------------------------------------------------------------

BOTH = "saves UDE-00011 before 21c; the target plsql can"
ONLY_PLSQL = "the target plsql can"

REFUSED = {
    "log_entries": (
        {**FULL, "log_entries": ["x"]},
        "parfile has no counterpart of `log_entries`",
        "the target plsql can; expdp has no parameter for it",
        "DP301",
    ),
    "filter": (
        {"filter": "HR"},
        "parfile has no counterpart of `filter`",
        "the target ords can; what ORDS makes of it is not documented; for all targets write "
        '`"schema_expressions": ["IN (\'HR\')"]`',
        "DP301",
    ),
    "include beside an object path": (
        {"schemas": ["HR"], "include": ["VIEW"], "name_expressions": [CLAUSE]},
        "parfile would need EXCLUDE for `name_expressions`, beside INCLUDE",
        BOTH,
        "DP302",
    ),
    "include beside names": (
        {**TABLE, "include": ["INDEX"], "name_expressions": ["LIKE 'E%'"]},
        "parfile would need EXCLUDE for `name_expressions`, beside INCLUDE",
        BOTH,
        "DP302",
    ),
    "partitions of every table": (
        {"tables": ["A"], "partitions": [{"partitions": ["P"]}]},
        "parfile names partitions only behind their table in `tables`",
        ONLY_PLSQL,
        "DP302",
    ),
    "partitions in a full job": (
        {**FULL, "partitions": [{"table": "HR.A", "partitions": ["P"]}]},
        "parfile names partitions only behind their table in `tables`",
        ONLY_PLSQL,
        "DP302",
    ),
    "a condition on partitions": (
        {"tables": ["A"], "partitions": [{"table": "A", "expression": "!='P'"}]},
        "parfile takes a list of names for `partitions`, not a condition",
        ONLY_PLSQL,
        "DP302",
    ),
    "any character in a partition": (
        {"tables": ["A"], "partitions": [{"table": "A", "expression": "LIKE 'P_1%'"}]},
        "parfile takes a list of names for `partitions`, not a condition",
        ONLY_PLSQL,
        "DP302",
    ),
    "an injection by a pattern": (
        {"tables": ["A"], "partitions": [{"table": "A", "expression": "LIKE 'P%,HR.SECRET'"}]},
        "parfile takes a list of names for `partitions`, not a condition",
        ONLY_PLSQL,
        "DP302",
    ),
    "a comment by a pattern": (
        {"tables": ["A:P#%"]},
        "parfile takes a list of names for `partitions`, not a condition",
        ONLY_PLSQL,
        "DP302",
    ),
    "no partitions but some": (
        {"tables": ["A"], "partitions": [{"table": "A", "expression": "NOT LIKE 'P%'"}]},
        "parfile takes a list of names for `partitions`, not a condition",
        ONLY_PLSQL,
        "DP302",
    ),
    "the name of a partition": (
        {"tables": ["A"], "partitions": [{"table": "A", "partitions": ['"é"']}]},
        "parfile cannot carry the name of a partition",
        ONLY_PLSQL,
        "DP303",
    ),
    "a pattern with a comment": (
        {"tables": ["HR.A#%"]},
        "parfile cannot carry the name `A#%`",
        ONLY_PLSQL,
        "DP303",
    ),
    "a quote in a table": (
        {"tables": ['HR."it\'s"']},
        "parfile cannot carry the name `it's`",
        ONLY_PLSQL,
        "DP303",
    ),
    "a wildcard in a view": (
        {"views_as_tables": ['"A%B"']},
        "parfile cannot carry the name `A%B`",
        ONLY_PLSQL,
        "DP303",
    ),
    "a letter in a schema": ({"schemas": ['"é"']}, "parfile cannot carry the name `é`", ONLY_PLSQL, "DP303"),
    "a wildcard in a tablespace": (
        {"tablespaces": ['"A%"']},
        "parfile cannot carry the name `A%`",
        ONLY_PLSQL,
        "DP303",
    ),
    "a backslash in a tablespace": (
        {"transport_tablespaces": ['"A\\"']},
        "parfile cannot carry the name `A\\`",
        ONLY_PLSQL,
        "DP303",
    ),
    "the table of a query": (
        {**FULL, "query": [{"table": "HR.A#", "query": "WHERE a = 1"}]},
        "parfile cannot carry the name `HR.A#`",
        ONLY_PLSQL,
        "DP303",
    ),
    "the table of a sample": (
        {**FULL, "sample": ['HR."a":1']},
        'parfile cannot carry the name `HR."a"`',
        ONLY_PLSQL,
        "DP303",
    ),
    "a quoted column in a query": (
        {**FULL, "query": ['WHERE "a" = 1']},
        'parfile cannot carry `"` (U+0022)',
        ONLY_PLSQL,
        "DP303",
    ),
    "a line end in a query": (
        {**FULL, "query": ["WHERE a = '\n'"]},
        "parfile cannot carry `\\n` (U+000A)",
        ONLY_PLSQL,
        "DP303",
    ),
    "a letter in a query": (
        {**FULL, "query": ["WHERE a = 'é'"]},
        "parfile cannot carry `é` (U+00E9)",
        ONLY_PLSQL,
        "DP303",
    ),
    "a longer query": (
        {**FULL, "query": ["WHERE a = '" + "x" * 3989 + "'"]},
        "parfile cannot carry a query of more than 4,000 characters",
        "saves UDE-00014; the target plsql can",
        "DP303",
    ),
    "a column to replace": (
        {**FULL, "remap_data": ["HR.EMP.SAL#:MASK.SAL"]},
        "parfile cannot carry the name `HR.EMP.SAL#`",
        ONLY_PLSQL,
        "DP303",
    ),
    "a table whose column is replaced": (
        {**FULL, "remap_data": ['"a,b".SAL:MASK.SAL']},
        'parfile cannot carry the name `"a,b".SAL`',
        ONLY_PLSQL,
        "DP303",
    ),
    "a function that replaces": (
        {**FULL, "remap_data": ['EMP.SAL:MASK."x,y"']},
        "parfile cannot carry the name `EMP.SAL`",
        ONLY_PLSQL,
        "DP303",
    ),
    "a letter in a clause": (
        {**FULL, "exclude": ["TABLE:\"='é'\""]},
        "parfile cannot carry `é` (U+00E9)",
        ONLY_PLSQL,
        "DP303",
    ),
    "a letter in an included clause": (
        {**FULL, "include": ["TABLE:\"='é'\""]},
        "parfile cannot carry `é` (U+00E9)",
        ONLY_PLSQL,
        "DP303",
    ),
    "an odd quote in a query": (
        {**FULL, "query": ["WHERE a = q'[it's]'"]},
        "parfile cannot carry a query with an odd number of quotes",
        "write the literal without `q'`; the target plsql can",
        "DP303",
    ),
    "a letter in an expression of ORDS": (
        {**TABLE, "name_expressions": ["!='é'"]},
        "parfile cannot carry `é` (U+00E9)",
        "the targets ords and plsql can",
        "DP303",
    ),
    "a letter in a clause on an object path": (
        {**FULL, "name_expressions": [{"object_path": "TABLE", "expression": "='é'"}]},
        "parfile cannot carry `é` (U+00E9)",
        ONLY_PLSQL,
        "DP303",
    ),
    "a job name": (
        {**FULL, "job_name": "A#"},
        "parfile cannot carry the name `A#`: `#` may begin a comment",
        ONLY_PLSQL,
        "DP303",
    ),
    "an edition": (
        {**FULL, "source_edition": "E#1"},
        "parfile cannot carry the name `E#1`: `#` may begin a comment",
        ONLY_PLSQL,
        "DP303",
    ),
    "a service": (
        {**FULL, "service_name": "S#"},
        "parfile cannot carry the name `S#`: `#` may begin a comment",
        ONLY_PLSQL,
        "DP303",
    ),
    "a link": (
        {**FULL, "network_link": "L#"},
        "parfile cannot carry the name `L#`: `#` may begin a comment",
        ONLY_PLSQL,
        "DP303",
    ),
    "the directory of a log": (
        {**FULL, "logfile": "D#:x.log"},
        "parfile cannot carry the name `D#`: `#` may begin a comment",
        ONLY_PLSQL,
        "DP303",
    ),
    "the directory of a dump": (
        {**FULL, "dumpfiles": ["D#:x.dmp"]},
        "parfile cannot carry the name `D#`: `#` may begin a comment",
        ONLY_PLSQL,
        "DP303",
    ),
    "a dump without an extension": (
        {**FULL, "dumpfiles": ["a.dmp", "b"]},
        "`dumpfiles` without an extension",
        "expdp would add `.dmp` to it; write the extension",
        "DP303",
    ),
    "a long list": (
        {"tables": [f"HR.{'T' * 90}{number}" for number in range(50)]},
        "parfile cannot carry a list of more than 4,000 characters",
        "saves UDE-00014; the target plsql can",
        "DP303",
    ),
    "a long list of schemas": (
        {"schemas": [f"{'T' * 90}{number}" for number in range(50)]},
        "parfile cannot carry a list of more than 4,000 characters",
        "saves UDE-00014; the target plsql can",
        "DP303",
    ),
    "a long list of views": (
        {"views_as_tables": [f"{'T' * 90}{number}" for number in range(50)]},
        "parfile cannot carry a list of more than 4,000 characters",
        "saves UDE-00014; the target plsql can",
        "DP303",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_vocabulary_has_and_a_parameter_file_cannot_carry(case):
    given_, message, advice, code = REFUSED[case]
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.ExportSpec(**given_), "parfile")
    assert [(d.message, d.help, d.code) for d in caught.value.diagnostics] == [(message, advice, code)]


def test_a_value_of_as_many_characters_as_may_be_is_written():
    query = "WHERE a = '" + "x" * 3988 + "'"
    assert len(query) == 4000
    assert f'QUERY="{query}"' in parameters(**FULL, query=[query])


def test_a_clause_that_is_too_long_only_when_it_is_negated_is_refused():
    sizes = [97] * 39 + [4000 - len("IN ('')") - 39 * 100]
    expression = "IN ('" + "','".join("T" * (size - 2) + f"{at:02}" for at, size in enumerate(sizes)) + "')"
    assert len(expression) == 4000
    spec = {"schemas": ["HR"], "exclude": [{"object_path": "TABLE", "expression": expression}]}
    assert f'EXCLUDE=TABLE:"{expression}"' in parameters(**spec)
    spec = {"schemas": ["HR"], "name_expressions": [{"object_path": "TABLE", "expression": expression}]}
    assert refusals(**spec) == [("DP303", "parfile cannot carry a clause of more than 4,000 characters")]


@pytest.mark.parametrize("mode", ["SCHEMA", "TABLE"])
def test_a_list_that_would_be_empty_is_refused_since_it_would_mean_the_schema_of_whoever_runs_the_job(mode):
    plan = dpspec.check(dpspec.ExportSpec(job_mode=mode, schema_expressions=["='A'"])).plan
    other = dpspec.check(dpspec.ExportSpec(job_mode=mode, schema_expressions=["='B'"])).plan
    assert refuse(plan) == ()
    both = evolve(plan, schema_expressions=(*plan.schema_expressions, *other.schema_expressions))
    (refusal,) = refuse(both)
    assert refusal.message == "parfile takes a list of names for `schema_expressions`, not a condition"


def test_what_two_items_have_in_common_is_refused_once():
    plan = dpspec.check(dpspec.ExportSpec(**FULL, partitions=["HR.A:P", "HR.B:P"])).plan
    assert [d.message for d in refuse(plan)] == ["parfile names partitions only behind their table in `tables`"]


def test_the_key_that_is_named_is_the_one_that_was_written():
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.loads('job_mode: FULL\nexclude: [VIEW, "TABLE:\\"=\'é\'\\""]\n'), "parfile")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.key == "exclude[1]"
    assert diagnostic.location.source.text[diagnostic.location.span.start : diagnostic.location.span.end] == "é"


MIXED = {
    "a letter behind an object path": (
        """\
job_mode: TABLE
name_expressions:
  - object_path: INDEX
    expression: "!='I'"
  - "!='é'"
""",
        ("name_expressions[1]", "é", "parfile cannot carry `é` (U+00E9)"),
    ),
    "a letter in an object that is all of its item": (
        """\
job_mode: TABLE
name_expressions:
  - object_path: INDEX
    expression: "!='I'"
  - expression: "!='é'"
""",
        ("name_expressions[1]", "é", "parfile cannot carry `é` (U+00E9)"),
    ),
    "a letter of an object path behind an expression": (
        """\
job_mode: TABLE
name_expressions:
  - "!='I'"
  - "!='J'"
  - expression: "!='é'"
    object_path: INDEX
""",
        ("name_expressions[2]", "é", "parfile cannot carry `é` (U+00E9)"),
    ),
    "an expression for which there is no parameter": (
        """\
schemas: [HR]
name_expressions:
  - object_path: INDEX
    expression: "!='I'"
  - "!='J'"
""",
        (
            "name_expressions",
            "\"!='J'\"",
            "parfile has no parameter for `name_expressions` without `object_path` in SCHEMA mode",
        ),
    ),
}


@pytest.mark.parametrize("case", MIXED)
def test_in_a_mixed_list_the_item_itself_is_named(case):
    text, expected = MIXED[case]
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.loads(text), "parfile")
    (diagnostic,) = caught.value.diagnostics
    span = diagnostic.location.span
    assert (diagnostic.key, text[span.start : span.end], diagnostic.message) == expected
    assert diagnostic.help == ONLY_PLSQL


def test_in_a_mixed_list_of_python_no_other_item_is_named():
    items = [{"object_path": "INDEX", "expression": "!='I'"}, "!='é'"]
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.ExportSpec(job_mode="TABLE", name_expressions=items), "parfile")
    assert [(d.key, d.location) for d in caught.value.diagnostics] == [("name_expressions", None)]


@pytest.mark.parametrize(
    ("mode", "items"),
    [
        ("TABLE", ["!='I'", "!='é'"]),
        ("FULL", [{"object_path": "INDEX", "expression": f"!='{name}'"} for name in "Ié"]),
    ],
)
def test_in_a_list_of_one_kind_of_python_the_item_is_named(mode, items):
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.ExportSpec(job_mode=mode, name_expressions=items), "parfile")
    assert [d.key for d in caught.value.diagnostics] == ["name_expressions[1]"]


# --- for all --------------------------------------------------------------------------------------------------------


@given(st.one_of(specs(), wide_specs(), wide_specs()))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_written_that_a_client_could_read_otherwise(spec):
    try:
        text = dpspec.compile(spec, "parfile").text
    except dpspec.SpecError:
        assume(False)
    assert re.fullmatch(r"[ -~\n]*", text)
    first, *lines = text.splitlines()
    assert first.startswith("# Data Pump export in ")
    for line in lines:
        name, equals, value = line.partition("=")
        assert re.fullmatch("[A-Z_]+", name)
        assert equals
        assert value.strip() == value != ""
        bare, quoted = unquoted(value)
        assert not set(bare) & set("#\\"), line
        assert all(inside.count('"') % 2 == inside.count("'") % 2 == 0 for inside in quoted), line
        assert not line.endswith(("\\", "-"))


def unquoted(value):
    """Give what stands outside of quotes, and what inside: a quote ends at the next one of its kind."""
    bare, quoted, opened = "", [], ""
    for char in value:
        if opened:
            if char == opened:
                opened = ""
            else:
                quoted[-1] += char
        elif char in "'\"":
            opened = char
            quoted.append("")
        else:
            bare += char
    assert not opened, value
    return bare, quoted


tables = st.text(st.sampled_from("Aa'%_,#\"é .-:()\\\n"), min_size=1, max_size=6)


@given(tables, tables)
@settings(deadline=None)
def test_no_name_becomes_two(table, partition):
    """Whatever is said of one table, the file has one table, or there is none."""
    partitions = [{"table": "HR.T", "expression": "LIKE '" + partition.replace("'", "''") + "'"}]
    for given_ in (
        {"tables": [f'HR."{table}":"{partition}"']},
        {"tables": [f"HR.{table}:{partition}"]},
        {"tables": ["HR.T"], "partitions": partitions},
        {"views_as_tables": [f'HR."{table}":"{partition}"']},
    ):
        try:
            lines = parameters(**given_)
        except dpspec.SpecError:
            continue
        (listed,) = [line for line in lines if line.startswith(("TABLES=", "VIEWS_AS_TABLES="))]
        name = r'(?:[A-Z0-9_$%]+|"[A-Za-z0-9_$# .-]+")'
        assert re.fullmatch(rf"(?:VIEWS_AS_)?TABLES='?HR\.{name}(?::{name})?'?", listed)
        assert ('"' in listed) is ("'" in listed)
