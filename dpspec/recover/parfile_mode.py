"""What the job is on: FULL, and the lists of schemas, tables, tablespaces and views, or else who connects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, Label, show
from dpspec.recover import parameter_values
from dpspec.recover.extracts import whole
from dpspec.recover.parameter_names import MODES
from dpspec.recover.parfile_quotes import listed, one
from dpspec.source import Extract

if TYPE_CHECKING:
    from dpspec.recover.parameter_tree import Parameter
    from dpspec.recover.parfile_job import Job

NAME_LISTS: Final = {
    "SCHEMAS": "schemas",
    "TABLES": "tables",
    "TABLESPACES": "tablespaces",
    "TRANSPORT_TABLESPACES": "transport_tablespaces",
    "VIEWS_AS_TABLES": "views_as_tables",
}


def full(job: Job, parameter: Parameter) -> None:
    """Take FULL."""
    if parameter_values.yes_or_no(parameter.name, one(parameter)):
        _mode(job, parameter)


def names(job: Job, parameter: Parameter) -> None:
    """Take a parameter that lists names."""
    key = NAME_LISTS[parameter.name]
    if parameter.name in MODES:
        _mode(job, parameter)
    if key in job.given:
        job.assume(f"the names of both {show(parameter.name)} are taken together", key, parameter.place)
    texts = [text for value in parameter.values for text in listed(job, parameter, value)]
    found = [parameter_values.name(text) for text in texts]
    job.give(key, parameter, found, [whole(text) for text in texts])


def _mode(job: Job, parameter: Parameter) -> None:
    if job.mode is None:
        job.mode = parameter
        job.given["job_mode"] = MODES[parameter.name]
        job.keys.setdefault("job_mode", parameter.place)
    elif job.mode.name != parameter.name:
        message = f"both {show(job.mode.name)} and {show(parameter.name)} set the job mode"
        label = Label(job.mode.place, "the first")
        advice = "saves UDE-00010: leave one of them out"
        job.found.append(Diagnostic("DP054", message, parameter.place, advice, "job_mode", (label,)))


def default(job: Job) -> None:
    """Say what expdp exports where no parameter says it."""
    if "job_mode" in job.given:
        return
    if "views_as_tables" in job.given:
        job.given["job_mode"] = "TABLE"
        return
    user = _schema(job.user)
    if user is None:
        message = "nothing says what to export: expdp takes the schema of who connects"
        job.found.append(Diagnostic("DP054", message, help="add `SCHEMAS=NAME`", key="job_mode"))
        return
    job.given |= {"job_mode": "SCHEMA", "schemas": [user]}
    job.assume(f"no job mode: expdp exports the schema of who connects, {show(user)}", "schemas")


def _schema(user: Extract | None) -> str | None:
    """Give the schema of ``user``, ``user/password`` or ``proxy[user]/password``, if the text names one."""
    if user is None:
        return None
    text = user.text.strip()
    match = re.match(r'\\?("[^"*/@\s]+")(?=/|@|\Z)', text) or re.match(
        r"['\"\\]*(?:[\w$#]+\[)?([^\W\d][\w$#]*)\]?(?=[/@\s'\"\\]|\Z)", text
    )
    if match is None:
        return None
    return parameter_values.name(Extract.plain(match[1], ""))
