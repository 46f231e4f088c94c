"""DP208: the same filter given twice."""

import json

import pytest

from tests.linting import findings, fixed, linted, of

SILENT = {
    "one": ["LIKE 'EMP%'"],
    "a filter and its opposite": ["LIKE 'EMP%'", "NOT LIKE 'EMP1%'"],
    "one with a wildcard, one without": ["LIKE 'A_%'", "LIKE 'A!_%' ESCAPE '!'"],
    "two subqueries": ["IN (SELECT a FROM o.t)", "IN (SELECT b FROM o.t)"],
    "overlapping lists": ["NOT IN ('A','B')", "NOT IN ('B','C')"],
}


@pytest.mark.parametrize("expressions", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expressions):
    assert findings(of(*expressions), "json", "DP208") == ()


def test_on_two_object_paths_it_is_another_filter():
    text = 'schemas: [HR]\nexclude: ["TABLE:\\"=\'A\'\\"", "VIEW:\\"=\'A\'\\""]\n'
    assert findings(text, "yaml", "DP208") == ()


def test_on_two_keys_it_is_another_filter():
    text = json.dumps({"schema_expressions": ["='A'"], "name_expressions": ["='A'"]})
    assert findings(text, "json", "DP208") == ()


def test_outside_of_table_mode_a_filter_on_everything_is_none_on_tables():
    on_tables = {"object_path": "TABLE", "expression": "LIKE 'A%'"}
    both = ["LIKE 'A%'", on_tables]
    assert findings(json.dumps({"schemas": ["HR"], "name_expressions": both}), "json", "DP208") == ()
    assert len(findings(of(*both), "json", "DP208")) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("LIKE 'EMP%'", "like 'EMP%'"),
        ("LIKE 'A!_%' ESCAPE '!'", "LIKE 'A\\_%' ESCAPE '\\'"),
        ("IN ('A','B')", "IN ('B','A','A')"),
        ("='A'", "IN ('A')"),
        ("!='A'", "NOT IN ('A')"),
        ("IN (SELECT a FROM o.t)", "in ( SELECT a  FROM o.t )"),
        (">= 'A'", ">='A'"),
    ],
)
def test_the_same_is_found_however_it_is_spelled(first, second):
    (found,) = findings(of(first, "LIKE '%X%'", second), "json", "DP208")
    assert found.message.endswith("is given twice")
    assert found.help == "remove it, or write what was meant; all of them must hold at once"
    assert [label.text for label in found.labels] == ["the first one"]
    assert found.key == "name_expressions[2]"


def test_the_fix_removes_the_later_ones_in_one_go():
    text = of("LIKE 'A%'", "LIKE 'A%'", "!='B'", "LIKE 'A%'")
    found = findings(text, "json", "DP208")
    assert [each.fix.is_safe for each in found] == [True, True]
    assert fixed(text, "DP208", syntax="json") == of("LIKE 'A%'", "!='B'")


def test_in_the_block_style_a_comment_behind_it_stays():
    text = "schemas: [HR]\nexclude:\n  - TABLE:\"LIKE 'A%'\"\n  # again\n  - TABLE:\"LIKE 'A%'\" # why\n  - GRANT\n"
    after = "schemas: [HR]\nexclude:\n  - TABLE:\"LIKE 'A%'\"\n  # again\n  # why\n  - GRANT\n"
    assert fixed(text, "DP208") == after


def test_across_keys_the_emptied_key_goes():
    text = 'schemas: [HR]\ninclude: ["TABLE:\\"!=\'A\'\\""]\nexclude: ["TABLE:\\"=\'A\'\\""]\nthreads: 1\n'
    found, plan = linted(text, "yaml", "DP208", server_version="21c")
    assert [each.fix.is_safe for each in found] == [True]
    after = fixed(text, "DP208", server_version="21c")
    assert after == 'schemas: [HR]\ninclude: ["TABLE:\\"!=\'A\'\\""]\nthreads: 1\n'
    assert linted(after)[1].meaning == plan.meaning
