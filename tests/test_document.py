from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dpspec import document_tree, document_yaml, document_yaml_faults
from dpspec.document import MAX_BYTES, MAX_DEPTH, Array, Object, Scalar, decode, parse
from dpspec.source import Source, Span

LOADERS = {"c": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "python": yaml.SafeLoader}
BASE_LOADERS = {"c": getattr(yaml, "CBaseLoader", yaml.BaseLoader), "python": yaml.BaseLoader}


@pytest.fixture(params=["c", "python"])
def loader(request, monkeypatch):
    """Run a test with libyaml and with the loader in Python."""
    monkeypatch.setattr(document_yaml, "_loader", lambda: LOADERS[request.param])
    return request.param


def tree(text, syntax):
    root, diagnostics = parse(Source("spec", text), syntax)
    assert diagnostics == ()
    assert root is not None
    return root


def faults(text, syntax):
    _, diagnostics = parse(Source("spec", text), syntax)
    return diagnostics


def marked(text, location):
    return text[location.span.start : location.span.end]


def plain(node):
    if isinstance(node, Array):
        return [plain(item) for item in node.items]
    if isinstance(node, Object):
        return {entry.key.value: plain(entry.value) for entry in node.entries}
    return node.value


def scalars(node):
    if isinstance(node, Array):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, Object):
        for entry in node.entries:
            yield entry.key
            yield from scalars(entry.value)
    else:
        yield node


def assert_spans_nest(node, outer, text):
    span = node.location.span
    assert 0 <= outer.start <= span.start <= span.end <= outer.end <= len(text)
    children = []
    if isinstance(node, Array):
        children = node.items
    elif isinstance(node, Object):
        children = [child for entry in node.entries for child in (entry.key, entry.value)]
    for child in children:
        assert_spans_nest(child, span, text)


ESCAPE = re.compile(r"\\(?:x..|u[dD][89abAB]..\\u....|u....|U........|[^\r\n])")


def assert_offsets_exact(node, text):
    """Each character that is not blank stands at its offset, as itself or as an escape."""
    for scalar in scalars(node):
        assert (scalar.extract is not None) == isinstance(scalar.value, str)
        if scalar.extract is None:
            continue
        value, offsets, span = scalar.value, list(scalar.extract.offsets), scalar.location.span
        assert scalar.extract.text == value
        assert len(offsets) == len(value) + 1
        assert offsets == sorted(offsets)
        assert span.start <= offsets[0]
        assert offsets[-1] <= span.end
        for char, offset in zip(value, offsets, strict=False):
            escape = ESCAPE.match(text, offset) if text[span.start] == '"' else None
            if escape:
                decoded = yaml.compose(f'"{escape[0]}"', Loader=yaml.BaseLoader).value
                # A pair of JSON's escapes are two half characters to YAML.
                assert decoded.encode("utf-16", "surrogatepass").decode("utf-16") == char
            elif char not in " \t\n":
                assert text[offset] == char


# What is right

DEEP = reduce(lambda inner, _: [inner], range(MAX_DEPTH - 1), [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        ("[]", []),
        (" \r\n\t[ ]\n", []),
        ('"EMP"', "EMP"),
        ("0", 0),
        ("-0", 0),
        ("1.5e3", 1500.0),
        ("1E-2", 0.01),
        ("null", None),
        ("[true, false, null]", [True, False, None]),
        ('{"a": {"b": [1, "x"]}, "": 2}', {"a": {"b": [1, "x"]}, "": 2}),
        (r'"\" \\ \/ \b \f \n \r \t \u00e9 \u0000"', '" \\ / \b \f \n \r \t \u00e9 \0'),
        (r'"\ud83d\ude00\uD83D\uDE00"', "\U0001f600\U0001f600"),
        ('"é \U0001f600 \xa0"', "é \U0001f600 \xa0"),
        ("1" * document_tree.MAX_DIGITS, int("1" * document_tree.MAX_DIGITS)),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, DEEP),
    ],
)
def test_json_values(text, value):
    read = plain(tree(text, "json"))
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb:\n- x\n- [y, z]\n- {k: v}\n", {"a": 1, "b": ["x", ["y", "z"], {"k": "v"}]}),
        ("--- # comment\na: 1\n...\n", {"a": 1}),
        ("[~, null, Null, NULL]", [None] * 4),
        ("a:\nb: ~", {"a": None, "b": None}),
        ("[true, True, TRUE, false, False, FALSE]", [True] * 3 + [False] * 3),
        ("[0, -0, 7, +7, -12]", [0, 0, 7, 7, -12]),
        ("[1.5, -2.0e3, 1e2]", [1.5, -2000.0, 100.0]),
        ("[no, yes, on, off, y, n]", ["no", "yes", "on", "off", "y", "n"]),
        ("[012, 1_000, 0x1F, 0o17, .5, 1., 1e]", ["012", "1_000", "0x1F", "0o17", ".5", "1.", "1e"]),
        ("- 12:30\n- 2024-01-31\n- 1 2\n- =", ["12:30", "2024-01-31", "1 2", "="]),
        ("['1', \"true\", '~', '']", ["1", "true", "~", ""]),
        ("a: |\n  1\nb: >-\n  null\n", {"a": "1\n", "b": "null"}),
        ("'1': x\n\"true\": y\n'<<': z", {"1": "x", "true": "y", "<<": "z"}),
        ("- ='EMP'\n- <='M'\n- <>'X'\n- ^='Y'", ["='EMP'", "<='M'", "<>'X'", "^='Y'"]),
        ("- NOT LIKE 'A%'\n- IN ('A', 'B')", ["NOT LIKE 'A%'", "IN ('A', 'B')"]),
        ("? a\n: b", {"a": "b"}),
        ("[a: b]", [{"a": "b"}]),
        ("a: 'it''s'\nb: \"\\x41\\u00e9\\U0001F600\\\n  x\"", {"a": "it's", "b": "Aé\U0001f600x"}),
        ("a: b\r\n   c\r\nd: |\r\n  e\r\n  f\r\n", {"a": "b c", "d": "e\nf\n"}),
        ('{"a": [1, 2.5, "x", null]}', {"a": [1, 2.5, "x", None]}),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, DEEP),
    ],
)
def test_yaml_values(loader, text, value):
    read = plain(tree(text, "yaml"))
    assert repr(read) == repr(value)


