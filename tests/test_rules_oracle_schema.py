"""DP212: schemas of Oracle."""

import json

import pytest

from tests.linting import findings, told

SILENT = {
    "schemas of one's own": {"schemas": ["SCOTT", "HR", "SYSTEMS", "APEX_APP", '"system"']},
    "left out": {"job_mode": "FULL", "exclude": ["SCHEMA:\"IN ('SYSTEM','XDB')\""]},
    "not in": {"schema_expressions": ["NOT IN ('SYSTEM','XDB')", "!='OUTLN'"]},
    "a pattern": {"schema_expressions": ["LIKE 'SYS%'"]},
    "a table of that name": {"job_mode": "TABLE", "schema_expressions": ["='HR'"], "name_expressions": ["='SYSTEM'"]},
    "SYS, which is an error": {"schemas": ["SYS"]},
    "SYS by an expression": {"schema_expressions": ["='SYS'"]},
    "a table without a schema": {"tables": ["SYSTEM"]},
    "a subquery": {"schema_expressions": ["IN (SELECT username FROM sys.dba_users WHERE username = 'SYSTEM')"]},
}


@pytest.mark.parametrize("spec", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(spec):
    assert findings(json.dumps(spec), "json", "DP212") == ()


@pytest.mark.parametrize(
    ("spec", "places"),
    [
        ({"schemas": ["SCOTT", "SYSTEM"]}, ['"SYSTEM"']),
        ({"schema_expressions": ["IN ('SCOTT','MDSYS','APEX_230100')"]}, ["'MDSYS'", "'APEX_230100'"]),
        ({"schema_expressions": ["LIKE 'XDB'"]}, ["'XDB'"]),
        ({"tables": ["SYSTEM.HELP", "HR.EMP"]}, ['"SYSTEM.HELP"']),
        ({"views_as_tables": ["CTXSYS.V"]}, ['"CTXSYS.V"']),
        ({"job_mode": "FULL", "include": ["SCHEMA:\"IN ('SYS','HR')\""]}, ["'SYS'"]),
    ],
)
def test_what_is_asked_for_is_told_of(spec, places):
    found = told(json.dumps(spec), "json", "DP212")
    assert [each[1] for each in found] == places
    assert all(each[2].endswith("is a schema of Oracle") for each in found)
    assert {each[3] for each in found} == {
        "Data Pump leaves it out, or the target has its own; name the schemas of your applications"
    }
