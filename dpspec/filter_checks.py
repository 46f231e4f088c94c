"""What is wrong with one filter expression that parses: names too long, lists too long, NULL, escapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import algebra, filters
from dpspec.diagnostics import Diagnostic, show
from dpspec.filters import Between, Comparison, Filter, InList, Like, Literal, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.source import Extract, Location
    from dpspec.versions import ServerVersion

#: At most so many names of one list are reported; after that it is one mistake, not many.
MAX_NAMES: Final = 10
MAX_COMPARED: Final = 1000
_INTO_TABLE: Final = "put the names into a table: write `IN (SELECT name FROM owner.names_to_export)`"
_RANGES: Final = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)


def check(filter_: Filter, text: Extract, path: str, server: ServerVersion) -> Iterator[Diagnostic]:
    """Check a filter on its own. `text` is what it was parsed from."""
    yield from _null(filter_, text, path)
    yield from _list_length(filter_, text, path, server)
    pieces: tuple[str | int, ...] | None = None
    if isinstance(filter_, Like):
        try:
            pieces = algebra.pattern_pieces(filter_)
        except algebra.EscapeError as error:
            yield _escape(filter_.pattern, filter_.escape or Literal(""), error, text, path)
    yield from _name_length(filter_, pieces, text, path, server)


def whole(text: Extract) -> Location:
    """Give the place of a whole expression."""
    return text.locate(0, len(text.text))


def named(filter_: Filter) -> tuple[Literal, ...]:
    """Give the literals whose names a filter asks for, as opposed to leaving them out."""
    match filter_:
        case Comparison(operator=Operator.EQ, operand=operand):
            return (operand,)
        case InList(items=items, negated=False):
            return items
        case Like(pattern=pattern, negated=False) if not re.search("[%_]", pattern.value):
            return (pattern,)
        case _:
            return ()


def has_null(filter_: Filter) -> bool:
    """Tell whether a literal is empty, that is NULL."""
    return any(not literal.value for literal in filters.literals(filter_))


def is_suspended(filter_: Filter) -> bool:
    """Tell whether what a filter selects is not worth asking, since it has a fault of its own."""
    if isinstance(filter_, Like):
        try:
            algebra.pattern_pieces(filter_)
        except algebra.EscapeError:
            return True
    return has_null(filter_) or is_overlong(filter_)


def is_overlong(filter_: Filter) -> bool:
    """Tell whether a literal is so long that comparing with it could take forever: it is reported anyway."""
    return any(len(literal.value) > MAX_COMPARED for literal in filters.literals(filter_))


def _place(literal: Literal, text: Extract) -> Location:
    return text.locate(literal.span.start, literal.span.end) if literal.span else whole(text)


def _null(filter_: Filter, text: Extract, path: str) -> Iterator[Diagnostic]:
    for literal in filters.literals(filter_):
        if literal.value:
            continue
        if isinstance(filter_, InList) and filter_.negated:
            effect = "NOT IN with a NULL selects nothing (ORA-31655)"
        elif isinstance(filter_, InList):
            effect = "no name equals NULL"
        else:
            effect = "a comparison with NULL selects nothing (ORA-31655)"
        message = "the empty string is NULL in Oracle"
        yield Diagnostic("DP122", message, _place(literal, text), f"{effect}; leave it out", path)


def _list_length(filter_: Filter, text: Extract, path: str, server: ServerVersion) -> Iterator[Diagnostic]:
    if not isinstance(filter_, InList) or len(filter_.items) <= server.list_items:
        return
    limit = server.list_items
    later = "from 23ai on the limit is higher, see `--server-version`; " if limit == 1000 else ""
    advice = f"saves ORA-01795; {later}{_INTO_TABLE}"
    if filter_.negated:
        advice = f"saves ORA-01795; {later}make several items of at most {limit:,} names, all of them hold"
    message = f"{len(filter_.items):,} names in one list; the limit is {limit:,}"
    first_beyond = filter_.items[limit]
    yield Diagnostic("DP121", message, _place(first_beyond, text), advice, path)


def _escape(pattern: Literal, escape: Literal, error: algebra.EscapeError, text: Extract, path: str) -> Diagnostic:
    if error.offset is None:
        advice = "saves ORA-01425; write one character, such as `ESCAPE '\\'`"
        return Diagnostic("DP123", "ESCAPE takes exactly one character", _place(escape, text), advice, path)
    char = show(escape.value)
    message = f"the escape character {char} stands before neither `%`, `_` nor itself"
    advice = f"saves ORA-01424; to match {char} itself, double it"
    start, end = _within(pattern, error.offset, text)
    return Diagnostic("DP124", message, text.locate(start, end), advice, path)


def _within(literal: Literal, offset: int, text: Extract) -> tuple[int, int]:
    """Find the place of one character of a literal's value in its spelling."""
    if literal.span is None:
        return 0, len(text.text)
    spelling = text.text[literal.span.start : literal.span.end]
    opening = spelling.index("'") + 1
    if spelling[: opening - 1].upper().endswith("Q"):
        at = opening + 1 + offset
        return literal.span.start + at, literal.span.start + at + 1
    at = opening
    for _ in range(offset):
        at += 2 if spelling[at] == "'" else 1
    width = 2 if spelling[at] == "'" else 1
    return literal.span.start + at, literal.span.start + at + width


def _name_length(
    filter_: Filter, pieces: tuple[str | int, ...] | None, text: Extract, path: str, server: ServerVersion
) -> Iterator[Diagnostic]:
    limit = server.name_bytes
    reported = 0
    for literal in filters.literals(filter_):
        length = len(literal.value.encode("utf-8"))
        if pieces is not None:
            plain = "".join(piece for piece in pieces if isinstance(piece, str))
            length = len(plain.encode("utf-8")) + sum(piece == algebra.ONE for piece in pieces)
        elif isinstance(filter_, Like):
            return
        if length <= limit:
            continue
        what, advice = "name", "no name is that long, so it can match nothing; check it"
        if isinstance(filter_, Like):
            what = "pattern needs a name"
        elif isinstance(filter_, Between) or (isinstance(filter_, Comparison) and filter_.operator in _RANGES):
            what, advice = "bound", "no name is that long; check it"
        if limit == 30:
            advice += "; before 12.2 names have 30 bytes"
        message = f"{what} of {length} bytes; the limit is {limit}"
        yield Diagnostic("DP120", message, _place(literal, text), advice, path)
        reported += 1
        if reported == MAX_NAMES:
            return
