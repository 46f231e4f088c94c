"""The text of a parameter file to its parameters: names, values, and where each character of them stands.

The rules are those of parameter files in Utilities (PARFILE, TABLES, INCLUDE, QUERY): ``grammar/parfile.lark`` has
them, and `parameter_pieces` decodes the quotes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define, field

from dpspec.diagnostics import Diagnostic, Severity, show
from dpspec.grammar import build
from dpspec.recover.parameter_names import CLAUSES, KNOWN, example
from dpspec.recover.parameter_pieces import FatalError, Pieces, escaped
from dpspec.recover.parameter_tree import Parameter, Value

if TYPE_CHECKING:
    from lark import Lark

    from dpspec.source import Extract, Location

_UNQUOTED: Final = "in a parameter file a clause stands in double quotes, and names in it in single ones: "


def read(text: Extract, *, from_shell: bool = False) -> tuple[tuple[Parameter, ...], tuple[Diagnostic, ...]]:
    """Read the parameters of a text, and tell what is wrong in it.

    `from_shell` tells that the text comes from a command line, where backslashes before quotes are nothing to tell.
    """
    start = 1 if text.text.startswith("\ufeff") else 0
    reader = _Reader(text.part(start, len(text.text)), from_shell)
    reader.run()
    return tuple(reader.parameters), tuple(reader.pieces.found)


def values(text: Extract) -> tuple[tuple[Value, ...], tuple[Diagnostic, ...]]:
    """Read the inside of a quoted value as a list of values."""
    reader = _Reader(text, from_shell=True)
    children: list[Any] = list(_parser().parse(text.text).children)
    for child in children:
        if not _is_token(child) and child.data == "parameter":
            key = child.children[0]
            name = show(_spelled(key) + "=")
            advice = "close the quotes before the next parameter"
            reader.pieces.fault(key.start_pos, key.end_pos, f"{name} within quotes", advice)
            return (), tuple(reader.pieces.found)
    try:
        found = reader.values("", children)
    except FatalError:
        found = []
    return tuple(found), tuple(reader.pieces.found)


@cache
def _parser() -> Lark:
    return build("parfile")


def _is_token(child: Any) -> bool:
    return hasattr(child, "type")


def _spelled(key: Any) -> str:
    """Give the name in a KEY token."""
    return str(key).partition("=")[0].rstrip(" \t")


@define
class _Reader:
    text: Extract
    from_shell: bool
    parameters: list[Parameter] = Factory(list)
    pieces: Pieces = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.pieces = Pieces(self.text)

    def run(self) -> None:
        """Read the whole text."""
        children: list[Any] = list(_parser().parse(self.text.text).children)
        before = [child for child in children if _is_token(child) or child.data == "value"]
        try:
            self._stray(before)
            for child in children[len(before) :]:
                self._parameter(child.children)
        except FatalError:
            return

    def _stray(self, children: list[Any]) -> None:
        found = self.values("", children)
        for value in [] if self.pieces.broken else found[:1]:
            advice = "a parameter is `NAME=value`"
            name, colon, rest = value.written.text.partition(":")
            if colon and name.upper() in KNOWN:
                advice = f"put `=` after the name: `{name}={rest}`" if rest.isprintable() else "put `=` after the name"
            elif name.upper() in KNOWN:
                advice = f"every parameter needs a value: write `{example(name.upper())}`"
            message = f"no parameter before {show(value.written.text)}"
            self.pieces.refuse(value.place, message, advice)

    def _parameter(self, children: list[Any]) -> None:
        key = children[0]
        spelled = _spelled(key)
        place = self.text.locate(key.start_pos, key.start_pos + len(spelled))
        name = spelled.upper()
        self.pieces.begin()
        try:
            found = self.values(name, children[1:])
            found = [value for index, value in enumerate(found) if not (index and self._is_name(name, value))]
            if not found and not self.pieces.broken:
                advice = f"write `{example(name)}`, or leave the parameter out"
                self.pieces.refuse(place, f"{show(name)} has no value", advice)
        finally:
            broken = self.pieces.broken
            self.parameters.append(Parameter(name, place, () if broken else tuple(found), broken))
        if self.pieces.escapes and not self.from_shell and not broken:
            self.pieces.found.append(escaped(self.pieces.escapes[0]))

    def _is_name(self, name: str, value: Value) -> bool:
        """Refuse a parameter without `=value`, which expdp takes for one more value of the parameter before."""
        other = value.written.text.upper()
        if value.listed or other not in KNOWN:
            return False
        message = f"{show(other)} without `=`: expdp takes it for one more value of {show(name)}"
        advice = f"every parameter needs a value: write `{example(other)}`"
        self.pieces.refuse(value.place, message, advice)
        return True

    def values(self, name: str, children: list[Any]) -> list[Value]:
        """Read what comes after a name: values, and what separates them."""
        found: list[Value] = []
        opened: Any = None
        closed = False
        listed = True
        end = -1
        for child in children:
            if not _is_token(child):
                if closed:
                    start = child.children[0].start_pos
                    self.pieces.fault(start, start + 1, "a value after the end of the list", "put `)` at its end")
                    return found
                found.append(self._value(child.children, listed=listed or opened is not None))
                listed, end = False, child.children[-1].end_pos
                continue
            match child.type:
                case "COMMA":
                    listed = True
                case "COMMENT" if child.start_pos == end:
                    self._lost(found[-1], child)
                case "OPEN" if found:
                    self._unquoted(name, found, child)
                    return found
                case "OPEN" if opened is not None:
                    advice = "a list has one pair of parentheses"
                    self.pieces.fault(child.start_pos, child.end_pos, "a second `(`", advice)
                    return found
                case "OPEN":
                    opened = child
                case "CLOSE" if opened is None or closed:
                    self.pieces.fault(child.start_pos, child.end_pos, "`)` without `(`", "remove it")
                    return found
                case "CLOSE":
                    closed = True
        if opened is not None and not closed:
            self.pieces.fault(opened.start_pos, opened.end_pos, "this `(` is never closed", "close the list with `)`")
        return found

    def _unquoted(self, name: str, found: list[Value], paren: Any) -> None:
        """Explain a parenthesis behind a value: it is that of a condition which should be in quotes."""
        if self.pieces.broken:
            return
        written = found[-1].written
        if name in CLAUSES or name == "FLASHBACK_TIME":
            what = "value" if name == "FLASHBACK_TIME" else "clause"
            first = next((value.written for value in reversed(found) if ":" in value.written.text), written)
            at = first.text.find(":") + 1
            place = first.locate(at, len(first.text)) if at < len(first.text) else self._at(paren)
            advice = _UNQUOTED + f"`{example(name)}`"
            self.pieces.refuse(place, f"the {what} is not in double quotes", advice)
            return
        advice = "only a whole list stands in parentheses; an expression stands in double quotes"
        self.pieces.fault(paren.start_pos, paren.end_pos, "`(` after a value", advice)

    def _at(self, token: Any) -> Location:
        return self.text.locate(token.start_pos, token.end_pos)

    def _lost(self, value: Value, comment: Any) -> None:
        written = value.written.text
        message = f"`#` begins a comment: expdp reads {show(written)} and loses the rest of the line"
        name = show(f"'\"{written.upper()}#\"'")
        advice = f"a blank before `#` shows that it is meant; a name with `#` stands in quotes: {name}"
        place = self.text.locate(comment.start_pos, comment.start_pos + 1)
        self.pieces.found.append(Diagnostic("DP055", message, place, advice, severity=Severity.WARNING))

    def _value(self, tokens: list[Any], *, listed: bool) -> Value:
        written = self.text.part(tokens[0].start_pos, tokens[-1].end_pos)
        pieces = tuple(self.pieces.piece(token) for token in tokens)
        if not self.pieces.broken:
            self.pieces.doubled(tokens)
        return Value(written, pieces, listed)
