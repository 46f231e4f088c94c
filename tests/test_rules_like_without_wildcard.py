"""DP203: LIKE for one name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linting import WAYS, applied, assert_fixed, findings, linted, of, told

SILENT = {
    "with %": "LIKE 'EMP%'",
    "with _": "LIKE 'EMP_'",
    "with an escaped and a plain wildcard": "LIKE 'EMP!_%' ESCAPE '!'",
    "equality": "='EMP'",
    "a list": "IN ('EMP')",
    "a subquery": "IN (SELECT name FROM ops.names WHERE name LIKE 'A')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP203") == ()


@pytest.mark.parametrize("expression", ["LIKE ''", "LIKE 'A!B' ESCAPE '!'", "LIKE 'A' ESCAPE '!!'"])
def test_what_is_wrong_anyway_is_not_told_again(expression):
    assert findings(of(expression), "json", "DP203") == ()


def test_both_readings_are_proposed():
    assert told(of("NOT LIKE 'EMP'"), "json", "DP203") == [
        (
            "DP203",
            "'EMP'",
            "the pattern `EMP` has no wildcard",
            "write `NOT LIKE 'EMP%'` if a wildcard was forgotten, else `!='EMP'`",
        )
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LIKE 'EMP'", "='EMP'"),
        ("NOT LIKE ('EMP')", "!='EMP'"),
        ("LIKE 'MY!_TABLE' ESCAPE '!'", "='MY_TABLE'"),
        ("LIKE '100!%' ESCAPE '!'", "='100%'"),
    ],
)
def test_the_fix_writes_a_comparison(way, before, after):
    assert_fixed("DP203", way, before, after)


def test_the_fix_of_a_positive_one_is_safe():
    (found,) = findings(of("LIKE 'EMP'"), "json", "DP203")
    assert found.fix.is_safe


def test_beside_a_subquery_it_is_not_called_safe():
    (found,) = findings(of("LIKE 'EMP'", "IN (SELECT name FROM ops.names)"), "json", "DP203")
    assert not found.fix.is_safe


@settings(deadline=None)
@given(st.lists(st.sampled_from(["LIKE 'EMP'", "NOT LIKE 'DEPT'", "LIKE 'E%'", "!='X'", "IN ('EMP','A')"]), min_size=1))
def test_a_safe_fix_leaves_the_job_as_it_is(expressions):
    text = of(*expressions)
    found, plan = linted(text, "json", "DP203")
    _, after = linted(applied(text, found), "json")
    assert plan is None or plan.meaning == after.meaning
