"""Reads the DBMS_DATAPUMP calls of a PL/SQL script, with their arguments worked out.

A script goes through four steps: `sqlplus` splits it as the client does, `plsql_syntax` parses its PL/SQL, `run`
follows what surely runs once, `evaluate` works out expressions on the way, and `recorder` keeps the calls.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, frozen

from dpspec.diagnostics import Diagnostic, Label, Severity, has_errors, in_order
from dpspec.recover import plsql_syntax
from dpspec.recover import plsql_tree as tree
from dpspec.recover.effects import shapes
from dpspec.recover.evaluate import Budget, ExhaustedError
from dpspec.recover.handles import Handles
from dpspec.recover.recorder import Found, Problem
from dpspec.recover.run import Runner
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
    script = read_script(source)
    return script.calls, script.diagnostics


@frozen
class Script:
    """What was read of a script; `secrets` are its passwords: where each is given, and what it is, where known."""

    calls: tuple[Call, ...]
    diagnostics: tuple[Diagnostic, ...]
    secrets: tuple[tuple[Location, str | None], ...]


def read_script(source: Source) -> Script:
    """Read a script as `read_calls` does, and find its passwords."""
    budget = Budget.of(len(source.text))
    pieces = [(piece, _parsed(source.text, piece)) for piece in split(source.text)]
    try:
        handles = Handles.of(budget, (unit for _, unit in pieces if isinstance(unit, tree.Unit)))
    except ExhaustedError:
        place = Location(source, Span(0, 0))
        return Script((), (Diagnostic("DP051", "script does more than can be followed", place),), ())
    reader = _Reader(source, budget, handles)
    for piece, unit in pieces:
        reader.read(piece, unit)
    if not (reader.calls or has_errors(reader.diagnostics)):
        # What a script runs besides does not matter where it has no job.
        reader.diagnostics.clear()
    return Script(tuple(reader.calls), in_order(reader.diagnostics), tuple(reader.secrets))


def _parsed(text: str, piece: Piece) -> tree.Unit | plsql_syntax.Fault | None:
    """Parse a piece that is PL/SQL; lines in it by which the client includes a file are blanked out."""
    unit = text[piece.start : piece.end]
    if piece.kind == "command":
        command = joined(unit).rstrip()
        return plsql_syntax.parse(command + ";" * (command[-1:] not in ("", ";")), "command")
    if piece.kind != "unit":
        return None
    for start, end in piece.included:
        unit = unit[:start] + " " * (end - start) + unit[end:]
    return plsql_syntax.parse(unit, "unit")


@define
class _Reader:
    source: Source
    budget: Budget
    handles: Handles
    calls: list[Call] = Factory(list)
    diagnostics: list[Diagnostic] = Factory(list)
    secrets: list[tuple[Location, str | None]] = Factory(list)
    _started: bool = False

    def read(self, piece: Piece, unit: tree.Unit | plsql_syntax.Fault | None) -> None:
        """Take one piece of the script, with what it was parsed to."""
        self.diagnostics += [_diagnostic(problem, self.source, piece) for problem in self._problems(piece, unit)]

    def _problems(self, piece: Piece, unit: tree.Unit | plsql_syntax.Fault | None) -> Iterator[Problem]:
        text = self.source.text
        for start, end in piece.included:
            message = f"`{_command(text[piece.start + start : piece.start + end])}` puts text into the block"
            yield Problem("DP051", Span(start, end), f"{message} that is not known", "write that text in its place")
        if isinstance(unit, plsql_syntax.Fault):
            if not piece.included:
                yield Problem("DP050", unit.span, unit.message, unit.help)
        elif unit is not None and not unit.closed and piece.slash is not None:
            if not piece.included:
                at = piece.end - piece.start
                yield Problem("DP050", Span(at, at), "expected `;` but found `/`")
        elif unit is not None:
            yield from self._unit(piece, unit)
        elif piece.kind == "statement":
            yield from _hidden(text, piece)
        elif piece.kind == "comment":
            yield Problem("DP050", Span(0, 2), "comment is not closed")
        elif piece.kind == "include":
            command = _command(text[piece.start : piece.end])
            yield Problem("DP055", Span(0, len(command)), f"`{' '.join(command.split())}` is not followed")
        else:
            first = text[piece.start : piece.end].split(maxsplit=1)[0]
            message = "expected a PL/SQL block, an SQL statement or a command of SQL*Plus"
            yield Problem("DP050", Span(0, len(first)), message, "a block starts with DECLARE or BEGIN")

    def _unit(self, piece: Piece, unit: tree.Unit) -> Iterator[Problem]:
        found = Runner(piece.client, self.budget, self.handles, self._started).run(unit)
        self._started = found.started
        self.calls += [_placed(call, self.source, piece) for call in found.calls]
        self.secrets += [(_locate(span, self.source, piece), value) for span, value in found.secrets]
        yield from found.problems


def _command(line: str) -> str:
    """Give the part of `@file` or `START file` up to the name of the file: what follows may be a password."""
    found = re.match(r"@@?[ \t]*[^\s;]*|\w+[ \t]+[^\s;]+|\S+", line)
    return found[0].rstrip() if found else line


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
    severity = Severity.WARNING if problem.code == "DP055" else Severity.ERROR
    return Diagnostic(problem.code, _line(problem.message), place, problem.help, labels=labels, severity=severity)


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
