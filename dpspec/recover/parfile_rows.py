"""QUERY, SAMPLE and REMAP_DATA: which rows of which table are exported, and what replaces the values of a column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import show
from dpspec.recover import parameter_values
from dpspec.recover.extracts import whole
from dpspec.recover.parameter_names import example
from dpspec.recover.parameter_tree import Value
from dpspec.recover.parameter_values import RefusedError
from dpspec.recover.parfile_quotes import merged, unescaped
from dpspec.spec import ColumnRemap, TableQuery, TableSample

if TYPE_CHECKING:
    from dpspec.recover.parameter_tree import Parameter
    from dpspec.recover.parfile_job import Job
    from dpspec.source import Extract, Location

_QUERIED: Final = re.compile(r'\s*((?:"[^"]*"|[\w$#]+)(?:\.(?:"[^"]*"|[\w$#]+))?)[ \t]*:(?![:=])\s*', re.DOTALL)


def queries(job: Job, parameter: Parameter) -> None:
    """Take QUERY."""
    found = merged(job, parameter.values)
    items = [_query(job, value) for value in found]
    job.give("query", parameter, items, [value.place for value in found])


def _query(job: Job, value: Value) -> TableQuery:
    only, last = value.only, value.pieces[-1]
    if only and only.quote:
        match = _QUERIED.match(only.inside.text)
        table = parameter_values.name(only.inside.part(*match.span(1))) if match else None
        clause = only.inside.part(match.end(), len(only.inside.text)) if match else only.inside
        return TableQuery(table=table, query=parameter_values.query(_stripped(clause)))
    if not last.quote:
        first = value.written.text.find(":") + 1
        place = value.written.locate(first, len(value.written.text)) if first else value.place
        advice = f"a query stands in double quotes: `{example('QUERY')}`"
        raise RefusedError(place, "the query is not in double quotes", advice, "DP053")
    before = Value(value.written, value.pieces[:-1]).text
    if not before.text.endswith(":"):
        message = f"{show(before.text)} before the query is no table"
        raise RefusedError(whole(before), message, f"write `{example('QUERY')}`", "DP053")
    table = parameter_values.name(before.part(0, len(before.text) - 1))
    clause = unescaped(job, last.inside) if last.quote == '"' else _stripped(last.inside)
    return TableQuery(table=table, query=parameter_values.query(clause))


def sample(job: Job, parameter: Parameter) -> None:
    """Take SAMPLE."""
    samples: list[TableSample] = []
    places: list[Location] = []
    for value in parameter.values:
        text = value.text
        at = text.text.rfind(":")
        table = parameter_values.name(text.part(0, at)) if at >= 0 else None
        part = parameter_values.percent("SAMPLE", text.part(at + 1, len(text.text)))
        samples.append(TableSample(percent=part, table=table))
        places.append(value.place)
    before = job.given.get("sample")
    if before is None and len(samples) == 1 and samples[0].table is None:
        job.give("sample", parameter, samples[0].percent)
        return
    if isinstance(before, int | float):
        job.given["sample"] = [TableSample(percent=before)]
        job.places["sample[0]"] = job.places.pop("sample")
    job.give("sample", parameter, samples, places)


def remaps(job: Job, parameter: Parameter) -> None:
    """Take REMAP_DATA."""
    items: list[ColumnRemap] = []
    for value in parameter.values:
        parts = parameter_values.names(value.text)
        at = parts.index(":") if parts.count(":") == 1 else 0
        if not at:
            message = f"{show(value.text.text)} is no column with its function"
            raise RefusedError(value.place, message, f"write `{example('REMAP_DATA')}`")
        items.append(ColumnRemap(column="".join(parts[:at]), function="".join(parts[at + 1 :])))
    job.give("remap_data", parameter, items, [value.place for value in parameter.values])


def _stripped(clause: Extract) -> Extract:
    """Give a clause without double quotes round it."""
    text = clause.text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"' and re.match(r"\w", text[1:].lstrip()) and text.count('"') % 2 == 0:
        start = clause.text.index('"')
        return clause.part(start + 1, start + len(text) - 1)
    return clause
