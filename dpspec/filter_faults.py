"""Why a text is no filter expression, in words a DBA understands, and what was probably meant.

Each detector knows one mistake that people make (reference: the common mistakes met in public
scripts and parameter files). It names the place and, where it can, a repair; the repaired text
is looked at again, so that every fault of an expression is reported in one run, and the help
of each shows the whole corrected expression, if there is exactly one that can be meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import Diagnostic
from dpspec.filter_draft import Draft, Edit, Token, parses, quote

if TYPE_CHECKING:
    from dpspec.source import Extract

MAX_FAULTS: Final = 12
_SHOWN: Final = 200
_LONG: Final = 20_000

_SINGLE_QUOTES: Final = "‘’‚‛′‵´`＇"  # noqa: RUF001 - these are the characters we look for
_DOUBLE_QUOTES: Final = "“”„‟″«»＂"  # noqa: RUF001 - these are the characters we look for
_BLANKS: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"
_KEYWORDS: Final = frozenset({"NOT", "LIKE", "IN", "BETWEEN", "IS", "AND", "OR", "ESCAPE", "NULL", "SELECT", "WITH"})
_OPERATORS: Final = frozenset({"=", "!=", "<>", "^=", "<", "<=", ">", ">="})
_MEANT: Final = {"==": "=", "=!": "!=", "=<": "<=", "=>": ">=", "><": "!=", "!": "!=", "~=": "!=", "!==": "!=", "===": "="}
_CONDITIONS: Final = frozenset({"REGEXP_LIKE", "EXISTS", "REGEXP_INSTR", "CONTAINS", "LIKEC", "LIKE2", "LIKE4"})
_OPERATOR_IN_LITERAL: Final = re.compile(
    r"\s*(?:NOT\s+)?(?:IN\s*\(.*\)|IN\s*'[^']+'|LIKE\s*'.*'|LIKE\s+[\w$#]*%[\w$#%]*|BETWEEN\s.*\sAND\s.*)\s*"
    r"|\s*(?:!=|<>|\^=|<=|>=|=|<|>)\s*(?:'[\w$#%.]+'|\"[\w$#%.]+\")\s*",
    re.IGNORECASE | re.DOTALL,
)


@frozen
class Fault:
    """One mistake: the place in the draft, the words, and the repair (None if there is no telling)."""

    code: str
    message: str
    start: int
    end: int
    advice: str | None = None
    edits: tuple[Edit, ...] | None = None
    certain: bool = True


def explain(extract: Extract, offset: int, key: str | None) -> tuple[Diagnostic, ...]:
    """Tell what is wrong with an expression that the grammar refuses at `offset`: at least one diagnostic."""
    draft = Draft.of(extract.text)
    found: list[tuple[Fault, int, int]] = []
    most = MAX_FAULTS if len(draft.text) <= _LONG else 1
    while draft.filter is None and len(found) < most:
        fault = next((fault for fault in _detected(draft)), None)
        if fault is None:
            if not found:
                fault = _unexpected(draft, offset)
                found.append((fault, *_origin(draft, fault.start, fault.end)))
            break
        found.append((fault, *_origin(draft, fault.start, fault.end)))
        if fault.edits is None:
            break
        draft = draft.repaired(fault.edits)
    certain = all(fault.certain for fault, _, _ in found)
    corrected = str(draft.filter) if draft.filter is not None and certain else None
    return tuple(
        Diagnostic(fault.code, fault.message, extract.locate(start, end), _help(fault.advice, corrected), key)
        for fault, start, end in found
    )


def suspect(extract: Extract, key: str | None) -> tuple[Diagnostic, ...]:
    """Find a mistake in a text that is a filter expression by the letter, but surely not in spirit."""
    draft = Draft.of(extract.text)
    fault = _operator_inside(draft) or _typographic_inside(draft)
    if fault is None:
        return ()
    corrected = draft.repaired(fault.edits).filter if fault.edits else None
    help_ = _help(fault.advice, str(corrected) if corrected else None)
    return (Diagnostic(fault.code, fault.message, extract.locate(fault.start, fault.end), help_, key),)


def _detected(draft: Draft) -> Iterator[Fault]:
    for detector in _DETECTORS:
        fault = detector(draft)
        if fault is not None:
            yield fault


def _origin(draft: Draft, start: int, end: int) -> tuple[int, int]:
    first = draft.origins[min(start, len(draft.text))]
    last = draft.origins[min(end, len(draft.text))]
    return first, max(first, last)


def _help(advice: str | None, corrected: str | None) -> str | None:
    if corrected is not None and len(corrected) <= _SHOWN:
        write = f"write `{corrected}`"
        return f"{advice}: {write}" if advice else write
    return advice


def show(text: str, limit: int = 40) -> str:
    """Quote a text for a message: escapes made visible, long ones cut."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "`" + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut) + "`"


