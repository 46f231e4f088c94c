"""JSON / YAML -> tree with spans.

Two steps: `decode` makes text of bytes, `parse` makes a tree of text. Neither raises, whatever it
is given; what is wrong comes back as diagnostics (DP001 to DP008).
"""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import Literal

from dpspec.diagnostics import Diagnostic, Label, show
from dpspec.document_tree import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_REPORTS,
    Array,
    Entry,
    Node,
    Object,
    Problems,
    Scalar,
    nodes,
)
from dpspec.source import Source, Span

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Array", "Entry", "Node", "Object", "Scalar", "decode", "parse"]

# UTF-32 before UTF-16, whose mark the little-endian one begins with.
_MARKS = (
    (codecs.BOM_UTF8, "file begins with a UTF-8 byte order mark"),
    (codecs.BOM_UTF32_LE, "file is UTF-32, not UTF-8"),
    (codecs.BOM_UTF32_BE, "file is UTF-32, not UTF-8"),
    (codecs.BOM_UTF16_LE, "file is UTF-16, not UTF-8"),
    (codecs.BOM_UTF16_BE, "file is UTF-16, not UTF-8"),
)
_WITHOUT_MARK = "save it as UTF-8 without a byte order mark (BOM)"

# Beyond control characters, those that YAML cannot carry: then a spec in JSON can always be written in YAML, too.
_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NAMES = {
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\ufeff": "byte order mark",
    "\ufffe": "noncharacter",
    "\uffff": "noncharacter",
}


def decode(data: bytes, name: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Make a source called `name` of the bytes of a file: its text, or what is wrong with it."""
    if len(data) > MAX_BYTES:
        problems = Problems(Source(name, ""))
        _report_size(len(data), "bytes", problems)
        return None, problems.diagnostics()
    for mark, message in _MARKS:
        if data.startswith(mark):
            problems = Problems(Source(name, ""))
            problems.report("DP001", message, Span(0, 0), _WITHOUT_MARK)
            return None, problems.diagnostics()
    try:
        return Source(name, data.decode("utf-8")), ()
    except UnicodeDecodeError:
        return None, _undecodable(data, name)


def _undecodable(data: bytes, name: str) -> tuple[Diagnostic, ...]:
    """Report every place of `data` that is not UTF-8; the source shown has U+FFFD there."""
    problems = Problems(Source(name, data.decode("utf-8", "replace")))
    at = place = 0
    for _ in range(MAX_REPORTS + 1):
        try:
            data[at:].decode("utf-8")
        except UnicodeDecodeError as error:
            place += len(data[at : at + error.start].decode("utf-8"))
            wrong = " ".join(f"0x{byte:02x}" for byte in data[at + error.start : at + error.end])
            problems.report("DP001", f"`{wrong}` is not UTF-8", Span(place, place + 1), "save the file as UTF-8")
            at += error.end
            place += 1
        else:
            break
    return problems.diagnostics()


def parse(source: Source, syntax: Literal["json", "yaml"]) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read the one document in `source`.

    The tree is None unless it says all that the text says: it comes with no diagnostics but those of repeated
    keys (DP007), and then has each of these keys as often as the text, and those of YAML features (DP005) that
    single values of the tree count as their faults.
    """
    problems = Problems(source)
    root = _read(source, syntax, problems)
    if root is not None:
        _report_repeated_keys(root, problems)
    complete = root is not None and problems.codes() <= {"DP005", "DP007"} and _faults(root) == problems.count("DP005")
    return (root if complete else None), problems.diagnostics()


def _faults(root: Node) -> int:
    """Count the faults of single values; a key is none, since what it was meant to be is not known."""
    return sum(node.faults for node in nodes(root) if isinstance(node, Scalar))


def _read(source: Source, syntax: Literal["json", "yaml"], problems: Problems) -> Node | None:
    if len(source.text) > MAX_BYTES:
        _report_size(len(source.text), "characters", problems)
        return None
    _report_characters(source.text, problems)
    if problems.codes():
        return None
    # Here, so that a JSON spec does not cost the import of a YAML library, nor the other way round.
    if syntax == "json":
        from dpspec.document_json import read as read_json

        return read_json(source, problems)
    from dpspec.document_yaml import read as read_yaml

    return read_yaml(source, problems)


def _report_size(size: int, unit: str, problems: Problems) -> None:
    message = f"document of {size} {unit} is too large"
    problems.report("DP006", message, Span(0, 0), f"{MAX_BYTES} {unit} is the limit")


def _report_characters(text: str, problems: Problems) -> None:
    for match in islice(_REFUSED.finditer(text), MAX_REPORTS + 1):
        char = match[0]
        span = Span(match.start(), match.end())
        if char == "\ufeff" and match.start() == 0:
            problems.report("DP001", "text begins with a byte order mark", span, _WITHOUT_MARK)
            continue
        kind = _NAMES.get(char, "control character" if ord(char) < 0xA0 else "lone surrogate")
        problems.report("DP002", f"{kind} U+{ord(char):04X} in the text", span, "remove it")


def _report_repeated_keys(root: Node, problems: Problems) -> None:
    for node in nodes(root):
        if not isinstance(node, Object):
            continue
        first: dict[object, Scalar] = {}
        for entry in node.entries:
            known = first.setdefault(entry.key.value, entry.key)
            if known is not entry.key:
                message = f"key {show(str(entry.key.value))} is given twice"
                label = Label(known.location, "first given here")
                problems.report("DP007", message, entry.key.location.span, labels=[label])
