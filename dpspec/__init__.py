"""Oracle Data Pump exports as reviewed, checked code."""

from importlib import import_module
from typing import TYPE_CHECKING

from dpspec.version import __version__

if TYPE_CHECKING:
    from dpspec.api import Checked, Compiled, SpecError, check, compile, load, loads
    from dpspec.diagnostics import Diagnostic, Label, Severity
    from dpspec.plan import Plan
    from dpspec.source import Location, Position, Source, Span
    from dpspec.spec import ExportSpec

__all__ = [
    "Checked",
    "Compiled",
    "Diagnostic",
    "ExportSpec",
    "Label",
    "Location",
    "Plan",
    "Position",
    "Severity",
    "Source",
    "Span",
    "SpecError",
    "__version__",
    "check",
    "compile",
    "load",
    "loads",
]

_HOMES = {
    "api": ("Checked", "Compiled", "SpecError", "check", "compile", "load", "loads"),
    "diagnostics": ("Diagnostic", "Label", "Severity"),
    "plan": ("Plan",),
    "source": ("Location", "Position", "Source", "Span"),
    "spec": ("ExportSpec",),
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
