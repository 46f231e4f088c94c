"""DP236: tables of whoever submits the job."""

import pytest

from tests.linting import findings, told

CODE = "DP236"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schemas: [HR]\n", id="a schema"),
        pytest.param("tables: [HR.EMP]\n", id="a table of a schema"),
        pytest.param("views_as_tables: [HR.EMP_V]\n", id="a view of a schema"),
        pytest.param("job_mode: TABLE\nschema_expressions: [\"='HR'\"]\nname_expressions: [\"='A'\"]\n", id="named"),
        pytest.param("job_mode: TABLE\nschema_expressions: [\"='HR'\"]\n", id="all of a schema"),
        pytest.param("job_mode: SCHEMA\nname_expressions: [\"='A'\"]\n", id="another mode"),
        pytest.param("job_mode: TABLE\nschema_expressions: [5]\nname_expressions: [\"='A'\"]\n", id="an error"),
        pytest.param("tables: [5]\n", id="a table that is none"),
    ],
)
def test_tables_whose_schema_is_known_are_let_pass(text):
    assert told(text, code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "at", "message", "advice"),
    [
        pytest.param(
            "tables: [HR.JOBS, EMP]\n",
            "yaml",
            "EMP",
            "`EMP` has no schema",
            "it is a table of whoever runs the job; write the schema, such as `SCOTT.EMP`",
            id="one table",
        ),
        pytest.param(
            '{"tables": ["EMP", "DEPT", "\\"Odd\\""]}',
            "json",
            '"EMP"',
            "`EMP` and 2 more have no schema",
            "it is a table of whoever runs the job; write the schema, such as `SCOTT.EMP`",
            id="several are one finding",
        ),
        pytest.param(
            "views_as_tables:\n- EMP_V\n",
            "yaml",
            "EMP_V",
            "`EMP_V` has no schema",
            "it is a view of whoever runs the job; write the schema, such as `SCOTT.EMP_V`",
            id="a view",
        ),
        pytest.param(
            "job_mode: TABLE\nname_expressions: [\"='EMP'\"]\n",
            "yaml",
            "name_expressions",
            "`name_expressions` in TABLE mode without a schema",
            "the tables are those of whoever runs the job; add `schema_expressions: [\"='SCOTT'\"]`",
            id="an expression",
        ),
        pytest.param(
            "job_mode: TABLE\nfilter: EMP\n",
            "yaml",
            "filter",
            "`filter` in TABLE mode without a schema",
            "the tables are those of whoever runs the job; write expressions, which can name the schema, too",
            id="filter",
        ),
    ],
)
def test_tables_without_a_schema_are_told_once_without_a_fix(text, syntax, at, message, advice):
    assert told(text, syntax, CODE) == [(CODE, at, message, advice)]
    assert [found.fix for found in findings(text, syntax, CODE)] == [None]
