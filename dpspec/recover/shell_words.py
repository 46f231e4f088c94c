"""Words of a command line, and what all shells share in splitting one: commands, operators and redirections."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Final

from attrs import Factory, define, frozen

from dpspec.diagnostics import show

LINE_GOES_ON: Final = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_OPERATOR: Final = re.compile(r"&&|\|\||[;&|]|[\r\n]+")
_QUOTE: Final = re.compile(r"\\(?:[\s\S]|\Z)|['\"]")
_REDIRECTION: Final = re.compile(r"&?(?:>>|>\||<<<?|>&|<&|<>|[<>])&?")


@define
class Word:
    """What a word of the shell becomes, and the place of each of its characters."""

    start: int
    end: int = 0
    text: list[str] = Factory(list)
    offsets: list[int] = Factory(list)
    #: Where a quote or an escape was taken away.
    eaten: list[int] = Factory(list)
    #: Where the shell puts something else: a variable, or the output of a command.
    replaced: list[int] = Factory(list)

    @property
    def plain(self) -> str:
        """The text of it."""
        return "".join(self.text)


@frozen
class Fault:
    """Why a shell cannot split a text."""

    start: int
    end: int
    message: str
    help: str


def open_quote(text: str, quote: str = "") -> str:
    r"""Give the quote that is open for expdp behind a text, with the backslash before it if there is one.

    `quote` is the one that is open before the text: ``"``, ``'``, ``\"``, ``\'``, or none.
    """
    for match in _QUOTE.finditer(text):
        found = match.group()
        if not quote:
            quote = found if found[-1] in "\"'" else ""
        elif found[-1] == quote[-1] and (found[0] != "\\" or quote != '"'):
            quote = ""
    return quote


@define
class Splitter(ABC):
    """Splits a text into commands, and these into words; each kind of shell says how it takes a character."""

    text: str
    at: int = 0
    commands: list[list[Word]] = Factory(lambda: [[]])
    word: Word | None = None
    #: Whether the next word is the file of a redirection.
    to_file: bool = False
    #: The quote that expdp would find open behind the words of this command so far.
    quote: str = ""

    def run(self) -> Fault | None:
        """Split the text, or tell why a shell could not."""
        while self.at < len(self.text):
            if fault := self._step(self.text[self.at]):
                return fault
        self._close()
        return None

    @abstractmethod
    def _step(self, char: str) -> Fault | None:
        """Take the character that comes next, and what belongs to it."""

    def _open(self) -> Word:
        if self.word is None:
            self.word = Word(self.at)
        return self.word

    def _close(self) -> None:
        if self.word is not None:
            self.word.end = self.at
            if not self.to_file:
                self.commands[-1].append(self.word)
                self.quote = open_quote(self.word.plain, self.quote)
            self.to_file = False
        self.word = None

    def _take(self, at: int) -> None:
        word = self._open()
        word.text.append(self.text[at])
        word.offsets.append(at)

    def _inside_clause(self) -> bool:
        """Whether the words of this command so far have an open quote, which expdp would get to see."""
        return open_quote(self.word.plain if self.word else "", self.quote) != ""

    def _sign(self) -> Fault | None:
        """Take an operator or a redirection."""
        text, at = self.text, self.at
        if redirection := _REDIRECTION.match(text, at):
            if self._inside_clause():
                advice = f"put a backslash before it: `\\{text[at]}`"
                return Fault(at, redirection.end(), f"the shell takes {show(redirection.group())} away", advice)
            if self.word is not None and self.word.plain.isdecimal():
                self.word = None
            self._close()
            self.at = redirection.end()
            self.to_file = True
            return None
        match = _OPERATOR.match(text, at)
        end = match.end() if match else at + 1
        if text[at] not in "\r\n" and self._inside_clause():
            advice = f"put a backslash before it: `\\{text[at]}`"
            return Fault(at, end, f"the shell ends the command at {show(text[at:end])}", advice)
        self._close()
        self.to_file = False
        self.commands.append([])
        self.quote = ""
        self.at = end
        return None
