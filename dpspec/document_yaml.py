"""YAML -> tree with spans, from the parser's events: nothing is ever constructed, nothing recurses.

A plain scalar is a boolean, null or number only as YAML 1.2 and JSON spell one: `no`, `012`, `1_000`
and `12:30`, of which YAML 1.1 makes something else, are the strings that they look like.
"""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Any

import yaml
from attrs import Factory, define, evolve

from dpspec.diagnostics import show
from dpspec.document_tree import MAX_DEPTH, MAX_NODES, Array, Entry, Node, Object, Problems, Scalar, to_number
from dpspec.document_yaml_faults import HEX_ADVICE, explain, quote_it
from dpspec.source import Extract, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BLANK_LINES = r"(?:[ \t]*+(?:#[^\r\n]*+)?(?:\r\n|\r|\n))*"
_DIRECTIVE = re.compile(_BLANK_LINES + r"(%[^\r\n]*+)")
_PERCENT = re.compile(r"(?<![^\r\n])%")
_LARGE_ESCAPE = re.compile(r"\\U(?!000|0010)[0-9a-fA-F]{8}")


def read(source: Source, problems: Problems) -> Node | None:
    """Build the tree of a YAML text without control characters; what it lacks after a fault is not said."""
    text = _without_directives(source.text, problems)
    builder = _Builder(source.text, problems)
    try:
        for event in yaml.parse(text, Loader=_loader()):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        problems.add(explain(text, error, builder.last, builder.bracket))
    except (ValueError, OverflowError):
        # The loader in Python gives the digits of an escape to chr() as they are.
        match = _LARGE_ESCAPE.search(text)
        span = Span(*match.span()) if match else Span(0, 0)
        problems.report("DP004", f"bad escape `{text[span.start : span.end]}`", span, HEX_ADVICE)
    root = builder.root
    if not problems.codes() and (root is None or root.location.span.start == root.location.span.end):
        problems.report_empty()
    return root


def _loader() -> Any:
    return yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def _without_directives(text: str, problems: Problems) -> str:
    """Report the lines with `%` that a document may begin with, and make comments of them."""
    end = 0
    while match := _DIRECTIVE.match(text, end):
        end = match.end()
        message = f"{show(match[1])} is a YAML directive"
        problems.report("DP005", message, Span(*match.span(1)), "leave it out")
    return _PERCENT.sub("#", text[:end]) + text[end:]


@define(eq=False)
class _Open:
    """A list or mapping that has begun; of a mapping, keys and values take turns."""

    start: int
    mapping: bool
    parts: list[Node] = Factory(list)


_PROPERTY = re.compile(r"(&[\w-]*+|![^ \t\r\n]*+)[ \t\r\n]*+")


