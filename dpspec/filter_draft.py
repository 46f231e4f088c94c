"""A filter expression that may be broken: loose tokens, and repairs that remember where each character came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from attrs import field, frozen

from dpspec.filter_parser import LITERAL, NotAFilter, parse_text, value_of
from dpspec.filters import Filter

_LOOSE: Final = re.compile(
    rf"""
      (?P<literal>{LITERAL})
    | (?P<open>')
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
_SUBQUERY: Final = re.compile(r"\s*(?:NOT\s+)?IN\s*\(\s*(?:\(\s*)*(?:SELECT|WITH)\b", re.IGNORECASE)


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
        return self.text.upper() if self.kind == "name" else ""

    @property
    def value(self) -> str:
        """What a literal stands for."""
        return value_of(self.text)


@frozen
class Edit:
    """Put `replacement` in place of the characters from `start` up to `end`."""

    start: int
    end: int
    replacement: str


@frozen(slots=False, eq=False)
class Draft:
    """A text under repair. `origins` has the offset in the first text of each character and of the end."""

    text: str
    origins: Sequence[int] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Draft:
        """Start with the author's text."""
        return cls(text, range(len(text) + 1))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, without blanks."""
        found = _LOOSE.finditer(self.text)
        return tuple(Token(m.lastgroup or "", m.group(), *m.span()) for m in found if m["blank"] is None)

    @cached_property
    def is_subquery(self) -> bool:
        """Whether this is meant as ``[NOT] IN (SELECT ...)``."""
        return _SUBQUERY.match(self.text) is not None

    @cached_property
    def filter(self) -> Filter | None:
        """What the draft means, if the grammar takes it."""
        try:
            return parse_text(self.text)
        except NotAFilter:
            return None

    def repaired(self, edits: Iterable[Edit]) -> Draft:
        """Apply edits that do not overlap."""
        texts: list[str] = []
        origins: list[int] = []
        at = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            texts += [self.text[at : edit.start], edit.replacement]
            origins += [*self.origins[at : edit.start], *[self.origins[edit.start]] * len(edit.replacement)]
            at = edit.end
        texts.append(self.text[at:])
        origins += self.origins[at:]
        return Draft("".join(texts), origins)


def quote(name: str) -> str:
    """Make a literal of a name."""
    return "'" + name.replace("'", "''") + "'"


def parses(text: str) -> Filter | None:
    """Give the filter that `text` is, or None."""
    return Draft.of(text).filter
