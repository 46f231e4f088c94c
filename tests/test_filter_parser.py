"""Text of a filter expression to its value."""

# ruff: noqa: S608 - nothing here is sent to a database

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dpspec.filter_parser import MAX_DEPTH, MAX_LENGTH, NotAFilterError, parse, parse_text
from dpspec.filters import Between, Comparison, InList, InSubquery, Like, Literal, NullTest, Operator, literals
from dpspec.source import Extract, Source, Span
from tests.timing import assert_in_proportion

A, B = Literal("A"), Literal("B")
BLANK = " \t\r\n"


def read(text):
    """Parse a text that must be right."""
    filter_, found = parse(Extract.plain(text, "x"))
    assert found == ()
    return filter_


def faults(text, key=None):
    filter_, found = parse(Extract.plain(text, "x"), key)
    assert filter_ is None
    return found


def sliced(diagnostic):
    location = diagnostic.location
    return location.source.text[location.span.start : location.span.end]


def proposal(diagnostic):
    """The expression that a help says to write, if it does: up to the last backtick, since a name may hold one."""
    _, write, rest = (diagnostic.help or "").partition("write `")
    return rest[: rest.rindex("`")] if write else None


def assert_sound(text):
    """What holds for every text: a value or faults, within the text, and only proposals that are expressions."""
    filter_, found = parse(Extract.plain(text, "x"), "name_expressions[0]")
    assert (filter_ is None) == bool(found)
    assert len(set(found)) == len(found)
    for diagnostic in found:
        assert diagnostic.key == "name_expressions[0]"
        assert 0 <= diagnostic.location.span.start <= diagnostic.location.span.end <= len(text)
        assert diagnostic.message.isprintable()
        assert not diagnostic.message.endswith(".")
        if (proposed := proposal(diagnostic)) is not None:
            assert str(read(proposed)) == proposed


# --- every operator, every spelling ---------------------------------------------------------------------------------

