"""Which way a submission goes: through ORDS or directly, and when the other one may be tried.

Never after it is unsure whether a job was created.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import evolve

from dpspec.diagnostics import Diagnostic
from dpspec.errors import JobError
from dpspec.jobs import End, Outcome
from dpspec.submit import plans
from dpspec.submit.steps import Noted

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from dpspec.jobs import Job, LogFile
    from dpspec.plan import Plan
    from dpspec.spec import ExportSpec
    from dpspec.submit.direct_backend import AsyncDirectBackend, DirectBackend
    from dpspec.submit.ords_backend import AsyncOrdsBackend, OrdsBackend
    from dpspec.submit.steps import Event

Way = Literal["ords", "direct"]
Via = Literal["ords", "direct", "auto"]
VIAS: Final[tuple[Via, ...]] = ("auto", "ords", "direct")
_MISSING: Final = {
    "ords": ("no way to ORDS is configured", "give the connection the url of ORDS"),
    "direct": ("no way to the database is configured", "give the connection a dsn"),
}


def refusals(plan: Plan, via: Via) -> tuple[Diagnostic, ...]:
    """Tell what a way cannot say of a plan; for ``auto``, why neither can say it all."""
    if via == "auto":
        ords, direct = plans.refusals(plan, "ords"), plans.refusals(plan, "direct")
        return tuple(dict.fromkeys([*ords, *direct])) if ords and direct else ()
    return plans.refusals(plan, via)


def submit(
    given: ExportSpec | Plan,
    *,
    ords: OrdsBackend | Callable[[], OrdsBackend] | None = None,
    direct: DirectBackend | Callable[[], DirectBackend] | None = None,
    via: Via = "auto",
    wait: bool = True,
    timeout: float | None = None,
    password: str | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Outcome:
    """Submit a spec or a plan by one of the backends that are given.

    Each is a backend, which is left open, or a function that makes one when it is its turn, which is closed then.
    ``auto`` takes ORDS if it can say the plan, and the direct way if ORDS cannot, is not given, or has surely not taken
    the request. REJECTED, with the diagnostics of each way, if none can. `password` is that of the dump files, which
    only the direct way can have. Raises SpecError for a spec that is wrong.
    """
    plan = plans.checked(given)
    makers: dict[Way, Any] = {"ords": ords, "direct": direct}
    route = _route(plan, makers, via, on_event)
    tried: Outcome | JobError | None = None
    while True:
        try:
            way = route.send(tried)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        try:
            backend = makers[way]() if callable(makers[way]) else makers[way]
            try:
                tried = backend.submit(plan, wait=wait, timeout=timeout, **_more(way, password))
            finally:
                if callable(makers[way]):
                    backend.close()
        except JobError as error:
            tried = error


async def submit_async(
    given: ExportSpec | Plan,
    *,
    ords: AsyncOrdsBackend | Callable[[], AsyncOrdsBackend] | None = None,
    direct: AsyncDirectBackend | Callable[[], AsyncDirectBackend] | None = None,
    via: Via = "auto",
    wait: bool = True,
    timeout: float | None = None,
    password: str | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Outcome:
    """Submit as `submit` does, awaited."""
    plan = plans.checked(given)
    makers: dict[Way, Any] = {"ords": ords, "direct": direct}
    route = _route(plan, makers, via, on_event)
    tried: Outcome | JobError | None = None
    while True:
        try:
            way = route.send(tried)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        try:
            backend = makers[way]() if callable(makers[way]) else makers[way]
            try:
                tried = await backend.submit(plan, wait=wait, timeout=timeout, **_more(way, password))
            finally:
                if callable(makers[way]):
                    await backend.close()
        except JobError as error:
            tried = error


def follow(
    job: Job, backend: OrdsBackend | DirectBackend, *, timeout: float | None = None, log: LogFile | None = None
) -> Outcome:
    """Follow a job to its end, or for at most `timeout` seconds. Raises JobError if there is no such job."""
    return backend.follow(job.owner_name, job.job_name, timeout=timeout, log=log)


async def follow_async(
    job: Job,
    backend: AsyncOrdsBackend | AsyncDirectBackend,
    *,
    timeout: float | None = None,
    log: LogFile | None = None,
) -> Outcome:
    """Follow a job as `follow` does, awaited."""
    return await backend.follow(job.owner_name, job.job_name, timeout=timeout, log=log)


def _more(way: Way, password: str | None) -> dict[str, str | None]:
    return {"password": password} if way == "direct" else {}


def _route(
    plan: Plan, makers: dict[Way, Any], via: Via, on_event: Callable[[Event], None] | None
) -> Generator[Way, Outcome | JobError | None, Outcome]:
    """Yield the ways to try, one after the other, and be sent what came of each."""

    def note(message: str) -> None:
        if on_event is not None:
            on_event(Noted(message))

    found: list[Diagnostic] = []
    unsaid: list[Diagnostic] = []
    was_tried = False
    last: Way = "ords"
    ways: tuple[Way, ...] = ("ords", "direct") if via == "auto" else (via,)
    for way in ways:
        if makers[way] is None or (refused := plans.refusals(plan, way)):
            message, advice = _MISSING[way]
            if makers[way] is not None:
                unsaid += refused
            elif not was_tried:
                found.append(Diagnostic("DP411", message, help=advice))
            continue
        instead = f", not through ORDS: {[*unsaid, *found][-1].message}" if unsaid or found else ""
        note("submitting through ORDS" if way == "ords" else f"submitting directly{instead}")
        tried, was_tried, last = (yield way), True, way
        if isinstance(tried, JobError):
            if tried.taken or way == ways[-1]:
                raise JobError(*found, *tried.diagnostics, taken=tried.taken) from tried
            found += tried.diagnostics
        elif tried is not None and (way == ways[-1] or not tried.safe_elsewhere):
            more = tuple(found) if tried.end is End.REJECTED else ()
            return evolve(tried, diagnostics=(*more, *tried.diagnostics))
        elif tried is not None:
            found += tried.diagnostics
    return _rejected([*unsaid, *found], last if was_tried else ways[-1])


def _rejected(found: Iterable[Diagnostic], via: str) -> Outcome:
    return Outcome(End.REJECTED, diagnostics=tuple(dict.fromkeys(found)), via=via, safe_elsewhere=True)
