"""Follows PL/SQL that surely runs once from top to bottom, and gathers the calls of DBMS_DATAPUMP on the way.

That is what stands in blocks and in procedures which the block itself declares. IF, LOOP, CASE, exception handlers and
SQL are not followed: what they may change counts as unknown, and calls in them that shape the job are reported. Errors
that the run may raise are not reckoned with.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, field, frozen

from dpspec.datapump import PARAMETERS, Call, Secret, Value
from dpspec.recover import plsql_tree as tree
from dpspec.recover.effects import Effects, shapes
from dpspec.recover.evaluate import Budget, Cell, Evaluator, ExhaustedError, Local, Scope, in_package, unowned
from dpspec.recover.handles import ADVICE, Handles
from dpspec.recover.plsql_values import (
    Known,
    NotKnownError,
    Text,
    Unknown,
    as_argument,
    concat,
    declared_length,
    pending,
    plain,
    size,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.recover.sqlplus import Client
    from dpspec.source import Span

#: How many helpers may be called from within each other, and how deep their trees may be together.
_MAX_CALLS = 8
_MAX_DEPTH = 200

#: Parameters that a call sets.
_OUT = {("GET_STATUS", "JOB_STATE"), ("GET_STATUS", "STATUS"), ("WAIT_FOR_JOB", "JOB_STATE")}

#: Names of parameters in older documentation, releases and the package header, and what they are called here.
_OLD_NAMES = {
    ("OPEN", "MODE"): "JOB_MODE",
    ("METADATA_FILTER", "OBJECT_TYPE"): "OBJECT_PATH",
    ("DATA_REMAP", "FUNCTION"): "REMAP_FUNCTION",
}

_LOB = {
    "APPEND": ("DEST_LOB", "SRC_LOB"),
    "WRITEAPPEND": ("LOB_LOC", "AMOUNT", "BUFFER"),
    "CREATETEMPORARY": ("LOB_LOC", "CACHE", "DUR"),
}

_AT_START = "for the rows of the job's start write `SYSTIMESTAMP` into FLASHBACK_TIME, which becomes `consistent: true`"

#: What a statement that is not followed does to a call or to a variable.
_CAUSES = {"IF": "depends on IF", "LOOP": "depends on LOOP", "CASE": "depends on CASE", "SQL": "is made in SQL"}


@frozen
class Problem:
    """A diagnostic whose places are still counted from the start of the unit."""

    code: str
    span: Span
    message: str
    help: str | None = None
    labels: tuple[tuple[Span, str], ...] = ()


@frozen
class Found:
    """A call, and where it and its arguments stand in the unit."""

    call: Call
    place: Span
    places: tuple[tuple[str, Span], ...]


class _Flow(enum.Enum):
    NEXT = "next"
    RETURN = "return"
    RAISE = "raise"


@define
class Runner:
    """Runs one unit; what it finds is in `calls` and `problems`."""

    client: Client
    budget: Budget
    handles: Handles
    #: Whether the job was started, after which nothing shapes it.
    started: bool = False
    calls: list[Found] = Factory(list)
    problems: list[Problem] = Factory(list)
    #: Passwords: where each is given, and what it is, where known.
    secrets: list[tuple[Span, str | None]] = Factory(list)
    _evaluator: Evaluator = field(init=False)
    _stack: list[Local] = field(factory=list, init=False)
    #: For each label that was passed, how many calls had shaped the job by then.
    _labels: dict[str, int] = field(factory=dict, init=False)
    _shaping: int = field(default=0, init=False)
    #: Why calls from here on may not be made.
    _doubt: tuple[Span, str] | None = field(default=None, init=False)
    _returned: Known | Unknown = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._evaluator = Evaluator(self.client, self.budget, self._follow, self._scan, self._pass_over)

    def run(self, unit: tree.Unit) -> None:
        """Run `unit`."""
        try:
            self._statements(unit.statements, Scope())
        except ExhaustedError as error:
            self.problems.append(Problem("DP051", error.place, "script does more than can be followed"))

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
                self._labels[statement.name] = self._shaping
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
        bound, problems = _bind(reference.text, names, reference.arguments or ())
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
            self._doubt = (effects.leaves[0], "RETURN may come first")

    def _suspicious(self, effects: Effects) -> None:
        for place, why in [] if self.started else effects.suspects:
            self._report(self._evaluator.unknown(place, why, ADVICE))

    def _pass_over(self, call: tree.Reference, scope: Scope, statement: bool) -> None:
        why = None if self.started else self.handles.suspect(call, scope, statement=statement)
        if why is not None:
            self._report(self._evaluator.unknown(call.name_span, why, ADVICE))

    def _doubtful(self, place: Span, message: str) -> None:
        advice = "only calls that surely run once are followed"
        self._report(self._evaluator.unknown(place, message, advice))

    def _report(self, unknown: Unknown) -> None:
        labels = () if unknown.origin is None else (unknown.origin,)
        self.problems.append(Problem("DP051", unknown.place, unknown.message, unknown.help, labels))

    def _jump(self, place: Span, label: str) -> None:
        if self._shaping > self._labels.get(label, self._shaping):
            self._doubtful(place, "calls that shape the job may be repeated by GOTO")
        else:
            self._doubt = (place, "GOTO may pass over it")

    # ---- Calls that are followed ----

    def _follow(self, reference: tree.Reference, scope: Scope) -> Known | Unknown:
        """Follow a call of the package or of a local function."""
        found = scope.find(reference.names[0])
        if in_package(reference) is None and isinstance(found, Local):
            return self._local(reference, found, scope)[1]
        self._package(reference, scope)
        return self._evaluator.unknown(reference.span, f"`{reference.text}` gives a handle or the state of a job")

    def _package(self, reference: tree.Reference, scope: Scope) -> None:
        member = in_package(reference) or ""
        if member not in PARAMETERS or reference.rest:
            self._evaluator.elsewhere(reference, scope)
            message = f"`{reference.text}` has no counterpart in a spec"
            self.problems.append(Problem("DP052", reference.name_span, message))
            return
        names = tuple(map(str.upper, PARAMETERS[member]))
        old = {name: new for (called, name), new in _OLD_NAMES.items() if called == member}
        bound, problems = _bind(reference.text, names, reference.arguments or (), old)
        self.problems += problems
        places = tuple((name.lower(), self._origin(argument.value, scope)) for name, argument in bound)
        values = {name: self._argument(member, name, argument, scope) for name, argument in bound}
        if member == "SET_PARAMETER":
            self._hide(reference, bound, values, scope, sound=not problems)
            self._parameter(values)
        unknown = [value for value in values.values() if isinstance(value, Unknown)]
        wanted = tuple(
            (name.lower(), value)
            for name, value in values.items()
            if not (isinstance(value, Unknown) or name == "HANDLE" or (member, name) in _OUT)
        )
        self._record(Found(Call(member, wanted), reference.name_span, places), reference, unknown, sound=not problems)

    def _parameter(self, values: dict[str, Value | Unknown]) -> None:
        """See to a value of SET_PARAMETER that is not known: a password is asked for, a time may be that of the job."""
        value, name = values.get("VALUE"), values.get("NAME")
        if not isinstance(value, Unknown) or not isinstance(name, str):
            return
        if name.upper() == "ENCRYPTION_PASSWORD":
            values["VALUE"] = Secret()
        elif name.upper() in ("FLASHBACK_SCN", "FLASHBACK_TIME") and value.help in (None, "use TO_CHAR with a format"):
            values["VALUE"] = evolve(value, help=_AT_START)

    def _hide(
        self,
        reference: tree.Reference,
        bound: list[tuple[str, tree.Argument]],
        values: dict[str, Value | Unknown],
        scope: Scope,
        *,
        sound: bool,
    ) -> None:
        """Note what may be a password: where the arguments do not fit, all but the name and the handle."""
        parameters = {id(argument): name for name, argument in bound}
        given = [(one, parameters.get(id(one), "")) for one in reference.arguments or ()]
        shown = [self._shown(one, values.get(name), scope) for one, name in given]
        named = [at for at, text in enumerate(shown) if text is not None and is_password(text)]
        name = values.get("NAME")
        if sound and "VALUE" in values and (name is None or isinstance(name, (str, Unknown))):
            hides = isinstance(name, Unknown) or is_password(name or "")
            hidden = [at for at, (_, parameter) in enumerate(given) if hides and parameter == "VALUE"]
        else:
            hidden = [at for at in range(len(given)) if named and at != named[0]]
        for at in hidden:
            node = given[at][0].value
            if not self.handles.carries(node):
                # Under a name that is not known, only what stands here is taken for a password.
                self.secrets += [
                    (node.span, None if isinstance(name, Unknown) else shown[at]),
                    (self._origin(node, scope), None),
                ]

    def _shown(self, argument: tree.Argument, value: Value | Unknown, scope: Scope) -> str | None:
        """Give the text of an argument as far as it is known, whatever the call takes."""
        if isinstance(value, str):
            return value
        if isinstance(argument.value, tree.Literal):
            return argument.value.text
        cell = scope.cell(argument.value)
        held = cell.value if cell is not None else None
        try:
            return plain(held) if isinstance(held, Text) else None
        except NotKnownError:
            return None

    def _origin(self, node: tree.Node, scope: Scope) -> Span:
        """Give the place of an argument; where a helper passes on what it is given, that of the latter."""
        if self._evaluator.site is not None:
            for part, _ in tree.walk(node):
                self.budget.spend(20, part.span)
                cell = scope.cell(part)
                if cell is not None and cell.given is not None:
                    return cell.given
        return node.span

    def _argument(self, member: str, name: str, argument: tree.Argument, scope: Scope) -> Value | Unknown:
        if (member, name) in _OUT:
            cell = scope.cell(argument.value)
            if cell is not None:
                cell.lose(argument.span, f"{member} sets it here")
            return None
        value = self._evaluator.value(argument.value, scope)
        if name == "HANDLE":
            return None
        if isinstance(value, Unknown):
            return value
        self.budget.spend(pending(value), argument.span)
        try:
            return as_argument(value)
        except NotKnownError as error:
            return self._evaluator.unknown(argument.value.span, error.message, error.advice)

    def _record(self, found: Found, reference: tree.Reference, unknown: list[Unknown], *, sound: bool) -> None:
        self.started = self.started or found.call.subprogram == "START_JOB"
        if shapes(found.call.subprogram):
            self._shaping += 1
            for value in unknown:
                self._report(value)
            if self._doubt is not None:
                doubtful = self._evaluator.unknown(reference.name_span, f"call of `{reference.text}` may be left out")
                self._report(evolve(doubtful, origin=self._doubt))
            sound = sound and not unknown and self._doubt is None
        if sound:
            self.calls.append(found)

    def _local(self, reference: tree.Reference, local: Local, scope: Scope) -> tuple[_Flow, Known | Unknown]:
        """Follow a call of a procedure or function that the block declares."""
        subprogram = local.subprogram
        parameters = subprogram.head.parameters
        names = tuple(parameter.name for parameter in parameters)
        bound, problems = _bind(reference.text, names, reference.arguments or ())
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
        places = {name: self._origin(argument.value, scope) for name, argument in given.items()}
        self.budget.spend(200, reference.span)
        outside = (evaluator.site, self._doubt, self._returned, self._labels)
        evaluator.site = evaluator.site or reference.name_span
        self._labels = {}
        inner = Scope(local.scope)
        for parameter in subprogram.head.parameters:
            self._pass(parameter, values, places, inner)
        self._stack.append(local)
        flow = self._block(subprogram.declarations, subprogram.body, inner)
        self._stack.pop()
        result = self._result(reference, subprogram, doubtful=self._doubt is not outside[1])
        evaluator.site, self._doubt, self._returned, self._labels = outside
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


def is_password(name: str) -> bool:
    """Tell whether a parameter is a password, even where its name is misspelt."""
    return re.search(r"PASSW|PASWORD|PWD", name, re.IGNORECASE) is not None


def _bind(
    called: str, parameters: tuple[str, ...], arguments: tuple[tree.Argument, ...], old: dict[str, str] | None = None
) -> tuple[list[tuple[str, tree.Argument]], list[Problem]]:
    """Give each argument its parameter, by position or by name; `old` are other names of parameters."""
    bound: list[tuple[str, tree.Argument]] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    named = False
    for position, argument in enumerate(arguments):
        written = parameters[position] if position < len(parameters) else ""
        place, fault = argument.span, ""
        if argument.name is not None:
            named = True
            written, place = tree.spell(argument.name), tree.token_span(argument.name)
        elif named:
            fault = "positional argument stands after a named one"
        elif not written:
            fault = f"`{called}` takes {len(parameters)} arguments at most"
        elif argument.form:
            fault = "argument is not a plain expression"
        name = (old or {}).get(written, written)
        if not fault and name not in parameters:
            fault = f"`{called}` has no parameter `{written.lower()}`"
        elif not fault and name in taken:
            fault = f"parameter `{name.lower()}` is given twice"
        if fault:
            advice = f"`{written.lower()}` is another name of `{name.lower()}`" if written != name else None
            problems.append(Problem("DP052", place, fault, advice))
            continue
        taken.add(name)
        bound.append((name, argument))
    return bound, problems


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
