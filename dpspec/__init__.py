"""Oracle Data Pump exports as reviewed, checked code."""

from dpspec.api import Checked, Compiled, SpecError, check, compile, load, loads
from dpspec.diagnostics import Diagnostic, Label, Severity
from dpspec.plan import Plan
from dpspec.source import Location, Position, Source, Span
from dpspec.spec import ExportSpec
from dpspec.version import __version__

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
