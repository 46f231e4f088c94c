"""Text with places: a named source, half-open spans in it, and strings decoded from it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen
class Span:
    """Half-open range of character offsets, ``start <= end``."""

    start: int
    end: int


@frozen
class Position:
    """A place for people: line and column, both counted from 1, in characters."""

    line: int
    column: int


@frozen(slots=False)
class Source:
    """A named text. Lines end at LF, CRLF or CR, as editors count them."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        at = 0
        for line in self.text.replace("\r\n", "\n\n").replace("\r", "\n").split("\n"):
            at += len(line) + 1
            starts.append(at)
        # A CRLF became two line ends of which only the second counts.
        return [start for start in starts if not (start and self.text[start - 1 : start + 1] == "\r\n")]

    def position(self, offset: int) -> Position:
        """Give line and column of the character at `offset` (also of the end of the text)."""
        line = bisect_right(self._line_starts, min(offset, len(self.text)))
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Give the text of line `number`, counted from 1, without its line end."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@frozen
class Location:
    """A span in a source: where a diagnostic points."""

    source: Source
    span: Span

    @property
    def position(self) -> Position:
        """Line and column of the first character."""
        return self.source.position(self.span.start)


@frozen(eq=False)
class Extract:
    r"""A string decoded from a source, and the place of each of its characters there.

    `offsets` has one entry a character and one more for the end, so that an escape such as
    ``\u0027`` (six characters in the file, one in the string) still gets its caret right.
    """

    text: str
    source: Source
    offsets: Sequence[int]

    @classmethod
    def plain(cls, text: str, name: str) -> Extract:
        """Make an extract of a string that is its own source, such as one given from Python."""
        return cls(text, Source(name, text), range(len(text) + 1))

    def part(self, start: int, end: int) -> Extract:
        """Give the characters from `start` up to `end` with their places."""
        return Extract(self.text[start:end], self.source, self.offsets[start : end + 1])

    def locate(self, start: int, end: int) -> Location:
        """Give the location in the source of the characters from `start` up to `end`."""
        first = self.offsets[start]
        # Up to where the last character ends, not to where the next one begins: an escape may lie between.
        last = self.offsets[end] if end > start else first
        return Location(self.source, Span(first, max(first, last)))
