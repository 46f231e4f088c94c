"""The names of the targets. The command line needs them before anything else is imported."""

from typing import Final, Literal

Target = Literal["ords", "plsql", "parfile"]
TARGETS: Final[tuple[Target, ...]] = ("ords", "plsql", "parfile")
