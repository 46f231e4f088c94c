"""DP222: the control table that each run leaves behind."""

import pytest

from tests.linting import findings, fixed, told

CODE = "DP222"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("keep_master: 0", id="dropped"),
        pytest.param("keep_master: 1", id="kept on purpose"),
        pytest.param("keep_master: yes", id="a value that is none"),
    ],
)
def test_who_says_what_becomes_of_it_is_let_pass(line):
    assert told(f"schemas: [HR]\n{line}\n", code=CODE) == []


def test_it_is_off_unless_it_is_selected():
    assert CODE not in {found.code for found in findings("schemas: [HR]\n")}


@pytest.mark.parametrize(
    ("text", "syntax", "after"),
    [
        pytest.param("schemas: [HR]\n", "yaml", "schemas: [HR]\nkeep_master: 0\n", id="YAML"),
        pytest.param("schemas: [HR] # people", "yaml", "schemas: [HR] # people\nkeep_master: 0\n", id="YAML, no end"),
        pytest.param("{schemas: [HR]}\n", "yaml", "{schemas: [HR], keep_master: 0}\n", id="YAML, flow"),
        pytest.param('{"schemas": ["HR"]}', "json", '{"schemas": ["HR"], "keep_master": 0}', id="JSON"),
        pytest.param(
            '{\n  "schemas": ["HR"]\n}\n', "json", '{\n  "schemas": ["HR"],\n  "keep_master": 0\n}\n', id="JSON, lines"
        ),
    ],
)
def test_the_default_is_told_and_the_key_added(text, syntax, after):
    [(code, _, message, advice)] = told(text, syntax, CODE)
    assert (code, message) == (CODE, "each run leaves its control table behind")
    assert advice == "write `keep_master: 0` to drop it after success, or `keep_master: 1` to say that it is meant"
    assert fixed(text, CODE, syntax=syntax) == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax).rstrip("\n") == after.rstrip("\n")