ACCEPTED = {
    "='A'": Comparison(Operator.EQ, A),
    "= 'A'": Comparison(Operator.EQ, A),
    "!='A'": Comparison(Operator.NE, A),
    "<>'A'": Comparison(Operator.NE, A),
    "^='A'": Comparison(Operator.NE, A),
    "<'A'": Comparison(Operator.LT, A),
    "<='A'": Comparison(Operator.LE, A),
    ">'A'": Comparison(Operator.GT, A),
    ">= 'A'": Comparison(Operator.GE, A),
    "LIKE'A'": Like(A),
    "LIKE 'A'": Like(A),
    "NOT LIKE'A'": Like(A, negated=True),
    "LIKE 'A!_' ESCAPE '!'": Like(Literal("A!_"), Literal("!")),
    "LIKE'A!_'ESCAPE'!'": Like(Literal("A!_"), Literal("!")),
    "NOT LIKE 'A\\_' ESCAPE '\\'": Like(Literal("A\\_"), Literal("\\"), negated=True),
    "IN('A')": InList((A,)),
    "IN ( 'A' , 'B' )": InList((A, B)),
    "NOT IN('A','B')": InList((A, B), negated=True),
    "BETWEEN'A'AND'B'": Between(A, B),
    "NOT BETWEEN 'A' AND 'B'": Between(A, B, negated=True),
    "IS NULL": NullTest(),
    "IS NOT NULL": NullTest(negated=True),
    "IN(SELECT x FROM t)": InSubquery("SELECT x FROM t"),
    "NOT IN (SELECT x FROM t)": InSubquery("SELECT x FROM t", negated=True),
    "IN (WITH t AS (SELECT 1 FROM dual) SELECT * FROM t)": InSubquery("WITH t AS (SELECT 1 FROM dual) SELECT * FROM t"),
    "IN ((SELECT x FROM t) UNION (SELECT y FROM u))": InSubquery("(SELECT x FROM t) UNION (SELECT y FROM u)"),
    "=('A')": Comparison(Operator.EQ, A),
    "= ( ( 'A' ) )": Comparison(Operator.EQ, A),
    "NOT LIKE ('%TMP')": Like(Literal("%TMP"), negated=True),
    "LIKE ('A!_') ESCAPE ('!')": Like(Literal("A!_"), Literal("!")),
    "BETWEEN ('A') AND ('B')": Between(A, B),
    "IN (('A'),'B')": InList((A, B)),
    "IN ('A','A')": InList((A, A)),
    "=''": Comparison(Operator.EQ, Literal("")),
    "=''''": Comparison(Operator.EQ, Literal("'")),
    "='O''BRIEN'": Comparison(Operator.EQ, Literal("O'BRIEN")),
    "=N'A'": Comparison(Operator.EQ, Literal("A", national=True)),
    "=n'A'": Comparison(Operator.EQ, Literal("A", national=True)),
    "=q'[it's]'": Comparison(Operator.EQ, Literal("it's")),
    "=Nq'[it's]'": Comparison(Operator.EQ, Literal("it's", national=True)),
    "=nQ'!it's!'": Comparison(Operator.EQ, Literal("it's", national=True)),
    "= 'two\r\nlines'": Comparison(Operator.EQ, Literal("two\r\nlines")),
    "= 'tab\there'": Comparison(Operator.EQ, Literal("tab\there")),
    "= ' A '": Comparison(Operator.EQ, Literal(" A ")),
    "= 'A;--/*B*/'": Comparison(Operator.EQ, Literal("A;--/*B*/")),
    "= '\"A\"'": Comparison(Operator.EQ, Literal('"A"')),
    "= '(((('": Comparison(Operator.EQ, Literal("((((")),
    "= 'Größe_中_😀'": Comparison(Operator.EQ, Literal("Größe_中_😀")),
    "= 'NOT IN'": Comparison(Operator.EQ, Literal("NOT IN")),
    "LIKE '’'": Like(Literal("’")),
    "IN ('A' ,\r\n\t'B'\r\n)\r\n": InList((A, B)),
    "\r\n\t IN ('A')": InList((A,)),
}


@pytest.mark.parametrize(("text", "value"), ACCEPTED.items(), ids=ACCEPTED)
def test_accepted(text, value):
    assert read(text) == value


def cases(text):
    """Words in upper, lower and mixed case."""
    for change in (str.upper, str.lower, str.title, str.swapcase, lambda word: word[0].lower() + word[1:].upper()):
        yield "".join(change(part) if part.isalpha() else part for part in re.split(r"('[^']*'|\s)", text))


@pytest.mark.parametrize(
    "text",
    sorted(
        {
            spelled
            for text in ACCEPTED
            if "SELECT" not in text and not re.search("[nNqQ]'", text)
            for spelled in cases(text)
        }
    ),
)
def test_letter_case_of_an_operator_does_not_matter(text):
    plain = re.sub(r"('[^']*')|([A-Za-z]+)", lambda m: m[1] or m[2].upper(), text)
    assert read(text) == read(plain)


TEMPLATES = {
    "comparison": ("{}={}'A'{}", Comparison(Operator.EQ, A)),
    "like": ("{}NOT {}LIKE{}'A'{}ESCAPE{}'!'{}", Like(A, Literal("!"), negated=True)),
    "list": ("{}NOT {}IN{}({}'A'{},{}'B'{}){}", InList((A, B), negated=True)),
    "between": ("{}NOT {}BETWEEN{}'A'{}AND{}'B'{}", Between(A, B, negated=True)),
    "null": ("{}IS {}NOT {}NULL{}", NullTest(negated=True)),
    "parentheses": ("{}={}({}'A'{}){}", Comparison(Operator.EQ, A)),
}


