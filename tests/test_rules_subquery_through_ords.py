"""DP217: a subquery in an expression that ORDS is to send."""

import pytest

from tests.linting import told

CODE = "DP217"
HELP = "write the names in an IN list, or submit the job directly: it runs as the user of ORDS"
MESSAGE = "a subquery that ORDS passes into a script on the server"
SPEC = """\
job_mode: TABLE
schema_expressions: ["='LEDGER'"]
name_expressions: ["{expression}"]
"""
QUERY = "IN (SELECT table_name FROM ops.chosen)"


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        pytest.param(SPEC.format(expression=QUERY), (), id="no target is named"),
        pytest.param(SPEC.format(expression=QUERY), ("plsql", "parfile"), id="another target is named"),
        pytest.param(SPEC.format(expression="IN ('A','B')"), ("ords",), id="a list of names"),
        pytest.param(SPEC.format(expression="LIKE 'SELECT%'"), ("ords",), id="a literal that looks like one"),
        pytest.param(
            f'schemas: [HR]\ninclude: ["TABLE:\\"{QUERY}\\""]\n', ("ords",), id="a clause, which ORDS cannot say anyway"
        ),
    ],
)
def test_what_ords_does_not_get_or_what_is_no_subquery_is_let_pass(text, targets):
    assert told(text, code=CODE, targets=targets) == []


@pytest.mark.parametrize(
    ("text", "syntax", "shown"),
    [
        pytest.param(SPEC.format(expression=QUERY), "yaml", QUERY, id="YAML, flow, double-quoted"),
        pytest.param(
            SPEC.format(expression=QUERY).replace('["', "['").replace('"]', "']").replace("'='LEDGER''", "\"='L'\""),
            "yaml",
            QUERY,
            id="YAML, single-quoted",
        ),
        pytest.param(
            f"job_mode: TABLE\nname_expressions:\n  - NOT {QUERY}\n", "yaml", f"NOT {QUERY}", id="YAML, block"
        ),
        pytest.param(
            f'{{"job_mode": "TABLE", "name_expressions": [{{"expression": "{QUERY}"}}]}}', "json", QUERY, id="JSON"
        ),
    ],
)
def test_a_subquery_that_ords_is_to_send_is_told(text, syntax, shown):
    [(code, at, message, advice)] = told(text, syntax, CODE, targets=("ords",))
    assert (code, at.strip("\"'"), message, advice) == (CODE, shown, MESSAGE, HELP)
