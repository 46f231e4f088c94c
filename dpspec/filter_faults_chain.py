"""The mistake of saying several comparisons in one filter expression, and what each combination should be instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from dpspec.diagnostics import show
from dpspec.filter_draft import OPERATOR_WORDS, Draft, Edit, Fault, Token, at, quote, replace
from dpspec.filter_faults_operands import double_quoted, list_for_one, unquoted
from dpspec.filter_faults_operators import left_operand
from dpspec.filters import Comparison, InList, Like, Literal, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.filters import Filter

_SHOWN: Final = 200
_MOST: Final = 50
_PLAIN: Final = re.compile(r"[\w$#%. -]+")
_BY_SUBQUERY: Final = (
    "an OR is said by one IN list, or by a subquery: `IN (SELECT table_name FROM sys.dba_tables WHERE ... OR ...)`"
)


@attrs.frozen
class _Cut:
    """A place between two comparisons, and the word there: AND, OR, a comma or nothing."""

    start: int
    end: int
    word: str


def chain(draft: Draft) -> Fault | None:
    """Find several comparisons joined by AND, OR, a comma or nothing."""
    cuts = list(_cuts(draft))
    if not cuts:
        return None
    cut = cuts[0]
    first, last = draft.tokens[0], draft.tokens[-1]
    if cut.start == first.start:
        return at("DP027", f"{show(first.text)} in front of the expression", first, None, replace(first, ""))
    if cuts[-1].end == last.end and last.kind != "operator":
        return Fault(
            "DP040",
            f"nothing follows {show(last.text)}",
            last.start,
            last.end,
            None,
            (Edit(last.start, last.end, ""),),
            certain=False,
        )
    if cut.word:
        message = f"{show(draft.text[cut.start : cut.end])} between two comparisons in one expression"
        return Fault("DP027", message, cut.start, cut.end, _advice(draft, cuts))
    token = next(t for t in draft.tokens if t.start >= cut.start)
    message = f"a second comparison, {show(token.text)}, in one expression"
    return Fault("DP027", message, token.start, token.end, _advice(draft, cuts))


def _cuts(draft: Draft) -> Iterator[_Cut]:
    depth = bounds = 0
    begun = complete = False  # an operator, and its operand, have been seen
    for before, token, after in draft.neighbours():
        depth += (token.kind == "left") - (token.kind == "right")
        if depth > 0 or token.kind == "right":
            complete = complete or (begun and token.kind == "right")
            continue
        if token.word == "SELECT":
            return
        bounds += token.word == "BETWEEN"
        if token.word == "AND" and bounds:
            bounds -= 1
        elif token.word in ("AND", "OR"):
            yield _Cut(token.start, token.end, token.word)
        elif token.kind == "comma" and after is not None and _begins(after):
            yield _Cut(token.start, token.end, ",")
        elif _begins(token) and complete and before is not None and before.kind in ("literal", "right", "identifier"):
            yield _Cut(token.start, token.start, "")
        begun = begun or _begins(token)
        complete = complete or (begun and token.kind in ("literal", "identifier"))


def _begins(token: Token) -> bool:
    return token.kind == "operator" or token.word in OPERATOR_WORDS


def _advice(draft: Draft, cuts: list[_Cut]) -> str:
    several = "make each comparison an item of its own; all items must hold"
    alternatives = any(cut.word == "OR" for cut in cuts)
    if len(cuts) >= _MOST:
        return "name them in one list: `IN (...)`"
    edges = [0, *(edge for cut in cuts for edge in (cut.start, cut.end)), len(draft.text)]
    texts = [draft.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    parts, operands = _parts(texts)
    if len(operands) > 1:
        return f"{several}, schemas in `schema_expressions`, names of tables in `name_expressions`"
    if cuts[0].word not in ("AND", "OR") and len(Draft.of(texts[0]).tokens) == 1:
        return several  # one word and no operator: whatever it is, it is no name in a list
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return _BY_SUBQUERY if alternatives else several
    if names := _all_names(known, negated=False):
        reason = "one IN list says it" if alternatives else "no name is two at once; to take each of them"
        return f"{reason}: write `IN ({names})`" if len(names) <= _SHOWN else "name them in one list: `IN (...)`"
    if names := _all_names(known, negated=True):
        reason = "every name differs from one of two; to leave out each of them" if alternatives else "one list says it"
        return (
            f"{reason}: write `NOT IN ({names})`" if len(names) <= _SHOWN else "name them in one list: `NOT IN (...)`"
        )
    if alternatives:
        return _BY_SUBQUERY
    written = " and ".join(f"`{part}`" for part in known)
    return f"make {written} items of their own; all items must hold" if len(written) <= _SHOWN else several


def _parts(texts: list[str]) -> tuple[list[Filter | None], set[str]]:
    """Read each comparison, and collect the left operands that they have."""
    parts: list[Filter | None] = []
    operands: set[str] = set()
    for text in texts:
        draft = Draft.of(text)
        for detector in (left_operand, double_quoted, unquoted, list_for_one):
            fault = detector(draft) if draft.tokens else None
            if fault is not None and fault.code == "DP033":
                operands.add(draft.text[fault.start : fault.end].upper())
            if fault is not None and fault.edits:
                draft = draft.repaired(fault.edits)
        parts.append(draft.filter or _bare(draft, parts))
    return parts, operands


def _bare(draft: Draft, before: list[Filter | None]) -> Filter | None:
    """Read an operand alone, as in ``= 'A' OR 'B'``, as another of those before it."""
    tokens = draft.tokens
    if len(tokens) != 1 or tokens[0].kind not in ("literal", "name"):
        return None
    operand = Literal(tokens[0].name)
    match before:
        case [] | [*_, InList(negated=False) | Comparison(operator=Operator.EQ)]:
            return Comparison(Operator.EQ, operand)
        case [*_, InList(negated=True) | Comparison(operator=Operator.NE)]:
            return Comparison(Operator.NE, operand)
        case [*_, Like(negated=negated)]:
            return Like(operand, None, negated)
        case _:
            return None


def _all_names(parts: list[Filter], *, negated: bool) -> str:
    """Give the literals of comparisons that all name, or all leave out, some plain names; else nothing."""
    found: list[str] = []
    for part in parts:
        match part:
            case Comparison(operator=operator, operand=operand) if operator is (
                Operator.NE if negated else Operator.EQ
            ):
                found.append(operand.value)
            case InList(items=items, negated=turned) if turned is negated:
                found += [item.value for item in items]
            case _:
                return ""
    return ",".join(map(quote, found)) if all(_PLAIN.fullmatch(name) for name in found) else ""
