"""Diagnostics as people see them."""

from __future__ import annotations

import unicodedata

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dpspec.diagnostics import CODES, Diagnostic, Label, Severity, has_errors, in_order, show
from dpspec.report import COLOUR, MAX_SHOWN, PLAIN, render, visible
from dpspec.source import Location, Source, Span
from tests.timing import assert_in_proportion


def at(text, start, end, name="job.yaml"):
    return Location(Source(name, text), Span(start, end))


def rendered(text, start, end, **more):
    return render([Diagnostic("DP040", "wrong", at(text, start, end), **more)])


def lines(text, start, end):
    """The line shown and the line with the carets, without the gutter."""
    shown = rendered(text, start, end).splitlines()
    return [line.partition("|")[2][1:] for line in shown[3:5]]


def columns(text):
    """How many columns a terminal takes for a text: nothing for marks, two for wide characters."""
    return sum(
        0 if unicodedata.category(char) in ("Mn", "Me") else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


# --- the whole, exactly ---------------------------------------------------------------------------------------------


def test_nothing_to_say():
    assert render([]) == ""


def test_a_fault_with_its_place_and_its_help():
    found = Diagnostic("DP023", "name `EMP` without quotes", at("a: 1\nb: = EMP\n", 10, 13), "write `='EMP'`")
    assert render([found]) == (
        "error[DP023]: name `EMP` without quotes\n"
        " --> job.yaml:2:6\n"
        "  |\n"
        "2 | b: = EMP\n"
        "  |      ^^^\n"
        "  = help: write `='EMP'`\n"
    )


def test_a_fault_of_a_spec_that_was_built_in_python():
    assert render([Diagnostic("DP103", "`threads` takes an integer, not null", None, "leave it out", "threads")]) == (
        "error[DP103]: `threads` takes an integer, not null\n --> threads\n  = help: leave it out\n"
    )


def test_a_fault_without_any_place():
    assert render([Diagnostic("DP103", "wrong")]) == "error[DP103]: wrong\n"


def test_a_warning():
    assert render([Diagnostic("DP103", "odd", severity=Severity.WARNING)]) == "warning[DP103]: odd\n"


def test_an_empty_line_between_two():
    first, second = Diagnostic("DP103", "one"), Diagnostic("DP104", "two")
    assert render([first, second]) == "error[DP103]: one\n\nerror[DP104]: two\n"


def test_labels_and_a_gutter_as_wide_as_the_largest_line_number():
    text = "\n" * 8 + "mode: A\n" + "\n" * 90 + "mode: B\n"
    first, second = text.index("mode: A"), text.index("mode: B")
    label = Label(at(text, first, first + 4), "first given here")
    assert render([Diagnostic("DP007", "key given twice", at(text, second, second + 4), labels=(label,))]) == (
        "error[DP007]: key given twice\n"
        "   --> job.yaml:100:1\n"
        "    |\n"
        "100 | mode: B\n"
        "    | ^^^^\n"
        "   --> job.yaml:9:1\n"
        "    |\n"
        "  9 | mode: A\n"
        "    | ---- first given here\n"
    )
    assert render(
        [Diagnostic("DP007", "key given twice", label.location, labels=(Label(at(text, second, second), "x"),))]
    ) == (
        "error[DP007]: key given twice\n"
        "   --> job.yaml:9:1\n"
        "    |\n"
        "  9 | mode: A\n"
        "    | ^^^^\n"
        "   --> job.yaml:100:1\n"
        "    |\n"
        "100 | mode: B\n"
        "    | - x\n"
    )


def test_a_label_in_another_file():
    label = Label(at("x: 1", 0, 1, "other.yaml"), "and this")
    assert " --> other.yaml:1:1\n" in render([Diagnostic("DP007", "twice", at("y: 1", 0, 1), labels=(label,))])


def test_colour_is_only_added():
    text = "a: 1\nb: = EMP\n"
    label = Label(at(text, 0, 1), "here")
    found = [
        Diagnostic("DP023", "wrong", at(text, 10, 13), "mend it", labels=(label,)),
        Diagnostic("DP103", "odd", None, "mend it", "threads", severity=Severity.WARNING),
    ]
    coloured = render(found, COLOUR)
    assert coloured.startswith("\x1b[1;31merror[DP023]\x1b[0m\x1b[1m: wrong\x1b[0m\n")
    assert "\x1b[1;33mwarning[DP103]\x1b[0m" in coloured
    assert "\x1b[1;31m^^^\x1b[0m" in coloured
    for code in (COLOUR.error, COLOUR.warning, COLOUR.place, COLOUR.help, COLOUR.bold, COLOUR.reset):
        coloured = coloured.replace(code, "")
    assert coloured == render(found) == render(found, PLAIN)


def test_a_hundred_of_a_kind_are_enough():
    many = [Diagnostic("DP023", f"name `N{number}` without quotes") for number in range(MAX_SHOWN + 5)]
    shown = render([*many, Diagnostic("DP104", "`threads` is empty")])
    assert shown.count("error[DP023]: name") == MAX_SHOWN
    assert shown.endswith("error[DP104]: `threads` is empty\n\nerror[DP023]: 5 more of this kind are not shown\n")


# --- carets ---------------------------------------------------------------------------------------------------------

CARETS = {
    "one character": ("abc", 1, 2, "abc", " ^"),
    "several": ("abc", 0, 3, "abc", "^^^"),
    "the last": ("abc", 2, 3, "abc", "  ^"),
    "an empty place": ("abc", 1, 1, "abc", " ^"),
    "the end of the text": ("abc", 3, 3, "abc", "   ^"),
    "an empty text": ("", 0, 0, "", "^"),
    "the end of a line": ("abc\ndef", 3, 3, "abc", "   ^"),
    "the end of a line, and the next": ("abc\ndef", 3, 5, "abc", "   ^"),
    "an empty line": ("abc\n\ndef", 4, 4, "", "^"),
    "the end of a text with a line end": ("abc\n", 4, 4, "", "^"),
    "over the end of the line": ("abc\ndef", 1, 6, "abc", " ^^"),
    "CRLF": ("abc\r\ndef", 5, 8, "def", "^^^"),
    "before CRLF": ("abc\r\ndef", 3, 3, "abc", "   ^"),
    "CR alone": ("abc\rdef", 4, 7, "def", "^^^"),
    "after a tab": ("\tabc", 1, 2, "    abc", "    ^"),
    "under a tab": ("a\tb", 1, 2, "a    b", " ^^^^"),
    "between tabs": ("a\tb\tc", 2, 3, "a    b    c", "     ^"),
    "after wide characters": ("中文 x", 3, 4, "中文 x", "     ^"),
    "under wide characters": ("x中文y", 1, 3, "x中文y", " ^^^^"),
    "full-width": ("（'A'）", 0, 1, "（'A'）", "^^"),
    "emoji": ("😀x", 1, 2, "😀x", "  ^"),
    "after a combining mark": ("e\u0301x", 2, 3, "e\u0301x", " ^"),
    "under a letter and its mark": ("e\u0301x", 0, 2, "e\u0301x", "^"),
    "under the mark alone": ("e\u0301x", 1, 2, "e\u0301x", " ^"),
    "a variation selector": ("a\ufe0fx", 2, 3, "a\ufe0fx", " ^"),
    "after a control character": ("a\x1bb", 2, 3, "a\\u001bb", "       ^"),
    "under a control character": ("a\x1bb", 1, 2, "a\\u001bb", " ^^^^^^"),
    "a zero-width space": ("a\u200bb", 1, 2, "a\\u200bb", " ^^^^^^"),
    "turned writing": ("a\u202eb", 2, 3, "a\\u202eb", "       ^"),
    "beyond the BMP": ("a\U000e0001b", 1, 2, "a\\U000e0001b", " ^^^^^^^^^^"),
    "a lone surrogate": ("a\ud800b", 1, 2, "a\\ud800b", " ^^^^^^"),
    "blanks at the end of the line": ("ab   ", 0, 2, "ab", "^^"),
}


@pytest.mark.parametrize(("text", "start", "end", "line", "carets"), CARETS.values(), ids=CARETS)
def test_carets(text, start, end, line, carets):
    assert lines(text, start, end) == [line, carets]


def test_line_and_column_count_characters():
    assert " --> job.yaml:2:3\n" in rendered("中\n\t中x", 4, 5)


def test_a_long_line_is_cut_at_both_ends():
    text = "".join(chr(0x61 + at % 26) for at in range(1000))
    line, carets = lines(text, 500, 503)
    assert line == f"…{text[450:550]}…"
    assert carets == " " * 51 + "^^^"
    assert line[carets.index("^") :][:3] == text[500:503]


def test_a_long_line_is_cut_at_the_end_alone():
    text = "x" * 101
    assert lines(text, 10, 11) == ["x" * 100 + "…", " " * 10 + "^"]
    assert lines("x" * 100, 10, 11) == ["x" * 100, " " * 10 + "^"]


def test_a_long_line_is_cut_at_its_beginning_alone():
    line, carets = lines("x" * 150 + "END", 150, 153)
    assert line == "…" + "x" * 50 + "END"
    assert carets == " " * 51 + "^^^"


def test_carets_do_not_go_on_beyond_what_is_shown():
    line, carets = lines("x" * 1000, 0, 1000)
    assert line == "x" * 100 + "…"
    assert carets == "^" * 100


def test_the_end_of_a_long_line():
    line, carets = lines("x" * 1000, 1000, 1000)
    assert line == "…" + "x" * 50
    assert carets == " " * 51 + "^"


def test_a_very_long_line_takes_no_time():
    assert len(rendered("x" * 5_000_000, 4_000_000, 4_000_001)) < 400


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("ab 中😀é\u0301\t\x1b\u200b"), max_size=60), st.data())
def test_carets_stand_under_what_is_wrong(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, carets = lines(text, start, end)
    marked = text[start : max(end, start + 1)]  # an empty place is marked by the character after it
    before, under = columns(visible(text[:start])), columns(visible(marked))
    assert carets == " " * before + "^" * max(1, under)
    assert line == visible(text).rstrip(" ")


# --- nothing steers a terminal --------------------------------------------------------------------------------------


def assert_harmless(shown):
    assert all(char.isprintable() or char == "\n" for char in shown)
    shown.encode("utf-8")


anything = st.text(max_size=60)


@settings(max_examples=500, deadline=None)
@given(anything, anything, anything, anything, anything, st.data())
@example("\x1b[31m", "\x07", "a\nb", "\r", "\u202e", None)
def test_no_control_character_of_the_input_gets_out(text, name, message, help_, label, data):
    start = data.draw(st.integers(0, len(text))) if data else 0
    end = data.draw(st.integers(start, len(text))) if data else len(text)
    place = at(text, start, end, name)
    found = Diagnostic("DP040", message, place, help_, labels=(Label(place, label),))
    shown = render([found, evolve(found, location=None, key=label)])
    assert_harmless(shown)
    # What is in one line stays in one line: nobody can write a diagnostic of his own.
    assert len(shown.splitlines()) == 18


@given(anything)
def test_visible(text):
    assert_harmless(visible(text))
    assert "\n" not in visible(text)


def test_line_ends_are_shown_as_such():
    assert visible("a\nb\rc\td") == "a\\nb\\u000dc    d"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "file_name: https://x/p/SeCrEt_12/n/t/b/c/o/e", "file_name: https://x/p/*********/n/t/b/c/o/e", id="token"
        ),
        pytest.param(
            "https://scott:tiger@x.oraclecloud.com/o", "https://***********@x.oraclecloud.com/o", id="password"
        ),
        pytest.param("https://x/n/t/b/c/o/e", "https://x/n/t/b/c/o/e", id="nothing secret"),
        pytest.param("a@b /p/ /n/", "a@b /p/ /n/", id="no URI"),
    ],
)
def test_secrets_are_not_shown(text, shown):
    assert lines(text, 0, 4) == [shown, "^^^^"]


