"""The text of a command line, as it is and without its passwords, and what is reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from dpspec.diagnostics import Diagnostic, Severity
from dpspec.recover.passwords import mask_words
from dpspec.source import Location, Source, Span

if TYPE_CHECKING:
    from dpspec.recover.shell_words import Word


@define
class CommandText:
    """Both texts have the same places; only what `source` has is ever shown."""

    raw: str
    source: Source
    found: list[Diagnostic] = Factory(list)
    windows: bool = False

    def place(self, start: int, end: int) -> Location:
        """Give a location in the text without passwords."""
        return Location(self.source, Span(start, end))

    def hide(self, start: int, end: int) -> None:
        """Mask what none of the next reports may show."""
        text = self.source.text
        self.source = Source(self.source.name, text[:start] + mask_words(text[start:end]) + text[end:])

    def shown(self, word: Word) -> str:
        """Give a word as it was written, without passwords."""
        return self.source.text[word.start : word.end]

    def fault(self, start: int, end: int, message: str, advice: str) -> None:
        """Report what is wrong."""
        self.found.append(Diagnostic("DP056", message, self.place(start, end), advice))

    def warn(self, start: int, end: int, message: str, advice: str | None = None) -> None:
        """Report what was assumed."""
        severity = Severity.WARNING
        self.found.append(Diagnostic("DP055", message, self.place(start, end), advice, severity=severity))
