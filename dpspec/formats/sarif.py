"""SARIF 2.1.0, which code scanning of GitHub, Azure DevOps and editors read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0 with errata 01. Columns and offsets are counted
in characters (``unicodeCodePoints``), and the end of a region is behind its last character. Braces in messages are not
doubled as section 3.11.5 asks: there are no placeholders, and viewers show both braces.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from dpspec.diagnostics import CODES, Severity
from dpspec.formats.result import advised, end_of, fingerprinted, fix_of, rule_of, uri_of
from dpspec.source import Location
from dpspec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.diagnostics import Diagnostic
    from dpspec.formats.result import FileResult

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: What a reader would take for a link: text in brackets, followed by a target in parentheses.
_LINK: Final = re.compile(r"\[(?=[^\]]*\]\()")


def render(results: Iterable[FileResult]) -> str:
    """Give the text of a log with one run, in ASCII."""
    return json.dumps(log(results), indent=2) + "\n"


def log(results: Iterable[FileResult]) -> dict[str, Any]:
    """Give the log as data."""
    results = tuple(results)
    codes = sorted({each.code for result in results for each in result.diagnostics})
    names = dict.fromkeys(result.name for result in results)
    run = {
        "tool": {"driver": {"name": "dpspec", "version": __version__, "rules": [_rule(code) for code in codes]}},
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [{"location": _artifact(name), "roles": ["analysisTarget"]} for name in names],
        "results": [
            _result(result.name, each, codes.index(each.code), mark) for result, each, mark in fingerprinted(results)
        ],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    from dpspec import explain

    rule, page = rule_of(code), explain.page(code) or CODES[code]
    descriptor: dict[str, Any] = {"id": code}
    if rule is not None:
        descriptor["name"] = rule.name
    level = Severity.WARNING if code.startswith("DP2") else Severity.ERROR
    return descriptor | {
        "shortDescription": {"text": rule.summary if rule is not None else CODES[code]},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"enabled": rule is None or rule.on, "level": level.value},
    }


def _result(name: str, diagnostic: Diagnostic, index: int, fingerprint: str) -> dict[str, Any]:
    place: dict[str, Any] = {"physicalLocation": _place(name, diagnostic.location)}
    if diagnostic.key is not None:
        place["logicalLocations"] = [{"fullyQualifiedName": diagnostic.key, "kind": "value"}]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": _LINK.sub(r"\\[", advised(diagnostic))},
        "locations": [place],
        "partialFingerprints": {"dpspec/v1": fingerprint},
    }
    if diagnostic.labels:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(name, label.location), "message": {"text": label.text}}
            for number, label in enumerate(diagnostic.labels, 1)
        ]
    if fix := _fix(name, diagnostic):
        result["fixes"] = [fix]
    return result


def _artifact(name: str) -> dict[str, Any]:
    uri = uri_of(name)
    # Whoever reads it knows where the repository is; a path that leads out of it is none of its files.
    is_inside = not uri.startswith("file:") and ".." not in uri.split("/")
    return {"uri": uri, "uriBaseId": "%SRCROOT%"} if is_inside else {"uri": uri}


def _place(name: str, location: Location | None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(name)}
    if location is not None:
        place["region"] = _region(location)
    return place


def _region(location: Location) -> dict[str, int]:
    begin, end, span = location.position, end_of(location), location.span
    return {
        "startLine": begin.line,
        "startColumn": begin.column,
        "endLine": end.line,
        "endColumn": end.column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }


def _fix(name: str, diagnostic: Diagnostic) -> dict[str, Any] | None:
    fix = fix_of(diagnostic)
    if fix is None or diagnostic.location is None:
        return None
    source = diagnostic.location.source
    replacements = [
        {"deletedRegion": _region(Location(source, edit.span)), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": _LINK.sub(r"\\[", fix.message)},
        "artifactChanges": [{"artifactLocation": _artifact(name), "replacements": replacements}],
        "properties": {"safe": fix.is_safe},
    }