def test_json_locations():
    text = '{ "mode": [1, "x"], "n": {} }\n'
    root = tree(text, "json")
    assert marked(text, root.location) == text.strip()
    first, second = root.entries
    assert marked(text, first.key.location) == '"mode"'
    assert marked(text, first.value.location) == '[1, "x"]'
    assert [marked(text, item.location) for item in first.value.items] == ["1", '"x"']
    assert marked(text, second.value.location) == "{}"


def test_yaml_locations(loader):
    text = (
        "# c\n'mode': [1, x]\n\nlist:\n- a: 1\n  b: \"y\"\n- |\n  z\n\n  # no comment\n\n"
        "last:\n  k: é\U0001f600 v\n\n# end\n"
    )
    root = tree(text, "yaml")
    assert marked(text, root.location) == text[4:].removesuffix("\n\n# end\n")
    mode, several, last = root.entries
    assert marked(text, mode.key.location) == "'mode'"
    assert marked(text, mode.value.location) == "[1, x]"
    assert marked(text, several.value.location) == '- a: 1\n  b: "y"\n- |\n  z\n\n  # no comment'
    assert marked(text, several.value.items[0].location) == 'a: 1\n  b: "y"'
    assert marked(text, several.value.items[1].location) == "|\n  z\n\n  # no comment"
    assert marked(text, last.value.location) == "k: é\U0001f600 v"
    assert marked(text, last.value.entries[0].value.location) == "é\U0001f600 v"


@pytest.mark.parametrize(
    ("syntax", "text", "part", "written"),
    [
        ("json", r'"a\n\ud83d\ude00EMP"', "EMP", "EMP"),
        ("json", r'"a\n\ud83d\ude00EMP"', "\U0001f600", r"\ud83d\ude00"),
        ("json", r'"!=\u0027EMP\u0027"', "'EMP'", r"\u0027EMP\u0027"),
        ("yaml", "!='EMP'"[1:], "EMP", "EMP"),
        ("yaml", "'!=''EMP'''", "'EMP'", "''EMP''"),
        ("yaml", '"a\\tb\\U0001F600c"', "\U0001f600c", "\\U0001F600c"),
        ("yaml", '"a \\\n   EMP\n\n  x"', "EMP\nx", "EMP\n\n  x"),
        ("yaml", "IN ('A',\n    'B')", "'A', 'B'", "'A',\n    'B'"),
        ("yaml", "|1-  # header\n  IN (\n    'B')\n", "'B'", "'B'"),
        ("yaml", ">\r\n  IN (\r\n  'A',\r\n  'B')\r\n", "'A', 'B'", "'A',\r\n  'B'"),
        ("yaml", "|\r\n  a\r\n   b\r\n", "\n b", "\r\n   b"),
    ],
)
def test_extract_finds_a_part_in_the_file(loader, syntax, text, part, written):
    scalar = tree(text, syntax)
    start = scalar.value.index(part)
    assert marked(text, scalar.extract.locate(start, start + len(part))) == written


def test_repeated_keys_come_with_the_tree():
    text = '{"a": 1, "b": [{"a": 2}], "a": 3, "a": 4}'
    root, diagnostics = parse(Source("spec", text), "json")
    assert [entry.value.location.span.start for entry in root.entries] == [6, 14, 31, 39]
    assert [(d.code, d.message, marked(text, d.location)) for d in diagnostics] == [
        ("DP007", "key `a` is given twice", '"a"'),
        ("DP007", "key `a` is given twice", '"a"'),
    ]
    assert [d.location.span.start for d in diagnostics] == [26, 34]
    assert [(label.text, label.location.span.start) for d in diagnostics for label in d.labels] == [
        ("first given here", 1),
        ("first given here", 1),
    ]


def test_keys_of_yaml_are_compared_as_values():
    assert [d.message for d in faults("a: 1\n'a': 2\nb:\n- {c: 1, \"c\": 2}", "yaml")] == [
        "key `a` is given twice",
        "key `c` is given twice",
    ]


def test_parsers_are_imported_on_use_only():
    code = "import sys, dpspec.document; print(sorted({'lark', 'yaml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# What is wrong


