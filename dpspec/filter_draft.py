"""A filter expression that may be broken: loose tokens, faults, and repairs that remember where each character was."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from dpspec.filter_syntax import LITERAL, UNCLOSED, NotAFilterError, parse_text, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dpspec.filters import Filter

KEYWORDS: Final = frozenset({"NOT", "LIKE", "IN", "BETWEEN", "IS", "AND", "OR", "ESCAPE", "NULL", "SELECT", "WITH"})
#: Words that begin an expression.
OPERATOR_WORDS: Final = frozenset({"NOT", "LIKE", "IN", "BETWEEN", "IS"})
OPERATORS: Final = frozenset({"=", "!=", "<>", "^=", "<", "<=", ">", ">="})
#: Each operator and the one that is true where it is not.
OPPOSITES: Final = {"=": "!=", "!=": "=", "<>": "=", "^=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
#: Advice where a bare name is not in upper case: SQL would take it so.
CASE_COUNTS: Final = "names are compared as written, and are in upper case unless made with double quotes"

_LOOSE: Final = re.compile(
    rf"""
      (?P<literal>{LITERAL})
    | (?P<open>{UNCLOSED}|')
    | (?P<comment>--[^\r\n]*|/\*.*?(?:\*/|\Z))
    | (?P<identifier>"[^"]*")
    | (?P<ellipsis>\.\.+|…)
    | (?P<name>[\w$\#%.]+)
    | (?P<operator>[=!<>^~]+)
    | (?P<left>\()
    | (?P<right>\))
    | (?P<comma>,)
    | (?P<semicolon>;)
    | (?P<blank>[ \t\r\n]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@frozen
class Token:
    """A piece of the draft: its kind is a group of the pattern above."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The text in upper case if this is a bare word, else nothing."""
        return self.text.upper() if self.kind == "name" and self.text.isascii() else ""

    @property
    def value(self) -> str:
        """What a literal stands for."""
        return value_of(self.text)

    @property
    def name(self) -> str:
        """The name that this stands for: a bare one is in upper case, as everywhere in SQL."""
        if self.kind == "literal":
            return self.value
        return self.text.upper() if self.kind == "name" else self.text[1:-1].strip("'")


@frozen
class Edit:
    """Put `replacement` in place of the characters from `start` up to `end`."""

    start: int
    end: int
    replacement: str


@frozen
class Fault:
    """One mistake: the place in the draft, the words, and the repair (None if there is no telling).

    A repair that is not `certain` only serves to go on and find more; it is never proposed.
    """

    code: str
    message: str
    start: int
    end: int
    advice: str | None = None
    edits: tuple[Edit, ...] | None = None
    certain: bool = True


@frozen(slots=False, eq=False)
class Draft:
    """A text under repair, and where each of its characters, or what it replaces, starts and ends in the first text."""

    text: str
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Draft:
        """Start with the author's text."""
        return cls(text, range(len(text) + 1), range(1, len(text) + 1))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, without blanks."""
        found = _LOOSE.finditer(self.text)
        return tuple(Token(m.lastgroup or "", m.group(), *m.span()) for m in found if m["blank"] is None)

    @cached_property
    def masked(self) -> str:
        """The text with a blank in place of each character of a literal or an identifier."""
        pieces: list[str] = []
        at = 0
        for token in self.tokens:
            if token.kind in ("literal", "identifier", "open"):
                pieces += [self.text[at : token.start], " " * len(token.text)]
                at = token.end
        return "".join([*pieces, self.text[at:]])

    @cached_property
    def has_subquery(self) -> bool:
        """Whether a query stands in parentheses: most rules for names do not hold in it."""
        pairs = pairwise(self.tokens)
        return any(one.kind == "left" and two.word in ("SELECT", "WITH") for one, two in pairs)

    @cached_property
    def filter(self) -> Filter | None:
        """What the draft means, if the grammar takes it."""
        try:
            return parse_text(self.text)
        except NotAFilterError:
            return None

    def neighbours(self) -> Iterator[tuple[Token | None, Token, Token | None]]:
        """Give each token between the one before and the one after it."""
        row: list[Token | None] = [None, *self.tokens, None]
        return zip(row, self.tokens, row[2:], strict=False)

    def repaired(self, edits: Iterable[Edit]) -> Draft:
        """Apply edits that do not overlap."""
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            first, last = self.origin(edit.start, edit.end)
            texts += [self.text[at : edit.start], edit.replacement]
            starts += [*self.starts[at : edit.start], *[first] * len(edit.replacement)]
            ends += [*self.ends[at : edit.start], *[last] * len(edit.replacement)]
            at = edit.end
        texts.append(self.text[at:])
        return Draft("".join(texts), [*starts, *self.starts[at:]], [*ends, *self.ends[at:]])

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the first text of the characters from `start` up to `end`."""
        first = self.starts[start]
        return first, max(first, self.ends[end - 1]) if end > start else first


def quote(name: str) -> str:
    """Make a literal of a name."""
    return "'" + name.replace("'", "''") + "'"


def parses(text: str) -> Filter | None:
    """Give the filter that `text` is, or None."""
    return Draft.of(text).filter


def at(
    code: str, message: str, token: Token, advice: str | None = None, edits: tuple[Edit, ...] | None = None
) -> Fault:
    """Make a fault of a token."""
    return Fault(code, message, token.start, token.end, advice, edits)


def replace(token: Token, replacement: str) -> tuple[Edit, ...]:
    """Make the repair that puts something else in place of a token."""
    return (Edit(token.start, token.end, replacement),)
