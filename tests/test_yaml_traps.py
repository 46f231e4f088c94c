"""What YAML makes of expressions that nobody quoted: each trap ends in a diagnostic that says so."""

from __future__ import annotations

import pytest

import dpspec
from dpspec import api
from dpspec.source import Source


def faults(item):
    spec, found = api.read(Source("x.yaml", f"schema_expressions:\n  - {item}\n"), "yaml")
    return found or dpspec.check(spec).diagnostics


@pytest.mark.parametrize(
    "item",
    ["='EMP'", "LIKE 'EMP%'", "<='M'", "IN ('A','B')", "NOT IN ('A')", "IS NOT NULL", "LIKE 'A#%'", "= 'A'  # why"],
)
def test_most_expressions_need_no_quotes(item):
    assert faults(item) == ()


@pytest.mark.parametrize(
    ("item", "code", "help_"),
    [
        ("LIKE 'A #%'", "DP024", "YAML takes ` #` for a comment: put the whole expression into double quotes"),
        ("!='EMP'", "DP005", "quote"),
        (">='M'", "DP004", "quote"),
        ("%A", "DP004", "quote"),
    ],
)
def test_the_others_are_explained(item, code, help_):
    (diagnostic,) = faults(item)
    assert diagnostic.code == code
    assert help_ in diagnostic.help


def test_a_tag_hides_no_other_fault():
    text = """\
job_mode: TABEL
schemaExpressions: []
name_expressions:
  - !='EMP'
  - LIKE EMP%
  - expression: &anchor LIKE 'A%'
threads: 0
"""
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.loads(text)
    assert [(d.code, d.location.position.line) for d in caught.value.diagnostics] == [
        ("DP105", 1),
        ("DP102", 2),
        ("DP005", 4),
        ("DP023", 5),
        ("DP005", 6),
        ("DP106", 7),
    ]