PASSWORDS = {
    # YAML
    "encryption_password: s3cr3t": "encryption_password: ******",
    "encryption_password: s3cr3t and more": "encryption_password: ***************",
    "encryption_password: 's3''cr3t'": "encryption_password: **********",
    'encryption_password: "s3cr3t"': "encryption_password: ********",
    "encryption_pasword: s3cr3t": "encryption_pasword: ******",
    "ENCRYPTION_PASSWORD: s3cr3t": "ENCRYPTION_PASSWORD: ******",
    "password: s3cr3t": "password: ******",
    "pwd: s3cr3t": "pwd: ******",
    "encryption_password: {env: s3cr3t!, prompt: true}": "encryption_password: {env: *******, prompt: true}",
    "encryption_password: [s3cr3t, 's3cr3t']": "encryption_password: [******, ********]",
    "userid: scott/s3cr3t@db": "userid: scott/******@db",
    # JSON
    '{"encryption_password": "s3cr3t", "schemas": ["hr"]}': '{"encryption_password": ********, "schemas": ["hr"]}',
    '{"encryption_password":{"env":"s3cr3t!"},"x":["y"]}': '{"encryption_password":{"env":*********},"x":["y"]}',
    '{"encryption_password": "s3\\"cr3t"}': '{"encryption_password": **********}',
    # parameter files and command lines
    "ENCRYPTION_PASSWORD=s3cr3t": "ENCRYPTION_PASSWORD=******",
    "encryption_password = s3cr3t": "encryption_password = ******",
    "USERID=scott/s3cr3t@db": "USERID=scott/******@db",
    'userid="scott/s3cr3t"': 'userid="scott/******"',
    "expdp scott/s3cr3t tables=emp": "expdp scott/****** tables=emp",
    "connect scott/s3cr3t@db": "connect scott/******@db",
    # PL/SQL
    "set_parameter(h, 'ENCRYPTION_PASSWORD', 's3cr3t');": "set_parameter(h, 'ENCRYPTION_PASSWORD', ********);",
    "p(name => 'ENCRYPTION_PASSWORD', value => 's3cr3t');": "p(name => 'ENCRYPTION_PASSWORD', value => ********);",
    "p(value => 's3cr3t', name => 'ENCRYPTION_PASSWORD');": "p(value => ********, name => 'ENCRYPTION_PASSWORD');",
    "l_password VARCHAR2(30) := 's3cr3t';": "l_password VARCHAR2(30) := ********;",
    "v_pwd CONSTANT VARCHAR2(30) := 's3cr3t';": "v_pwd CONSTANT VARCHAR2(30) := ********;",
    "connect to scott identified by s3cr3t;": "connect to scott identified by ******;",
}


