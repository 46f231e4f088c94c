"""What a JSON syntax error is about: every usual mistake has its own words."""

from __future__ import annotations

import re

from attrs import frozen

from dpspec.diagnostics import Fault, plain, show
from dpspec.document_tree import MAX_DEPTH
from dpspec.source import Span

# No possessive groups: CPython 3.13.0 does not go back to where the last turn of one began.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]+|\\.)*"?|[\[\]{}]', re.DOTALL)


def open_brackets(text: str, end: int) -> list[int]:
    """Give the places of the brackets not closed before `end`, at most one more than may be nested."""
    opened: list[int] = []
    for match in _STRING_OR_BRACKET.finditer(text, 0, end):
        if match[0] in ("[", "{"):
            opened.append(match.start())
            if len(opened) > MAX_DEPTH:
                break
        elif match[0] in ("]", "}") and opened:
            opened.pop()
    return opened


@frozen
class _Site:
    """A place where the text stops being JSON."""

    text: str
    at: int
    char: str
    """The character there, empty at the end."""
    word: re.Match[str] | None
    """What looks like a word or number round it."""
    before: int
    """Offset of the last character before it that is not blank, or -1."""
    opened: tuple[int, ...]
    """Offsets of the brackets that are open there."""
    expected: frozenset[str]

    @property
    def previous(self) -> str:
        return self.text[self.before] if self.before >= 0 else ""

    @property
    def closer(self) -> str:
        """The bracket that would close the innermost open one, empty outside of all."""
        return {"[": "]", "{": "}"}[self.text[self.opened[-1]]] if self.opened else ""

    @property
    def here(self) -> Span:
        return Span(self.at, self.at + len(self.char))

    @property
    def gap(self) -> Span:
        """The place right after what comes before, where something is missing."""
        return Span(self.before + 1, self.before + 1)


_WORD = re.compile(r"[\w.+$-]++")
_TOKEN = re.compile(r'"[^"\r\n]*+"?|[\w.+$-]++|.', re.DOTALL)


def _site(text: str, at: int, expected: frozenset[str]) -> _Site:
    start = at
    # Lark takes `012` for 0 and 12, and stops in the middle of what its author meant for one number.
    while start > 0 and _WORD.match(text[start - 1]) and _WORD.match(text, at):
        start -= 1
    before = len(text[:start].rstrip(" \t\r\n")) - 1
    opened = tuple(open_brackets(text, at))
    return _Site(text, start, text[start : start + 1], _WORD.match(text, start), before, opened, expected)


def explain(text: str, at: int, expected: frozenset[str]) -> Fault:
    """Say what is wrong at offset `at`, where Lark would only take the terminals `expected`."""
    site = _site(text, at, expected)
    for rule in _RULES:
        fault = rule(site)
        if fault is not None:
            return fault
    advice = "it only looks like a space" if site.char.isspace() else "text stands in double quotes"
    return _fault(f"{show(site.char)} cannot stand here", site.here, advice)


def _fault(message: str, span: Span, advice: str | None = None, began: Span | None = None) -> Fault:
    return Fault("DP003", message, span, advice, began)


def _at_end(site: _Site) -> Fault | None:
    if site.char or not site.opened:
        return None
    span = Span(site.opened[-1], site.opened[-1] + 1)
    return _fault(f"`{site.text[span.start]}` is never closed", span, f"a `{site.closer}` is missing")


def _comment(site: _Site) -> Fault | None:
    match = re.compile(r"//[^\r\n]*|/\*.*?\*/|/\*|#[^\r\n]*", re.DOTALL).match(site.text, site.at)
    if match is None:
        return None
    advice = "JSON has no comments: remove it, or write the document in YAML, where `#` begins one"
    return _fault("comment in JSON", Span(*match.span()), advice)


_STRING_BEGIN = re.compile(r'"(?:[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*')
_BAD_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3}|.)")


def _broken_string(site: _Site) -> Fault | None:
    match = _STRING_BEGIN.match(site.text, site.at)
    if match is None or site.text.startswith('"', match.end()):
        return None
    stop = match.end()
    if site.text.startswith("\t", stop):
        return _fault("tab inside a string", Span(stop, stop + 1), r"write it as `\t`")
    escape = _BAD_ESCAPE.match(site.text, stop)
    if escape is not None:
        known = r"""a backslash is written `\\`; JSON knows `\" \\ \/ \b \f \n \r \t` and `\u` with four hex digits"""
        advice = "a single quote needs no backslash" if escape[0] == r"\'" else known
        return _fault(f"bad escape {show(escape[0])}", Span(*escape.span()), advice)
    if len(site.text) - stop <= site.text.endswith("\\"):
        return _fault("string is never closed", site.here, 'a `"` is missing')
    advice = r'close it with `"`; a line break inside a string is written `\n`'
    return _fault("string is not closed at the end of its line", site.here, advice)


_TYPOGRAPHIC = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb"


