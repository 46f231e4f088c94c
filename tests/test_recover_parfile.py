"""Parameter files back to specs: every parameter of expdp, every assumption told, every fault at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec.diagnostics import Severity
from dpspec.recover import parfile
from dpspec.report import render
from dpspec.source import Source
from dpspec.spec import ColumnRemap, ExportSpec, ObjectFilter, PasswordReference, TableQuery, TableSample

#: What a file says of which nothing has to be assumed.
FILES = "DIRECTORY=D\nDUMPFILE=x.dmp\nLOGFILE=x.log\nKEEP_MASTER=NO\n"
BASE = {"datapump_dir": "D", "file_name": "x.dmp", "logfile": "x.log", "keep_master": 0}


def recover(text):
    return parfile.recover(Source("x.par", text))


def faults(text, *, complete=True):
    spec, found = recover(FILES + text if complete else text)
    assert spec is None
    return [(fault.code, fault.message) for fault in found if fault.severity is Severity.ERROR]


def warnings(text):
    spec, found = recover(FILES + text)
    assert spec is not None
    assert all(one.severity is Severity.WARNING and one.code == "DP055" for one in found)
    return [one.message for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FULL=Y", {"job_mode": "FULL"}),
        ("full = yes", {"job_mode": "FULL"}),
        ("FULL=N\nSCHEMAS=hr", {"job_mode": "SCHEMA", "schemas": ["HR"]}),
        ("# nightly\n\nSCHEMAS=hr, oe # two\n", {"job_mode": "SCHEMA", "schemas": ["HR", "OE"]}),
        ("SCHEMAS=hr oe", {"job_mode": "SCHEMA", "schemas": ["HR", "OE"]}),
        ("SCHEMAS='hr,oe'", {"job_mode": "SCHEMA", "schemas": ["HR", "OE"]}),
        ("SCHEMAS=('WHEEL','SQUID')", {"job_mode": "SCHEMA", "schemas": ["WHEEL", "SQUID"]}),
        ("SCHEMAS=hr,\\\n  oe\n", {"job_mode": "SCHEMA", "schemas": ["HR", "OE"]}),
        ("SCHEMAS=hr\n  oe\n", {"job_mode": "SCHEMA", "schemas": ["HR", "OE"]}),
        ("TABLES=('\"emp#\"', dept)", {"job_mode": "TABLE", "tables": ['"emp#"', "DEPT"]}),
        ("TABLES='\"Emp\"'", {"job_mode": "TABLE", "tables": ['"Emp"']}),
        (
            'TABLES="Emp",hr."Emp":p1,"HR"."EMP%"',
            {"job_mode": "TABLE", "tables": ['"Emp"', 'HR."Emp":P1', 'HR."EMP%"']},
        ),
        ("TABLES=HR.EMP%:P1", {"job_mode": "TABLE", "tables": ["HR.EMP%:P1"]}),
        ("TABLES='\"A.B\"'", {"job_mode": "TABLE", "tables": ['"A.B"']}),
        ("TABLESPACES=users", {"job_mode": "TABLESPACE", "tablespaces": ["USERS"]}),
        (
            "TRANSPORT_TABLESPACES=a TRANSPORT_FULL_CHECK=Y",
            {"job_mode": "TRANSPORTABLE", "transport_tablespaces": ["A"], "transport_full_check": True},
        ),
        ("VIEWS_AS_TABLES=hr.v:t", {"job_mode": "TABLE", "views_as_tables": ["HR.V:T"]}),
        (
            "FULL=Y\nEXCLUDE=STATISTICS,table:\"in ('A', 'B')\"\nEXCLUDE=TABLE/INDEX",
            {
                "job_mode": "FULL",
                "exclude": ["STATISTICS", ObjectFilter(object_path="TABLE", expression="IN ('A','B')"), "TABLE/INDEX"],
            },
        ),
        (
            "FULL=Y\nINCLUDE=VIEW:\"IN('A')\",\nTABLE:\"IN('B$')\"\n",
            {
                "job_mode": "FULL",
                "include": [
                    ObjectFilter(object_path="VIEW", expression="IN ('A')"),
                    ObjectFilter(object_path="TABLE", expression="IN ('B$')"),
                ],
            },
        ),
        (
            "FULL=Y\nexclude=\"user,trigger,table:\\\"in('A','B')\\\"\"",
            {
                "job_mode": "FULL",
                "exclude": ["USER", "TRIGGER", ObjectFilter(object_path="TABLE", expression="IN ('A','B')")],
            },
        ),
        (
            "FULL=Y\nEXCLUDE=TABLE:\"LIKE 'A\\_%' ESCAPE '\\'\"",
            {"job_mode": "FULL", "exclude": [ObjectFilter(object_path="TABLE", expression="LIKE 'A\\_%' ESCAPE '\\'")]},
        ),
        (
            'FULL=Y\nQUERY=hr.emp:"WHERE  a = \'x  y\'\n AND b = 1", "WHERE ROWNUM < 9"',
            {
                "job_mode": "FULL",
                "query": [
                    TableQuery(table="HR.EMP", query="WHERE a = 'x  y' AND b = 1"),
                    TableQuery(query="WHERE ROWNUM < 9"),
                ],
            },
        ),
        (
            "FULL=Y\nQUERY='\"lower\":where \"x\" <= DATE''2031-01-01'''",
            {"job_mode": "FULL", "query": [TableQuery(table='"lower"', query="where \"x\" <= DATE'2031-01-01'")]},
        ),
        (
            "FULL=Y\nQUERY=crate:'\"WHERE a=1\"'",
            {"job_mode": "FULL", "query": [TableQuery(table="CRATE", query="WHERE a=1")]},
        ),
        ("FULL=Y\nSAMPLE=10", {"job_mode": "FULL", "sample": 10}),
        (
            "FULL=Y\nSAMPLE=.5,hr.emp:50",
            {"job_mode": "FULL", "sample": [TableSample(percent=0.5), TableSample(percent=50, table="HR.EMP")]},
        ),
        (
            "FULL=Y\nREMAP_DATA=hr.emp.salary:hr.mask.sal",
            {"job_mode": "FULL", "remap_data": [ColumnRemap(column="HR.EMP.SALARY", function="HR.MASK.SAL")]},
        ),
        ("FULL=Y\nFLASHBACK_TIME=systimestamp", {"job_mode": "FULL", "consistent": True}),
        (
            "FULL=Y\nFLASHBACK_TIME=\"TO_TIMESTAMP_TZ('2031-08-25 02:35:00.250 PM +1:00', "
            "'YYYY-MM-DD HH:MI:SS.FF AM TZH:TZM')\"",
            {"job_mode": "FULL", "flashback_time": "2031-08-25T14:35:00.250+01:00"},
        ),
        (
            "FULL=Y\nENCRYPTION_PWD_PROMPT=YES",
            {"job_mode": "FULL", "encryption_password": PasswordReference(prompt=True)},
        ),
        (
            "FULL=Y FILESIZE=3G PARALLEL=4 COMPRESSION=all CLUSTER=N ABORT_STEP=-1 FLASHBACK_SCN=12345 VERSION=12.2",
            {
                "job_mode": "FULL",
                "filesize": "3GB",
                "threads": 4,
                "compression": "ALL",
                "cluster": False,
                "abort_step": -1,
                "flashback_scn": 12345,
                "version": "12.2",
            },
        ),
        ("FULL=Y\nFILESIZE=500000", {"job_mode": "FULL", "filesize": 500000}),
        ("FULL=Y\nDATA_OPTIONS=xml_clobs", {"job_mode": "FULL", "data_options": ["XML_CLOBS"]}),
        (
            "FULL=Y\nJOB_NAME=nightly NETWORK_LINK=far",
            {"job_mode": "FULL", "job_name": "NIGHTLY", "network_link": "FAR"},
        ),
        ("\ufeffFULL=Y", {"job_mode": "FULL"}),
        (
            "FULL=Y\nESTIMATE_ONLY=YES\r\nREUSE_DUMPFILES=NO\r\n",
            {"job_mode": "FULL", "estimate_only": True, "reuse_dumpfiles": False},
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_is_sure_is_recovered_without_a_word(text, expected):
    spec, found = recover(text + "\n" + FILES)
    assert render(found) == ""
    assert spec == ExportSpec(**BASE, **expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DUMPFILE=a.dmp,b.dmp", {"dumpfiles": ["a.dmp", "b.dmp"]}),
        ("DUMPFILE=d1:a.dmp", {"dumpfiles": ["D1:a.dmp"]}),
        (
            "DUMPFILE=https://h/n/x/b/y/o/z%U.dmp\nCREDENTIAL=cred",
            {"file_name": "https://h/n/x/b/y/o/z%U.dmp", "credential_name": "CRED"},
        ),
        ("DUMPFILE=EXPDAT%U-%T.DMP", {}),
        ("DUMPFILE=EXPDAT%U.DMP", {}),
    ],
)
def test_dump_files(text, expected):
    spec, found = recover(f"FULL=Y\nDIRECTORY=D\nLOGFILE=d2:x.log\nKEEP_MASTER=Y\n{text}")
    assert found == ()
    assert spec == ExportSpec(job_mode="FULL", datapump_dir="D", logfile="D2:x.log", keep_master=1, **expected)


def test_what_is_not_said_has_the_defaults_of_expdp_and_each_is_told():
    spec, found = recover("FULL=Y")
    assert spec == ExportSpec(job_mode="FULL", file_name="expdat.dmp", logfile="export.log", keep_master=0)
    assert {one.key for one in found} == {"file_name", "logfile", "keep_master", "datapump_dir"}
    assert {(one.code, one.severity) for one in found} == {("DP055", Severity.WARNING)}


def test_no_log_and_no_dump_are_no_assumptions():
    spec, found = recover("FULL=Y NOLOGFILE=Y ESTIMATE_ONLY=Y KEEP_MASTER=N")
    assert spec == ExportSpec(job_mode="FULL", nologfile=True, estimate_only=True, keep_master=0)
    assert found == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FULL=Y\nSTATUS=60", ["`STATUS` is left out"]),
        (
            "FULL=Y\nTABLES=x".replace("FULL=Y\nTABLES", "TABLES") + "\nTABLES=y",
            ["the names of both `TABLES` are taken together"],
        ),
        ("TABLES=dept,emp#", ["`#` begins a comment: expdp reads `emp` and loses the rest of the line"]),
        ("FULL=Y\nINCLUDE=TABLE: \"LIKE 'A%'\"", ["the blank beside the colon is taken for nothing"]),
        ("FULL=Y\nINCLUDE=TABLE:\\\"LIKE \\'A%\\'\\\"", ["backslashes before quotes are read as escapes of a shell"]),
        ("FULL=Y\nINCLUDE=TABLE:\"LIKE \\'A%\\'\"", ["backslashes before quotes are read as escapes of a shell"]),
        ("FULL=Y\nFLASHBACK_TIME=SYSDATE", ["SYSDATE is read as the start of the job, which it is to the second"]),
        (
            "FULL=Y\nFLASHBACK_TIME=\"TO_TIMESTAMP(TO_CHAR(SYSDATE,'YYYY-MM-DD HH24:MI'),'YYYY-MM-DD HH24:MI')\"",
            ["a time made of SYSDATE is read as the start of the job"],
        ),
        (
            "FULL=Y\nFLASHBACK_TIME=\"TO_TIMESTAMP('25-AUG-31 14:35:00','DD-MON-YY HH24:MI:SS')\"",
            ["the time has no zone, and is that of the session's time zone; the year `31` is read as 2031"],
        ),
        ("FULL=Y\nENCRYPTION_PASSWORD=hunter2", ["the password is left out, and asked for"]),
        ("FULL=Y\nJOB_NAME='My job'", ["`My job` is read as `MY JOB`"]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_each_assumption_is_told(text, expected):
    assert warnings(text) == expected


def test_the_schema_of_who_connects_is_exported():
    spec, found = recover("USERID=scott/tiger@db\n" + FILES)
    assert spec.schemas == ("SCOTT",)
    assert [one.message for one in found] == [
        "no job mode: expdp exports the schema of who connects, `SCOTT`",
        "`USERID` is left out",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('USERID="/ as sysdba"', ["nothing says what to export: expdp takes the schema of who connects"]),
        ("FULL=Y\nSCHEMAS=x", ["both `FULL` and `SCHEMAS` set the job mode"]),
        ("FULL=Y\nPARALLEL=2 PARALLEL=2", ["`PARALLEL` given twice"]),
        ("FULL=Y\nPARALLEL=many", ["`PARALLEL` takes a whole number"]),
        ("FULL=maybe", ["`FULL` takes YES or NO"]),
        ("FULL=Y\nCOMPRESSION=YES", ["`YES` is no value of `COMPRESSION`"]),
        ("FULL=Y\nFILESIZE=5 GB", ["`FILESIZE` takes one value"]),
        ("FULL=Y\nFILESIZE=5XB", ["`FILESIZE` takes a size"]),
        ("FULL=Y\nSAMPLE=hr.emp:x", ["`SAMPLE` takes a percentage"]),
        ("FULL=Y\nREMAP_DATA=a.b.c", ["`a.b.c` is no column with its function"]),
        ("FULL=Y\nATTACH=x", ["`ATTACH` has no counterpart in a spec"]),
        ("FULL=Y\nPARFILE=x", ["`PARFILE` has no counterpart in a spec"]),
        ("FULLL=Y", ["expdp has no parameter `FULLL`"]),
        ("FULL=Y\nOWNER=x", ["`OWNER` is a parameter of the original `exp`"]),
        ("FULL=Y\nREMAP_SCHEMA=a:b", ["`REMAP_SCHEMA` is a parameter of an import"]),
        ('TABLES="HR.EMP"', ["`.` within the quotes of a name"]),
        ("FULL=Y\nEXCLUDE=TABLE:CRATE", ["the clause is not in double quotes"]),
        ("FULL=Y\nEXCLUDE=TABLE:LIKE 'A%'", ["the clause is not in double quotes"]),
        ("FULL=Y\nEXCLUDE=TABLE:'IN (\"A\")'", ["the clause is not in double quotes"]),
        ("FULL=Y\nQUERY=emp:where a=1", ["the query is not in double quotes"]),
        ("FULL=Y\nQUERY=emp:\"WHERE d > DATE ''2031-01-01''\"", ["quotes of a literal written twice"]),
        ('FULL=Y\nQUERY=emp:"WHERE d = \'x"', ["`'` is never closed in the query"]),
        ("FULL=Y\nFLASHBACK_TIME=TO_TIMESTAMP('x','y')", ["the value is not in double quotes"]),
        ('FULL=Y\nFLASHBACK_TIME="SYSDATE-1"', ["`SYSDATE-1` is not a time that can be read"]),
        (
            "FULL=Y\nFLASHBACK_TIME=\"TO_TIMESTAMP(TO_CHAR(SYSDATE,'DD-MM-YYYY'),'DD-MM-YYYY')\"",
            ["SYSDATE without hours and minutes is the last midnight, not the start of the job"],
        ),
        (
            "FULL=Y\nFLASHBACK_TIME=\"TO_TIMESTAMP('2031-02-30','YYYY-MM-DD')\"",
            ["there is no time `2031-02-30T00:00:00`"],
        ),
        (
            "FULL=Y\nFLASHBACK_TIME=\"TO_TIMESTAMP('2031-02-03','YYYY-MM-J')\"",
            ["`J` is an element of a date format that is not read"],
        ),
        ("FULL=Y\nNO_LOGFILE=/logs/x.log", ["expdp has no parameter `NO_LOGFILE`"]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named(text, expected):
    assert [message for _, message in faults(text)] == expected


def test_a_path_in_a_file_name_is_refused():
    assert faults("FULL=Y\nDUMPFILE=/dumps/x.dmp", complete=False) == [("DP054", "a file name cannot contain a path")]


def test_a_clause_is_explained_at_its_character():
    _, found = recover('FULL=Y\nINCLUDE=TABLE:"IN (A)"\n')
    assert render(found) == (
        "error[DP023]: name `A` without quotes\n"
        " --> x.par:2:20\n"
        "  |\n"
        '2 | INCLUDE=TABLE:"IN (A)"\n'
        "  |                    ^\n"
        "  = help: saves ORA-39071 with ORA-00904: write `IN ('A')`\n"
    )


def test_two_modes_are_refused_with_both_places():
    _, found = recover("FULL=Y\nSCHEMAS=HR\n")
    assert render(found) == (
        "error[DP054]: both `FULL` and `SCHEMAS` set the job mode\n"
        " --> x.par:2:1\n"
        "  |\n"
        "2 | SCHEMAS=HR\n"
        "  | ^^^^^^^\n"
        " --> x.par:1:1\n"
        "  |\n"
        "1 | FULL=Y\n"
        "  | ---- the first\n"
        "  = help: saves UDE-00010: leave one of them out\n"
    )


def test_a_spec_knows_the_places_in_the_parameter_file():
    spec, _ = recover("SCHEMAS=hr,oe\n" + FILES)
    assert spec.where.of("schemas[1]").span.start == 11
    assert spec.where.of("logfile").position.line == 4


# Shapes of public scripts and parameter files

CORPUS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "filters.jsonl").read_text("utf-8").splitlines()
]
LISTS = ("SCHEMAS", "TABLES", "TABLESPACES", "TRANSPORT_TABLESPACES")


def line_of(entry):
    kind, path, value = entry["kind"], entry["object_path"], entry["value"]
    if kind in LISTS:
        return f"{kind}={value}"
    if value is None:
        return f"FULL=Y\n{kind}={path}"
    return f'FULL=Y\n{kind}={path}:"{value}"' if path else f'FULL=Y\n{kind}="{value}"'


SHAPES = [entry for entry in CORPUS if entry["kind"] in (*LISTS, "INCLUDE", "EXCLUDE", "QUERY")]
#: Their object path is none, which is not for this reader to say.
PATHS = {entry["id"] for entry in SHAPES if entry["problem"] and entry["problem"].startswith("path:")}
#: A filter of the API, not a value of a parameter.
FOREIGN = {"f0705"}
#: The query of a table whose name is in quotes itself.
QUOTED = {"f0299"}


@pytest.mark.parametrize(
    "entry", [one for one in SHAPES if one["valid"] is True and one["id"] not in QUOTED], ids=lambda e: e["id"]
)
def test_a_right_shape_is_recovered(entry):
    spec, found = recover(line_of(entry) + "\n" + FILES)
    assert render(found) == ""
    assert spec is not None


@pytest.mark.parametrize(
    "entry", [one for one in SHAPES if one["valid"] is False and one["id"] not in FOREIGN], ids=lambda e: e["id"]
)
def test_a_wrong_shape_is_explained(entry):
    spec, found = recover(line_of(entry) + "\n" + FILES)
    assert (spec is None) == (entry["id"] not in PATHS)
    assert all(one.location is not None for one in found)


# Whatever is in a file

FRAGMENTS = [
    *("SCHEMAS=", "hr", " ", "\n", ",", "'", '"', "\\", '\\"', "\\'", "(", ")", "#", ":", "=", ";", "\u2018", "\u201d"),
    *(
        "INCLUDE=TABLE:",
        "\"IN ('A')\"",
        "QUERY=",
        'emp:"WHERE a=1"',
        "\r\n",
        "\\\n",
        "FULL=Y",
        "DUMPFILE=",
        "https://x/y",
    ),
    *(
        "FLASHBACK_TIME=",
        "TO_TIMESTAMP('",
        "',",
        "`",
        "$X",
        "%U",
        "\ufeff",
        "\x00",
        "\u2028",
        "é",
        "NOLOGFILE",
        "SAMPLE=1.5",
    ),
    *(
        "ENCRYPTION_PASSWORD=hunter2",
        'ENCRYPTION_PASSWORD = "hunter2"',
        "\nUSERID=scott/hunter2@db",
        'USERID="scott/hunter2"',
    ),
    "\nexpdp scott/hunter2 ",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join))
def test_no_text_raises_or_gives_a_password_away(text):
    spec, found = recover(text)
    assert (spec is None) == any(one.severity is Severity.ERROR for one in found)
    assert "hunter2" not in render(found) + repr(spec) + repr(spec and spec.where)
    assert not any("hunter2" in f"{one.message}{one.help}" for one in found)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    spec, found = recover(text)
    assert spec is not None or found


@pytest.mark.parametrize(
    "text",
    [
        "ENCRYPTION_PASSWORD=hunter2 # old: hunter2",
        "ENCRYPTION_PASSWORD=\n  hunter2",
        "ENCRYPTION_PASSWORD=hun\\\nhunter2 FULL=maybe",
        "FULL=maybe ENCRYPTION_PASSWORD=hunter2",
        "FULL=maybe # ENCRYPTION_PASSWORD=hunter2",
        "FULL=maybe #ENCRYPTION_PASSWORD=hunter2",
        "ENCRYPTION_PASWORD=hunter2",
        'INCLUDE=TABLE:"IN (\'A\') ENCRYPTION_PASSWORD=hunter2 LOGFILE="x"',
        "USERID='scott/hunter2 as sysdba' FULL=maybe",
        'USERID=scott/"hunter2 hunter2"@db FULL=maybe',
        "PARALLEL=x # expdp scott/hunter2 parfile=x.par",
    ],
)
def test_a_password_is_never_shown(text):
    _, found = recover(text)
    assert found
    assert "hunter2" not in render(found)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("text", "message", "shown"),
    [
        (
            "FULL=Y\nencryption_password Zq9Secret",
            "`ENCRYPTION_PASSWORD` without `=`: expdp takes it for one more value of `FULL`",
            "2 | encryption_password *********\n  | ^^^^^^^^^^^^^^^^^^^\n",
        ),
        (
            "encryption_password Zq9Secret\nFULL=Y",
            "no parameter before `encryption_password`",
            "1 | encryption_password *********\n  | ^^^^^^^^^^^^^^^^^^^\n",
        ),
        (
            "SCHEMAS=a\nencryption_password:Zq9Secret",
            "a password without `=`",
            "2 | encryption_password:*********\n  | ^^^^^^^^^^^^^^^^^^^\n",
        ),
        (
            "SCHEMAS=a\n -Pwd Zq9Secret",
            "a password without `=`",
            "2 |  -Pwd *********\n  |  ^^^^\n",
        ),
    ],
)
def test_a_password_without_an_equals_sign_is_masked_and_refused(text, message, shown):
    spec, (fault,) = recover(text)
    assert spec is None
    assert (fault.code, fault.message) == ("DP053", message)
    assert shown in render((fault,))
    assert "Zq9" not in render((fault,)) + repr(fault)


def test_tables_with_names_of_passwords_are_read():
    spec, _ = recover(FILES + "TABLES=user_passwords,\n  passwords, pwd t\n")
    assert spec.tables == ("USER_PASSWORDS", "PASSWORDS", "PWD", "T")


@pytest.mark.parametrize("size", ["0", "0KB", "00"])
def test_a_size_of_zero_is_that_of_a_file_without_it(size):
    text = FILES + f"FULL=Y\nFILESIZE={size}\n"
    spec, (warning,) = recover(text)
    assert spec.filesize is None
    assert "filesize" not in spec.where.keys
    assert warning.code == "DP055"
    assert warning.message == "`FILESIZE` is left out: 0 is the largest size, which is that of a file without it"
    assert warning.location.span.start == text.index("FILESIZE")