@pytest.mark.parametrize(("text", "shown"), PASSWORDS.items())
def test_passwords_are_not_shown(text, shown):
    assert lines(text, 0, 1) == [shown, "^"]
    assert lines(text, len(text) - 1, len(text)) == [shown, " " * (len(text) - 1) + "^"]


@pytest.mark.parametrize(
    "text",
    [
        "exclude: [PASSWORD_HISTORY, USER]",
        '"exclude": ["PASSWORD_HISTORY", "USER"]',
        '"encryption_mode": "PASSWORD", "encryption": "ALL"',
        "encryption_mode: PASSWORD",
        "set_parameter(h, 'ENCRYPTION_PASSWORD', l_pw);",
        "ENCRYPTION_PWD_PROMPT=YES",
        "encryption_password: {prompt: true}",
        "tables: [HR.EMP, HR/EMP]",
        "EXCLUDE=PASSWORD_HISTORY:\"= 'A'\"",
    ],
)
def test_what_is_no_password_is_shown(text):
    assert lines(text, 0, 1)[0] == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("encryption_password:\n  s3cr3t\nx: 1", "  ******"),
        ("encryption_password:\n  env: s3cr3t!\nx: 1", "  env: *******"),
        ("encryption_password: |\n  s3cr3t\nx: 1", "********"),
        ('{"encryption_password":\n  "s3cr3t", "x": 1}', '  ********, "x": 1}'),
    ],
)
def test_nor_on_the_line_after_their_key(text, shown):
    at = text.index("\n") + 1
    assert lines(text, at, at + 1)[0] == shown


