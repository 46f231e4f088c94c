"""Where a script keeps the handle of its job, and which calls of what is not known are given it.

A name that may hold the handle anywhere in the script counts as one that holds it everywhere: what is not known may
only be passed over where it surely cannot shape the job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from dpspec.datapump import PARAMETERS
from dpspec.recover import plsql_tree as tree
from dpspec.recover.evaluate import Cell, Local, Scope, harmless, in_package, is_built_in, unowned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lark import Token

    from dpspec.recover.evaluate import Budget
    from dpspec.source import Span

#: A variable, record field or function, by its dotted names; a bind variable has its colon.
_Key = tuple[str, ...]

#: What OPEN and ATTACH give.
_HANDLE: _Key = ("",)

#: Packages of Oracle's to which a handle is but a number.
_PACKAGES = {"DBMS_APPLICATION_INFO", "DBMS_ASSERT", "DBMS_LOB", "DBMS_OUTPUT", "UTL_FILE", "UTL_RAW"}
_COLLECTION = {"COUNT", "DELETE", "EXISTS", "EXTEND", "FIRST", "LAST", "LIMIT", "NEXT", "PRIOR", "TRIM"}
#: What stands before a parenthesis in SQL and calls nothing of the script's.
_SQL = {
    "ALL", "AND", "ANY", "AS", "AVG", "BETWEEN", "BY", "CAST", "COUNT", "ELSE", "EXISTS", "FROM", "HAVING", "IN",
    "INTERSECT", "JOIN", "LIKE", "MAX", "MIN", "MINUS", "NOT", "ON", "OR", "OVER", "RETURN", "RETURNING", "SELECT",
    "SET", "SUM", "TABLE", "THEN", "UNION", "USING", "VALUES", "WHEN", "WHERE",
}  # fmt: skip

ADVICE = "put its calls of DBMS_DATAPUMP into the script"


@define
class Handles:
    """The names that may hold the handle."""

    budget: Budget
    held: set[_Key] = Factory(set)
    #: A variable with the handle that is not declared in the script: other code may read it.
    outside: str | None = None
    #: What the script defines.
    _subprograms: dict[str, list[tree.Head]] = Factory(dict)
    _declared: set[str] = Factory(set)
    _flows: dict[_Key, list[_Key]] = Factory(dict)
    _written: dict[_Key, str] = Factory(dict)

    @classmethod
    def of(cls, budget: Budget, units: Iterable[tree.Unit]) -> Handles:
        """Find the names in all PL/SQL of a script."""
        handles = cls(budget)
        units = list(units)
        for unit in units:
            handles._declarations(unit)
        for unit in units:
            handles._unit(unit)
        handles._spread()
        return handles

    # ---- Gathering ----

    def _declarations(self, unit: tree.Unit) -> None:
        for node, _ in tree.walk(*unit.statements):
            self.budget.spend(20, node.span)
            match node:
                case tree.Variable() | tree.Parameter() | tree.Label():
                    self._declared.add(node.name)
                case tree.Subprogram():
                    self._declared.add(node.head.name)
                    self._subprograms.setdefault(node.head.name, []).append(node.head)

    def _unit(self, unit: tree.Unit) -> None:
        within: list[tree.Subprogram] = []
        for node, _ in tree.walk(*unit.statements):
            self.budget.spend(20, node.span)
            while within and node.span.start >= within[-1].span.end:
                within.pop()
            match node:
                case tree.Subprogram():
                    within.append(node)
                case tree.Assignment():
                    self._flow(node.value, self._target(node.target))
                case tree.Variable(value=tree.Node() as value) | tree.Parameter(default=tree.Node() as value):
                    self._flow(value, (node.name,))
                case tree.Leave(value=tree.Node() as value) if within:
                    self._flow(value, (within[-1].head.name,))
                case tree.Reference():
                    self._call(node)

    def _call(self, call: tree.Reference) -> None:
        member = in_package(call)
        if member is not None:
            for position, argument in enumerate(call.arguments or ()):
                called = position == 0 if argument.name is None else tree.spell(argument.name) == "HANDLE"
                if called and PARAMETERS.get(member, ("",))[0] == "handle":
                    self._add(_HANDLE, self._target(argument.value))
            return
        for head in self._subprograms.get(call.names[-1], ()):
            for position, argument in enumerate(call.arguments or ()):
                for parameter in head.parameters[position : position + 1] if argument.name is None else head.parameters:
                    self.budget.spend(20, argument.span)
                    if argument.name is not None and tree.spell(argument.name) != parameter.name:
                        continue
                    self._flow(argument.value, (parameter.name,))
                    if parameter.out:
                        self._add((parameter.name,), self._target(argument.value))

    def _target(self, node: tree.Node) -> _Key | None:
        if isinstance(node, tree.Reference):
            self._written.setdefault(node.names, node.text)
            return node.names
        return (node.text.upper(),) if isinstance(node, tree.Runtime) else None

    def _flow(self, value: tree.Node, target: _Key | None) -> None:
        for key in self._keys(value):
            self._add(key, target)
            if len(key) > 1:
                self._add(key[-1:], target)

    def _add(self, source: _Key, target: _Key | None) -> None:
        if target is not None:
            self._flows.setdefault(source, []).append(target)

    def _spread(self) -> None:
        todo = [_HANDLE]
        self.held.add(_HANDLE)
        while todo:
            for target in self._flows.get(todo.pop(), ()):
                if target in self.held:
                    continue
                todo.append(target)
                # A record that has the handle in a field is one that holds it, too; its other fields are not.
                self.held |= {target, *(target[:end] for end in range(1, min(len(target), 8)))}
                if target[0] not in self._declared and not target[0].startswith((":", "&")):
                    self.outside = self.outside or self._written.get(target, ".".join(target))

    def _keys(self, root: tree.Node) -> Iterator[_Key]:
        """Give what the value of an expression may come from; a text or a condition made of a handle is none."""
        todo = [root]
        while todo:
            node = todo.pop()
            self.budget.spend(20, node.span)
            match node:
                case tree.Reference():
                    if in_package(node) in ("OPEN", "ATTACH"):
                        yield _HANDLE
                    elif in_package(node) is None:
                        yield node.names
                    if harmless(node):
                        todo += [argument.value for argument in node.arguments or ()]
                case tree.Runtime():
                    yield (node.text.upper(),)
                case tree.Group():
                    todo.append(node.inner)
                case tree.Chain() if "CONCAT" not in node.operators:
                    todo += node.operands
                case tree.Computed() if node.what != "a condition":
                    todo += [part for part in node.parts if isinstance(part, tree.Node)]
                    yield from _words(node.parts)
                case tree.Skipped():
                    yield from _words(node.parts)

    # ---- Asking ----

    def carries(self, node: tree.Node) -> bool:
        """Tell whether the value of an expression may be the handle."""
        return any(key in self.held or key[-1:] in self.held for key in self._keys(node))

    def suspect(self, call: tree.Reference, scope: Scope, *, statement: bool) -> str | None:
        """Say why a call may shape the job, if what it does is not known."""
        names = unowned(call)
        found = scope.find(names[0])
        if in_package(call) is not None or isinstance(found, Local) or names[-1] in self._subprograms:
            return None
        if isinstance(found, Cell) and (len(names) == 1 or names[-1] in _COLLECTION):
            return None
        if harmless(call) or (len(names) > 1 and names[0] in _PACKAGES):
            return None
        if any(self.carries(argument.value) for argument in call.arguments or ()) or self._in_rest(call):
            return f"call of `{call.text}` is given the handle of the job, and what it does is not known"
        calls = statement or call.arguments is not None
        if self.outside is not None and calls and found is None and not names[0].startswith(("DBMS_", "UTL_")):
            use = f"may use the handle of the job in `{self.outside}`"
            return f"call of `{call.text}` {use}, and what it does is not known"
        return None

    def _in_rest(self, call: tree.Reference) -> bool:
        for node, _ in tree.walk(*call.rest):
            self.budget.spend(20, node.span)
            if isinstance(node, tree.Argument) and self.carries(node.value):
                return True
        return False

    def hidden(self, parts: tuple[tree.Node | Token, ...]) -> Iterator[tuple[Span, str]]:
        """Find calls in SQL that are given the handle: their place and why that matters."""
        first = parts[0] if parts else None
        if first is not None and not isinstance(first, tree.Node) and first.upper() == "EXECUTE":
            if self._within(parts, all_heads=True):
                yield tree.token_span(first), _given("EXECUTE IMMEDIATE")
            return
        for index, part in enumerate(parts):
            head = self._head(parts, index)
            if isinstance(part, tree.Skipped) and head is not None and self._within(part.parts):
                yield tree.token_span(head), _given(str(head))

    def _within(self, parts: tuple[tree.Node | Token, ...], *, all_heads: bool = False) -> bool:
        """Tell whether the handle is named in SQL, but for what is given to further calls."""
        todo = [parts]
        while todo:
            parts = todo.pop()
            for index, part in enumerate(parts):
                if isinstance(part, tree.Skipped):
                    self.budget.spend(20, part.span)
                    if all_heads or self._head(parts, index) is None:
                        todo.append(part.parts)
                elif isinstance(part, tree.Node):
                    if any(key in self.held for key in self._keys(part)):
                        return True
                elif (tree.spell(part),) in self.held:
                    return True
        return False

    def _head(self, parts: tuple[tree.Node | Token, ...], index: int) -> Token | None:
        """Give the name of the function before what stands at `index`, if what it does is not known."""
        names: list[Token] = []
        at = index - 1
        while at >= 0 and not isinstance(part := parts[at], tree.Node) and part.type in ("NAME", "QUOTED"):
            names.append(part)
            if at < 2 or isinstance(parts[at - 1], tree.Node) or str(parts[at - 1]) != ".":
                break
            at -= 2
        before = parts[at - 1] if names and at else None
        if not names or (before is not None and str(before).upper() in ("INTO", "OPEN", "TABLE", "WITH")):
            return None
        name = tree.spell(names[0])
        known = name in self._subprograms or (len(names) == 1 and (name in _SQL or is_built_in(name)))
        return None if known else names[0]


def _given(name: str) -> str:
    return f"call of `{name}` is given the handle of the job, and what it does is not known"


def _words(parts: tuple[tree.Node | Token, ...]) -> Iterator[_Key]:
    for part in parts:
        if not isinstance(part, tree.Node):
            yield (tree.spell(part),)
