"""The parameter file: expdp's words for what a spec means, and a refusal for the rest."""

from __future__ import annotations

import pytest

import dpspec

TABLE = {"job_mode": "TABLE", "schema_expressions": ["='SCOTT'"]}


def parameters(**given):
    text = dpspec.compile(dpspec.ExportSpec(**given), "parfile").text
    return [line for line in text.splitlines() if not line.startswith("#")]


def refusals(**given):
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.ExportSpec(**given), "parfile")
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
    ("given", "expected"),
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
def test_what_is_selected(given, expected):
    assert parameters(**given)[4:-2] == expected


@pytest.mark.parametrize(
    ("given", "expected"),
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
def test_what_cannot_be_said_is_refused(given, expected):
    assert expected in refusals(**given)


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
