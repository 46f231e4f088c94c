"""What filters select. SQLite, which shares no code with dpspec, says what SQL makes of each comparison."""

from __future__ import annotations

import itertools
import sqlite3

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dpspec.algebra import (
    MANY,
    ONE,
    Contradiction,
    EscapeError,
    contradiction,
    listed,
    matches_pattern,
    normal,
    pattern_pieces,
    predicate,
    selection,
)
from dpspec.filter_parser import parse_text
from dpspec.filters import Between, Comparison, InList, InSubquery, Like, Literal, NullTest, Operator

ALPHABET = "AB_%"
NAMES = ["".join(letters) for length in range(1, 5) for letters in itertools.product(ALPHABET, repeat=length)]

DATABASE = sqlite3.connect(":memory:", check_same_thread=False)
DATABASE.execute("PRAGMA case_sensitive_like = ON")


def sql(filter_):
    """The condition with question marks, and what is to be bound to them."""
    negation = "NOT " if getattr(filter_, "negated", False) else ""
    match filter_:
        case Comparison(operator=operator, operand=operand):
            return f"{operator.value} ?", [operand.value]
        case Like(pattern=pattern, escape=None):
            return f"{negation}LIKE ?", [pattern.value]
        case Like(pattern=pattern, escape=escape):
            return f"{negation}LIKE ? ESCAPE ?", [pattern.value, escape.value]
        case InList(items=items):
            return f"{negation}IN ({','.join('?' * len(items))})", [item.value for item in items]
        case Between(low=low, high=high):
            return f"{negation}BETWEEN ? AND ?", [low.value, high.value]
        case NullTest():
            return f"IS {negation}NULL", []


def selected_by_sqlite(filter_, name):
    """Whether a row with this name is in the result of a query; the empty string is NULL, as in Oracle."""
    condition, values = sql(filter_)
    row = DATABASE.execute(f"SELECT 1 WHERE ? {condition}", [name, *(value or None for value in values)]).fetchone()
    return row is not None


def texts(alphabet, most=6):
    return st.text(st.sampled_from(alphabet), max_size=most)


