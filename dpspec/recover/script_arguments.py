"""Arguments of a call: of the type of their parameter, known before the run, and none beside those of a spec."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec.datapump import Call, Clock, Secret, Stamped, Value
from dpspec.diagnostics import show

if TYPE_CHECKING:
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
