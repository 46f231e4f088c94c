"""DP209: a name given twice in one list."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linting import WAYS, applied, assert_fixed, findings, fixed, linted, of, told

SILENT = {
    "different names": "IN ('EMP','DEPT')",
    "names that differ in case": "IN ('EMP','Emp')",
    "names that differ in blanks": "IN ('EMP','EMP ')",
    "one name": "IN ('EMP')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP209") == ()


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param({"schemas": ["HR", "OE"]}, id="schemas"),
        pytest.param({"tables": ["HR.EMP", "OE.EMP", "EMP"]}, id="tables of different owners"),
        pytest.param({"tables": ["SH.SALES:Q1", "SH.SALES:Q2"]}, id="partitions of one table"),
        pytest.param({"schemas": ["HR"], "include": ["TABLE:\"LIKE 'A%'\"", "TABLE:\"LIKE '%B'\""]}, id="clauses"),
        pytest.param({"schemas": ["HR"], "exclude": ["TABLE", "TABLE:\"='A'\""]}, id="a path and a clause on it"),
        pytest.param({"tables": ["A.B"], "dumpfiles": ["A.DMP", "A.DMP"]}, id="files: an error of its own"),
    ],
)
def test_nothing_is_said_of_the_spec(spec):
    assert findings(json.dumps(spec), "json", "DP209") == ()


@pytest.mark.parametrize(
    ("key", "spec"),
    [
        ("schemas", {"schemas": ["HR", "OE", "HR"]}),
        ("tables", {"tables": ["HR.EMP", "HR.DEPT", '"HR".EMP']}),
        ("views_as_tables", {"views_as_tables": ["HR.V", "HR.W", "HR.V"]}),
        ("tablespaces", {"tablespaces": ["USERS", "DATA", "USERS"]}),
        ("transport_tablespaces", {"transport_tablespaces": ["USERS", "DATA", "USERS"]}),
        ("include", {"schemas": ["HR"], "include": ["TABLE", "VIEW", "TABLE"]}),
        ("exclude", {"schemas": ["HR"], "exclude": ["STATISTICS", "GRANT", {"object_path": "STATISTICS"}]}),
    ],
)
def test_a_list_without_the_second_one_means_the_same(key, spec):
    text = json.dumps(spec)
    found, plan = linted(text, "json", "DP209")
    assert [(each.key, each.fix.is_safe) for each in found] == [(f"{key}[2]", True)]
    assert f"is twice in `{key}`" in found[0].message
    after = applied(text, found)
    assert json.loads(after) == {**spec, key: spec[key][:2]}
    assert linted(after, "json")[1].meaning == plan.meaning


def test_partitions_are_a_list_of_names_too():
    text = json.dumps({"tables": ["SH.S"], "partitions": [{"table": "SH.S", "partitions": ["P1", "P2", "P1"]}]})
    assert [each[2] for each in told(text, "json", "DP209")] == ["`P1` is twice in `partitions`"]
    assert json.loads(fixed(text, "DP209", syntax="json"))["partitions"][0]["partitions"] == ["P1", "P2"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("IN ('EMP','DEPT','EMP')", "IN ('EMP','DEPT')"),
        ("IN ( 'EMP' , 'EMP' , 'DEPT','DEPT' )", "IN ( 'EMP' , 'DEPT' )"),
        ("NOT IN ('A','A')", "NOT IN ('A')"),
    ],
)
def test_the_fix_shortens_a_list(way, before, after):
    assert_fixed("DP209", way, before, after)


def test_the_second_one_is_shown_and_the_first_one_labelled():
    text = of("IN ('EMP','DEPT','EMP')")
    (found,) = findings(text, "json", "DP209")
    (label,) = found.labels
    assert (found.message, found.help) == ("`EMP` is twice in a list", "remove it, or write the name that was meant")
    assert found.location.span.start > label.location.span.start
    assert label.text == "the first one"


def test_many_names_take_no_time_by_their_square():
    names = [f"S{number % 20_000}" for number in range(40_000)]
    text = "schemas:\n" + "".join(f"  - {name}\n" for name in names)
    started = time.monotonic()
    found = findings(text, "yaml", "DP209")
    assert len(found) == 10
    after = applied(text, found)
    assert after.count("- S") == 20_000
    assert time.monotonic() - started < 30


@settings(deadline=None)
@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=6), st.booleans(), st.sampled_from(list(WAYS)))
def test_after_the_fix_each_name_is_there_once(names, negated, way):
    listed = ",".join(f"'{name}'" for name in names)
    once = ",".join(f"'{name}'" for name in dict.fromkeys(names))
    if len(set(names)) < len(names):
        no = "NOT " if negated else ""
        assert_fixed("DP209", way, f"{no}IN ({listed})", f"{no}IN ({once})")
