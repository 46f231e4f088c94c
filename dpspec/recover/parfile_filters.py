"""INCLUDE and EXCLUDE: object paths, each with or without a clause on the names of its objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from dpspec import filter_parser
from dpspec.diagnostics import show
from dpspec.recover import parameter_values
from dpspec.recover.extracts import whole
from dpspec.recover.parameter_names import KEY_OF, example
from dpspec.recover.parameter_values import RefusedError
from dpspec.recover.parfile_quotes import inside, merged, unescaped
from dpspec.spec import ObjectFilter

if TYPE_CHECKING:
    from dpspec.recover.parameter_tree import Parameter, Value
    from dpspec.recover.parfile_job import Job
    from dpspec.source import Extract, Location

_CLAUSE_HELP: Final = "a clause stands in double quotes, and names in it in single ones: "
_SIMPLE_NAME: Final = re.compile(r"[A-Za-z][\w$#]*")


def filters(job: Job, parameter: Parameter) -> None:
    """Take INCLUDE or EXCLUDE."""
    key = KEY_OF[parameter.name]
    items: list[Any] = []
    places: list[Location] = []
    for value in _clauses(job, parameter):
        path, clause = _clause(job, parameter, value)
        index = len(job.given.get(key, ())) + len(items)
        places.append(value.place)
        if clause is None:
            items.append(path)
            continue
        filter_, faults = filter_parser.parse(clause, f"{key}[{index}]")
        job.found.extend(faults)
        items.append(ObjectFilter(object_path=path, expression=str(filter_)))
    job.give(key, parameter, items, places)


def _clauses(job: Job, parameter: Parameter) -> list[Value]:
    """Give the values of INCLUDE or EXCLUDE: those within quotes round all of them, and clauses with their path."""
    flat: list[Value] = []
    for value in merged(job, parameter.values):
        quoted = value.only is not None and value.only.quote
        flat.extend(inside(job, value) if quoted else (value,))
    return merged(job, flat)


def _clause(job: Job, parameter: Parameter, value: Value) -> tuple[str, Extract | None]:
    """Give the object path of a value in upper case, and its clause if there is one."""
    before = [piece for piece in value.pieces if not piece.quote]
    quoted = [piece for piece in value.pieces if piece.quote]
    text = "".join(piece.inside.text for piece in before)
    path, colon, rest = text.partition(":")
    if quoted and value.pieces[-1] is not quoted[0]:
        place = value.pieces[value.pieces.index(quoted[0]) + 1].inside
        message = f"{show(place.text)} after the clause"
        raise RefusedError(whole(place), message, "put a comma between two values", "DP053")
    if not path or (quoted and not colon):
        message = f"{show(value.written.text)} is no object path"
        advice = f"write the path, a colon and the clause: `{example(parameter.name)}`"
        raise RefusedError(value.place, message, advice, "DP053")
    if rest or (colon and not quoted):
        raise _unquoted(parameter, value, path, rest)
    if not quoted:
        return parameter_values.upper(path), None
    return parameter_values.upper(path), _decoded(job, parameter, quoted[0].quote, quoted[0].inside)


def _unquoted(parameter: Parameter, value: Value, path: str, rest: str) -> RefusedError:
    at = value.written.text.find(":") + 1
    place = value.written.locate(at, max(at, len(value.written.text)))
    advice = _CLAUSE_HELP + f"`{example(parameter.name)}`"
    if _SIMPLE_NAME.fullmatch(rest) and value.bare and rest.upper() not in ("LIKE", "IN", "NOT", "BETWEEN", "IS"):
        advice = f"write `{path}:\"='{rest}'\"`"
    if at == len(value.written.text):
        place, advice = value.place, f"write the clause after the colon: `{example(parameter.name)}`"
    return RefusedError(place, "the clause is not in double quotes", advice, "DP053")


def _decoded(job: Job, parameter: Parameter, quote: str, clause: Extract) -> Extract:
    """Give a clause as expdp reads it: without the escapes of a shell, and without single quotes round it."""
    if quote == "'":
        inner = clause.text.strip()
        if not (len(inner) > 1 and inner[0] == inner[-1] == '"'):
            advice = _CLAUSE_HELP + f"`{example(parameter.name)}`"
            raise RefusedError(whole(clause), "the clause is not in double quotes", advice, "DP053")
        start = clause.text.index('"')
        clause = clause.part(start + 1, start + len(inner) - 1)
    return unescaped(job, clause)