@pytest.mark.parametrize(
    ("data", "message", "help_"),
    [
        (
            b"\xef\xbb\xbf{}",
            "file begins with a UTF-8 byte order mark",
            "save it as UTF-8 without a byte order mark (BOM)",
        ),
        ("{}".encode("utf-16"), "file is UTF-16, not UTF-8", "save it as UTF-8 without a byte order mark (BOM)"),
        (b"\xfe\xff\0{\0}", "file is UTF-16, not UTF-8", "save it as UTF-8 without a byte order mark (BOM)"),
        ("{}".encode("utf-32"), "file is UTF-32, not UTF-8", "save it as UTF-8 without a byte order mark (BOM)"),
        (b"\0\0\xfe\xff\0\0\0{", "file is UTF-32, not UTF-8", "save it as UTF-8 without a byte order mark (BOM)"),
    ],
)
def test_decode_refuses_byte_order_marks(data, message, help_):
    source, (diagnostic,) = decode(data, "spec.json")
    assert source is None
    assert (diagnostic.code, diagnostic.message, diagnostic.help) == ("DP001", message, help_)
    assert diagnostic.location.source.name == "spec.json"


def test_decode():
    source, diagnostics = decode("é\r\n\U0001f600".encode(), "spec.yaml")
    assert diagnostics == ()
    assert (source.name, source.text) == ("spec.yaml", "é\r\n\U0001f600")


def test_decode_shows_every_byte_that_is_not_utf8():
    source, diagnostics = decode("é\nb\xe9".encode() + b"\xe9\xff c\xc3", "spec.yaml")
    assert source is None
    assert [(d.code, d.message) for d in diagnostics] == [
        ("DP001", "`0xe9` is not UTF-8"),
        ("DP001", "`0xff` is not UTF-8"),
        ("DP001", "`0xc3` is not UTF-8"),
    ]
    assert [(d.location.position.line, d.location.position.column) for d in diagnostics] == [(2, 3), (2, 4), (2, 7)]
    assert {d.location.source.text for d in diagnostics} == {"é\nbé\ufffd\ufffd c\ufffd"}


def test_decode_takes_surrogates_for_no_utf8():
    assert {d.code for d in decode("\ud800".encode("utf-8", "surrogatepass"), "x")[1]} == {"DP001"}


def test_size():
    source, (diagnostic,) = decode(b" " * (MAX_BYTES + 1), "big")
    assert source is None
    assert (diagnostic.code, diagnostic.message) == ("DP006", "document of 16777217 bytes is too large")
    (diagnostic,) = faults(" " * (MAX_BYTES + 1), "json")
    assert (diagnostic.code, diagnostic.message) == ("DP006", "document of 16777217 characters is too large")
    assert decode(b" " * MAX_BYTES, "big")[1] == ()


@pytest.mark.parametrize("syntax", ["json", "yaml"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeff[]", [("DP001", "text begins with a byte order mark", 0)]),
        ("[\ufeff]", [("DP002", "byte order mark U+FEFF in the text", 1)]),
        ('["\0"]', [("DP002", "control character U+0000 in the text", 2)]),
        ("[]\x1b[2J", [("DP002", "control character U+001B in the text", 2)]),
        ("\x7f\x85", [("DP002", f"control character U+00{n} in the text", i) for i, n in enumerate(("7F", "85"))]),
        ("\u2028", [("DP002", "line separator U+2028 in the text", 0)]),
        ("\u2029", [("DP002", "paragraph separator U+2029 in the text", 0)]),
        (
            "\ud800 \udfff",
            [("DP002", "lone surrogate U+D800 in the text", 0), ("DP002", "lone surrogate U+DFFF in the text", 2)],
        ),
        ("\uffff", [("DP002", "noncharacter U+FFFF in the text", 0)]),
        ("", [("DP008", "document is empty", 0)]),
        (" \r\n", [("DP008", "document is empty", 0)]),
    ],
)
def test_characters(syntax, text, expected):
    assert [(d.code, d.message, d.location.span.start) for d in faults(text, syntax)] == expected


def test_many_faults_of_a_kind_are_cut_short():
    found = faults("\x01" * 5000, "json")
    assert len(found) == document_tree.MAX_REPORTS + 1
    assert found[-1].message == "more faults of this kind (control character) are not shown"
    assert len(decode(b"\xff" * 5000, "x")[1]) == document_tree.MAX_REPORTS + 1
    assert len(faults("{" + ",".join(['"a":1'] * 500) + "}", "json")) == document_tree.MAX_REPORTS + 1


SEVERAL = "a file holds one document"
NO_COMMENTS = "JSON has no comments: remove it, or write the document in YAML, where `#` begins one"
BRACKETS = "keys stand in `{` and `}`, list items in `[` and `]`"
FINITE = "JSON has finite numbers only"
DECIMAL = "JSON has decimal numbers only; text stands in double quotes"
ESCAPES = r"""a backslash is written `\\`; JSON knows `\" \\ \/ \b \f \n \r \t` and `\u` with four hex digits"""
CLOSE = r'close it with `"`; a line break inside a string is written `\n`'