def filters_over(alphabet, escapes):
    literal = texts(alphabet, 4).map(Literal)
    return st.one_of(
        st.builds(Comparison, st.sampled_from(Operator), literal),
        st.builds(InList, st.lists(literal, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Between, literal, literal, st.booleans()),
        st.builds(Like, literal, st.one_of(st.none(), st.sampled_from(escapes).map(Literal)), st.booleans()),
        st.builds(NullTest, st.booleans()),
    )


def is_legal(filter_):
    try:
        predicate(filter_)
    except EscapeError:
        return False
    return True


any_filter = filters_over("AB_%!aé中😀", "!_%A\\").filter(is_legal)
small_filter = filters_over(ALPHABET, "AB_%!").filter(is_legal)


# --- one comparison -------------------------------------------------------------------------------------------------


@settings(max_examples=2000, deadline=None)
@given(any_filter, texts("AB_%!aé中😀").filter(bool))
def test_a_name_is_selected_as_sql_selects_it(filter_, name):
    assert predicate(filter_)(name) is selected_by_sqlite(filter_, name)


@settings(max_examples=1000, deadline=None)
@given(texts("AB_%", 8), texts("AB", 8).filter(bool))
@example("%%%", "A")
@example("_%_", "A")
@example("%A%A%B", "AAAAAAB")
def test_a_pattern_matches_as_sqlite_says(pattern, name):
    like = Like(Literal(pattern))
    assert predicate(like)(name) is selected_by_sqlite(like, name)


@settings(max_examples=1000, deadline=None)
@given(texts("AB_%!", 8), st.sampled_from("!A_%"), texts("AB_%!", 6).filter(bool))
def test_a_pattern_with_escapes_matches_as_sqlite_says(pattern, escape, name):
    like = Like(Literal(pattern), Literal(escape))
    assume(is_legal(like))  # what Oracle refuses, SQLite takes for the character itself
    assert predicate(like)(name) is selected_by_sqlite(like, name)


@pytest.mark.parametrize(
    ("text", "name", "selected"),
    [
        pytest.param("= 'A'", "A", True, id="equal"),
        pytest.param("= 'A'", "a", False, id="letter case counts"),
        pytest.param("= 'A'", "A ", False, id="blanks count"),
        pytest.param("!= 'A'", "B", True, id="other name"),
        pytest.param("= ''", "A", False, id="= NULL"),
        pytest.param("!= ''", "A", False, id="!= NULL"),
        pytest.param("> ''", "A", False, id="> NULL"),
        pytest.param("LIKE ''", "A", False, id="LIKE NULL"),
        pytest.param("NOT LIKE ''", "A", False, id="NOT LIKE NULL"),
        pytest.param("IN ('')", "A", False, id="IN NULL"),
        pytest.param("IN ('A','')", "A", True, id="IN with a NULL, in the list"),
        pytest.param("IN ('A','')", "B", False, id="IN with a NULL, not in the list"),
        pytest.param("NOT IN ('A','')", "A", False, id="NOT IN with a NULL, in the list"),
        pytest.param("NOT IN ('A','')", "B", False, id="NOT IN with a NULL, not in the list"),
        pytest.param("BETWEEN '' AND 'M'", "A", False, id="BETWEEN NULL and a bound"),
        pytest.param("BETWEEN 'A' AND ''", "B", False, id="BETWEEN a bound and NULL"),
        pytest.param("NOT BETWEEN '' AND 'M'", "A", False, id="NOT BETWEEN NULL and a bound, below it"),
        pytest.param("NOT BETWEEN '' AND 'M'", "N", True, id="NOT BETWEEN NULL and a bound, above it"),
        pytest.param("NOT BETWEEN 'B' AND ''", "A", True, id="NOT BETWEEN a bound and NULL, below it"),
        pytest.param("NOT BETWEEN 'B' AND ''", "C", False, id="NOT BETWEEN a bound and NULL, above it"),
        pytest.param("NOT BETWEEN '' AND ''", "A", False, id="NOT BETWEEN NULL and NULL"),
        pytest.param("BETWEEN 'A' AND 'C'", "A", True, id="low bound included"),
        pytest.param("BETWEEN 'A' AND 'C'", "C", True, id="high bound included"),
        pytest.param("BETWEEN 'A' AND 'C'", "CA", False, id="beyond the high bound"),
        pytest.param("IS NULL", "A", False, id="IS NULL"),
        pytest.param("IS NOT NULL", "A", True, id="IS NOT NULL"),
        pytest.param("LIKE 'A_C'", "ABC", True, id="underscore is any character"),
        pytest.param("LIKE 'A!_C' ESCAPE '!'", "ABC", False, id="underscore escaped"),
        pytest.param("LIKE 'A!_C' ESCAPE '!'", "A_C", True, id="underscore itself"),
        pytest.param("LIKE 'A\\_C'", "A_C", False, id="no escape character by default"),
        pytest.param("LIKE 'A\\_C'", "A\\BC", True, id="a backslash is a character"),
        pytest.param("LIKE 'A!!%' ESCAPE '!'", "A!B", True, id="escape character itself"),
        pytest.param("LIKE 'A%%C' ESCAPE '%'", "A%C", True, id="wildcard as escape character"),
        pytest.param("LIKE '😀_'", "😀é", True, id="a character beyond the BMP is one"),
    ],
)
def test_selected(text, name, selected):
    assert predicate(parse_text(text))(name) is selected


def test_what_a_subquery_selects_is_in_the_database():
    assert predicate(InSubquery("SELECT name FROM ops.names")) is None


# --- patterns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "escape", "pieces"),
    [
        pytest.param("", None, (), id="empty"),
        pytest.param("A_%", None, ("A", ONE, MANY), id="wildcards"),
        pytest.param("A\\_", None, ("A", "\\", ONE), id="no escape character by default"),
        pytest.param("A\\_%", "\\", ("A", "_", MANY), id="escaped underscore"),
        pytest.param("!!!%", "!", ("!", "%"), id="escaped escape character"),
        pytest.param("'_", "'", ("_",), id="quote as escape character"),
        pytest.param("__", "_", ("_",), id="underscore as escape character"),
        pytest.param("%_%%", "%", ("_", "%"), id="percent sign as escape character"),
    ],
)
def test_pieces_of_a_pattern(pattern, escape, pieces):
    assert pattern_pieces(Like(Literal(pattern), Literal(escape) if escape else None)) == pieces


