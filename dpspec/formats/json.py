"""A JSON array with an object for each finding; no member is ever left out, what is not there is null.

Lines and columns are counted from 1, offsets from 0, all of them in characters; the end of a range is behind its last
character.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dpspec.formats.result import end_of, fix_of, rule_of
from dpspec.source import Location

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.diagnostics import Diagnostic, Fix
    from dpspec.formats.result import FileResult


def render(results: Iterable[FileResult]) -> str:
    """Give the text of the array, in ASCII."""
    found = [_finding(result.name, each) for result in results for each in result.diagnostics]
    return json.dumps(found, indent=2) + "\n"


def _finding(name: str, diagnostic: Diagnostic) -> dict[str, Any]:
    rule = rule_of(diagnostic.code)
    return {
        "file": name,
        "code": diagnostic.code,
        "rule": rule.name if rule is not None else None,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "key": diagnostic.key,
        "location": _range(diagnostic.location) if diagnostic.location is not None else None,
        "labels": [{"text": label.text, "location": _range(label.location)} for label in diagnostic.labels],
        "fix": _fix(diagnostic),
    }


def _range(location: Location) -> dict[str, Any]:
    begin, end = location.position, end_of(location)
    return {
        "start": {"line": begin.line, "column": begin.column, "offset": location.span.start},
        "end": {"line": end.line, "column": end.column, "offset": location.span.end},
    }


def _fix(diagnostic: Diagnostic) -> dict[str, Any] | None:
    fix: Fix | None = fix_of(diagnostic)
    if fix is None or diagnostic.location is None:
        return None
    source = diagnostic.location.source
    edits = [{"location": _range(Location(source, edit.span)), "text": edit.text} for edit in fix.edits]
    return {"message": fix.message, "safe": fix.is_safe, "edits": edits}
