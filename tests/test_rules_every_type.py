"""DP211: filters on names that hold for objects of every type."""

import json

import pytest

from tests.linting import findings, of, told

ON_TABLES = {"object_path": "TABLE", "expression": "LIKE 'EMP%'"}
SILENT = {
    "in table mode": of("LIKE 'EMP%'"),
    "on one type": json.dumps({"schemas": ["HR"], "name_expressions": [ON_TABLES]}),
    "in include": json.dumps({"schemas": ["HR"], "include": ["TABLE:\"LIKE 'EMP%'\""]}),
    "one name left out": json.dumps({"schemas": ["HR"], "name_expressions": ["!='EMP'", "NOT IN ('A','B')"]}),
    "in full mode, where it is an error": json.dumps({"job_mode": "FULL", "name_expressions": ["LIKE 'A%'"]}),
    "a filter on schemas": json.dumps({"schema_expressions": ["LIKE 'A%'"]}),
    "a mode that is not known": json.dumps({"job_mode": "SCHEME", "name_expressions": ["LIKE 'A%'"]}),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(text):
    assert findings(text, "json", "DP211") == ()


@pytest.mark.parametrize("spec", [{"schemas": ["HR"]}, {"tablespaces": ["USERS"]}, {"job_mode": "SCHEMA"}])
def test_the_first_one_is_told_of(spec):
    text = json.dumps({**spec, "name_expressions": ["!='A'", ON_TABLES, "LIKE 'EMP%'", "LIKE '%A'"]})
    assert told(text, "json", "DP211") == [
        (
            "DP211",
            "LIKE 'EMP%'",
            "a filter on names holds for objects of every type, not only for tables",
            "write `TABLE:\"LIKE 'EMP%'\"` in `include`, or give it an `object_path`",
        )
    ]
    assert findings(text, "json", "DP211")[0].fix is None


def test_for_ords_there_is_only_another_mode():
    text = json.dumps({"schema_expressions": ["='HR'"], "name_expressions": ["LIKE 'EMP%'"]})
    (found,) = findings(text, "json", "DP211", targets=("ords",))
    assert found.help == "ORDS has no filter on one type: write `job_mode: TABLE`, if tables are meant"
