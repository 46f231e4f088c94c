"""Job modes: implied ones, keys that do not apply, lists beside expressions, SYS in lists."""

from __future__ import annotations

import pytest

from tests.test_checker import faults, fine

FINE = {
    "tables": {"tables": ["HR.EMP"]},
    "schemas": {"schemas": ["HR"]},
    "tablespaces": {"tablespaces": ["USERS"]},
    "transport": {"transport_tablespaces": ["SALES_DATA"]},
    "views": {"views_as_tables": ["HR.EMP_V:TEMPLATE"]},
    "tables and views": {"tables": ["HR.EMP"], "views_as_tables": ["HR.EMP_V"]},
    "mode and list": {"job_mode": "SCHEMA", "schemas": ["HR"]},
    "transportable full": {"job_mode": "FULL", "transportable": "ALWAYS"},
    "transportable table": {"tables": ["HR.EMP"], "transportable": "ALWAYS"},
    "checks of a set": {
        "transport_tablespaces": ["SALES_DATA"],
        "transport_full_check": True,
        "tts_closure_check": "FULL",
    },
    "schemas and names": {"schemas": ["HR"], "name_expressions": ["LIKE 'A%'"]},
    "schemas and tablespaces": {"schemas": ["HR"], "tablespace_expressions": ["= 'USERS'"]},
    "tables and names of indexes": {
        "tables": ["HR.EMP"],
        "name_expressions": [{"object_path": "INDEX", "expression": "LIKE 'A%'"}],
    },
    "SYS as a tablespace": {"tablespaces": ["SYS"]},
    "names of objects in FULL mode": {
        "job_mode": "FULL",
        "name_expressions": [{"object_path": "TABLE", "expression": "LIKE 'A%'"}],
    },
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_nothing_is_wrong(body):
    fine(body)


FIRING = {
    "tables and schemas": (
        {"schemas": ["HR"], "tables": ["HR.EMP"]},
        [
            (
                "DP138",
                '["HR"]',
                "`tables` and `schemas` mean different job modes",
                "saves UDE-00010; write one spec for each",
            )
        ],
    ),
    "schemas and tablespaces, listed": (
        {"schemas": ["HR"], "tablespaces": ["USERS"]},
        [
            (
                "DP138",
                '["USERS"]',
                "`schemas` and `tablespaces` mean different job modes",
                "saves UDE-00010; write one spec for each",
            )
        ],
    ),
    "tablespaces twice": (
        {"tablespaces": ["USERS"], "transport_tablespaces": ["SALES_DATA"]},
        [
            (
                "DP138",
                '["SALES_DATA"]',
                "`tablespaces` and `transport_tablespaces` mean different job modes",
                "saves UDE-00010; write one spec for each",
            )
        ],
    ),
    "views and schemas": (
        {"schemas": ["HR"], "views_as_tables": ["HR.EMP_V"]},
        [
            (
                "DP138",
                '["HR"]',
                "`views_as_tables` and `schemas` mean different job modes",
                "saves UDE-00010; write one spec for each",
            )
        ],
    ),
    "tables in SCHEMA mode": (
        {"job_mode": "SCHEMA", "tables": ["HR.EMP"]},
        [
            (
                "DP139",
                '["HR.EMP"]',
                "`tables` does not apply to SCHEMA mode",
                "it says what a TABLE job exports; write `job_mode: TABLE`, or leave the key out",
            )
        ],
    ),
    "schemas in FULL mode": (
        {"job_mode": "FULL", "schemas": ["HR"]},
        [
            (
                "DP139",
                '["HR"]',
                "`schemas` does not apply to FULL mode",
                "it says what a SCHEMA job exports; write `job_mode: SCHEMA`, or leave the key out",
            )
        ],
    ),
    "schemas in TABLE mode": (
        {"job_mode": "TABLE", "schemas": ["HR"]},
        [
            (
                "DP139",
                '["HR"]',
                "`schemas` does not apply to TABLE mode",
                "it says what a SCHEMA job exports; write `job_mode: SCHEMA`, or leave the key out",
            )
        ],
    ),
    "tablespaces in TRANSPORTABLE mode": (
        {"job_mode": "TRANSPORTABLE", "tablespaces": ["A"]},
        [
            (
                "DP139",
                '["A"]',
                "`tablespaces` does not apply to TRANSPORTABLE mode",
                "it says what a TABLESPACE job exports; write `job_mode: TABLESPACE`, or leave the key out",
            )
        ],
    ),
    "views in TABLESPACE mode": (
        {"job_mode": "TABLESPACE", "views_as_tables": ["HR.V"]},
        [
            (
                "DP139",
                '["HR.V"]',
                "`views_as_tables` does not apply to TABLESPACE mode",
                "it says what a TABLE job exports; write `job_mode: TABLE`, or leave the key out",
            )
        ],
    ),
    "transportable schema": (
        {"schemas": ["HR"], "transportable": "ALWAYS"},
        [
            (
                "DP139",
                '"ALWAYS"',
                "`transportable` does not apply to SCHEMA mode",
                "it makes a table or full job move data files; its modes: TABLE, FULL",
            )
        ],
    ),
    "closure of tables": (
        {"tables": ["HR.EMP"], "tts_closure_check": "ON"},
        [
            (
                "DP139",
                '"ON"',
                "`tts_closure_check` does not apply to TABLE mode",
                "it checks a set of tablespaces; its modes: TRANSPORTABLE",
            )
        ],
    ),
    "full check of schemas": (
        {"schemas": ["HR"], "transport_full_check": True},
        [
            (
                "DP139",
                "true",
                "`transport_full_check` does not apply to SCHEMA mode",
                "it checks a set of tablespaces; its modes: TRANSPORTABLE",
            )
        ],
    ),
    "query of data files": (
        {"transport_tablespaces": ["SALES_DATA"], "query": ["WHERE 1=1"]},
        [
            (
                "DP139",
                '["WHERE 1=1"]',
                "`query` does not apply to TRANSPORTABLE mode",
                "saves ORA-39202: a transportable job moves data files, not rows; its modes: FULL, SCHEMA, TABLE, "
                "TABLESPACE",
            )
        ],
    ),
    "sample of data files": (
        {"transport_tablespaces": ["SALES_DATA"], "sample": 10},
        [
            (
                "DP139",
                "10",
                "`sample` does not apply to TRANSPORTABLE mode",
                "saves ORA-39202: a transportable job moves data files, not rows; its modes: FULL, SCHEMA, TABLE, "
                "TABLESPACE",
            )
        ],
    ),
    "partitions of data files": (
        {"transport_tablespaces": ["SALES_DATA"], "partitions": ["SH.SALES:P1"]},
        [
            (
                "DP139",
                '["SH.SALES:P1"]',
                "`partitions` does not apply to TRANSPORTABLE mode",
                "saves ORA-39202: a transportable job moves data files, not rows; its modes: FULL, SCHEMA, TABLE, "
                "TABLESPACE",
            )
        ],
    ),
    "remap_data of data files": (
        {"transport_tablespaces": ["SALES_DATA"], "remap_data": ["HR.EMP.SAL:HR.MASK.SAL"]},
        [
            (
                "DP139",
                '["HR.EMP.SAL:HR.MASK.SAL"]',
                "`remap_data` does not apply to TRANSPORTABLE mode",
                "saves ORA-39202: a transportable job moves data files, not rows; its modes: FULL, SCHEMA, TABLE, "
                "TABLESPACE",
            )
        ],
    ),
    "schemas twice": (
        {"schemas": ["HR"], "schema_expressions": ["= 'OE'"]},
        [
            (
                "DP138",
                "[\"= 'OE'\"]",
                "`schema_expressions` beside `schemas`",
                "keep the list, whose names must exist, or the expressions",
            )
        ],
    ),
    "tables and a schema": (
        {"tables": ["HR.EMP"], "schema_expressions": ["= 'HR'"]},
        [
            (
                "DP138",
                "[\"= 'HR'\"]",
                "`schema_expressions` beside `tables`",
                "keep the list, whose names must exist, or the expressions",
            )
        ],
    ),
    "tables and names": (
        {"tables": ["HR.EMP"], "name_expressions": ["LIKE 'A%'"]},
        [
            (
                "DP138",
                "[\"LIKE 'A%'\"]",
                "`name_expressions` beside `tables`",
                "keep one of them; a filter on tables can be an item of `include`, such as `TABLE:\"LIKE 'EMP%'\"`",
            )
        ],
    ),
    "tablespaces and expressions": (
        {"tablespaces": ["A"], "tablespace_expressions": ["= 'B'"]},
        [
            (
                "DP138",
                "[\"= 'B'\"]",
                "`tablespace_expressions` beside `tablespaces`",
                "keep the list, whose names must exist, or the expressions",
            )
        ],
    ),
    "transport and expressions": (
        {"transport_tablespaces": ["SALES_DATA"], "tablespace_expressions": ["= 'B'"]},
        [
            (
                "DP138",
                "[\"= 'B'\"]",
                "`tablespace_expressions` beside `transport_tablespaces`",
                "keep the list, whose names must exist, or the expressions",
            )
        ],
    ),
    "names in TRANSPORTABLE mode": (
        {"transport_tablespaces": ["SALES_DATA"], "name_expressions": ["= 'A'"]},
        [
            (
                "DP119",
                "[\"= 'A'\"]",
                "`name_expressions` does not apply to TRANSPORTABLE mode",
                "it would leave out objects of every kind without a word; use SCHEMA, TABLE or TABLESPACE mode, or give "  # noqa: E501
                "the item an `object_path`",
            )
        ],
    ),
    "SYS": (
        {"schemas": ["HR", "SYS"]},
        [
            (
                "DP118",
                '"SYS"',
                "`SYS` cannot be exported in SCHEMA mode",
                "saves ORA-39165: Data Pump does not export the schema SYS",
            )
        ],
    ),
    "table of SYS": (
        {"tables": ["SYS.OBJ$"]},
        [
            (
                "DP118",
                '"SYS.OBJ$"',
                "`SYS` cannot be exported in TABLE mode",
                "saves ORA-39165: Data Pump does not export the schema SYS",
            )
        ],
    ),
    "view of SYS": (
        {"views_as_tables": ["SYS.DBA_USERS"]},
        [
            (
                "DP118",
                '"SYS.DBA_USERS"',
                "`SYS` cannot be exported in TABLE mode",
                "saves ORA-39165: Data Pump does not export the schema SYS",
            )
        ],
    ),
    "quoted SYS": (
        {"schemas": ['"SYS"']},
        [
            (
                "DP118",
                '"\\"SYS\\""',
                "`SYS` cannot be exported in SCHEMA mode",
                "saves ORA-39165: Data Pump does not export the schema SYS",
            )
        ],
    ),
}


@pytest.mark.parametrize(("body", "expected"), FIRING.values(), ids=FIRING)
def test_what_is_wrong_is_said(body, expected):
    assert faults(body) == expected