@pytest.mark.parametrize(
    ("text", "at", "message", "help_"),
    [
        # separators
        ("[1,2,]", ",", "`,` before `]`", "leave out the last `,`"),
        ('{"a":1, }', ",", "`,` before `}`", "leave out the last `,`"),
        ('{"a":1\n"b":2}', "", "`,` is missing", 'what comes next is `"b"`'),
        ("[1 [2]]", "", "`,` is missing", "what comes next is `[`"),
        ("[true false]", "", "`,` is missing", "what comes next is `false`"),
        ("[,1]", ",", "nothing stands before `,`", "leave it out"),
        ("[1,,2]", ",", "nothing stands before `,`", "leave it out"),
        ('{"a" 1}', "", "`:` is missing after the key", None),
        ('{"a", "b"}', "", "`:` is missing after the key", None),
        ('{"a"}', "", "`:` is missing after the key", None),
        ('{"a": }', "", "value is missing after `:`", None),
        ('{"a": , "b": 1}', "", "value is missing after `:`", None),
        ('{"a" = 1}', "=", "`=` cannot stand here", "JSON has `:` for it"),
        ('["a"; "b"]', ";", "`;` cannot stand here", "JSON has `,` for it"),
        ('["a": 1]', ":", "`:` in a list", BRACKETS),
        ('{"a": 1: 2}', ":", "`:` does not follow a key", BRACKETS),
        ('"a": 1', ":", "`:` outside of all brackets", BRACKETS),
        # brackets
        ('{"a": [1', "[", "`[` is never closed", "a `]` is missing"),
        ('{"a": ', "{", "`{` is never closed", "a `}` is missing"),
        ('{"a": [1}', "}", "`}` where `]` is needed", None),
        ("]", "]", "`]` closes nothing", None),
        ("{}}", "}", "`}` closes nothing", None),
        # keys
        ("{schemas: 1}", "schemas", "key `schemas` is not in double quotes", 'write `"schemas"`'),
        ("{1: 2}", "1", "key is not a string", "keys stand in double quotes"),
        ('{["a"]: 2}', "[", "key is not a string", "keys stand in double quotes"),
        # strings
        ("['EMP']", "'EMP'", "string in single quotes", "JSON takes double quotes"),
        ("[“EMP”]", "“", "typographic quote `“`", 'use the straight quote `"`'),
        ("[EMP]", "EMP", "text `EMP` is not in double quotes", 'write `"EMP"`'),
        ("[%U]", "%", "`%` cannot stand here", "text stands in double quotes"),
        ("[`]", "`", r"`\x60` cannot stand here", "text stands in double quotes"),
        ('["IN ("A")"]', "A", "text directly after a string", r'a `"` inside a string is written `\"`'),
        ('["abc', '"', "string is never closed", 'a `"` is missing'),
        ('["abc\\', '"', "string is never closed", 'a `"` is missing'),
        ('["abc\n"]', '"', "string is not closed at the end of its line", CLOSE),
        ('["a\tb"]', "\t", "tab inside a string", r"write it as `\t`"),
        (r'["\q"]', r"\q", r"bad escape `\q`", ESCAPES),
        (r'["\u12g4"]', r"\u12", r"bad escape `\u12`", ESCAPES),
        (r"""["\'"]""", r"\'", r"bad escape `\'`", "a single quote needs no backslash"),
        (r'["\ud83dx"]', r"\ud83d", r"`\ud83d` is half a surrogate pair", "write both halves, or the character itself"),
        (r'["\ude00\ud83d"]', None, r"`\ude00` is half a surrogate pair", "write both halves, or the character itself"),
        # numbers and constants
        ("[012]", "012", "number `012` begins with a zero", "leave the zero out, or quote it if it is text"),
        ("[+1]", "+1", "number `+1` begins with `+`", "leave the `+` out"),
        ("[-.5]", "-.5", "number `-.5` begins with its point", "write a `0` before the point"),
        ("[1.]", "1.", "number `1.` ends with its point", "write a `0` after the point, or leave the point out"),
        ("[0x1F]", "0x1F", "`0x1F` is not a number in JSON", DECIMAL),
        ("[10G]", "10G", "`10G` is not a number in JSON", DECIMAL),
        ("[NaN]", "NaN", "number `NaN` is not in JSON", FINITE),
        ("[-Infinity]", "-Infinity", "number `-Infinity` is not in JSON", FINITE),
        ("[1e400]", "1e400", "number `1e400` is too large", None),
        ("[" + "1" * 641 + "]", "1" * 641, f"number `{'1' * 29}…` is too large", None),
        ("[True]", "True", "`True` is not JSON", "write `true`"),
        ("[None]", "None", "`None` is not JSON", "write `null`"),
        # comments and the rest
        ("{ // c\n}", "// c", "comment in JSON", NO_COMMENTS),
        ("[/* c */]", "/* c */", "comment in JSON", NO_COMMENTS),
        ("# c\n{}", "# c", "comment in JSON", NO_COMMENTS),
        ("[\xa01]", "\xa0", r"`\xa0` cannot stand here", "it only looks like a space"),
        ("[] []", None, "second document in the same file", SEVERAL),
        ("{} x", "x", "text after the end of the document", SEVERAL),
    ],
)
def test_json_faults(text, at, message, help_):
    diagnostic = faults(text, "json")[0]
    assert (diagnostic.message, diagnostic.help) == (message, help_)
    assert diagnostic.code == ("DP008" if "second" in message else "DP003")
    if at is not None:
        assert marked(text, diagnostic.location) == at


