"""What the JSON and the YAML reader share: the nodes of a tree, and the list of what is wrong with a text."""

from __future__ import annotations

from collections import Counter
from math import isinf
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from dpspec.diagnostics import CODES, Diagnostic, Label, in_order
from dpspec.source import Extract, Location, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.diagnostics import Fault

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 500_000
"""Keys and values of all levels: a document of tiny ones would take a hundred times its size in memory."""
MAX_DIGITS = 640
"""Digits an integer may have: what ``int`` converts under every setting of Python's own limit."""
MAX_REPORTS = 100
"""Diagnostics of one code that are given."""


@frozen(eq=False)
class Scalar:
    """A value without parts. `extract` is set exactly where `value` is a string.

    `faults` counts the diagnostics that say that this is not the value its author meant, such as
    a YAML tag where an expression begins with an exclamation mark: nothing more is to be said of it.
    """

    value: str | int | float | bool | None
    location: Location
    extract: Extract | None = None
    faults: int = 0


@frozen(eq=False)
class Array:
    """A list, from bracket to bracket, or from the first item to the last in YAML's block style."""

    items: tuple[Node, ...]
    location: Location


@frozen(eq=False)
class Entry:
    """A key, whose value is always a string, and what stands under it."""

    key: Scalar
    value: Node


@frozen(eq=False)
class Object:
    """Keys with their values in the order of the text; a repeated key is in it as often as it was given."""

    entries: tuple[Entry, ...]
    location: Location


Node = Scalar | Array | Object


@define(eq=False)
class Problems:
    """Collects what is wrong with one source."""

    source: Source
    _found: list[Diagnostic] = Factory(list)
    _counts: Counter[str] = Factory(Counter)

    def add(self, fault: Fault) -> None:
        """Add one fault."""
        labels = [] if fault.began is None else [Label(self.locate(fault.began), "begins here")]
        self.report(fault.code, fault.message, fault.span, fault.help, labels)

    def report(
        self, code: str, message: str, span: Span, advice: str | None = None, labels: Iterable[Label] = ()
    ) -> None:
        """Add one fault at `span`; of each code, `MAX_REPORTS` are kept and a last one that says so."""
        self._counts[code] += 1
        if self._counts[code] == MAX_REPORTS + 1:
            message, advice, labels = f"more faults of this kind ({CODES[code]}) are not shown", None, ()
        if self._counts[code] <= MAX_REPORTS + 1:
            self._found.append(Diagnostic(code, message, self.locate(span), advice, labels=tuple(labels)))

    def report_too_many(self, span: Span) -> None:
        """Report that a document has more nodes than it may have."""
        self.report("DP006", "document has too many values", span, f"{MAX_NODES} keys and values are the limit")

    def report_too_deep(self, start: int) -> None:
        """Report the bracket or other beginning of a value that is nested too deeply."""
        advice = f"{MAX_DEPTH} levels are the limit"
        self.report("DP006", "document is nested too deeply", Span(start, start + 1), advice)

    def report_second_document(self, span: Span) -> None:
        """Report the beginning of a second document."""
        self.report("DP008", "second document in the same file", span, "a file holds one document")

    def report_empty(self) -> None:
        """Report that there is no document."""
        self.report("DP008", "document is empty", Span(0, 0))

    def locate(self, span: Span) -> Location:
        """Give the location of `span` in the source."""
        return Location(self.source, span)

    def count(self, code: str) -> int:
        """Give the number of faults with this code up to now."""
        return self._counts[code]

    def codes(self) -> frozenset[str]:
        """Give the codes of all faults up to now."""
        return frozenset(self._counts)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Give all faults by place."""
        return in_order(self._found)


def nodes(root: Node) -> Iterator[Node]:
    """Give every value in a tree, in no promised order."""
    todo: list[Node] = [root]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, Array):
            todo.extend(node.items)
        elif isinstance(node, Object):
            todo.extend(entry.value for entry in node.entries)


def to_number(text: str) -> int | float | None:
    """Convert a number in decimal digits; None where it is too large."""
    if text.lstrip("+-").isdecimal():
        return int(text) if len(text) <= MAX_DIGITS else None
    value = float(text)
    return None if isinf(value) else value
