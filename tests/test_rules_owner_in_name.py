"""DP206: owner and name in one literal."""

import json

import pytest

from tests.linting import findings, fixed, of, told

SILENT = {
    "a name": "='EMP'",
    "several dots": "='A.B.C'",
    "a quoted name with a dot": "='Customer.Master'",
    "a dot behind a wildcard": "LIKE '%.OLD'",
    "a dot at the end": "='EMP.'",
    "a subquery": "IN (SELECT name FROM ops.names WHERE name = 'A.B')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP206") == ()


@pytest.mark.parametrize("path", ["DB_LINK", "JAVA_CLASS", "XMLSCHEMA", "SCHEMA_EXPORT/DB_LINK"])
def test_names_with_dots_are_let_be(path):
    text = f"schemas: [HR]\nexclude:\n  - {path}:\"='SALES.EXAMPLE'\"\n"
    assert findings(text, "yaml", "DP206") == ()


def spec(*expressions, **more):
    return json.dumps({"job_mode": "TABLE", "name_expressions": list(expressions), **more})


def test_the_owner_goes_into_its_own_key():
    text = spec("IN ('SCOTT.EMP','SCOTT.DEPT')", "NOT LIKE 'SCOTT.TMP%'")
    assert told(text, "json", "DP206")[0] == (
        "DP206",
        "'SCOTT.EMP'",
        "`SCOTT.EMP` has an owner before the name",
        "write `'EMP'`, and the owner in `schema_expressions`: `='SCOTT'`",
    )
    assert json.loads(fixed(text, "DP206", unsafe=True, syntax="json")) == json.loads(
        spec("IN ('EMP','DEPT')", "NOT LIKE 'TMP%'", schema_expressions=["='SCOTT'"])
    )


def test_in_yaml_too():
    text = "job_mode: TABLE # tables\nname_expressions:\n  - \"='SCOTT.EMP'\" # one\n"
    after = "job_mode: TABLE # tables\nname_expressions:\n  - \"='EMP'\" # one\nschema_expressions: [\"='SCOTT'\"]\n"
    assert fixed(text, "DP206", unsafe=True) == after


def test_if_the_job_has_that_schema_the_name_is_enough():
    text = of("='SCOTT.EMP'")
    assert [each[3] for each in told(text, "json", "DP206")] == ["write `'EMP'`: the job is of that schema alone"]
    assert fixed(text, "DP206", unsafe=True, syntax="json") == of("='EMP'")
    listed = "schemas: [HR]\nexclude:\n  - TABLE:\"LIKE 'HR.TMP%'\"\n"
    assert fixed(listed, "DP206", unsafe=True) == 'schemas: [HR]\nexclude:\n  - "TABLE:\\"LIKE \'TMP%\'\\""\n'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(spec("IN ('SCOTT.EMP','HR.EMPLOYEES')"), id="two owners"),
        pytest.param(spec("IN ('SCOTT.EMP','DEPT')"), id="one without an owner"),
        pytest.param(of("='HR.EMPLOYEES'"), id="another schema than that of the job"),
        pytest.param(json.dumps({"job_mode": "FULL", "exclude": ["TABLE:\"='SCOTT.EMP'\""]}), id="not of one schema"),
        pytest.param(json.dumps({"schema_expressions": ["='SCOTT.EMP'"]}), id="in a filter on schemas"),
    ],
)
def test_what_was_meant_is_not_guessed(text):
    found = findings(text, "json", "DP206")
    assert found
    assert all(each.fix is None for each in found)
