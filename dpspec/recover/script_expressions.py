"""Texts within an argument of a call: filter expressions, lists of names, and qualified names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dpspec import filter_parser
from dpspec.diagnostics import Diagnostic, show
from dpspec.filters import Filter, InList, Literal
from dpspec.recover import parameter_values
from dpspec.source import Extract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job


def expression(job: Job, call: Call, value: str, *, listed: bool = False) -> Filter | None:
    """Read a filter expression, or report why it is none at the argument that has it."""
    filter_, faults = filter_parser.parse(Extract.plain(f"IN ({value})" if listed else value, "value"))
    for fault in faults:
        advice = re.sub(r"`IN \((.*)\)`", r"`\1`", fault.help or "") if listed else fault.help
        job.found.append(Diagnostic(fault.code, fault.message, call.at("value"), advice or None))
    return filter_


def names(job: Job, call: Call, value: str) -> list[str]:
    """Read the value of a ``*_LIST`` filter: names in single quotes, with commas between them."""
    if re.fullmatch(r"\s*[A-Za-z0-9_$#/]+(\s*,\s*[A-Za-z0-9_$#/]+)*\s*", value):
        message = f"the names in {show(value)} have no quotes; they are taken as they are"
        job.assume(message, None, call.at("value"))
        return [name.strip() for name in value.split(",")]
    filter_ = expression(job, call, value, listed=True)
    if isinstance(filter_, InList):
        return list(dict.fromkeys(item.value for item in filter_.items))
    if filter_ is not None:
        job.refuse("the value is no list of names", call.at("value"), "write the names as in `'A','B'`")
    return []


def in_list(names_: Iterable[str]) -> InList:
    """Make the expression that names one of some."""
    return InList(tuple(Literal(name) for name in names_))


def qualified_name(job: Job, call: Call, parameter: str, written: str) -> str | None:
    """Read a name that may have a schema before it, or report why it is none."""
    try:
        return parameter_values.name(Extract.plain(written, parameter))
    except parameter_values.RefusedError as error:
        job.refuse(error.diagnostic.message, call.at(parameter), error.diagnostic.help)
        return None
