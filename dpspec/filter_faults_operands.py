"""Mistakes in filter expressions at the operands: names without quotes, lists, parentheses, what is no plain name."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from dpspec.diagnostics import show
from dpspec.filter_draft import CASE_COUNTS, KEYWORDS, Draft, Edit, Fault, Token, at, quote, replace

_SHOWN: Final = 200
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]*)?")
#: Functions without parentheses.
_VALUES: Final = frozenset({"USER", "SYSDATE", "SYSTIMESTAMP", "UID", "CURRENT_USER", "CURRENT_SCHEMA", "SESSION_USER"})
_BEFORE: Final = frozenset({"LIKE", "IN", "BETWEEN", "AND", "OR", "ESCAPE"})
_AFTER: Final = frozenset({"ESCAPE", "AND", "OR"})
_BY_SUBQUERY: Final = "use a subquery, `IN (SELECT table_name FROM sys.dba_tables WHERE ... LIKE ... OR ...)`"


# --- names ----------------------------------------------------------------------------------------------------------


def double_quoted(draft: Draft) -> Fault | None:
    """Find names in double quotes."""
    quoted = [t for t in draft.tokens if t.kind == "identifier"]
    if not quoted or draft.has_subquery:
        return None
    first = quoted[0]
    message = f"double quotes round {show(first.text[1:-1])} make it an identifier, not a name to compare with"
    if not all(t.name.strip() for t in quoted):
        nameless = next(t for t in quoted if not t.name.strip())
        return at("DP022", "no name between the double quotes", nameless, "give the name, in single quotes")
    edits = tuple(Edit(t.start, t.end, quote(t.name)) for t in quoted)
    return at("DP022", message, first, "saves ORA-39071 with ORA-00904; use single quotes", edits)


def outside_quotes(draft: Draft) -> Fault | None:
    """Find a part of a name or of a pattern beside its quotes."""
    if draft.has_subquery:
        return None
    tokens = draft.tokens
    for place, token in enumerate(tokens):
        if token.kind != "literal":
            continue
        first = place - (place > 0 and _touches(tokens[place - 1], token))
        last = place + (place + 1 < len(tokens) and _touches(token, tokens[place + 1]))
        if first == last:
            continue
        outside = tokens[first] if first < place else tokens[last]
        message = f"{show(outside.text)} stands outside the quotes"
        around = tokens[last + 1 : last + 2]
        if last > place and around and around[0].kind == "literal" and around[0].start == outside.end:
            return at("DP023", message, outside, "a comma is missing, or a quote is in the wrong place")
        joined = "".join(t.value if t.kind == "literal" else t.text for t in tokens[first : last + 1])
        edits = (Edit(tokens[first].start, tokens[last].end, quote(joined)),)
        # E'A' and U'A' are literals elsewhere: the letter may be no part of the name.
        certain = first == place or len(outside.text) > 1 or not outside.word.isalpha()
        return Fault("DP023", message, outside.start, outside.end, None, edits, certain)
    return None


def _touches(one: Token, two: Token) -> bool:
    bare = one if one.kind == "name" else two
    return bare.kind == "name" and one.end == two.start and bare.word not in KEYWORDS


def unquoted(draft: Draft) -> Fault | None:
    """Find bare names where literals belong."""
    if draft.has_subquery:
        return None
    bare = [token for before, token, after in draft.neighbours() if _is_bare(before, token, after)]
    if not bare:
        return _unquoted_words(draft)
    first = bare[0]
    value = next((t for t in bare if t.word in _VALUES), None)
    if value is not None:
        message = f"function {show(value.text)} in an expression"
        return at("DP037", message, value, "give the name itself, between single quotes")
    edits = tuple(Edit(t.start, t.end, quote(t.name)) for t in bare)
    message, advice = f"name {show(first.text)} without quotes", "saves ORA-39071 with ORA-00904"
    if _NUMBER.fullmatch(first.text):
        message, advice = f"number {show(first.text)} without quotes", "names are compared as text"
    elif any(t.text != t.name for t in bare):
        advice += f"; {CASE_COUNTS}"
    pattern = any("%" in t.text for t in bare) and not any(t.word == "LIKE" for t in draft.tokens)
    if pattern:
        advice += "; for a pattern, use LIKE"
    return Fault("DP023", message, first.start, first.end, advice, edits, not pattern)


def _is_bare(before: Token | None, token: Token, after: Token | None) -> bool:
    return (
        token.kind == "name"
        and token.word not in KEYWORDS
        and (before is None or before.kind in ("operator", "left", "comma") or before.word in _BEFORE)
        and (after is None or after.kind in ("right", "comma") or after.word in _AFTER)
    )


def _unquoted_words(draft: Draft) -> Fault | None:
    """Find a bare name of several words, or with a hyphen, after an operator that takes one."""
    tokens = draft.tokens
    words = tokens[1:]
    if len(words) < 2 or not (tokens[0].kind == "operator" or tokens[0].word == "LIKE"):
        return None
    if any(t.kind != "name" and t.text != "-" for t in words) or any(t.word in KEYWORDS for t in words):
        return None
    spelling = draft.text[words[0].start : words[-1].end]
    message = f"name {show(spelling)} without quotes"
    advice = "saves ORA-39071 with ORA-00904"
    start, end = words[0].start, words[-1].end
    if any(t.text != t.text.upper() for t in words) or any(one.end != two.start for one, two in pairwise(words)):
        return Fault("DP023", message, start, end, f"{advice}; put the name between single quotes")
    return Fault("DP023", message, start, end, advice, (Edit(start, end, quote(spelling)),))


def null_name(draft: Draft) -> Fault | None:
    """Find NULL where a name belongs."""
    if draft.has_subquery:
        return None
    for before, token, after in draft.neighbours():
        if token.word != "NULL" or before is None or before.word in ("IS", "NOT"):
            continue
        advice = (
            "a comparison with NULL is never true, and NOT IN with a NULL selects nothing (ORA-31655); leave it out"
        )
        edits = None
        if before.kind == "comma":
            edits = (Edit(before.start, token.end, ""),)
        elif after is not None and after.kind == "comma":
            edits = (Edit(token.start, after.end, ""),)
        return at("DP036", "NULL is not a name", token, advice, edits)
    return None


def function(draft: Draft) -> Fault | None:
    """Find calls and concatenations, which are legal SQL, but not documented here."""
    if draft.has_subquery:
        return None
    tokens = draft.tokens
    for place, (token, following) in enumerate(pairwise(tokens)):
        if (
            token.kind == "name"
            and following.kind == "left"
            and token.word not in KEYWORDS
            and token.text[0] not in ".%"
        ):
            inside = tokens[place + 2 : place + 4]
            edits = None
            change = {"UPPER": str.upper, "LOWER": str.lower}.get(token.word)
            if change and [t.kind for t in inside] == ["literal", "right"]:
                edits = (Edit(token.start, inside[1].end, quote(change(inside[0].value))),)
            message = f"function {show(token.text)} in an expression"
            return at("DP037", message, token, "give the value itself", edits)
        if token.text == "|" and following.text == "|":
            around = (tokens[place - 1], *tokens[place + 2 : place + 3])
            edits = None
            if [t.kind for t in around] == ["literal", "literal"]:
                edits = (Edit(around[0].start, around[1].end, quote(around[0].value + around[1].value)),)
            return Fault("DP037", "`||` in an expression", token.start, following.end, "give one literal", edits)
    return None


def star(draft: Draft) -> Fault | None:
    """Find a star as a wildcard."""
    stars = [t for t in draft.tokens if t.kind == "other" and t.text == "*"]
    if not stars or draft.has_subquery:
        return None
    edits = tuple(Edit(t.start, t.end, "%") for t in stars)
    advice = "the wildcards of LIKE are `%` for any text and `_` for one character"
    return at("DP040", "`*` is no wildcard", stars[0], advice, edits)


# --- lists ----------------------------------------------------------------------------------------------------------


def bare_subquery(draft: Draft) -> Fault | None:
    """Find IN and a query without parentheses, a query after another operator, and one among names."""
    tokens = draft.tokens
    place = next((place for place, t in enumerate(tokens) if t.word in ("SELECT", "WITH")), None)
    if not place:
        return None
    before = tokens[place - 1]
    if before.word == "IN":
        end = len(draft.text)
        edits = (Edit(tokens[place].start, tokens[place].start, "("), Edit(end, end, ")"))
        return at("DP029", "`IN` needs parentheses round its subquery", tokens[place], None, edits)
    if (
        place == 2
        and before.kind == "left"
        and (meant := {"=": "IN ", "!=": "NOT IN ", "<>": "NOT IN "}.get(tokens[0].text))
    ):
        message = f"`{tokens[0].text}` takes a name, not a subquery"
        return at("DP034", message, tokens[0], None, replace(tokens[0], meant))
    if before.kind != "left" and tokens[0].word in ("IN", "NOT"):
        advice = "add the names to the subquery: `IN (SELECT ... UNION ALL SELECT 'EMP' FROM dual)`"
        return at("DP028", "a list holds names or one subquery, not both", tokens[place], advice)
    return None


def between(draft: Draft) -> Fault | None:
    """Find BETWEEN whose two bounds are not joined by AND."""
    place = next((place for place, t in enumerate(draft.tokens[:2]) if t.word == "BETWEEN"), None)
    if place is None or draft.has_subquery:
        return None
    word, rest = draft.tokens[place], draft.tokens[place + 1 :]
    values = [t for t in rest if _is_bound(t)]
    joints = [t for t in rest if not _is_bound(t)]
    missing = not any(t.word == "AND" for t in joints)
    message = "BETWEEN without its AND" if missing else "BETWEEN takes its bounds without parentheses round both"
    if len(values) == 2 and all(t.kind in ("left", "right", "comma") or t.word or t.text == "-" for t in joints):
        edges = [draft.text[t.start : t.end] for t in values]
        edits = (Edit(rest[0].start, len(draft.text), " AND ".join(edges)),)
        inside = [t for t in joints if values[0].end <= t.start < values[1].start]
        if missing or (rest[0].kind == "left" and len(inside) == 1):
            return at("DP040", message, word, None, edits)
        return None
    return at("DP040", message, word, "it is written `BETWEEN 'A' AND 'M'`") if missing else None


def _is_bound(token: Token) -> bool:
    return _is_value(token) and token.word != "TO"


def list_for_one(draft: Draft) -> Fault | None:
    """Find several operands where an operator takes one, and IN without one pair of parentheses."""
    tokens = draft.tokens
    place = 1 if tokens[0].word == "NOT" else 0
    if place >= len(tokens) or draft.has_subquery:
        return None
    operator, operands = tokens[place], tokens[place + 1 :]
    values = [t for t in operands if t.kind == "literal"]
    if not values or any(t.kind not in ("literal", "comma", "left", "right") for t in operands):
        return None
    listed = f"({','.join(t.text for t in values)})"
    if operator.word == "IN":
        nested = operands[0].kind == "left"
        # In one pair of parentheses whatever is wrong is found elsewhere.
        if nested and [t.kind for t in operands].count("left") == 1 and operands[-1].kind == "right":
            return None
        message = (
            "`IN` takes one list in one pair of parentheses" if nested else "`IN` needs parentheses round its list"
        )
        edits = (Edit(operands[0].start, len(draft.text), listed),)
        # In 'A''B' an apostrophe is rarer than a comma that got lost.
        certain = not any("'" in t.value for t in values)
        return Fault("DP029", message, operands[0].start, operands[0].end, None, edits, certain)
    if len(values) < 2:
        return None
    if operator.text in ("=", "!=", "<>", "^="):
        meant = ("IN " if operator.text == "=" else "NOT IN ") + listed
        return at(
            "DP034", f"`{operator.text}` takes one name", operator, "use a list", (Edit(0, len(draft.text), meant),)
        )
    if operator.kind == "operator":
        return at("DP034", f"`{operator.text}` takes one name", values[1], "leave one name")
    if operator.word == "LIKE":
        return _patterns(values, negated=place == 1)
    return None


def _patterns(values: list[Token], *, negated: bool) -> Fault:
    items = " and ".join(f"`NOT LIKE {t.text}`" for t in values)
    advice = f"LIKE has no list: {_BY_SUBQUERY}"
    if negated and len(items) <= _SHOWN:
        advice = f"repeat the expression, all of them must hold: make {items} items of their own"
    elif negated:
        advice = "repeat the expression, one pattern each; all of them must hold"
    return at("DP035", "LIKE takes one pattern", values[1], advice)


def separators(draft: Draft) -> Fault | None:
    """Find commas that are missing, too many, or something else."""
    if draft.has_subquery:
        return None
    depth = 0
    for before, token, after in draft.neighbours():
        depth += (token.kind == "left") - (token.kind == "right")
        if depth == 1 and _is_value(token) and before is not None and _is_value(before):
            edits = (Edit(token.start, token.start, ","),)
            certain = token.kind == before.kind == "literal"
            message = f"comma missing in front of {show(token.text)}"
            return Fault("DP028", message, token.start, token.end, None, edits, certain)
        if depth == 1 and token.word in ("OR", "AND") and not any(t.word == "BETWEEN" for t in draft.tokens[:2]):
            return at("DP028", f"{show(token.text)} between names in a list", token, None, replace(token, ","))
        if depth == 1 and token.text in ("/", "|", "+", ":", "&"):
            return at(
                "DP028",
                f"`{token.text}` between names in a list",
                token,
                "names in a list take commas",
                replace(token, ","),
            )
        if token.kind == "comma" and _is_edge(before, after):
            return at("DP028", "comma without a name beside it", token, None, replace(token, ""))
        if token.kind == "left" and after is not None and after.kind == "right":
            advice = "name what is meant, or leave the item out"
            return Fault("DP028", "the list is empty", token.start, after.end, advice)
    return None


def _is_value(token: Token) -> bool:
    return token.kind in ("literal", "identifier") or (token.kind == "name" and token.word not in KEYWORDS)


def _is_edge(before: Token | None, after: Token | None) -> bool:
    return before is None or before.kind in ("left", "comma") or after is None or after.kind == "right"


def parentheses(draft: Draft) -> Fault | None:
    """Find parentheses that do not balance."""
    begun: list[Token] = []
    for token in draft.tokens:
        if token.kind == "left":
            begun.append(token)
        elif token.kind == "right":
            if not begun:
                return at("DP029", "`)` without its `(`", token, None, replace(token, ""))
            begun.pop()
    if not begun:
        return None
    if begun[-1] is draft.tokens[-1]:
        return at("DP029", "`(` is not closed", begun[-1], "name what is meant, or leave the item out")
    end = len(draft.text.rstrip())
    edits = (Edit(end, end, ")" * len(begun)),)
    # The text alone does not tell where a condition of a subquery was meant to end.
    certain = not draft.has_subquery or len(begun) == 1
    return Fault("DP029", "`(` is not closed", begun[-1].start, begun[-1].end, None, edits, certain)


def in_subquery(draft: Draft) -> Fault | None:
    """Find what a subquery cannot hold."""
    if not draft.has_subquery:
        return None
    token = next((t for t in draft.tokens if t.kind == "other" and t.text not in '.@+*-/|"'), None)
    if token is None:
        return None
    what = {":": "bind variable", "&": "substitution variable", "?": "bind variable"}.get(token.text, "character")
    advice = "the subquery runs in a Data Pump worker, which knows no variables of yours"
    message = f"{what} {show(token.text)} in a subquery"
    return at("DP041", message, token, advice if what != "character" else "only plain SQL is passed on")