def _at(code: str, message: str, token: Token, advice: str | None = None, edits: tuple[Edit, ...] | None = None) -> Fault:
    return Fault(code, message, token.start, token.end, advice, edits)


def _replace(token: Token, replacement: str) -> tuple[Edit, ...]:
    return (Edit(token.start, token.end, replacement),)


# --- characters -----------------------------------------------------------------------------------------------------


def _empty(draft: Draft) -> Fault | None:
    if draft.tokens:
        return None
    advice = "leave the item out; no expression means every object, so this is never assumed"
    return Fault("DP020", "the expression is empty", 0, len(draft.text), advice)


def _typographic(draft: Draft) -> Fault | None:
    odd = [t for t in draft.tokens if t.kind == "other" and t.text in _SINGLE_QUOTES + _DOUBLE_QUOTES]
    if not odd:
        return None
    edits = tuple(
        edit
        for token in draft.tokens
        if token.kind in ("other", "literal", "open")
        for edit in _straightened(token, draft.text)
    )
    first = odd[0]
    plain = "'" if first.text in _SINGLE_QUOTES else '"'
    message = f"typographic quote `{first.text}` (U+{ord(first.text):04X}) in place of `{plain}`"
    advice = "quotes pasted from a web page or a word processor are no SQL quotes"
    return _at("DP021", message, first, advice, edits)


def _straightened(token: Token, text: str) -> Iterator[Edit]:
    # A literal between typographic quotes is an accident of a lone plain one; a proper literal keeps its characters.
    if token.kind == "literal" and not re.search(rf"[{_SINGLE_QUOTES}]\s*[,)]|[,(]\s*[{_SINGLE_QUOTES}]", token.text):
        return
    for at in range(token.start, token.end):
        if text[at] in _SINGLE_QUOTES:
            yield Edit(at, at + 1, "'")
        elif text[at] in _DOUBLE_QUOTES:
            yield Edit(at, at + 1, '"')


def _typographic_inside(draft: Draft) -> Fault | None:
    """Find 'A’,’B', which is one odd name by the letter."""
    for token in draft.tokens:
        joint = re.search(rf"[{_SINGLE_QUOTES}]\s*,\s*[{_SINGLE_QUOTES}]", token.text)
        if token.kind == "literal" and joint:
            message = "typographic quotes make one name of two"
            edits = tuple(_straightened(token, draft.text))
            return Fault("DP021", message, token.start + joint.start(), token.start + joint.end(), None, edits)
    return None


def _odd_blank(draft: Draft) -> Fault | None:
    odd = [t for t in draft.tokens if t.kind == "other" and t.text in _BLANKS]
    if not odd:
        return None
    message = f"U+{ord(odd[0].text):04X} is not a blank that SQL knows"
    edits = tuple(Edit(t.start, t.end, " ") for t in odd)
    return _at("DP040", message, odd[0], "type a plain blank", edits)


def _comment(draft: Draft) -> Fault | None:
    token = next((t for t in draft.tokens if t.kind == "comment"), None)
    if token is None:
        return None
    advice = "a comment could swallow the rest of the query that Data Pump builds; put it beside the expression"
    return _at("DP030", f"comment {show(token.text)} in an expression", token, advice, _replace(token, " "))