def test_what_follows_a_key_without_a_value_is_shown():
    assert lines("encryption_password:\nschemas: [hr]", 21, 28)[0] == "schemas: [hr]"


@pytest.mark.parametrize(
    "text", ["pwd", "pwd:{", "pwd:'", "a/", "value => '", "pwd\n", "pwd:\n ", "$", "x", "pass", "pwd: ["]
)
def test_looking_for_secrets_takes_time_in_proportion(text):
    assert_in_proportion(lambda count: lambda: rendered(text * count, 0, 1), 100_000 // len(text))


# --- the values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("EMP", "`EMP`", id="plain"),
        pytest.param("", "``", id="empty"),
        pytest.param("two words", "`two words`", id="blank"),
        pytest.param("Größe 中 😀", "`Größe 中 😀`", id="letters of any language"),
        pytest.param("a\nb\tc\r", r"`a\nb\tc\r`", id="line ends"),
        pytest.param("\x00\x1b[31m", r"`\x00\x1b[31m`", id="control characters"),
        pytest.param("\u202e\u200b\ufeff\u00a0", r"`\u202e\u200b\ufeff\xa0`", id="invisible characters"),
        pytest.param("\ud800", r"`\ud800`", id="lone surrogate"),
        pytest.param("\U000e0001", r"`\U000e0001`", id="beyond the BMP"),
        pytest.param("a`b", r"`a\x60b`", id="backtick"),
        pytest.param("C:\\x", r"`C:\x`", id="backslash"),
        pytest.param('it\'s "it"', '`it\'s "it"`', id="quotes"),
        pytest.param("A" * 60, "`" + "A" * 60 + "`", id="sixty characters"),
        pytest.param("A" * 61, "`" + "A" * 59 + "…`", id="sixty-one"),
    ],
)
def test_show(text, shown):
    assert show(text) == shown


