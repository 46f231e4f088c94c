"""What a YAML syntax error is about: words for what PyYAML, in C or in Python, has to say."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from dpspec.diagnostics import Fault, hide, plain, show
from dpspec.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_VALUE = re.compile(r"(?:(?![ \t]+#)[^\r\n])*")
_FLOW_VALUE = re.compile(r"""(?:'[^'\r\n]*'|"[^"\r\n]*"|\([^)\r\n]*\)|[^],}\r\n])*""")
_LONGEST_ADVICE = 100
_NEARBY = 500
"""Characters looked at on either side, so that advice for each of many values in one line stays cheap."""


HEX_ADVICE = r"`\x`, `\u` and `\U` take the 2, 4 or 8 hex digits of one character"


def quote_it(text: str, start: int) -> str:
    """Advise to quote the value that begins at `start`."""
    before = text[_line_start(text, start) : start]
    value = _value(text, start)
    return "quote the value" if hide(f"{before} {value}") != f"{before} {value}" else _quote(value)


def _value(text: str, start: int) -> str:
    """Give what the author may have meant for one value: the rest of the line, or up to the next `,`."""
    line = re.split(r"[\r\n]", text[max(0, start - _NEARBY) : start])[-1]
    in_brackets = line.count("[") + line.count("{") > line.count("]") + line.count("}")
    match = (_FLOW_VALUE if in_brackets else _VALUE).match(text[start : start + _NEARBY])
    return match[0].strip() if match else ""


def _quote(value: str) -> str:
    quoted = json.dumps(value, ensure_ascii=False)
    what = "expression" if "'" in value else "value"
    if len(quoted) > _LONGEST_ADVICE:
        return f"quote the {what}"
    return f"quote the {what}: {plain(quoted, _LONGEST_ADVICE)}"


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_end(text: str, at: int) -> int:
    match = re.compile(r"[^\r\n]*").match(text, at)
    return match.end() if match else at


@frozen
class _Site:
    """A place where the text stops being YAML."""

    text: str
    at: int
    """Where the parser stopped."""
    began: int
    """Where what it was at began."""
    problem: str
    last: Span | None
    """The node completed last."""
    bracket: int | None
    """The innermost open bracket."""

    @property
    def char(self) -> str:
        return self.text[self.at : self.at + 1]

    @property
    def here(self) -> Span:
        return Span(self.at, self.at + len(self.char))

    @property
    def first(self) -> Span:
        return Span(self.began, self.began + len(self.text[self.began : self.began + 1]))


def explain(text: str, error: Any, last: Span | None, bracket: int | None) -> Fault:
    """Say what a `yaml.MarkedYAMLError` is about.

    The node at `last` was the last one completed, `bracket` the innermost one open.
    """
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark else 0
    began = min(error.context_mark.index, at) if error.context_mark else at
    problem = error.problem or error.context or "unknown"
    site = _Site(text, at, began, problem, last, bracket)
    for pattern, rule in _RULES:
        if re.search(pattern, f"{error.context}: {problem}"):
            return rule(site)
    return Fault("DP004", f"text is not YAML: {plain(problem, 100)}", site.here)


def _no_token(site: _Site) -> Fault:
    if site.char == "\t":
        return Fault("DP004", "tab where YAML takes only spaces", site.here, "indent with spaces")
    message = f"{show(site.char)} cannot begin a value without quotes"
    return Fault("DP004", message, site.here, quote_it(site.text, site.at))


def _property(site: _Site) -> Fault:
    char = site.text[site.began : site.began + 1]
    kind = {"!": "tag", "&": "anchor", "*": "alias"}.get(char, "tag")
    return Fault("DP005", f"{show(char)} begins a YAML {kind}", site.first, quote_it(site.text, site.began))


def _block_scalar(site: _Site) -> Fault:
    char = site.text[site.began : site.began + 1]
    message = f"{show(char)} begins a block of text on the lines below"
    return Fault("DP004", message, site.first, quote_it(site.text, site.began))


_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{0,2}|u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|.|)")


def _quoted_scalar(site: _Site) -> Fault:
    quote = site.text[site.began : site.began + 1]
    if "stream" in site.problem or "document" in site.problem:
        return Fault("DP004", f"`{quote}` is never closed", site.first, f"a second `{quote}` is missing")
    unknown = "unknown" in site.problem
    match = _ESCAPE.match(site.text, site.text.rfind("\\", site.began, site.at + unknown))
    span = Span(*match.span()) if match else site.here
    advice = r"in double quotes a backslash is written `\\`, in single quotes as it is"
    if not unknown:
        advice = HEX_ADVICE
    return Fault("DP004", f"bad escape {show(site.text[span.start : span.end])}", span, advice)


