"""DP223: a job name that is taken at the second run."""

import pytest

from tests.linting import fixed, told

CODE = "DP223"
FOUND = (
    "the job name `NIGHTLY` is taken at the second run",
    "saves ORA-31634: write `keep_master: 0` to have its control table dropped, or leave `job_name` out",
)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("keep_master: 1", id="a name that is made"),
        pytest.param("job_name: NIGHTLY\nkeep_master: 0", id="the control table is dropped"),
        pytest.param("job_name: NIGHTLY\nkeep_master: none", id="what becomes of it is not known"),
        pytest.param("job_name: 5", id="a name that is none"),
    ],
)
def test_a_name_that_is_free_again_is_let_pass(lines):
    assert told(f"schemas: [HR]\n{lines}\n", code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "at", "after"),
    [
        pytest.param(
            "schemas: [HR]\njob_name: NIGHTLY # every night\n",
            "yaml",
            "NIGHTLY",
            "schemas: [HR]\njob_name: NIGHTLY # every night\nkeep_master: 0\n",
            id="YAML, the default",
        ),
        pytest.param(
            "keep_master: 1 # or is it\njob_name: 'NIGHTLY'\nschemas: [HR]\n",
            "yaml",
            "'NIGHTLY'",
            "keep_master: 0 # or is it\njob_name: 'NIGHTLY'\nschemas: [HR]\n",
            id="YAML, kept",
        ),
        pytest.param(
            '{"schemas": ["HR"], "job_name": "NIGHTLY", "keep_master": 1}',
            "json",
            '"NIGHTLY"',
            '{"schemas": ["HR"], "job_name": "NIGHTLY", "keep_master": 0}',
            id="JSON, kept",
        ),
        pytest.param(
            '{"schemas": ["HR"], "job_name": "NIGHTLY"}',
            "json",
            '"NIGHTLY"',
            '{"schemas": ["HR"], "job_name": "NIGHTLY", "keep_master": 0}',
            id="JSON, the default",
        ),
    ],
)
def test_a_fixed_name_with_a_control_table_that_stays_is_told(text, syntax, at, after):
    assert told(text, syntax, CODE) == [(CODE, at, *FOUND)]
    assert fixed(text, CODE, syntax=syntax) == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax) == after
    assert told(after, syntax, CODE) == []
