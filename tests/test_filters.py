"""The filter values and their canonical text."""

from __future__ import annotations

import pytest

from dpspec.filters import (
    Between,
    Comparison,
    InList,
    InSubquery,
    Like,
    Literal,
    NullTest,
    Operator,
    literals,
    text,
)
from dpspec.source import Span

A, B = Literal("A"), Literal("B")

CANONICAL = {
    "!='EMP'": Comparison(Operator.NE, Literal("EMP")),
    "='A'": Comparison(Operator.EQ, A),
    "<'A'": Comparison(Operator.LT, A),
    "<='A'": Comparison(Operator.LE, A),
    ">'A'": Comparison(Operator.GT, A),
    ">='A'": Comparison(Operator.GE, A),
    "LIKE 'EMP%'": Like(Literal("EMP%")),
    "NOT LIKE 'EMP%'": Like(Literal("EMP%"), negated=True),
    "LIKE 'A\\_%' ESCAPE '\\'": Like(Literal("A\\_%"), Literal("\\")),
    "NOT LIKE 'A!_%' ESCAPE '!'": Like(Literal("A!_%"), Literal("!"), negated=True),
    "IN ('A')": InList((A,)),
    "IN ('A','B')": InList((A, B)),
    "NOT IN ('A','B')": InList((A, B), negated=True),
    "IN (SELECT name FROM ops.names)": InSubquery("SELECT name FROM ops.names"),
    "NOT IN (SELECT name FROM ops.names)": InSubquery("SELECT name FROM ops.names", negated=True),
    "BETWEEN 'A' AND 'B'": Between(A, B),
    "NOT BETWEEN 'A' AND 'B'": Between(A, B, negated=True),
    "IS NULL": NullTest(),
    "IS NOT NULL": NullTest(negated=True),
    "='O''BRIEN'": Comparison(Operator.EQ, Literal("O'BRIEN")),
    "=''''": Comparison(Operator.EQ, Literal("'")),
    "=''": Comparison(Operator.EQ, Literal("")),
    "=N'Ä'": Comparison(Operator.EQ, Literal("Ä", national=True)),
    "IN (N'A','B')": InList((Literal("A", national=True), B)),
    "='two\nlines & a / slash'": Comparison(Operator.EQ, Literal("two\nlines & a / slash")),
    "LIKE '😀%'": Like(Literal("😀%")),
}


@pytest.mark.parametrize(("written", "value"), CANONICAL.items(), ids=CANONICAL)
def test_canonical_text_is_that_of_the_documentation(written, value):
    assert str(value) == written
    assert text(value) == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Literal("A", span=Span(0, 3)), Literal("A", span=Span(5, 8)), id="literal"),
        pytest.param(
            Comparison(Operator.EQ, Literal("A", span=Span(1, 4)), span=Span(0, 4)),
            Comparison(Operator.EQ, A),
            id="comparison",
        ),
        pytest.param(InList((A,), span=Span(0, 8)), InList((A,)), id="list"),
        pytest.param(InSubquery("SELECT 1", span=Span(0, 13)), InSubquery("SELECT 1"), id="subquery"),
        pytest.param(Like(A, span=Span(0, 8)), Like(A), id="like"),
        pytest.param(Between(A, B, span=Span(0, 8)), Between(A, B), id="between"),
        pytest.param(NullTest(span=Span(0, 7)), NullTest(), id="null"),
    ],
)
def test_a_value_is_the_same_wherever_it_stands(one, other):
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Literal("A"), Literal("a"), id="letter case"),
        pytest.param(Literal("A"), Literal("A", national=True), id="national"),
        pytest.param(Like(A), Like(A, negated=True), id="negation"),
        pytest.param(Like(A), Like(A, Literal("!")), id="escape"),
        pytest.param(InList((A, B)), InList((B, A)), id="order of a list"),
        pytest.param(InList((A,)), InList((A, A)), id="name given twice"),
        pytest.param(InList((A,)), Comparison(Operator.EQ, A), id="same meaning, other words"),
    ],
)
def test_values_differ_by_what_is_written(one, other):
    assert one != other


@pytest.mark.parametrize("value", CANONICAL.values(), ids=CANONICAL)
def test_values_cannot_be_changed(value):
    field = "negated" if hasattr(value, "negated") else "operand"
    with pytest.raises(AttributeError):
        setattr(value, field, A)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(NullTest(), (), id="null test"),
        pytest.param(InSubquery("SELECT 'A' FROM dual"), (), id="subquery"),
        pytest.param(Comparison(Operator.NE, A), (A,), id="comparison"),
        pytest.param(Like(A, Literal("!")), (A,), id="like, without its escape character"),
        pytest.param(InList((B, A, B)), (B, A, B), id="list, in order"),
        pytest.param(Between(B, A), (B, A), id="between, low first"),
    ],
)
def test_literals_are_the_names_and_patterns(value, expected):
    assert literals(value) == expected
