"""Reads the DBMS_DATAPUMP calls of a PL/SQL script, with their arguments worked out.

A script goes through four steps: `sqlplus` splits it as the client does, `plsql_syntax` parses its PL/SQL, `run`
follows what surely runs once, and `evaluate` works out expressions on the way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from dpspec.diagnostics import Diagnostic, Label, in_order
from dpspec.recover import plsql_syntax
from dpspec.recover.effects import shapes
from dpspec.recover.evaluate import Budget
from dpspec.recover.run import Found, Problem, Runner
from dpspec.recover.sqlplus import Piece, joined, mentions, split
from dpspec.source import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.datapump import Call
    from dpspec.source import Source


def read_calls(source: Source) -> tuple[tuple[Call, ...], tuple[Diagnostic, ...]]:
    """Read the calls of a script in the order in which they are made, and what stands in the way of that.

    The handle is left out of a call's arguments, as is what the call gives back. NULL is None; a number with a fraction
    is a string in decimal notation; a text that holds the time of the run is a `Stamped`. A parameter goes by one name:
    ``object_type`` of METADATA_FILTER is `object_path`, ``function`` of DATA_REMAP is `remap_function`. A call that
    shapes the job is left out where an argument is not known before the run, save that ENCRYPTION_PASSWORD is then a
    `Secret`; of any other call, only such an argument is left out.

    The place of a call is its name, that of an argument its expression, or what a helper is given for it.
    """
    calls: list[Call] = []
    diagnostics: list[Diagnostic] = []
    budget = Budget.of(len(source.text))
    for piece in split(source.text):
        for item in _read(source.text, piece, budget):
            if isinstance(item, Problem):
                diagnostics.append(_diagnostic(item, source, piece))
            else:
                calls.append(_placed(item, source, piece))
    return tuple(calls), in_order(diagnostics)


def _read(text: str, piece: Piece, budget: Budget) -> Iterator[Found | Problem]:
    match piece.kind:
        case "unit":
            yield from _unit(text[piece.start : piece.end], "unit", piece, budget)
        case "command":
            command = joined(text[piece.start : piece.end]).rstrip()
            yield from _unit(command + ";" * (command[-1:] not in ("", ";")), "command", piece, budget)
        case "statement":
            yield from _hidden(text, piece)
        case "comment":
            yield Problem("DP050", Span(0, 2), "comment is not closed")
        case _:
            first = text[piece.start : piece.end].split(maxsplit=1)[0]
            message = "expected a PL/SQL block, an SQL statement or a command of SQL*Plus"
            yield Problem("DP050", Span(0, len(first)), message, "a block starts with DECLARE or BEGIN")


def _unit(text: str, start: str, piece: Piece, budget: Budget) -> Iterator[Found | Problem]:
    unit = plsql_syntax.parse(text, start)
    if isinstance(unit, plsql_syntax.Fault):
        yield Problem("DP050", unit.span, unit.message, unit.help)
        return
    if not unit.closed and piece.slash is not None:
        yield Problem("DP050", Span(len(text), len(text)), "expected `;` but found `/`")
        return
    runner = Runner(piece.client, budget)
    runner.run(unit)
    yield from runner.calls
    yield from runner.problems


def _hidden(text: str, piece: Piece) -> Iterator[Problem]:
    """Find calls in SQL, and in PL/SQL that is only stored."""
    for start, end, member in mentions(text, piece.start, piece.end):
        if shapes(member):
            name = " ".join(text[start:end].split())
            span = Span(start - piece.start, end - piece.start)
            yield Problem("DP051", span, f"call of `{name}` stands where calls are not followed", _FOLLOWED)


_FOLLOWED = "dpspec follows anonymous blocks, stored procedures and functions, and EXECUTE"


def _placed(found: Found, source: Source, piece: Piece) -> Call:
    places = {parameter: _locate(span, source, piece) for parameter, span in found.places}
    return evolve(found.call, place=_locate(found.place, source, piece), places=places)


def _diagnostic(problem: Problem, source: Source, piece: Piece) -> Diagnostic:
    labels = tuple(Label(_locate(span, source, piece), _line(text)) for span, text in problem.labels)
    place = _locate(problem.span, source, piece)
    return Diagnostic(problem.code, _line(problem.message), place, problem.help, labels=labels)


def _locate(span: Span, source: Source, piece: Piece) -> Location:
    if span.start >= piece.end - piece.start:
        # What is missing at the end shows at the line `/`, else behind the last character.
        slash = piece.slash is not None
        at = piece.slash if piece.slash is not None else len(source.text[: piece.end].rstrip())
        return Location(source, Span(at, at + slash))
    return Location(source, Span(piece.start + span.start, min(piece.start + span.end, piece.end)))


def _line(message: str) -> str:
    """Keep a message on one line of a sensible length, whatever names it quotes."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in message)
    return re.sub(r"`([^`]{60})[^`]+`", r"`\1...`", shown)
