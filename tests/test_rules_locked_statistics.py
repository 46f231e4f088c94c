"""DP237: statistics in a dump without rows."""

import pytest

from tests.linting import fixed, told

CODE = "DP237"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("exclude: [GRANT]", id="with rows"),
        pytest.param("content: METADATA_ONLY\nexclude: [STATISTICS]", id="left out"),
        pytest.param("content: METADATA_ONLY\nexclude: [TABLE_STATISTICS, INDEX_STATISTICS]", id="both kinds left out"),
        pytest.param("content: METADATA_ONLY\nexclude: [TABLE]", id="no tables"),
        pytest.param("content: METADATA_ONLY\ninclude: [PACKAGE, VIEW]", id="nothing that has any"),
        pytest.param("content: METADATA_ONLY\nexclude: [STAT!STICS]", id="a path that is none"),
    ],
)
def test_rows_or_no_statistics_are_let_pass(lines):
    assert told(f"schemas: [HR]\n{lines}\n", code=CODE) == []


def test_a_transportable_job_moves_its_rows_as_files():
    assert told("transport_tablespaces: [A]\ncontent: METADATA_ONLY\n", code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "after"),
    [
        pytest.param(
            "schemas: [HR]\ncontent: METADATA_ONLY # no rows\n",
            "yaml",
            'schemas: [HR]\ncontent: METADATA_ONLY # no rows\nexclude: ["STATISTICS"]\n',
            id="YAML",
        ),
        pytest.param(
            '{"schemas": ["HR"], "content": "METADATA_ONLY"}',
            "json",
            '{"schemas": ["HR"], "content": "METADATA_ONLY", "exclude": ["STATISTICS"]}',
            id="JSON",
        ),
        pytest.param("schemas: [HR]\ncontent: METADATA_ONLY\nexclude: [GRANT]\n", "yaml", None, id="a list is there"),
        pytest.param("schemas: [HR]\ncontent: METADATA_ONLY\ninclude: [TABLE]\n", "yaml", None, id="tables alone"),
        pytest.param(
            "schemas: [HR]\ncontent: METADATA_ONLY\nexclude: [INDEX_STATISTICS]\n", "yaml", None, id="of indexes only"
        ),
    ],
)
def test_statistics_without_rows_are_told(text, syntax, after):
    [(code, at, message, advice)] = told(text, syntax, CODE)
    assert (code, at.strip('"')) == (CODE, "METADATA_ONLY")
    assert message == "a dump without rows that has the statistics of its tables"
    assert advice == "impdp locks them on tables that come without rows; add `exclude: [STATISTICS]`"
    assert fixed(text, CODE, syntax=syntax) == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax) == (after or text)