@pytest.mark.parametrize(
    "blank",
    ["", " ", "\t", "\n", "\r\n", "\r", " \t \r\n  "],
    ids=["none", "blank", "tab", "lf", "crlf", "cr", "mixed"],
)
@pytest.mark.parametrize(("template", "value"), TEMPLATES.values(), ids=TEMPLATES)
def test_white_space_does_not_matter(template, value, blank):
    assert read(re.sub(r"\{\}", lambda _: blank, template)) == value


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u200b", "\ufeff", "\x0b", "\x0c", "\x85"])
def test_only_sqls_blanks_are_blanks(blank):
    assert faults(f"={blank}'A'")


# --- literals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "opening",
    ["[", "{", "(", "<", "]", "!", "'", "a", "Q", "ä", "中", "😀", '"', "\\", "%", "_", "0", ";", "-", "/", "\u00a0"],
)
@pytest.mark.parametrize("prefix", ["q", "Q", "nq", "NQ", "Nq", "nQ"])
def test_quoting_delimiters(opening, prefix):
    closing = {"[": "]", "{": "}", "(": ")", "<": ">"}.get(opening, opening)
    value = "x" if opening == "'" else "x''y"  # two quotes would end it
    assert read(f"= {prefix}'{opening}{value}{closing}'").operand == Literal(value, national=len(prefix) == 2)


def test_a_quote_may_delimit_a_literal():
    assert read("= q''A''").operand == Literal("A")
    assert read("= q''''").operand == Literal("")


@pytest.mark.parametrize("blank", BLANK)
def test_no_blank_delimits_a_literal(blank):
    assert faults(f"= q'{blank}A{blank}'")


