"""Creates an export job through ORDS, at most once.

ORDS has no key by which a POST could be repeated safely (ORDS documentation), so it is never repeated. Where it is not
sure what became of it, the job list before and after decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, Severity
from dpspec.emit import ords as ords_body
from dpspec.errors import JobError
from dpspec.jobs import End, Outcome
from dpspec.submit import ords_replies, ords_urls
from dpspec.submit.ords_requests import PASSING, job, jobs
from dpspec.submit.steps import Lost, Noted, Reply, Request, Started, Tell, Wait

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from dpspec.jobs import Job
    from dpspec.plan import Plan
    from dpspec.submit.steps import Flow

#: How the names begin that ORDS gives to export jobs (ORDS documentation).
PREFIX: Final = "DATAPUMP_REST_EXPORT_"
#: Statuses that are answered before a handler could make a job.
_NOT_TAKEN: Final = (401, 403, 404)
#: Pauses in seconds between the looks for a job of which nothing was heard; the server may still be busy with it.
_LOOKS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
_FEWER: Final = (0.5, 1.0)
_AT_ONCE: Final = (0.0,)
_WHAT: Final = "the POST that creates the job"


def submit(plan: Plan, owner: str | None = None) -> Flow[Outcome]:
    """Create the job of a plan: RUNNING with the job, REJECTED if there surely is none, else UNKNOWN with candidates.

    `owner` is the database user that calls, if that is known: a new job of someone else is then none of ours.
    """
    try:
        before = yield from jobs()
    except JobError as error:
        return Outcome(End.REJECTED, diagnostics=error.diagnostics, via="ords", safe_elsewhere=True)
    reply: Reply | Lost = yield Request("POST", ords_urls.EXPORT, body=ords_body.body(plan), creates_job=True)
    known = {job.key for job in before}
    if isinstance(reply, Lost):
        diagnostic = ords_replies.lost(reply, _WHAT)
        if not reply.sent:
            return Outcome(End.REJECTED, diagnostics=(diagnostic,), via="ords", safe_elsewhere=True)
        return (yield from _settle(plan, known, owner, diagnostic, _LOOKS))
    if 200 <= reply.status < 300:
        made = yield from _made(reply, known)
        if made is not None:
            return (yield from _started(made))
        diagnostic = Diagnostic("DP406", f"ORDS answered {_WHAT} with {reply.status} and no job that can be understood")
        return (yield from _settle(plan, known, owner, diagnostic, _LOOKS))
    diagnostic = ords_replies.refused(reply, _WHAT)
    if reply.status in (408, *PASSING):
        return (yield from _settle(plan, known, owner, diagnostic, _LOOKS, taken=reply.status != 503))
    # A gateway may redirect or refuse a reply of which the job is made already, so a look at the list comes first.
    pauses = _FEWER if reply.status >= 500 else _AT_ONCE
    return (yield from _after_error(plan, known, owner, diagnostic, pauses, safe=reply.status in _NOT_TAKEN))


def _made(reply: Reply, known: Container[tuple[str, str]]) -> Flow[Job | None]:
    """Give the job of a 201: by its body, or else by the address it names, which is looked up on our own base.

    One that was there before is not ours, whatever the reply says.
    """
    made = ords_replies.job(ords_replies.value(reply))
    if made is not None:
        return made if made.key not in known else None
    for header in ("location", "content-location"):
        key = ords_urls.job_key(reply.headers.get(header, "").strip().strip('"'))
        if key is not None and key not in known:
            found = yield from job(*key)
            if not isinstance(found, Reply | Lost):
                return found
    return None


def _started(made: Job) -> Flow[Outcome]:
    yield Tell(Started(made, "ords"))
    return Outcome(End.RUNNING, made, via="ords")


def _new(after: Sequence[Job], known: Container[tuple[str, str]], plan: Plan, owner: str | None) -> list[Job]:
    """Give the jobs that were not there before and could be ours."""
    return [
        job
        for job in after
        if job.key not in known
        and job.job_name.startswith(PREFIX)
        and job.operation in ("EXPORT", "")
        and job.job_mode in (plan.job_mode.value, "")
        and (owner is None or job.owner_name == owner)
    ]


def _look(
    plan: Plan, known: Container[tuple[str, str]], owner: str | None, pauses: Sequence[float]
) -> Flow[tuple[Job, ...] | None]:
    """Look for new jobs, after each of `pauses`; one that was there once counts. None if no list could be had."""
    seen: dict[tuple[str, str], Job] = {}
    looked = False
    for pause in pauses:
        yield Wait(pause)
        try:
            after = yield from jobs()
        except JobError:
            looked = False
            continue
        looked = True
        seen.update((job.key, job) for job in _new(after, known, plan, owner))
    return tuple(seen.values()) if looked or seen else None


def _settle(
    plan: Plan,
    known: Container[tuple[str, str]],
    owner: str | None,
    reason: Diagnostic,
    pauses: Sequence[float],
    *,
    taken: bool = True,
) -> Flow[Outcome]:
    """Decide by the job list what became of a POST whose reply was lost.

    `taken` is False where the answer itself says that the request was not taken, if no job contradicts it.
    """
    yield Tell(Noted(f"{reason.message}; looking for the job"))
    new = yield from _look(plan, known, owner, pauses)
    if new is not None and len(new) == 1:
        note = f"{reason.message}; the one new job of this kind, {new[0]}, is taken for it"
        yield Tell(Noted(note))
        outcome = yield from _started(new[0])
        warning = Diagnostic("DP407", note, help=reason.help, severity=Severity.WARNING)
        return Outcome(outcome.end, outcome.job, diagnostics=(warning,), via="ords")
    if new == () and not taken:
        return Outcome(End.REJECTED, diagnostics=(reason,), via="ords", safe_elsewhere=True)
    return _unknown(reason, new)


def _after_error(
    plan: Plan,
    known: Container[tuple[str, str]],
    owner: str | None,
    reason: Diagnostic,
    pauses: Sequence[float],
    *,
    safe: bool,
) -> Flow[Outcome]:
    """Make sure that a POST which failed has left no job behind."""
    new = yield from _look(plan, known, owner, pauses)
    if new == ():
        return Outcome(End.REJECTED, diagnostics=(reason,), via="ords", safe_elsewhere=safe)
    return _unknown(reason, new)


def _unknown(reason: Diagnostic, new: tuple[Job, ...] | None) -> Outcome:
    if new:
        which = (
            f"{'a new job' if len(new) == 1 else f'{len(new)} new jobs'} may be this one: {', '.join(map(str, new))}"
        )
    else:
        which = "no new job is to be seen" if new == () else "the job list cannot be had either"
    advice = "look at `dpspec jobs` before you submit again: an export that runs twice is as wrong as none"
    unknown = Diagnostic("DP407", f"not known whether a job was created; {which}", help=advice)
    return Outcome(End.UNKNOWN, diagnostics=(reason, unknown), candidates=new or (), via="ords")
