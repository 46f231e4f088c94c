"""The filter expressions as values, and their canonical text.

A filter expression is the right-hand side of a comparison: an SQL operator and its operand.
Data Pump puts the name of an object, its owner or its tablespace in front of it (source: the
METADATA_FILTER filters in the DBMS_DATAPUMP reference, SET_FILTER in the DBMS_METADATA reference).

The place of a node takes no part in equality: a node is the same wherever it stands.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

if TYPE_CHECKING:
    from dpspec.source import Span


class Operator(enum.Enum):
    """The comparison operators; ``<>`` and ``^=`` are other spellings of ``!=``."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@frozen
class Literal:
    """A text literal: a name or a pattern. `national` is true for ``N'...'``."""

    value: str
    national: bool = False
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        quoted = "'" + self.value.replace("'", "''") + "'"
        return "N" + quoted if self.national else quoted


@frozen
class Comparison:
    """``= 'A'`` and its like."""

    operator: Operator
    operand: Literal
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        return f"{self.operator.value}{self.operand}"


@frozen
class Like:
    """``[NOT] LIKE pattern [ESCAPE character]``."""

    pattern: Literal
    escape: Literal | None = None
    negated: bool = False
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        escape = f" ESCAPE {self.escape}" if self.escape else ""
        return f"{_not(self.negated)}LIKE {self.pattern}{escape}"


@frozen
class InList:
    """``[NOT] IN ('A','B')``."""

    items: tuple[Literal, ...]
    negated: bool = False
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        return f"{_not(self.negated)}IN ({','.join(map(str, self.items))})"


@frozen
class InSubquery:
    """``[NOT] IN (SELECT ...)``. `query` is kept as it is, save that white space is one blank."""

    query: str
    negated: bool = False
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        return f"{_not(self.negated)}IN ({self.query})"


@frozen
class Between:
    """``[NOT] BETWEEN low AND high``, both ends included."""

    low: Literal
    high: Literal
    negated: bool = False
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        return f"{_not(self.negated)}BETWEEN {self.low} AND {self.high}"


@frozen
class NullTest:
    """``IS [NOT] NULL``."""

    negated: bool = False
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        return f"IS {_not(self.negated)}NULL"


Filter = Comparison | Like | InList | InSubquery | Between | NullTest


def _not(negated: bool) -> str:
    return "NOT " if negated else ""


def text(filter_: Filter) -> str:
    """Give the canonical text, in the style of the ORDS documentation: ``!='EMP'``, ``IN ('A','B')``."""
    return str(filter_)


def literals(filter_: Filter) -> tuple[Literal, ...]:
    """Give the names and patterns in `filter_`, in order; none for a subquery or a NULL test."""
    match filter_:
        case Comparison(operand=operand):
            return (operand,)
        case Like(pattern=pattern):
            return (pattern,)
        case InList(items=items):
            return items
        case Between(low=low, high=high):
            return (low, high)
        case _:
            return ()


_OPPOSITE: Final = {
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
    Operator.LT: Operator.GE,
    Operator.GE: Operator.LT,
    Operator.GT: Operator.LE,
    Operator.LE: Operator.GT,
}


def negation(filter_: Filter) -> Filter:
    """Give the filter that is true exactly where `filter_` is false.

    Where that is neither, because of a NULL among the operands, both are neither: just as with the NOT that EXCLUDE
    puts in front (the dictionary's negative form, ``NOT (name <value>)``).
    """
    if isinstance(filter_, Comparison):
        return evolve(filter_, operator=_OPPOSITE[filter_.operator], span=None)
    return evolve(filter_, negated=not filter_.negated, span=None)
