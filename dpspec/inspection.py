"""Everything that is to be said of the text of a spec: its form, its check, what its targets cannot say, its lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, frozen

from dpspec import checker, document, reader
from dpspec.diagnostics import Diagnostic, has_errors, in_order
from dpspec.document import Object
from dpspec.facts import Options

if TYPE_CHECKING:
    from typing import Literal

    from dpspec.linter import Selection
    from dpspec.plan import Plan
    from dpspec.source import Source
    from dpspec.spec import ExportSpec
    from dpspec.targets import Target
    from dpspec.versions import OrdsVersion

    Syntax = Literal["json", "yaml"]


@frozen
class Wishes:
    """What is asked: for which releases and targets, and which rules of the linter, None for no linter at all."""

    options: Options = Factory(Options)
    targets: tuple[Target, ...] = ()
    ords: OrdsVersion | None = None
    selection: Selection | None = None


@frozen
class Inspection:
    """What was found: the spec as far as it could be read, its plan if it has no error, all diagnostics by place."""

    spec: ExportSpec | None
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


def inspect(source: Source, syntax: Syntax, wishes: Wishes) -> Inspection:
    """Inspect a text. Never raises for a wrong one."""
    root, found = document.parse(source, syntax)
    if root is None:
        return Inspection(None, None, found)
    spec, more = reader.read(root)
    found = in_order([*found, *more])
    if spec is None:
        return Inspection(None, None, found)
    plan, more = checker.check(spec, wishes.options)
    found = in_order([*found, *more])
    if has_errors(found):
        plan = None
    errors = found
    if plan is not None:
        found = in_order([*found, *(d for target in wishes.targets for d in _refusals(plan, target))])
    if wishes.selection is not None and isinstance(root, Object):
        from dpspec import linter

        found = in_order(
            [
                *found,
                *linter.lint(
                    spec,
                    wishes.options,
                    plan=plan,
                    errors=errors,
                    root=root,
                    targets=wishes.targets,
                    ords=wishes.ords,
                    selection=wishes.selection,
                ),
            ]
        )
    return Inspection(spec, plan, found)


def _refusals(plan: Plan, target: Target) -> tuple[Diagnostic, ...]:
    from dpspec.emit import ords, parfile, plsql

    return {"ords": ords.refuse, "plsql": plsql.refuse, "parfile": parfile.refuse}[target](plan)
