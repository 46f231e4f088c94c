"""DP239: keys that are for tests."""

import pytest

from tests.linting import fixed, told

CODE = "DP239"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schemas: [HR]\n", id="an export"),
        pytest.param("transport_tablespaces: [A]\ntts_closure_check: FULL\n", id="a real check"),
        pytest.param("schemas: [HR]\nabort_step: no\n", id="a step that is none"),
    ],
)
def test_a_real_export_is_let_pass(text):
    assert told(text, code=CODE) == []


@pytest.mark.parametrize(
    ("before", "syntax", "at", "message", "after"),
    [
        pytest.param(
            "schemas: [HR]\nabort_step: 3\n", "yaml", "3", "the job stops before its end", "schemas: [HR]\n", id="YAML"
        ),
        pytest.param(
            '{"abort_step": -1, "schemas": ["HR"]}',
            "json",
            "-1",
            "the job stops before its end",
            '{"schemas": ["HR"]}',
            id="JSON",
        ),
        pytest.param(
            "transport_tablespaces: [A]\ntts_closure_check: 'TEST_MODE'\n",
            "yaml",
            "'TEST_MODE'",
            "a dump of `TEST_MODE` cannot be imported",
            "transport_tablespaces: [A]\n",
            id="a check that is a test",
        ),
    ],
)
def test_what_is_for_tests_is_told_and_removed(before, syntax, at, message, after):
    key = "tts_closure_check" if "TEST" in message else "abort_step"
    assert told(before, syntax, CODE) == [(CODE, at, message, f"leave `{key}` out: it is for tests")]
    assert fixed(before, CODE, syntax=syntax) == before
    assert fixed(before, CODE, unsafe=True, syntax=syntax) == after
