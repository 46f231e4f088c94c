"""What holds for all rules on names: fixes that are called safe are, others leave a spec, and nothing crashes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import writer
from dpspec.rules import RULES
from tests.linting import applied, findings, linted
from tests.strategies import specs, wide_specs

CODES = tuple(rule.code for rule in RULES if rule.code <= "DP216" or rule.code in ("DP230", "DP231"))
_NAMES = st.sampled_from(
    [
        "EMP",
        "DEPT",
        "EMP_1",
        "emp",
        "EMP ",
        "SCOTT.EMP",
        "EMP,DEPT",
        "EMP%",
        "A\\_B",
        '"EMP"',
        "<X>",
        "SYSTEM",
        "A*",
        "",
    ]
)
_PATTERNS = st.sampled_from(
    ["EMP%", "EMP", "E_P%", "%", "_%", "emp%", "EMP!_%", "A\\_%", "%_1", "EMP% ", "__%", "EMP*", "SCOTT.%", "A%,B%"]
)
_ESCAPE = st.sampled_from(["", "", " ESCAPE '!'", " ESCAPE '\\'", " ESCAPE 'x'"])
_LITERALS = _NAMES.map(lambda name: f"'{name}'")
_EXPRESSIONS = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["=", "!=", "> ", "<="]), _LITERALS),
    st.builds("{}LIKE '{}'{}".format, st.sampled_from(["", "NOT "]), _PATTERNS, _ESCAPE),
    st.builds(
        lambda no, names: f"{no}IN ({', '.join(names)})",
        st.sampled_from(["", "NOT "]),
        st.lists(_LITERALS, min_size=1, max_size=4),
    ),
    st.sampled_from(["IS NULL", "IS NOT NULL", "BETWEEN 'A' AND 'M'", "NOT BETWEEN 'M' AND 'A'", "no expression"]),
    st.sampled_from(["IN (SELECT table_name FROM user_tables)", "NOT IN (SELECT a FROM b, c.d)"]),
)
_CLAUSES = st.one_of(
    st.sampled_from(["TABLE", "INDEX", "STATISTICS"]),
    st.builds('{}:"{}"'.format, st.sampled_from(["TABLE", "VIEW"]), _EXPRESSIONS.filter(lambda text: '"' not in text)),
    st.builds(lambda text: {"object_path": "TABLE", "expression": text}, _EXPRESSIONS),
)


@st.composite
def small_specs(draw):
    """A spec of few words, so that its filters have to do with each other; more often right than wrong."""
    mode = draw(st.sampled_from(["TABLE", "SCHEMA", "FULL"]))
    spec = {"job_mode": mode}
    if mode == "TABLE":
        spec["schema_expressions"] = ["='SCOTT'"]
        spec["name_expressions"] = draw(st.lists(_EXPRESSIONS, min_size=1, max_size=4))
    elif mode == "SCHEMA" and draw(st.booleans()):
        spec["schemas"] = draw(st.lists(st.sampled_from(["HR", "OE", "SYSTEM"]), min_size=1, max_size=4))
    elif mode == "SCHEMA":
        spec["schema_expressions"] = draw(st.lists(_EXPRESSIONS, min_size=1, max_size=3))
    for key in draw(st.sampled_from([(), ("include",), ("exclude",), ("include", "exclude")])):
        spec[key] = draw(st.lists(_CLAUSES, min_size=1, max_size=3))
    if draw(st.booleans()):
        return "json", json.dumps(spec, indent=draw(st.sampled_from([None, 2])))
    lines = []
    for key, value in spec.items():
        lines.append(f"{key}:" if isinstance(value, list) else f"{key}: {value} # as it is")
        lines += [f"  - {json.dumps(item)} # {key}" for item in value] if isinstance(value, list) else []
    return "yaml", "\n".join(lines) + "\n"


@pytest.mark.parametrize("code", CODES)
def test_a_safe_fix_leaves_the_job_as_it_is(code):
    @settings(max_examples=25, deadline=None)
    @given(small_specs())
    def check(spec):
        syntax, text = spec
        found, plan = linted(text, syntax, code, server_version="23ai")
        safe = [each for each in found if each.fix is not None and each.fix.is_safe]
        for chosen in [[each] for each in safe[:3]] + [safe]:
            after, again = linted(applied(text, chosen), syntax, code, server_version="23ai")
            if chosen and plan is not None:
                assert again is not None
                assert again.meaning == plan.meaning
                assert len(after) < len(found)

    check()


@settings(max_examples=60, deadline=None)
@given(small_specs(), st.sampled_from(CODES))
def test_the_fixes_of_a_rule_come_to_an_end(spec, code):
    syntax, text = spec
    for _ in range(4):
        found, plan = linted(text, syntax, code, server_version="23ai")
        fixes = [each for each in found if each.fix is not None]
        if not fixes:
            break
        after = applied(text, fixes[:1], unsafe=True)
        assert after != text
        assert syntax != "json" or json.loads(after)
        # Another selection may be an error, such as one that selects nothing. The same one may not.
        same = code in ("DP203", "DP208", "DP209", "DP210", "DP213")
        assert plan is None or not same or linted(after, syntax, code, server_version="23ai")[1] is not None
        text = after
    else:
        left = findings(text, syntax, code, server_version="23ai")
        assert all(each.fix is None for each in left), (code, text)


@settings(max_examples=40, deadline=None)
@given(st.one_of(specs(), wide_specs()), st.sampled_from(["json", "yaml"]))
def test_any_spec_can_be_linted(spec, syntax):
    for each in findings(writer.write(spec, syntax), syntax):
        assert each.location is not None or each.code not in CODES
        assert each.message[0].islower() or each.message[0] == "`"
        assert not each.message.endswith(".")
        assert "\n" not in each.message
