"""From what a face was sent to a plan: a spec is checked, and its faults become the errors of a server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from dpspec import checker
from dpspec.diagnostics import Severity
from dpspec.filters import Literal
from dpspec.sandbox.ora import OraError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.diagnostics import Diagnostic
    from dpspec.plan import Plan
    from dpspec.sandbox.catalog import User
    from dpspec.spec import ExportSpec


def plan_of(spec: ExportSpec, user: User) -> Plan:
    """Check a spec of a user; raises OraError (ORA-39001, with what is wrong) for one that is no job.

    Where nothing says which schema, it is the user's own (Utilities, export modes).
    """
    says = (spec.schema_expressions, spec.name_expressions, spec.tablespace_expressions)
    if (spec.job_mode or "SCHEMA") == "SCHEMA" and not (any(says) or spec.filter or spec.schemas or spec.tables):
        spec = evolve(spec, job_mode="SCHEMA", schema_expressions=(f"={Literal(user.name)}",))
    plan, found = checker.check(spec)
    if plan is None:
        raise refused(found)
    return plan


def refused(found: Iterable[Diagnostic]) -> OraError:
    """Make the error of a server out of diagnostics: each is a line of its details."""
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
    return OraError(39001, "invalid argument value", tuple(map(_detail, errors)))


def _detail(diagnostic: Diagnostic) -> str:
    # "saves ORA-39001 with ORA-39040": the last is the most exact.
    codes = re.findall(r"ORA-\d{5}", diagnostic.help or "")
    return f"{codes[-1] if codes else diagnostic.code}: {diagnostic.message}"
