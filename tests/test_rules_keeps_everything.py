"""DP204: filters that keep every name."""

import json

import pytest

from tests.linting import applied, findings, fixed, linted, of, told

SILENT = {
    "a prefix": "LIKE 'EMP%'",
    "names of two letters and more": "LIKE '__%'",
    "names of one letter": "LIKE '_'",
    "a percent sign": "LIKE '!%' ESCAPE '!'",
    "a range": "NOT BETWEEN 'A' AND 'Z'",
    "a range beyond ASCII, whose order is not known": "NOT BETWEEN 'Ü' AND 'A'",
    "a subquery": "IN (SELECT name FROM ops.names)",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP204") == ()


@pytest.mark.parametrize("expression", ["LIKE '%'", "LIKE '%%'", "LIKE '_%'", "LIKE '%_%'", "IS NOT NULL"])
def test_a_filter_that_keeps_everything_is_told_of(expression):
    assert told(of(expression), "json", "DP204") == [
        (
            "DP204",
            expression,
            f"`{expression}` keeps every name",
            "leave it out: without a filter every object is selected",
        )
    ]


def test_an_empty_range_leaves_out_nothing():
    assert told(of("NOT BETWEEN 'Z' AND 'A'"), "json", "DP204")[0][2] == "`NOT BETWEEN 'Z' AND 'A'` keeps every name"


def test_beside_names_the_fix_is_safe_and_removes_the_filter():
    text = of("LIKE '%'", "IN ('EMP','DEPT')")
    (found,) = findings(text, "json", "DP204")
    assert found.fix.is_safe
    assert fixed(text, "DP204", syntax="json") == of("IN ('EMP','DEPT')")


def test_alone_the_key_is_removed_since_the_schema_says_what_to_export():
    text = "job_mode: TABLE\nschema_expressions: [\"='HR'\"]\nname_expressions: [\"LIKE '%'\"] # all\nthreads: 1\n"
    (found,) = findings(text, "yaml", "DP204")
    assert not found.fix.is_safe
    after = fixed(text, "DP204", unsafe=True)
    assert "name_expressions" not in after
    assert "threads: 1" in after
    assert linted(after)[1] is not None


@pytest.mark.parametrize(("mode", "key"), [("SCHEMA", "schema_expressions"), ("TABLESPACE", "tablespace_expressions")])
def test_what_says_what_to_export_stays(mode, key):
    text = json.dumps({"job_mode": mode, key: ["LIKE '%'"]})
    (found,) = findings(text, "json", "DP204")
    assert (found.help, found.fix) == ("write the names; or `job_mode: FULL`, if everything is meant", None)


@pytest.mark.parametrize("key", ["include", "exclude"])
def test_a_clause_on_everything_is_the_bare_path(key):
    text = f"schemas: [HR]\n{key}:\n  - INDEX:\"LIKE '%'\" # all\n  - object_path: VIEW\n    expression: \"LIKE '%'\"\n"
    assert [each[2:] for each in told(text, "yaml", "DP204")] == [
        (f"`LIKE '%'` {'keeps' if key == 'include' else 'leaves out'} every name", "write `INDEX` alone"),
        (f"`LIKE '%'` {'keeps' if key == 'include' else 'leaves out'} every name", "write `VIEW` alone"),
    ]
    assert fixed(text, "DP204", unsafe=True) == f"schemas: [HR]\n{key}:\n  - INDEX # all\n  - object_path: VIEW\n"


def test_an_exclude_of_no_name_leaves_out_nothing():
    text = 'schemas: [HR]\nexclude:\n  - INDEX:"IS NULL"\n  - STATISTICS\n'
    assert told(text, "yaml", "DP204") == [
        (
            "DP204",
            "IS NULL",
            "`IS NULL` leaves out nothing",
            "leave it out, or write the names that are to stay out",
        )
    ]
    assert fixed(text, "DP204", unsafe=True) == "schemas: [HR]\nexclude:\n  - STATISTICS\n"


def test_a_filter_on_one_type_is_removed_as_an_item():
    text = of({"object_path": "INDEX", "expression": "LIKE '%'"}, "LIKE 'EMP%'")
    assert fixed(text, "DP204", unsafe=True, syntax="json") == of("LIKE 'EMP%'")


def test_a_safe_fix_leaves_the_job_as_it_is():
    text = of("LIKE '%'", "='EMP'", "IS NOT NULL")
    found, plan = linted(text, "json", "DP204")
    _, after = linted(applied(text, found), "json")
    assert after.meaning == plan.meaning
