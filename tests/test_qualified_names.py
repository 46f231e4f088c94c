"""Names of schema objects: which spellings are one, what each means, and what is wrong with the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec import qualified_names as qn
from dpspec.diagnostics import Fault
from dpspec.qualified_names import QualifiedName, parse, spell
from dpspec.source import Span
from dpspec.versions import ServerVersion


def fault(code, start, end, message, advice):
    return Fault(code, message, Span(start, end), advice)


NEW = ServerVersion(19)
OLD = ServerVersion(12, 1)

# --- names that are right -------------------------------------------------------------------------------------------

RIGHT = {
    ("SCOTT", qn.SCHEMA): QualifiedName(("SCOTT",)),
    ("A", qn.SCHEMA): QualifiedName(("A",)),
    ("A1_$#", qn.SCHEMA): QualifiedName(("A1_$#",)),
    ('"scott"', qn.SCHEMA): QualifiedName(("scott",)),
    ('"SCOTT"', qn.SCHEMA): QualifiedName(("SCOTT",)),
    ('"A%B"', qn.SCHEMA): QualifiedName(("A%B",)),
    ('"%"', qn.TABLESPACE): QualifiedName(("%",)),
    ('"odd name"', qn.TABLESPACE): QualifiedName(("odd name",)),
    ('"O\'Neil"', qn.SCHEMA): QualifiedName(("O'Neil",)),
    ('"a.b:c,d"', qn.SCHEMA): QualifiedName(("a.b:c,d",)),
    ('"-- ;/*&"', qn.SCHEMA): QualifiedName(("-- ;/*&",)),
    ('"1é中😀"', qn.SCHEMA): QualifiedName(("1é中😀",)),
    ('" "', qn.SCHEMA): QualifiedName((" ",)),
    ('"’"', qn.SCHEMA): QualifiedName(("’",)),
    ("EMP", qn.TABLE): QualifiedName(("EMP",)),
    ("SCOTT.EMP", qn.TABLE): QualifiedName(("SCOTT", "EMP")),
    ('"s.c"."e m"', qn.TABLE): QualifiedName(("s.c", "e m")),
    ("EMP:P1", qn.TABLES): QualifiedName(("EMP",), "P1"),
    ('SCOTT.EMP:"p 1"', qn.TABLES): QualifiedName(("SCOTT", "EMP"), "p 1"),
    ("%", qn.TABLES): QualifiedName(("%",)),
    ("SCOTT.%", qn.TABLES): QualifiedName(("SCOTT", "%")),
    ("SC%.1%A:P%", qn.TABLES): QualifiedName(("SC%", "1%A"), "P%"),
    ("HR.V:T", qn.VIEW): QualifiedName(("HR", "V"), "T"),
    ("EMP.SAL", qn.COLUMN): QualifiedName(("EMP", "SAL")),
    ("HR.EMP.SAL", qn.COLUMN): QualifiedName(("HR", "EMP", "SAL")),
    ("MASK.SAL", qn.FUNCTION): QualifiedName(("MASK", "SAL")),
    ("P1", qn.PARTITION): QualifiedName(("P1",)),
    ("N" * 128, qn.IDENTIFIER): QualifiedName(("N" * 128,)),
    ('"' + "é" * 64 + '"', qn.IDENTIFIER): QualifiedName(("é" * 64,)),
}


@pytest.mark.parametrize(("given_", "expected"), RIGHT.items(), ids=lambda v: v[0][:40] if isinstance(v, tuple) else "")
def test_a_name_is_taken_as_the_dictionary_has_it(given_, expected):
    assert parse(*given_, NEW) == expected


def test_the_parts_of_a_name_have_names():
    name = QualifiedName(("HR", "EMP"), "P1")
    assert (name.owner, name.name, name.suffix) == ("HR", "EMP", "P1")
    assert QualifiedName(("EMP",)).owner == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (QualifiedName(("A", "B"), "C"), False),
        (QualifiedName(("A%", "B")), True),
        (QualifiedName(("A", "%")), True),
        (QualifiedName(("A",), "P%"), True),
        (QualifiedName(("A_",)), False),
    ],
)
def test_a_pattern_has_a_wildcard_in_any_part(name, expected):
    assert name.is_pattern is expected


# --- names that are wrong -------------------------------------------------------------------------------------------

_CHARACTERS = "without quotes a name has letters, digits, `_`, `$` and `#`"


def _odd(example):
    return f'write it as in `{example}`; a name of other characters than letters, digits, `_ $ #` as in `"odd name"`'


#: Text and form, to the span that is wrong, the message and the advice.
WRONG = {
    ("", qn.SCHEMA): (0, 0, "`` is not a schema", "write it as in `SCOTT`"),
    ("scott", qn.SCHEMA): (
        0,
        5,
        "`scott` is not in upper case",
        'write `SCOTT`; or `"scott"`, if it was created in double quotes',
    ),
    ("HR.emp", qn.TABLE): (
        3,
        6,
        "`emp` is not in upper case",
        'write `EMP`; or `"emp"`, if it was created in double quotes',
    ),
    ("HR.e%", qn.TABLES): (
        3,
        5,
        "`e%` is not in upper case",
        'write `E%`; or `"e%"`, if it was created in double quotes',
    ),
    ("A B", qn.SCHEMA): (1, 2, "unexpected ` ` in the name of a schema", _odd("SCOTT")),
    (" A", qn.SCHEMA): (0, 1, "unexpected ` ` in the name of a schema", _odd("SCOTT")),
    ("A\n", qn.SCHEMA): (1, 2, "unexpected `\\n` in the name of a schema", _odd("SCOTT")),
    ("A,B", qn.SCHEMA): (1, 2, "unexpected `,` in the name of a schema", "make each name an item of its own"),
    ("'A'", qn.SCHEMA): (
        0,
        1,
        "unexpected `'` in the name of a schema",
        "a name takes no such quotes; write it as in `SCOTT`",
    ),
    ("‘A’", qn.TABLE): (
        0,
        1,
        "unexpected `‘` in the name of a table",
        "a name takes no such quotes; write it as in `SCOTT.EMP`",
    ),
    ("“A”", qn.TABLE): (
        0,
        1,
        "unexpected `“` in the name of a table",
        "a name takes no such quotes; write it as in `SCOTT.EMP`",
    ),
    ("A”", qn.SCHEMA): (
        1,
        2,
        "unexpected `”` in the name of a schema",
        "a name takes no such quotes; write it as in `SCOTT`",
    ),
    ('A"B"', qn.SCHEMA): (1, 2, 'unexpected `"` in the name of a schema', _odd("SCOTT")),
    ('"A', qn.SCHEMA): (0, 1, 'unexpected `"` in the name of a schema', _odd("SCOTT")),
    ('"A""B"', qn.SCHEMA): (3, 4, 'unexpected `"` in the name of a schema', _odd("SCOTT")),
    ("A;B", qn.SCHEMA): (1, 2, "unexpected `;` in the name of a schema", _odd("SCOTT")),
    ("A.B", qn.SCHEMA): (1, 2, "unexpected `.` in the name of a schema", _odd("SCOTT")),
    ("A.B.C", qn.TABLE): (3, 4, "unexpected `.` in the name of a table", _odd("SCOTT.EMP")),
    ("A.B.C.D", qn.COLUMN): (5, 6, "unexpected `.` in the name of a column", _odd("SCOTT.EMP.SAL")),
    ("A:B", qn.TABLE): (1, 2, "unexpected `:` in the name of a table", _odd("SCOTT.EMP")),
    ("A:B:C", qn.TABLES): (3, 4, "unexpected `:` in the name of a table", _odd("SCOTT.EMP")),
    ("A:B.C", qn.TABLES): (3, 4, "unexpected `.` in the name of a table", _odd("SCOTT.EMP")),
    (".A", qn.TABLE): (0, 1, "unexpected `.` in the name of a table", _odd("SCOTT.EMP")),
    ("A..B", qn.TABLE): (2, 3, "unexpected `.` in the name of a table", _odd("SCOTT.EMP")),
    ("A.", qn.TABLE): (0, 2, "`A.` is not a table", "write it as in `SCOTT.EMP`"),
    ("A:", qn.TABLES): (0, 2, "`A:` is not a table", "write it as in `SCOTT.EMP`"),
    ("SAL", qn.COLUMN): (0, 3, "`SAL` is not a column", "write it as in `SCOTT.EMP.SAL`"),
    ("MASK", qn.FUNCTION): (0, 4, "`MASK` is not a function in a package", "write it as in `SCOTT.MASK.SAL`"),
    ('""', qn.VIEW): (0, 2, "empty name", "write it as in `SCOTT.EMP_V`"),
    ('HR.""', qn.TABLE): (3, 5, "empty name", "write it as in `SCOTT.EMP`"),
    ("1A", qn.SCHEMA): (
        0,
        1,
        "unexpected `1` in a name without quotes",
        f'write `"1A"` if that is its name; {_CHARACTERS}',
    ),
    ("A-B", qn.PARTITION): (
        1,
        2,
        "unexpected `-` in a name without quotes",
        f'write `"A-B"` if that is its name; {_CHARACTERS}',
    ),
    ("HR.ÉTÉ", qn.TABLE): (
        3,
        4,
        "unexpected `É` in a name without quotes",
        f'write `"ÉTÉ"` if that is its name; {_CHARACTERS}',
    ),
    ("A%", qn.SCHEMA): (
        1,
        2,
        "unexpected `%` in a name without quotes",
        f'write `"A%"` if that is its name; {_CHARACTERS}',
    ),
    ("1%-", qn.TABLES): (
        2,
        3,
        "unexpected `-` in a name without quotes",
        f'write `"1%-"` if that is its name; {_CHARACTERS}',
    ),
    ("ıD", qn.SCHEMA): (
        0,
        1,
        "unexpected `ı` in a name without quotes",
        f'write `"ıD"` if that is its name; {_CHARACTERS}',
    ),
    ('HR."A%B"', qn.TABLES): (
        5,
        6,
        "`%` in a quoted name",
        "whether it is a wildcard there is not documented; use `name_expressions` with ESCAPE",
    ),
    ('"A\u200bB"', qn.SCHEMA): (2, 3, "invisible character U+200B in a name", "remove it"),
    ('HR."A\nB"', qn.TABLE): (5, 6, "invisible character U+000A in a name", "remove it"),
    ('"\x00"', qn.SCHEMA): (1, 2, "invisible character U+0000 in a name", "remove it"),
}


@pytest.mark.parametrize(
    ("given_", "expected"), WRONG.items(), ids=lambda v: repr(v[0]) if isinstance(v, tuple) else ""
)
def test_what_is_wrong_with_a_name_is_said_with_its_place(given_, expected):
    assert parse(*given_, NEW) == fault("DP128", *expected)


@pytest.mark.parametrize(
    ("text", "server", "span", "size", "limit"),
    [
        ("N" * 129, NEW, (0, 129), 129, 128),
        ("HR." + "N" * 129, NEW, (3, 132), 129, 128),
        ("N" * 31, OLD, (0, 31), 31, 30),
        ('"' + "é" * 65 + '"', NEW, (0, 67), 130, 128),
        ("n" * 31, OLD, (0, 31), 31, 30),
    ],
)
def test_the_limit_is_in_bytes_and_that_of_the_release(text, server, span, size, limit):
    message = f"name of {size} bytes; the limit is {limit}"
    advice = "no name is that long, so it can match nothing; check it"
    assert parse(text, qn.TABLE, server) == fault("DP120", *span, message, advice)


def test_a_name_of_30_bytes_is_one_before_12_2():
    assert parse("N" * 30, qn.TABLE, OLD) == QualifiedName(("N" * 30,))


# --- for all --------------------------------------------------------------------------------------------------------

FORMS = [form for form in vars(qn).values() if isinstance(form, qn.Form)]
NOT_WILD = [form for form in FORMS if not form.wildcards]

exact_names = st.one_of(
    st.from_regex(r"[A-Z][A-Z0-9_$#]{0,9}", fullmatch=True),
    st.text(st.sampled_from("aA1%_$# .,:;'()-&/*\\é中😀`~"), min_size=1, max_size=9),
    st.text(max_size=9).filter(lambda text: text and text.isprintable() and '"' not in text),
)
patterns = st.text(st.sampled_from("AZ09_$#%"), min_size=1, max_size=9).filter(lambda text: "%" in text)
wild_names = st.one_of(exact_names.filter(lambda name: "%" not in name), patterns)


def _named(form, names):
    parts = st.lists(names, min_size=form.least, max_size=form.most).map(tuple)
    return st.builds(QualifiedName, parts, st.one_of(st.just(""), names) if form.suffix else st.just(""))


@given(st.data(), st.sampled_from(NOT_WILD))
def test_what_is_spelled_exactly_is_read_again(data, form):
    name = data.draw(_named(form, exact_names))
    assert parse(name.exact, form, NEW) == name


@given(_named(qn.TABLES, wild_names))
def test_what_is_spelled_with_wildcards_is_read_again(name):
    assert parse(str(name), qn.TABLES, NEW) == name


@given(st.data(), st.sampled_from(FORMS))
def test_a_spelling_without_needless_quotes_is_the_only_one(data, form):
    name = data.draw(_named(form, wild_names if form.wildcards else exact_names))
    spelled = str(name) if form.wildcards else name.exact
    read = parse(spelled, form, NEW)
    assert isinstance(read, QualifiedName)
    assert (str(read) if form.wildcards else read.exact) == spelled


@given(exact_names)
def test_one_name_is_spelled_in_quotes_unless_it_needs_none(name):
    plain = name[:1].isalpha() and all(char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$#" for char in name)
    assert spell(name) == (name if plain else f'"{name}"')


@pytest.mark.parametrize(
    ("name", "exact", "wild"),
    [
        ("EMP", "EMP", "EMP"),
        ("E%", '"E%"', "E%"),
        ("%", '"%"', "%"),
        ("1%", '"1%"', "1%"),
        ("1", '"1"', '"1"'),
        ("_", '"_"', '"_"'),
        ("e%", '"e%"', '"e%"'),
        ("É%", '"É%"', '"É%"'),
        ("A%\n", '"A%\n"', '"A%\n"'),
        ("A\n", '"A\n"', '"A\n"'),
        ("", '""', '""'),
    ],
)
def test_a_percent_sign_is_a_wildcard_only_where_there_are_any(name, exact, wild):
    assert (spell(name), spell(name, wildcards=True)) == (exact, wild)


hostile = st.text(st.sampled_from("AZaz09_$#%\"'.,:;() \t\n\\é“’-\x00\u200b😀"), max_size=20)


@given(st.one_of(hostile, st.text(max_size=20)), st.sampled_from(FORMS), st.sampled_from([NEW, OLD]))
def test_any_text_is_a_name_that_is_spelled_back_or_a_fault_inside_it(text, form, server):
    result = parse(text, form, server)
    if isinstance(result, QualifiedName):
        spelled = str(result) if form.wildcards else result.exact
        assert parse(spelled, form, server) == result
        assert form.least <= len(result.names) <= form.most
        assert form.suffix or not result.suffix
        assert all(part and part.isprintable() and '"' not in part for part in result.names)
    else:
        assert 0 <= result.span.start <= result.span.end <= len(text)
        assert text == "" or result.span.start < result.span.end
        assert result.message.isprintable()


def test_a_long_text_is_read_in_linear_time():
    assert isinstance(parse("A." * 200_000, qn.TABLE, NEW), Fault)
    assert isinstance(parse('"' * 200_001, qn.TABLE, NEW), Fault)
    assert isinstance(parse("%" * 200_000 + "é", qn.TABLES, NEW), Fault)
