"""The clause of a QUERY: what is one, its canonical text, and what is wrong with the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec.diagnostics import Fault
from dpspec.query_clause import MAX_DEPTH, MAX_LENGTH, parse
from dpspec.source import Span
from tests.timing import assert_in_proportion


def fault(start, end, message, advice):
    return Fault("DP141", message, Span(start, end), advice)


CORPUS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "filters.jsonl").read_text(encoding="utf-8").splitlines()
]
CLAUSES = {entry["id"]: entry for entry in CORPUS if entry["kind"] in ("QUERY", "SUBQUERY")}


@pytest.mark.parametrize("name", [name for name, entry in CLAUSES.items() if entry["valid"] is True])
def test_a_clause_that_people_use_is_one(name):
    text = CLAUSES[name]["value"]
    assert parse(text) == text


def test_the_corpus_has_clauses():
    assert len(CLAUSES) >= 30


RIGHT = {
    "WHERE a = 1": "WHERE a = 1",
    "  where\ta\r\n=   1\n": "where a = 1",
    "WHERE(a=1)": "WHERE(a=1)",
    "order\n by x": "order by x",
    "ORDER BY 1 DESC": "ORDER BY 1 DESC",
    "WHERE a > 1 ORDER BY b": "WHERE a > 1 ORDER BY b",
    "WHERE a = 'two  blanks'": "WHERE a = 'two  blanks'",
    "WHERE a = 'x;--/*&:\\ \n‘)'": "WHERE a = 'x;--/*&:\\ \n‘)'",
    "WHERE a = 'it''s'": "WHERE a = 'it''s'",
    "WHERE a = ''": "WHERE a = ''",
    "WHERE a || '' || b = 'x'": "WHERE a || '' || b = 'x'",
    "WHERE a = q'[it's )]'": "WHERE a = q'[it's )]'",
    "WHERE a = nQ'!x!'": "WHERE a = nQ'!x!'",
    'WHERE "Odd  Col" = 1': 'WHERE "Odd  Col" = 1',
    "WHERE \"it's\" = 'x'": "WHERE \"it's\" = 'x'",
    "WHERE \"a''b\" = 1": "WHERE \"a''b\" = 1",
    "WHERE type# IN (1,2) AND x$ <> 3": "WHERE type# IN (1,2) AND x$ <> 3",
    "WHERE a - -1 > b / 2 * 3": "WHERE a - -1 > b / 2 * 3",
    "WHERE d > DATE '2026-01-31'": "WHERE d > DATE '2026-01-31'",
    "WHERE x IN (SELECT y FROM t@remote WHERE z ^= 0)": "WHERE x IN (SELECT y FROM t@remote WHERE z ^= 0)",
    "WHERE " + "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH: "WHERE " + "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH,
    "WHERE größe > 1": "WHERE größe > 1",
}


@pytest.mark.parametrize(("text", "canonical"), RIGHT.items(), ids=lambda text: text[:30])
def test_blanks_are_one_blank_outside_of_quotes(text, canonical):
    assert parse(text) == canonical
    assert parse(canonical) == canonical


START = "Data Pump appends the clause to `SELECT ... FROM the table`"
SELECT = "give only what follows the name of the table in the SELECT"
UNCLOSED = "the quote is not closed; a quote inside a literal is written as two"
DOUBLED = "in a spec a literal has one quote at each end, as in `DATE '2026-01-31'`"
TYPOGRAPHIC = "a typographic quote; write a plain `'`"


def _no_start(word):
    return f"a query starts with `WHERE` or `ORDER BY`, not `{word}`"


def _unexpected(what):
    return f"unexpected `{what}` in a query"


#: Text to the span that is wrong, the message and the advice.
WRONG = {
    "": (0, 0, "empty query", "leave it out to export all rows"),
    " \n": (0, 2, "empty query", "leave it out to export all rows"),
    "WHERE": (0, 5, "nothing follows `WHERE`", "write the condition"),
    " order  by\n": (0, 10, "nothing follows `order  by`", "write the condition"),
    "a = 1": (0, 1, _no_start("a"), START),
    "  a = 1": (2, 3, _no_start("a"), START),
    "SELECT * FROM t WHERE a = 1": (0, 6, _no_start("SELECT"), SELECT),
    " select 1 from t": (1, 7, _no_start("select"), SELECT),
    "SELECTED = 1": (0, 8, _no_start("SELECTED"), START),
    "WHEREA=1": (0, 8, _no_start("WHEREA=1"), START),
    "WHERE_x = 1": (0, 7, _no_start("WHERE_x"), START),
    "WHERE$ = 1": (0, 6, _no_start("WHERE$"), START),
    "ORDER": (0, 5, _no_start("ORDER"), START),
    "ORDERBY x": (0, 7, _no_start("ORDERBY"), START),
    "AND a = 1": (0, 3, _no_start("AND"), START),
    "GROUP BY a": (0, 5, _no_start("GROUP"), START),
    ") OR 1=1": (0, 1, _no_start(")"), START),
    '"WHERE a = 1"': (0, 6, _no_start('"WHERE'), START),
    "WHERE a = 1;": (11, 12, _unexpected(";"), "a clause has no end of its own; leave it out"),
    "WHERE a = 1 -- x": (12, 14, _unexpected("--"), "a comment would swallow what follows; leave it out"),
    "WHERE a = 1 /* x */": (12, 14, _unexpected("/*"), "a comment could hide a part of the clause; leave it out"),
    "WHERE a = &x": (10, 11, _unexpected("&"), "SQL*Plus would take it for a variable; write the value"),
    "WHERE a = :x": (10, 11, _unexpected(":"), "a bind variable has no value here; write the value"),
    "WHERE a = 'x": (10, 11, _unexpected("'"), UNCLOSED),
    "WHERE a = 'it's'": (15, 16, _unexpected("'"), UNCLOSED),
    "WHERE a = 'x(": (10, 11, _unexpected("'"), UNCLOSED),
    'WHERE "a': (6, 7, _unexpected('"'), "the quote is not closed"),
    "WHERE a = q'[x'": (10, 11, _unexpected("q"), "the quote is not closed"),
    'WHERE a = ""': (10, 12, _unexpected('""'), "a text stands in single quotes, and an empty one is NULL"),
    "WHERE a = \\'x\\'": (10, 11, _unexpected("\\"), "a backslash is a shell's; a spec needs none"),
    "WHERE a = ‘x’": (10, 11, _unexpected("‘"), TYPOGRAPHIC),
    "WHERE a = 1 ’": (12, 13, _unexpected("’"), TYPOGRAPHIC),
    "WHERE a = “x”": (10, 11, _unexpected("“"), TYPOGRAPHIC),
    "WHERE a = 1 ”": (12, 13, _unexpected("”"), TYPOGRAPHIC),
    "WHERE a = 1)": (11, 12, _unexpected(")"), "this parenthesis closes none"),
    "WHERE a = 1) OR (1 = 1": (11, 12, _unexpected(")"), "this parenthesis closes none"),
    "WHERE a = ')' ) x": (14, 15, _unexpected(")"), "this parenthesis closes none"),
    "WHERE a; )": (7, 8, _unexpected(";"), "a clause has no end of its own; leave it out"),
    "WHERE (a = 1": (6, 7, "a parenthesis is not closed", "close it with `)`"),
    "WHERE f((a)": (7, 8, "a parenthesis is not closed", "close it with `)`"),
    "WHERE (a = ')'": (6, 7, "a parenthesis is not closed", "close it with `)`"),
    "WHERE d > DATE ''2026-01-31''": (15, 17, "doubled quotes round a value", DOUBLED),
    "WHERE a LIKE ''%x''": (13, 15, "doubled quotes round a value", DOUBLED),
    "WHERE a ? 1": (8, 9, _unexpected("?"), None),
    "WHERE a { 1": (8, 9, _unexpected("{"), None),
    "WHERE a\u00a0= 1": (7, 8, "invisible character U+00A0 in a query", "remove it"),
    "WHERE a = '\u200b'": (11, 12, "invisible character U+200B in a query", "remove it"),
    "WHERE a = 1\x00": (11, 12, "invisible character U+0000 in a query", "remove it"),
    "WHERE a = '\u2028'": (11, 12, "invisible character U+2028 in a query", "remove it"),
    "WHERE a = '\ud800'": (11, 12, "invisible character U+D800 in a query", "remove it"),
    "WHERE " + "(" * 65: (70, 71, "parentheses nested more than 64 deep", "a query needs fewer of them"),
    "x" * (MAX_LENGTH + 1): (0, 1, "clause of 1,048,577 characters; the limit is 1,048,576", "use a subquery"),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.items(), ids=[ascii(text[:30]) for text in WRONG])
def test_a_mistake_is_explained_at_its_character(text, expected):
    assert parse(text) == fault(*expected)


def test_the_mistake_of_the_corpus_is_explained():
    wrong = [parse(entry["value"]) for entry in CLAUSES.values() if entry["valid"] is False]
    assert [fault.message for fault in wrong] == ["doubled quotes round a value"]


# --- for all --------------------------------------------------------------------------------------------------------

PIECES = [
    "WHERE ",
    "ORDER BY ",
    "a",
    "b$#",
    "1",
    "'",
    "''",
    "'x'",
    '"',
    '"C"',
    "q'[",
    "]'",
    "n'",
    "(",
    ")",
    " ",
    "\n",
    "=",
    "<",
]
PIECES += [
    ",",
    ";",
    "--",
    "/*",
    "*/",
    "&",
    ":",
    "\\",
    "‘",
    "é",
    "\u00a0",
    "\x00",
    "-",
    "/",
    "*",
    "|",
    ".",
    "@",
    "IN ",
    "SELECT ",
]
pieces = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
any_text = st.one_of(st.text(max_size=40), pieces, pieces.map(lambda text: f"WHERE {text}"))


@given(any_text)
def test_any_text_is_a_clause_or_a_fault_inside_it(text):
    result = parse(text)
    if isinstance(result, str):
        assert parse(result) == result
        assert result.upper().startswith(("WHERE", "ORDER BY"))
    else:
        assert 0 <= result.span.start <= result.span.end <= len(text)
        assert text == "" or result.span.start < result.span.end


tokens = st.sampled_from(
    ["a", "1", "'x  y'", "''", "'it''s'", '"C  d"', "=", "+", "AND", "q'[a'b]'", "t.c", "x@y", ",", "||"]
)
bodies = st.recursive(
    st.lists(tokens, min_size=1, max_size=4),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda many: ["(", *(t for one in many for t in one), ")"]
    ),
    max_leaves=8,
)


@given(bodies, st.sampled_from(["WHERE", "where", "ORDER BY"]), st.data())
def test_the_same_tokens_are_the_same_clause_whatever_blanks_are_between(body, start, data):
    blanks = [data.draw(st.sampled_from([" ", "  ", "\n", "\t \r\n"])) for _ in body]
    written = start + "".join(blank + token for blank, token in zip(blanks, body, strict=True))
    assert parse(written) == f"{start} {' '.join(body)}"


@given(bodies, st.sampled_from([";", "--", "/*", "&", ":", "\\", "‘", "{", "?", ")"]), st.data())
def test_nothing_foreign_passes_outside_of_quotes(body, foreign, data):
    at = data.draw(st.integers(0, len(body)))
    result = parse("WHERE " + " ".join([*body[:at], foreign, *body[at:]]))
    assert isinstance(result, Fault)


@given(st.integers(0, 30), st.integers(0, 30))
def test_no_clause_can_leave_its_parentheses(opened, closed):
    result = parse("WHERE a " + "(" * opened + "b" + ")" * closed)
    assert isinstance(result, str) is (opened == closed)


@pytest.mark.parametrize(
    "piece",
    ["(", ")", "x(", "q'[", "q'x", "''", "'a", "'", '"', '"a', "--", "x ", "1 ", "n'", "'a''b", "\n", "é", "''a", "a'"],
)
def test_time_is_linear_in_the_length(piece):
    assert_in_proportion(lambda count: lambda: parse("WHERE a = " + piece * count), 2_000)
