"""The clause of a QUERY: what Data Pump appends to the SELECT that reads the rows of a table.

It starts with WHERE or ORDER BY (DBMS_DATAPUMP, DATA_FILTER SUBQUERY) and is SQL that runs in the database, so nothing
that could end the statement or hide a part of it may be in it. Its words are not checked further.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Fault, show
from dpspec.filter_syntax import HIDDEN, LITERAL, UNCLOSED, NotAFilterError, parse_text
from dpspec.filters import InSubquery
from dpspec.source import Span

if TYPE_CHECKING:
    from dpspec.filters import Filter

#: What makes a clause a subquery of a filter expression, which has the grammar for it.
_BEFORE: Final = "IN (SELECT 1 FROM T "
_START: Final = re.compile(r"[ \t\r\n]*(?:WHERE|ORDER[ \t\r\n]+BY)(?![\w$#])", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
#: What parentheses and quotes are looked for in. An empty literal with a value right behind it is two quotes that were
#: doubled for a place where they need not be. What is never closed takes all the rest, so that time stays linear.
_PARTS: Final = re.compile(
    LITERAL + r"(?P<next>[\w%])?|" + UNCLOSED + r"""|"[^"]*"|(?P<bracket>[()])|['"].*""", re.DOTALL
)
_UNCLOSED: Final = re.compile(UNCLOSED, re.DOTALL)
MAX_LENGTH: Final = 1024 * 1024
MAX_DEPTH: Final = 64
_HELPS: Final = {
    ";": "a clause has no end of its own; leave it out",
    "--": "a comment would swallow what follows; leave it out",
    "/*": "a comment could hide a part of the clause; leave it out",
    "&": "SQL*Plus would take it for a variable; write the value",
    ":": "a bind variable has no value here; write the value",
    '""': "a text stands in single quotes, and an empty one is NULL",
    "'": "the quote is not closed; a quote inside a literal is written as two",
    '"': "the quote is not closed",
    "\\": "a backslash is a shell's; a spec needs none",
    ")": "this parenthesis closes none",
    "‘": "a typographic quote; write a plain `'`",  # noqa: RUF001
    "’": "a typographic quote; write a plain `'`",  # noqa: RUF001
    "“": "a typographic quote; write a plain `'`",
    "”": "a typographic quote; write a plain `'`",
}


def parse(text: str) -> str | Fault:
    """Give the clause with every run of white space outside literals as one blank, or say what is wrong with it."""
    if len(text) > MAX_LENGTH:
        return Fault(
            "DP141", f"clause of {len(text):,} characters; the limit is {MAX_LENGTH:,}", Span(0, 1), "use a subquery"
        )
    if odd := _CONTROL.search(text) or HIDDEN.search(text):
        message = f"invisible character U+{ord(odd.group()):04X} in a query"
        return Fault("DP141", message, Span(*odd.span()), "remove it")
    begun = _START.match(text)
    if begun is None:
        word = re.match(r"[ \t\r\n]*(?P<word>[^ \t\r\n]*)", text)
        start, end = word.span("word") if word else (0, 0)
        if start == end:
            return Fault("DP141", "empty query", Span(0, len(text)), "leave it out to export all rows")
        message = f"a query starts with `WHERE` or `ORDER BY`, not {show(text[start:end])}"
        return Fault("DP141", message, Span(start, end), _start(text))
    if not text[begun.end() :].strip(" \t\r\n"):
        return Fault(
            "DP141", f"nothing follows {show(begun.group().strip())}", Span(*begun.span()), "write the condition"
        )
    opened: list[int] = []
    unopened: int | None = None
    for part in _PARTS.finditer(text):
        if part["next"] and part["plain"] == "":
            advice = "in a spec a literal has one quote at each end, as in `DATE '2026-01-31'`"
            return Fault("DP141", "doubled quotes round a value", Span(part.start(), part.start("next")), advice)
        if part["bracket"] == "(":
            opened.append(part.start())
        elif part["bracket"] and opened:
            opened.pop()
        elif part["bracket"] and unopened is None:
            unopened = part.start()
        if len(opened) > MAX_DEPTH:
            message = f"parentheses nested more than {MAX_DEPTH} deep"
            return Fault("DP141", message, Span(*part.span()), "a query needs fewer of them")
    return _parsed(text, opened[-1] if opened else len(text), unopened)


def _start(text: str) -> str:
    if re.match(r"[ \t\r\n]*SELECT(?![\w$#])", text, re.IGNORECASE):
        return "give only what follows the name of the table in the SELECT"
    return "Data Pump appends the clause to `SELECT ... FROM the table`"


def _parsed(text: str, opened: int, unopened: int | None) -> str | Fault:
    """Parse a clause whose last open parenthesis is at `opened`, and whose first one that closes none at `unopened`."""
    try:
        filter_: Filter = parse_text(f"{_BEFORE}{text})")
    except NotAFilterError as error:
        at = error.offset - len(_BEFORE)
        if unopened is not None and unopened < at:
            at = unopened
        if at >= len(text):
            return Fault("DP141", "a parenthesis is not closed", Span(opened, opened + 1), "close it with `)`")
        wrong = text[at : at + 2]
        if wrong not in _HELPS:
            wrong = text[at]
        advice = _HELPS.get(wrong)
        if _UNCLOSED.match(text, at):
            advice = _HELPS['"']
        return Fault("DP141", f"unexpected {show(wrong)} in a query", Span(at, at + len(wrong)), advice)
    assert isinstance(filter_, InSubquery)  # noqa: S101 - by the words in front
    return filter_.query.removeprefix(_BEFORE.partition("(")[2]).strip(" ")
