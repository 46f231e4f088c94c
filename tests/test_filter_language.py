"""The filter language end to end: what the corpus of real filters needs, and the bounds of the parser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec import filter_parser
from dpspec.source import Extract
from tests.strategies import filters, written
from tests.timing import assert_in_proportion

CORPUS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "filters.jsonl").read_text(encoding="utf-8").splitlines()
]
EXPRESSIONS = [
    entry
    for entry in CORPUS
    if entry["value"] is not None and (entry["kind"].endswith("_EXPR") or entry["kind"] in ("INCLUDE", "EXCLUDE"))
]


def parse(text):
    return filter_parser.parse(Extract.plain(text, "x"))


@given(filters)
def test_the_canonical_text_of_a_filter_is_that_filter(filter_):
    assert parse(str(filter_)) == (filter_, ())


@given(filters, st.integers(0, 5))
def test_every_spelling_of_a_filter_is_that_filter(filter_, style):
    assert parse(written(filter_, style))[0] == filter_


@pytest.mark.parametrize("entry", [e for e in EXPRESSIONS if e["valid"] is True], ids=lambda entry: entry["id"])
def test_what_people_write_is_read(entry):
    filter_, found = parse(entry["value"])
    assert found == ()
    assert parse(str(filter_)) == (filter_, ())


@pytest.mark.parametrize(
    "entry",
    [e for e in EXPRESSIONS if e["valid"] is False and e["problem"].startswith(("quoting", "syntax"))],
    ids=lambda entry: entry["id"],
)
def test_what_people_get_wrong_is_named(entry):
    filter_, found = parse(entry["value"])
    assert filter_ is None
    problem = entry["problem"]
    expected = (
        "DP021" if "typographic" in problem
        else "DP029" if "parenthes" in problem
        else "DP038" if "ellipsis" in problem
        else "DP026" if "inside the literal" in problem or "doubled quotes" in problem
        else "DP025"
    )  # fmt: skip
    assert expected in [diagnostic.code for diagnostic in found]


def test_a_long_list_takes_linear_time():
    def parsed(count):
        text = "IN (" + ",".join(f"'TABLE_{number:06}'" for number in range(count)) + ")"
        return lambda: parse(text)

    filter_, found = parsed(100_000)()
    assert (len(filter_.items), found) == (100_000, ())
    assert_in_proportion(parsed, 10_000, times=10)


def test_ten_thousand_parentheses_are_a_diagnostic():
    for text in ("(" * 10_000, "= " + "(" * 10_000 + "'A'" + ")" * 10_000):
        assert [diagnostic.code for diagnostic in parse(text)[1]] == ["DP039"]


@given(st.text(st.sampled_from("INLKEOTABS'\"()=,;-/*[]q n\t\n%_‘’“\\.:&{}!<>^"), max_size=40))
def test_any_text_is_a_filter_or_a_diagnostic_in_it(text):
    filter_, found = parse(text)
    assert (filter_ is None) == bool(found)
    for diagnostic in found:
        span = diagnostic.location.span
        assert 0 <= span.start <= span.end <= len(text)
