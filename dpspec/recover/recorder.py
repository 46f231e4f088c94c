"""Records the calls of DBMS_DATAPUMP that a run comes to: their arguments and the places of these, and passwords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, frozen

from dpspec.datapump import PARAMETERS, Call, Secret, Value
from dpspec.recover import plsql_tree as tree
from dpspec.recover.effects import shapes
from dpspec.recover.evaluate import in_package
from dpspec.recover.plsql_values import NotKnownError, Text, Unknown, as_argument, pending, plain

if TYPE_CHECKING:
    from dpspec.recover.evaluate import Evaluator, Scope
    from dpspec.recover.handles import Handles
    from dpspec.source import Span

#: Parameters that a call sets.
_OUT = {("GET_STATUS", "JOB_STATE"), ("GET_STATUS", "STATUS"), ("WAIT_FOR_JOB", "JOB_STATE")}

#: Names of parameters in older documentation, releases and the package header, and what they are called here.
_OLD_NAMES = {
    ("OPEN", "MODE"): "JOB_MODE",
    ("METADATA_FILTER", "OBJECT_TYPE"): "OBJECT_PATH",
    ("DATA_REMAP", "FUNCTION"): "REMAP_FUNCTION",
}

_AT_START = "for the rows of the job's start write `SYSTIMESTAMP` into FLASHBACK_TIME, which becomes `consistent: true`"


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


@define
class Recorder:
    """Gathers what is found: `secrets` are passwords, where each is given and what it is, where known."""

    evaluator: Evaluator
    handles: Handles
    #: Whether the job was started, after which nothing shapes it.
    started: bool = False
    calls: list[Found] = Factory(list)
    problems: list[Problem] = Factory(list)
    secrets: list[tuple[Span, str | None]] = Factory(list)
    #: How many calls have shaped the job so far.
    shaping: int = 0
    #: Why calls from here on may not be made.
    doubt: tuple[Span, str] | None = None

    def report(self, unknown: Unknown) -> None:
        """Report what is not known before the run."""
        labels = () if unknown.origin is None else (unknown.origin,)
        self.problems.append(Problem("DP051", unknown.place, unknown.message, unknown.help, labels))

    def record(self, reference: tree.Reference, scope: Scope) -> None:
        """Record a call of the package, or report why it cannot be said."""
        member = in_package(reference) or ""
        if member not in PARAMETERS or reference.rest:
            self.evaluator.elsewhere(reference, scope)
            message = f"`{reference.text}` has no counterpart in a spec"
            self.problems.append(Problem("DP052", reference.name_span, message))
            return
        names = tuple(map(str.upper, PARAMETERS[member]))
        old = {name: new for (called, name), new in _OLD_NAMES.items() if called == member}
        bound, problems = bind(reference.text, names, reference.arguments or (), old)
        self.problems += problems
        places = tuple((name.lower(), self.origin(argument.value, scope)) for name, argument in bound)
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
        self._keep(Found(Call(member, wanted), reference.name_span, places), reference, unknown, sound=not problems)

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
                    (self.origin(node, scope), None),
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

    def origin(self, node: tree.Node, scope: Scope) -> Span:
        """Give the place of an argument; where a helper passes on what it is given, that of the latter."""
        if self.evaluator.site is not None:
            for part, _ in tree.walk(node):
                self.evaluator.budget.spend(20, part.span)
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
        value = self.evaluator.value(argument.value, scope)
        if name == "HANDLE":
            return None
        if isinstance(value, Unknown):
            return value
        self.evaluator.budget.spend(pending(value), argument.span)
        try:
            return as_argument(value)
        except NotKnownError as error:
            return self.evaluator.unknown(argument.value.span, error.message, error.advice)

    def _keep(self, found: Found, reference: tree.Reference, unknown: list[Unknown], *, sound: bool) -> None:
        self.started = self.started or found.call.subprogram == "START_JOB"
        if shapes(found.call.subprogram):
            self.shaping += 1
            for value in unknown:
                self.report(value)
            if self.doubt is not None:
                doubtful = self.evaluator.unknown(reference.name_span, f"call of `{reference.text}` may be left out")
                self.report(evolve(doubtful, origin=self.doubt))
            sound = sound and not unknown and self.doubt is None
        if sound:
            self.calls.append(found)


def is_password(name: str) -> bool:
    """Tell whether a parameter is a password, even where its name is misspelt."""
    return re.search(r"PASSW|PASWORD|PWD", name, re.IGNORECASE) is not None


def bind(
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
