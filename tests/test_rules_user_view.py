"""DP216: subqueries whose tables are another user's for a worker."""

import json

import pytest

from tests.linting import findings, of, told

SILENT = {
    "an owner": "SELECT name FROM ops.names",
    "an owner in quotes": 'SELECT name FROM "Ops"."Names"',
    "views of the whole database": "SELECT table_name FROM dba_tables, sys.dba_users u, CDB_OBJECTS",
    "views of the instance": "SELECT name FROM v$parameter UNION ALL SELECT name FROM gv$parameter",
    "dual": "SELECT 'EMP' FROM dual",
    "all users, whom everybody sees": "SELECT username FROM all_users, sys.all_users",
    "over a link": "SELECT object_name FROM dba_recyclebin@remote_db, names@remote",
    "a WITH clause": "WITH x AS (SELECT name FROM ops.names), y AS (SELECT 1 FROM x) SELECT name FROM x, y",
    "a function with FROM": "SELECT TRIM(BOTH ' ' FROM name), EXTRACT(YEAR FROM d) FROM ops.names",
    "a table function": "SELECT column_value FROM TABLE(ops.names)",
    "in a literal": "SELECT name FROM ops.names WHERE a = 'x FROM user_tables' AND b = q'[ FROM b ]'",
    "a column called so": "SELECT user_tables FROM ops.names n, LATERAL (SELECT 1 a FROM ops.b) WHERE all_x = 1",
    "a list of columns": "SELECT a, b FROM ops.names WHERE c IN (1, 2) ORDER BY a, b",
    "a table of one's own with such a name": "SELECT a FROM ops.user_names",
}


@pytest.mark.parametrize("query", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(query):
    assert findings(of(f"IN ({query})"), "json", "DP216") == ()


def test_other_filters_have_no_tables():
    assert findings(of("LIKE 'USER_TABLES'", "='ALL_TABLES'"), "json", "DP216") == ()


def test_a_personal_view_is_told_of():
    assert told(of("IN (SELECT table_name FROM User_Tables WHERE 1 = 1)"), "json", "DP216") == [
        (
            "DP216",
            "User_Tables",
            "`User_Tables` in a subquery has the objects of the user of the worker",
            "write `sys.dba_tables`, with a condition on the owner",
        )
    ]


def test_what_one_may_see_is_told_of():
    assert told(of("NOT IN (SELECT table_name FROM sys.all_tables)"), "json", "DP216") == [
        (
            "DP216",
            "sys.all_tables",
            "`sys.all_tables` in a subquery has what the user of the worker may see",
            "write `sys.dba_tables`, with a condition on the owner",
        )
    ]


@pytest.mark.parametrize(
    ("query", "tables"),
    [
        ("SELECT n FROM names", ["names"]),
        ("SELECT n FROM names n, ops.a, \"Odd\" o WHERE 'x' = 'y'", ["names", '"Odd"']),
        ("SELECT n FROM ops.a a JOIN b ON a.x = f(b.x, 1) LEFT JOIN ops.c ON 1 = 1, d", ["b", "d"]),
        ("SELECT n FROM (SELECT n FROM deep WHERE a IN (SELECT x FROM deeper)) s", ["deep", "deeper"]),
        ("SELECT n FROM ops.a MINUS SELECT m FROM b ORDER BY 1", ["b"]),
        ("WITH x AS (SELECT a FROM y) SELECT a FROM x", ["y"]),
        ("SELECT n FROM (a JOIN b ON a.x = b.x)", ["a", "b"]),
    ],
)
def test_tables_without_an_owner_are_found_wherever_they_stand(query, tables):
    found = told(json.loads(of(f"IN ({query})")) and of(f"IN ({query})"), "json", "DP216")
    assert [each[1].replace('\\"', '"') for each in found] == tables
    assert {each[3] for each in found} == {"it runs in a worker of Data Pump: write `OWNER.TABLE`"}


def test_the_place_is_found_in_a_clause_too():
    text = 'schemas: [HR]\ninclude:\n  - TABLE:"IN (SELECT name\n      FROM names)"\n'
    assert [each[1] for each in told(text, "yaml", "DP216")] == ["names"]


def test_a_spec_built_in_python_is_told_of_without_a_place():
    import dpspec
    from dpspec import linter
    from dpspec.facts import Options

    spec = dpspec.ExportSpec(job_mode="TABLE", name_expressions=["IN (SELECT n FROM names)"])
    (found,) = linter.lint(spec, Options(), selection=linter.Selection(("DP216",)))
    assert (found.message, found.location) == ("`names` in a subquery has no owner", None)
