"""DP232: a job without a log."""

import pytest

from tests.linting import fixed, told

CODE = "DP232"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="a log whose name is made"),
        pytest.param("logfile: HR.LOG", id="a log"),
        pytest.param("nologfile: false", id="not without one"),
        pytest.param("nologfile: perhaps", id="a value that is none"),
    ],
)
def test_a_job_with_a_log_is_let_pass(line):
    assert told(f"schemas: [HR]\n{line}\n", code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "after"),
    [
        pytest.param("schemas: [HR]\nnologfile: true\n", "yaml", "schemas: [HR]\n", id="YAML"),
        pytest.param(
            "nologfile: true # quiet\nschemas: [HR]\n", "yaml", "# quiet\nschemas: [HR]\n", id="YAML, with a comment"
        ),
        pytest.param("{schemas: [HR], nologfile: true}\n", "yaml", "{schemas: [HR]}\n", id="YAML, flow"),
        pytest.param('{"nologfile": true, "schemas": ["HR"]}', "json", '{"schemas": ["HR"]}', id="JSON"),
    ],
)
def test_a_job_without_one_is_told_and_gets_one(text, syntax, after):
    assert told(text, syntax, CODE) == [
        (
            CODE,
            "true",
            "without a log nobody can tell how the job has ended",
            "leave `nologfile` out, or name a `logfile`: only the log tells of errors that did not stop the job",
        )
    ]
    assert fixed(text, CODE, syntax=syntax) == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax) == after
