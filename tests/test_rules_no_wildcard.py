"""DP230: wildcards where there are none."""

import pytest

from tests.linting import WAYS, assert_fixed, findings, of, told

SILENT = {
    "LIKE": "LIKE 'EMP%'",
    "an underscore in a name": "IN ('MY_EMP','A_B')",
    "an asterisk inside": "='A*B'",
    "a range": ">= 'EMP%'",
    "a template's word": "='%s'",
    "a subquery": "IN (SELECT name FROM ops.names WHERE name = 'A%')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP230") == ()


def test_like_is_proposed():
    assert told(of("='EMP%'"), "json", "DP230") == [
        ("DP230", "'EMP%'", "`%` in `EMP%` is no wildcard: only LIKE has any", "write `LIKE 'EMP%'`")
    ]


def test_of_several_names_there_is_no_fix():
    found = findings(of("IN ('A','EMP%','DEPT*')"), "json", "DP230")
    assert [(each.message, each.fix) for each in found] == [
        ("`%` in `EMP%` is no wildcard: only LIKE has any", None),
        ("`*` in `DEPT*` is no wildcard: only LIKE has any", None),
    ]
    advice = "LIKE takes one pattern: in `exclude` make `LIKE 'DEPT%'` an item of its own, else use `IN (SELECT ...)`"
    assert found[1].help == advice


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("IN ('EMP%')", "LIKE 'EMP%'"),
        ("NOT IN ('MY_EMP%')", "NOT LIKE 'MY!_EMP%' ESCAPE '!'"),
        ("!='EMP*'", "NOT LIKE 'EMP%'"),
        ("LIKE 'EMP*'", "LIKE 'EMP%'"),
        ("LIKE '*EMP*'", "LIKE '%EMP%'"),
    ],
)
def test_the_fix_writes_like(way, before, after):
    assert_fixed("DP230", way, before, after)
