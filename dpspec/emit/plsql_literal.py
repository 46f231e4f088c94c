"""Text to a PL/SQL expression that SQL*Plus and every other client leave alone.

ASCII only, no line end and no ``&`` inside a literal, pieces short enough for any line.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from dpspec.datapump import Clock, Secret, Stamped, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Characters of one piece before its quotes are doubled; doubled and indented it stays far below 200 bytes a line.
PIECE: Final = 80
_UNISTR_PIECE: Final = 14
# `&` would be taken for a variable by clients that know no SET DEFINE OFF.
_RUNS: Final = re.compile(r"(?P<plain>[ -%'-~]+)|(?P<ascii>[\x00-\x7f])|(?P<wide>[^\x00-\x7f]+)")


def quote(text: str) -> str:
    """Make a literal of printable ASCII text."""
    return "'" + text.replace("'", "''") + "'"


def terms(text: str) -> list[str]:
    """Give the terms whose concatenation is `text`, which must not be empty: an empty string is NULL."""
    found: list[str] = []
    for run in _RUNS.finditer(text):
        if plain := run["plain"]:
            found += [quote(piece) for piece in _pieces(plain)]
        elif run["ascii"]:
            found.append(f"CHR({ord(run['ascii'])})")
        else:
            wide = run["wide"]
            found += [_unistr(wide[at : at + _UNISTR_PIECE]) for at in range(0, len(wide), _UNISTR_PIECE)]
    return found


def _pieces(text: str) -> Iterator[str]:
    """Cut text, behind a comma or a blank where there is one near, so that names and words can be read."""
    at = 0
    while at < len(text):
        end = min(at + PIECE, len(text))
        if end < len(text):
            gap = max(text.rfind(",", at + PIECE // 2, end), text.rfind(" ", at + PIECE // 2, end))
            end = gap + 1 if gap >= 0 else end
        yield text[at:end]
        at = end


def _unistr(text: str) -> str:
    units = text.encode("utf-16-be")
    escaped = "".join(f"\\{units[at : at + 2].hex().upper()}" for at in range(0, len(units), 2))
    # TO_CHAR makes VARCHAR2 of the NVARCHAR2, so that the call is not ambiguous between its overloads (PLS-00307).
    return f"TO_CHAR(UNISTR('{escaped}'))"


def value_terms(value: Value, clock: str, secret: str = "NULL") -> list[str]:  # noqa: S107 - no password, but NULL
    """Give the terms of an argument.

    `clock` is the PL/SQL name of the date that stamps names, `secret` the variable that holds the password.
    """
    match value:
        case None:
            return ["NULL"]
        case int():
            return [str(value)]
        case Decimal():
            return [f"{value:f}"]
        case Secret():
            return [secret]
        case str():
            return terms(value)
        case Stamped(parts=parts):
            return [
                term
                for part in parts
                for term in ([f"TO_CHAR({clock}, {quote(part.format)})"] if isinstance(part, Clock) else terms(part))
            ]
