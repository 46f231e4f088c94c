"""Quotes in a parameter file: round a value, round several, and round the clause behind an object path or table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import show
from dpspec.recover.extracts import joined, without
from dpspec.recover.parameter_pieces import escaped
from dpspec.recover.parameter_tree import Value
from dpspec.recover.parameter_values import RefusedError
from dpspec.recover.parameters import values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.recover.parameter_tree import Parameter
    from dpspec.recover.parfile_job import Job
    from dpspec.source import Extract

_ALL_ESCAPED: Final = re.compile(r"\\(['\"(),<>!=|])")


def one(parameter: Parameter) -> Extract:
    """Give the text of the one value of a parameter, without quotes round it."""
    if len(parameter.values) > 1:
        message = f"{show(parameter.name)} takes one value"
        advice = "put it into quotes if it holds a blank or a comma; one parameter ends where the next `NAME=` begins"
        raise RefusedError(parameter.values[1].place, message, advice, "DP053")
    return parameter.values[0].content


def listed(job: Job, parameter: Parameter, value: Value) -> Iterator[Extract]:
    """Give the names of a value: more than one, if single quotes stand round several."""
    only = value.only
    if only and only.quote == "'":
        for inner in inside(job, value):
            yield inner.text
        return
    if only and only.quote == '"' and (odd := re.search(r"[.,:\s]", only.inside.text)):
        text = only.inside.text
        message = f"{show(odd.group())} within the quotes of a name"
        name = text.upper() if odd.group() in ".:" else ",".join(text.upper().replace(",", " ").split())
        advice = f"write `{parameter.name}={name}`, or `'\"{text}\"'` if it is part of the one name"
        raise RefusedError(only.inside.locate(*odd.span()), message, advice, "DP053")
    yield value.text


def inside(job: Job, value: Value) -> tuple[Value, ...]:
    """Read what stands in the quotes round a whole value as values."""
    only = value.only
    if only is None:
        return (value,)
    found, faults = values(only.inside)
    if faults:
        job.found.extend(faults)
        return ()
    if not found:
        raise RefusedError(value.place, "nothing within the quotes", "write a value, or leave it out", "DP053")
    return found


def merged(job: Job, values_: Iterable[Value]) -> list[Value]:
    """Put a clause to its path where there is a blank beside the colon."""
    found: list[Value] = []
    for value in values_:
        # TABLE: "LIKE 'A%'" and TABLE :"LIKE 'A%'": a blank round the colon is taken for nothing, unconfirmed.
        if (
            found
            and not value.listed
            and ((found[-1].bare and found[-1].written.text.endswith(":")) or value.written.text.startswith(":"))
        ):
            before = found.pop()
            message = "the blank beside the colon is taken for nothing"
            job.assume(message, None, value.place, "write the clause right after the colon")
            whole_of = joined([before.written, value.written])
            found.append(Value(whole_of, (*before.pieces, *value.pieces), before.listed))
        else:
            found.append(value)
    return found


def unescaped(job: Job, clause: Extract) -> Extract:
    """Give a clause without the escapes of a shell."""
    # A backslash before each single quote is the work of somebody who thought of a shell; one that stands before
    # some of them is the escape character of a LIKE.
    if re.search(r"\\'", clause.text) and not re.search(r"(?<!\\)'", clause.text):
        if not job.from_shell:
            at = clause.text.index("\\")
            job.found.append(escaped(clause.locate(at, at + 2)))
        clause = without(clause, _ALL_ESCAPED)
    return clause
