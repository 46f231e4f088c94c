"""What the library raises: a spec is wrong, or something could not be done about a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.diagnostics import Diagnostic


class SpecError(ValueError):
    """A spec is wrong. `diagnostics` has everything that is wrong with it."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        from dpspec.report import render

        return "the spec is wrong\n" + render(self.diagnostics)


class JobError(Exception):
    """Something could not be done about a job; `diagnostics` tell what and why.

    `taken` is False if the server surely has not acted on anything that was sent, so that another way may be tried.
    """

    def __init__(self, *diagnostics: Diagnostic, taken: bool = True) -> None:
        self.diagnostics = diagnostics
        self.taken = taken
        super().__init__(diagnostics)

    def __str__(self) -> str:
        from dpspec.report import render

        return "it could not be done\n" + render(self.diagnostics)
