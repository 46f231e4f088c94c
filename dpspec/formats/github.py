"""Workflow commands of GitHub Actions, which show findings at their lines in a pull request.

Source: GitHub, workflow commands, and the toolkit's `core.error`: values are percent-encoded, and columns may stand
only where a finding begins and ends on one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.formats.result import advised, end_of, path_of, rule_of
from dpspec.report import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.formats.result import FileResult


def render(results: Iterable[FileResult]) -> str:
    """Give a command for each finding."""
    return "".join(_command(result.name, each) for result in results for each in result.diagnostics)


def _command(name: str, diagnostic: Diagnostic) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in _properties(name, diagnostic))
    text = "\n".join(visible(line) for line in advised(diagnostic).split("\n"))
    return f"::{diagnostic.severity.value} {properties}::{_data(text)}\n"


def _properties(name: str, diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    rule = rule_of(diagnostic.code)
    yield "title", f"{diagnostic.code} {rule.name}" if rule is not None else diagnostic.code
    yield "file", path_of(name).encode("utf-8", "backslashreplace").decode()
    if diagnostic.location is None:
        return
    begin, end = diagnostic.location.position, end_of(diagnostic.location)
    yield "line", str(begin.line)
    yield "endLine", str(end.line)
    if begin.line == end.line:
        yield "col", str(begin.column)
        yield "endColumn", str(max(begin.column, end.column - 1))  # that of the last character


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
