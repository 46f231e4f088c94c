"""What the formats share: the findings of a file, their ends, rules and fingerprints, and paths for other programs."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from attrs import frozen

from dpspec import report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.diagnostics import Diagnostic, Fix
    from dpspec.lint import Rule
    from dpspec.source import Location, Position


@frozen
class FileResult:
    """A file, by the name that it was given, and what was found in it; nothing for a file that is right."""

    name: str
    diagnostics: tuple[Diagnostic, ...] = ()


def end_of(location: Location) -> Position:
    """Give the place behind the last character of a location."""
    return location.source.position(location.span.end)


def rule_of(code: str) -> Rule | None:
    """Give the rule of the linter that a code belongs to; None for any other code."""
    if not code.startswith("DP2"):
        return None
    from dpspec import linter

    return linter.rule_of(code)


def advised(diagnostic: Diagnostic) -> str:
    """Give the message with its help, where a format has one field for both."""
    return diagnostic.message if diagnostic.help is None else f"{diagnostic.message}\nhelp: {diagnostic.help}"


def fix_of(diagnostic: Diagnostic) -> Fix | None:
    """Give the fix of a finding; None also for one that would repeat a secret of the file."""
    fix, location = diagnostic.fix, diagnostic.location
    if fix is None or location is None:
        return None
    text = location.source.text
    # Its own text, and what of the source is secret only for the key before it.
    secrets = {text[start:end].strip("\"'") for start, end in report.secrets(text)} - {""}
    for edit in fix.edits:
        if report.secrets(edit.text) or any(secret in edit.text for secret in secrets):
            return None
    return fix


def fingerprinted(results: Iterable[FileResult]) -> Iterator[tuple[FileResult, Diagnostic, str]]:
    """Give each finding with a fingerprint of its own, which stays the same while lines come and go before it.

    It is made of the file, the code, the message and the key; the number of an item is left out, since it changes with
    the items before it. Where all of these are the same, the order in the file counts.
    """
    seen: Counter[str] = Counter()
    for result in results:
        for diagnostic in result.diagnostics:
            key = re.sub(r"\[\d+\]", "[]", diagnostic.key or "")
            name = result.name.replace("\\", "/").removeprefix("./")
            same = "\0".join((name, diagnostic.code, key, diagnostic.message))
            seen[same] += 1
            data = f"{same}\0{seen[same]}".encode("utf-8", "surrogatepass")
            yield result, diagnostic, hashlib.sha256(data).hexdigest()


def path_of(name: str, kind: type[PurePath] = PurePath) -> str:
    """Give a path with ``/`` and without ``./`` before it, as other programs name the files of a repository."""
    return kind(name).as_posix()


def uri_of(name: str, kind: type[PurePath] = PurePath) -> str:
    """Give the URI of a path, relative if the path is; `kind` is how this system writes paths."""
    path = kind(name)
    if path.is_absolute():
        return path.as_uri()
    # A drive without a root, as in C:a.yaml, has no relative URI; its colon is escaped like any other.
    text = path.as_posix()
    data = text.encode("utf-8", "surrogatepass" if issubclass(kind, PureWindowsPath) else "surrogateescape")
    return quote_from_bytes(data, safe="/~")
