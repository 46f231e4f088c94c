"""DP213: names left out of a list beside it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linting import applied, findings, fixed, linted, of, told

SILENT = {
    "a list": ["IN ('A','B')"],
    "names that the list has not": ["IN ('A','B')", "!='C'"],
    "nothing left: an error": ["IN ('A','B')", "NOT IN ('A','B')"],
    "beside a pattern": ["LIKE 'A%'", "!='AB'"],
    "two lists": ["IN ('A','B')", "IN ('B','C')"],
    "a list that leaves out": ["NOT IN ('A','B')", "!='A'"],
}


@pytest.mark.parametrize("expressions", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expressions):
    assert findings(of(*expressions), "json", "DP213") == ()


def test_one_list_is_proposed():
    text = of("IN ('A','B','C')", "!='B'")
    assert told(text, "json", "DP213") == [
        ("DP213", "!='B'", "`!='B'` leaves out names of a list beside it", "write `IN ('A','C')` alone")
    ]
    (found,) = findings(text, "json", "DP213")
    assert [label.text for label in found.labels] == ["the list"]
    assert found.fix.is_safe


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["IN ('A','B','C')", "!='B'"], ["IN ('A','C')"]),
        (["!='B'", "IN ('A','B','C')"], ["IN ('A','C')"]),
        (["!='B'", "NOT IN ('C','X')", "IN ('A','B','C')", "LIKE '_'"], ["IN ('A')", "LIKE '_'"]),
        (["IN ('A','B')", "LIKE '_'", "!='B'"], ["IN ('A')", "LIKE '_'"]),
    ],
)
def test_the_fix_makes_one_list(before, after):
    assert fixed(of(*before), "DP213", syntax="json") == of(*after)


def test_the_fix_in_the_block_style():
    text = "job_mode: SCHEMA\nschema_expressions:\n  # those\n  - IN ('A','B') # two\n  - \"!='B'\" # but one\n"
    after = "job_mode: SCHEMA\nschema_expressions:\n  # those\n  - \"IN ('A')\" # two\n  # but one\n"
    assert fixed(text, "DP213") == after


def test_include_and_exclude_speak_of_the_same_names():
    text = json.dumps({"schemas": ["HR"], "include": ["TABLE:\"IN ('A','B')\"", "VIEW"], "exclude": ["TABLE:\"='B'\""]})
    assert json.loads(fixed(text, "DP213", syntax="json", server_version="21c")) == {
        "schemas": ["HR"],
        "include": ["TABLE:\"IN ('A')\"", "VIEW"],
    }


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            lambda no, names: f"{no}IN ({','.join(names)})",
            st.sampled_from(["", "NOT "]),
            st.lists(st.sampled_from(["'A'", "'B'", "'C'", "'D'"]), min_size=1, max_size=4),
        ),
        min_size=2,
        max_size=4,
    )
)
def test_a_safe_fix_leaves_the_job_as_it_is(expressions):
    text = of(*expressions)
    found, plan = linted(text, "json", "DP213")
    if found and plan is not None:
        assert all(each.fix.is_safe for each in found)
        assert linted(applied(text, found), "json")[1].meaning == plan.meaning
