"""A report on code quality for GitLab: a JSON array of issues, the subset of Code Climate's that GitLab reads.

Source: GitLab, Code Quality, custom tools: `description`, `check_name`, `fingerprint`, `severity` and `location` with
`path` and a line are required; a path is relative to the repository, without ``./``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from dpspec.diagnostics import Severity
from dpspec.formats.result import end_of, fingerprinted, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.diagnostics import Diagnostic
    from dpspec.formats.result import FileResult

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render(results: Iterable[FileResult]) -> str:
    """Give the text of the array, in ASCII."""
    found = [_issue(result.name, each, mark) for result, each, mark in fingerprinted(results)]
    return json.dumps(found, indent=2) + "\n"


def _issue(name: str, diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    issue: dict[str, Any] = {
        "type": "issue",
        "check_name": diagnostic.code,
        "description": f"{diagnostic.code}: {diagnostic.message}",
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[diagnostic.severity],
        "fingerprint": fingerprint,
        "location": {"path": path_of(name), "positions": _positions(diagnostic)},
    }
    if diagnostic.help is not None:
        issue["content"] = {"body": diagnostic.help}
    return issue


def _positions(diagnostic: Diagnostic) -> dict[str, dict[str, int]]:
    """Give where it begins and ends: one on the whole file stands at its beginning, for a line is required."""
    if diagnostic.location is None:
        begin = end = (1, 1)
    else:
        first, last = diagnostic.location.position, end_of(diagnostic.location)
        begin, end = (first.line, first.column), (last.line, last.column)
    return {
        "begin": {"line": begin[0], "column": begin[1]},
        "end": {"line": end[0], "column": end[1]},
    }
