"""Requests to ORDS that may be sent again, and the job list: the parts of which the flows over ORDS are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic
from dpspec.errors import JobError
from dpspec.submit import ords_replies, ords_urls
from dpspec.submit.steps import Lost, Reply, Request, Retrying, Tell, Wait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dpspec.jobs import Job
    from dpspec.submit.steps import Flow

#: Statuses after which a GET is sent again: the gateway or the pool, not the request, is to blame.
PASSING: Final = (502, 503, 504)
_TRIES: Final = 5
_MOST_PAGES: Final = 1000


def get(path: str, query: Mapping[str, str] | None = None, start: int = 0) -> Flow[Reply | Lost]:
    """Send a GET; where no answer or a passing error comes, again, up to five times with growing pauses.

    Returns the last reply, of whatever status, or that there was none. A server that takes no connection is not asked
    again: that is for the caller to decide.
    """
    request = Request("GET", path, query or {}, start=start)
    for attempt in range(_TRIES):
        reply: Reply | Lost = yield request
        final = not reply.sent if isinstance(reply, Lost) else reply.status not in PASSING
        if final or attempt == _TRIES - 1:
            return reply
        reason = reply.reason if isinstance(reply, Lost) else f"status {reply.status}"
        yield Tell(Retrying(f"GET {path}: {reason}"))
        yield Wait(0.5 * 2**attempt, jitter=0.5 * 2**attempt)
    raise AssertionError("the last attempt returns")


def ask(path: str, what: str, query: Mapping[str, str] | None = None) -> Flow[Reply]:
    """Send a GET that has to succeed. Raises JobError with what went wrong."""
    reply = yield from get(path, query)
    if isinstance(reply, Lost):
        raise JobError(ords_replies.lost(reply, what), taken=False)
    if reply.status != 200:
        raise JobError(ords_replies.refused(reply, what), taken=False)
    return reply


def jobs() -> Flow[tuple[Job, ...]]:
    """List the jobs, page by page. Raises JobError where that does not work out, or a page is not understood."""
    what = "the job list"
    found: dict[tuple[str, str], Job] = {}
    query: dict[str, str] = {}
    asked: set[tuple[tuple[str, str], ...]] = set()
    for _ in range(_MOST_PAGES):
        asked.add(tuple(sorted(query.items())))
        page = ords_replies.value((yield from ask(ords_urls.JOBS, what, query)))
        items = page.get("items") if isinstance(page, dict) else None
        read = [ords_replies.job(item) for item in items] if isinstance(items, list) else [None]
        if None in read:
            # A job that is not understood could be ours: no list is better than one without it.
            advice = "is the url that of the Database API of ORDS?"
            raise JobError(Diagnostic("DP406", "the job list of ORDS cannot be understood", help=advice), taken=False)
        found.update((job.key, job) for job in read if job is not None)
        following = next((link.href for link in ords_replies.links(page) if link.rel == "next"), None)
        if following is None:
            return tuple(found.values())
        query = ords_urls.query_of(following)
        if tuple(sorted(query.items())) in asked:
            break
    raise JobError(Diagnostic("DP406", "the pages of the job list of ORDS do not end"), taken=False)


def job(owner: str, name: str) -> Flow[Job | Reply | Lost]:
    """Ask for one job: the job, or the reply that holds none, or that there was no reply."""
    reply = yield from get(ords_urls.job_path(owner, name))
    if isinstance(reply, Lost) or reply.status != 200:
        return reply
    read = ords_replies.job(ords_replies.value(reply))
    if read is None or read.key != (owner, name):
        return Lost("the job item cannot be understood", sent=True, code="DP406")
    return read
