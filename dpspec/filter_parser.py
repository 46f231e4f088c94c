"""Text of a filter expression to its value: the grammar, and the step from its tree to attrs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from dpspec import filters
from dpspec.diagnostics import Diagnostic
from dpspec.grammar import build
from dpspec.source import Span

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

    from dpspec.filters import Filter
    from dpspec.source import Extract

MAX_DEPTH: Final = 64
MAX_LENGTH: Final = 8 * 1024 * 1024

_KEYWORDS: Final = {
    name.lstrip("_"): name
    for name in ("NOT", "_LIKE", "_ESCAPE", "_IN", "_BETWEEN", "_AND", "_IS", "_NULL", "_SELECT", "_WITH")
}

#: A literal: group `quoted` is the inside of ``q'[...]'`` with its delimiters, `plain` that of ``'...'``.
LITERAL: Final = (
    r"(?:(?<![\w$#])[Nn]?[Qq]'(?P<quoted>\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<mark>[^ \t\r\n\[{(<]).*?(?P=mark))'"
    r"|(?:(?<![\w$#])[Nn])?'(?P<plain>(?:[^']|'')*)')"
)
#: Characters that no name and no blank may be: they cannot be seen, and some end a line for other programs.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LITERAL: Final = re.compile(LITERAL, re.DOTALL)
_NESTING: Final = re.compile(LITERAL + r'|"[^"]*"|[()]', re.DOTALL)
_BLANKS: Final = re.compile(LITERAL + r'|"[^"]*"|(?P<blanks>[ \t\r\n]+)', re.DOTALL)
#: What a name hardly ever holds, and an expression inside a literal always does.
_SUSPECT: Final = re.compile(r"['\"(% ‘’]")  # noqa: RUF001 - typographic quotes are among them


class NotAFilter(Exception):
    """The grammar refuses the text at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"not a filter expression at offset {offset}")
        self.offset = offset


def parse(extract: Extract, key: str | None = None) -> tuple[Filter | None, tuple[Diagnostic, ...]]:
    """Read one filter expression.

    Returns the filter and no diagnostics, or None and at least one. `key` is the path of the
    expression in its spec and is only passed on to the diagnostics. Takes time linear in the
    length of a text that is right, and does not recurse.
    """
    beyond = _beyond_bounds(extract, key)
    if beyond is not None:
        return None, (beyond,)
    try:
        filter_ = parse_text(extract.text)
        if any(_SUSPECT.search(literal.value) for literal in filters.literals(filter_)):
            from dpspec import filter_faults

            suspected = filter_faults.suspect(extract, key)
            return (None, suspected) if suspected else (filter_, ())
        return filter_, ()
    except NotAFilter as error:
        from dpspec import filter_faults  # only a text that is wrong pays for its explanation

        return None, filter_faults.explain(extract, error.offset, key)


def parse_text(text: str) -> Filter:
    """Read the text of a filter expression. Raises NotAFilter where the grammar refuses it."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        tree = _parser().parse(text)
    except UnexpectedToken as error:
        offset = error.token.start_pos if error.token.type != "$END" else len(text)
        raise NotAFilter(len(text) if offset is None else offset) from None
    except UnexpectedCharacters as error:
        raise NotAFilter(error.pos_in_stream) from None
    return _filter(tree, text)


@cache
def _parser() -> Lark:
    return build("filter", lexer_callbacks={"WORD": _keyword}, maybe_placeholders=True)


def _keyword(token: Token) -> Token:
    token.type = _KEYWORDS.get(token.upper(), "WORD")
    return token


def _beyond_bounds(extract: Extract, key: str | None) -> Diagnostic | None:
    text = extract.text
    if len(text) > MAX_LENGTH:
        message = f"expression of {len(text):,} characters; the limit is {MAX_LENGTH:,}"
        help_ = "put the names into a table and write `IN (SELECT name FROM ...)`"
        return Diagnostic("DP039", message, extract.locate(0, 1), help_, key)
    if control := _CONTROL.search(text):
        message = f"control character U+{ord(control.group()):04X} in an expression"
        return Diagnostic("DP002", message, extract.locate(*control.span()), "remove it", key)
    depth = 0
    for match in _NESTING.finditer(text):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth > MAX_DEPTH:
            message = f"parentheses nested more than {MAX_DEPTH} deep"
            return Diagnostic("DP039", message, extract.locate(*match.span()), "a name needs none of them", key)
    return None


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
            start = next(child.end_pos for child in children if _is_token(child, "LPAR"))
            end = next(child.start_pos for child in reversed(children) if _is_token(child, "RPAR"))
            return filters.InSubquery(_one_blank(text[start:end]), _negated(children[0]), span=span)
        case "between":
            low, high = _literal(children[1]), _literal(children[2])
            return filters.Between(low, high, children[0] is not None, span=span)
        case _:
            return filters.NullTest(children[0] is not None, span=span)


def _is_token(child: object, kind: str) -> bool:
    return getattr(child, "type", None) == kind


def _negated(child: object) -> bool:
    return _is_token(child, "NOT")


def _literal(token: object) -> filters.Literal:
    spelling = str(token)
    return filters.Literal(
        value_of(spelling),
        national=spelling[0] in "Nn",
        span=Span(token.start_pos, token.end_pos),  # type: ignore[attr-defined]
    )


def value_of(spelling: str) -> str:
    """Give the text that a whole literal such as ``'it''s'`` or ``q'[it's]'`` stands for."""
    match = _LITERAL.fullmatch(spelling)
    assert match is not None, spelling
    quoted: str | None = match["quoted"]
    return quoted[1:-1] if quoted is not None else match["plain"].replace("''", "'")


def _one_blank(query: str) -> str:
    """Make every run of white space outside literals one blank, and drop it at the ends."""
    return _BLANKS.sub(lambda match: " " if match["blanks"] else match.group(), query).strip(" ")
