"""The text of a parameter file to its parameters: expdp's lexical rules, with the place of each character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec.recover import parameter_passwords, parameters
from dpspec.report import render
from dpspec.source import Extract, Source
from tests.timing import assert_in_proportion


def read(text):
    return parameters.read(Extract.plain(text, "x.par"))


def pieces(text):
    """Give the names and the decoded pieces; a quoted piece in its quotes."""
    found, faults = read(text)
    assert faults == ()
    return [
        (one.name, *["".join(f"{p.quote}{p.inside.text}{p.quote}" for p in value.pieces) for value in one.values])
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# only a comment", []),
        ("a=1 B = 2\nc=3", [("A", "1"), ("B", "2"), ("C", "3")]),
        ("A=1,2 3\n4", [("A", "1", "2", "3", "4")]),
        ("A=(1,2,\n3)", [("A", "1", "2", "3")]),
        ("A=( 1 2 )\r\nB=2", [("A", "1", "2"), ("B", "2")]),
        ("A=1,  # two\n2", [("A", "1", "2")]),
        ("A=1,\\\n2", [("A", "1", "2")]),
        ('A="x\\\ny"', [("A", '"xy"')]),
        ("A='it''s'", [("A", "'it's'")]),
        ('A="a # b, (c)\nd"', [("A", '"a # b, (c)\nd"')]),
        ("A=https://x/y?a=b", [("A", "https://x/y?a=b")]),
        ('A=HR."Emp":P1', [("A", 'HR."Emp":P1')]),
        ('A="x:\\"y\\""', [("A", '"x:"y""')]),
        ("\ufeffA=1", [("A", "1")]),
    ],
)
def test_what_is_read(text, expected):
    assert pieces(text) == expected


def test_every_character_keeps_its_place():
    text = "A=1\nB=x:\"IN ('A',\\\n'B')\""
    found, _ = read(text)
    inside = found[1].values[0].pieces[1].inside
    assert inside.text == "IN ('A','B')"
    at = inside.text.index("B")
    span = inside.locate(at, at + 1).span
    assert text[span.start : span.end] == "B"


@pytest.mark.parametrize(
    ("text", "message", "slice_"),
    [
        ("A=", "`A` has no value", "A"),
        ("SCHEMAS:a,b", "no parameter before `SCHEMAS:a`", "SCHEMAS:a"),
        ("NOLOGFILE", "no parameter before `NOLOGFILE`", "NOLOGFILE"),
        (
            "DUMPFILE=x\nNOLOGFILE",
            "`NOLOGFILE` without `=`: expdp takes it for one more value of `DUMPFILE`",
            "NOLOGFILE",
        ),
        ('INCLUDE=TABLE:"LIKE', '`"` is never closed', '"'),
        ("INCLUDE=TABLE:\"='A'\nFULL=Y\nEXCLUDE=VIEW:\"='B'\"", '`"` is not closed before `FULL=`', '"'),
        ('INCLUDE=TABLE:"T1";TABLE:"T2"', "`;` in a value", ";"),
        ("INCLUDE=TABLE:\u201dIN (\u2018A\u2019)\u201d", "typographic quote `\u201d` (U+201D)", "\u201d"),
        ('INCLUDE=table:""like \'IM_%\'"",VIEW', "two double quotes in a row", '""'),
        ("EXCLUDE=index:&quot;LIKE&quot;", "`&quot;` in a value", "&quot;"),
        ("INCLUDE=TABLE:`\"='A'`\"", r"`\x60` in a value", "`"),
        ("INCLUDE=TABLE:IN ('A')", "the clause is not in double quotes", "IN"),
        ("A=(1", "this `(` is never closed", "("),
        ("A=1)", "`)` without `(`", ")"),
        ("A=((1))", "a second `(`", "("),
        ("A=(1) 2", "a value after the end of the list", "2"),
        ("A=1\xa0", "unexpected `\\xa0` (U+00A0)", "\xa0"),
        ("INCLUDE=TABLE:\"='A'\"VIEW", "`VIEW` right after a quote", "VIEW"),
    ],
)
def test_what_does_not_parse_is_named_at_its_place(text, message, slice_):
    _, (fault,) = read(text)
    span = fault.location.span
    assert (fault.code, fault.message, text[span.start : span.end]) == ("DP053", message, slice_)
    assert fault.help


def test_a_typographic_quote_gets_its_caret():
    _, found = read("FULL=Y\nINCLUDE=TABLE:\u201d='A'\u201d")
    assert render(found) == (
        "error[DP053]: typographic quote `\u201d` (U+201D)\n"
        " --> x.par:2:15\n"
        "  |\n"
        "2 | INCLUDE=TABLE:\u201d='A'\u201d\n"
        "  |               ^\n"
        '  = help: write the plain quote `"`\n'
    )


def test_a_name_cut_at_a_comment_is_told():
    found, (warning,) = read("TABLES=a,emp#\nFULL=Y")
    assert [one.name for one in found] == ["TABLES", "FULL"]
    assert (warning.code, warning.location.span.start) == ("DP055", 12)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ENCRYPTION_PASSWORD=abc", "ENCRYPTION_PASSWORD=***"),
        ("ENCRYPTION_PASSWORD=ab#c # x", "ENCRYPTION_PASSWORD=**** # *"),
        ('ENCRYPTION_PASSWORD="a b"\nFULL=Y', 'ENCRYPTION_PASSWORD="***"\nFULL=Y'),
        ("ENCRYPTION_PASSWORD=a FULL=Y", "ENCRYPTION_PASSWORD=* FULL=Y"),
        ("USERID=scott/tiger@db", "USERID=scott/********"),
        ('USERID="/ as sysdba"', 'USERID="/ ** ******"'),
        ("USERID=scott", "USERID=scott"),
        ('QUERY=a:"WHERE userid=5"', 'QUERY=a:"WHERE userid=5"'),
        ('QUERY="a:\\"where userid=5\\""', 'QUERY="a:\\"where userid=5\\""'),
        ("ENCRYPTION_PWD_PROMPT=YES", "ENCRYPTION_PWD_PROMPT=YES"),
    ],
)
def test_passwords_are_masked_and_nothing_else(text, masked):
    assert parameter_passwords.mask(Source("x", text)) == (Source("x", masked), ())


@given(st.text(st.sampled_from("A=,()\"'\\# \n:;x")))
def test_any_text_is_read_in_its_place(text):
    found, faults = read(text)
    for one in found:
        assert text[one.place.span.start : one.place.span.end].upper() == one.name
        for value in one.values:
            assert value.written.text == text[value.place.span.start : value.place.span.end]
    for fault in faults:
        assert 0 <= fault.location.span.start <= fault.location.span.end <= len(text)


@given(st.text(max_size=80))
def test_masking_keeps_the_length_and_the_lines(text):
    masked, _ = parameter_passwords.mask(Source("x", text))
    assert len(masked.text) == len(text)
    assert [char in "\r\n" for char in masked.text] == [char in "\r\n" for char in text]


@pytest.mark.parametrize(
    "unit", ["USERID=a/b ", '"', "'", "\\", '\\"', "ENCRYPTION_PASSWORD=a\n", "A=a: :b ", "a='\"x\"',", "PASSWORD"]
)
def test_time_is_linear(unit):
    def read(count):
        def action():
            masked, _ = parameter_passwords.mask(Source("x", unit * count))
            parameters.read(Extract.plain(masked.text, "x"))

        return action

    assert_in_proportion(read, 1_000)
