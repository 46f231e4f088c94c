"""JSON -> tree with spans: strict RFC 8259, with a word of help for every usual mistake."""

from __future__ import annotations

import re
import threading
from array import array
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, cast

from dpspec.diagnostics import show
from dpspec.document_json_faults import explain, open_brackets
from dpspec.document_tree import MAX_DEPTH, MAX_NODES, Array, Entry, Node, Object, Problems, Scalar, to_number
from dpspec.grammar import build
from dpspec.source import Extract, Location, Source, Span

if TYPE_CHECKING:
    from collections.abc import Sequence


def read(source: Source, problems: Problems) -> Node | None:
    """Build the tree of a JSON text without control characters; None where a syntax error ends it."""
    text = source.text
    if not text.strip(" \t\r\n"):
        problems.report_empty()
        return None
    opened = open_brackets(text, len(text))
    if len(opened) > MAX_DEPTH:
        problems.report_too_deep(opened[-1])
        return None
    _BUILDER.begin(source, problems)
    try:
        return cast("Node", _parser().parse(text, on_error=_stop))
    except _StoppedError as stopped:
        problems.add(explain(text, len(text) if stopped.at is None else stopped.at, stopped.expected))
        return None
    except _TooManyError as stopped:
        problems.report_too_many(stopped.span)
        return None
    finally:
        _BUILDER.end()


# The tree, built while Lark reduces


class _Builder(threading.local):
    """Makes a node of each rule. One parser serves every document, so each thread knows the one it is at."""

    source: Source
    problems: Problems
    nodes: int

    def begin(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.nodes = 0

    def end(self) -> None:
        del self.source, self.problems, self.nodes

    def object(self, parts: list[Any]) -> Object:
        return Object(tuple(parts[1:-1]), self._location(parts))

    def member(self, parts: list[Any]) -> Entry:
        return Entry(self.string(parts), parts[1])

    def array(self, parts: list[Any]) -> Array:
        return Array(tuple(parts[1:-1]), self._location(parts))

    def string(self, parts: list[Any]) -> Scalar:
        location = self._location(parts[:1])
        value, offsets = self._decode(parts[0])
        return Scalar(value, location, Extract(value, self.source, offsets))

    def constant(self, parts: list[Any]) -> Scalar:
        return Scalar({"true": True, "false": False, "null": None}[parts[0]], self._location(parts))

    def number(self, parts: list[Any]) -> Scalar:
        location = self._location(parts)
        value = to_number(parts[0])
        if value is None:
            self.problems.report("DP003", f"number {show(parts[0], 30)} is too large", location.span)
        return Scalar(value, location)

    def _location(self, tokens: list[Any]) -> Location:
        span = Span(tokens[0].start_pos, tokens[-1].end_pos)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _TooManyError(span)
        return Location(self.source, span)

    def _decode(self, token: Any) -> tuple[str, Sequence[int]]:
        """Give the value of a string, and the place of each of its characters and of the closing quote."""
        start = token.start_pos + 1
        inside = token[1:-1]
        if "\\" not in inside:
            return inside, range(start, start + len(inside) + 1)
        chunks: list[str] = []
        offsets = array("q")
        for match in _PIECE.finditer(inside):
            chunk = _decode_piece(match)
            at = start + match.start()
            if match.lastgroup == "half":
                span = Span(at, start + match.end())
                advice = "write both halves, or the character itself"
                self.problems.report("DP003", f"`{match[0]}` is half a surrogate pair", span, advice)
            chunks.append(chunk)
            offsets.extend(range(at, at + len(chunk)))
        offsets.append(start + len(inside))
        return "".join(chunks), offsets


_PIECE = re.compile(
    r"(?P<plain>[^\\]++)"
    r"|\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u(?P<half>[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\\u(?P<code>[0-9a-fA-F]{4})"
    r"|\\(?P<letter>.)"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _decode_piece(match: re.Match[str]) -> str:
    kind, text = match.lastgroup, match[match.lastindex or 0]
    if kind == "plain":
        return text
    if kind == "letter":
        return _LETTERS.get(text, text)
    if kind == "low":
        return chr(0x10000 + ((int(match["high"], 16) & 0x3FF) << 10) + (int(text, 16) & 0x3FF))
    return chr(int(text, 16))


_BUILDER = _Builder()


@cache
def _parser() -> Any:
    return build("json", transformer=_BUILDER)


class _TooManyError(Exception):
    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


class _StoppedError(Exception):
    """Where Lark stopped, and the names of the terminals that it would have taken there."""

    def __init__(self, at: int | None, expected: frozenset[str]) -> None:
        super().__init__()
        self.at = at
        self.expected = expected


def _stop(error: Any) -> NoReturn:
    token = getattr(error, "token", None)
    at = None if token is not None and token.type == "$END" else error.pos_in_stream
    raise _StoppedError(at, frozenset(error.interactive_parser.choices())) from None
