"""The rules of job modes, names and keys among each other: what passes, and what is said of what does not."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import checker, document, reader
from dpspec.checker import Options
from dpspec.checks.files import MOST_FILES
from dpspec.checks.values import MAX_THREADS
from dpspec.diagnostics import CODES, in_order
from dpspec.filter_checks import MAX_NAMES
from dpspec.filters import Comparison, InList, Like, Literal, Operator
from dpspec.names import OBJECT_STORE_HOSTS
from dpspec.plan import JobMode
from dpspec.source import Source
from dpspec.spec import ExportSpec
from dpspec.versions import ServerVersion
from dpspec.vocabulary import EXPRESSION_KEYS

URI = "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp"
SCHEMA = {"schema_expressions": ["= 'HR'"]}


def checked(text, *, server=None, hosts=(), syntax="json"):
    """Check a spec as it stands in a file: the plan, and what is wrong with the file and the spec."""
    root, found = document.parse(Source("job", text), syntax)
    spec, more = reader.read(root)
    version = ServerVersion.parse(server) if server else None
    plan, rest = checker.check(spec, Options(version, (*OBJECT_STORE_HOSTS, *hosts)))
    return plan, in_order([*found, *more, *rest])


def check(body, **options):
    return checked(json.dumps(body, ensure_ascii=False), **options)


def told(found):
    """Code, place, message and help of each."""
    return [
        (
            fault.code,
            fault.location.source.text[fault.location.span.start : fault.location.span.end],
            fault.message,
            fault.help,
        )
        for fault in found
    ]


def faults(body, **options):
    plan, found = check(body, **options)
    assert found
    assert plan is None
    return told(found)


def fine(body, **options):
    plan, found = check(body, **options)
    assert found == ()
    assert plan is not None
    return plan


# --- silent ---------------------------------------------------------------------------------------------------------

FINE = {
    "the example of the documentation": {
        "job_mode": "TABLE",
        "name_expressions": [{"expression": "!='EMP'"}, {"expression": "LIKE 'EMP%'"}],
        "schema_expressions": [{"expression": "IN ('SCOTT')"}],
        "keep_master": 1,
    },
    "full": {"job_mode": "FULL"},
    "schema, by its default": SCHEMA,
    "schema, two lists": {"schema_expressions": ["IN ('A','B')", "!= 'A'"]},
    "schema, by subquery": {"schema_expressions": ["IN (SELECT owner FROM ops.owners)"]},
    "schema, some names of it": {"schema_expressions": ["= 'HR'"], "name_expressions": ["LIKE 'EMP%'"]},
    "names in the own schema": {"job_mode": "TABLE", "name_expressions": ["= 'EMP'"]},
    "all tables of a schema": {"job_mode": "TABLE", "schema_expressions": ["= 'SCOTT'"]},
    "one schema, as a list": {"job_mode": "TABLE", "schema_expressions": ["IN ('SCOTT')"]},
    "one schema, twice in a list": {"job_mode": "TABLE", "schema_expressions": ["IN ('SCOTT','SCOTT')"]},
    "one schema, as a pattern": {"job_mode": "TABLE", "schema_expressions": ["LIKE 'SCOTT'"]},
    "one schema, as an escaped pattern": {"job_mode": "TABLE", "schema_expressions": ["LIKE 'A!_B' ESCAPE '!'"]},
    "one schema, as a range": {"job_mode": "TABLE", "schema_expressions": ["BETWEEN 'A' AND 'A'"]},
    "tables of a tablespace": {"job_mode": "TABLE", "tablespace_expressions": ["= 'USERS'"]},
    "tablespace": {"job_mode": "TABLESPACE", "tablespace_expressions": ["IN ('USERS','DATA')"]},
    "filter": {"filter": "HR"},
    "filter of several": {"job_mode": "TABLE", "filter": "EMP, DEPT ,X$#_1,\n\tlower"},
    "filter with a schema mode": {"job_mode": "TABLESPACE", "filter": "USERS"},
    "all names": {**SCHEMA, "datapump_dir": "DUMPS", "file_name": "emp%U.dmp", "threads": 4, "keep_master": 0},
    "no mode at all, which is that of the list": {"tables": ["HR.EMP"]},
    "transportable": {"job_mode": "TRANSPORTABLE", "tablespace_expressions": ["= 'USERS'"]},
    "one thread, one file": {**SCHEMA, "file_name": "emp.dmp", "threads": 1},
    "threads, generated name": {**SCHEMA, "threads": MOST_FILES},
    "as many threads as %U has files": {**SCHEMA, "file_name": "emp%u.dmp", "threads": MOST_FILES},
    "more threads than that": {**SCHEMA, "file_name": "emp%L.dmp", "threads": MAX_THREADS},
    "object store": {**SCHEMA, "file_name": URI, "credential_name": "CRED", "threads": 8},
    "a name of 128 bytes": {"schema_expressions": [f"= '{'A' * 128}'"]},
    "a pattern of 128 characters and more signs": {"schema_expressions": [f"LIKE '{'_' * 128}%%'"]},
    "a pattern of 128 escaped signs": {"schema_expressions": [f"LIKE '{'!_' * 128}%' ESCAPE '!'"]},
    "128 bytes of two each": {"schema_expressions": [f"= '{'Ä' * 64}'"]},
    "a thousand names": {"schema_expressions": ["IN (" + ",".join(f"'N{n}'" for n in range(1000)) + ")"]},
    "escaped wildcards": {**SCHEMA, "name_expressions": ["LIKE 'A\\_\\%\\\\%' ESCAPE '\\'"]},
    "SYS left out": {"schema_expressions": ["!= 'SYS'"]},
    "SYS among others left out": {"schema_expressions": ["NOT IN ('SYS','SYSTEM')"]},
    "SYS by a pattern": {"schema_expressions": ["LIKE 'SYS%'"]},
    "a list with SYS, and SYS left out": {"schema_expressions": ["IN ('SYS','HR')", "!= 'SYS'"]},
    "an object called SYS": {**SCHEMA, "name_expressions": ["= 'SYS'"]},
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_nothing_is_wrong(body):
    plan = fine(body)
    assert plan.job_mode is JobMode(body.get("job_mode", "TABLE" if "tables" in body else "SCHEMA"))
    assert plan.threads == body.get("threads", 1)
    assert plan.keep_master is (body.get("keep_master", 1) == 1)
    assert plan.directory == body.get("datapump_dir", "DATA_PUMP_DIR")
    assert plan.file_name == body.get("file_name", "")
    assert plan.credential_name == body.get("credential_name", "")
    assert plan.listed == tuple(name.strip() for name in body["filter"].split(",")) if "filter" in body else True
    for key in EXPRESSION_KEYS:
        assert len(getattr(plan, key)) == len(body.get(key, []))


# --- firing ---------------------------------------------------------------------------------------------------------

DEFAULT = "leave the key out to get its default"
EVERY = "an empty list would select every object; leave the key out if that is meant"
MODES = "FULL, SCHEMA, TABLE, TABLESPACE, TRANSPORTABLE"
ONE_SCHEMA = "saves ORA-39001 with ORA-39040; write one name, such as `='SCOTT'`, or use SCHEMA mode"
KEEP_ONE = "saves ORA-39001 with ORA-39040; keep the expression that names the schema"
BOTH = "what ORDS makes of both is not documented; keep the expressions alone"
NOT_FULL = "it would leave out objects of every kind without a word; use SCHEMA, TABLE or TABLESPACE mode"
NO_SYS = "saves ORA-39165: Data Pump does not export the schema SYS"
AT_ONCE = "saves ORA-31655; all expressions must hold at once: to take one or the other, use one IN list"
NULL = "the empty string is NULL in Oracle"
CREDENTIAL = "saves ORA-39001: `credential_name` names a credential of the database user for the object store"
NO_URI = "give the `https://` URI of the dump in `file_name`, or leave the credential out"
LETTERS = "a name has letters of A-Z, digits, `_`, `$` and `#`, and starts with a letter; it takes no quotes"
TOO_LONG = "no name is that long, so it can match nothing; check it"
INTO_TABLE = "put the names into a table: write `IN (SELECT name FROM owner.names_to_export)`"
FROM_23 = "from 23ai on the limit is higher, see `--server-version`; "


def instead(key):
    return f"its syntax is not documented; use `{key}: [\"IN ('A','B')\"]`"


def listed(count, prefix=""):
    return f"{prefix}IN (" + ",".join(f"'N{number}'" for number in range(count)) + ")"


def needs(key, example, instead):
    expression = f"`{key}`, such as `[\"IN ('{example}')\"]`"
    return f"ORDS asks for it in every mode but FULL: give {expression}, or `{instead}`"


FIRING = {
    # DP020 to DP042: an expression that does not parse is told by the parser
    "an expression that does not parse": (
        {"schema_expressions": ["= HR"]},
        [("DP023", "HR", "name `HR` without quotes", "saves ORA-39071 with ORA-00904: write `='HR'`")],
    ),
    # DP104
    "empty mode": ({"job_mode": ""}, [("DP104", '""', "`job_mode` is empty", DEFAULT)]),
    "empty directory": ({**SCHEMA, "datapump_dir": ""}, [("DP104", '""', "`datapump_dir` is empty", DEFAULT)]),
    "empty file name": ({**SCHEMA, "file_name": ""}, [("DP104", '""', "`file_name` is empty", DEFAULT)]),
    "empty file name, credential": (
        {**SCHEMA, "file_name": "", "credential_name": "CRED"},
        [("DP104", '""', "`file_name` is empty", DEFAULT)],
    ),
    "empty credential, URI": (
        {**SCHEMA, "file_name": URI, "credential_name": ""},
        [("DP104", '""', "`credential_name` is empty", DEFAULT)],
    ),
    "empty filter": ({"filter": ""}, [("DP104", '""', "`filter` is empty", DEFAULT)]),
    "empty list": ({"schema_expressions": []}, [("DP104", "[]", "`schema_expressions` is an empty list", EVERY)]),
    "empty list beside another": (
        {**SCHEMA, "name_expressions": []},
        [("DP104", "[]", "`name_expressions` is an empty list", EVERY)],
    ),
    "empty list in FULL mode": (
        {"job_mode": "FULL", "name_expressions": []},
        [("DP104", "[]", "`name_expressions` is an empty list", EVERY)],
    ),
    # DP105
    "lower case mode": (
        {**SCHEMA, "job_mode": "table"},
        [("DP105", '"table"', "unknown job mode `table`", "write `TABLE`")],
    ),
    "plural mode": (
        {**SCHEMA, "job_mode": "Schemas"},
        [("DP105", '"Schemas"', "unknown job mode `Schemas`", "did you mean `SCHEMA`")],
    ),
    "mode of the parameter": (
        {"transport_tablespaces": ["A"], "job_mode": "TRANSPORT_TABLESPACES"},
        [
            (
                "DP105",
                '"TRANSPORT_TABLESPACES"',
                "unknown job mode `TRANSPORT_TABLESPACES`",
                "did you mean `TRANSPORTABLE`",
            )
        ],
    ),
    "mode with a letter wrong": (
        {"transport_tablespaces": ["A"], "job_mode": "TRANSPORTABEL"},
        [("DP105", '"TRANSPORTABEL"', "unknown job mode `TRANSPORTABEL`", "did you mean `TRANSPORTABLE`")],
    ),
    "mode that nobody knows": (
        {**SCHEMA, "job_mode": "everything"},
        [("DP105", '"everything"', "unknown job mode `everything`", f"the modes are {MODES}")],
    ),
    "mode with a blank": (
        {**SCHEMA, "job_mode": "TABLE "},
        [("DP105", '"TABLE "', "unknown job mode `TABLE `", "did you mean `TABLE`")],
    ),
    # DP106
    **{
        f"{threads} threads": (
            {**SCHEMA, "threads": threads, "file_name": "emp%L.dmp"},
            [
                (
                    "DP106",
                    str(threads),
                    f"`threads` is {shown}; it goes from 1 to 1024",
                    "saves ORA-39206; it is the number of worker processes",
                )
            ],
        )
        for threads, shown in [
            (0, "0"),
            (-1, "-1"),
            (1025, "1025"),
            (10**9 - 1, "999999999"),
            (10**30, "too large a number"),
            (-(10**30), "too large a number"),
        ]
    },
    # DP107
    **{
        f"keep_master {value}": (
            {**SCHEMA, "keep_master": value},
            [
                (
                    "DP107",
                    str(value),
                    f"`keep_master` is {shown}; it is 0 or 1",
                    "write 1 to keep the control table, 0 to drop it after success",
                )
            ],
        )
        for value, shown in [(2, "2"), (-1, "-1"), (10**20, "too large a number")]
    },
    # DP108
    "directory in lower case": (
        {**SCHEMA, "datapump_dir": "dumps"},
        [
            (
                "DP108",
                "dumps",
                "`dumps` is not in upper case",
                "saves ORA-39087: names are compared as written; write `DUMPS`",
            )
        ],
    ),
    "directory with a path": (
        {**SCHEMA, "datapump_dir": "DUMPS/hr"},
        [("DP108", "/", "the name holds `/`", LETTERS)],
    ),
    "credential with its owner": (
        {**SCHEMA, "file_name": URI, "credential_name": "HR.CRED"},
        [("DP108", ".", "the name holds `.`", LETTERS)],
    ),
    "directory with a line end": (
        {**SCHEMA, "datapump_dir": "D\nX"},
        [("DP108", "\\n", r"the name holds `\n`", LETTERS)],
    ),
    "directory of 129 bytes": (
        {**SCHEMA, "datapump_dir": "D" * 129},
        [("DP108", "D" * 129, "name of 129 bytes; the limit is 128", "saves ORA-00972")],
    ),
    # DP109
    "file name with a path": (
        {**SCHEMA, "file_name": "../emp.dmp"},
        [
            (
                "DP109",
                "/",
                "a file name cannot contain a path",
                "saves ORA-39088: the directory object `datapump_dir` says where; give the bare file name",
            )
        ],
    ),
    "file name that ends in a percent sign": (
        {**SCHEMA, "file_name": "emp%"},
        [
            (
                "DP109",
                "%",
                "`%` is not a substitution variable",
                "saves ORA-39124; the variables are `%U` and `%L` (file number), `%D`, `%M`, `%Y`, `%T` (date)",
            )
        ],
    ),
    # DP110
    "URI without TLS": (
        {**SCHEMA, "file_name": "http://x.oraclecloud.com/o", "credential_name": "CRED"},
        [
            (
                "DP110",
                "http",
                "scheme `http`",
                "only `https` URIs are sent: the dump and its credential must not cross a network in the open",
            )
        ],
    ),
    "URI to another host": (
        {**SCHEMA, "file_name": "https://evil.example/o", "credential_name": "CRED"},
        [
            (
                "DP110",
                "evil.example",
                "host `evil.example` is not allowed",
                "allowed are oraclecloud.com and what is below; allow another with `--object-store-host evil.example`",
            )
        ],
    ),
    # DP111
    "URI without a credential": (
        {**SCHEMA, "file_name": URI},
        [("DP111", f'"{URI}"', "`file_name` is a URI, and there is no credential", CREDENTIAL)],
    ),
    "credential without a URI": (
        {**SCHEMA, "file_name": "emp.dmp", "credential_name": "CRED"},
        [("DP111", '"CRED"', "`credential_name` without a URI in `file_name`", NO_URI)],
    ),
    "credential without any file name": (
        {**SCHEMA, "credential_name": "CRED"},
        [("DP111", '"CRED"', "`credential_name` without a URI in `file_name`", NO_URI)],
    ),
    # DP112
    "threads for one file": (
        {**SCHEMA, "threads": 4, "file_name": "emp.dmp"},
        [
            (
                "DP112",
                "4",
                "4 threads cannot write one dump file",
                "saves ORA-39095: put `%U` or `%L` into `file_name`, or leave it out",
            )
        ],
    ),
    "threads for one file a day": (
        {**SCHEMA, "threads": 2, "file_name": "emp%T.dmp"},
        [
            (
                "DP112",
                "2",
                "2 threads cannot write one dump file",
                "saves ORA-39095: put `%U` or `%L` into `file_name`, or leave it out",
            )
        ],
    ),
    "more threads than files": (
        {**SCHEMA, "threads": 100, "file_name": "emp%U.dmp"},
        [
            (
                "DP112",
                "100",
                "`%U` makes 99 files, too few for 100 threads",
                "saves ORA-39095: put `%L` into `file_name`",
            )
        ],
    ),
    "more threads than files, generated name": (
        {**SCHEMA, "threads": 100},
        [
            (
                "DP112",
                "100",
                "`%U` makes 99 files, too few for 100 threads",
                "saves ORA-39095: put `%L` into `file_name`",
            )
        ],
    ),
    # DP113
    **{
        f"filter {name}": (
            {"filter": text},
            [("DP113", place, message, instead("schema_expressions"))],
        )
        for name, text, place, message in [
            ("with quotes", "'HR'", "'", "`'` in `filter`, which takes names with commas between them"),
            ("with an operator", "IN ('HR')", "(", "`(` in `filter`, which takes names with commas between them"),
            ("with a semicolon", "HR;OE", ";", "`;` in `filter`, which takes names with commas between them"),
            ("with blanks", "HR OE", "O", "`O` in `filter`, which takes names with commas between them"),
            ("with a pattern", "HR%", "%", "`%` in `filter`, which takes names with commas between them"),
            ("with an owner", "HR.EMP", ".", "`.` in `filter`, which takes names with commas between them"),
            ("with two commas", "HR,,OE", ",", "`,` in `filter`, which takes names with commas between them"),
            ("with a comma first", ",HR", ",", "`,` in `filter`, which takes names with commas between them"),
            ("with a comma last", "HR, ", ",", "a name is missing at the end of `filter`"),
            ("of a blank", " ", " ", "a name is missing at the end of `filter`"),
            ("with a digit first", "HR, 1OE", "1", "`1` in `filter`, which takes names with commas between them"),
            ("with a letter beyond ASCII", "HRÄ", "Ä", "`Ä` in `filter`, which takes names with commas between them"),
            (
                "with a no-break space",
                "HR\u00a0",
                "\u00a0",
                r"`\xa0` in `filter`, which takes names with commas between them",
            ),
        ]
    },
    "filter of tables": (
        {"job_mode": "TABLE", "filter": "'EMP'"},
        [
            (
                "DP113",
                "'",
                "`'` in `filter`, which takes names with commas between them",
                instead("name_expressions"),
            )
        ],
    ),
    # DP114
    **{
        f"filter and {key}": (
            {"job_mode": "TABLE", "filter": "EMP", key: ["= 'EMP'"]},
            [("DP114", '"EMP"', f"`filter` together with `{key}`", BOTH)],
        )
        for key in EXPRESSION_KEYS
    },
    **{
        f"filter and {key}": (
            {"filter": "EMP", key: ["HR"]},
            [
                (
                    "DP114",
                    '"EMP"',
                    f"`filter` together with `{key}`",
                    f"only ORDS understands `filter`, and it has no `{key}`; keep the list alone",
                )
            ],
        )
        for key in ("schemas", "tables", "tablespaces", "views_as_tables")
    },
    # DP115
    "filter in FULL mode": (
        {"job_mode": "FULL", "filter": "HR"},
        [("DP115", '"HR"', "`filter` in FULL mode", "FULL exports everything")],
    ),
    "filter and expressions in FULL mode": (
        {"job_mode": "FULL", "filter": "HR", "schema_expressions": ["= 'A'"]},
        [
            ("DP115", '"HR"', "`filter` in FULL mode", "FULL exports everything"),
            ("DP119", "[\"= 'A'\"]", "`schema_expressions` does not apply to FULL mode", NOT_FULL),
        ],
    ),
    "filter in TRANSPORTABLE mode": (
        {"job_mode": "TRANSPORTABLE", "filter": "A"},
        [
            (
                "DP115",
                '"A"',
                "`filter` in TRANSPORTABLE mode",
                "only ORDS understands it, which has no such mode; give `transport_tablespaces`",
            )
        ],
    ),
    # DP116
    "nothing at all": (
        {},
        [
            (
                "DP116",
                "{}",
                "nothing says what to export in SCHEMA mode",
                needs("schema_expressions", "SCOTT", "schemas"),
            )
        ],
    ),
    "nothing for a mode": (
        {"job_mode": "TABLE"},
        [("DP116", '"TABLE"', "nothing says what to export in TABLE mode", needs("name_expressions", "EMP", "tables"))],
    ),
    "no tablespace": (
        {"job_mode": "TABLESPACE", "name_expressions": ["= 'EMP'"]},
        [
            (
                "DP116",
                '"TABLESPACE"',
                "nothing says what to export in TABLESPACE mode",
                needs("tablespace_expressions", "USERS", "tablespaces"),
            )
        ],
    ),
    "no tablespace to transport": (
        {"job_mode": "TRANSPORTABLE"},
        [
            (
                "DP116",
                '"TRANSPORTABLE"',
                "nothing says what to export in TRANSPORTABLE mode",
                'give `transport_tablespaces`, such as `["SALES_DATA"]`',
            )
        ],
    ),
    # DP117
    "two schema expressions": (
        {"job_mode": "TABLE", "schema_expressions": ["= 'A'", "= 'B'"]},
        [("DP117", "\"= 'B'\"", "a second schema expression in TABLE mode", KEEP_ONE)],
    ),
    "the same schema expression twice": (
        {"job_mode": "TABLE", "schema_expressions": ["= 'A'", "= 'A'"]},
        [("DP117", "\"= 'A'\"", "a second schema expression in TABLE mode", KEEP_ONE)],
    ),
    "two schemas": (
        {"job_mode": "TABLE", "schema_expressions": ["IN ('A','B')"]},
        [("DP117", "\"IN ('A','B')\"", "TABLE mode takes exactly one schema, not 2", ONE_SCHEMA)],
    ),
    **{
        f"any number of schemas: {text}": (
            {"job_mode": "TABLE", "schema_expressions": [text]},
            [("DP117", f'"{text}"', "TABLE mode takes exactly one schema, and this may be any number", ONE_SCHEMA)],
        )
        for text in ["LIKE 'A%'", "!= 'A'", "NOT IN ('A')", "> 'A'", "IN (SELECT 1 FROM dual)", "IS NOT NULL"]
    },
    # DP118
    "SYS": (
        {"schema_expressions": ["= 'SYS'"]},
        [("DP118", "'SYS'", "`SYS` cannot be exported in SCHEMA mode", NO_SYS)],
    ),
    "SYS in a list": (
        {"schema_expressions": ["IN ('HR', 'SYS')"]},
        [("DP118", "'SYS'", "`SYS` cannot be exported in SCHEMA mode", NO_SYS)],
    ),
    "SYS as a pattern": (
        {"schema_expressions": ["LIKE 'SYS'"]},
        [("DP118", "'SYS'", "`SYS` cannot be exported in SCHEMA mode", NO_SYS)],
    ),
    "tables of SYS": (
        {"job_mode": "TABLE", "schema_expressions": ["= 'SYS'"]},
        [("DP118", "'SYS'", "`SYS` cannot be exported in TABLE mode", NO_SYS)],
    ),
    # DP119
    **{
        f"{key} in FULL mode": (
            {"job_mode": "FULL", key: ["= 'A'"]},
            [("DP119", "[\"= 'A'\"]", f"`{key}` does not apply to FULL mode", NOT_FULL + more)],
        )
        for key, more in [
            ("name_expressions", ", or give the item an `object_path`"),
            ("schema_expressions", ""),
            ("tablespace_expressions", ""),
        ]
    },
    # DP120
    "a name of 129 bytes": (
        {"schema_expressions": [f"= '{'A' * 129}'"]},
        [("DP120", f"'{'A' * 129}'", "name of 129 bytes; the limit is 128", TOO_LONG)],
    ),
    "a name of 65 characters and 130 bytes": (
        {"schema_expressions": [f"!= '{'Ä' * 65}'"]},
        [("DP120", f"'{'Ä' * 65}'", "name of 130 bytes; the limit is 128", TOO_LONG)],
    ),
    "a name of 33 emoji": (
        {"schema_expressions": [f"= '{'😀' * 33}'"]},
        [("DP120", f"'{'😀' * 33}'", "name of 132 bytes; the limit is 128", TOO_LONG)],
    ),
    "one long name in a list": (
        {"schema_expressions": [f"IN ('A','{'B' * 129}','C')"]},
        [("DP120", f"'{'B' * 129}'", "name of 129 bytes; the limit is 128", TOO_LONG)],
    ),
    "a pattern that needs a long name": (
        {"schema_expressions": [f"LIKE '%{'A' * 100}{'_' * 29}%'"]},
        [("DP120", f"'%{'A' * 100}{'_' * 29}%'", "pattern needs a name of 129 bytes; the limit is 128", TOO_LONG)],
    ),
    "a long bound": (
        {"schema_expressions": [f"BETWEEN 'A' AND '{'B' * 129}'"]},
        [("DP120", f"'{'B' * 129}'", "bound of 129 bytes; the limit is 128", "no name is that long; check it")],
    ),
    "a long bound of a comparison": (
        {"schema_expressions": [f"> '{'B' * 129}'"]},
        [("DP120", f"'{'B' * 129}'", "bound of 129 bytes; the limit is 128", "no name is that long; check it")],
    ),
    "a long name in filter": (
        {"filter": f"HR,{'A' * 129}"},
        [("DP120", "A" * 129, "name of 129 bytes; the limit is 128", TOO_LONG)],
    ),
    # DP121
    "1,001 names": (
        {"schema_expressions": [listed(1001)]},
        [
            (
                "DP121",
                "'N1000'",
                "1,001 names in one list; the limit is 1,000",
                f"saves ORA-01795; {FROM_23}{INTO_TABLE}",
            )
        ],
    ),
    "1,001 names left out": (
        {"schema_expressions": [listed(1001, "NOT ")]},
        [
            (
                "DP121",
                "'N1000'",
                "1,001 names in one list; the limit is 1,000",
                f"saves ORA-01795; {FROM_23}make several items of at most 1,000 names, all of them hold",
            )
        ],
    ),
    # DP122
    "empty name": (
        {"schema_expressions": ["= ''"]},
        [("DP122", "''", NULL, "a comparison with NULL selects nothing (ORA-31655); leave it out")],
    ),
    "empty pattern": (
        {"schema_expressions": ["NOT LIKE ''"]},
        [("DP122", "''", NULL, "a comparison with NULL selects nothing (ORA-31655); leave it out")],
    ),
    "empty name in a list": (
        {"schema_expressions": ["IN ('A', '')"]},
        [("DP122", "''", NULL, "no name equals NULL; leave it out")],
    ),
    "empty name in a list that is left out": (
        {"schema_expressions": ["NOT IN ('A', '')"]},
        [("DP122", "''", NULL, "NOT IN with a NULL selects nothing (ORA-31655); leave it out")],
    ),
    "empty bound": (
        {"schema_expressions": ["BETWEEN 'A' AND q'[]'"]},
        [("DP122", "q'[]'", NULL, "a comparison with NULL selects nothing (ORA-31655); leave it out")],
    ),
    # DP123
    **{
        f"escape {name}": (
            {**SCHEMA, "name_expressions": [f"LIKE 'A%' ESCAPE {spelled}"]},
            [
                (
                    "DP123",
                    spelled,
                    "ESCAPE takes exactly one character",
                    "saves ORA-01425; write one character, such as `ESCAPE '\\'`",
                )
            ],
        )
        for name, spelled in [("of two characters", "'!!'"), ("of none", "''"), ("of two, with delimiters", "q'[ab]'")]
    },
    # DP125
    "two names at once": (
        {"schema_expressions": ["= 'A'", "= 'B'"]},
        [("DP125", "\"= 'B'\"", "no name matches all of `schema_expressions`", AT_ONCE)],
    ),
    "two patterns at once": (
        {**SCHEMA, "name_expressions": ["LIKE 'A%'", "!= 'X'", "LIKE 'B%'"]},
        [("DP125", "\"LIKE 'B%'\"", "no name matches all of `name_expressions`", AT_ONCE)],
    ),
    "a range the wrong way round": (
        {**SCHEMA, "name_expressions": ["BETWEEN 'Z' AND 'A'"]},
        [
            (
                "DP125",
                "\"BETWEEN 'Z' AND 'A'\"",
                "no name matches this expression",
                "saves ORA-31655; the lower bound comes first",
            )
        ],
    ),
    "no name is NULL": (
        {**SCHEMA, "name_expressions": ["IS NULL"]},
        [("DP125", '"IS NULL"', "no name matches this expression", "saves ORA-31655; an object always has a name")],
    ),
    "everything left out": (
        {**SCHEMA, "name_expressions": ["NOT LIKE '%'"]},
        [
            (
                "DP125",
                "\"NOT LIKE '%'\"",
                "no name matches this expression",
                "saves ORA-31655; the pattern matches every name, and NOT leaves none",
            )
        ],
    ),
}


def test_a_schema_whose_pattern_is_wrong_is_not_counted_too():
    ((code, place, *_),) = faults({"job_mode": "TABLE", "schema_expressions": ["LIKE 'A!B' ESCAPE '!'"]})
    assert (code, place) == ("DP124", "!")


@pytest.mark.parametrize(("body", "expected"), FIRING.values(), ids=FIRING)
def test_what_is_wrong_is_said(body, expected):
    assert faults(body) == expected


def test_every_code_of_the_checker_is_in_the_table():
    fired = {code for _, expected in FIRING.values() for code, *_ in expected}
    # These need a release, a place in a pattern, or a wrong document.
    elsewhere = {"DP101", "DP102", "DP103", "DP124", "DP126"}
    assert {code for code in CODES if "DP104" <= code <= "DP125"} - elsewhere <= fired


# --- releases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", [None, "12.2", "19c", "21c"])
def test_a_thousand_names_up_to_21c(server):
    fine({"schema_expressions": [listed(1000)]}, server=server)
    ((code, *_),) = faults({"schema_expressions": [listed(1001)]}, server=server)
    assert code == "DP121"


@pytest.mark.parametrize("server", ["23ai", "23.26", "26ai"])
def test_more_names_from_23ai_on(server):
    fine({"schema_expressions": [listed(1001)]}, server=server)


def test_not_any_number_of_names_from_23ai_on():
    fine({"schema_expressions": [listed(65_535)]}, server="23ai")
    assert faults({"schema_expressions": [listed(65_536)]}, server="23ai") == [
        ("DP121", "'N65535'", "65,536 names in one list; the limit is 65,535", f"saves ORA-01795; {INTO_TABLE}")
    ]


@pytest.mark.parametrize("server", ["10.2", "11.2.0.4", "12c", "12.1.0.2"])
def test_names_have_thirty_bytes_before_12_2(server):
    fine({"schema_expressions": [f"= '{'A' * 30}'"]}, server=server)
    assert faults({"schema_expressions": [f"= '{'A' * 31}'"]}, server=server) == [
        (
            "DP120",
            f"'{'A' * 31}'",
            "name of 31 bytes; the limit is 30",
            f"{TOO_LONG}; before 12.2 names have 30 bytes",
        )
    ]
    ((code, _, message, _),) = faults({**SCHEMA, "datapump_dir": "D" * 31}, server=server)
    assert (code, message) == ("DP108", "name of 31 bytes; the limit is 30")


@pytest.mark.parametrize("server", ["12.1", "12.2", "18c"])
def test_an_object_store_needs_19c(server):
    body = {**SCHEMA, "file_name": URI, "credential_name": "CRED"}
    version = ServerVersion.parse(server)
    assert faults(body, server=server) == [
        (
            "DP126",
            '"CRED"',
            f"`credential_name` is too new for {version}",
            "dumps in an object store came with Oracle Database 19c",
        )
    ]
    fine(body, server="19c")
    fine(body)  # no release given: nothing is concluded from one


def test_variables_need_12_2():
    assert faults({**SCHEMA, "file_name": "emp%L.dmp"}, server="12.1") == [
        ("DP126", "%L", "`%L` needs Oracle Database 12.2", "saves ORA-39124; before 12.2 only `%U` is known")
    ]
    fine({**SCHEMA, "file_name": "emp%L.dmp"}, server="12.2")


def test_hosts_can_be_allowed():
    body = {**SCHEMA, "file_name": "https://s3.example.com/o", "credential_name": "CRED"}
    ((code, place, message, _),) = faults(body)
    assert (code, place, message) == ("DP110", "s3.example.com", "host `s3.example.com` is not allowed")
    fine(body, hosts=("example.com",))


# --- ESCAPE: the very character -------------------------------------------------------------------------------------


def escape_help(char):
    return f"saves ORA-01424; to match {char} itself, double it"


@pytest.mark.parametrize(
    ("pattern", "escape", "before"),
    [
        pytest.param("'A!B'", "'!'", "'A", id="plain"),
        pytest.param("'AB!'", "'!'", "'AB", id="at the end"),
        pytest.param("'!'", "'!'", "'", id="alone"),
        pytest.param("'!!!_!%!x'", "'!'", "'!!!_!%", id="after others that are right"),
        pytest.param("'it''s!x'", "'!'", "'it''s", id="after a doubled quote"),
        pytest.param("'''''!'", "'!'", "'''''", id="after two doubled quotes"),
        pytest.param("q'[it's!x]'", "'!'", "q'[it's", id="with delimiters"),
        pytest.param("Q'!it's\\x!'", "'\\'", "Q'!it's", id="with equal delimiters"),
        pytest.param("N'it''s!x'", "'!'", "N'it''s", id="national"),
        pytest.param("nq'{it's!x}'", "'!'", "nq'{it's", id="national with delimiters"),
        pytest.param("'a😀!x'", "'!'", "'a😀", id="after an emoji"),
        pytest.param("'aéx'", "'é'", "'a", id="not an ASCII character"),
        pytest.param("'a😀x'", "'😀'", "'a", id="an emoji"),
        pytest.param("'a%b'", "'%'", "'a", id="percent sign"),
        pytest.param("('A!B')", "('!')", "('A", id="in parentheses"),
    ],
)
def test_the_caret_is_at_the_escape_character(pattern, escape, before):
    text = f"LIKE {pattern} ESCAPE {escape}"
    plan, (fault,) = check({**SCHEMA, "name_expressions": [text]})
    char = escape.strip("()'")
    assert plan is None
    assert fault.code == "DP124"
    assert fault.message == f"the escape character `{char}` stands before neither `%`, `_` nor itself"
    assert fault.help == escape_help(f"`{char}`")
    span = fault.location.span
    written = json.dumps(text, ensure_ascii=False)
    source = fault.location.source.text
    start = source.index(written) + 1
    assert source[start : span.start] == json.dumps(f"LIKE {before}", ensure_ascii=False)[1:-1]
    assert source[span.start : span.end] == json.dumps(char, ensure_ascii=False)[1:-1]


def test_a_quote_as_escape_character_is_marked_whole():
    _, (fault,) = check({**SCHEMA, "name_expressions": ["LIKE 'A''B' ESCAPE ''''"]})
    assert told([fault])[0][:3] == (
        "DP124",
        "''",
        "the escape character `'` stands before neither `%`, `_` nor itself",
    )


def test_a_backtick_as_escape_character_does_not_end_the_quotation():
    _, (fault,) = check({**SCHEMA, "name_expressions": ["LIKE 'A`B' ESCAPE '`'"]})
    assert fault.message == r"the escape character `\x60` stands before neither `%`, `_` nor itself"


# --- labels, and what is not said twice -----------------------------------------------------------------------------


def labels(body):
    _, (fault,) = check(body)
    return [
        (label.location.source.text[label.location.span.start : label.location.span.end], label.text)
        for label in fault.labels
    ]


def test_labels():
    assert labels({"job_mode": "TABLE", "schema_expressions": ["= 'A'", "= 'B'"]}) == [("\"= 'A'\"", "the first one")]
    assert labels({"schema_expressions": ["= 'A'", "= 'B'"]}) == [("\"= 'A'\"", "and this")]
    assert labels({**SCHEMA, "threads": 4, "file_name": "emp.dmp"}) == [('"emp.dmp"', "this is one file")]


def test_a_contradiction_of_many_names_no_more_than_three_others():
    body = {"schema_expressions": [listed(9), *(f"!= 'N{number}'" for number in range(9))]}
    assert len(labels(body)) == 3


def test_ten_long_names_are_enough():
    names = ",".join(f"'{letter * 129}'" for letter in "ABCDEFGHIJKLMNOP")
    assert [code for code, *_ in faults({"schema_expressions": [f"IN ({names})"]})] == ["DP120"] * MAX_NAMES


def test_no_rule_concludes_from_what_could_not_be_read():
    # Each has one fault; that the mode, the file or the list is unknown is not one of its own.
    for body, code in [
        ({"job_mode": 1, "schema_expressions": ["= 'A'"]}, "DP103"),
        ({"jobMode": "TABLE"}, "DP102"),
        ({"schema_expressions": "= 'A'"}, "DP103"),
        ({"schemas": "HR"}, "DP103"),
        ({"schema": "HR"}, "DP102"),
        ({"mode": "TABLE", "tables": ["EMP"], "schemas": ["HR"]}, "DP102"),
        ({"name_expression": ["= 'A'"]}, "DP102"),
        ({"job_mode": "TABLESPACE", "tablespace_expressions": ["= USERS"]}, "DP023"),
        ({**SCHEMA, "file_name": 1, "credential_name": "CRED"}, "DP103"),
        ({**SCHEMA, "file_name": URI, "credentials": "CRED"}, "DP102"),
        ({**SCHEMA, "encryption_mode": "PASSWORD", "encryption_pwd_prompt": True}, "DP102"),
        ({**SCHEMA, "threads": 1, "degree": 4}, "DP102"),
        ({**SCHEMA, "threads": 4, "fileName": "emp.dmp"}, "DP102"),
        ({"filter": 1}, "DP103"),
    ]:
        assert [found for found, *_ in faults(body)] in ([code], [code, "DP111"]), body


def test_every_fault_of_a_file_in_one_run():
    body = {
        "job_mode": "TABLE",
        "datapump_dir": "dumps",
        "file_name": "a b.dmp",
        "credential_name": "c-d",
        "filter": "x;",
        "name_expressions": ["LIKE 'A%'", "LIKE 'B%'", "= EMP", "IN ('')", "LIKE 'x!y' ESCAPE '!'"],
        "schema_expressions": ["= 'A'", "= 'B'"],
        "tablespace_expressions": [],
        "threads": 0,
        "keep_master": 7,
        "frobnicate": "x",
    }
    codes = [code for code, *_ in faults(body)]
    assert codes == [
        "DP108",  # datapump_dir
        "DP109",  # file_name
        "DP111",  # credential_name without a URI
        "DP108",  # credential_name
        "DP114",  # filter together with expressions
        "DP113",  # filter
        "DP023",  # EMP
        "DP122",  # ''
        "DP124",  # !
        "DP117",  # a second schema expression
        "DP104",  # tablespace_expressions
        "DP106",  # threads
        "DP107",  # keep_master
        "DP102",  # frobnicate
    ]


def test_the_same_in_yaml():
    plan, found = checked("job_mode: TABLE\nschema_expressions:\n  - IN ('A',\n    'B')\nthreads: 0\n", syntax="yaml")
    assert plan is None
    assert [(fault.code, fault.location.position.line) for fault in found] == [("DP117", 3), ("DP106", 5)]


# --- specs built in Python ------------------------------------------------------------------------------------------


def python_faults(**values):
    plan, found = checker.check(ExportSpec(**values))
    assert plan is None
    return [(fault.code, fault.key, fault.message, fault.help) for fault in found]


def test_a_spec_built_of_values():
    spec = ExportSpec(
        job_mode="TABLE",
        name_expressions=[Like(Literal("EMP%")), {"expression": "!='EMP'"}],
        schema_expressions=(InList((Literal("SCOTT"),)),),
        threads=2,
    )
    plan, found = checker.check(spec)
    assert found == ()
    assert plan.name_expressions == (Like(Literal("EMP%")), Comparison(Operator.NE, Literal("EMP")))
    assert plan.written == {"job_mode", "name_expressions", "schema_expressions", "threads"}


def test_the_same_faults_without_a_file():
    plan, (fault,) = checker.check(ExportSpec(schema_expressions=["= HR"]))
    assert plan is None
    assert (fault.code, fault.key, fault.location.source.name) == (
        "DP023",
        "schema_expressions[0]",
        "schema_expressions[0]",
    )
    assert told([fault])[0][1] == "HR"
    assert python_faults(schema_expressions=["= 'HR'"], threads=0) == [
        (
            "DP106",
            "threads",
            "`threads` is 0; it goes from 1 to 1024",
            "saves ORA-39206; it is the number of worker processes",
        )
    ]


WRONG = {
    "True for an integer": ("threads", True, "`threads` takes an integer, not true or false", "write 1"),
    "text for an integer": ("threads", "4", "`threads` takes an integer, not a string", "write 4 without quotes"),
    "float": ("threads", 4.0, "`threads` takes an integer, not a number", "write 4"),
    "not a number": ("threads", float("nan"), "`threads` takes an integer, not a number", None),
    "huge float": ("threads", 1e308, "`threads` takes an integer, not a number", None),
    "bytes for an integer": ("keep_master", b"1", "`keep_master` takes an integer, not bytes", None),
    "complex": ("keep_master", 1j, "`keep_master` takes an integer, not a value of type `complex`", None),
    "integer for a text": ("file_name", 1, "`file_name` takes a string, not an integer", "put it into quotes"),
    "bytes for a text": ("file_name", b"emp.dmp", "`file_name` takes a string, not bytes", None),
    "list for a text": ("file_name", ["emp.dmp"], "`file_name` takes a string, not a list", None),
    "member of an enumeration": (
        "job_mode",
        JobMode.TABLE,
        "`job_mode` takes a string, not a value of type `JobMode`",
        None,
    ),
    "None for a directory": (
        "datapump_dir",
        None,
        "`datapump_dir` takes a string, not null",
        "leave the key out to get its default",
    ),
    "text for a list": (
        "name_expressions",
        "= 'A'",
        "`name_expressions` takes a list of expressions, not a string",
        "put the expression into brackets: `[...]`",
    ),
    "bytes for a list": ("name_expressions", b"x", "`name_expressions` takes a list of expressions, not bytes", None),
    "object for a list": (
        "name_expressions",
        {"expression": "= 'A'"},
        "`name_expressions` takes a list of expressions, not an object",
        None,
    ),
    "integer for a list": (
        "name_expressions",
        1,
        "`name_expressions` takes a list of expressions, not an integer",
        None,
    ),
    "None for a list": (
        "name_expressions",
        None,
        "`name_expressions` takes a list of expressions, not null",
        "leave the key out to get its default",
    ),
}


@pytest.mark.parametrize(("key", "value", "message", "help_"), WRONG.values(), ids=WRONG)
def test_a_wrong_type(key, value, message, help_):
    given_values = {"schema_expressions": ["= 'HR'"], key: value}
    assert python_faults(**given_values) == [("DP103", key, message, help_)]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (1, "an integer"),
        (None, "null"),
        (b"= 'A'", "bytes"),
        (["= 'A'"], "a list"),
        ({"expression": ["= 'A'"]}, "a list"),
        (Literal("A"), "a value of type `Literal`"),
    ],
)
def test_a_wrong_item(item, kind):
    assert python_faults(schema_expressions=["= 'HR'", item]) == [
        (
            "DP103",
            "schema_expressions[1]",
            f"an item of `schema_expressions` is {kind}, not a string",
            "an item is a text such as `LIKE 'EMP%'`",
        )
    ]


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"expression": "= 'A'", "x\n": 1}, r"x\n"),
        ({1: "= 'A'"}, "1"),
        ({"object_path": "TABLE", "expression": "= 'A'"}, "object_path"),
    ],
)
def test_a_mapping_with_an_unknown_member(item, name):
    message = f"unknown key `{name}` in an item of `schema_expressions`"
    dropped = "ORDS is reported to drop unknown keys without a word, which would widen the job"
    assert python_faults(schema_expressions=["= 'HR'", item]) == [
        ("DP102", "schema_expressions[1]", message, f"an item has the one key `expression`; {dropped}")
    ]


def test_a_mapping_without_its_member():
    message = "an item of `schema_expressions` has no `expression`"
    assert python_faults(schema_expressions=["= 'HR'", {}]) == [
        ("DP103", "schema_expressions[1]", message, "an item is a text such as `LIKE 'EMP%'`")
    ]


def test_none_is_no_value_where_there_is_no_default():
    plan, found = checker.check(
        ExportSpec(
            schema_expressions=["= 'HR'"],
            job_mode=None,
            file_name=None,
            credential_name=None,
            filter=None,
            threads=None,
            keep_master=None,
        )
    )
    assert found == ()
    assert (plan.file_name, plan.threads, plan.keep_master) == ("", 1, True)


def test_an_empty_list_is_no_list_left_out():
    assert [fault[:2] for fault in python_faults(schema_expressions=[], name_expressions=())] == [
        ("DP104", "name_expressions"),
        ("DP104", "schema_expressions"),
    ]


def test_what_was_changed_after_it_was_read_is_checked_as_it_is_now():
    from attrs import evolve

    root, _ = document.parse(Source("job", '{"schema_expressions": ["= \'HR\'"], "datapump_dir": "DUMPS"}'), "json")
    spec, _ = reader.read(root)
    plan, found = checker.check(evolve(spec, schema_expressions=["= OE"], datapump_dir="dumps"))
    assert plan is None
    assert {(fault.code, told([fault])[0][1]) for fault in found} == {("DP023", "OE"), ("DP108", "dumps")}


anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=3), st.text(max_size=5), st.just(URI)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner),
        st.dictionaries(st.sampled_from(["expression", "x"]), inner, max_size=2),
    ),
    max_leaves=4,
)
plausible = {
    "job_mode": st.sampled_from(["FULL", "SCHEMA", "TABLE", "TABLESPACE", "table", ""]),
    "threads": st.integers(-1, 2000),
    "keep_master": st.integers(-1, 2),
    "file_name": st.sampled_from(["emp.dmp", "emp%U.dmp", "emp%", URI, "", "https://x"]),
    "credential_name": st.sampled_from(["CRED", "cred", ""]),
    "datapump_dir": st.sampled_from(["DUMPS", "d", ""]),
    "filter": st.sampled_from(["HR", "HR,", ",", " ", ""]),
    **dict.fromkeys(
        EXPRESSION_KEYS,
        st.lists(
            st.sampled_from(
                [
                    "= 'A'",
                    "!= 'A'",
                    "LIKE 'A%'",
                    "LIKE 'A!B' ESCAPE '!'",
                    "LIKE '' ESCAPE 'ab'",
                    "IN ('','SYS')",
                    "= A",
                    "",
                ]
            ),
            max_size=3,
        ),
    ),
}


@settings(max_examples=500, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={key: st.one_of(plausible[key], plausible[key], anything) for key in plausible})
)
def test_a_plan_or_a_reason(values):
    plan, found = checker.check(ExportSpec(**values))
    assert (plan is None) == bool(found)
    for fault in found:
        assert fault.code in CODES
        assert fault.message.isprintable()
        assert fault.key is not None
    assert found == in_order(found)


def test_the_order_does_not_depend_on_chance():
    program = (
        "from dpspec import checker; from dpspec.spec import ExportSpec;"
        "print([f.key for f in checker.check(ExportSpec(**dict.fromkeys("
        "('job_mode','datapump_dir','file_name','credential_name','filter'), '')))[1]])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in (0, 1, 2)
    }
    assert outputs == {"['job_mode', 'datapump_dir', 'file_name', 'credential_name', 'filter']\n"}


def test_a_rule_per_pair_of_modes_and_keys():
    """Which expressions a mode takes at all: the table of the documentation."""
    taken = {
        ("SCHEMA", "schema_expressions"),
        ("SCHEMA", "name_expressions"),
        ("SCHEMA", "tablespace_expressions"),
        ("TABLE", "schema_expressions"),
        ("TABLE", "name_expressions"),
        ("TABLE", "tablespace_expressions"),
        ("TABLESPACE", "tablespace_expressions"),
        ("TRANSPORTABLE", "tablespace_expressions"),
    }
    for mode, key in itertools.product(JobMode.__members__, EXPRESSION_KEYS):
        plan, _ = check({"job_mode": mode, key: ["= 'A'"]})
        assert (plan is not None) == ((mode, key) in taken), (mode, key)
