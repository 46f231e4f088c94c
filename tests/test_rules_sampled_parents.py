"""DP238: a sample of every table, foreign keys included."""

import pytest

from tests.linting import fixed, told

CODE = "DP238"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schemas: [HR]\n", id="all rows"),
        pytest.param("schemas: [HR]\nsample: [HR.EMP:5]\n", id="of one table"),
        pytest.param("schemas: [HR]\nsample: 5\nexclude: [REF_CONSTRAINT]\n", id="no foreign keys"),
        pytest.param("schemas: [HR]\nsample: 5\nexclude: [TABLE/CONSTRAINT]\n", id="no constraints"),
        pytest.param("schemas: [HR]\nsample: 5\ncontent: DATA_ONLY\n", id="rows alone"),
        pytest.param("tables: [HR.EMP]\nsample: 5\n", id="one table in the job"),
        pytest.param("schemas: [HR]\nsample: 500\n", id="a percentage that is none"),
        pytest.param("schemas: [HR]\nsample: 5\nexclude: {}\n", id="what is left out is not known"),
    ],
)
def test_single_tables_or_no_foreign_keys_are_let_pass(text):
    assert told(text, code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "at", "after"),
    [
        pytest.param(
            "schemas: [HR]\nsample: 5\n",
            "yaml",
            "5",
            'schemas: [HR]\nsample: 5\nexclude: ["REF_CONSTRAINT"]\n',
            id="YAML",
        ),
        pytest.param(
            '{"schemas": ["HR"], "sample": [{"percent": 5}]}',
            "json",
            '{"percent": 5}',
            '{"schemas": ["HR"], "sample": [{"percent": 5}], "exclude": ["REF_CONSTRAINT"]}',
            id="JSON",
        ),
        pytest.param("tables: [HR.A, HR.B]\nsample: 5\nexclude: [STATISTICS]\n", "yaml", "5", None, id="two tables"),
        pytest.param("tables: ['HR.%']\nsample: 5\nexclude: [STATISTICS]\n", "yaml", "5", None, id="a pattern"),
        pytest.param(
            "schemas: [HR]\nsample: 5\nexclude: [AQ_QUEUE_TABLE]\n", "yaml", "5", None, id="other tables left out"
        ),
    ],
)
def test_a_sample_of_every_table_is_told(text, syntax, at, after):
    assert told(text, syntax, CODE) == [
        (
            CODE,
            at,
            "rows of every table are taken by chance, and foreign keys are exported",
            "saves ORA-02298 at import: add `exclude: [REF_CONSTRAINT]`, or sample single tables",
        )
    ]
    assert fixed(text, CODE, syntax=syntax) == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax) == (after or text)
