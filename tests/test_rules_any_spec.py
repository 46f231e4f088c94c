"""What holds of every rule and every spec: no rule fails, places are in the text, a fix does what it says."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dpspec import fixer, writer
from dpspec.inspection import Wishes, inspect
from dpspec.linter import Selection
from dpspec.rules import RULES
from dpspec.source import Source
from dpspec.versions import OrdsVersion
from dpspec.vocabulary import KEYS, SYNONYMS
from tests import strategies

EVERY = Selection(("ALL",))
WISHES = st.builds(
    Wishes,
    targets=st.sampled_from([(), ("ords",), ("plsql",), ("ords", "parfile")]),
    ords=st.sampled_from([None, OrdsVersion(24, 4), OrdsVersion(25, 4)]),
    selection=st.just(EVERY),
)
ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-2, 10**20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
        st.sampled_from(
            ["ALL", "TABLE", "CONSTRAINT", "= 'a '", "LIKE 'x_'", "IN (SELECT 1 FROM t)", "METADATA_ONLY", "%U"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["expression", "object_path", "table", "query", "percent", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=4,
)


def lint(text, syntax, wishes):
    inspection = inspect(Source("spec", text), syntax, wishes)
    return inspection, [found for found in inspection.diagnostics if found.code.startswith("DP2")]


@given(st.dictionaries(st.sampled_from([*KEYS, *SYNONYMS]), ANYTHING, max_size=8), WISHES)
@settings(deadline=None, max_examples=100)
def test_no_rule_fails_whatever_a_spec_says(document, wishes):
    text = json.dumps(document)
    _, found = lint(text, "json", wishes)
    assert all(0 <= each.location.span.start <= each.location.span.end <= len(text) for each in found)


@given(strategies.wide_specs(), st.sampled_from(["json", "yaml"]), WISHES)
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_fixes_leave_nothing_to_fix_and_safe_ones_the_same_job(spec, syntax, wishes):
    text = writer.write(spec, syntax)
    before, _ = lint(text, syntax, wishes)
    assume(before.plan is not None)
    for unsafe in (False, True):
        fixed = fixer.fix(Source("spec", text), syntax, wishes, unsafe=unsafe)
        left = fixed.inspection.diagnostics
        assert [one for one in left if one.fix is not None and (unsafe or one.fix.is_safe)] == []
        if not unsafe:
            assert fixed.inspection.plan is not None
            assert fixed.inspection.plan.meaning == before.plan.meaning


@given(strategies.wide_specs(), WISHES)
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_a_message_is_one_line_in_lower_case_that_stands_alone(spec, wishes):
    _, found = lint(writer.write(spec, "yaml"), "yaml", wishes)
    for each in found:
        assert "\n" not in each.message
        assert not each.message.endswith(".")
        assert each.message[0] in "`0123456789" or each.message[0].islower() or each.message.split()[0].isupper()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_nothing_of_a_spec_that_says_nothing(rule):
    if rule.on:
        _, found = lint("schemas: [HR]\n", "yaml", Wishes(selection=Selection((rule.code,))))
        assert found == []
