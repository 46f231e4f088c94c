"""Bind variables in the text of a statement: their names, and literals in their place.

The wire carries no names, only values in the order in which the names appear first.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from dpspec.emit.plsql_literal import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Comments, literals and quoted names are passed over, so that a colon in them is none of a bind variable.
_TOKEN: Final = re.compile(
    r"""--[^\n]* | /\*.*?\*/
      | [nN]?[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<mark>[^\s\[{(<]).*?(?P=mark))'
      | '[^']*' | "[^"]*"
      | :\s*(?P<name>[A-Za-z][\w$\#]*|\d+)
      | .""",
    re.DOTALL | re.VERBOSE,
)
_ASSIGNED: Final = re.compile(r"\s*:=")


def _binds(text: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(text) if token["name"])


def names(text: str) -> tuple[str, ...]:
    """Give the names of the bind variables, in lower case, in the order in which they appear first."""
    return tuple(dict.fromkeys(token["name"].lower() for token in _binds(text)))


def targets(text: str) -> frozenset[str]:
    """Give the names of those that the block assigns to."""
    return frozenset(token["name"].lower() for token in _binds(text) if _ASSIGNED.match(text, token.end()))


def literal(value: object) -> str:
    """Write a value as a PL/SQL expression. Raises ValueError for one that has none."""
    match value:
        case None | "":
            return "NULL"
        case str():
            return f"({' || '.join(terms(value))})"
        case bool():
            raise ValueError("PL/SQL takes no Boolean here")
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case float():
            return f"{Decimal(repr(value)):f}"
        case _:
            raise ValueError(f"the sandbox takes no bind variable of type {type(value).__name__}")


def inlined(text: str, values: Mapping[str, object]) -> str:
    """Put the values in the place of the bind variables, save where a block assigns to one."""

    def replaced(token: re.Match[str]) -> str:
        name = token["name"]
        if not name or _ASSIGNED.match(text, token.end()):
            return token[0]
        return literal(values.get(name.lower()))

    return _TOKEN.sub(replaced, text)
