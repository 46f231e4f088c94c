"""Follows PL/SQL that surely runs once from top to bottom; `recorder` gathers the calls of DBMS_DATAPUMP on the way.

That is what stands in blocks and in procedures which the block itself declares. IF, LOOP, CASE, exception handlers and
SQL are not followed: what they may change counts as unknown, and calls in them that shape the job are reported. Errors
that the run may raise are not reckoned with.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from attrs import define, field

from dpspec.recover import plsql_tree as tree
from dpspec.recover.effects import Effects
from dpspec.recover.evaluate import Budget, Cell, Evaluator, ExhaustedError, Local, Scope, in_package, unowned
from dpspec.recover.handles import ADVICE, Handles
from dpspec.recover.plsql_values import (
    Known,
    NotKnownError,
    Text,
    Unknown,
    concat,
    declared_length,
    plain,
    size,
    text,
)
from dpspec.recover.recorder import Problem, Recorder, bind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.recover.sqlplus import Client
    from dpspec.source import Span

#: How many helpers may be called from within each other, and how deep their trees may be together.
_MAX_CALLS = 8
_MAX_DEPTH = 200

_LOB = {
    "APPEND": ("DEST_LOB", "SRC_LOB"),
    "WRITEAPPEND": ("LOB_LOC", "AMOUNT", "BUFFER"),
    "CREATETEMPORARY": ("LOB_LOC", "CACHE", "DUR"),
}

#: What a statement that is not followed does to a call or to a variable.
_CAUSES = {"IF": "depends on IF", "LOOP": "depends on LOOP", "CASE": "depends on CASE", "SQL": "is made in SQL"}


class _Flow(enum.Enum):
    NEXT = "next"
    RETURN = "return"
    RAISE = "raise"


@define
class Runner:
    """Runs one unit; `started` tells whether one before it has started the job."""

    client: Client
    budget: Budget
    handles: Handles
    started: bool = False
    _evaluator: Evaluator = field(init=False)
    _recorder: Recorder = field(init=False)
    _stack: list[Local] = field(factory=list, init=False)
    #: For each label that was passed, how many calls had shaped the job by then.
    _labels: dict[str, int] = field(factory=dict, init=False)
    _returned: Known | Unknown = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._evaluator = Evaluator(self.client, self.budget, self._follow, self._scan, self._pass_over)
        self._recorder = Recorder(self._evaluator, self.handles, self.started)

    def run(self, unit: tree.Unit) -> Recorder:
        """Run `unit`, and give what was found in it."""
        try:
            self._statements(unit.statements, Scope())
        except ExhaustedError as error:
            message = "script does more than can be followed"
            self._recorder.problems.append(Problem("DP051", error.place, message))
        return self._recorder

    # ---- Statements ----

    def _statements(self, statements: Iterable[tree.Node], scope: Scope) -> _Flow:
        for statement in statements:
            self.budget.spend(20, statement.span)
            flow = self._statement(statement, scope)
            if flow is not _Flow.NEXT:
                return flow
        return _Flow.NEXT

    def _statement(self, statement: tree.Node, scope: Scope) -> _Flow:
        match statement:
            case tree.Assignment():
                self._assignment(statement, scope)
            case tree.Call():
                return self._call(statement.reference, scope)
            case tree.Block():
                return self._block(statement.declarations, statement, Scope(scope))
            case tree.Subprogram():
                return self._stored(statement)
            case tree.Leave():
                self._returned = None if statement.value is None else self._evaluator.value(statement.value, scope)
                return _Flow.RETURN
            case tree.Fail():
                return _Flow.RAISE
            case tree.Branch():
                self._perhaps(scope, statement.word, statement)
            case tree.Sql():
                self._perhaps(scope, "SQL", statement)
            case tree.Jump(word="GOTO"):
                self._jump(statement.span, statement.label)
            case tree.Label():
                self._labels[statement.name] = self._recorder.shaping
        return _Flow.NEXT

    def _block(self, declarations: Iterable[tree.Node], block: tree.Block, scope: Scope) -> _Flow:
        for declaration in declarations:
            self._declare(declaration, scope)
        flow = self._statements(block.statements, scope)
        if block.handlers:
            effects = Effects(self.budget, self.handles).gather(scope, *block.handlers)
            for cell, place in effects.changed:
                cell.lose(place, "exception handler may set it here")
            if flow is _Flow.RAISE:
                return _Flow.NEXT
        return flow

    def _stored(self, subprogram: tree.Subprogram) -> _Flow:
        scope = Scope()
        for parameter in subprogram.head.parameters:
            why = f"parameter `{parameter.name.lower()}` gets its value when the procedure is called"
            scope.names[parameter.name] = Cell(parameter.name, Unknown(parameter.span, why))
        return self._block(subprogram.declarations, subprogram.body, scope)

    def _declare(self, declaration: tree.Node, scope: Scope) -> None:
        self.budget.spend(20, declaration.span)
        if isinstance(declaration, tree.Variable):
            datatype = declaration.datatype
            cell = Cell(declaration.name, None, datatype.name, declared_length(datatype.name, datatype.size))
            if declaration.value is not None:
                value = self._evaluator.value(declaration.value, scope)
                self._evaluator.assign(cell, value, declaration.value.span)
            cell.constant = declaration.constant
            scope.names[declaration.name] = cell
        elif isinstance(declaration, tree.Subprogram):
            name = declaration.head.name
            scope.names[name] = Local(declaration, scope, overloaded=name in scope.names)

    def _assignment(self, assignment: tree.Assignment, scope: Scope) -> None:
        value = self._evaluator.value(assignment.value, scope)
        cell = scope.cell(assignment.target)
        if cell is not None:
            self._evaluator.assign(cell, value, assignment.value.span)
        elif isinstance(assignment.target, tree.Reference):
            for lost, place in Effects(self.budget, self.handles).gather(scope, assignment).changed:
                lost.lose(place, "part of it is set here")

    def _call(self, reference: tree.Reference, scope: Scope) -> _Flow:
        names = unowned(reference)
        found = scope.find(names[0])
        if in_package(reference) is not None:
            self._follow(reference, scope)
        elif isinstance(found, Local) and len(names) == 1:
            return self._local(reference, found, scope)[0]
        elif len(names) == 2 and names[0] == "DBMS_LOB" and names[1] in (*_LOB, "OPEN", "CLOSE"):
            self._lob(names[1], reference, scope)
        else:
            self._evaluator.elsewhere(reference, scope, statement=True)
            return _Flow.RAISE if names == ("RAISE_APPLICATION_ERROR",) else _Flow.NEXT
        return _Flow.NEXT

    def _lob(self, name: str, reference: tree.Reference, scope: Scope) -> None:
        """Follow the procedures that build a CLOB in a variable."""
        if name not in _LOB:
            return
        names = _LOB[name]
        bound, problems = bind(reference.text, names, reference.arguments or ())
        given = {parameter: argument.value for parameter, argument in bound}
        cell = scope.cell(given[names[0]]) if names[0] in given else None
        values = [self._evaluator.value(given[parameter], scope) for parameter in names[1:] if parameter in given]
        if name == "CREATETEMPORARY" and cell is not None:
            cell.value = None
        elif problems or cell is None or len(given) < len(names):
            self._evaluator.elsewhere(reference, scope)
        else:
            cell.value = self._written(reference, [cell.value, *values])

    def _written(self, reference: tree.Reference, values: list[Known | Unknown]) -> Known | Unknown:
        known = [value for value in values if not isinstance(value, Unknown)]
        if len(known) < len(values):
            return next(value for value in values if isinstance(value, Unknown))
        self.budget.spend(size(known[-1]), reference.span)
        return self._evaluator.attempt(reference.span, concat if len(known) == 2 else _write, *known)

    # ---- What is not followed ----

    def _scan(self, node: tree.Node, scope: Scope) -> None:
        self._perhaps(scope, "", node)

    def _perhaps(self, scope: Scope, word: str, node: tree.Node) -> None:
        """Reckon with all that `node` may do."""
        effects = Effects(self.budget, self.handles).gather(scope, node)
        for place, name in effects.calls:
            self._doubtful(place, f"call of `{name}` {_CAUSES.get(word, 'depends on a condition')}")
        self._suspicious(effects)
        for cell, place in effects.changed:
            cell.lose(place, f"{word or 'condition'} may set it here")
        for place, label in effects.jumps:
            self._jump(place, label)
        if effects.leaves and self._stack:
            self._recorder.doubt = (effects.leaves[0], "RETURN may come first")

    def _suspicious(self, effects: Effects) -> None:
        for place, why in [] if self._recorder.started else effects.suspects:
            self._recorder.report(self._evaluator.unknown(place, why, ADVICE))

    def _pass_over(self, call: tree.Reference, scope: Scope, statement: bool) -> None:
        why = None if self._recorder.started else self.handles.suspect(call, scope, statement=statement)
        if why is not None:
            self._recorder.report(self._evaluator.unknown(call.name_span, why, ADVICE))

    def _doubtful(self, place: Span, message: str) -> None:
        advice = "only calls that surely run once are followed"
        self._recorder.report(self._evaluator.unknown(place, message, advice))

    def _jump(self, place: Span, label: str) -> None:
        if self._recorder.shaping > self._labels.get(label, self._recorder.shaping):
            self._doubtful(place, "calls that shape the job may be repeated by GOTO")
        else:
            self._recorder.doubt = (place, "GOTO may pass over it")

    # ---- Calls that are followed ----

    def _follow(self, reference: tree.Reference, scope: Scope) -> Known | Unknown:
        """Follow a call of the package or of a local function."""
        found = scope.find(reference.names[0])
        if in_package(reference) is None and isinstance(found, Local):
            return self._local(reference, found, scope)[1]
        self._recorder.record(reference, scope)
        return self._evaluator.unknown(reference.span, f"`{reference.text}` gives a handle or the state of a job")

    def _local(self, reference: tree.Reference, local: Local, scope: Scope) -> tuple[_Flow, Known | Unknown]:
        """Follow a call of a procedure or function that the block declares."""
        subprogram = local.subprogram
        parameters = subprogram.head.parameters
        names = tuple(parameter.name for parameter in parameters)
        bound, problems = bind(reference.text, names, reference.arguments or ())
        given = dict(bound)
        missing = any(p.name not in given and p.default is None for p in parameters)
        if problems or missing or local.overloaded or reference.rest or not self._fits(subprogram):
            return _Flow.NEXT, self._refuse(reference, scope)
        values = {name: self._evaluator.value(argument.value, scope) for name, argument in bound}
        return self._enter(reference, local, given, values, scope)

    def _fits(self, subprogram: tree.Subprogram) -> bool:
        if any(local.subprogram is subprogram for local in self._stack) or len(self._stack) >= _MAX_CALLS:
            return False
        return subprogram.depth + sum(local.subprogram.depth for local in self._stack) <= _MAX_DEPTH

    def _refuse(self, reference: tree.Reference, scope: Scope) -> Unknown:
        effects = Effects(self.budget, self.handles).gather(scope, reference)
        if effects.calls:
            self._doubtful(reference.name_span, f"call of `{reference.text}` cannot be followed")
        self._suspicious(effects)
        for cell, place in effects.changed:
            cell.lose(place, f"`{reference.text}` may set it")
        return self._evaluator.unknown(reference.span, f"result of `{reference.text}` is not known")

    def _enter(
        self,
        reference: tree.Reference,
        local: Local,
        given: dict[str, tree.Argument],
        values: dict[str, Known | Unknown],
        scope: Scope,
    ) -> tuple[_Flow, Known | Unknown]:
        evaluator, subprogram = self._evaluator, local.subprogram
        places = {name: self._recorder.origin(argument.value, scope) for name, argument in given.items()}
        self.budget.spend(200, reference.span)
        outside = (evaluator.site, self._recorder.doubt, self._returned, self._labels)
        evaluator.site = evaluator.site or reference.name_span
        self._labels = {}
        inner = Scope(local.scope)
        for parameter in subprogram.head.parameters:
            self._pass(parameter, values, places, inner)
        self._stack.append(local)
        flow = self._block(subprogram.declarations, subprogram.body, inner)
        self._stack.pop()
        result = self._result(reference, subprogram, doubtful=self._recorder.doubt is not outside[1])
        evaluator.site, self._recorder.doubt, self._returned, self._labels = outside
        self._give_back(subprogram, given, inner, scope)
        return (_Flow.RAISE if flow is _Flow.RAISE else _Flow.NEXT), result

    def _result(self, reference: tree.Reference, subprogram: tree.Subprogram, *, doubtful: bool) -> Known | Unknown:
        holder = Cell("", datatype=subprogram.head.returns.name if subprogram.head.returns else "")
        self._evaluator.assign(holder, self._returned, reference.span)
        if doubtful:
            holder.lose(reference.span, f"result of `{reference.text}` is not known before the block runs")
        return holder.value

    def _pass(
        self,
        parameter: tree.Parameter,
        values: dict[str, Known | Unknown],
        places: dict[str, Span],
        inner: Scope,
    ) -> None:
        given = None if parameter.out else places.get(parameter.name)
        cell = Cell(parameter.name, None, parameter.datatype.name, passed=True, given=given)
        value: Known | Unknown = None
        if parameter.name in values:
            value = values[parameter.name] if parameter.given else None
        elif parameter.default is not None:
            value = self._evaluator.value(parameter.default, inner)
        self._evaluator.assign(cell, value, parameter.span)
        cell.constant = not parameter.out
        inner.names[parameter.name] = cell

    def _give_back(
        self, subprogram: tree.Subprogram, given: dict[str, tree.Argument], inner: Scope, scope: Scope
    ) -> None:
        for parameter in subprogram.head.parameters:
            if parameter.out and parameter.name in given:
                target = scope.cell(given[parameter.name].value)
                inside = inner.names[parameter.name]
                if target is not None and not target.constant and isinstance(inside, Cell):
                    self._evaluator.assign(target, inside.value, given[parameter.name].span)


def _write(whole: Known, amount: Known, buffer: Known) -> Text | None:
    """Work out DBMS_LOB.WRITEAPPEND, which appends the first `amount` characters of `buffer`."""
    characters = plain(buffer) or ""
    units = len(characters.encode("utf-16-le", "surrogatepass")) // 2
    # A CLOB counts UTF-16 code units, a VARCHAR2 characters; the two differ beyond U+FFFF.
    if amount in (len(characters), units):
        return concat(whole, text(characters))
    if not isinstance(amount, int) or not 0 < amount < len(characters) or units != len(characters):
        raise NotKnownError("amount of characters to append is not that of the text")
    return concat(whole, text(characters[:amount]))