@pytest.mark.parametrize(
    ("text", "start"),
    [('{"a":1 \n "b":2}', 6), ('{"a"  1}', 4), ('{"a":\n}', 5), ("[1,\n2,\n]", 5), ("[1] [2]", 4), ("[1,[2}]", 5)],
)
def test_json_faults_stand_where_the_mistake_is(text, start):
    assert faults(text, "json")[0].location.span.start == start


def test_a_bracket_is_shown_with_the_one_that_it_should_close():
    text = '{"a": [1, 2}'
    (label,) = faults(text, "json")[0].labels
    assert (label.text, label.location.span.start) == ("begins here", 6)


NEXT_LINE = "begin the list on the next line, or quote the value if it is text"
NEITHER = "a key ends with `:` and a space, a list item begins with `-` and a space"
DOUBLE = r"in double quotes a backslash is written `\\`, in single quotes as it is"
TAG = "leave it out, or quote the value if it is text"
HEX = r"`\x`, `\u` and `\U` take the 2, 4 or 8 hex digits of one character"
SAME_COLUMN = "begin all keys of one object, and the `-` of all items of one list, in the same column"
CONTINUES = "begin all keys of one object in the same column, and end a key with `:` even if an object follows"


@pytest.mark.parametrize(
    ("text", "code", "at", "message", "help_"),
    [
        # expressions that need quotes
        ("- !='EMP'", "DP005", "!='EMP'", "`!='EMP'` is a YAML tag", "quote the expression: \"!='EMP'\""),
        ("- != 'EMP' # c", "DP005", "!=", "`!=` is a YAML tag", "quote the expression: \"!= 'EMP'\""),
        ("- !=EMP%", "DP005", "!", "`!` begins a YAML tag", 'quote the value: "!=EMP%"'),
        ("- >='M'", "DP004", ">", "`>` begins a block of text on the lines below", "quote the expression: \">='M'\""),
        ("- > 'M'", "DP004", ">", "`>` begins a block of text on the lines below", "quote the expression: \"> 'M'\""),
        ("f: [a, %U]", "DP004", "%", "`%` cannot begin a value without quotes", 'quote the value: "%U"'),
        ("- @x", "DP004", "@", "`@` cannot begin a value without quotes", 'quote the value: "@x"'),
        ("- `x`", "DP004", "`", r"`\x60` cannot begin a value without quotes", r'quote the value: "\x60x\x60"'),
        ("a: ? b", "DP004", "?", "`?` cannot begin a value without quotes", 'quote the value: "? b"'),
        ("- *.dmp", "DP005", "*", "`*` begins a YAML alias", 'quote the value: "*.dmp"'),
        ("- & b", "DP005", "&", "`&` begins a YAML anchor", 'quote the value: "& b"'),
        (
            "- LIKE 'A%': x",
            "DP005",
            "LIKE 'A%'",
            "`:` makes a key of `LIKE 'A%'`",
            "quote the expression: \"LIKE 'A%': x\"",
        ),
        ("a: LIKE 'A': x", "DP004", ":", "`:` inside a value without quotes", "quote the expression: \"LIKE 'A': x\""),
        ("- 'A', 'B'", "DP004", ", 'B'", "text after the closing `'`", "quote the expression: \"'A', 'B'\""),
        ("a: 'A' OR 'B' # c", "DP004", "OR 'B'", "text after the closing `'`", "quote the expression: \"'A' OR 'B'\""),
        ("- 'LIKE 'A%''", "DP004", "A%''", "text after the closing `'`", "quote the expression: \"LIKE 'A%'\""),
        ('- "IN ("A")"', "DP004", 'A")"', 'text after the closing `"`', r'quote the value: "IN (\"A\")"'),
        ("- [a] b", "DP004", "b", "text after the closing `]`", 'quote the value: "[a] b"'),
        (f"- !='{'x' * 99}'", "DP005", None, f"`!='{'x' * 56}…` is a YAML tag", "quote the expression"),
        # what a spec does not use
        ("a: &x b", "DP005", "&x", "`&x` is a YAML anchor", TAG),
        ("&x\na: b", "DP005", "&x", "`&x` is a YAML anchor", TAG),
        ("- &x [a]", "DP005", "&x", "`&x` is a YAML anchor", TAG),
        ("a: *x", "DP005", "*x", "`*x` is a YAML alias", "write the value out, or quote it if it is text"),
        ("a: !!str 012", "DP005", "!!str", "`!!str` is a YAML tag", TAG),
        ("!x [&y {a: b}, c]", "DP005", "!x", "`!x` is a YAML tag", TAG),
        ("- !x # c\n  []", "DP005", "!x", "`!x` is a YAML tag", TAG),
        ("a: ! b", "DP005", "!", "`!` is a YAML tag", TAG),
        ("a: !e!x b", "DP005", "!", "`!` begins a YAML tag", 'quote the value: "!e!x b"'),
        ("<<: {a: b}", "DP005", "<<", "`<<` is a YAML merge key", "write the keys out"),
        ("%YAML 1.2\n---\na: b", "DP005", "%YAML 1.2", "`%YAML 1.2` is a YAML directive", "leave it out"),
        ("1: a", "DP005", "1", "key `1` is not a string", "put it in quotes"),
        ("~: a", "DP005", "~", "key `~` is not a string", "put it in quotes"),
        ("? [a]\n: b", "DP005", "[a]", "key is not a string", "a key is one word, or a text in quotes"),
        ("?\n: a", "DP005", "", "key is missing before `:`", None),
        ("a: .nan", "DP005", ".nan", "`.nan` is not a finite number", "quote it if it is text"),
        ("a: -.INF", "DP005", "-.INF", "`-.INF` is not a finite number", "quote it if it is text"),
        ("a: 1e999", "DP004", "1e999", "number `1e999` is too large", None),
        ("a: " + "9" * 641, "DP004", "9" * 641, f"number `{'9' * 29}…` is too large", None),
        # documents
        ("a: 1\n--- b\n", "DP008", "---", "second document in the same file", SEVERAL),
        ("---\n---\n", "DP008", "---", "second document in the same file", SEVERAL),
        ("a: 1\n...\nb: 2", "DP004", "b", "text after the end of the document", SEVERAL),
        ("---\n", "DP008", "", "document is empty", None),
        ("# c\n", "DP008", "", "document is empty", None),
        # indentation
        ("a:\n\t- b", "DP004", "\t", "tab where YAML takes only spaces", "indent with spaces"),
        ("a: b\n\tc: d", "DP004", "\t", "tab where YAML takes only spaces", "indent with spaces"),
        ("a:\n    b: 1\n  c: 2", "DP004", "c", "indentation does not fit the lines above", SAME_COLUMN),
        ("a: b\n- c", "DP004", "-", "indentation does not fit the lines above", SAME_COLUMN),
        ("a: 1\n  b: 2", "DP004", "b", "key `b` continues the value above", CONTINUES),
        ("a: - b", "DP004", "-", "list begins in the line of its key", NEXT_LINE),
        ("a: 1\nfoo\nc: 2", "DP004", "foo", "`foo` is neither a key nor a list item", NEITHER),
        (": a", "DP004", ":", "key is missing before `:`", None),
        ("a\n%b\n  : c", "DP004", ":", "key is missing before `:`", None),
        ("a\n  : b", "DP004", ":", "key is missing before `:`", None),
        # brackets and quotes
        ("a: [b, c\n", "DP004", "[", "`[` is never closed", "a `]` is missing"),
        ("a: [b, {c: ", "DP004", "{", "`{` is never closed", "a `}` is missing"),
        ("a: [b: ", "DP004", "[", "`[` is never closed", "a `]` is missing"),
        ("[", "DP004", "[", "`[` is never closed", "a `]` is missing"),
        ("a: {b: [c}", "DP004", "}", "`}` where `]` is needed", None),
        ("a: {b: c: d}", "DP004", ":", "`,` or `}` is missing", "a value with `:` or brackets in it stands in quotes"),
        ("a: [b,,c]", "DP004", ",", "`,` where a value is expected", None),
        ("a: ]", "DP004", "]", "`]` where a value is expected", None),
        ("a: 'b", "DP004", "'", "`'` is never closed", "a second `'` is missing"),
        ('a: "b\n---\n', "DP004", '"', '`"` is never closed', 'a second `"` is missing'),
        ('a: "\\q"', "DP004", r"\q", r"bad escape `\q`", DOUBLE),
        ('a: "\\x4"', "DP004", r"\x4", r"bad escape `\x4`", HEX),
        ('a: "b\\ud800"', "DP004", r"\ud800", r"bad escape `\ud800`", HEX),
        ('a: "\\UFFFFFFFF"', "DP004", r"\UFFFFFFFF", r"bad escape `\UFFFFFFFF`", HEX),
    ],
)
def test_yaml_faults(loader, text, code, at, message, help_):
    diagnostic = faults(text, "yaml")[0]
    assert (diagnostic.code, diagnostic.message, diagnostic.help) == (code, message, help_)
    if at is not None:
        assert marked(text, diagnostic.location) == at


