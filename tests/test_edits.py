"""An edit changes one value, and leaves everything else as its author wrote it."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dpspec import document, edits
from dpspec.document import Array, Object, Scalar
from dpspec.fixer import apply
from dpspec.source import Source


def tree(text, syntax="yaml"):
    root, found = document.parse(Source("spec", text), syntax)
    assert not found
    assert isinstance(root, Object)
    return root


def entry(root, key):
    return next(each for each in root.entries if each.key.value == key)


def changed(text, edit):
    assert edit is not None
    return apply(text, [edit])


KEPT = """\
# before
a: {text}   # behind
b: 1
"""


@pytest.mark.parametrize(
    ("written", "new", "expected"),
    [
        pytest.param('"x"', 'say "y"', r'"say \"y\""', id="double quotes"),
        pytest.param("'x'", "O'NEIL", "'O''NEIL'", id="single quotes"),
        pytest.param("x", "EMP", "EMP", id="plain, to a plain text"),
        pytest.param("x", "='EMP'", "\"='EMP'\"", id="plain, to a text that needs quotes"),
        pytest.param("x", "no", '"no"', id="plain, to a word that is no text"),
    ],
)
def test_a_text_gets_the_quotes_that_were_there_or_that_it_needs(written, new, expected):
    text = KEPT.format(text=written)
    after = changed(text, edits.replace(entry(tree(text), "a").value, new))
    assert after == KEPT.format(text=expected)
    assert yaml.safe_load(after) == {"a": new, "b": 1}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("\"LIKE 'emp%'\"", "\"LIKE 'EMP%'\"", id="double quotes"),
        pytest.param("'LIKE ''emp%'''", "'LIKE ''EMP%'''", id="single quotes"),
        pytest.param("LIKE 'emp%'", "\"LIKE 'EMP%'\"", id="plain: the whole of it, in quotes"),
    ],
)
def test_a_part_of_a_text_is_changed_in_its_place(written, expected):
    text = KEPT.format(text=written)
    after = changed(text, edits.replace_part(entry(tree(text), "a").value, 5, 11, "'EMP%'"))
    assert after == KEPT.format(text=expected)


@pytest.mark.parametrize("style", ["|", "|-", ">-"])
def test_a_block_becomes_a_text_in_quotes(style):
    text = f"a: {style}\n  LIKE 'emp%'\nb: 1\n"
    end = "\\n" if style == "|" else ""
    value = entry(tree(text), "a").value
    assert changed(text, edits.replace(value, "='EMP'")) == "a: \"='EMP'\"\nb: 1\n"
    assert changed(text, edits.replace_part(value, 5, 11, "'EMP%'")) == f"a: \"LIKE 'EMP%'{end}\"\nb: 1\n"


def test_a_block_with_a_comment_or_of_several_lines_is_left_alone():
    for text in ("a: |  # why\n  LIKE 'x'\n", "a: >\n  IN ('x',\n  'y')\n"):
        value = entry(tree(text), "a").value
        at = value.extract.text.index("'x'")
        assert edits.replace(value, "='EMP'") is None
        assert edits.replace_part(value, at, at + 3, "'X'") is None


def test_quotes_over_several_lines_are_changed_in_their_place():
    text = "a: \"IN ('x',\n  'y')\"\n"
    value = entry(tree(text), "a").value
    at = value.extract.text.index("'y'")
    assert changed(text, edits.replace_part(value, at, at + 3, "'Y'")) == text.replace("'y'", "'Y'")


def test_a_key_is_not_added_where_it_is_not_sure_whose_comments_those_are():
    for text in ("{ # mine\n  a: 1\n}", "{\n  a: 1 # mine\n}"):
        assert edits.add_entry(tree(text), "n", "true") is None


@pytest.mark.parametrize("syntax", ["json", "yaml"])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20), st.data())
def test_whatever_is_written_into_quotes_is_read_back(syntax, text, data):
    quotes = ['"'] if syntax == "json" else ['"', "'"]
    quote = data.draw(st.sampled_from(quotes))
    old = "abc 'def' ghi"
    scalar = json.dumps(old) if quote == '"' else "'" + old.replace("'", "''") + "'"
    source = f'{{"a": {scalar}, "b": 2}}'
    value = entry(tree(source, syntax), "a").value
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    if any(0xFDD0 <= ord(char) <= 0xFDEF or ord(char) & 0xFFFE == 0xFFFE or char == "\ufeff" for char in text):
        return  # no document may have them
    after = changed(source, edits.replace_part(value, start, end, text))
    root, found = document.parse(Source("spec", after), syntax)
    assert not found
    assert entry(root, "a").value.value == old[:start] + text + old[end:]
    assert entry(root, "b").value.value == 2


FLOW = [
    pytest.param('{"a": [1, 2, 3]}', 0, '{"a": [2, 3]}', id="the first"),
    pytest.param('{"a": [1, 2, 3]}', 1, '{"a": [1, 3]}', id="in the middle"),
    pytest.param('{"a": [1, 2, 3]}', 2, '{"a": [1, 2]}', id="the last"),
    pytest.param('{"a": [\n  1,\n  2\n]}', 1, '{"a": [\n  1\n]}', id="the last of lines"),
    pytest.param('{"a": [\n  1,\n  2\n]}', 0, '{"a": [\n  2\n]}', id="the first of lines"),
]


@pytest.mark.parametrize(("text", "index", "expected"), FLOW)
@pytest.mark.parametrize("syntax", ["json", "yaml"])
def test_an_item_between_brackets_goes_with_its_comma(text, index, expected, syntax):
    value = entry(tree(text, syntax), "a").value
    assert isinstance(value, Array)
    assert changed(text, edits.remove_item(value, index)) == expected


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        pytest.param("a:\n  - x\n  - y\n", 0, "a:\n  - y\n", id="the first"),
        pytest.param("a:\n  - x\n  - y\n", 1, "a:\n  - x\n", id="the last"),
        pytest.param("a:\n- x\n- y", 1, "a:\n- x\n", id="the last, without a line end"),
        pytest.param("a:\r\n  - x\r\n  - y\r\n", 0, "a:\r\n  - y\r\n", id="line ends of Windows"),
        pytest.param("a:\n  - x  # why\n  - y\n", 0, "a:\n  # why\n  - y\n", id="its comment keeps a line"),
        pytest.param("a:\n  # about x\n  - x\n  - y\n", 0, "a:\n  # about x\n  - y\n", id="a comment above it stays"),
        pytest.param("a:\n  - k: 1\n    l: 2\n  - y\n", 0, "a:\n  - y\n", id="an item of several lines"),
        pytest.param("a:\n  - |\n    x\n  - y\n", 0, "a:\n  - y\n", id="a block"),
    ],
)
def test_an_item_of_lines_goes_with_its_lines(text, index, expected):
    value = entry(tree(text), "a").value
    after = changed(text, edits.remove_item(value, index))
    assert after == expected
    tree(after)


def test_the_only_item_is_not_removed():
    for text in ("a: [1]", "a:\n  - 1\n"):
        assert edits.remove_item(entry(tree(text), "a").value, 0) is None


@pytest.mark.parametrize(
    ("text", "syntax", "expected"),
    [
        pytest.param('{"a": 1, "b": 2}', "json", '{"a": 1}', id="json, the last"),
        pytest.param('{"b": 2, "a": 1}', "json", '{"a": 1}', id="json, the first"),
        pytest.param("a: 1\nb: 2  # why\nc: 3\n", "yaml", "a: 1\n# why\nc: 3\n", id="yaml, with a comment"),
        pytest.param("b:\n  - 1\n  - 2\na: 1\n", "yaml", "a: 1\n", id="yaml, a list"),
    ],
)
def test_a_key_is_removed_with_its_value(text, syntax, expected):
    root = tree(text, syntax)
    assert changed(text, edits.remove_entry(root, entry(root, "b"))) == expected


@pytest.mark.parametrize(
    ("text", "syntax", "expected"),
    [
        pytest.param('{"a": 1}', "json", '{"a": 1, "n": true}', id="json on one line"),
        pytest.param('{\n  "a": 1\n}\n', "json", '{\n  "a": 1,\n  "n": true\n}\n', id="json of lines"),
        pytest.param("{a: 1}", "yaml", "{a: 1, n: true}", id="yaml between brackets"),
        pytest.param('{"a": 1}', "yaml", '{"a": 1, "n": true}', id="yaml between brackets, with quotes"),
        pytest.param("a: 1\n", "yaml", "a: 1\nn: true\n", id="yaml"),
        pytest.param("a: 1  # why\n", "yaml", "a: 1  # why\nn: true\n", id="yaml, behind a comment"),
        pytest.param("a: 1", "yaml", "a: 1\nn: true\n", id="yaml without a line end"),
        pytest.param("a:\n  - 1\n\n# end\n", "yaml", "a:\n  - 1\nn: true\n\n# end\n", id="yaml, behind a list"),
        pytest.param("a: |\n  x\n", "yaml", "a: |\n  x\nn: true\n", id="yaml, behind a block"),
    ],
)
def test_a_key_is_added_at_the_end(text, syntax, expected):
    after = changed(text, edits.add_entry(tree(text, syntax), "n", "true"))
    assert after == expected
    assert [each.key.value for each in tree(after, syntax).entries] == ["a", "n"]


def test_a_key_is_renamed_with_the_quotes_it_has():
    for text, expected in (('{"a": 1}', '{"b": 1}'), ("a: 1", "b: 1"), ("'a': 1", "'b': 1")):
        assert changed(text, edits.rename(tree(text).entries[0], "b")) == expected


def test_edits_that_overlap_are_not_applied():
    root = tree("{a: [1, 2]}")
    value = entry(root, "a").value
    first, second = edits.remove_item(value, 0), edits.remove_item(value, 1)
    assert apply("{a: [1, 2]}", [first, second]) is None


def test_a_number_has_no_part():
    scalar = entry(tree("a: 1"), "a").value
    assert isinstance(scalar, Scalar)
    assert edits.replace_part(scalar, 0, 1, "x") is None
