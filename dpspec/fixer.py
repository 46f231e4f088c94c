"""Applies the fixes of findings to the text of a spec, until none is left that may be applied.

A fix is trusted only as far as the outcome shows: the text must still be a spec with no error that it had not before,
and after a safe one it must mean the same job. One that fails this is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from dpspec.diagnostics import Diagnostic, Edit, Severity
from dpspec.inspection import Inspection, Wishes, inspect
from dpspec.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dpspec.inspection import Syntax

#: Rounds of fixes: one may make way for the next, such as a list that loses its last duplicate.
_MOST_ROUNDS: Final = 100


@frozen
class Fixed:
    """The text after the fixes, what was fixed, and what is still to be said of it."""

    text: str
    applied: tuple[Diagnostic, ...]
    inspection: Inspection


def fix(source: Source, syntax: Syntax, wishes: Wishes, *, unsafe: bool = False) -> Fixed:
    """Fix what can be: safe fixes, and with `unsafe` those that make another job, too."""
    applied: list[Diagnostic] = []
    now = inspect(source, syntax, wishes)
    if any(each.code.startswith("DP00") for each in now.diagnostics):
        return Fixed(source.text, (), now)  # what the text says is not sure
    rounds, made_progress = 0, True
    refused: set[tuple[str, str, str | None]] = set()
    while made_progress:
        # What was refused is tried once more as long as something else has changed.
        made_progress = False
        refused.clear()
        while wanted := [each for each in now.diagnostics if _may(each, unsafe=unsafe) and _name(each) not in refused]:
            chosen = _apart(wanted)
            while (after := _after(source, syntax, wishes, now, chosen)) is None and len(chosen) > 1:
                chosen = chosen[: len(chosen) // 2]
            if after is None:
                refused.add(_name(chosen[0]))
                continue
            source, now = after
            applied += chosen
            rounds, made_progress = rounds + 1, True
            if rounds == _MOST_ROUNDS:
                return Fixed(source.text, tuple(applied), now)
        made_progress = made_progress and bool(refused)
    # What cannot be applied is no fix.
    kept = tuple(evolve(each, fix=None) if _name(each) in refused else each for each in now.diagnostics)
    return Fixed(source.text, tuple(applied), evolve(now, diagnostics=kept))


def _may(diagnostic: Diagnostic, *, unsafe: bool) -> bool:
    return diagnostic.fix is not None and (diagnostic.fix.is_safe or unsafe)


def _name(diagnostic: Diagnostic) -> tuple[str, str, str | None]:
    return diagnostic.code, diagnostic.message, diagnostic.key


def _edits(diagnostic: Diagnostic) -> tuple[Edit, ...]:
    return diagnostic.fix.edits if diagnostic.fix is not None else ()


def _apart(wanted: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Choose findings in order whose edits do not touch each other."""
    chosen: list[Diagnostic] = []
    taken: list[tuple[int, int]] = []
    for diagnostic in sorted(wanted, key=lambda each: min(edit.span.start for edit in _edits(each))):
        spans = [(edit.span.start, edit.span.end) for edit in _edits(diagnostic)]
        # In order of their beginnings only the last few can touch; but a fix may have edits in several places.
        if all(end < start or stop < begin for begin, end in taken for start, stop in spans):
            chosen.append(diagnostic)
            taken += spans
    return chosen


def _after(
    source: Source, syntax: Syntax, wishes: Wishes, before: Inspection, chosen: Sequence[Diagnostic]
) -> tuple[Source, Inspection] | None:
    """Give the text with some fixes and what is to be said of it; None if it is worse, or another job."""
    text = apply(source.text, [edit for diagnostic in chosen for edit in _edits(diagnostic)])
    if text is None or text == source.text:
        return None
    changed = Source(source.name, text)
    after = inspect(changed, syntax, wishes)
    if after.spec is None or _errors(after) > _errors(before):
        return None
    safe = all(diagnostic.fix is not None and diagnostic.fix.is_safe for diagnostic in chosen)
    if safe and before.plan is not None and (after.plan is None or after.plan.meaning != before.plan.meaning):
        return None
    return changed, after


def _errors(inspection: Inspection) -> int:
    """Count what makes a spec wrong; lint that its project calls an error does not."""
    return sum(each.severity is Severity.ERROR and not each.code.startswith("DP2") for each in inspection.diagnostics)


def apply(text: str, edits: Sequence[Edit]) -> str | None:
    """Apply edits to a text; None if two of them overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        if edit.span.start < at:
            return None
        pieces += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*pieces, text[at:]])
