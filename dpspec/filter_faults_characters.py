"""Mistakes in filter expressions that single characters make: quotes, blanks, brackets, escapes, placeholders."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from dpspec import filters
from dpspec.diagnostics import show
from dpspec.filter_draft import Draft, Edit, Fault, Token, at, parses, quote, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.filters import Filter

_SINGLE: Final = "‘’‚‛′‵´`＇"  # noqa: RUF001 - these are the characters we look for
_DOUBLE: Final = "“”„‟″«»＂"  # noqa: RUF001 - these are the characters we look for
_JOINT: Final = re.compile(rf"[{_SINGLE}]\s*[,)]|[,(]\s*[{_SINGLE}]")
_TWO_NAMES: Final = re.compile(rf"[{_SINGLE}]\s*,\s*[{_SINGLE}]")
_BLANKS: Final = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"
)
#: What an East Asian keyboard types for SQL's marks.
_WIDE: Final = {**{chr(0xFEE0 + code): chr(code) for code in b"!%(),;<=>"}, "、": ","}
_ENTITY: Final = re.compile(r"&(?:quot|apos|lt|gt|nbsp|#0*3[49]|#[xX]0*2[27]);")
_PLACEHOLDER: Final = re.compile(
    r"(?:^|[=<>(,]|\b(?:LIKE|IN|AND|OR|BETWEEN)\b)[ \t\r\n]*+"
    r"(?P<it><[A-Za-z_][\w .-]*>|\{\{[^{}]*\}\}|[$#]\{[^{}]*\}|\$\([^()]*\)|&&?\w+\.?|:\w+|[@$]\w+|\?)",
    re.IGNORECASE,
)
_BRACKETS: Final = {"[": "(", "{": "(", "]": ")", "}": ")"}
_ESCAPE: Final = re.compile(r"(?<![\w$#])ESCAPE\s*(?P<it>[^\s\w(),]|\w)\s*\Z", re.IGNORECASE)
_SHELL: Final = re.compile(r"(?<!\\)\\++(?=['\"()]|\s*+\Z)")

_CLOSED: Final = "each name needs a `'` before and after it; an apostrophe in a name is written `''`"


def plain(text: str) -> str:
    """Give the text with SQL's own characters in place of HTML escapes and wide marks."""
    return "".join(_WIDE.get(char, char) for char in html.unescape(text))


def empty(draft: Draft) -> Fault | None:
    """Find nothing at all."""
    if draft.tokens:
        return None
    advice = "leave the item out; no expression means every object, so this is never assumed"
    return Fault("DP020", "the expression is empty", 0, len(draft.text), advice)


def odd_blank(draft: Draft) -> Fault | None:
    """Find a blank that is not one of SQL's, such as a no-break space."""
    odd = [t for t in draft.tokens if t.kind == "other" and t.text in _BLANKS]
    if not odd:
        return None
    message = f"U+{ord(odd[0].text):04X} is not a blank that SQL knows"
    edits = tuple(Edit(t.start, t.end, " ") for t in odd)
    return at("DP040", message, odd[0], "type a plain blank", edits)


def look_alike(draft: Draft) -> Fault | None:
    """Find the wide marks of East Asian keyboards."""
    odd = [t for t in draft.tokens if t.kind == "other" and t.text in _WIDE]
    if not odd:
        return None
    first = odd[0].text
    message = f"wide character `{first}` (U+{ord(first):04X}) in place of `{_WIDE[first]}`"
    return at("DP040", message, odd[0], None, tuple(Edit(t.start, t.end, _WIDE[t.text]) for t in odd))


def entity(draft: Draft) -> Fault | None:
    """Find HTML escapes, as in text copied from the source of a page."""
    odd = list(_ENTITY.finditer(draft.masked))
    if not odd:
        return None
    edits = tuple(Edit(*match.span(), html.unescape(match.group()).replace("\u00a0", " ")) for match in odd)
    message = f"HTML escape {show(odd[0].group())} in an expression"
    return Fault("DP040", message, *odd[0].span(), "a spec holds the characters themselves", edits)


