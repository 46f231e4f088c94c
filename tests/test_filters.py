"""The filter values and their canonical text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec.algebra import matches_pattern, pattern_pieces, predicate
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
    negation,
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


# --- negation -------------------------------------------------------------------------------------------------------

NEGATIONS = {
    "='A'": "!='A'",
    "<'A'": ">='A'",
    "<='A'": ">'A'",
    "LIKE 'A!_%' ESCAPE '!'": "NOT LIKE 'A!_%' ESCAPE '!'",
    "IN ('A','B')": "NOT IN ('A','B')",
    "IN (SELECT name FROM ops.names)": "NOT IN (SELECT name FROM ops.names)",
    "BETWEEN 'A' AND 'B'": "NOT BETWEEN 'A' AND 'B'",
    "IS NULL": "IS NOT NULL",
    "=N'Ä'": "!=N'Ä'",
}
PARSED = {
    **CANONICAL,
    "LIKE 'A!_%' ESCAPE '!'": Like(Literal("A!_%"), Literal("!")),
    "!='A'": Comparison(Operator.NE, A),
    "!=N'Ä'": Comparison(Operator.NE, Literal("Ä", national=True)),
}


@pytest.mark.parametrize(("one", "other"), NEGATIONS.items(), ids=NEGATIONS)
def test_each_operator_has_its_opposite(one, other):
    assert str(negation(PARSED[one])) == other
    assert str(negation(PARSED[other])) == one


def test_a_negation_stands_nowhere():
    assert negation(Comparison(Operator.EQ, A, span=Span(0, 4))).span is None
    assert negation(InList((A,), span=Span(0, 8))).span is None


short = st.text(st.sampled_from("AB%_a"), max_size=3)
operands = st.builds(Literal, short, st.booleans())
list_of_operands = st.lists(operands, min_size=1, max_size=3).map(tuple)
escaped = st.text(st.sampled_from("AB%_"), max_size=2).map(lambda t: "".join(f"!{c}" if c in "%_" else c for c in t))
decidable = st.one_of(
    st.builds(Comparison, st.sampled_from(list(Operator)), operands),
    st.builds(Like, operands, st.none(), st.booleans()),
    st.builds(Like, escaped.map(Literal), st.just(Literal("!")), st.booleans()),
    st.builds(InList, list_of_operands, st.booleans()),
    st.builds(Between, operands, operands, st.booleans()),
    st.builds(NullTest, st.booleans()),
)
any_filter = st.one_of(decidable, st.builds(InSubquery, st.just("SELECT 'A' FROM dual"), st.booleans()))


@given(any_filter)
def test_the_negation_of_a_negation_is_the_filter(filter_):
    assert negation(negation(filter_)) == filter_
    assert negation(filter_) != filter_
    assert literals(negation(filter_)) == literals(filter_)


@given(decidable, short.filter(bool))
def test_a_negation_is_true_exactly_where_the_filter_is_false(filter_, name):
    held = predicate(filter_)(name), predicate(negation(filter_))(name)
    if all(literal.value for literal in literals(filter_)):
        assert held in ((True, False), (False, True))
    else:
        truth = sql(filter_, name)
        assert held == (truth is True, truth is False)


@given(st.sampled_from(list(Operator)), st.booleans(), short.filter(bool))
def test_neither_holds_for_a_null_alone(operator, negated, name):
    null = Literal("")
    for filter_ in (
        Comparison(operator, null),
        Like(null, None, negated),
        InList((null,), negated),
        Between(null, null, negated),
    ):
        assert not predicate(filter_)(name)
        assert not predicate(negation(filter_))(name)


def test_a_subquery_is_left_to_the_database():
    subquery = InSubquery("SELECT 1 FROM dual")
    assert predicate(subquery) is None
    assert predicate(negation(subquery)) is None


def sql(filter_, name):
    """SQL's three values, with None for unknown: an empty literal is NULL."""

    def compare(value, holds):
        return holds(value) if value else None

    def conjunction(one, other):
        return False if False in (one, other) else None if None in (one, other) else True

    match filter_:
        case Comparison(operator=operator, operand=operand):
            tests = {"=": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
            return compare(operand.value, lambda value: getattr(name, tests[operator.value])(value))
        case Like(pattern=pattern):
            truth = matches_pattern(pattern_pieces(filter_), name) if pattern.value else None
        case InList(items=items):
            each = [compare(item.value, lambda value: name == value) for item in items]
            truth = True if True in each else None if None in each else False
        case Between(low=low, high=high):
            truth = conjunction(
                compare(low.value, lambda value: name >= value), compare(high.value, lambda value: name <= value)
            )
        case NullTest():
            truth = False
    return None if truth is None else truth is not filter_.negated
