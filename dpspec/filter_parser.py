"""Text of a filter expression to its value, or to all that is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import filters
from dpspec.diagnostics import Diagnostic
from dpspec.filter_syntax import HIDDEN, LITERAL, UNCLOSED, NotAFilterError, parse_text

if TYPE_CHECKING:
    from dpspec.filters import Filter
    from dpspec.source import Extract

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "NotAFilterError", "parse", "parse_text"]

MAX_DEPTH: Final = 64
MAX_LENGTH: Final = 8 * 1024 * 1024

#: Characters that no name and no blank may be: they cannot be seen, and some end a line for other programs.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NESTING: Final = re.compile(rf'{LITERAL}|{UNCLOSED}|"[^"]*"|[()]', re.DOTALL)
#: What a name hardly ever holds, and an expression inside a literal always does.
_SUSPECT: Final = re.compile(r"['\"(% ‘’]")  # noqa: RUF001 - typographic quotes are among them


def parse(extract: Extract, key: str | None = None) -> tuple[Filter | None, tuple[Diagnostic, ...]]:
    """Read one filter expression.

    Returns the filter and no diagnostics, or None and at least one. `key` is the path of the
    expression in its spec and is only passed on to the diagnostics. Takes time linear in the
    length of the text and does not recurse.
    """
    beyond = _beyond_bounds(extract, key)
    if beyond is not None:
        return None, (beyond,)
    try:
        filter_ = parse_text(extract.text)
    except NotAFilterError as error:
        from dpspec import filter_faults  # only a text that is wrong pays for its explanation

        return None, filter_faults.explain(extract, error.offset, key)
    compared = [literal.value for literal in filters.literals(filter_)]
    if isinstance(filter_, filters.InSubquery):
        compared.append(filter_.query)
    if any(map(HIDDEN.search, compared)) and (hidden := HIDDEN.search(extract.text)):
        return None, (_not_seen(extract, hidden, key),)
    if any(_SUSPECT.search(literal.value) for literal in filters.literals(filter_)):
        from dpspec import filter_faults

        suspected = filter_faults.suspect(extract, key)
        return (None, suspected) if suspected else (filter_, ())
    return filter_, ()


def _not_seen(extract: Extract, match: re.Match[str], key: str | None) -> Diagnostic:
    place = extract.locate(*match.span())
    span = place.span
    advice = "nobody sees it, and a name that has it is another name: type a plain character"
    if extract.source.text[span.start : span.start + 2] == "\\_":
        advice = "YAML makes a no-break space of `\\_` in double quotes: put the expression into single quotes, or none"
    return Diagnostic("DP002", f"invisible character U+{ord(match.group()):04X} in a literal", place, advice, key)


def _beyond_bounds(extract: Extract, key: str | None) -> Diagnostic | None:
    text = extract.text
    if len(text) > MAX_LENGTH:
        message = f"expression of {len(text):,} characters; the limit is {MAX_LENGTH:,}"
        help_ = "put the names into a table: write `IN (SELECT name FROM owner.names_to_export)`"
        return Diagnostic("DP039", message, extract.locate(0, 1), help_, key)
    if control := _CONTROL.search(text):
        message = f"control character U+{ord(control.group()):04X} in an expression"
        return Diagnostic("DP002", message, extract.locate(*control.span()), "remove it", key)
    depth = 0
    for match in _NESTING.finditer(text):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth > MAX_DEPTH:
            message = f"parentheses nested more than {MAX_DEPTH} deep"
            return Diagnostic("DP039", message, extract.locate(*match.span()), "a name needs none of them", key)
    return None
