"""Arguments of a call: each of the type of its parameter, and what a text in one says.

An argument is known before the run. A text may be a filter expression, a list of names, or a qualified name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec import filter_parser
from dpspec.datapump import Call, Clock, Secret, Stamped, Value
from dpspec.diagnostics import Diagnostic, show
from dpspec.filters import Filter, InList, Literal
from dpspec.recover import parameter_values
from dpspec.source import Extract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.recover.script_job import Job

#: Parameters that are numbers, and those that are texts or numbers; all others are texts.
_NUMBERS: Final = frozenset(
    {
        ("OPEN", "compression"),
        ("OPEN", "ena_sec_roles"),
        ("ADD_FILE", "filetype"),
        ("ADD_FILE", "reusefile"),
        ("SET_PARALLEL", "degree"),
        ("START_JOB", "skip_current"),
        ("START_JOB", "abort_step"),
        ("START_JOB", "cluster_ok"),
        ("LOG_ENTRY", "log_file_only"),
    }
)
_EITHER: Final = frozenset({("DATA_FILTER", "value"), ("SET_PARAMETER", "value")})
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,38}")
#: A number of the server is smaller than that.
MOST: Final = 10**38


def typed(call: Call) -> Call:
    """Give each argument the type of its parameter, as the server does: a number as text, a text as number."""

    def convert(name: str, value: Value) -> Value:
        key = (call.subprogram, name)
        if key in _NUMBERS and isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
            return int(value)
        return str(value) if isinstance(value, int) and key not in _NUMBERS | _EITHER else value

    return evolve(call, arguments=tuple((name, convert(name, value)) for name, value in call.arguments))


def shown(value: Value) -> str:
    """Give a value as messages show it."""
    match value:
        case str():
            return show(value)
        case Secret():
            return "a value asked for"
        case Stamped() | Clock():
            return "a text with the time of the run"
        case None:
            return "NULL"
        case _:
            return str(value) if len(str(value)) < 20 else show(str(value))


def only(job: Job, call: Call, /, **expected: Value) -> None:
    """Refuse arguments beyond those of `expected`, or with other values; None stands for any value."""
    for name, value in call.arguments:
        if value is None or (name in expected and expected[name] in (None, value)):
            continue
        message = f"{call.subprogram} with {name} => {shown(value)} has no counterpart in a spec"
        job.refuse(message, call.at(name))


def text(job: Job, call: Call, parameter: str) -> str | None:
    """Give an argument that is a text known before the run; report any other."""
    value = call[parameter]
    if isinstance(value, str):
        return value
    found = "missing" if value is None else f"{shown(value)}, which is no text known before the run"
    job.refuse(f"{parameter} of {call.subprogram} is {found}", call.at(parameter))
    return None


def optional(job: Job, call: Call, parameter: str) -> str:
    """Give an argument that may be missing or NULL; empty then."""
    return (text(job, call, parameter) or "") if call[parameter] is not None else ""


def switch(job: Job, call: Call, parameter: str) -> bool | None:
    """Give an argument that is 0 or 1; report any other."""
    value = call[parameter]
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    job.refuse(f"{shown(value)} is no value of {show(parameter)}", call.at(parameter), "write 0 or 1")
    return None


def number(job: Job, call: Call) -> int | None:
    """Give the value of a parameter or data filter that is a number, which may be given as text."""
    value = call["value"]
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        job.assume(f"the text {show(value)} is taken as the number", None, call.at("value"))
        return int(value)
    return value if isinstance(value, int) and abs(value) < MOST else None


# --- what a text says -----------------------------------------------------------------------------------------------


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