def _ellipsis(draft: Draft) -> Fault | None:
    token = next((t for t in draft.tokens if t.kind == "ellipsis"), None)
    if token is None:
        return None
    return _at("DP038", f"{show(token.text)} stands for text that is missing", token, "write out what is meant")


def _backslash(draft: Draft) -> Fault | None:
    token = next((t for t in draft.tokens if t.kind == "other" and t.text == "\\"), None)
    if token is None:
        return None
    edits = tuple(Edit(m.start(), m.end(), "") for m in re.finditer(r"\\+(?=['\"()]|\s*$)", draft.text))
    advice = "a spec needs no shell escapes"
    return _at("DP042", "backslash left over from a shell or a program", token, advice, edits or _replace(token, ""))


def _semicolon(draft: Draft) -> Fault | None:
    token = next((t for t in draft.tokens if t.kind == "semicolon"), None)
    if token is None:
        return None
    last = token is draft.tokens[-1]
    listed = not draft.is_subquery and not last and _in_list(draft, token)
    edits = _replace(token, "") if last else _replace(token, ",") if listed else None
    advice = "names in a list take commas" if listed else "an expression is part of a condition and has no end mark"
    return _at("DP031", "semicolon in an expression", token, advice, edits)


def _in_list(draft: Draft, token: Token) -> bool:
    before = [t for t in draft.tokens if t.end <= token.start]
    return sum((t.kind == "left") - (t.kind == "right") for t in before) == 1


# --- before the operator --------------------------------------------------------------------------------------------