@pytest.mark.parametrize(
    ("pattern", "escape", "offset", "error"),
    [
        pytest.param("A!B", "!", 1, "ORA-01424", id="before a plain character"),
        pytest.param("A!", "!", 1, "ORA-01424", id="at the end"),
        pytest.param("A!!!", "!", 3, "ORA-01424", id="at the end, after an escaped one"),
        pytest.param("!%!_!!!A", "!", 6, "ORA-01424", id="the fourth one"),
        pytest.param("%A", "%", 0, "ORA-01424", id="percent sign"),
        pytest.param("A", "", None, "ORA-01425", id="empty"),
        pytest.param("A", "!!", None, "ORA-01425", id="two characters"),
        pytest.param("", "!!", None, "ORA-01425", id="two characters, empty pattern"),
    ],
)
def test_an_escape_that_oracle_refuses(pattern, escape, offset, error):
    with pytest.raises(EscapeError) as caught:
        pattern_pieces(Like(Literal(pattern), Literal(escape)))
    assert caught.value.offset == offset
    assert str(caught.value) == error


def test_matching_takes_no_exponential_time():
    pieces = (*[MANY, "A"] * 500, "B")
    assert not matches_pattern(pieces, "A" * 2000)
    assert matches_pattern(pieces, "A" * 2000 + "B")


# --- the normal form ------------------------------------------------------------------------------------------------


@settings(max_examples=500, deadline=None)
@given(small_filter)
def test_the_normal_form_selects_the_same(filter_):
    before, after = predicate(filter_), predicate(normal(filter_))
    assert [name for name in NAMES if before(name)] == [name for name in NAMES if after(name)]


@settings(max_examples=500, deadline=None)
@given(any_filter)
def test_the_normal_form_is_its_own_and_can_be_written(filter_):
    form = normal(filter_)
    assert normal(form) == form
    assert parse_text(str(form)) == form
    if isinstance(form, Like) and form.escape is not None:
        assert form.escape.value not in ("\\", "%", "_", "'")


@settings(max_examples=500, deadline=None)
@given(texts("AB_%!", 6), st.sampled_from("!A"), st.sampled_from("~B"))
def test_patterns_that_differ_in_their_escape_character_alone_have_one_normal_form(pattern, one, other):
    like = Like(Literal(pattern), Literal(one))
    assume(is_legal(like))
    pieces = pattern_pieces(like)
    escaped = (other + piece if piece in ("%", "_", other) else piece for piece in pieces if isinstance(piece, str))
    spelled = "".join({MANY: "%", ONE: "_"}[piece] if isinstance(piece, int) else next(escaped) for piece in pieces)
    assert normal(Like(Literal(spelled), Literal(other))) == normal(like)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("LIKE 'A%'", "LIKE 'A%'", id="without escape character"),
        pytest.param("LIKE 'A%' ESCAPE '!'", "LIKE 'A%'", id="escape character that does nothing"),
        pytest.param("LIKE 'A\\_%' ESCAPE '\\'", "LIKE 'A!_%' ESCAPE '!'", id="backslash"),
        pytest.param("LIKE 'A\\_!%' ESCAPE '\\'", "LIKE 'A~_!%' ESCAPE '~'", id="character that is taken"),
        pytest.param("NOT LIKE N'A\\%' ESCAPE '\\'", "NOT LIKE N'A!%' ESCAPE '!'", id="negated and national"),
        pytest.param("LIKE '!!' ESCAPE '!'", "LIKE '!'", id="escape character itself"),
        pytest.param("LIKE '!~^@+:;=\\_' ESCAPE '\\'", "LIKE '!~^@+:;=A_' ESCAPE 'A'", id="every sign is taken"),
        pytest.param("= 'A%'", "='A%'", id="no pattern"),
        pytest.param("IN (SELECT 1 FROM dual)", "IN (SELECT 1 FROM dual)", id="subquery"),
    ],
)
def test_normal_form(text, form):
    assert str(normal(parse_text(text))) == form