def _other_quote(site: _Site) -> Fault | None:
    if site.char and site.char in _TYPOGRAPHIC:
        return _fault(f"typographic quote `{site.char}`", site.here, 'use the straight quote `"`')
    if site.char != "'":
        return None
    match = re.compile(r"'[^'\r\n]*'?").match(site.text, site.at)
    return _fault("string in single quotes", Span(*match.span()) if match else site.here, "JSON takes double quotes")


def _number(site: _Site) -> Fault | None:
    word = site.word
    if word is None or not re.match(r"[+-]?\.?\d|[+-](?i:inf|nan)", word[0]) or _is_value(word[0]):
        return None
    shown = show(word[0], 30)
    for pattern, wrong, advice in (
        (r"-?0+[0-9]+(\.[0-9]+)?", "begins with a zero", "leave the zero out, or quote it if it is text"),
        (r"\+[0-9.]+", "begins with `+`", "leave the `+` out"),
        (r"-?\.[0-9]+", "begins with its point", "write a `0` before the point"),
        (r"-?[0-9]+\.", "ends with its point", "write a `0` after the point, or leave the point out"),
        (r"[+-]?(?i:inf|infinity|nan)", "is not in JSON", "JSON has finite numbers only"),
    ):
        if re.fullmatch(pattern, word[0]):
            return _fault(f"number {shown} {wrong}", Span(*word.span()), advice)
    advice = "JSON has decimal numbers only; text stands in double quotes"
    return _fault(f"{shown} is not a number in JSON", Span(*word.span()), advice)


def _is_value(word: str) -> bool:
    number = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
    return re.fullmatch(number + "|true|false|null", word) is not None


_MEANT = {"true": "true", "false": "false", "null": "null", "none": "null", "nil": "null", "undefined": "null"}


def _bare_word(site: _Site) -> Fault | None:
    word = site.word
    if word is None or _is_value(word[0]):
        return None
    shown, span = show(word[0]), Span(*word.span())
    if site.before == site.at - 1 and site.previous == '"':
        return _fault("text directly after a string", span, r'a `"` inside a string is written `\"`')
    if word[0].lower() in ("nan", "inf", "infinity"):
        return _fault(f"number {shown} is not in JSON", span, "JSON has finite numbers only")
    if re.compile(r"\s*:").match(site.text, word.end()):
        return _fault(f"key {shown} is not in double quotes", span, f'write `"{plain(word[0])}"`')
    if word[0].lower() in _MEANT:
        return _fault(f"{shown} is not JSON", span, f"write `{_MEANT[word[0].lower()]}`")
    return _fault(f"text {shown} is not in double quotes", span, f'write `"{plain(word[0])}"`')


_BRACKETS = "keys stand in `{` and `}`, list items in `[` and `]`"


def _outside(site: _Site) -> Fault | None:
    """Judge what stands in no bracket at all."""
    if site.opened or not site.char:
        return None
    if site.char in "]}":
        return _fault(f"`{site.char}` closes nothing", site.here)
    if site.char in ",:":
        return _fault(f"`{site.char}` outside of all brackets", site.here, _BRACKETS)
    if "$END" not in site.expected:
        return None
    if site.char in "[{":
        return Fault("DP008", "second document in the same file", site.here, "a file holds one document")
    return _fault("text after the end of the document", _token(site), "a file holds one document")


def _missing(site: _Site) -> Fault | None:
    """Judge a place where something was left out before what comes next."""
    if site.char not in (",", ":", "]", "}", '"', "[", "{") and site.word is None:
        return None
    if "COLON" in site.expected:
        return _fault("`:` is missing after the key", site.gap)
    if site.char and site.char in ",:]}":
        return _fault("value is missing after `:`", site.gap) if site.previous == ":" else None
    if "COMMA" in site.expected:
        token = _token(site)
        return _fault("`,` is missing", site.gap, f"what comes next is {show(site.text[token.start : token.end])}")
    return _fault("key is not a string", _token(site), "keys stand in double quotes")


def _separator(site: _Site) -> Fault | None:
    """Judge a separator or closing bracket that stands where it must not."""
    if site.char and site.char in "]}":
        if site.previous == ",":
            span = Span(site.before, site.before + 1)
            return _fault(f"`,` before `{site.char}`", span, "leave out the last `,`")
        bracket = Span(site.opened[-1], site.opened[-1] + 1)
        return _fault(f"`{site.char}` where `{site.closer}` is needed", site.here, began=bracket)
    if site.char == ",":
        return _fault("nothing stands before `,`", site.here, "leave it out")
    if site.char == ":":
        return _fault("`:` in a list" if site.closer == "]" else "`:` does not follow a key", site.here, _BRACKETS)
    instead = {";": ",", "=": ":"}.get(site.char)
    if instead is not None:
        return _fault(f"`{site.char}` cannot stand here", site.here, f"JSON has `{instead}` for it")
    return None


def _token(site: _Site) -> Span:
    match = _TOKEN.match(site.text, site.at)
    return Span(*match.span()) if match else site.here


_RULES = (
    _at_end,
    _comment,
    _broken_string,
    _other_quote,
    _number,
    _outside,
    _bare_word,
    _missing,
    _separator,
)