@given(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), st.text(max_size=8))
def test_every_other_character_delimits_a_literal(mark, value):
    closing = {"[": "]", "{": "}", "(": ")", "<": ">"}.get(mark, mark)
    assume(mark != " " and f"{closing}'" not in value + closing)
    assume(not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", value))
    assert parse_text(f"=q'{mark}{value}{closing}'") == Comparison(Operator.EQ, Literal(value))


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ud800"])
def test_no_control_character_anywhere(char):
    for text in (f"='A{char}B'", f"{char}='A'", f"IN (SELECT '{char}' FROM dual)"):
        (fault,) = faults(text, "name_expressions[0]")
        assert fault.code == "DP002"
        assert fault.message == f"control character U+{ord(char):04X} in an expression"
        assert fault.help == "remove it"
        assert fault.key == "name_expressions[0]"
        assert sliced(fault) == char


HIDDEN = "\u00a0\u00ad\u061c\u1680\u180e\u2000\u2003\u200b\u200e\u200f\u202a\u202e\u2060\u2066\u206f\u3000\ufeff"


@pytest.mark.parametrize("char", HIDDEN, ids=ascii)
def test_no_invisible_character_in_what_is_compared(char):
    for text in (f"='A{char}B'", f"LIKE '{char}'", f"IN ('A',q'[{char}]')", f"IN (SELECT '{char}' FROM dual)"):
        (fault,) = faults(text, "name_expressions[0]")
        assert fault.code == "DP002"
        assert fault.message == f"invisible character U+{ord(char):04X} in a literal"
        assert fault.help == "nobody sees it, and a name that has it is another name: type a plain character"
        assert fault.key == "name_expressions[0]"
        assert sliced(fault) == char


@pytest.mark.parametrize("char", ["\u200c", "\u200d", "\ufe0f", "\u0301", "é", "\u3042", "😀"], ids=ascii)
def test_what_letters_are_made_of_is_not_invisible(char):
    assert read(f"='A{char}B'").operand.value == f"A{char}B"


def test_the_no_break_space_that_yaml_makes_of_an_escaped_underscore():
    source = Source("job.yaml", "\"LIKE 'A\\_%'\"")
    _, (fault,) = parse(Extract("LIKE 'A\u00a0%'", source, (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)))
    assert sliced(fault) == "\\_"
    assert fault.help == (
        "YAML makes a no-break space of `\\_` in double quotes: put the expression into single quotes, or none"
    )


@pytest.mark.parametrize(
    "text", ["ın ('A')", "lıke 'A'", "\u017felect", "IN (\u017fELECT 1 FROM dual)", "ı\u017f NULL"], ids=ascii
)
def test_a_keyword_has_no_letters_but_those_of_ascii(text):
    # Python's capital of the dotless i is an I; Oracle would not know the word.
    assert faults(text)


# --- there and back -------------------------------------------------------------------------------------------------

characters = st.one_of(
    st.sampled_from("'\"&/;-#@!$.%_\\()[]{}<>|:=,^~` \t\n\rABab09éÜ中😀𝔄\u00a0\u2019"),
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
)
values = st.text(characters, max_size=12)
values_as_literals = st.builds(Literal, values, st.booleans())


DELIMITERS = ["[]", "{}", "()", "<>", "!!", "aa", "中中", "''", "||"]


def spelled(literal, style=0):
    """Spell a literal in one of several ways, the plain one if the others cannot say it."""
    prefix = "Nn"[style % 2] if literal.national else ""
    opening, closing = DELIMITERS[style % len(DELIMITERS)]
    ends_well = (literal.value + closing + "'").find(closing + "'") == len(literal.value)
    if style >= len(DELIMITERS) and ends_well:
        return f"{prefix}{'qQ'[style % 2]}'{opening}{literal.value}{closing}'"
    return prefix + "'" + literal.value.replace("'", "''") + "'"


words = st.from_regex(r"[A-Za-zÄ中][A-Za-z0-9_$#é]{0,5}", fullmatch=True).filter(
    lambda word: word.upper() not in ("SELECT", "WITH")
)
tokens = st.one_of(
    words,
    st.sampled_from(
        ["NOT", "like", "Escape", "IN", "between", "AND", "OR", "is", "NULL", "select", "FROM", "UNION ALL"]
    ),
    st.sampled_from(["=", "!=", "<>", "^=", "<=", ">=", "<", ">", "||", ".", "@", "+", "*", "-", "/", ","]),
    st.from_regex(r"[0-9]{1,3}(\.[0-9]{0,2})?|\.[0-9]", fullmatch=True),
    st.from_regex(r'"[^"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,5}"', fullmatch=True),
    st.builds(spelled, values_as_literals, st.integers(0, 17)),
)
balanced = st.recursive(
    st.lists(tokens, max_size=4),
    lambda inner: st.lists(st.one_of(inner, inner.map(lambda row: ["(", *row, ")"])), max_size=3).map(
        lambda rows: list(itertools.chain(*rows))
    ),
    max_leaves=6,
)
subqueries = st.builds(
    lambda start, row, wrapped: ["(", start, *row, ")"] if wrapped else [start, *row],
    st.sampled_from(["SELECT", "select", "WITH"]),
    balanced,
    st.booleans(),
)

asts = st.one_of(
    st.builds(Comparison, st.sampled_from(Operator), values_as_literals),
    st.builds(Like, values_as_literals, st.one_of(st.none(), values_as_literals), st.booleans()),
    st.builds(InList, st.lists(values_as_literals, min_size=1, max_size=5).map(tuple), st.booleans()),
    st.builds(InSubquery, subqueries.map(" ".join), st.booleans()),
    st.builds(Between, values_as_literals, values_as_literals, st.booleans()),
    st.builds(NullTest, st.booleans()),
)


@settings(max_examples=500, deadline=None)
@given(asts)
def test_the_canonical_text_means_the_value(ast):
    assert parse_text(str(ast)) == ast


@settings(max_examples=200, deadline=None)
@given(asts)
def test_the_canonical_text_is_canonical(ast):
    assert str(parse_text(str(ast))) == str(ast)


class Speller:
    """Spells values at random: letter case, blanks, synonyms, quotes, parentheses."""

    def __init__(self, draw):
        self.draw = draw

    def blank(self, least=0):
        return self.draw(st.text(st.sampled_from(BLANK), min_size=least, max_size=3))

    def word(self, word):
        return "".join(char.lower() if self.draw(st.booleans()) else char for char in word)

    def operand(self, literal):
        text = spelled(literal, self.draw(st.integers(0, 17)))
        for _ in range(self.draw(st.integers(0, 2))):
            text = f"({self.blank()}{text}{self.blank()})"
        return text

    def row(self, *pieces):
        """Join pieces with blanks, which must be there only between two words."""
        text = self.blank()
        for piece in pieces:
            apart = text and re.match(r"[\w$#]", piece) and re.match(r"[\w$#]", text[-1])
            text += self.blank(1 if apart else 0) + piece
        return text + self.blank()

    def spell(self, ast):
        negation = [self.word("NOT")] if getattr(ast, "negated", False) else []
        match ast:
            case Comparison(operator=operator, operand=operand):
                sign = self.draw(st.sampled_from(["!=", "<>", "^="])) if operator is Operator.NE else operator.value
                return self.row(sign, self.operand(operand))
            case Like(pattern=pattern, escape=escape):
                escaped = [self.word("ESCAPE"), self.operand(escape)] if escape is not None else []
                return self.row(*negation, self.word("LIKE"), self.operand(pattern), *escaped)
            case InList(items=items):
                listed = [piece for item in items for piece in (",", self.operand(item))][1:]
                return self.row(*negation, self.word("IN"), "(", *listed, ")")
            case InSubquery(query=query):
                return self.row(*negation, self.word("IN"), "(", query, ")")
            case Between(low=low, high=high):
                bounds = [self.operand(low), self.word("AND"), self.operand(high)]
                return self.row(*negation, self.word("BETWEEN"), *bounds)
            case NullTest():
                return self.row(self.word("IS"), *negation, self.word("NULL"))


@st.composite
def spellings(draw):
    ast = draw(asts)
    return Speller(draw).spell(ast), ast


@settings(max_examples=400, deadline=None)
@given(spellings())
def test_every_spelling_means_the_value(spelling):
    text, ast = spelling
    assert parse_text(text) == ast


@settings(max_examples=200, deadline=None)
@given(spellings())
def test_a_right_text_is_read_or_suspected_of_an_expression_inside_a_literal(spelling):
    text, ast = spelling
    filter_, found = parse(Extract.plain(text, "x"))
    if found:
        assert {fault.code for fault in found} <= {"DP002", "DP021", "DP026"}
    else:
        assert filter_ == ast


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(subqueries, st.text(st.sampled_from(BLANK), min_size=1, max_size=3)), min_size=1, max_size=1))
def test_white_space_of_a_subquery_is_one_blank(parts):
    ((row, blank),) = parts
    assert parse_text(f"IN({blank}{blank.join(row)}{blank})") == InSubquery(" ".join(row))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        pytest.param("IN (SELECT  'a  b',\n\tx FROM t)", "SELECT 'a  b', x FROM t", id="literal"),
        pytest.param('IN (SELECT "a  b"  FROM t)', 'SELECT "a  b" FROM t', id="identifier"),
        pytest.param("IN (SELECT q'[it's  b]'  FROM t)", "SELECT q'[it's  b]' FROM t", id="quoting delimiter"),
        pytest.param("IN (SELECT Nq'!it's  b!'  FROM t)", "SELECT Nq'!it's  b!' FROM t", id="national"),
        pytest.param("IN (SELECT 'it''s  b'  FROM t)", "SELECT 'it''s  b' FROM t", id="doubled quote"),
        pytest.param("IN (SELECT xq'a  b'  FROM t)", "SELECT xq'a  b' FROM t", id="word that ends in q"),
        pytest.param("IN\r\n(SELECT x\r\nFROM t)\r\n", "SELECT x FROM t", id="CRLF"),
    ],
)
def test_literals_in_a_subquery_keep_their_blanks(text, query):
    assert read(text) == InSubquery(query)