def typographic(draft: Draft) -> Fault | None:
    """Find quotes that a word processor made."""
    odd = [t for t in draft.tokens if _is_typographic(t)]
    if not odd:
        return None
    places = [place for token in odd for place in range(token.start, token.end)]
    quotes = [place for place in places if draft.text[place] in _SINGLE + _DOUBLE]
    edits = tuple(Edit(place, place + 1, _straight(draft.text[place])) for place in quotes)
    char = draft.text[quotes[0]]
    message = f"typographic quote {show(char)} (U+{ord(char):04X}) in place of `{_straight(char)}`"
    advice = "quotes pasted from a web page or a word processor are no SQL quotes"
    if char == "`":
        message, advice = f"backtick (U+0060) in place of `{_straight(char)}`", "backticks are no SQL quotes"
    return Fault("DP021", message, quotes[0], quotes[0] + 1, advice, edits)


def _is_typographic(token: Token) -> bool:
    if token.kind == "other":
        return token.text in _SINGLE + _DOUBLE
    # A literal between typographic quotes is an accident of a lone plain one; a proper literal keeps its characters.
    return token.kind == "literal" and _JOINT.search(token.text) is not None


def _straight(char: str) -> str:
    return "'" if char in _SINGLE else '"'


def typographic_inside(draft: Draft) -> Fault | None:
    """Find two names with typographic quotes between them, which are one odd name by the letter."""
    for token in draft.tokens:
        joint = _TWO_NAMES.search(token.text) if token.kind == "literal" else None
        if joint is not None:
            places = [place for place in range(token.start, token.end) if draft.text[place] in _SINGLE]
            edits = tuple(Edit(place, place + 1, "'") for place in places)
            message = "typographic quotes make one name of two"
            return Fault("DP021", message, token.start + joint.start(), token.start + joint.end(), None, edits)
    return None


def comment(draft: Draft) -> Fault | None:
    """Find a comment."""
    token = next((t for t in draft.tokens if t.kind == "comment"), None)
    if token is None:
        return None
    advice = "a comment could swallow the rest of the query that Data Pump builds; put it beside the expression"
    return at("DP030", f"comment {show(token.text)} in an expression", token, advice, replace(token, " "))


def placeholder(draft: Draft) -> Fault | None:
    """Find what stands for something else: dots, variables, what a template should have filled in."""
    token = next((t for t in draft.tokens if t.kind == "ellipsis"), None)
    if token is not None:
        return at("DP038", f"{show(token.text)} stands for text that is missing", token, "write out what is meant")
    match = None if draft.has_subquery else _PLACEHOLDER.search(draft.masked)
    if match is None:
        return None
    advice = "a spec is no template, and its values know no variables; give the name itself, between single quotes"
    return Fault("DP038", f"placeholder {show(match['it'])} in an expression", *match.span("it"), advice)


def brackets(draft: Draft) -> Fault | None:
    """Find brackets and braces in place of parentheses."""
    odd = [t for t in draft.tokens if t.kind == "other" and t.text in _BRACKETS]
    if not odd or draft.has_subquery:
        return None
    edits = tuple(Edit(t.start, t.end, _BRACKETS[t.text]) for t in odd)
    return at("DP029", f"`{odd[0].text}` in place of `{_BRACKETS[odd[0].text]}`", odd[0], None, edits)


def bare_escape(draft: Draft) -> Fault | None:
    """Find an escape character that is not between two quotes."""
    match = _ESCAPE.search(draft.masked)
    if match is None:
        return None
    start, end = match.span("it")
    around = draft.text[match.start() + len("ESCAPE") : start].strip() + draft.text[end:].strip()
    if around not in ("", "'"):
        return None
    opened, closed = draft.text[start - 1] == "'", draft.text[end : end + 1] == "'"
    if opened or closed:
        edit = Edit(end, end, "'") if opened else Edit(start, start, "'")
        place = start - 1 if opened else end
        return Fault("DP024", "a quote is missing: this one is not closed", place, place + 1, None, (edit,))
    message = f"escape character {show(match['it'])} without quotes"
    return Fault("DP023", message, start, end, None, (Edit(start, end, quote(match["it"])),))


def backslash(draft: Draft) -> Fault | None:
    """Find the escapes of a shell or a program."""
    odd = [t for t in draft.tokens if t.kind == "other" and t.text == "\\"]
    if not odd:
        return None
    text = draft.text
    edits = [Edit(t.start, t.end + 1, " ") for t in odd if re.compile(r"[nrt](?![\w$#])").match(text, t.end)]
    if not edits and not re.search(r"(?<![\w$#])ESCAPE(?![\w$#])", draft.masked, re.IGNORECASE):
        edits = [Edit(*match.span(), "") for match in _SHELL.finditer(text)]
    advice = "a spec needs no shell escapes"
    message = "backslash left over from a shell or a program"
    return at("DP042", message, odd[0], advice, tuple(edits) or tuple(Edit(t.start, t.end, "") for t in odd))