def test_show_with_another_limit():
    assert show("ABCDEF", 4) == "`ABC…`"
    assert show("ABCD", 4) == "`ABCD`"


@given(st.text(max_size=200))
def test_what_is_shown_stands_between_two_backticks(text):
    shown = show(text)
    assert shown[0] == shown[-1] == "`"
    assert "`" not in shown[1:-1]
    assert shown.isprintable()
    shown.encode("utf-8")


def test_only_codes_of_the_catalogue():
    with pytest.raises(ValueError, match="DP999 is not in the catalogue of codes"):
        Diagnostic("DP999", "wrong")


def test_the_catalogue_is_in_words():
    assert all(code.startswith("DP") and len(code) == 5 and code[2:].isdigit() for code in CODES)
    assert all(text and not text.endswith(".") for text in CODES.values())
    assert len(set(CODES.values())) == len(CODES)


def test_errors_and_warnings():
    warning, error = Diagnostic("DP040", "odd", severity=Severity.WARNING), Diagnostic("DP040", "wrong")
    assert not has_errors([])
    assert not has_errors([warning])
    assert has_errors([warning, error])


def test_the_order_is_that_of_the_text_and_each_is_told_once():
    text = "0123456789"
    late, early = Diagnostic("DP040", "late", at(text, 5, 6)), Diagnostic("DP041", "early", at(text, 2, 3))
    longer = Diagnostic("DP040", "longer", at(text, 2, 4))
    nowhere, other = Diagnostic("DP104", "nowhere"), Diagnostic("DP040", "other file", at(text, 9, 9, "a.yaml"))
    assert in_order([late, longer, early, late, other, nowhere]) == (nowhere, other, early, longer, late)


def test_the_order_of_those_without_a_place_is_by_code_and_else_as_they_came():
    one, two, three = Diagnostic("DP104", "b"), Diagnostic("DP104", "a"), Diagnostic("DP103", "c")
    assert in_order([one, two, three]) == (three, one, two)