_CLAUSE: Final = re.compile(
    r"\s*(?:(?:INCLUDE|EXCLUDE)\s*=\s*)?(?P<path>[A-Za-z_/]+(?: [A-Za-z]+)?)\s*:\s*(?P<quote>\\?\"?)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


def _clause(draft: Draft) -> Fault | None:
    match = _CLAUSE.fullmatch(draft.text)
    if match is None:
        return None
    path = match["path"]
    singular = _singular(path.upper().replace(" ", "_"))
    edits = [Edit(0, match.start("rest"), "")]
    if match["quote"] and (closing := re.search(r'"\s*$', draft.text)):
        edits.append(Edit(closing.start(), len(draft.text), ""))
    named = f" (and is called `{singular}`)" if singular != path.upper() else ""
    message = f"object path {show(path)} in front of an expression"
    advice = f"an object path is no part of an ORDS expression{named}; the expression alone"
    return Fault("DP032", message, match.start("path"), match.end("path"), advice, tuple(edits))


def _singular(path: str) -> str:
    if path.endswith("INDEXES") or path.endswith("INDICES"):
        return path[:-7] + "INDEX"
    return path[:-3] + "Y" if path.endswith("IES") else path[:-1] if path.endswith("S") and path != "STATISTICS" else path


def _in_double_quotes(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    if len(tokens) == 1 and tokens[0].kind == "identifier" and parses(tokens[0].text[1:-1]):
        edits = (Edit(tokens[0].start, tokens[0].start + 1, ""), Edit(tokens[0].end - 1, tokens[0].end, ""))
        return _at("DP022", "the whole expression stands in double quotes", tokens[0], "leave them out", edits)
    stray = next((t for t in tokens if t.kind == "other" and t.text == '"'), None)
    if stray is not None:
        return _at("DP022", "stray double quote", stray, "leave it out", _replace(stray, ""))
    return None


def _double_quoted(draft: Draft) -> Fault | None:
    if draft.is_subquery:
        return None
    quoted = [t for t in draft.tokens if t.kind == "identifier"]
    if not quoted:
        return None
    edits = tuple(Edit(t.start, t.end, quote(t.text[1:-1])) for t in quoted)
    message = f"double quotes round {show(quoted[0].text[1:-1])} make it an identifier, not a name to compare with"
    return _at("DP022", message, quoted[0], "saves ORA-39071 with ORA-00904; use single quotes", edits)


def _operator_inside(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    if not tokens or tokens[0].kind not in ("literal", "operator"):
        return None
    at = 0 if tokens[0].kind == "literal" else 1
    if at >= len(tokens) or tokens[at].kind != "literal" or not _inside(tokens, at):
        return None
    token = tokens[at]
    message = "the operator stands inside the literal"
    advice = "saves ORA-39071; only names are quoted, the operator is not"
    if len(tokens) == at + 1 and parses(token.value):
        return _at("DP026", message, token, advice, (Edit(0, len(draft.text), token.value),))
    bare = draft.text[token.start + 1 :].rstrip().removesuffix("'")
    edits = (Edit(0, len(draft.text), bare),) if parses(bare) else None
    return _at("DP026", message, token, advice, edits)


def _inside(tokens: tuple[Token, ...], at: int) -> bool:
    value = tokens[at].value
    if _OPERATOR_IN_LITERAL.fullmatch(value) or (at == 0 and re.match(r"\s*(?:NOT\s+)?(?:IN|LIKE)\s*['(]", value, re.IGNORECASE)):
        return True
    # ='in('A','B')' is the literal 'in(' followed by a bare name.
    return len(tokens) > at + 1 and re.match(r"\s*(?:NOT\s+)?(?:IN|LIKE|BETWEEN|=|!=|<|>)\W*$", value, re.IGNORECASE) is not None


def _left_operand(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    if len(tokens) < 2 or tokens[0].kind not in ("name", "identifier") or tokens[0].word in _KEYWORDS | _CONDITIONS:
        return None
    second = tokens[1]
    if second.kind != "operator" and second.word not in ("LIKE", "NOT", "IN", "BETWEEN", "IS"):
        return None
    message = f"{show(tokens[0].text)} stands in front of the operator"
    advice = "Data Pump puts the left operand there itself; start with the operator"
    return _at("DP033", message, tokens[0], advice, (Edit(0, second.start, ""),))


def _condition(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    first = tokens[0]
    if first.word in _CONDITIONS or (first.word == "NOT" and len(tokens) > 1 and tokens[1].word in _CONDITIONS):
        token = first if first.word in _CONDITIONS else tokens[1]
        advice = "use it in a subquery: `IN (SELECT table_name FROM sys.dba_tables WHERE ...)`"
        return _at("DP034", f"{show(token.text)} cannot follow a name as an operator", token, advice)
    return None


def _misspelt(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    at = 1 if tokens[0].word == "NOT" and len(tokens) > 1 else 0
    word = tokens[at].word
    if not word or word in _KEYWORDS or len(tokens) <= at + 1 or tokens[at + 1].kind not in ("literal", "left", "open"):
        return None
    close = difflib.get_close_matches(word, ("LIKE", "IN", "BETWEEN", "NOT"), n=1, cutoff=0.6)
    if not close:
        return None
    advice = f"did you mean `{close[0]}`"
    return _at("DP034", f"{show(tokens[at].text)} is no operator", tokens[at], advice, _replace(tokens[at], close[0] + " "))


def _no_operator(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    first = tokens[0]
    if first.word in _KEYWORDS - {"AND", "OR", "ESCAPE", "NULL", "SELECT", "WITH"}:
        return None
    if first.kind not in ("literal", "name", "identifier", "left"):
        return None
    names = [t for t in tokens if t.kind in ("literal", "name", "identifier")]
    separators = [t for t in tokens if t.kind not in ("literal", "name", "identifier")]
    message = f"no operator in front of {show(first.text)}"
    advice = "saves ORA-39071; an expression starts with an operator: `=`, `!=`, `IN`, `NOT IN`, `LIKE`, `NOT LIKE` ..."
    whole = draft.text.strip()
    if first.kind == "left" and whole.endswith(")") and parses(whole[1:-1]):
        message = "parentheses round the whole expression"
        return Fault("DP029", message, first.start, first.end, None, (Edit(0, len(draft.text), whole[1:-1]),))
    if first.word in ("SELECT", "WITH") or (first.kind == "left" and len(tokens) > 1 and tokens[1].word == "SELECT"):
        bare = first.kind != "left"
        edits = (Edit(0, 0, "IN (" if bare else "IN "), *((Edit(len(draft.text), len(draft.text), ")"),) if bare else ()))
        return Fault("DP025", message, first.start, first.end, advice, edits)
    if any(t.kind not in ("comma", "left", "right") for t in separators) or any(t.word in _KEYWORDS for t in names):
        return Fault("DP025", message, first.start, first.end, advice)
    values = [_name_of(t) for t in names]
    if not all(values) or not values or sum(t.kind == "comma" for t in separators) != len(values) - 1:
        return Fault("DP025", message, first.start, first.end, advice)
    if len(values) == 1:
        like = "%" in values[0]
        meant = f"{'LIKE ' if like else '='}{quote(values[0])}"
    else:
        meant = f"IN ({','.join(map(quote, values))})"
    return Fault("DP025", message, first.start, first.end, advice, (Edit(0, len(draft.text), meant),))


def _name_of(token: Token) -> str:
    return token.value if token.kind == "literal" else token.text.strip('"')


# --- operators ------------------------------------------------------------------------------------------------------


def _strange_operator(draft: Draft) -> Fault | None:
    if draft.is_subquery:
        return None
    tokens = draft.tokens
    for at, token in enumerate(tokens):
        if token.kind != "operator":
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        split = following is not None and following.kind == "operator"
        spelling = token.text + (following.text if split and following else "")
        end = following.end if split and following else token.end
        if spelling in _OPERATORS and not split:
            continue
        meant = _MEANT.get(spelling, spelling if spelling in _OPERATORS else None)
        advice = f"did you mean `{meant}`" if meant else "the comparisons are `= != < <= > >=`"
        edits = (Edit(token.start, end, meant),) if meant else None
        return Fault("DP034", f"{show(draft.text[token.start : end])} is no operator", token.start, end, advice, edits)
    return None


def _negated_comparison(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    if len(tokens) < 2:
        return None
    first, second = tokens[0], tokens[1]
    if first.word == "NOT" and second.text in ("=", "!=", "<>", "^="):
        meant = "!=" if second.text == "=" else "="
        message = f"`NOT {second.text}` is no operator"
        return Fault("DP034", message, first.start, second.end, None, (Edit(first.start, second.end, meant),))
    if first.word == "NOT" and second.kind == "literal":
        return _at("DP034", "`NOT` alone is no operator", first, None, _replace(first, "!="))
    if first.word == "IS" and second.word != "NULL":
        negated = second.word == "NOT"
        if negated and len(tokens) > 2 and tokens[2].word == "NULL":
            return None
        end = second.end if negated else first.end
        edits = (Edit(first.start, end, "!=" if negated else "="),)
        return Fault("DP034", "`IS` compares only with NULL", first.start, end, None, edits)
    return None


def _any_all(draft: Draft) -> Fault | None:
    tokens = draft.tokens
    if len(tokens) < 2 or tokens[0].kind != "operator" or tokens[1].word not in ("ANY", "ALL", "SOME"):
        return None
    operator, word = tokens[0].text, tokens[1].word
    meant = {("=", "ANY"): "IN ", ("=", "SOME"): "IN ", ("!=", "ALL"): "NOT IN ", ("<>", "ALL"): "NOT IN "}.get((operator, word))
    edits = (Edit(tokens[0].start, tokens[1].end, meant),) if meant else None
    message = f"`{operator} {word}` is not documented for Data Pump"
    return Fault("DP034", message, tokens[0].start, tokens[1].end, None if meant else "use a list or a subquery", edits)


def _chain(draft: Draft) -> Fault | None:
    if draft.is_subquery:
        return None
    depth = 0
    between = 0
    cuts: list[Token] = []
    for token in draft.tokens:
        depth += {"left": 1, "right": -1}.get(token.kind, 0)
        between += token.word == "BETWEEN"
        if token.word == "AND" and between:
            between -= 1
        elif depth == 0 and token.word in ("AND", "OR"):
            cuts.append(token)
        elif depth == 0 and token.kind == "comma" and _starts_operator(draft, token):
            cuts.append(token)
    if not cuts:
        return None
    bounds = [0, *(edge for cut in cuts for edge in (cut.start, cut.end)), len(draft.text)]
    parts = [_without_left_operand(draft.text[a:b]) for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    return _chain_of(cuts, [parses(part) for part in parts])


def _starts_operator(draft: Draft, comma: Token) -> bool:
    following = next((t for t in draft.tokens if t.start >= comma.end), None)
    return following is not None and (following.kind == "operator" or following.word in ("NOT", "LIKE", "IN", "BETWEEN"))


def _without_left_operand(part: str) -> str:
    fault = _left_operand(Draft.of(part))
    return Draft.of(part).repaired(fault.edits).text if fault and fault.edits else part


def _chain_of(cuts: list[Token], parts: list[object]) -> Fault:
    cut = cuts[0]
    word = cut.word or ","
    if all(cut.word != "OR" for cut in cuts):
        written = " and ".join(f"`{part}`" for part in parts) if all(parts) else "each comparison"
        advice = f"repeat the expression, all of them must hold: make {written} items of their own"
        return _at("DP027", f"{show(word)} between two comparisons in one expression", cut, advice[: 2 * _SHOWN])
    names = [_names_listed(part) for part in parts]
    listed = tuple(name for part in names for name in part or ())
    advice = "an OR is said by one IN list, or by a subquery: `IN (SELECT table_name FROM sys.dba_tables WHERE ... OR ...)`"
    if all(names) and len(cuts) == sum(cut.word == "OR" for cut in cuts):
        advice = f"use one IN list: write `IN ({','.join(map(quote, listed))})`"
    return _at("DP027", f"{show(word)} between two comparisons in one expression", cut, advice[: 2 * _SHOWN])


def _names_listed(part: object) -> tuple[str, ...] | None:
    from dpspec.filters import Comparison, InList, Operator

    match part:
        case Comparison(operator=Operator.EQ, operand=operand):
            return (operand.value,)
        case InList(items=items, negated=False):
            return tuple(item.value for item in items)
        case _:
            return None


# --- operands -------------------------------------------------------------------------------------------------------


def _open_literal(draft: Draft) -> Fault | None:
    token = next((t for t in draft.tokens if t.kind == "open"), None)
    if token is None:
        return None
    message = "a quote is missing: this one is not closed"
    repairs = {str(meant): edit for edit in _quote_places(draft) if (meant := draft.repaired([edit]).filter) and _plain(meant)}
    if len(repairs) == 1:
        (edit,) = repairs.values()
        return _at("DP024", message, token, None, (edit,))
    return _at("DP024", message, token, "each name needs a `'` before and after it; an apostrophe in a name is written `''`")


def _quote_places(draft: Draft) -> Iterator[Edit]:
    if len(draft.text) > 2_000:
        return
    edges = sorted({edge for match in re.finditer(r"[\w$#%]+", draft.text) for edge in match.span()})
    for edge in edges[:64]:
        yield Edit(edge, edge, "'")


def _plain(meant: object) -> bool:
    from dpspec import filters

    assert isinstance(meant, filters.Filter)
    names = [literal.value for literal in filters.literals(meant)]
    return bool(names) and all(re.fullmatch(r"[\w$#%.]+(?:'[\w$#%.]+)*", name) for name in names)


def _unquoted(draft: Draft) -> Fault | None:
    """Find bare names where literals belong."""
    if draft.is_subquery:
        return None
    bare = [
        t
        for before, t, after in _neighbours(draft)
        if t.kind == "name"
        and t.word not in _KEYWORDS
        and (before is None or before.kind in ("operator", "left", "comma") or before.word in ("LIKE", "IN", "BETWEEN", "AND", "OR", "ESCAPE"))
        and (after is None or after.kind in ("right", "comma") or after.word in ("ESCAPE", "AND", "OR"))
    ]
    if not bare:
        return None
    first = bare[0]
    number = first.text.isdigit()
    message = f"{'number' if number else 'name'} {show(first.text)} without quotes"
    advice = "saves ORA-39071 with ORA-00904" if not number else "names are compared as text"
    edits = tuple(Edit(t.start, t.end, quote(t.text)) for t in bare)
    return _at("DP023", message, first, advice, edits)


def _neighbours(draft: Draft) -> Iterator[tuple[Token | None, Token, Token | None]]:
    tokens: list[Token | None] = [None, *draft.tokens, None]
    for before, token, after in zip(tokens, draft.tokens, tokens[2:], strict=False):
        yield before, token, after


def _null_name(draft: Draft) -> Fault | None:
    if draft.is_subquery:
        return None
    for before, token, _ in _neighbours(draft):
        if token.word == "NULL" and before is not None and before.word not in ("IS", "NOT"):
            advice = "a comparison with NULL is never true, and NOT IN with a NULL selects nothing (ORA-31655); leave it out"
            return _at("DP036", "NULL is not a name", token, advice)
    return None


def _function(draft: Draft) -> Fault | None:
    if draft.is_subquery:
        return None
    call = re.search(r"(?<![\w$#'])(?P<name>[A-Za-z_][\w$#.]*)\s*\((?P<inside>[^()]*)\)", draft.text)
    if call and call["name"].upper() not in _KEYWORDS and not _within_literal(draft, call.start()):
        argument = call["inside"].strip()
        change = {"UPPER": str.upper, "LOWER": str.lower}.get(call["name"].upper())
        literal = re.fullmatch(r"'((?:[^']|'')*)'", argument)
        edits = (Edit(*call.span(), f"'{change(literal[1])}'"),) if change and literal else None
        message = f"function {show(call['name'])} in an expression"
        return Fault("DP037", message, *call.span("name"), "write the value itself", edits)
    joined = re.search(r"'\s*\|\|\s*'", draft.text)
    if joined:
        at = draft.text.index("|", joined.start())
        return Fault("DP037", "`||` in an expression", at, at + 2, "write one literal", (Edit(*joined.span(), ""),))
    return None


def _within_literal(draft: Draft, at: int) -> bool:
    return any(t.kind in ("literal", "identifier") and t.start <= at < t.end for t in draft.tokens)


def _list_for_one(draft: Draft) -> Fault | None:
    """Find several operands where an operator takes one, and IN without parentheses."""
    tokens = draft.tokens
    at = 1 if tokens[0].word == "NOT" else 0
    if at >= len(tokens) or draft.is_subquery:
        return None
    operator, operands = tokens[at], tokens[at + 1 :]
    if operator.word == "IN" and operands and operands[0].word in ("SELECT", "WITH"):
        end = len(draft.text)
        edits = (Edit(operands[0].start, operands[0].start, "("), Edit(end, end, ")"))
        return _at("DP029", "`IN` needs parentheses round its subquery", operands[0], None, edits)
    bare = [t for t in operands if t.kind not in ("left", "right")]
    if not bare or any(t.kind not in ("literal", "comma") for t in bare):
        return None
    values = [t for t in bare if t.kind == "literal"]
    listed = f"({','.join(t.text for t in values)})"
    if operator.word == "IN" and operands[0].kind != "left":
        edits = (Edit(operands[0].start, len(draft.text), listed),)
        return _at("DP029", "`IN` needs parentheses round its list", operands[0], None, edits)
    if len(values) < 2:
        return None
    if operator.text in ("=", "!=", "<>", "^="):
        meant = ("IN " if operator.text == "=" else "NOT IN ") + listed
        message = f"`{operator.text}` takes one name"
        return _at("DP034", message, operator, "use a list", (Edit(0, len(draft.text), meant),))
    if operator.word == "LIKE":
        advice = "LIKE has no list: use a subquery, `IN (SELECT table_name FROM sys.dba_tables WHERE ... LIKE ... OR ...)`"
        if at:
            items = " and ".join(f"`NOT LIKE {t.text}`" for t in values)
            advice = f"repeat the expression, all of them must hold: make {items} items of their own"
        return _at("DP035", "LIKE takes one pattern", values[1], advice[: 2 * _SHOWN])
    return None


def _list(draft: Draft) -> Fault | None:
    if draft.is_subquery:
        return None
    for before, token, after in _neighbours(draft):
        if token.kind == "literal" and before is not None and before.kind == "literal":
            edits = (Edit(token.start, token.start, ","),)
            return _at("DP028", f"comma missing in front of {show(token.text)}", token, None, edits)
        if token.word in ("OR", "AND") and _in_list(draft, token):
            return _at("DP028", f"{show(token.text)} between names in a list", token, None, _replace(token, ","))
        if token.kind == "comma" and (before is None or before.kind in ("left", "comma") or after is None or after.kind == "right"):
            return _at("DP028", "comma without a name beside it", token, None, _replace(token, ""))
        if token.kind == "left" and after is not None and after.kind == "right":
            return Fault("DP028", "the list is empty", token.start, after.end, "name what is meant, or leave the item out")
    return None


def _parentheses(draft: Draft) -> Fault | None:
    open_: list[Token] = []
    for token in draft.tokens:
        if token.kind == "left":
            open_.append(token)
        elif token.kind == "right":
            if not open_:
                return _at("DP029", "`)` without its `(`", token, None, _replace(token, ""))
            open_.pop()
    if not open_:
        return None
    end = len(draft.text.rstrip())
    edits = (Edit(end, end, ")" * len(open_)),)
    # The text alone does not tell where a condition of a subquery was meant to end.
    certain = not draft.is_subquery or len(open_) == 1
    return Fault("DP029", "`(` is not closed", open_[-1].start, open_[-1].end, None, edits, certain)


def _in_subquery(draft: Draft) -> Fault | None:
    if not draft.is_subquery:
        return None
    token = next((t for t in draft.tokens if t.kind == "other" and t.text not in '.@+*-/|"'), None)
    if token is None:
        return None
    what = {":": "bind variable", "&": "substitution variable"}.get(token.text, "character")
    message = f"{what} {show(token.text)} in a subquery"
    return _at("DP041", message, token, "the subquery runs in a Data Pump worker, which knows no variables of yours")


def _between(draft: Draft) -> Fault | None:
    word = next((t for t in draft.tokens[:2] if t.word == "BETWEEN"), None)
    values = [t for t in draft.tokens if t.kind == "literal"]
    if word is None or any(t.word == "AND" for t in draft.tokens):
        return None
    edits = (Edit(values[0].end, values[1].start, " AND "),) if len(values) == 2 else None
    return _at("DP040", "BETWEEN without its AND", word, "it is written `BETWEEN 'A' AND 'M'`", edits)


def _missing_operand(draft: Draft) -> Fault | None:
    last = draft.tokens[-1]
    if last.kind == "operator" or last.word in _KEYWORDS - {"NULL"}:
        message = f"nothing follows {show(last.text)}"
        example = {"LIKE": "LIKE 'EMP%'", "IN": "IN ('SCOTT')", "BETWEEN": "BETWEEN 'A' AND 'M'"}.get(last.word, "!='EMP'")
        return _at("DP040", message, last, f"an expression looks like `{example}`")
    return None


def _unexpected(draft: Draft, offset: int) -> Fault:
    token = next((t for t in draft.tokens if t.end > offset), None)
    if token is None:
        return Fault("DP040", "the expression ends too early", len(draft.text), len(draft.text))
    advice = "an expression is one operator and its operand, such as `!='EMP'`, `LIKE 'EMP%'` or `IN ('SCOTT')`"
    return Fault("DP040", f"unexpected {show(token.text)}", offset, token.end, advice)


_DETECTORS: Final[tuple[Callable[[Draft], Fault | None], ...]] = (
    _empty,
    _odd_blank,
    _typographic,
    _comment,
    _ellipsis,
    _backslash,
    _semicolon,
    _clause,
    _in_double_quotes,
    _condition,
    _operator_inside,
    _open_literal,
    _chain,
    _left_operand,
    _misspelt,
    _double_quoted,
    _no_operator,
    _strange_operator,
    _negated_comparison,
    _any_all,
    _null_name,
    _function,
    _in_subquery,
    _parentheses,
    _unquoted,
    _between,
    _list_for_one,
    _list,
    _missing_operand,
)