# --- several together -----------------------------------------------------------------------------------------------


def brute_force(filters):
    tests = [predicate(filter_) for filter_ in filters]
    return {name for name in NAMES if all(test(name) for test in tests)}


@settings(max_examples=500, deadline=None)
@given(small_filter)
def test_what_is_listed_is_all_that_is_selected(filter_):
    names = listed(filter_)
    if names is not None:
        assert brute_force([filter_]) <= names


@settings(max_examples=1000, deadline=None)
@given(st.lists(small_filter, max_size=4))
def test_a_selection_is_what_all_filters_select(filters):
    names = selection(filters)
    if names is not None:
        assert names == brute_force(filters)


@settings(max_examples=3000, deadline=None)
@given(st.lists(small_filter, min_size=1, max_size=4))
def test_a_contradiction_is_one(filters):
    found = contradiction(filters)
    if found is not None:
        assert list(found.indexes) == sorted(set(found.indexes), reverse=True)
        assert brute_force([filters[index] for index in found.indexes]) == set()


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        pytest.param([], None, id="no filter, every object"),
        pytest.param(["= 'A'"], {"A"}, id="one name"),
        pytest.param(["IN ('A','B','A')"], {"A", "B"}, id="list"),
        pytest.param(["LIKE 'AB'"], {"AB"}, id="pattern without wildcards"),
        pytest.param(["LIKE 'A!_' ESCAPE '!'"], {"A_"}, id="pattern with escaped wildcards"),
        pytest.param(["BETWEEN 'A' AND 'A'"], {"A"}, id="range of one"),
        pytest.param(["IN ('A','B')", "!= 'A'"], {"B"}, id="list without a name"),
        pytest.param(["IN ('A','B')", "IN ('B','C')", "LIKE '_'"], {"B"}, id="lists intersect"),
        pytest.param(["= 'A'", "= 'B'"], set(), id="nothing"),
        pytest.param(["= ''"], set(), id="NULL"),
        pytest.param(["IN ('A','')"], {"A"}, id="list with a NULL"),
        pytest.param(["LIKE 'A%'"], None, id="wildcards"),
        pytest.param(["!= 'A'"], None, id="all but one"),
        pytest.param(["IS NOT NULL"], None, id="everything"),
        pytest.param(["= 'A'", "IN (SELECT 1 FROM dual)"], None, id="subquery"),
        pytest.param(["IN ('A','Ä')", "!= 'A'"], {"Ä"}, id="beyond ASCII"),
        pytest.param(["IN ('A','Ä')", "> 'B'"], None, id="beyond ASCII, and a range"),
    ],
)
def test_selection(texts, names):
    assert selection([parse_text(text) for text in texts]) == names


SILENT = {
    "nothing": [],
    "one name": ["= 'A'"],
    "a name twice": ["= 'A'", "IN ('A')"],
    "a list and a name left out": ["IN ('A','B')", "!= 'A'"],
    "patterns that start alike": ["LIKE 'A%'", "LIKE 'AB%'"],
    "patterns at both ends": ["LIKE 'A%'", "LIKE '%B'"],
    "patterns with any first character": ["LIKE '_B%'", "LIKE 'A%'"],
    "a pattern and an exception": ["LIKE 'EMP%'", "!= 'EMP'"],
    "a pattern and a narrower exception": ["LIKE 'A%'", "NOT LIKE 'A_OLD%'"],
    "a range": ["> 'A'", "< 'B'"],
    "a range of one": [">= 'A'", "<= 'A'"],
    "ranges that touch": ["BETWEEN 'A' AND 'M'", "BETWEEN 'M' AND 'Z'"],
    "the wrong way round, left out": ["NOT BETWEEN 'Z' AND 'A'"],
    "a subquery": ["IN (SELECT 1 FROM dual)", "NOT IN (SELECT 1 FROM dual)"],
    "always true": ["IS NOT NULL", "LIKE '%'"],
    # How letters beyond ASCII are ordered is up to the character set of the database.
    "a range beyond ASCII": ["> 'Ö'", "< 'Ä'"],
    "a range beyond ASCII, the wrong way round": ["BETWEEN 'Ö' AND 'Ä'"],
    "a name beyond ASCII, and a range": ["= 'Ä'", "< 'A'"],
    "too long for the shortest pattern": ["LIKE '____%'", "LIKE 'A%'"],
}