@define(eq=False)
class _Builder:
    """Makes nodes of events."""

    text: str
    problems: Problems
    root: Node | None = None
    last: Span | None = None
    """Where the node stands that was completed last."""
    _documents: int = 0
    _nodes: int = 0
    _open: list[_Open] = Factory(list)

    @property
    def bracket(self) -> int | None:
        """Where the innermost bracket is that is open."""
        return next((opened.start for opened in reversed(self._open) if self._has_brackets(opened)), None)

    def take(self, event: Any) -> bool:
        """Take the next event; tell whether to go on."""
        if isinstance(event, yaml.DocumentStartEvent):
            return self._begin_document(event)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._begin(event, self._report_properties(event))
        if isinstance(event, yaml.ScalarEvent):
            before = self.problems.count("DP005")
            self._report_properties(event)
            scalar = self._scalar(event)
            return self._add(evolve(scalar, faults=self.problems.count("DP005") - before))
        if isinstance(event, yaml.CollectionEndEvent):
            return self._add(self._end(event))
        if isinstance(event, yaml.AliasEvent):
            return self._add(self._alias(event))
        return True

    def _has_brackets(self, opened: _Open) -> bool:
        return self.text.startswith(("[", "{"), opened.start)

    def _begin_document(self, event: Any) -> bool:
        self._documents += 1
        if self._documents > 1:
            self.problems.report_second_document(_span(event))
        return self._documents == 1

    def _begin(self, event: Any, start: int) -> bool:
        if len(self._open) == MAX_DEPTH:
            self.problems.report_too_deep(start)
            return False
        self._open.append(_Open(start, isinstance(event, yaml.MappingStartEvent)))
        return True

    def _end(self, event: Any) -> Node:
        ended = self._open.pop()
        # In block style the event stands where the next token begins, after blank lines and comments.
        to_event = self._has_brackets(ended) or not ended.parts
        end = event.end_mark.index if to_event else ended.parts[-1].location.span.end
        location = self.problems.locate(Span(ended.start, end))
        if not ended.mapping:
            return Array(tuple(ended.parts), location)
        pairs = zip(ended.parts[::2], ended.parts[1::2], strict=True)
        return Object(tuple(self._entries(pairs)), location)

    def _entries(self, pairs: Iterable[tuple[Node, Node]]) -> Iterable[Entry]:
        for key, value in pairs:
            if isinstance(key, Scalar):
                self._report_key(key)
                yield Entry(key, value)
            else:
                advice = "a key is one word, or a text in quotes"
                self.problems.report("DP005", "key is not a string", key.location.span, advice)

    def _report_key(self, key: Scalar) -> None:
        span = key.location.span
        written = self.text[span.start : span.end]
        if not written:
            self.problems.report("DP005", "key is missing before `:`", span)
        elif written == "<<":
            self.problems.report("DP005", "`<<` is a YAML merge key", span, "write the keys out")
        elif not isinstance(key.value, str):
            self.problems.report("DP005", f"key {show(written)} is not a string", span, "put it in quotes")
        elif "'" in written and written[0] not in "'\"" and self._open and not self._open[-1].mapping:
            # `- LIKE 'EMP%': x` is legal, and its author wanted no object in the list.
            advice = quote_it(self.text, span.start)
            self.problems.report("DP005", f"`:` makes a key of {show(written)}", span, advice)

    def _add(self, node: Node) -> bool:
        self.last = node.location.span
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self.problems.report_too_many(self.last)
            return False
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self.root = node
        return True

    def _report_properties(self, event: Any) -> int:
        """Report an anchor and a tag; give the place where the value itself begins."""
        at: int = event.start_mark.index
        if event.anchor is None and event.tag is None:
            return at
        while match := _PROPERTY.match(self.text, at):
            at = match.end()
            kind = "anchor" if match[1][0] == "&" else "tag"
            advice = "leave it out, or quote the value if it is text"
            if match[1].startswith("!="):
                advice = quote_it(self.text, match.start(1))
            self.problems.report("DP005", f"{show(match[1])} is a YAML {kind}", Span(*match.span(1)), advice)
        return at

    def _alias(self, event: Any) -> Scalar:
        span = _span(event)
        advice = "write the value out, or quote it if it is text"
        shown = show(self.text[span.start : span.end])
        self.problems.report("DP005", f"{shown} is a YAML alias", span, advice)
        return Scalar(None, self.problems.locate(span), faults=1)

    def _scalar(self, event: Any) -> Scalar:
        span = _span(event)
        if event.style in ("|", ">"):
            # The event goes on to the next token, over blank lines that belong to the value only in name.
            span = Span(span.start, span.start + len(self.text[span.start : span.end].rstrip(" \t\r\n")))
        location = self.problems.locate(span)
        value = event.value if event.style else self._plain(event.value, span)
        if not isinstance(value, str):
            return Scalar(value, location)
        offsets = _offsets(self.text, value, span, event.style)
        self._report_surrogates(value, offsets)
        return Scalar(value, location, Extract(value, location.source, offsets))

    def _plain(self, text: str, span: Span) -> str | int | float | bool | None:
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _NOT_FINITE.fullmatch(text):
            advice = "quote it if it is text"
            self.problems.report("DP005", f"`{text}` is not a finite number", span, advice)
        elif _NUMBER.fullmatch(text):
            number = to_number(text)
            if number is None:
                self.problems.report("DP004", f"number {show(text, 30)} is too large", span)
            return number
        return text

    def _report_surrogates(self, value: str, offsets: Sequence[int]) -> None:
        """Report escapes that only the loader in Python takes for characters."""
        for match in _SURROGATE.finditer(value):
            span = Span(offsets[match.start()], offsets[match.end()])
            escape = self.text[span.start : span.end]
            self.problems.report("DP004", f"bad escape {show(escape)}", span, HEX_ADVICE)


