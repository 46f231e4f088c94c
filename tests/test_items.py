"""The items of lists: an object and its spelling in a parameter file mean the same; what is neither is explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dpspec
from dpspec.filters import Comparison, InList, Like, Literal, Operator
from dpspec.plan import ObjectClause, ObjectNames, Remap, RowFilter, Rows
from dpspec.qualified_names import QualifiedName

FULL = {"job_mode": "FULL"}
LIKE = Like(Literal("E%"))
HR_JOBS = QualifiedName(("HR", "JOBS"))


def read(key, item, attribute=None):
    """Give what an item means in the plan."""
    checked = dpspec.check(dpspec.ExportSpec(**FULL, **{key: [item]}))
    assert checked.plan is not None, [(d.code, d.message) for d in checked.diagnostics]
    (value,) = getattr(checked.plan, attribute or key)
    return value


SPELLED = {
    ("include", "VIEW"): ({"object_path": "VIEW"}, ObjectClause("VIEW")),
    ("include", "TABLE:\"LIKE 'E%'\""): (
        {"object_path": "TABLE", "expression": "LIKE 'E%'"},
        ObjectClause("TABLE", LIKE),
    ),
    ("include", "TABLE: \"LIKE 'E%'\" \n"): (
        {"object_path": "TABLE", "expression": "LIKE 'E%'"},
        ObjectClause("TABLE", LIKE),
    ),
    ("exclude", "TABLE:\"IN ('A:B','C')\""): (
        {"object_path": "TABLE", "expression": "IN ('A:B','C')"},
        ObjectClause("TABLE", InList((Literal("A:B"), Literal("C")))),
    ),
    ("query", "WHERE a = 1"): ({"query": "WHERE a = 1"}, Rows(RowFilter.SUBQUERY, "WHERE a = 1")),
    ("query", '"WHERE a = 1"'): ({"query": "WHERE a = 1"}, Rows(RowFilter.SUBQUERY, "WHERE a = 1")),
    ("query", "where a = 'x:y'"): ({"query": "where a = 'x:y'"}, Rows(RowFilter.SUBQUERY, "where a = 'x:y'")),
    ("query", 'HR.JOBS:"WHERE a = 1"'): (
        {"table": "HR.JOBS", "query": "WHERE a = 1"},
        Rows(RowFilter.SUBQUERY, "WHERE a = 1", HR_JOBS),
    ),
    ("query", "HR.JOBS:ORDER BY 1"): (
        {"table": "HR.JOBS", "query": "ORDER BY 1"},
        Rows(RowFilter.SUBQUERY, "ORDER BY 1", HR_JOBS),
    ),
    ("query", 'HR."a:b":"WHERE \'c:"d\' = 1"'): (
        {"table": 'HR."a:b"', "query": "WHERE 'c:\"d' = 1"},
        Rows(RowFilter.SUBQUERY, "WHERE 'c:\"d' = 1", QualifiedName(("HR", "a:b"))),
    ),
    ("query", 'WHEREABOUTS:"WHERE a = 1"'): (
        {"table": "WHEREABOUTS", "query": "WHERE a = 1"},
        Rows(RowFilter.SUBQUERY, "WHERE a = 1", QualifiedName(("WHEREABOUTS",))),
    ),
    ("sample", "HR.JOBS:12.50"): (
        {"table": "HR.JOBS", "percent": 12.5},
        Rows(RowFilter.SAMPLE, "12.5", HR_JOBS),
    ),
    ("sample", 'HR."a:b":.5'): (
        {"table": 'HR."a:b"', "percent": 0.5},
        Rows(RowFilter.SAMPLE, "0.5", QualifiedName(("HR", "a:b"))),
    ),
    ("sample", "7"): ({"percent": 7}, Rows(RowFilter.SAMPLE, "7")),
    ("partitions", "HR.JOBS:P1"): (
        {"table": "HR.JOBS", "partitions": ["P1"]},
        Rows(RowFilter.PARTITION_LIST, ("P1",), HR_JOBS),
    ),
    ("partitions", "HR.JOBS:P_%"): (
        {"table": "HR.JOBS", "expression": "LIKE 'P!_%' ESCAPE '!'"},
        Rows(RowFilter.PARTITION_EXPR, Like(Literal("P!_%"), Literal("!")), HR_JOBS),
    ),
    ("remap_data", "HR.JOBS.T:SEC.MASK.T"): (
        {"column": "HR.JOBS.T", "function": "SEC.MASK.T"},
        Remap(HR_JOBS, "T", QualifiedName(("SEC", "MASK", "T"))),
    ),
    ("remap_data", 'JOBS."a:b":MASK."c:d"'): (
        {"column": 'JOBS."a:b"', "function": 'MASK."c:d"'},
        Remap(QualifiedName(("JOBS",)), "a:b", QualifiedName(("MASK", "c:d"))),
    ),
}
ATTRIBUTES = {"query": "rows", "sample": "rows", "partitions": "rows", "remap_data": "remaps"}


@pytest.mark.parametrize("case", SPELLED, ids=" ".join)
def test_an_item_and_its_spelling_mean_the_same(case):
    (key, text), (members, expected) = case, SPELLED[case]
    assert read(key, text, ATTRIBUTES.get(key)) == expected
    assert read(key, members, ATTRIBUTES.get(key)) == expected


def test_a_name_expression_with_an_object_path_is_on_that_path_alone():
    plan = dpspec.check(
        dpspec.ExportSpec(
            job_mode="SCHEMA",
            schemas=["HR"],
            name_expressions=["!='A'", {"object_path": "INDEX", "expression": "LIKE 'E%'"}, {"expression": "!='B'"}],
        )
    ).plan
    assert plan.object_names == (ObjectNames("INDEX", LIKE),)
    assert plan.name_expressions == tuple(Comparison(Operator.NE, Literal(name)) for name in "AB")


def faults(document):
    found = []
    for d in dpspec.check(dpspec.loads(document)).diagnostics:
        span = d.location.span if d.location else None
        found.append((d.code, d.location.source.text[span.start : span.end] if span else None, d.message, d.help))
    return found


CLAUSE = 'write `TABLE:"LIKE \'EMP%\'"`, or `{"object_path": "TABLE", "expression": "LIKE \'EMP%\'"}`'
QUERY = 'write `HR.EMPLOYEES:"WHERE department_id = 10"`, or an object with `table` and `query`'
PERCENT = "write `HR.EMPLOYEES:10`, or an object with `table` and `percent`"
PARTITION = "write `SH.SALES:SALES_Q1_2026`, or an object with `table` and `partitions`"
REMAP = "write `HR.EMPLOYEES.SALARY:HR.MASK.SALARY`, or an object with `column` and `function`"
RANGE = "a sample is from 0.000001 to below 100 percent, in steps of 0.000001"
ROWS = "leave it out to export all rows"

#: Key and items in YAML, to the code, the text that is pointed at, the message and the advice.
WRONG = {
    "exclude: ['TABLE:LIKE A']": (
        "DP142",
        "LIKE A",
        "what follows `TABLE:` is no clause in double quotes",
        CLAUSE,
    ),
    "exclude: ['TABLE:\"LIKE ''A\"''\"']": (
        "DP142",
        "\"LIKE ''A\"''\"",
        "what follows `TABLE:` is no clause in double quotes",
        CLAUSE,
    ),
    "query: ['HR.JOBS']": ("DP142", "HR.JOBS", "a query without a table or a clause", QUERY),
    "query: ['HR.JOBS:a = 1']": (
        "DP141",
        "a",
        "a query starts with `WHERE` or `ORDER BY`, not `a`",
        "Data Pump appends the clause to `SELECT ... FROM the table`",
    ),
    "query: ['hr.JOBS:WHERE a = 1']": (
        "DP128",
        "hr",
        "`hr` is not in upper case",
        'write `HR`; or `"hr"`, if it was created in double quotes',
    ),
    "query: [{table: HR.JOBS, query: WHERE a = 1;}]": (
        "DP141",
        ";",
        "unexpected `;` in a query",
        "a clause has no end of its own; leave it out",
    ),
    "sample: ['HR.JOBS:x']": ("DP136", "x", "`x` is not a percentage", PERCENT),
    "sample: ['HR.JOBS:']": ("DP136", "", "`` is not a percentage", PERCENT),
    "sample: ['HR.JOBS:1e1']": ("DP136", "1e1", "`1e1` is not a percentage", PERCENT),
    "sample: ['HR.JOBS:-1']": ("DP136", "-1", "`-1` is not a percentage", PERCENT),
    "sample: ['HR.JOBS:100']": ("DP136", "100", RANGE, ROWS),
    "sample: 0": ("DP136", "0", RANGE, ROWS),
    "sample: [{percent: 100}]": ("DP136", "100", RANGE, ROWS),
    "sample: [{percent: 0.0000001}]": ("DP136", "0.0000001", RANGE, ROWS),
    "partitions: ['SH.SALES']": ("DP142", "SH.SALES", "`SH.SALES` names no partition of one table", PARTITION),
    "partitions: ['SH.S%:P1']": ("DP142", "SH.S%:P1", "`SH.S%:P1` names no partition of one table", PARTITION),
    "partitions: [{table: T, partitions: [p1]}]": (
        "DP128",
        "p1",
        "`p1` is not in upper case",
        'write `P1`; or `"p1"`, if it was created in double quotes',
    ),
    "remap_data: ['HR.EMP.SAL']": ("DP142", "HR.EMP.SAL", "`HR.EMP.SAL` names no function", REMAP),
    "remap_data: ['SAL:MASK.SAL']": ("DP128", "SAL", "`SAL` is not a column", "write it as in `SCOTT.EMP.SAL`"),
    "remap_data: ['EMP.SAL:MASK']": (
        "DP128",
        "MASK",
        "`MASK` is not a function in a package",
        "write it as in `SCOTT.MASK.SAL`",
    ),
}


@pytest.mark.parametrize("document", WRONG)
def test_what_is_no_item_is_explained_at_its_place(document):
    assert faults(f"job_mode: FULL\n{document}\n") == [WRONG[document]]


@pytest.mark.parametrize(
    ("item", "code", "message", "advice"),
    [
        ("{table: T}", "DP142", "an item of `partitions` has `partitions` or `expression`, one of them",
         "keep the names, or the filter on them"),
        ("{table: T, partitions: [P], expression: \"='P'\"}", "DP142",
         "an item of `partitions` has `partitions` or `expression`, one of them",
         "keep the names, or the filter on them"),
        ("{table: T, partitions: []}", "DP104", "`partitions` is an empty list", "name a partition"),
    ],
)  # fmt: skip
def test_partitions_are_named_or_filtered(item, code, message, advice):
    found = faults(f"job_mode: FULL\npartitions: [{item}]\n")
    assert [(fault[0], *fault[2:]) for fault in found] == [(code, message, advice)]


def test_all_faults_of_an_item_are_found_at_once():
    found = faults("job_mode: FULL\nremap_data: ['emp.SAL:mask.SAL']\nquery: [{table: jobs, query: a}]\n")
    assert [(fault[0], fault[1]) for fault in found] == [
        ("DP128", "emp"), ("DP128", "mask"), ("DP128", "jobs"), ("DP141", "a"),
    ]  # fmt: skip


texts = st.text(st.sampled_from("AZaWHERE \"':.,%#;()=1\\\n\u200bé"), max_size=20)
keys = st.sampled_from(
    ["include", "exclude", "query", "sample", "partitions", "remap_data", "tables", "views_as_tables"]
)


@given(keys, texts)
def test_any_text_is_an_item_or_is_refused(key, text):
    mode = {"job_mode": "TABLE" if key in ("tables", "views_as_tables") else "FULL"}
    checked = dpspec.check(dpspec.ExportSpec(**mode, **{key: [text]}))
    assert (checked.plan is None) is any(d.severity.value == "error" for d in checked.diagnostics)


@given(st.text(st.sampled_from("AZa%_ :\"'.,"), min_size=1, max_size=8).filter(lambda name: '"' not in name))
def test_a_quoted_table_keeps_its_name_whatever_is_in_it(name):
    assert read("query", f'HR."{name}":"WHERE a = 1"', "rows").table == QualifiedName(("HR", name))
    assert read("sample", f'HR."{name}":1', "rows").table == QualifiedName(("HR", name))
    remap = read("remap_data", f'HR."{name}"."{name}":MASK."{name}"', "remaps")
    assert (remap.table, remap.column) == (QualifiedName(("HR", name)), name)
    assert remap.function == QualifiedName(("MASK", name))
