"""How a call of DBMS_DATAPUMP is laid out in a block, and how it is guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE: Final = 110
#: Calls whose parameters are passed by their place, since the package header and the book name them differently.
_POSITIONAL: Final = ("DBMS_DATAPUMP.DATA_REMAP",)


def guarded(call: list[str], on_information: list[str]) -> Iterator[str]:
    """Wrap one call, since SUCCESS_WITH_INFO is raised although it has worked."""
    yield "  BEGIN"
    yield from call
    yield "  EXCEPTION"
    yield "    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN"
    yield from on_information
    yield "  END;"


def lines_of(head: str, arguments: list[tuple[str, list[str]]]) -> list[str]:
    """Lay out a call: on one line if it is short, else an argument a line and further terms below."""
    if head.endswith(_POSITIONAL):
        arguments = [("", pieces) for _, pieces in arguments]
    joined = ", ".join(f"{_arrow(name)}{' || '.join(pieces)}" for name, pieces in arguments)
    one = f"{head}({joined});"
    if len(one) <= _LINE:
        return [one]
    width = max(len(name) for name, _ in arguments)
    lines = [f"{head}("]
    for name, pieces in arguments:
        start = f"      {_arrow(name, width)}"
        short = start + " || ".join(pieces)
        wrapped = [start + pieces[0], *(f"        || {piece}" for piece in pieces[1:])]
        lines += [short] if len(short) <= _LINE else wrapped
        lines[-1] += ","
    lines[-1] = lines[-1][:-1] + ");"
    return lines


def _arrow(name: str, width: int = 0) -> str:
    return f"{name:<{width}} => " if name else ""
