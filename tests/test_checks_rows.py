"""Rows: queries, samples, partitions and replaced values."""

from __future__ import annotations

import pytest

import dpspec
from tests.test_checker import faults, fine
from tests.timing import assert_in_proportion

FINE = {
    "a query": {"tables": ["HR.EMP"], "query": ['HR.EMP:"WHERE sal > 10"']},
    "a query without quotes": {"tables": ["HR.EMP"], "query": ["HR.EMP:WHERE sal > 10"]},
    "a query for all": {"tables": ["HR.EMP"], "query": ["WHERE rownum < 10"]},
    "an order": {"tables": ["HR.EMP"], "query": ["order by 1"]},
    "a table called like a keyword": {
        "tables": ["WHEREABOUTS", "ORDER_ITEMS"],
        "query": ['WHEREABOUTS:"WHERE a = 1"', "ORDER_ITEMS:WHERE a = 1"],
    },
    "quoted names": {"tables": ['"emp"'], "query": ['"emp":where "Sal" <= 10']},
    "a colon in a literal": {"tables": ["HR.EMP"], "query": ["WHERE a = 'b:c'"]},
    "one for all and one": {"tables": ["HR.EMP"], "query": ["WHERE 1=1", {"table": "HR.EMP", "query": "WHERE 2=2"}]},
    "a table of a pattern": {"tables": ["HR.E%"], "query": ["HR.EMP:WHERE 1=1"]},
    "a view": {"views_as_tables": ["HR.V"], "query": ["HR.V:WHERE 1=1"]},
    "a table of a schema": {"schemas": ["HR"], "query": ["HR.EMP:WHERE 1=1"]},
    "a table of a schema expression": {"schema_expressions": ["IN ('HR','OE')"], "query": ["OE.X:WHERE 1=1"]},
    "own table of an open job": {"schema_expressions": ["LIKE 'H%'"], "query": ["EMP:WHERE 1=1"]},
    "own tables": {"tables": ["EMP"], "query": ["EMP:WHERE 1=1"]},
    "any table in FULL mode": {"job_mode": "FULL", "query": ["HR.EMP:WHERE 1=1"]},
    "samples": {"schemas": ["HR"], "sample": ["HR.EMP:10", {"table": "HR.JOBS", "percent": 2.5}, "50"]},
    "partitions": {"tables": ["SH.SALES:P1", "SH.SALES:P2"]},
    "a pattern of partitions": {"tables": ["SH.SALES:P%"]},
    "partitions by expression": {
        "tables": ["SH.SALES"],
        "partitions": [{"table": "SH.SALES", "expression": "LIKE 'P%'"}],
    },
    "partitions of all": {"schemas": ["SH"], "partitions": [{"partitions": ["P1"]}]},
    "values": {
        "schemas": ["HR"],
        "remap_data": ["HR.EMP.SAL:HR.MASK.SAL", {"column": "HR.EMP.NAME", "function": "MASK.NAME"}],
    },
    "partitions over a link": {"tables": ["SH.SALES:P1"], "network_link": "L"},
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_nothing_is_wrong(body):
    fine(body)


FIRING = {
    "no WHERE": (
        {"tables": ["HR.EMP"], "query": ["HR.EMP:sal > 10"]},
        [
            (
                "DP141",
                "sal",
                "a query starts with `WHERE` or `ORDER BY`, not `sal`",
                "Data Pump appends the clause to `SELECT ... FROM the table`",
            )
        ],
    ),
    "a statement": (
        {"tables": ["HR.EMP"], "query": [{"query": "SELECT * FROM emp"}]},
        [
            (
                "DP141",
                "SELECT",
                "a query starts with `WHERE` or `ORDER BY`, not `SELECT`",
                "give only what follows the name of the table in the SELECT",
            )
        ],
    ),
    "semicolon": (
        {"tables": ["HR.EMP"], "query": ['HR.EMP:"WHERE a = 1;"']},
        [("DP141", ";", "unexpected `;` in a query", "a clause has no end of its own; leave it out")],
    ),
    "bind variable": (
        {"tables": ["HR.EMP"], "query": ["WHERE a = :x"]},
        [("DP141", ":", "unexpected `:` in a query", "a bind variable has no value here; write the value")],
    ),
    "comment": (
        {"tables": ["HR.EMP"], "query": ["WHERE a = 1 -- b"]},
        [("DP141", "--", "unexpected `--` in a query", "a comment would swallow what follows; leave it out")],
    ),
    "open parenthesis": (
        {"tables": ["HR.EMP"], "query": ["WHERE (a = 1"]},
        [("DP141", "(", "a parenthesis is not closed", "close it with `)`")],
    ),
    "doubled quotes": (
        {"tables": ["HR.EMP"], "query": ["WHERE d > DATE ''2026-01-31''"]},
        [
            (
                "DP141",
                "''",
                "doubled quotes round a value",
                "in a spec a literal has one quote at each end, as in `DATE '2026-01-31'`",
            )
        ],
    ),
    "typographic quote": (
        {"tables": ["HR.EMP"], "query": ["WHERE a = ‘b’"]},
        [("DP141", "‘", "unexpected `‘` in a query", "a typographic quote; write a plain `'`")],
    ),
    "no clause": (
        {"tables": ["HR.EMP"], "query": ["HR.EMP"]},
        [
            (
                "DP142",
                "HR.EMP",
                "a query without a table or a clause",
                'write `HR.EMPLOYEES:"WHERE department_id = 10"`, or an object with `table` and `query`',
            )
        ],
    ),
    "empty": (
        {"tables": ["HR.EMP"], "query": [""]},
        [
            (
                "DP142",
                "",
                "a query without a table or a clause",
                'write `HR.EMPLOYEES:"WHERE department_id = 10"`, or an object with `table` and `query`',
            )
        ],
    ),
    "lower case": (
        {"tables": ["EMP"], "query": ["emp:WHERE 1=1"]},
        [("DP128", "emp", "`emp` is not in upper case", 'write `EMP`; or `"emp"`, if it was created in double quotes')],
    ),
    "owner and partition": (
        {"tables": ["HR.EMP"], "query": ["HR.EMP.P1:WHERE 1=1"]},
        [
            (
                "DP128",
                ".",
                "unexpected `.` in the name of a table",
                'write it as in `SCOTT.EMP`; a name of other characters than letters, digits, `_ $ #` as in `"odd name"`',  # noqa: E501
            )
        ],
    ),
    "second query": (
        {"tables": ["HR.EMP"], "query": ["HR.EMP:WHERE 1=1", {"table": "HR.EMP", "query": "WHERE 2=2"}]},
        [
            (
                "DP138",
                '{"table": "HR.EMP", "query": "WHERE 2=2"}',
                "a second item of `query` for `HR.EMP`",
                "saves ORA-39035; make one of both, such as `WHERE ... AND ...`",
            )
        ],
    ),
    "second query for all": (
        {"tables": ["HR.EMP"], "query": ["WHERE 1=1", "WHERE 2=2"]},
        [
            (
                "DP138",
                '"WHERE 2=2"',
                "a second item of `query` for every table",
                "saves ORA-39035; make one of both, such as `WHERE ... AND ...`",
            )
        ],
    ),
    "second sample": (
        {"tables": ["HR.EMP"], "sample": ["HR.EMP:1", "HR.EMP:2"]},
        [("DP138", '"HR.EMP:2"', "a second item of `sample` for `HR.EMP`", "saves ORA-39035; keep one of them")],
    ),
    "not a table of the job": (
        {"tables": ["HR.EMP"], "query": ["HR.DEPT:WHERE 1=1"]},
        [
            (
                "DP138",
                '"HR.DEPT:WHERE 1=1"',
                "`HR.DEPT` of `query` is not among the tables of the job",
                "what is said of it would have no effect; check the name, or add the table",
            )
        ],
    ),
    "sample of another": (
        {"tables": ["HR.EMP"], "sample": [{"table": "OE.X", "percent": 1}]},
        [
            (
                "DP138",
                '"OE.X"',
                "`OE.X` of `sample` is not among the tables of the job",
                "what is said of it would have no effect; check the name, or add the table",
            )
        ],
    ),
    "schema on one side": (
        {"tables": ["HR.EMP"], "query": ["EMP:WHERE 1=1"]},
        [
            (
                "DP138",
                '"EMP:WHERE 1=1"',
                "`EMP` of `query` is not among the tables of the job",
                "that has `HR.EMP`: write the schema in both places, since it could be another one",
            )
        ],
    ),
    "schema on the other side": (
        {"tables": ["EMP"], "query": ["HR.EMP:WHERE 1=1"]},
        [
            (
                "DP138",
                '"HR.EMP:WHERE 1=1"',
                "`HR.EMP` of `query` is not among the tables of the job",
                "that has `EMP`: write the schema in both places, since it could be another one",
            )
        ],
    ),
    "values of another": (
        {"tables": ["HR.EMP"], "remap_data": ["HR.EMPS.SAL:HR.MASK.SAL"]},
        [
            (
                "DP138",
                '"HR.EMPS.SAL:HR.MASK.SAL"',
                "`HR.EMPS` of `remap_data` is not among the tables of the job",
                "what is said of it would have no effect; check the name, or add the table",
            )
        ],
    ),
    "table for its schema": (
        {"schemas": ["HR"], "remap_data": [{"column": "HR.EMP", "function": "HR.MASK.SAL"}]},
        [
            (
                "DP138",
                '"HR.EMP"',
                "`HR` of `remap_data` has no schema",
                "that is a schema; a column is written as in `SCOTT.EMP.SAL`, a table as in `SCOTT.EMP`",
            )
        ],
    ),
    "other schema": (
        {"schemas": ["HR"], "query": ["OE.X:WHERE 1=1"]},
        [
            (
                "DP138",
                '"OE.X:WHERE 1=1"',
                "`OE.X` of `query` is in no schema of the job",
                "what is said of it would have no effect; check the name, or add the schema",
            )
        ],
    ),
    "no schema": (
        {"schemas": ["HR"], "query": ["EMP:WHERE 1=1"]},
        [
            (
                "DP138",
                '"EMP:WHERE 1=1"',
                "`EMP` of `query` has no schema",
                "it would be a table of whoever runs the job; write `HR.EMP`",
            )
        ],
    ),
    "no schema, and two": (
        {"schemas": ["HR", "OE"], "query": ["EMP:WHERE 1=1"]},
        [
            (
                "DP138",
                '"EMP:WHERE 1=1"',
                "`EMP` of `query` has no schema",
                "it would be a table of whoever runs the job; write `SCHEMA.EMP`",
            )
        ],
    ),
    "other schema than by expression": (
        {"schema_expressions": ["= 'HR'"], "partitions": ["SH.SALES:P1"]},
        [
            (
                "DP138",
                '"SH.SALES:P1"',
                "`SH.SALES` of `partitions` is in no schema of the job",
                "what is said of it would have no effect; check the name, or add the schema",
            )
        ],
    ),
    "no partition": (
        {"schemas": ["SH"], "partitions": ["SH.SALES"]},
        [
            (
                "DP142",
                "SH.SALES",
                "`SH.SALES` names no partition of one table",
                "write `SH.SALES:SALES_Q1_2026`, or an object with `table` and `partitions`",
            )
        ],
    ),
    "neither": (
        {"schemas": ["SH"], "partitions": [{"table": "SH.SALES"}]},
        [
            (
                "DP142",
                '{"table": "SH.SALES"}',
                "an item of `partitions` has `partitions` or `expression`, one of them",
                "keep the names, or the filter on them",
            )
        ],
    ),
    "both": (
        {"schemas": ["SH"], "partitions": [{"table": "SH.SALES", "partitions": ["P1"], "expression": "= 'P1'"}]},
        [
            (
                "DP142",
                '{"table": "SH.SALES", "partitions": ["P1"], "expression": "= \'P1\'"}',
                "an item of `partitions` has `partitions` or `expression`, one of them",
                "keep the names, or the filter on them",
            )
        ],
    ),
    "empty list": (
        {"schemas": ["SH"], "partitions": [{"table": "SH.SALES", "partitions": []}]},
        [("DP104", '{"table": "SH.SALES", "partitions": []}', "`partitions` is an empty list", "name a partition")],
    ),
    "partition in lower case": (
        {"schemas": ["SH"], "partitions": [{"table": "SH.SALES", "partitions": ["P1", "p2"]}]},
        [("DP128", "p2", "`p2` is not in upper case", 'write `P2`; or `"p2"`, if it was created in double quotes')],
    ),
    "wrong filter": (
        {"schemas": ["SH"], "partitions": [{"table": "SH.SALES", "expression": "P1"}]},
        [
            (
                "DP025",
                "P1",
                "no operator in front of `P1`",
                "saves ORA-39071; an expression starts with an operator: `=`, `!=`, `IN`, `NOT IN`, `LIKE`, `NOT LIKE` "
                "...: write `='P1'`",
            )
        ],
    ),
    "whole and in part": (
        {"tables": ["SH.SALES", "SH.SALES:P1"]},
        [
            (
                "DP138",
                '"SH.SALES:P1"',
                "the table of `SH.SALES:P1` is there as a whole, too",
                "keep the table, or its partitions",
            )
        ],
    ),
    "in two places": (
        {"tables": ["SH.SALES:P1"], "partitions": [{"table": "SH.SALES", "partitions": ["P2"]}]},
        [
            (
                "DP138",
                '{"table": "SH.SALES", "partitions": ["P2"]}',
                "partitions of `SH.SALES` are in `tables`, too",
                "saves ORA-39035; name them in one place",
            )
        ],
    ),
    "pattern beside a name": (
        {"tables": ["SH.SALES:P%", "SH.SALES:Q1"]},
        [
            (
                "DP138",
                '"SH.SALES:Q1"',
                "a wildcard beside other partitions of the same table",
                "name the partitions, or one pattern",
            )
        ],
    ),
    "filter over a link": (
        {"schemas": ["SH"], "network_link": "L", "partitions": [{"table": "SH.SALES", "expression": "LIKE 'P%'"}]},
        [
            (
                "DP138",
                '{"table": "SH.SALES", "expression": "LIKE \'P%\'"}',
                "a filter on partitions beside `network_link`",
                "name the partitions in a list",
            )
        ],
    ),
    "pattern over a link": (
        {"tables": ["SH.SALES:P%"], "network_link": "L"},
        [("DP138", '"SH.SALES:P%"', "a filter on partitions beside `network_link`", "name the partitions in a list")],
    ),
    "no function": (
        {"schemas": ["HR"], "remap_data": ["HR.EMP.SAL"]},
        [
            (
                "DP142",
                "HR.EMP.SAL",
                "`HR.EMP.SAL` names no function",
                "write `HR.EMPLOYEES.SALARY:HR.MASK.SALARY`, or an object with `column` and `function`",
            )
        ],
    ),
    "no column": (
        {"schemas": ["HR"], "remap_data": ["EMP:MASK.F"]},
        [("DP128", "EMP", "`EMP` is not a column", "write it as in `SCOTT.EMP.SAL`")],
    ),
    "function without its package": (
        {"schemas": ["HR"], "remap_data": ["HR.EMP.SAL:SAL"]},
        [("DP128", "SAL", "`SAL` is not a function in a package", "write it as in `SCOTT.MASK.SAL`")],
    ),
    "column twice": (
        {"schemas": ["HR"], "remap_data": ["HR.EMP.SAL:HR.M.F", "HR.EMP.SAL:HR.M.G"]},
        [
            (
                "DP138",
                '"HR.EMP.SAL:HR.M.G"',
                "a second item of `remap_data` for this column",
                "saves ORA-39035; keep one of them",
            )
        ],
    ),
    "names in one text": (
        {"schemas": ["HR,OE"]},
        [("DP128", ",", "unexpected `,` in the name of a schema", "make each name an item of its own")],
    ),
    "schema in lower case": (
        {"schemas": ["hr"]},
        [("DP128", "hr", "`hr` is not in upper case", 'write `HR`; or `"hr"`, if it was created in double quotes')],
    ),
    "schema with a table": (
        {"schemas": ["HR.EMP"]},
        [
            (
                "DP128",
                ".",
                "unexpected `.` in the name of a schema",
                'write it as in `SCOTT`; a name of other characters than letters, digits, `_ $ #` as in `"odd name"`',
            )
        ],
    ),
    "table with a blank": (
        {"tables": ["HR EMP"]},
        [
            (
                "DP128",
                " ",
                "unexpected ` ` in the name of a table",
                'write it as in `SCOTT.EMP`; a name of other characters than letters, digits, `_ $ #` as in `"odd name"`',  # noqa: E501
            )
        ],
    ),
    "single quotes": (
        {"tables": ["'EMP'"]},
        [
            (
                "DP128",
                "'",
                "unexpected `'` in the name of a table",
                "a name takes no such quotes; write it as in `SCOTT.EMP`",
            )
        ],
    ),
    "long name": (
        {
            "schemas": [
                "HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH"
            ]
        },
        [
            (
                "DP120",
                "HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH",
                "name of 129 bytes; the limit is 128",
                "no name is that long, so it can match nothing; check it",
            )
        ],
    ),
    "long part": (
        {
            "tables": [
                "HR.EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE"
            ]
        },
        [
            (
                "DP120",
                "EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE",
                "name of 129 bytes; the limit is 128",
                "no name is that long, so it can match nothing; check it",
            )
        ],
    ),
    "empty name": ({"schemas": ["HR", ""]}, [("DP128", "", "`` is not a schema", "write it as in `SCOTT`")]),
    "quoted wildcard": (
        {"tables": ['"E%"']},
        [
            (
                "DP128",
                "%",
                "`%` in a quoted name",
                "whether it is a wildcard there is not documented; use `name_expressions` with ESCAPE",
            )
        ],
    ),
    "hyphen": (
        {"tablespaces": ["MY-DATA"]},
        [
            (
                "DP128",
                "-",
                "unexpected `-` in a name without quotes",
                'write `"MY-DATA"` if that is its name; without quotes a name has letters, digits, `_`, `$` and `#`',
            )
        ],
    ),
    "wildcard of a schema": (
        {"schemas": ["H%"]},
        [
            (
                "DP128",
                "%",
                "unexpected `%` in a name without quotes",
                "names in `schemas` have no wildcards; use `schema_expressions: [\"LIKE 'H%'\"]`",
            )
        ],
    ),
}


@pytest.mark.parametrize(("body", "expected"), FIRING.values(), ids=FIRING)
def test_what_is_wrong_is_said(body, expected):
    assert faults(body) == expected


def test_many_tables_with_a_query_each_take_time_in_proportion():
    def checked(count):
        names = [f"HR.T{number}" for number in range(count)]
        items = [dpspec.TableQuery(table=name, query="WHERE a = 1") for name in names]
        return lambda: dpspec.check(dpspec.ExportSpec(tables=names, query=items))

    assert_in_proportion(checked, 250)
