r"""The tokens of a value to its pieces: quotes and what they hold, decoded.

How expdp reads a backslash is documented for command lines alone: here ``\"`` is a double quote, and what stands
between two of them loses the backslashes that a shell needs. Unconfirmed.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define

from dpspec.diagnostics import Diagnostic, Severity, show
from dpspec.recover.extracts import without
from dpspec.recover.parameter_names import NEXT_PARAMETER
from dpspec.recover.parameter_tree import Piece

if TYPE_CHECKING:
    from dpspec.source import Extract, Location

_SHELL_ESCAPE: Final = re.compile(r"\\([^\w\s%])|\\[ \t]*(?:\r\n|\r|\n)")
_ESCAPED_QUOTE: Final = re.compile(r'\\(")|\\[ \t]*(?:\r\n|\r|\n)')
_DOUBLED: Final = re.compile(r"'(')|\\[ \t]*(?:\r\n|\r|\n)")
#: What other languages put where expdp wants a quote or a comma.
_FOREIGN: Final = re.compile(r";|`|&(?:quot|apos|amp|#0*39|#0*34|#x27|#x22);", re.IGNORECASE)


class FatalError(Exception):
    """Nothing after this place can be told apart."""


def escaped(place: Location) -> Diagnostic:
    """Tell that backslashes are taken for nothing, where there is no shell that would take them away."""
    message = "backslashes before quotes are read as escapes of a shell"
    advice = "a parameter file needs none: write the quotes alone"
    return Diagnostic("DP055", message, place, advice, severity=Severity.WARNING)


@define
class Pieces:
    """Reads the pieces of one parameter after another: `broken` tells that something is wrong in the present one.

    `escapes` are the places of its quotes with backslashes.
    """

    text: Extract
    found: list[Diagnostic] = Factory(list)
    escapes: list[Location] = Factory(list)
    broken: bool = False

    def begin(self) -> None:
        """Begin another parameter."""
        self.broken, self.escapes = False, []

    def refuse(self, place: Location, message: str, advice: str) -> None:
        """Report what does not parse."""
        self.broken = True
        self.found.append(Diagnostic("DP053", message, place, advice))

    def fault(self, start: int, end: int, message: str, advice: str) -> None:
        """Report what does not parse, by its place in the text."""
        self.refuse(self.text.locate(start, end), message, advice)

    def doubled(self, tokens: list[Any]) -> None:
        """Refuse `""LIKE 'A%'""`, as in a string of Visual Basic: an empty clause and something without quotes."""
        for piece, after in pairwise(tokens):
            if piece == '""':
                advice = "the quotes were doubled for another language: write each of them once"
                self.fault(piece.start_pos, piece.end_pos, "two double quotes in a row", advice)
                return
            if piece.type in ("DOUBLE", "SHELL_DOUBLE") and re.match(r"[A-Za-z]", after):
                advice = "put a comma between two values"
                self.fault(after.start_pos, after.end_pos, f"{show(str(after))} right after a quote", advice)
                return

    def piece(self, token: Any) -> Piece:
        """Read a token of a value."""
        start, end = token.start_pos, token.end_pos
        match token.type:
            case "BARE":
                if not self.broken and (foreign := _FOREIGN.search(token)):
                    self._foreign(start + foreign.start(), foreign.group())
                return Piece("", self.text.part(start, end))
            case "ESCAPED":
                if token[1] in "'\"":
                    self._unclosed(start, end)
                return Piece("", self.text.part(start if token[1].isalnum() else start + 1, end))
            case "SINGLE" | "DOUBLE" | "SHELL_SINGLE" | "SHELL_DOUBLE":
                return self._quoted(token)
            case "UNCLOSED":
                self._unclosed(start, start + 1)
            case "TYPOGRAPHIC":
                self._typographic(token)
            case _:
                if not self.broken:
                    message = f"unexpected {show(str(token))} (U+{ord(token[0]):04X})"
                    self.fault(start, end, message, "remove it, or put it into quotes")
        return Piece("", self.text.part(start, end))

    def _quoted(self, token: Any) -> Piece:
        start, end = token.start_pos, token.end_pos
        lead = 2 if token[0] == "\\" else 1
        if NEXT_PARAMETER.search(token):
            self._unclosed(start, start + lead, token)
        quote = token[lead - 1]
        if lead == 1:
            inside = without(self.text.part(start + 1, end - 1), _DOUBLED if quote == "'" else _ESCAPED_QUOTE)
            return Piece(quote, inside)
        if token[-2] != "\\" or len(token) < 4:
            message = f"`\\{quote}` opens what `{quote}` closes"
            self.fault(end - 1, end, message, f"write both with a backslash or, in a parameter file, both as `{quote}`")
            return Piece(quote, self.text.part(start + 2, max(start + 2, end - 1)), escaped=True)
        self.escapes.append(self.text.locate(start, start + 2))
        return Piece(quote, without(self.text.part(start + 2, end - 2), _SHELL_ESCAPE), escaped=True)

    def _unclosed(self, start: int, end: int, token: str = "") -> None:
        message = f"{show(self.text.text[start:end])} is never closed"
        advice = "close it before the line ends"
        if swallowed := NEXT_PARAMETER.search(token):
            message = f"{show(self.text.text[start:end])} is not closed before `{swallowed[1].upper()}=`"
        if self.broken:
            raise FatalError
        self.fault(start, end, message, advice)
        raise FatalError

    def _typographic(self, token: Any) -> None:
        if self.broken:
            return
        sign = str(token)
        plain = "'" if sign in "\u2018\u2019\u201a\u201b\u2032\u00b4" else '"'
        message = f"typographic quote {show(sign)} (U+{ord(sign):04X})"
        self.fault(token.start_pos, token.end_pos, message, f"write the plain quote `{plain}`")

    def _foreign(self, start: int, found: str) -> None:
        message, advice = f"{show(found)} in a value", "write the character itself: it was escaped for a web page"
        if found == ";":
            advice = "remove it; between two values stands a comma, and each line ends a parameter"
        elif found == "`":
            advice = "remove it; it escapes quotes in PowerShell, and a parameter file needs no escapes"
        self.fault(start, start + len(found), message, advice)