_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _span(event: Any) -> Span:
    return Span(event.start_mark.index, event.end_mark.index)


# Where each character of a scalar stands

_BREAK = r"(?:\r\n|\r|\n)"
_FOLD = rf"(?P<fold>[ \t]*+(?:{_BREAK}[ \t]*+)+)"
_IN_SINGLE = re.compile(rf"{_FOLD}|(?P<escape>'')|[^'\r\n \t]++|[ \t]++")
_IN_DOUBLE = re.compile(
    rf"{_FOLD}"
    rf"|(?P<joined>\\{_BREAK}(?:[ \t]|{_BREAK})*)"
    r"|(?P<escape>\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))"
    r"|[^\\\r\n \t]++|[ \t]++"
)
_BREAKS = re.compile(_BREAK)
_WORD = re.compile(r"[^ \t\r\n]++")


def _offsets(text: str, value: str, span: Span, style: str | None) -> Sequence[int]:
    """Give the place of each character of the `value` that the scalar at `span` has, and of its end."""
    if style in ("'", '"'):
        return _quoted_offsets(text, value, span, _IN_SINGLE if style == "'" else _IN_DOUBLE)
    if not style and len(value) == span.end - span.start:
        return range(span.start, span.end + 1)
    start = span.start
    if style:
        header = _BREAKS.search(text, start, span.end)
        start = header.end() if header else span.end
    return _word_offsets(text, value, start, span.end)


def _quoted_offsets(text: str, value: str, span: Span, pieces: re.Pattern[str]) -> Sequence[int]:
    start, end = span.start + 1, span.end - 1
    if len(value) == end - start:
        return range(start, end + 1)
    offsets = array("q")
    for match in pieces.finditer(text, start, end):
        length = match.end() - match.start()
        if match.lastgroup == "escape":
            length = 1
        elif match.lastgroup is not None:
            # One line break is a space, or nothing after a backslash; each further one stands for itself.
            further = len(_BREAKS.findall(match[0])) - 1
            length = further if further or match.lastgroup == "joined" else 1
        offsets.extend(range(match.start(), match.start() + length))
    del offsets[len(value) :]
    offsets.extend([end] * (len(value) + 1 - len(offsets)))
    return offsets


def _word_offsets(text: str, value: str, start: int, end: int) -> Sequence[int]:
    """Find the words of `value`, which no style without escapes changes, from `start` to `end`."""
    offsets = array("q")
    done, at = 0, start
    for word, place in zip(_WORD.finditer(value), _WORD.finditer(text, start, end), strict=False):
        offsets.extend(_gap_offsets(value[done : word.start()], at, place.start(), first=not done))
        offsets.extend(range(place.start(), place.start() + word.end() - word.start()))
        done, at = word.end(), place.end()
    offsets.extend(_gap_offsets(value[done:], at, end, first=not done))
    offsets.append(end)
    return offsets


def _gap_offsets(blanks: str, start: int, end: int, *, first: bool) -> Iterable[int]:
    """Place `blanks` between `start` and `end`, where there are as many or, for folding and indentation, more."""
    # After the last line break they are what the indentation left over, so they count from the right.
    left = 0 if first else len(blanks)
    if "\n" in blanks:
        left = blanks.rindex("\n") + 1
    yield from (min(start + index, end) for index in range(left))
    yield from (max(start, end - index) for index in range(len(blanks) - left, 0, -1))
