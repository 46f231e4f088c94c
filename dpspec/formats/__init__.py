"""What was found in files, in the formats that people and other programs read.

Each format is a module with a function ``render``, which is loaded when it is asked for. No format prints a line of a
file: there could be a password in it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from dpspec.formats.result import FileResult

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FORMATS", "FileResult", "render"]

#: The names of the formats, that for people first.
FORMATS: Final = ("text", "concise", "json", "github", "gitlab", "sarif", "junit")


def render(format: str, results: Iterable[FileResult]) -> str:  # noqa: A002 - what the option is called
    """Give the text of results in one of the formats, without colour. Raises ValueError for one that is none."""
    if format not in FORMATS:
        raise ValueError(f"{format!r} is none of {', '.join(FORMATS)}")
    if format == "text":
        from dpspec import report

        return report.render(diagnostic for result in results for diagnostic in result.diagnostics)
    text: str = import_module(f"dpspec.formats.{format}").render(results)
    return text