def test_a_bracket_after_a_tag_and_a_comment(loader):
    found = faults("!x # c\n[", "yaml")
    assert [d.message for d in found] == ["`!x` is a YAML tag", "text ends where a value is expected"]


def test_an_error_without_words_of_its_own():
    mark = yaml.Mark("spec", 2, 0, 2, None, None)
    fault = document_yaml_faults.explain("a: b", yaml.MarkedYAMLError("while \x1b", mark, "new \x1b", mark), None, None)
    assert (fault.code, fault.message, fault.span) == ("DP004", r"text is not YAML: new \x1b", Span(2, 3))


def test_directives_only_some_loaders_know(loader):
    found = faults("# c\n\n%FOO bar\n%TAG !e! tag:x,1:\n---\na: &b c", "yaml")
    assert [d.message for d in found] == [
        "`%FOO bar` is a YAML directive",
        "`%TAG !e! tag:x,1:` is a YAML directive",
        "`&b` is a YAML anchor",
    ]


def test_a_directive_after_the_document():
    assert [d.code for d in faults("a: 1\n%FOO", "yaml")] == ["DP005"]


def test_a_directive_after_the_document_which_the_loader_in_python_skips(monkeypatch):
    monkeypatch.setattr(document_yaml, "_loader", lambda: yaml.SafeLoader)
    assert [d.message for d in faults("a: 1\n%FOO\n  : b", "yaml")] == ["key is missing before `:`"]


