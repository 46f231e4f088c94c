"""Which way a submission goes: through ORDS or directly, and when the other one may be tried.

Never after it is unsure whether a job was created.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar

from attrs import evolve

from dpspec.diagnostics import Diagnostic
from dpspec.emit import ords as ords_body
from dpspec.emit import plsql
from dpspec.jobs import End, Outcome
from dpspec.submit.errors import JobError
from dpspec.submit.steps import Noted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dpspec.plan import Plan
    from dpspec.submit.steps import Event

Made = TypeVar("Made")
Via = Literal["ords", "direct", "auto"]
VIAS: Final[tuple[Via, ...]] = ("auto", "ords", "direct")


class Ords(Protocol):
    """What submits a plan through ORDS."""

    def submit(self, plan: Plan, *, wait: bool = True, timeout: float | None = None) -> Outcome:
        """Create the job of a plan."""


class Direct(Protocol):
    """What submits a plan directly."""

    def submit(
        self, plan: Plan, *, wait: bool = True, timeout: float | None = None, password: str | None = None
    ) -> Outcome:
        """Create the job of a plan, its dump files encrypted by the password."""


def refusals(plan: Plan, via: Via) -> tuple[Diagnostic, ...]:
    """Tell what a way cannot say of a plan; for ``auto``, what neither can."""
    if via == "ords":
        return ords_body.refuse(plan)
    if via == "direct":
        return plsql.refuse(plan)
    return ords_body.refuse(plan) and plsql.refuse(plan)


def submit(
    plan: Plan,
    *,
    ords: Callable[[], Ords] | None = None,
    direct: Callable[[], Direct] | None = None,
    via: Via = "auto",
    wait: bool = True,
    timeout: float | None = None,
    password: str | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Outcome:
    """Submit a plan by one of the backends that are given; each is made when it is its turn.

    ``auto`` takes ORDS if it can say the plan, and the direct way if ORDS cannot, is not given, or has surely not taken
    the request. REJECTED, with the diagnostics of each way, if none can. `password` is that of the dump files, which
    only the direct way can have.
    """

    def note(message: str) -> None:
        if on_event is not None:
            on_event(Noted(message))

    found: list[Diagnostic] = []
    if via in ("auto", "ords"):
        ords_backend, why = _made(plan, "ords", ords)
        if ords_backend is not None:
            note("submitting through ORDS")
            outcome = ords_backend.submit(plan, wait=wait, timeout=timeout)
            if via == "ords" or direct is None or not outcome.safe_elsewhere:
                return outcome
            why = outcome.diagnostics
        found += why
        if via == "ords":
            return _rejected(found, "ords")
    direct_backend, why = _made(plan, "direct", direct)
    if direct_backend is None:
        return _rejected([*found, *why], "direct")
    note(f"submitting directly, not through ORDS: {found[-1].message}" if found else "submitting directly")
    outcome = direct_backend.submit(plan, wait=wait, timeout=timeout, password=password)
    return evolve(outcome, diagnostics=(*found, *outcome.diagnostics)) if outcome.end is End.REJECTED else outcome


def _made(
    plan: Plan, via: Literal["ords", "direct"], make: Callable[[], Made] | None
) -> tuple[Made | None, tuple[Diagnostic, ...]]:
    """Make a backend for a plan that it can say; or tell why that cannot be."""
    if make is None:
        what, advice = ("ORDS", "give the connection a url") if via == "ords" else ("the database", "give it a dsn")
        return None, (Diagnostic("DP411", f"no way to {what} is configured", help=advice),)
    if refused := refusals(plan, via):
        return None, refused
    try:
        return make(), ()
    except JobError as error:
        if error.taken:
            raise
        return None, error.diagnostics


def _rejected(found: Iterable[Diagnostic], via: str) -> Outcome:
    return Outcome(End.REJECTED, diagnostics=tuple(dict.fromkeys(found)), via=via, safe_elsewhere=True)
