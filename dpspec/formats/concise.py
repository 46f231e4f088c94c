"""One line a finding: ``FILE:LINE:COLUMN: CODE MESSAGE``, without line and column where it has no place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.report import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.diagnostics import Diagnostic
    from dpspec.formats.result import FileResult


def render(results: Iterable[FileResult]) -> str:
    """Give the lines of all findings."""
    return "".join(_line(result.name, each) for result in results for each in result.diagnostics)


def _line(name: str, diagnostic: Diagnostic) -> str:
    place = visible(name)
    if diagnostic.location is not None:
        position = diagnostic.location.position
        place += f":{position.line}:{position.column}"
    return f"{place}: {diagnostic.code} {visible(diagnostic.message)}\n"