@pytest.mark.parametrize("texts", SILENT.values(), ids=SILENT)
def test_no_contradiction(texts):
    assert contradiction([parse_text(text) for text in texts]) is None


FIRING = {
    "two names": (["= 'A'", "= 'B'"], (1, 0)),
    "two lists": (["IN ('A','B')", "IN ('C','D')"], (1, 0)),
    "a name and its exception": (["= 'A'", "!= 'A'"], (1, 0)),
    "an exception and its name": (["!= 'A'", "= 'A'"], (1, 0)),
    "a list and all of it left out": (["IN ('A','B')", "NOT IN ('A','B','C')"], (1, 0)),
    "a name and a pattern": (["= 'A'", "LIKE 'B%'"], (1, 0)),
    "three that leave nothing together": (["IN ('A','B')", "!= 'A'", "!= 'B'"], (2, 1, 0)),
    "three, of which the last leaves out": (["IN ('A','B')", "LIKE 'A%'", "!= 'A'"], (2, 1, 0)),
    "the third and the first": (["IN ('A','B')", "IS NOT NULL", "IN ('C')"], (2, 0)),
    "two patterns": (["LIKE 'A%'", "LIKE 'B%'"], (1, 0)),
    "two patterns with ends": (["LIKE '%A'", "LIKE '%B'"], (1, 0)),
    "a pattern and its exception": (["LIKE 'AB%'", "NOT LIKE 'A%'"], (1, 0)),
    "a pattern and an exception by its end": (["LIKE '%BA'", "NOT LIKE '%A'"], (1, 0)),
    "everything left out": (["NOT LIKE '%'"], (0,)),
    "everything left out twice": (["NOT LIKE '%%'"], (0,)),
    "no name is NULL": (["IS NULL"], (0,)),
    "a range the wrong way round": (["BETWEEN 'Z' AND 'A'"], (0,)),
    "two half ranges": (["> 'M'", "< 'B'"], (1, 0)),
    "a range of one, without it": (["> 'A'", "<= 'A'"], (1, 0)),
    "two ranges": (["BETWEEN 'A' AND 'B'", "BETWEEN 'C' AND 'D'"], (1, 0)),
    "a name outside a range": (["= 'A'", "> 'B'"], (1, 0)),
    "the one that is impossible": (["= 'A'", "LIKE 'A%'", "IS NULL"], (2,)),
}


@pytest.mark.parametrize(("texts", "indexes"), FIRING.values(), ids=FIRING)
def test_contradiction(texts, indexes):
    assert contradiction([parse_text(text) for text in texts]) == Contradiction(indexes)


def test_long_lists_are_compared_in_good_time():
    ours = InList(tuple(Literal(f"A{number}") for number in range(50_000)))
    theirs = InList(tuple(Literal(f"B{number}") for number in range(50_000)))
    assert contradiction([ours, theirs]) == Contradiction((1, 0))
    assert selection([ours, theirs]) == set()
    assert len(selection([ours, ours])) == 50_000


@pytest.mark.parametrize("function", [predicate, listed, normal, lambda like: contradiction([like])])
def test_an_escape_that_oracle_refuses_is_no_answer(function):
    with pytest.raises(EscapeError):
        function(Like(Literal("A!B"), Literal("!")))
