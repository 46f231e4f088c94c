"""DP231: an escape character that escapes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.filters import Like, Literal
from tests.linting import WAYS, applied, assert_fixed, findings, linted, of, told

SILENT = {
    "no ESCAPE": "LIKE 'EMP%'",
    "used": "LIKE 'EMP!_%' ESCAPE '!'",
    "used for itself": "LIKE 'WHAT!!%' ESCAPE '!'",
    "used for nothing Oracle takes: an error": "LIKE 'EMP!X' ESCAPE '!'",
    "two characters: an error": "LIKE 'EMP%' ESCAPE '!!'",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP231") == ()


def test_it_is_left_out_or_put_to_use():
    assert told(of("LIKE 'EMP%' ESCAPE '!'", "LIKE '%P_' ESCAPE '!'"), "json", "DP231") == [
        ("DP231", "'!'", "the escape character `!` is not in the pattern `EMP%`", "leave ESCAPE out"),
        (
            "DP231",
            "'!'",
            "the escape character `!` is not in the pattern `%P_`",
            "if the underscore stands for itself, write `LIKE '%P!_' ESCAPE '!'`",
        ),
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LIKE 'EMP%' ESCAPE '!'", "LIKE 'EMP%'"),
        ("LIKE  ('EMP%')  escape ('!')", "LIKE  ('EMP%')"),
        ("NOT LIKE 'EMP%'ESCAPE'x'", "NOT LIKE 'EMP%'"),
        ("LIKE 'TMP_%' ESCAPE '\\'", "LIKE 'TMP!_%' ESCAPE '!'"),
    ],
)
def test_the_fix_leaves_it_out_or_escapes_the_underscore(way, before, after):
    assert_fixed("DP231", way, before, after)


@settings(deadline=None)
@given(st.text(st.sampled_from("AB%_"), min_size=1, max_size=5), st.sampled_from("!~'"), st.booleans())
def test_a_safe_fix_leaves_the_job_as_it_is(pattern, escape, negated):
    text = of(str(Like(Literal(pattern), Literal(escape), negated)), "!='X'")
    found, plan = linted(text, "json", "DP231")
    if plan is not None:
        assert [each.fix.is_safe for each in found] == ["_" not in pattern]
        assert linted(applied(text, found), "json")[1].meaning == plan.meaning
