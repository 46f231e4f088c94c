"""What PL/SQL that runs perhaps, or more than once, may do: the variables it sets and the calls it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, frozen

from dpspec.recover import plsql_tree as tree
from dpspec.recover.evaluate import PACKAGE, Cell, Local, Scope, harmless, in_package

if TYPE_CHECKING:
    from lark import Token

    from dpspec.recover.evaluate import Budget
    from dpspec.recover.handles import Handles
    from dpspec.source import Span

#: Subprograms of the package that do not shape a job.
WATCHING = {"ATTACH", "DETACH", "GET_STATUS", "LOG_ENTRY", "STOP_JOB", "WAIT_FOR_JOB"}


def shapes(member: str) -> bool:
    """Tell whether calling this member of DBMS_DATAPUMP makes a difference to the job that the script defines."""
    return member not in WATCHING and not member.startswith("KU$_")


@frozen
class _Where:
    """How a stretch of code is come to: its scope, the call of the local subprogram that it is in, a handler."""

    scope: Scope
    site: Span | None = None
    handled: bool = False


@define
class Effects:
    """What a stretch of code may do, gathered in one walk; exception handlers only set variables."""

    budget: Budget
    handles: Handles
    #: Variables, and where they may be set.
    changed: list[tuple[Cell, Span]] = Factory(list)
    #: Calls that shape a job: where, and their name.
    calls: list[tuple[Span, str]] = Factory(list)
    #: Calls that may shape a job, since what they do is not known: where, and why.
    suspects: list[tuple[Span, str]] = Factory(list)
    #: GOTO: where, and to what label.
    jumps: list[tuple[Span, str]] = Factory(list)
    #: RETURN.
    leaves: list[Span] = Factory(list)
    _seen: set[tuple[int, bool]] = Factory(set)
    _todo: list[tuple[tree.Node, _Where]] = Factory(list)

    def gather(self, scope: Scope, *roots: tree.Node) -> Effects:
        """Go through `roots` and the local subprograms that they call."""
        self._todo += [(root, _Where(scope)) for root in roots]
        while self._todo:
            root, where = self._todo.pop()
            for node, handled in tree.walk(root):
                self.budget.spend(20, node.span)
                self._node(node, evolve(where, handled=True) if handled else where)
        return self

    def _node(self, node: tree.Node, where: _Where) -> None:
        here = where.site is None and not where.handled
        match node:
            case tree.Assignment(target=tree.Reference() as target):
                self._set(target.names, where, node.span)
            case tree.Call(reference=tree.Reference(arguments=None) as reference):
                self._suspect(reference, where, statement=True)
            case tree.Reference():
                self._suspect(node, where, statement=False)
                self._reference(node, where)
            case tree.Sql():
                for word in filled(node.parts):
                    self._set((tree.spell(word),), where, node.span)
                self._hidden(node, where)
            case tree.Skipped():
                self._hidden(node, where)
            case tree.Branch():
                self._iterated(node, where)
                self._hidden_suspect(node, where)
            case tree.Jump(word="GOTO") if here:
                self.jumps.append((node.span, node.label))
            case tree.Leave() if here:
                self.leaves.append(node.span)

    def _suspect(self, call: tree.Reference, where: _Where, *, statement: bool) -> None:
        if not where.handled and (why := self.handles.suspect(call, where.scope, statement=statement)) is not None:
            self.suspects.append((where.site or call.name_span, why))

    def _hidden_suspect(self, node: tree.Sql | tree.Skipped | tree.Branch, where: _Where) -> None:
        if not where.handled:
            self.suspects += [(where.site or place, why) for place, why in self.handles.hidden(node.parts)]

    def _set(self, names: tuple[str, ...], where: _Where, place: Span) -> None:
        # The first name may be that of a record, or that of the block which declares the variable.
        for name in (names[0], names[-1]):
            found = where.scope.find(name)
            if isinstance(found, Cell):
                self.changed.append((found, where.site or place))
                return

    def _reference(self, node: tree.Reference, where: _Where) -> None:
        member = in_package(node)
        if member is not None and shapes(member):
            self._call(node.name_span, node.text, where)
        found = where.scope.find(node.names[0])
        if isinstance(found, Cell):
            return
        if isinstance(found, Local):
            self._local(found, node.name_span, where)
        if harmless(node):
            return
        for argument in node.arguments or ():
            cell = where.scope.cell(argument.value)
            if cell is not None:
                self.changed.append((cell, where.site or argument.span))

    def _local(self, local: Local, place: Span, where: _Where) -> None:
        if (id(local), where.handled) not in self._seen:
            self._seen.add((id(local), where.handled))
            self._todo.append((local.subprogram, _Where(local.scope, where.site or place, where.handled)))

    def _iterated(self, node: tree.Branch, where: _Where) -> None:
        """Find local functions in the head of a FOR loop, which is not read."""
        for part in node.parts:
            found = None if isinstance(part, tree.Node) else where.scope.find(tree.spell(part))
            if isinstance(found, Local):
                self._local(found, node.span, where)

    def _hidden(self, node: tree.Sql | tree.Skipped, where: _Where) -> None:
        """Find calls in text that is not read."""
        self._hidden_suspect(node, where)
        parts = node.parts
        for index, part in enumerate(parts):
            if isinstance(part, tree.Node):
                continue
            if part.strip('"').upper() == PACKAGE and index + 2 < len(parts):
                member = parts[index + 2]
                if not isinstance(member, tree.Node) and shapes(tree.spell(member)):
                    self._call(tree.token_span(part), f"{part}.{member}", where)
            elif part.type == "STRING" and PACKAGE in part.upper():
                self._call(tree.token_span(part), PACKAGE, where)

    def _call(self, place: Span, name: str, where: _Where) -> None:
        if not where.handled:
            self.calls.append((where.site or place, name))


def filled(parts: tuple[tree.Node | Token, ...]) -> list[Token]:
    """Give the names that an SQL statement may set: those after INTO (not INSERT INTO) and OUT."""
    words = [part for part in parts if not isinstance(part, tree.Node)]
    taken: list[Token] = []
    inside = False
    for index, word in enumerate(words):
        if word.type in ("INTO", "OUT"):
            inside = index == 0 or words[index - 1].type not in ("INSERT", "MERGE")
        elif word.type in ("FROM", "USING", "SEMI") or word.upper() in ("LIMIT", "VALUES"):
            inside = False
        elif inside and word.type in ("NAME", "QUOTED"):
            taken.append(word)
    return taken
