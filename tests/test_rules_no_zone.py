"""DP233: a point in time without a time zone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.linting import findings, told

CODE = "DP233"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("consistent: true", id="the job's start"),
        pytest.param("flashback_scn: 12", id="a number"),
        pytest.param('flashback_time: "2026-11-01T02:00:00Z"', id="UTC"),
        pytest.param('flashback_time: "2026-11-01T02:00:00+01:00"', id="a zone"),
        pytest.param('flashback_time: "2026-11-01 02:00 -0500"', id="a zone behind a blank"),
        pytest.param("flashback_time: SYSTIMESTAMP", id="no time, an error"),
        pytest.param("flashback_time: 2026", id="no text, an error"),
    ],
)
def test_a_time_that_is_the_same_everywhere_is_let_pass(line):
    assert told(f"schemas: [HR]\n{line}\n", code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "at"),
    [
        pytest.param('schemas: [HR]\nflashback_time: "2026-11-01T02:00:00"\n', "yaml", '"{}"', id="YAML"),
        pytest.param("schemas: [HR]\nflashback_time: 2026-11-01T02:00:00\n", "yaml", "{}", id="YAML, plain"),
        pytest.param('{"schemas": ["HR"], "flashback_time": "2026-11-01T02:00:00"}', "json", '"{}"', id="JSON"),
    ],
)
def test_one_that_is_not_is_told_without_a_fix(text, syntax, at):
    time = "2026-11-01T02:00:00"
    assert told(text, syntax, CODE) == [
        (
            CODE,
            at.format(time),
            f"`{time}` has no time zone",
            f"write it with its zone, such as `{time}+01:00`, or in UTC with `Z`",
        )
    ]
    assert [found.fix for found in findings(text, syntax, CODE)] == [None]


@given(strategies.times, st.sampled_from(["Z", "+05:30", "-08"]))
def test_what_is_told_is_told_no_more_with_a_zone(time, zone):
    bare = time[:-6] if time[-6] in "+-" else time
    assert [code for code, *_ in told(f'schemas: [HR]\nflashback_time: "{bare}"\n', code=CODE)] == [CODE]
    assert told(f'schemas: [HR]\nflashback_time: "{bare}{zone}"\n', code=CODE) == []