# --- subqueries -----------------------------------------------------------------------------------------------------

REFUSED_IN_SUBQUERY = {
    "end of statement": "IN (SELECT x FROM t; DROP TABLE t)",
    "line comment": "IN (SELECT x FROM t -- all\n)",
    "block comment": "IN (SELECT /* all */ x FROM t)",
    "hint": "IN (SELECT /*+ FULL(t) */ x FROM t)",
    "bind variable": "IN (SELECT x FROM t WHERE y = :y)",
    "substitution variable": "IN (SELECT x FROM t WHERE y = &y)",
    "question mark": "IN (SELECT x FROM t WHERE y = ?)",
    "open literal": "IN (SELECT x FROM t WHERE y = 'A)",
    "open quoting delimiter": "IN (SELECT q'[x] FROM t)",
    "literal after a number": "IN (SELECT 1q'[x]' FROM t)",
    "open identifier": 'IN (SELECT "x FROM t)',
    "empty identifier": 'IN (SELECT "" FROM t)',
    "closed too early": "IN (SELECT x FROM t) OR 1 = 1)",
    "closed too late": "IN (SELECT x FROM t WHERE (y = 1)",
    "something after it": "IN (SELECT x FROM t) AND 1 = 1",
    "not a query": "IN (DELETE FROM t)",
    "brackets": "IN (SELECT x[1] FROM t)",
    "backslash": "IN (SELECT x\\ FROM t)",
    "ellipsis": "IN (SELECT x FROM ...)",
    "no-break space": "IN (SELECT\u00a0x FROM t)",
    "typographic quotes": "IN (SELECT x FROM t WHERE y = ‘A’)",
}