def _colon(site: _Site) -> Fault:
    line = _line_start(site.text, site.at)
    earlier = re.compile(r":[ \t]+").search(site.text, line, site.at)
    if earlier is not None:
        message = "`:` inside a value without quotes"
        return Fault("DP004", message, site.here, quote_it(site.text, earlier.end()))
    key = site.text[line : site.at].strip(" \t")
    if not key:
        return _no_key(site)
    start = site.text.index(key, line)
    span = Span(start, start + len(key))
    advice = "begin all keys of one object in the same column, and end a key with `:` even if an object follows"
    return Fault("DP004", f"key {show(key)} continues the value above", span, advice)


def _no_key(site: _Site) -> Fault:
    return Fault("DP004", "key is missing before `:`", site.here)


def _dash(site: _Site) -> Fault:
    advice = "begin the list on the next line, or quote the value if it is text"
    return Fault("DP004", "list begins in the line of its key", site.here, advice)


def _no_colon(site: _Site) -> Fault:
    span = Span(site.began, _line_end(site.text, site.began))
    shown = show(site.text[span.start : span.end])
    advice = "a key ends with `:` and a space, a list item begins with `-` and a space"
    return Fault("DP004", f"{shown} is neither a key nor a list item", span, advice)


_CLOSING = {"[": "]", "{": "}"}


def _never_closed(text: str, bracket: int) -> Fault:
    message = f"`{text[bracket]}` is never closed"
    return Fault("DP004", message, Span(bracket, bracket + 1), f"a `{_CLOSING[text[bracket]]}` is missing")


def _in_brackets(site: _Site) -> Fault:
    if not site.text[site.at :].strip():
        return _never_closed(site.text, site.began)
    closing = _CLOSING[site.text[site.began]]
    if site.char in "]}":
        return Fault("DP004", f"`{site.char}` where `{closing}` is needed", site.here, began=site.first)
    advice = "a value with `:` or brackets in it stands in quotes"
    return Fault("DP004", f"`,` or `{closing}` is missing", site.here, advice, site.first)


def _no_value(site: _Site) -> Fault:
    if not site.char and site.bracket is not None:
        return _never_closed(site.text, site.bracket)
    if not site.char:
        return Fault("DP004", "text ends where a value is expected", site.here)
    return Fault("DP004", f"{show(site.char)} where a value is expected", site.here)


def _misfit(site: _Site) -> Fault:
    """Judge what fits neither the line it is in nor the lines above."""
    if site.last is not None and re.fullmatch(r"[ \t]*", site.text[site.last.end : site.at]):
        closing = site.text[site.last.start : site.last.end][-1:]
        if closing and closing in "'\"]}":
            return _after_closing(site, site.last, closing)
    if site.char == ":":
        return _no_key(site)
    if "document start" in site.problem:
        return Fault("DP004", "text after the end of the document", site.here, "a file holds one document")
    advice = "begin all keys of one object, and the `-` of all items of one list, in the same column"
    return Fault("DP004", "indentation does not fit the lines above", site.here, advice, site.first)


def _after_closing(site: _Site, last: Span, closing: str) -> Fault:
    value = _value(site.text, last.start)
    # Quotes round text that itself has quotes: the author saw the outer ones as the value's.
    if site.at == last.end and (site.char.isalnum() or site.char in "%_") and value.endswith(closing):
        value = value[1:-1]
    span = Span(site.at, site.at + len(_value(site.text, site.at)))
    return Fault("DP004", f"text after the closing `{closing}`", span, _quote(value))


def _directive(site: _Site) -> Fault:
    span = Span(site.began, _line_end(site.text, site.began))
    return Fault("DP005", f"{show(site.text[span.start : span.end])} is a YAML directive", span, "leave it out")


_RULES: tuple[tuple[str, Callable[[_Site], Fault]], ...] = (
    (r"cannot start any token|tab character|mapping keys", _no_token),
    (r"(?:scanning|parsing) an? (?:tag|alias|anchor)|tag handle", _property),
    (r"scanning a block scalar", _block_scalar),
    (r"quoted scalar", _quoted_scalar),
    (r"mapping values", _colon),
    (r"sequence entries", _dash),
    (r"could not find expected ':'", _no_colon),
    (r"expected ',' or", _in_brackets),
    (r"node content", _no_value),
    (r"scanning a directive", _directive),
    (r"document start|expected key|'-' indicator|<block end>", _misfit),
)
