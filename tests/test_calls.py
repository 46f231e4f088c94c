"""The calls of DBMS_DATAPUMP that each key means: names, values, order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dpspec
from dpspec import algebra
from dpspec.calls import calls, is_sayable
from dpspec.datapump import PARAMETERS, Clock, Secret, Stamped
from dpspec.filters import Literal
from dpspec.plan import RowFilter
from dpspec.vocabulary import KEYS
from tests.test_capability import SPECS

FULL = {"job_mode": "FULL"}
JOB = Stamped(("DATAPUMP_REST_EXPORT_", Clock("YYYYMMDDHH24MISS")))
STAMP = Clock("YYYY-MM-DD-HH24_MI_SS")
DUMP, LOG = Stamped(("EXPDAT%U", STAMP, ".DMP")), Stamped(("EXPDAT-", STAMP, ".LOG"))


def plan_of(server=None, **given):
    checked = dpspec.check(dpspec.ExportSpec(**given), server_version=server)
    assert checked.plan is not None, [d.message for d in checked.diagnostics]
    return checked.plan


def made(server=None, **given):
    """Give the calls as tuples, so that a test shows them whole."""
    found = [(call.subprogram, call.arguments) for call in calls(plan_of(server, **given))]
    # True is 1 to Python, and no number to PL/SQL.
    assert not any(isinstance(value, bool) for _, arguments in found for _, value in arguments)
    return found


def meta(name, value, path=None):
    return ("METADATA_FILTER", (("name", name), ("value", value), *((("object_path", path),) if path else ())))


def data(name, value, table=None, schema=None):
    of = (("table_name", table), ("schema_name", schema))
    return ("DATA_FILTER", (("name", name), ("value", value), *(pair for pair in of if pair[1])))


def parameter(name, value):
    return ("SET_PARAMETER", (("name", name), ("value", value)))


def opened(mode="FULL", **more):
    link = (("remote_link", more["link"]),) if "link" in more else ()
    version = (("version", more["version"]),) if "version" in more else ()
    name = (("job_name", more.get("job", JOB)),)
    return ("OPEN", (("operation", "EXPORT"), ("job_mode", mode), *link, *name, *version))


def dumped(name=DUMP, directory="DATA_PUMP_DIR", kind=1, reuse=0, size=None):
    sized = (("filesize", size),) if size else ()
    return (
        "ADD_FILE",
        (("filename", name), ("directory", directory), *sized, ("filetype", kind), ("reusefile", reuse)),
    )


def logged(name=LOG, directory="DATA_PUMP_DIR"):
    return ("ADD_FILE", (("filename", name), ("directory", directory), ("filetype", 3)))


def job(*between, mode="FULL", after=(), start=(), threads=1, keep=1):
    """Give the calls of a job that has all the defaults."""
    end = [
        ("SET_PARALLEL", (("degree", threads),)),
        parameter("KEEP_MASTER", keep),
        *after,
        ("START_JOB", tuple(start)),
    ]
    return [opened(mode), dumped(), logged(), *between, *end]


def test_a_full_export_has_the_defaults_of_ords_and_nothing_else():
    assert made(**FULL) == job()


# --- what is set ----------------------------------------------------------------------------------------------------

SET = {
    "content ALL": ({"content": "ALL"}, [data("INCLUDE_ROWS", 1)]),
    "content METADATA_ONLY": ({"content": "METADATA_ONLY"}, [data("INCLUDE_ROWS", 0)]),
    "content DATA_ONLY": ({"content": "DATA_ONLY"}, [parameter("INCLUDE_METADATA", 0)]),
    "data_options": (
        {"data_options": ["VERIFY_STREAM_FORMAT", "XML_CLOBS", "GROUP_PARTITION_TABLE_DATA"]},
        [parameter("DATA_OPTIONS", 578)],
    ),
    "data_options XML_CLOBS": ({"data_options": ["XML_CLOBS"]}, [parameter("DATA_OPTIONS", 2)]),
    "data_options twice": ({"data_options": ["XML_CLOBS", "XML_CLOBS"]}, [parameter("DATA_OPTIONS", 2)]),
    "data_options GROUP": ({"data_options": ["GROUP_PARTITION_TABLE_DATA"]}, [parameter("DATA_OPTIONS", 64)]),
    "data_options VERIFY": ({"data_options": ["VERIFY_STREAM_FORMAT"]}, [parameter("DATA_OPTIONS", 512)]),
    "consistent": ({"consistent": True}, [parameter("FLASHBACK_TIME", "SYSTIMESTAMP")]),
    "not consistent": ({"consistent": False}, []),
    "flashback_scn": ({"flashback_scn": 9007199254740993}, [parameter("FLASHBACK_SCN", 9007199254740993)]),
    "flashback_time": (
        {"flashback_time": "2026-11-01T02:00:00Z"},
        [parameter("FLASHBACK_TIME", "TO_TIMESTAMP_TZ('2026-11-01 02:00:00 +00:00', 'YYYY-MM-DD HH24:MI:SS TZH:TZM')")],
    ),
    "compression": (
        {"compression": "ALL", "compression_algorithm": "HIGH"},
        [parameter("COMPRESSION", "ALL"), parameter("COMPRESSION_ALGORITHM", "HIGH")],
    ),
    "encryption": (
        {
            "encryption": "DATA_ONLY",
            "encryption_algorithm": "AES256",
            "encryption_mode": "DUAL",
            "encryption_password": {"env": "THE_PASSWORD"},
        },
        [
            parameter("ENCRYPTION", "DATA_ONLY"),
            parameter("ENCRYPTION_ALGORITHM", "AES256"),
            parameter("ENCRYPTION_MODE", "DUAL"),
            parameter("ENCRYPTION_PASSWORD", Secret()),
        ],
    ),
    "password in a file": ({"encryption_password": {"file": "/x"}}, [parameter("ENCRYPTION_PASSWORD", Secret())]),
    "password asked for": ({"encryption_password": {"prompt": True}}, [parameter("ENCRYPTION_PASSWORD", Secret())]),
    "checksum": (
        {"checksum": True, "checksum_algorithm": "SHA384"},
        [parameter("CHECKSUM", 1), parameter("CHECKSUM_ALGORITHM", "SHA384")],
    ),
    "no checksum": ({"checksum": False}, [parameter("CHECKSUM", 0)]),
    "source_edition": ({"source_edition": "E1"}, [parameter("SOURCE_EDITION", "E1")]),
    "access_method": ({"access_method": "EXTERNAL_TABLE"}, [parameter("DATA_ACCESS_METHOD", "EXTERNAL_TABLE")]),
    "estimate": ({"estimate": "STATISTICS"}, [parameter("ESTIMATE", "STATISTICS")]),
    "transportable": ({"transportable": "ALWAYS"}, [parameter("TRANSPORTABLE", "ALWAYS")]),
    "metrics": ({"metrics": True}, [parameter("METRICS", 1)]),
    "no metrics": ({"metrics": False}, [parameter("METRICS", 0)]),
    "logtime": ({"logtime": "STATUS"}, [parameter("LOGTIME", "STATUS")]),
    "log_entries": (
        {"log_entries": ["ticket 4711", "it's"]},
        [("LOG_ENTRY", (("message", "ticket 4711"),)), ("LOG_ENTRY", (("message", "it's"),))],
    ),
}


@pytest.mark.parametrize("case", SET)
def test_what_is_set(case):
    given, expected = SET[case]
    assert made(**FULL, **given) == job(after=expected)


def test_the_options_of_a_transportable_job():
    assert made(transport_tablespaces=["DATA", "IDX"], transport_full_check=True) == job(
        meta("TABLESPACE_LIST", "'DATA','IDX'"), mode="TRANSPORTABLE", after=[parameter("TTS_FULL_CHECK", 1)]
    )


def test_what_is_said_when_the_job_is_opened():
    assert made(**FULL, network_link="SRC.WORLD", version="12.2", job_name="NIGHTLY") == [
        opened(link="SRC.WORLD", version="12.2", job="NIGHTLY"),
        *job()[1:],
    ]


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ({"abort_step": -1}, [("abort_step", -1)]),
        ({"cluster": False}, [("cluster_ok", 0)]),
        ({"cluster": True}, [("cluster_ok", 1)]),
        ({"service_name": "REPORTING"}, [("service_name", "REPORTING")]),
        (
            {"abort_step": 3, "cluster": True, "service_name": "S"},
            [("abort_step", 3), ("cluster_ok", 1), ("service_name", "S")],
        ),
    ],
)
def test_what_is_said_when_the_job_starts(given, start):
    assert made(**FULL, **given) == job(start=start)


def test_the_number_of_workers_and_the_fate_of_the_control_table():
    assert made(**FULL, threads=4, keep_master=0) == job(threads=4, keep=0)


# --- files ----------------------------------------------------------------------------------------------------------

URI = "https://objectstorage.eu-zurich-1.oraclecloud.com/n/x/b/y/o/d%U.dmp"
REST = job()[3:]


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ({"file_name": "a.dmp", "datapump_dir": "D"}, [dumped("a.dmp", "D"), logged(directory="D")]),
        ({"dumpfiles": ["a.dmp", "D2:b.dmp"]}, [dumped("a.dmp"), dumped("b.dmp", "D2"), logged()]),
        ({"logfile": "L:x.log"}, [dumped(), logged("x.log", "L")]),
        ({"nologfile": True}, [dumped()]),
        ({"nologfile": False}, [dumped(), logged()]),
        ({"filesize": "2GB", "reuse_dumpfiles": True}, [dumped(size="2G", reuse=1), logged()]),
        ({"filesize": 41000}, [dumped(size="41000"), logged()]),
        ({"file_name": URI, "credential_name": "CRED"}, [dumped(URI, "CRED", 5), logged()]),
        ({"estimate_only": True}, [logged()]),
    ],
    ids=str,
)
def test_files(given, files):
    after = [parameter("ESTIMATE_ONLY", 1)] if "estimate_only" in given else []
    assert made(**FULL, **given) == [opened(), *files, *REST[:-1], *after, REST[-1]]


# --- what is exported -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["JOBS"], [meta("NAME_LIST", "'JOBS'")]),
        (["HR.JOBS", 'HR."it\'s"'], [meta("SCHEMA_EXPR", "IN ('HR')"), meta("NAME_LIST", "'JOBS','it''s'")]),
        (["HR.JOBS", "HR.JOBS"], [meta("SCHEMA_EXPR", "IN ('HR')"), meta("NAME_LIST", "'JOBS'")]),
        (["HR.%"], [meta("SCHEMA_EXPR", "IN ('HR')")]),
        (["%"], []),
        (["HR.E%"], [meta("SCHEMA_EXPR", "IN ('HR')"), meta("NAME_EXPR", "LIKE 'E%'")]),
        (["E_%"], [meta("NAME_EXPR", "LIKE 'E!_%' ESCAPE '!'")]),
        (
            ["HR.A:P1", "HR.A:P2", "HR.B"],
            [
                meta("SCHEMA_EXPR", "IN ('HR')"),
                meta("NAME_LIST", "'A','B'"),
                data("PARTITION_LIST", "'P1','P2'", "A", "HR"),
            ],
        ),
        (["A:P_%"], [meta("NAME_LIST", "'A'"), data("PARTITION_EXPR", "LIKE 'P!_%' ESCAPE '!'", "A")]),
    ],
    ids=str,
)
def test_tables(given, expected):
    assert made(tables=given) == job(*expected, mode="TABLE")


def test_schemas_and_tablespaces_are_lists_whose_names_the_server_checks():
    assert made(schemas=["HR", '"o\'k"', "HR"]) == job(meta("SCHEMA_LIST", "'HR','o''k'"), mode="SCHEMA")
    assert made(tablespaces=["USERS", "DATA"]) == job(meta("TABLESPACE_LIST", "'USERS','DATA'"), mode="TABLESPACE")


VIEWS = {"views_as_tables": ["HR.EMP_V", 'HR."A%B":TPL']}
TWO_VIEWS = [meta("VIEWS_AS_TABLES", "HR.EMP_V"), meta("VIEWS_AS_TABLES", 'HR."A%B":TPL')]
TMP = {"object_path": "TABLE", "expression": "LIKE 'T%'"}


@pytest.mark.parametrize(
    ("given", "before", "after"),
    [
        ({}, [], [meta("EXCLUDE_TABLES", "TRUE")]),
        ({"exclude": ["STATISTICS"]}, [], [meta("EXCLUDE_TABLES", "TRUE"), meta("EXCLUDE_PATH_LIST", "'STATISTICS'")]),
        ({"exclude": [TMP]}, [], [meta("EXCLUDE_TABLES", "TRUE"), meta("NAME_EXPR", "NOT LIKE 'T%'", "TABLE")]),
        ({"tables": ["JOBS"]}, [meta("NAME_LIST", "'JOBS'")], []),
        ({"schema_expressions": ["='HR'"]}, [meta("SCHEMA_EXPR", "='HR'")], []),
        ({"name_expressions": [TMP]}, [], [meta("NAME_EXPR", "LIKE 'T%'", "TABLE")]),
        (
            {"name_expressions": [{"object_path": "INDEX", "expression": "LIKE 'T%'"}]},
            [],
            [meta("EXCLUDE_TABLES", "TRUE"), meta("NAME_EXPR", "LIKE 'T%'", "INDEX")],
        ),
    ],
    ids=str,
)
def test_views_alone_are_exported_without_any_table(given, before, after):
    assert made(**VIEWS, **given) == job(*before, *TWO_VIEWS, *after, mode="TABLE")


@pytest.mark.parametrize("given", [{"exclude": [{"object_path": "TABLE", "expression": "NOT LIKE 'T%'"}]}])
def test_a_job_of_views_alone_is_another_one_than_that_of_views_and_tables(given):
    tables = [{"object_path": "TABLE", "expression": "LIKE 'T%'"}]
    assert plan_of(**VIEWS, **given).meaning != plan_of(**VIEWS, name_expressions=tables).meaning


def test_what_is_included_comes_before_what_is_excluded():
    given = {
        "schemas": ["HR"],
        "name_expressions": [{"object_path": "INDEX", "expression": "LIKE 'I%'"}],
        "exclude": ["STATISTICS", "TABLE:\"LIKE 'TMP%'\"", "GRANT", "VIEW:\"NOT IN ('V')\""],
        "include": ["TABLE:\"LIKE 'E%'\"", "VIEW", "SEQUENCE:\"='S'\"", "TABLE:\"!='EMP'\""],
    }
    assert made("21c", **given) == job(
        meta("SCHEMA_LIST", "'HR'"),
        meta("NAME_EXPR", "LIKE 'I%'", "INDEX"),
        meta("INCLUDE_PATH_LIST", "'TABLE','VIEW','SEQUENCE'"),
        meta("NAME_EXPR", "LIKE 'E%'", "TABLE"),
        meta("NAME_EXPR", "='S'", "SEQUENCE"),
        meta("NAME_EXPR", "!='EMP'", "TABLE"),
        meta("EXCLUDE_PATH_LIST", "'STATISTICS','GRANT'"),
        meta("NAME_EXPR", "NOT LIKE 'TMP%'", "TABLE"),
        meta("NAME_EXPR", "IN ('V')", "VIEW"),
        mode="SCHEMA",
    )


def test_expressions_come_in_the_order_of_ords():
    given = {"tablespace_expressions": ["='T'"], "schema_expressions": ["='S'", "!='X'"], "name_expressions": ["='N'"]}
    assert made(**given) == job(
        meta("NAME_EXPR", "='N'"),
        meta("SCHEMA_EXPR", "='S'"),
        meta("SCHEMA_EXPR", "!='X'"),
        meta("TABLESPACE_EXPR", "='T'"),
        mode="SCHEMA",
    )


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"query": ["WHERE  a = 1"]}, data("SUBQUERY", "WHERE a = 1")),
        ({"query": ['JOBS:"WHERE a = 1"']}, data("SUBQUERY", "WHERE a = 1", "JOBS")),
        (
            {"query": [{"table": 'HR."o\'k"', "query": "ORDER BY x"}]},
            data("SUBQUERY", "ORDER BY x", "o'k", "HR"),
        ),
        ({"sample": 10}, data("SAMPLE", 10)),
        ({"sample": 0.5}, data("SAMPLE", Decimal("0.5"))),
        ({"sample": 0.000001}, data("SAMPLE", Decimal("0.000001"))),
        ({"sample": 10.0}, data("SAMPLE", 10)),
        ({"sample": ["HR.JOBS:12.5"]}, data("SAMPLE", Decimal("12.5"), "JOBS", "HR")),
        (
            {"partitions": [{"table": "SH.SALES", "partitions": ["Q1", '"q\'2"']}]},
            data("PARTITION_LIST", "'Q1','q''2'", "SALES", "SH"),
        ),
        ({"partitions": [{"partitions": ["Q1", "Q1"]}]}, data("PARTITION_LIST", "'Q1'")),
        ({"partitions": [{"table": "T", "expression": "!='Q1'"}]}, data("PARTITION_EXPR", "!='Q1'", "T")),
        (
            {"remap_data": ["HR.EMP.SAL:SEC.MASK.SAL"]},
            (
                "DATA_REMAP",
                (
                    ("name", "COLUMN_FUNCTION"),
                    ("table_name", "EMP"),
                    ("column", "SAL"),
                    ("remap_function", "SEC.MASK.SAL"),
                    ("schema", "HR"),
                ),
            ),
        ),
        (
            {"remap_data": ['EMP."s%l":MASK."s%l"']},
            (
                "DATA_REMAP",
                (
                    ("name", "COLUMN_FUNCTION"),
                    ("table_name", "EMP"),
                    ("column", "s%l"),
                    ("remap_function", 'MASK."s%l"'),
                ),
            ),
        ),
    ],
    ids=str,
)
def test_rows(given, expected):
    assert made(**FULL, **given) == job(expected)


@pytest.mark.parametrize(("percent", "kind"), [(10, int), (10.0, int), (0.5, Decimal)])
def test_only_a_fraction_is_a_decimal(percent, kind):
    (call,) = [call for call in calls(plan_of(**FULL, sample=percent)) if call["name"] == "SAMPLE"]
    assert type(call["value"]) is kind


def test_rows_come_in_one_order_after_what_is_exported():
    given = {
        "remap_data": ["EMP.SAL:MASK.SAL"],
        "sample": 5,
        "query": ["WHERE a = 1"],
        "partitions": [{"partitions": ["P"]}],
        "exclude": ["GRANT"],
    }
    names = [dict(arguments).get("name") for _, arguments in made(**FULL, **given)]
    order = ["EXCLUDE_PATH_LIST", "PARTITION_LIST", "SUBQUERY", "SAMPLE", "COLUMN_FUNCTION", "KEEP_MASTER"]
    assert [name for name in names if name] == order


# --- what cannot be said --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (["A", "B"], True),
        (["HR.A", "HR.B"], True),
        (["HR.A%"], True),
        (["HR.A%", "HR.A%"], True),
        (["HR.A", "OE.A"], False),
        (["A", "OE.A"], False),
        (["H%.A"], False),
        (["A%", "B"], False),
    ],
)
def test_tables_are_sayable_of_one_schema_by_names_or_one_pattern(tables, expected):
    assert is_sayable(plan_of(tables=tables)) is expected


def test_a_job_without_tables_is_sayable():
    assert is_sayable(plan_of(**FULL))
    assert is_sayable(plan_of(schemas=["A", "B"]))


# --- for all --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [key for key in KEYS if key != "filter"])
def test_only_parameters_of_the_reference_are_given_in_their_order(key):
    for call in calls(plan_of(**SPECS[key][0])):
        given = [name for name, _ in call.arguments]
        known = PARAMETERS[call.subprogram]
        assert given == [name for name in known if name in given]
        if call.subprogram == "DATA_REMAP":  # passed by place, so that none may be left out in between
            assert ("handle", *given) == known[: len(given) + 1]


quoted = st.text(st.sampled_from("AZaz'%_,;&é😀 -~"), min_size=1, max_size=8)


@given(st.lists(quoted, min_size=1, max_size=5))
def test_a_list_names_what_an_expression_would_pick(names):
    plan = plan_of(schemas=[f'"{name}"' for name in names])
    (value,) = [call["value"] for call in calls(plan) if call["name"] == "SCHEMA_LIST"]
    assert value == ",".join(str(Literal(name)) for name in dict.fromkeys(names))
    filter_ = plan_of(schema_expressions=[f"IN ({value})"]).schema_expressions[0]
    assert algebra.listed(filter_) == frozenset(names)


@given(
    st.lists(quoted, min_size=1, max_size=4), st.lists(quoted.filter(lambda n: "%" not in n), min_size=1, max_size=4)
)
def test_the_names_of_partitions_and_tables_are_quoted(partitions, tables):
    plan = plan_of(
        tables=[f'"{table}"' for table in tables],
        partitions=[{"table": f'"{tables[0]}"', "partitions": [f'"{name}"' for name in partitions]}],
    )
    assert [rows.kind for rows in plan.rows] == [RowFilter.PARTITION_LIST]
    made_ = calls(plan)
    (names,) = [call["value"] for call in made_ if call["name"] == "NAME_LIST"]
    (parts,) = [call for call in made_ if call["name"] == "PARTITION_LIST"]
    assert names == ",".join(str(Literal(name)) for name in dict.fromkeys(tables))
    assert parts["value"] == ",".join(str(Literal(name)) for name in dict.fromkeys(partitions))
    assert parts["table_name"] == tables[0]
