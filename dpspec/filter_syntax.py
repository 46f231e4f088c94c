"""Text of a filter expression to its value by the grammar alone: no explanations, no limits."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from dpspec import filters
from dpspec.grammar import build
from dpspec.source import Span

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

    from dpspec.filters import Filter

#: A literal: group `quoted` is the inside of ``q'[...]'`` with its delimiters, `plain` that of ``'...'``.
LITERAL: Final = (
    r"(?:(?<![\w$#])[Nn]?[Qq]'(?P<quoted>\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<mark>[^ \t\r\n\[{(<]).*?(?P=mark))'"
    r"|(?:(?<![\w$#])[Nn])?'(?P<plain>[^']*+(?:''[^']*+)*+)')"
)
#: The beginning of a ``q'[...]'`` that never ends, with all that follows; to be tried after LITERAL.
UNCLOSED: Final = r"(?<![\w$#])[Nn]?[Qq]'.*"

#: Blanks that are none, soft hyphens, marks of direction and of nothing: nobody can review a name that has one.
#: The joiners U+200C and U+200D are letters' business in some languages and stay.
HIDDEN: Final = re.compile(
    r"[\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200b\u200e\u200f\u202a-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff]"
)

_LITERAL: Final = re.compile(LITERAL, re.DOTALL)
_BLANKS: Final = re.compile(LITERAL + r'|"[^"]*"|(?P<blanks>[ \t\r\n]+)', re.DOTALL)
_KEYWORDS: Final = {
    name.lstrip("_"): name
    for name in ("NOT", "_LIKE", "_ESCAPE", "_IN", "_BETWEEN", "_AND", "_IS", "_NULL", "_SELECT", "_WITH")
}


class NotAFilterError(Exception):
    """The grammar refuses the text at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"not a filter expression at offset {offset}")
        self.offset = offset


def parse_text(text: str) -> Filter:
    """Read the text of a filter expression. Raises NotAFilterError where the grammar refuses it."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        tree = _parser().parse(text)
    except UnexpectedToken as error:
        offset = len(text) if error.token.type == "$END" else error.token.start_pos
        raise NotAFilterError(offset or 0) from None
    except UnexpectedCharacters as error:
        raise NotAFilterError(error.pos_in_stream or 0) from None
    return _filter(tree, text)


def value_of(spelling: str) -> str:
    """Give the text that a whole literal such as ``'it''s'`` or ``q'[it's]'`` stands for."""
    match = _LITERAL.fullmatch(spelling)
    if match is None:
        raise ValueError(f"not a literal: {spelling!r}")
    quoted: str | None = match["quoted"]
    return quoted[1:-1] if quoted is not None else match["plain"].replace("''", "'")


@cache
def _parser() -> Lark:
    return build("filter", lexer_callbacks={"WORD": _keyword}, maybe_placeholders=True)


def _keyword(token: Token) -> Token:
    if token.isascii():  # the dotless i in capitals is an I, and is none for Oracle
        token.type = _KEYWORDS.get(token.upper(), "WORD")
    return token


def _filter(tree: Tree[Token], text: str) -> Filter:
    span = Span(len(text) - len(text.lstrip(" \t\r\n")), len(text.rstrip(" \t\r\n")))
    children = tree.children
    match tree.data:
        case "comparison":
            spelling = str(children[0])
            operator = filters.Operator("!=" if spelling in ("<>", "^=") else spelling)
            return filters.Comparison(operator, _literal(children[1]), span=span)
        case "like":
            escape = _literal(children[2]) if children[2] is not None else None
            return filters.Like(_literal(children[1]), escape, children[0] is not None, span=span)
        case "in_list":
            items = tuple(_literal(child) for child in children[1:])
            return filters.InList(items, children[0] is not None, span=span)
        case "in_subquery":
            return filters.InSubquery(_between_parentheses(children, text), _is_token(children[0], "NOT"), span=span)
        case "between":
            low, high = _literal(children[1]), _literal(children[2])
            return filters.Between(low, high, children[0] is not None, span=span)
        case _:
            return filters.NullTest(children[0] is not None, span=span)


def _is_token(child: object, kind: str) -> bool:
    return getattr(child, "type", None) == kind


def _literal(token: object) -> filters.Literal:
    spelling = str(token)
    return filters.Literal(
        value_of(spelling),
        national=spelling[0] in "Nn",
        span=Span(token.start_pos, token.end_pos),  # type: ignore[attr-defined]
    )


def _between_parentheses(children: list[Token | Tree[Token]], text: str) -> str:
    """Give the subquery with every run of white space outside literals as one blank, and none at the ends."""
    tokens: list[Token] = [child for child in children if _is_token(child, "LPAR") or _is_token(child, "RPAR")]  # type: ignore[misc]
    query = text[tokens[0].end_pos : tokens[-1].start_pos]
    return _BLANKS.sub(lambda match: " " if match["blanks"] else match.group(), query).strip(" ")