def test_all_yaml_features_are_found_in_one_run(loader):
    text = "a: &x 1\nb: *x\nc: !t 2\n1: d\n<<: e\na: f\ng: &y !u {h: 1}\n"
    root, diagnostics = parse(Source("spec", text), "yaml")
    assert root is None
    assert [(d.code, marked(text, d.location)) for d in diagnostics] == [
        ("DP005", "&x"),
        ("DP005", "*x"),
        ("DP005", "!t"),
        ("DP005", "1"),
        ("DP005", "<<"),
        ("DP007", "a"),
        ("DP005", "&y"),
        ("DP005", "!u"),
    ]


def test_indentation_is_shown_with_the_block_that_it_does_not_fit(loader):
    (label,) = faults("x:\n  a: 1\n y: 2", "yaml")[0].labels
    assert (label.text, label.location.span.start) == ("begins here", 0)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "- " * 100_000, "{a: " * 100_000, "? " * 100_000, "\n".join(" " * n + "a:" for n in range(500))],
    ids=["brackets", "dashes", "braces", "keys", "block"],
)
def test_yaml_depth(loader, text):
    (diagnostic,) = faults(text, "yaml")
    assert (diagnostic.code, diagnostic.message) == ("DP006", "document is nested too deeply")
    assert diagnostic.help == "32 levels are the limit"


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 33 + "]" * 33])
def test_json_depth(text):
    (diagnostic,) = faults(text, "json")
    assert (diagnostic.code, diagnostic.message) == ("DP006", "document is nested too deeply")
    assert diagnostic.location.span.start == 32 * text.index(text[0], 1)


def test_brackets_in_strings_do_not_nest():
    assert plain(tree(json.dumps(["[" * 50 + '\\"{' * 50]), "json")) == ["[" * 50 + '\\"{' * 50]


@pytest.mark.parametrize(("syntax", "text"), [("json", '[1, {"a": 2}, 3]'), ("yaml", "[1, {a: 2}, 3]")])
def test_number_of_values(monkeypatch, syntax, text):
    for module in ("document_json", "document_yaml", "document_tree"):
        monkeypatch.setattr(f"dpspec.{module}.MAX_NODES", 6)
    assert faults(text, syntax) == ()
    monkeypatch.setattr(f"dpspec.document_{syntax}.MAX_NODES", 4)
    (diagnostic,) = faults(text, syntax)
    assert (diagnostic.code, diagnostic.message) == ("DP006", "document has too many values")


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        ("json", json.dumps(["EMP"] * 20_000)),
        ("yaml", "- EMP\n" * 20_000),
        ("json", '"' + "x" * 3_000_000 + '"'),
        ("json", '"' + r"\n" * 300_000 + '"'),
        ("yaml", '"' + r"\n" * 300_000 + '"'),
        ("yaml", "|\n" + "  x\n" * 100_000),
    ],
    ids=["json items", "yaml items", "json string", "json escapes", "yaml escapes", "yaml lines"],
)
def test_large_documents(syntax, text):
    assert plain(tree(text, syntax)) == (json.loads(text) if syntax == "json" else yaml.safe_load(text))


def test_a_message_shows_no_control_sequence():
    text = r'{"\u001b[2J\u202e": 1, "\u001b[2J\u202e": 2}'
    (diagnostic,) = faults(text, "json")
    assert diagnostic.message == r"key `\x1b[2J\u202e` is given twice"


def test_threads_do_not_mix():
    texts = [json.dumps([f"{n}"] * 300) for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        roots = list(pool.map(lambda text: tree(text, "json"), texts))
    for text, root in zip(texts, roots, strict=True):
        assert plain(root) == json.loads(text)
        assert {scalar.extract.source.text for scalar in scalars(root)} == {text}


# Properties

GOOD_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"),
        st.sampled_from(" \n\t'\"\\#:-[]{},&*!|>%@`é\U0001f600ab1"),
    ),
    max_size=20,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | GOOD_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(GOOD_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 2]))
@settings(max_examples=300, deadline=None)
def test_json_dumps_reads_back(value, ensure_ascii, indent):
    text = json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)
    root = tree(text, "json")
    assert repr(plain(root)) == repr(json.loads(text))
    assert_offsets_exact(root, text)
    assert_spans_nest(root, root.location.span, text)


JSON_WORDS = r"""{} [1, {"k": "a" "\n" 0 01 1.5 1e5 1e400 true null True NaN -Infinity a \u00e9 \ud83d \ude00"""
JSON_PIECES = st.sampled_from([*"{}[]:,\"'\\ \n\t.e+-/#=é\xa0\x0b\ufeff", *JSON_WORDS.split()])


def refuse(constant):
    raise ValueError(constant)


