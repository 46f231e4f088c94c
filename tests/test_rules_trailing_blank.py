"""DP215: blanks at the ends of a literal."""

import pytest

from tests.linting import WAYS, assert_fixed, findings, of, told

SILENT = {
    "blanks round a literal": " IN ( 'EMP' , 'DEPT' ) ",
    "a blank inside": "='Customer Master'",
    "a pattern": "LIKE 'EMP%'",
    "a subquery": "IN (SELECT name FROM ops.names WHERE kind = ' A ')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP215") == ()


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("='EMP '", "the name `EMP ` ends with a blank"),
        ("> ' EMP '", "the name ` EMP ` begins with a blank"),
        ("LIKE 'GRANT '", "the pattern `GRANT ` ends with a blank"),
        ("='EMP\n'", "the name `EMP\\n` ends with a blank"),
    ],
)
def test_a_blank_at_an_end_is_told_of(expression, message):
    assert [each[2] for each in told(of(expression), "json", "DP215")] == [message]


def test_a_literal_of_blanks_has_no_fix():
    (found,) = findings(of("=' '"), "json", "DP215")
    assert (found.help, found.fix) == ("write the name", None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("IN ('EMP ', 'DEPT' ,' A ')", "IN ('EMP', 'DEPT' ,'A')"),
        ("LIKE ' TMP!_% ' ESCAPE '!'", "LIKE 'TMP!_%' ESCAPE '!'"),
    ],
)
def test_the_fix_removes_the_blanks(way, before, after):
    assert_fixed("DP215", way, before, after)
