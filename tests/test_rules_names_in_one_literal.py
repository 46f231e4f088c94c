"""DP207: several names in one literal."""

import pytest

from tests.linting import WAYS, assert_fixed, findings, of, told

SILENT = {
    "names of their own": "IN ('EMP','DEPT')",
    "a comma at the end": "='EMP,'",
    "a text": "='Smith, John & Sons'",
    "a subquery": "IN (SELECT name FROM ops.names WHERE list = 'A,B')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP207") == ()


def test_each_name_gets_a_literal():
    assert told(of("IN ('A','EMP,DEPT')"), "json", "DP207") == [
        ("DP207", "'EMP,DEPT'", "`EMP,DEPT` is several names in one literal", "write `'EMP','DEPT'`")
    ]


def test_of_patterns_there_is_no_fix():
    (found,) = findings(of("LIKE 'EMP%,DEPT%'"), "json", "DP207")
    assert (found.message, found.fix) == ("`EMP%,DEPT%` is several patterns in one literal", None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("IN ('EMP,DEPT')", "IN ('EMP','DEPT')"),
        ("IN ('EMP, DEPT', 'A','B,C,D')", "IN ('EMP','DEPT', 'A','B','C','D')"),
        ("='EMP , DEPT'", "IN ('EMP','DEPT')"),
        ("!='EMP,DEPT'", "NOT IN ('EMP','DEPT')"),
        ("IN ('EMP'',''DEPT')", "IN ('EMP','DEPT')"),
        ("NOT IN (N'EMP,DEPT')", "NOT IN (N'EMP',N'DEPT')"),
    ],
)
def test_the_fix_splits_the_literal(way, before, after):
    assert_fixed("DP207", way, before, after)
