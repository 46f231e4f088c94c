"""A DBMS_DATAPUMP script to the spec that means the same job, or to what a spec cannot say of it.

`calls` reads the calls; each ``script_*`` module knows what some of them mean.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dpspec.diagnostics import Diagnostic, has_errors, in_order
from dpspec.recover import script_calls, script_parameters, script_passwords, script_rows
from dpspec.recover.calls import read_script
from dpspec.recover.script_arguments import typed
from dpspec.recover.script_files import Files
from dpspec.recover.script_filters import Filters
from dpspec.recover.script_job import IMPORT_ONLY, Job
from dpspec.recover.script_order import FOLLOWING, is_one_export
from dpspec.source import Location, Source, Span
from dpspec.spec import ExportSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.datapump import Call


def recover(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a script. Returns the spec, or None and what is in the way; nothing is dropped without a word.

    Warnings (DP055) say what was assumed, each with the key that it is about.
    """
    script = read_script(source)
    found = script.diagnostics
    masked = script_passwords.masked(source, script.secrets)
    if has_errors(found):
        return None, tuple(script_passwords.shown_in(masked, found))
    job = Job(Location(source, Span(0, 0)))
    calls = tuple(map(typed, script.calls))
    if is_one_export(job, calls):
        _take(job, calls)
    found = in_order(script_passwords.shown_in(masked, [*found, *job.found]))
    return (None if has_errors(found) else ExportSpec(**job.given)), found


def _take(job: Job, calls: tuple[Call, ...]) -> None:
    """Take all calls into the spec."""
    files, filters, content = Files(job), Filters(job), script_rows.Content(job)
    meanings: dict[str, Callable[[Call], None]] = {
        "OPEN": partial(script_calls.opened, job),
        "ADD_FILE": files.add,
        "METADATA_FILTER": filters.add,
        "DATA_FILTER": partial(script_rows.filtered, job, content),
        "DATA_REMAP": partial(script_rows.remapped, job),
        "SET_PARAMETER": partial(script_parameters.set_parameter, job, content),
        "SET_PARALLEL": partial(script_calls.parallel, job),
        "LOG_ENTRY": partial(script_calls.logged, job),
        "START_JOB": partial(script_calls.started, job),
    }
    for call in calls:
        if call.subprogram in meanings:
            meanings[call.subprogram](call)
        elif call.subprogram not in FOLLOWING:
            advice = IMPORT_ONLY if call.subprogram.startswith("METADATA_") else None
            job.refuse(f"{call.subprogram} has no counterpart in a spec", call.place, advice)
    filters.complete()
    files.complete()
    content.complete()
    script_parameters.default(job)
