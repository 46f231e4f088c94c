"""Which way a submission goes: through ORDS or directly, and when the other one may be tried.

Never after it is unsure whether a job was created.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Protocol

from attrs import evolve

from dpspec.diagnostics import Diagnostic
from dpspec.emit import ords as ords_body
from dpspec.emit import plsql
from dpspec.jobs import End, Outcome
from dpspec.submit.errors import JobError
from dpspec.submit.steps import Noted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dpspec.plan import Plan
    from dpspec.submit.steps import Event

Via = Literal["ords", "direct", "auto"]
VIAS: Final[tuple[Via, ...]] = ("auto", "ords", "direct")


class Backend(Protocol):
    """What submits a plan."""

    def submit(self, plan: Plan, *, wait: bool = True, timeout: float | None = None) -> Outcome:
        """Create the job of a plan."""


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
    ords: Callable[[], Backend] | None = None,
    direct: Callable[[], Backend] | None = None,
    via: Via = "auto",
    wait: bool = True,
    timeout: float | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Outcome:
    """Submit a plan by one of the backends that are given; each is made when it is its turn.

    ``auto`` takes ORDS if it can say the plan, and the direct way if ORDS cannot, is not given, or has surely not taken
    the request. REJECTED, with the diagnostics of each way, if none can.
    """

    def note(message: str) -> None:
        if on_event is not None:
            on_event(Noted(message))

    found: list[Diagnostic] = []
    if via in ("auto", "ords"):
        why, outcome = _try(plan, "ords", ords, wait=wait, timeout=timeout, note=note)
        if outcome is not None and (via == "ords" or not outcome.safe_elsewhere):
            return outcome
        found += outcome.diagnostics if outcome is not None else why
        if via == "ords" or direct is None:
            return outcome if outcome is not None else _rejected(found, "ords")
        note(f"direct instead of ORDS: {found[-1].message}")
    why, outcome = _try(plan, "direct", direct, wait=wait, timeout=timeout, note=note)
    if outcome is None:
        return _rejected([*found, *why], "direct")
    return evolve(outcome, diagnostics=(*found, *outcome.diagnostics)) if outcome.end is End.REJECTED else outcome


def _try(
    plan: Plan,
    via: Literal["ords", "direct"],
    make: Callable[[], Backend] | None,
    *,
    wait: bool,
    timeout: float | None,
    note: Callable[[str], None],
) -> tuple[Sequence[Diagnostic], Outcome | None]:
    """Submit one way; or tell why that cannot be tried."""
    name = "ORDS" if via == "ords" else "the database"
    if make is None:
        advice = "give the connection a url" if via == "ords" else "give the connection a dsn"
        return (Diagnostic("DP411", f"no way to {name} is configured", help=advice),), None
    if refused := refusals(plan, via):
        return refused, None
    try:
        backend = make()
    except JobError as error:
        if error.taken:
            raise
        return error.diagnostics, None
    note(f"submitting through ORDS at {where}" if (where := getattr(backend, "where", "")) else f"submitting via {via}")
    return (), backend.submit(plan, wait=wait, timeout=timeout)


def _rejected(found: Sequence[Diagnostic], via: str) -> Outcome:
    return Outcome(End.REJECTED, diagnostics=tuple(dict.fromkeys(found)), via=via, safe_elsewhere=True)
