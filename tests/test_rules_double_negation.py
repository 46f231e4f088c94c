"""DP214: negative clauses in EXCLUDE."""

import json

import pytest

from tests.linting import findings, told

SILENT = {
    "positive": ["TABLE:\"LIKE 'TMP%'\"", "TABLE:\"IN ('A','B')\"", "TABLE:\"='C'\"", "STATISTICS"],
    "ranges": ["TABLE:\"< 'M'\"", "TABLE:\"NOT BETWEEN 'A' AND 'M'\""],
    "a subquery": ['TABLE:"IN (SELECT name FROM ops.t)"'],
}


@pytest.mark.parametrize("exclude", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(exclude):
    assert findings(json.dumps({"schemas": ["HR"], "exclude": exclude}), "json", "DP214") == ()


def test_in_include_and_in_expressions_a_negation_is_simple():
    include = json.dumps({"schemas": ["HR"], "include": ["TABLE:\"NOT LIKE 'TMP%'\""]})
    named = json.dumps({"schemas": ["HR"], "name_expressions": [{"object_path": "TABLE", "expression": "!='A'"}]})
    assert findings(include, "json", "DP214") == findings(named, "json", "DP214") == ()


@pytest.mark.parametrize(
    ("negative", "positive"),
    [
        ("NOT LIKE 'BIN$%'", "LIKE 'BIN$%'"),
        ("!='EMP'", "='EMP'"),
        ("NOT IN ('A','B')", "IN ('A','B')"),
        ("NOT IN (SELECT name FROM ops.t)", "IN (SELECT name FROM ops.t)"),
    ],
)
@pytest.mark.parametrize("as_object", [True, False])
def test_both_readings_are_proposed(negative, positive, as_object):
    clause = {"object_path": "TABLE", "expression": negative} if as_object else f'TABLE:"{negative}"'
    text = json.dumps({"schemas": ["HR"], "exclude": [clause]})
    advice = f'to leave these out, write `TABLE:"{positive}"`; to keep only these, give that to `name_expressions`'
    message = f"`{negative}` in `exclude` keeps what it names, and leaves out the rest"
    assert told(text, "json", "DP214") == [("DP214", negative, message, advice)]
    assert findings(text, "json", "DP214")[0].fix is None
