"""JUnit's XML: a suite for each file, a case for each finding, and one that passes for a file that is right.

There is no standard; this is what Jenkins, GitLab and Azure Pipelines are known to read.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from dpspec.formats.result import advised, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.formats.result import FileResult

#: What XML 1.0 cannot hold, not even as a reference.
_INVALID: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Iterable[FileResult]) -> str:
    """Give the text of the document, in ASCII."""
    results = tuple(results)
    failures = sum(len(result.diagnostics) for result in results)
    tests = sum(len(result.diagnostics) or 1 for result in results)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="dpspec" tests="{tests}" failures="{failures}" errors="0">',
        *(line for result in results for line in _suite(result)),
        "</testsuites>",
    ]
    return "\n".join(lines).encode("ascii", "xmlcharrefreplace").decode() + "\n"


def _suite(result: FileResult) -> Iterator[str]:
    name, failures = _attribute(result.name), len(result.diagnostics)
    yield (f'  <testsuite name="{name}" tests="{failures or 1}" failures="{failures}" errors="0" skipped="0" time="0">')
    if not result.diagnostics:
        yield f'    <testcase name="check" classname="{name}" file="{name}" time="0"/>'
    seen: Counter[str] = Counter()
    for diagnostic in result.diagnostics:
        # Some readers take two cases of one name for one, and compare them with those of the run before.
        case = f"{diagnostic.code} {diagnostic.key}" if diagnostic.key is not None else diagnostic.code
        seen[case] += 1
        case += f" ({seen[case]})" if seen[case] > 1 else ""
        yield f'    <testcase name="{_attribute(case)}" classname="{name}" file="{name}"{_line(diagnostic)} time="0">'
        message, kind = _attribute(diagnostic.message), diagnostic.severity.value
        yield f'      <failure message="{message}" type="{kind}">{_text(_told(result.name, diagnostic))}</failure>'
        yield "    </testcase>"
    yield "  </testsuite>"


def _line(diagnostic: Diagnostic) -> str:
    return f' line="{diagnostic.location.position.line}"' if diagnostic.location is not None else ""


def _told(name: str, diagnostic: Diagnostic) -> str:
    place, rule = name, rule_of(diagnostic.code)
    if diagnostic.location is not None:
        position = diagnostic.location.position
        place += f":{position.line}:{position.column}"
    code = f"{diagnostic.code} {rule.name}" if rule is not None else diagnostic.code
    return f"{place}: {diagnostic.severity.value}[{code}]: {advised(diagnostic)}"


def _text(text: str) -> str:
    escaped = _INVALID.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return html.escape(escaped).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    return _text(text).replace("\t", "&#9;").replace("\n", "&#10;")
