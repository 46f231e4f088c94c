"""What is submitted: a checked plan that the way can say, whatever was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dpspec import checker
from dpspec.emit import ords, plsql
from dpspec.errors import SpecError
from dpspec.plan import Plan

if TYPE_CHECKING:
    from dpspec.diagnostics import Diagnostic
    from dpspec.spec import ExportSpec


def checked(given: ExportSpec | Plan) -> Plan:
    """Give the plan of a spec, checked for every release from 12.2 on; a plan is one already.

    Raises SpecError with everything that is wrong.
    """
    if isinstance(given, Plan):
        return given
    plan, found = checker.check(given, checker.Options())
    if plan is None:
        raise SpecError(found)
    return plan


def refusals(plan: Plan, via: Literal["ords", "direct"]) -> tuple[Diagnostic, ...]:
    """Tell what a way cannot say of a plan."""
    return ords.refuse(plan) if via == "ords" else plsql.refuse(plan)


def sayable(given: ExportSpec | Plan, via: Literal["ords", "direct"]) -> Plan:
    """Give the plan of a spec that a way can say whole. Raises SpecError: nothing of a spec is ever left out."""
    plan = checked(given)
    if found := refusals(plan, via):
        raise SpecError(found)
    return plan
