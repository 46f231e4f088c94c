"""Why a text is no filter expression, in words a DBA understands, and what was probably meant.

Each detector knows one mistake that people make (reference: the common mistakes met in public
scripts and parameter files). It names the place and, where it can, a repair; the repaired text
is looked at again, so that every fault of an expression is reported in one run, and the help
of each shows the whole corrected expression, if there is exactly one that can be meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, show
from dpspec.filter_draft import Draft, Fault, Token
from dpspec.filter_faults_chain import chain
from dpspec.filter_faults_characters import (
    backslash,
    bare_escape,
    brackets,
    comment,
    doubled,
    empty,
    entity,
    in_double_quotes,
    look_alike,
    odd_blank,
    open_literal,
    placeholder,
    plain,
    semicolon,
    typographic,
    typographic_inside,
)
from dpspec.filter_faults_operands import (
    bare_subquery,
    between,
    double_quoted,
    function,
    in_subquery,
    list_for_one,
    null_name,
    outside_quotes,
    parentheses,
    separators,
    star,
    unquoted,
)
from dpspec.filter_faults_operators import (
    any_all,
    clause,
    condition,
    escape_without_like,
    left_operand,
    missing_operand,
    misspelt,
    negated_comparison,
    no_operator,
    operator_inside,
    strange_operator,
    two_operators,
)
from dpspec.filter_syntax import HIDDEN
from dpspec.filters import Comparison, Operator
from dpspec.source import Extract

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.filters import Filter

MAX_FAULTS: Final = 12
_SHOWN: Final = 200
_LONG: Final = 20_000
_NEGATION: Final = re.compile(r"[!~^]|<>|><")

#: In this order: what hides other mistakes comes before them.
_DETECTORS: Final[tuple[Callable[[Draft], Fault | None], ...]] = (
    empty,
    odd_blank,
    look_alike,
    entity,
    typographic,
    comment,
    placeholder,
    brackets,
    bare_escape,
    backslash,
    semicolon,
    clause,
    in_double_quotes,
    condition,
    operator_inside,
    doubled,
    open_literal,
    outside_quotes,
    misspelt,
    bare_subquery,
    star,
    between,
    chain,
    left_operand,
    double_quoted,
    no_operator,
    two_operators,
    strange_operator,
    negated_comparison,
    any_all,
    null_name,
    function,
    in_subquery,
    parentheses,
    escape_without_like,
    separators,
    unquoted,
    list_for_one,
    missing_operand,
)


def explain(extract: Extract, offset: int, key: str | None) -> tuple[Diagnostic, ...]:
    """Tell what is wrong with an expression that the grammar refuses at `offset`: at least one diagnostic."""
    draft = Draft.of(extract.text)
    found: dict[tuple[str, int, int], Fault] = {}
    most = MAX_FAULTS if len(draft.text) <= _LONG else 1
    for _ in range(most):
        fault = _first(draft) if draft.filter is None else None
        if fault is None or (found and fault.code == "DP020"):
            break
        found.setdefault((fault.code, *draft.origin(fault.start, fault.end)), fault)
        if fault.edits is None:
            break
        draft = draft.repaired(fault.edits)
    if not found:
        fault = _unexpected(draft, offset)
        found[fault.code, *draft.origin(fault.start, fault.end)] = fault
    certain = all(fault.certain for fault in found.values()) and not _cut_by_yaml(extract)
    codes = {code for code, *_ in found}
    keeps = draft.filter is not None and _keeps_sense(Draft.of(plain(extract.text)), draft.filter, codes)
    corrected = str(draft.filter) if certain and keeps else None
    if corrected is not None and (HIDDEN.search(corrected) or suspect(Extract.plain(corrected, ""), None)):
        corrected = None  # that would be refused in its turn
    comment = "YAML takes ` #` for a comment: put the whole expression into double quotes"
    return tuple(
        Diagnostic(
            code,
            fault.message,
            extract.locate(start, end),
            comment if _cut_by_yaml(extract) else _help(fault.advice, corrected),
            key,
        )
        for (code, start, end), fault in found.items()
    )


def _cut_by_yaml(extract: Extract) -> bool:
    """Tell whether the expression ends at what YAML takes for a comment: ``- LIKE 'A #%'`` without quotes."""
    end = extract.offsets[len(extract.text)]
    return re.match(r"[ \t]+#", extract.source.text[end : end + 100]) is not None and "'" in extract.text


def suspect(extract: Extract, key: str | None) -> tuple[Diagnostic, ...]:
    """Find a mistake in a text that is a filter expression by the letter, but surely not in spirit."""
    draft = Draft.of(extract.text)
    fault = operator_inside(draft) or typographic_inside(draft)
    if fault is None:
        return ()
    corrected = draft.repaired(fault.edits).filter if fault.edits else None
    text = str(corrected) if corrected is not None and not HIDDEN.search(str(corrected)) else None
    help_ = _help(fault.advice, text)
    return (Diagnostic(fault.code, fault.message, extract.locate(fault.start, fault.end), help_, key),)


def _first(draft: Draft) -> Fault | None:
    return next((fault for detector in _DETECTORS if (fault := detector(draft)) is not None), None)


def _keeps_sense(draft: Draft, corrected: Filter, codes: set[str]) -> bool:
    """Tell whether a correction says NOT where the author did: to propose the opposite is worse than nothing."""
    if codes & {"DP026", "DP032"} or draft.tokens[0].kind == "identifier":
        return True  # the operator stands inside something else, and has been found there
    marks = 0
    before: Token | None = None
    for token in draft.tokens:
        if token.kind in ("literal", "open", "identifier") or (token.kind == "left" and before is not None):
            break
        if token.kind != "left":
            named = before is not None and (before.kind == "operator" or before.word in ("LIKE", "IN", "BETWEEN"))
            marks += not named and (token.word == "NE" or token.word.startswith(("NO", "NIN", "NLIKE", "UNLIKE")))
            marks += token.kind == "operator" and _NEGATION.search(token.text) is not None
            marks += token.text == ">" and before is not None and before.text == "<"
            before = token
    negated = corrected.operator is Operator.NE if isinstance(corrected, Comparison) else corrected.negated
    return marks == int(negated)


def _help(advice: str | None, corrected: str | None) -> str | None:
    if corrected is not None and len(corrected) <= _SHOWN:
        write = f"write `{corrected}`"
        return f"{advice}: {write}" if advice else write
    return advice


def _unexpected(draft: Draft, offset: int) -> Fault:
    token = next((t for t in draft.tokens if t.end > offset), None)
    if token is None:
        return Fault("DP040", "the expression ends too early", len(draft.text), len(draft.text))
    advice = "an expression is one operator and its operand, such as `!='EMP'`, `LIKE 'EMP%'` or `IN ('SCOTT')`"
    return Fault("DP040", f"unexpected {show(draft.text[offset : token.end])}", offset, token.end, advice)