@pytest.mark.parametrize("text", REFUSED_IN_SUBQUERY.values(), ids=REFUSED_IN_SUBQUERY)
def test_a_subquery_cannot_smuggle(text):
    assert faults(text)
    with pytest.raises(NotAFilterError):
        parse_text(text)


# --- spans ----------------------------------------------------------------------------------------------------------


@settings(max_examples=250, deadline=None)
@given(spellings())
def test_the_span_of_a_literal_spells_it(spelling):
    text, _ = spelling
    parsed = parse_text(text)
    named = [*literals(parsed), *([parsed.escape] if isinstance(parsed, Like) and parsed.escape else [])]
    assert text[parsed.span.start : parsed.span.end] == text.strip(BLANK)
    for literal in named:
        piece = text[literal.span.start : literal.span.end]
        assert parse_text(f"= {piece}").operand == literal
    assert [literal.span.start for literal in named] == sorted(literal.span.start for literal in named)


def test_spans_of_a_list():
    text = "NOT IN ( 'A' , q'[B]' )"
    parsed = read(text)
    assert parsed.span == Span(0, 23)
    assert [literal.span for literal in parsed.items] == [Span(9, 12), Span(15, 21)]


def test_a_place_is_told_in_the_file_that_holds_the_text():
    # As a JSON reader gives it: ' is six characters of the file and one of the text.
    source = Source("job.json", '"\\u003d\\u0027A\\u0027;"')
    extract = Extract("='A';", source, (1, 7, 13, 14, 20, 21))
    _, (fault,) = parse(extract)
    assert fault.location.source is source
    assert (fault.location.span, sliced(fault)) == (Span(20, 21), ";")
    assert fault.location.position.column == 21


# --- bounds ---------------------------------------------------------------------------------------------------------


def names(count, template="'N{}'"):
    return ",".join(template.format(number) for number in range(count))


def test_a_hundred_thousand_names_take_time_in_proportion():
    def parsed(count):
        extract = Extract.plain(f"IN ({names(count)})", "x")
        return lambda: parse(extract)

    assert_in_proportion(parsed, 25_000)


@pytest.mark.parametrize("deep", [1, MAX_DEPTH])
def test_some_parentheses_are_fine(deep):
    assert read(f"= {'(' * deep}'A'{')' * deep}") == Comparison(Operator.EQ, A)
    assert read(f"IN (SELECT {'(' * (deep - 1)}1{')' * (deep - 1)} FROM dual)")