@given(VALUES, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 2), JSON_PIECES), max_size=3))
@settings(max_examples=500, deadline=None)
def test_json_is_accepted_as_the_standard_library_does(value, edits):
    text = json.dumps(value)
    for place, length, piece in edits:
        text = text[: place % (len(text) + 1)] + piece + text[place % (len(text) + 1) + length :]
    try:
        expected = json.loads(text, parse_constant=refuse)
    except ValueError:
        assert faults(text, "json")
        return
    root, found = parse(Source("spec", text), "json")
    for diagnostic in found:
        assert diagnostic.code in ("DP001", "DP002", "DP006", "DP007") or re.search(
            r"^number .* is too large$|is half a surrogate pair$", diagnostic.message
        )
    if not found:
        assert repr(plain(root)) == repr(expected)


NUMBER_LIKE = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
YAML_TEXT = GOOD_TEXT.filter(lambda text: not NUMBER_LIKE.fullmatch(text))


@pytest.mark.parametrize("name", ["c", "python"])
@given(
    data=st.lists(YAML_TEXT | st.lists(YAML_TEXT, max_size=3), max_size=4)
    | st.dictionaries(YAML_TEXT, YAML_TEXT | st.lists(YAML_TEXT, max_size=3), max_size=4),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    flow=st.booleans(),
    unicode=st.booleans(),
    width=st.sampled_from([5, 80]),
    line_break=st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(max_examples=300, deadline=None)
def test_yaml_dump_reads_back(name, data, style, flow, unicode, width, line_break):
    text = yaml.safe_dump(
        data, default_style=style, default_flow_style=flow, allow_unicode=unicode, width=width, line_break=line_break
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_yaml, "_loader", lambda: LOADERS[name])
        root = tree(text, "yaml")
    assert spelled(root, text) == composed(yaml.compose(text, Loader=BASE_LOADERS[name]))
    assert_offsets_exact(root, text)
    assert_spans_nest(root, root.location.span, text)


YAML_WORDS = r"""- a ? [ ] { } ' '' " \" \n \x41 \U0001F600 \uD800 \UFFFFFFFF \ | |- |+ |2 > >- >1 é ! !='x' &a *a % @ `
    << ~ true 1 1e3 .inf --- ..."""
YAML_BLANKS = " /\n/\n /\n  /\n\n/\r\n/\r/\t/- /b: /: /, / #c/x  y/\\\n/\\\r\n/\xa0/\U0001f600"
YAML_BLOCKS = ["|\n  a\n   b\n\n  c\n", ">\n  a\n  b\n\n   c\n", '"a\n  b\\\n  c\n\n  d"\n', "'a\n  b''\n\n  d'\n"]
YAML_PIECES = st.sampled_from([*YAML_WORDS.split(), *YAML_BLANKS.split("/"), *(f"k: {block}" for block in YAML_BLOCKS)])


def spelled(node, text):
    """Give the tree as lists and pairs, scalars that are no strings as they are written."""
    if isinstance(node, Array):
        return [spelled(item, text) for item in node.items]
    if isinstance(node, Object):
        return [(spelled(entry.key, text), spelled(entry.value, text)) for entry in node.entries]
    assert isinstance(node, Scalar)
    return node.value if node.extract else marked(text, node.location)


def composed(node):
    if isinstance(node, yaml.SequenceNode):
        return [composed(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return [(composed(key), composed(value)) for key, value in node.value]
    return node.value


@pytest.mark.parametrize("name", ["c", "python"])
@given(st.lists(YAML_PIECES, max_size=14).map("".join))
@settings(max_examples=800, deadline=None)
def test_yaml_is_read_as_the_library_does(name, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_yaml, "_loader", lambda: LOADERS[name])
        root, found = parse(Source("spec", text), "yaml")
    assume(root is not None and all(diagnostic.code == "DP007" for diagnostic in found))
    assert spelled(root, text) == composed(yaml.compose(text, Loader=BASE_LOADERS[name]))
    assert_offsets_exact(root, text)
    assert_spans_nest(root, root.location.span, text)


@pytest.mark.parametrize(("syntax", "name"), [("json", "c"), ("yaml", "c"), ("yaml", "python")])
@given(st.text() | st.text("-:[]{}!&*|>'\"%@`#,? \n\t\\aud8<=~.0e") | st.lists(YAML_PIECES | JSON_PIECES).map("".join))
@settings(max_examples=500, deadline=None)
def test_no_text_raises(syntax, name, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_yaml, "_loader", lambda: LOADERS[name])
        root, found = parse(Source("spec", text), syntax)
    # A tree comes with faults of its keys and of single values, or without any.
    assert root is None or {diagnostic.code for diagnostic in found} <= {"DP005", "DP007"}
    assert root is not None or found
    for diagnostic in found:
        assert diagnostic.code in {f"DP00{n}" for n in range(1, 9)}
        assert diagnostic.message.isprintable()
        assert diagnostic.help is None or diagnostic.help.isprintable()
        for location in [diagnostic.location, *(label.location for label in diagnostic.labels)]:
            assert 0 <= location.span.start <= location.span.end <= len(text)


@given(st.binary(max_size=60))
@settings(deadline=None)
def test_decode_agrees_with_python(data):
    source, found = decode(data, "spec")
    if source is None:
        assert found
        assert {diagnostic.code for diagnostic in found} == {"DP001"}
    else:
        assert (source.text, found) == (data.decode("utf-8"), ())
