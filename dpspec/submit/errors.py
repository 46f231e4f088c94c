"""What goes wrong outside a job: the server is not reached, refuses, or has nothing of the kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dpspec.diagnostics import Diagnostic


class JobError(Exception):
    """Something could not be done; `diagnostics` tell what and why.

    `taken` is False if the server surely has not acted on anything that was sent, so that another way may be tried.
    """

    def __init__(self, *diagnostics: Diagnostic, taken: bool = True) -> None:
        self.diagnostics = diagnostics
        self.taken = taken
        super().__init__(diagnostics)

    def __str__(self) -> str:
        from dpspec.report import render

        return "not done\n" + render(self.diagnostics)