@pytest.mark.parametrize("deep", [MAX_DEPTH + 1, 10_000])
@pytest.mark.parametrize("template", ["= {}'A'{}", "IN {}SELECT 1{}", "IN (SELECT {}1{} FROM dual)", "{}{}", "{}"])
def test_too_many_parentheses(template, deep):
    text = template.format("(" * deep, ")" * deep)
    (fault,) = faults(text, "name_expressions[0]")
    assert fault.code == "DP039"
    assert fault.message == "parentheses nested more than 64 deep"
    assert fault.help == "a name needs none of them"
    assert fault.key == "name_expressions[0]"
    assert sliced(fault) == "("
    before = text[: fault.location.span.start]
    assert before.count("(") - before.count(")") == MAX_DEPTH


def test_parentheses_inside_literals_do_not_count():
    deep = "(" * 1000
    assert read(f"IN ('{deep}',q'[{deep}]')")
    assert read(f"IN (SELECT \"{deep}\", '{deep}' FROM dual)")


def test_the_longest_expression():
    text = f"IN ({names(10)})"
    assert read(text + " " * (MAX_LENGTH - len(text)))
    (fault,) = faults(text + " " * (MAX_LENGTH - len(text) + 1))
    assert fault.code == "DP039"
    assert fault.message == "expression of 8,388,609 characters; the limit is 8,388,608"
    assert fault.help == "put the names into a table: write `IN (SELECT name FROM owner.names_to_export)`"
    assert parse_text(proposal(fault))


# --- anything at all ------------------------------------------------------------------------------------------------

BITS = """
    IN in NOT LIKE BETWEEN AND OR IS NULL ESCAPE SELECT x FROM t name N q = != < > <> ^= == ! ( ) , ; : ' '' " 'A' 'B%'
    "A" q'[ ]' ‘ ’ “ ` \\ \\n % * ... -- /* */ |
    || & &x { } [ ] <x> TABLE: INCLUDE= EXCLUDE= &quot; &#39; （ ， 😀 1 1.5 . @
"""


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40))
@example("")
@example("'")
def test_any_text_is_read_or_explained(text):
    assert_sound(text)


@settings(max_examples=800, deadline=None)
@given(st.lists(st.sampled_from([*BITS.split(), "\t", "\n", "\u00a0"]), max_size=14), st.sampled_from(["", " "]))
def test_any_bits_of_sql_are_read_or_explained(bits, between):
    assert_sound(between.join(bits))


VALID = [
    "!='EMP'",
    "LIKE 'EMP%'",
    "IN ('A','B')",
    "NOT IN ('A', q'[B]', N'C')",
    "LIKE 'A\\_%' ESCAPE '\\'",
    "NOT BETWEEN 'A' AND 'M'",
    "IS NOT NULL",
    "NOT LIKE ('%TMP')",
    "IN (SELECT \"x\" FROM o.t@d WHERE y = 'A')",
]
INSERTED = "'\"()[,;:=<!^-*\\%_&?. \n\x00‘”，Nqx0😀`|"


@pytest.mark.parametrize("text", VALID)
def test_single_character_mutants_are_read_or_explained(text):
    for at in range(len(text) + 1):
        assert_sound(text[:at] + text[at + 1 :])
        for char in INSERTED:
            assert_sound(text[:at] + char + text[at:])
            assert_sound(text[:at] + char + text[at + 1 :])


@settings(max_examples=200, deadline=None)
@given(spellings(), st.data())
def test_mutants_of_any_spelling_are_read_or_explained(spelling, data):
    text, _ = spelling
    at = data.draw(st.integers(0, len(text)))
    char = data.draw(st.sampled_from(["", *INSERTED]))
    assert_sound(text[:at] + char + text[at + data.draw(st.integers(0, 1)) :])
