"""Oracle Data Pump exports as reviewed, checked code."""

from importlib import import_module
from typing import TYPE_CHECKING

from dpspec.version import __version__

if TYPE_CHECKING:
    from dpspec.api import Checked, Compiled, Recovered, check, compile, lint_spec, load, loads, recover_spec
    from dpspec.diagnostics import Diagnostic, Label, Severity
    from dpspec.errors import JobError, SpecError
    from dpspec.plan import Plan
    from dpspec.source import Location, Position, Source, Span
    from dpspec.spec import (
        ColumnRemap,
        ExportSpec,
        NameExpression,
        ObjectFilter,
        PasswordReference,
        TablePartitions,
        TableQuery,
        TableSample,
    )

__all__ = [
    "Checked",
    "ColumnRemap",
    "Compiled",
    "Diagnostic",
    "ExportSpec",
    "JobError",
    "Label",
    "Location",
    "NameExpression",
    "ObjectFilter",
    "PasswordReference",
    "Plan",
    "Position",
    "Recovered",
    "Severity",
    "Source",
    "Span",
    "SpecError",
    "TablePartitions",
    "TableQuery",
    "TableSample",
    "__version__",
    "check",
    "compile",
    "lint_spec",
    "load",
    "loads",
    "recover_spec",
]

_HOMES = {
    "api": ("Checked", "Compiled", "Recovered", "check", "compile", "lint_spec", "load", "loads", "recover_spec"),
    "errors": ("JobError", "SpecError"),
    "diagnostics": ("Diagnostic", "Label", "Severity"),
    "plan": ("Plan",),
    "source": ("Location", "Position", "Source", "Span"),
    "spec": (
        "ColumnRemap",
        "ExportSpec",
        "NameExpression",
        "ObjectFilter",
        "PasswordReference",
        "TablePartitions",
        "TableQuery",
        "TableSample",
    ),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that the command line starts fast."""
    for module, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"dpspec.{module}"), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