def semicolon(draft: Draft) -> Fault | None:
    """Find a semicolon, at the end or between names."""
    token = next((t for t in draft.tokens if t.kind == "semicolon"), None)
    if token is None:
        return None
    last = token is draft.tokens[-1]
    before = [t.kind for t in draft.tokens if t.end <= token.start]
    listed = not draft.has_subquery and not last and before.count("left") - before.count("right") == 1
    edits = replace(token, "") if last else replace(token, ",") if listed else None
    advice = "names in a list take commas" if listed else "an expression is part of a condition and has no end mark"
    return at("DP031", "semicolon in an expression", token, advice, edits)


def in_double_quotes(draft: Draft) -> Fault | None:
    """Find an expression in double quotes, as in a parameter file, or one double quote too many."""
    tokens = draft.tokens
    if len(tokens) == 1 and tokens[0].kind == "identifier" and parses(tokens[0].text[1:-1]):
        edits = (Edit(tokens[0].start, tokens[0].start + 1, ""), Edit(tokens[0].end - 1, tokens[0].end, ""))
        return at("DP022", "the whole expression stands in double quotes", tokens[0], "leave them out", edits)
    stray = next((t for t in tokens if t.kind == "other" and t.text == '"'), None)
    if stray is not None:
        return at("DP022", "stray double quote", stray, "leave it out", replace(stray, ""))
    return None


def doubled(draft: Draft) -> Fault | None:
    """Find quotes that are still doubled, as they are inside a literal of PL/SQL."""
    odd = list(re.finditer(r"''(?=[\w$#%])|(?<=[\w$#%])''", draft.text))
    edits = tuple(Edit(*match.span(), "'") for match in odd)
    repaired = draft.repaired(edits)
    listed = all(t.kind in ("comma", "left", "right") or (t.kind == "literal" and t.value) for t in repaired.tokens)
    if not odd or not (listed or _is_plain(repaired.filter)):
        return None
    advice = "a quote is doubled inside a literal of PL/SQL only; a spec holds the expression as it is"
    return Fault("DP043", "doubled quotes", *odd[0].span(), advice, edits)


def open_literal(draft: Draft) -> Fault | None:
    """Find a literal that does not end, or does not begin."""
    token = next((t for t in draft.tokens if t.kind == "open"), None)
    if token is None:
        return None
    if len(token.text) > 1:
        opening = token.text[: token.text.index("'") + 2]
        closing = {"[": "]", "{": "}", "(": ")", "<": ">"}.get(opening[-1], opening[-1])
        advice = f"the character after the quote is the delimiter: the literal ends with `{closing}'`"
        advice = advice if opening[-1].isprintable() and opening[-1] not in "'` " else "write the name as `'...'`"
        return Fault(
            "DP024", f"the literal {show(opening)} is not closed", token.start, token.start + len(opening), advice
        )
    message = "a quote is missing: this one is not closed"
    repairs = {str(meant): edit for edit, meant in _quoted(draft) if _is_plain(meant)}
    if len(repairs) == 1:
        (edit,) = repairs.values()
        return at("DP024", message, token, None, (edit,))
    return at("DP024", message, token, _CLOSED)


def _quoted(draft: Draft) -> Iterator[tuple[Edit, Filter | None]]:
    """Try a quote at each end of a word, and with it a closing parenthesis if one is missing."""
    if len(draft.text) > 2_000:
        return
    edges = sorted({edge for match in re.finditer(r"[\w$#%]+", draft.text) for edge in match.span()})
    for edge in sorted({*edges[:64], *edges[-64:]}):
        edit = Edit(edge, edge, "'")
        repaired = draft.repaired([edit])
        yield edit, repaired.filter or (None if draft.text.rstrip().endswith(")") else parses(repaired.text + ")"))


def _is_plain(meant: Filter | None) -> bool:
    names = [literal.value for literal in filters.literals(meant)] if meant is not None else []
    return bool(names) and all(re.fullmatch(r"[\w$#%.]+(?:'[\w$#%.]+)*", name) for name in names)
