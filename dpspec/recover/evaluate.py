"""Works out what PL/SQL expressions give, as far as that is certain before the block runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from dpspec.datapump import CONSTANTS
from dpspec.recover import plsql_tree as tree
from dpspec.recover.plsql_values import (
    CLOCKS,
    FUNCTIONS,
    Known,
    NotKnownError,
    Now,
    Text,
    Unknown,
    as_text,
    calculate,
    convert,
    keeps,
    national_character,
    pending,
    size,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from dpspec.recover.sqlplus import Client
    from dpspec.source import Span

PACKAGE = "DBMS_DATAPUMP"

# fmt: off
#: Functions of PL/SQL itself that are not worked out, but surely leave their arguments as they are.
_BUILT_IN = {
    "COALESCE", "DECODE", "GREATEST", "INITCAP", "INSTR", "INSTRB", "LEAST", "LENGTHB", "LPAD", "MOD", "NVL2",
    "RAISE_APPLICATION_ERROR", "REGEXP_LIKE", "REGEXP_REPLACE", "REGEXP_SUBSTR", "ROUND", "RPAD", "SUBSTRB",
    "SYS_CONTEXT", "TO_DATE", "TO_TIMESTAMP", "TRANSLATE", "TRUNC",
}
#: The same in Oracle's packages.
_SUPPLIED = {
    "ENQUOTE_LITERAL", "ENQUOTE_NAME", "GETLENGTH", "INSTR", "PUT", "PUT_LINE", "SCHEMA_NAME", "SET_ACTION",
    "SET_CLIENT_INFO", "SET_MODULE", "SIMPLE_SQL_NAME", "SLEEP", "SUBSTR",
}
# fmt: on
#: Functions without arguments that tell about the session or the last error.
_SESSION = {"USER", "UID", "SQLCODE", "SQLERRM", "DBTIMEZONE", "SESSIONTIMEZONE"}


@define(eq=False)
class Cell:
    """A variable, constant or parameter, and what is known of its value now."""

    name: str
    value: Known | Unknown = None
    datatype: str = ""
    length: int | None = None
    constant: bool = False
    #: A parameter of a helper that is being followed: its value stands in the call of the helper.
    passed: bool = False
    #: Where that value stands, unless it is the parameter's default.
    given: Span | None = None

    def lose(self, place: Span, why: str) -> None:
        """Note that from `place` on the value is not known."""
        if not self.constant:
            self.value = Unknown(place, why)


@define(eq=False)
class Local:
    """A procedure or function that the block declares, and the scope in which it does."""

    subprogram: tree.Subprogram
    scope: Scope
    overloaded: bool = False


@define(eq=False)
class Scope:
    """The names of one block; what it does not hold is looked for further out."""

    outer: Scope | None = None
    names: dict[str, Cell | Local] = Factory(dict)

    def find(self, name: str) -> Cell | Local | None:
        """Find what `name` means here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def cell(self, reference: tree.Node) -> Cell | None:
        """Give the variable that `reference` names, alone and without parentheses."""
        if isinstance(reference, tree.Reference) and len(reference.names) == 1 and reference.arguments is None:
            found = self.find(reference.names[0])
            return found if isinstance(found, Cell) and not reference.rest else None
        return None


class ExhaustedError(Exception):
    """The script does more than is worth following. `place` is where that was noticed."""

    def __init__(self, place: Span) -> None:
        super().__init__(place)
        self.place = place


@define
class Budget:
    """How much work the reading of one script may still take: it keeps it in proportion to the script's length."""

    left: int

    @classmethod
    def of(cls, length: int) -> Budget:
        """Make the budget of a script of `length` characters."""
        return cls(10_000_000 + 40 * length)

    def spend(self, work: int, place: Span) -> None:
        """Take off what the work at `place` costs: one for each character, 20 for each node."""
        self.left -= work
        if self.left < 0:
            raise ExhaustedError(place)


def harmless(reference: tree.Reference) -> bool:
    """Tell whether a call surely leaves the variables that it is given as they are."""
    *package, name = unowned(reference)
    if package:
        return package[0].startswith(("DBMS_", "UTL_")) and name in _SUPPLIED
    return is_built_in(name)


def is_built_in(name: str) -> bool:
    """Tell whether `name` is that of a function of PL/SQL itself."""
    return name in _BUILT_IN or name in FUNCTIONS


def unowned(reference: tree.Reference) -> tuple[str, ...]:
    """Give the names without SYS in front, the owner of Oracle's packages."""
    return reference.names[reference.names[0] == "SYS" and len(reference.names) > 1 :]


def in_package(reference: tree.Reference) -> str | None:
    """Give the member of DBMS_DATAPUMP that `reference` names."""
    names = unowned(reference)
    return names[1] if len(names) == 2 and names[0] == PACKAGE else None


@define
class Evaluator:
    """Works out expressions.

    What a call of the package or of a local function does is up to `follow`; `scan` looks through what is not worked
    out for what it may do.
    """

    client: Client
    budget: Budget
    follow: Callable[[tree.Reference, Scope], Known | Unknown]
    scan: Callable[[tree.Node, Scope], None]
    #: Is told of each call that is not followed, and whether it is a statement.
    pass_over: Callable[[tree.Reference, Scope, bool], None]
    #: The call of a helper that is being followed, where there is one: what is unknown in the helper shows there.
    site: Span | None = None

    def value(self, node: tree.Node, scope: Scope) -> Known | Unknown:
        """Work out an expression."""
        self.budget.spend(20, node.span)
        match node:
            case tree.Literal():
                return self._literal(node)
            case tree.Null():
                return None
            case tree.Number():
                return self._number(node)
            case tree.Group():
                return self.value(node.inner, scope)
            case tree.Signed():
                return self._signed(node, scope)
            case tree.Chain():
                return self._chain(node, scope)
            case tree.Reference():
                return self._reference(node, scope)
            case tree.Runtime():
                return self._runtime(node)
        self.scan(node, scope)
        what = node.what if isinstance(node, tree.Computed) else "this expression"
        return self.unknown(node.span, f"result of {what} is not known before the block runs")

    def unknown(self, place: Span, message: str, advice: str | None = None) -> Unknown:
        """Make an unknown value whose reason shows at `place`."""
        if self.site is None:
            return Unknown(place, message, advice)
        return Unknown(self.site, message, advice, (place, "here"))

    def attempt(self, place: Span, work: Callable[..., Known], *values: Known) -> Known | Unknown:
        """Do `work` on `values`, which may turn out to be impossible."""
        try:
            return work(*values)
        except NotKnownError as error:
            return self.unknown(place, error.message, error.advice)

    def assign(self, cell: Cell, value: Known | Unknown, place: Span) -> None:
        """Give `cell` a new value, converted to its type."""
        if not isinstance(value, Unknown):
            self.budget.spend(0 if keeps(cell.datatype) else pending(value), place)
            value = self.attempt(place, lambda known: convert(known, cell.datatype, cell.length), value)
        cell.value = value

    def _literal(self, node: tree.Literal) -> Known | Unknown:
        changed = self.client.change(node.text)
        if changed:
            advice = "put SET DEFINE OFF and SET ESCAPE OFF before the block if it is meant as it stands"
            return self.unknown(node.span, f"literal holds `{changed}`, which SQL*Plus replaces", advice)
        return text(node.text)

    def _number(self, node: tree.Number) -> int | Decimal | Unknown:
        return self.unknown(node.span, "number is rounded") if node.value is None else node.value

    def _runtime(self, node: tree.Runtime) -> Unknown:
        if node.text.startswith("&"):
            message, advice = "is replaced when the script runs", "write the value in its place"
        elif node.text.startswith(":"):
            message, advice = "gets its value outside the block", "write the value in its place"
        else:
            message, advice = "is replaced when the block is compiled", None
        return self.unknown(node.span, f"`{node.text}` {message}", advice)

    def _signed(self, node: tree.Signed, scope: Scope) -> Known | Unknown:
        value = self.value(node.operand, scope)
        if isinstance(value, Unknown) or value is None:
            return value
        if isinstance(value, (Text, Now)):
            return self.unknown(node.span, "sign stands before what is not a number")
        return value if node.sign == "PLUS" else value.__neg__() if isinstance(value, int) else value.copy_negate()

    def _chain(self, node: tree.Chain, scope: Scope) -> Known | Unknown:
        # All operands are worked out, since they may hold calls; the first unknown one decides.
        values = [self.value(operand, scope) for operand in node.operands]
        if "CONCAT" in node.operators:
            values = [self._as_text(value, operand.span) for value, operand in zip(values, node.operands, strict=True)]
        result = values[0]
        for operator, value in zip(node.operators, values[1:], strict=True):
            if isinstance(result, Unknown):
                return result
            if isinstance(value, Unknown):
                return value
            result = self._calculated(node.span, operator, result, value)
        return result

    def _as_text(self, value: Known | Unknown, place: Span) -> Known | Unknown:
        # Only a date cannot be told as text; that is better said of the date than of the whole.
        return self.attempt(place, as_text, value) if isinstance(value, Now) else value

    def _calculated(self, place: Span, operator: str, left: Known, right: Known) -> Known | Unknown:
        try:
            result = calculate(operator, left, right)
        except NotKnownError as error:
            return self.unknown(place, error.message, error.advice)
        if size(result) > self.budget.left:
            raise ExhaustedError(place)
        return result

    def _reference(self, node: tree.Reference, scope: Scope) -> Known | Unknown:
        member = in_package(node)
        if member is not None and member.startswith("KU$_") and node.arguments is None:
            return self._constant(node, member)
        if member is not None:
            return self.follow(node, scope)
        found = scope.find(node.names[0])
        if isinstance(found, Cell):
            return self._variable(node, found, scope)
        if isinstance(found, Local) and len(node.names) == 1:
            return self.follow(node, scope)
        name = node.names[-1]
        if node.rest or node.names not in ((name,), ("STANDARD", name)):
            return self.elsewhere(node, scope)
        if name in CLOCKS and node.arguments is None:
            return Now(name)
        return self._function(node, name, scope) if name in FUNCTIONS else self.elsewhere(node, scope)

    def _constant(self, node: tree.Reference, member: str) -> int | Unknown:
        if member in CONSTANTS:
            return CONSTANTS[member]
        return self.unknown(node.name_span, f"constant `{node.text}` is not known", "write its number")

    def _variable(self, node: tree.Reference, cell: Cell, scope: Scope) -> Known | Unknown:
        if scope.cell(node) is None:
            self.scan(node, scope)
            return self.unknown(node.span, f"part of `{cell.name.lower()}` is not known before the block runs")
        value = cell.value
        if not isinstance(value, Unknown) or (cell.passed and self.site is not None):
            return value
        message = f"value of `{node.text}` is not known before the block runs"
        place = node.span if self.site is None else self.site
        return Unknown(place, message, value.help, value.origin or (value.place, value.message))

    def elsewhere(self, node: tree.Reference, scope: Scope, *, statement: bool = False) -> Unknown:
        """Work out the arguments of a call that is not followed; the variables among them may change in it."""
        self.pass_over(node, scope, statement)
        for argument in node.arguments or ():
            self.value(argument.value, scope)
            cell = scope.cell(argument.value)
            if cell is not None and not harmless(node):
                cell.lose(argument.span, f"`{node.text}` may change it")
        for more in node.rest:
            self.scan(more, scope)
        if node.arguments is not None or node.rest or len(node.names) > 1:
            return self.unknown(node.span, f"result of `{node.text}` is not known before the block runs")
        if node.names[0] in _SESSION:
            return self.unknown(node.span, f"`{node.text}` is not known before the block runs")
        return self.unknown(node.span, f"`{node.text}` is not declared in the block")

    def _function(self, node: tree.Reference, name: str, scope: Scope) -> Known | Unknown:
        arguments = node.arguments or ()
        values = [self.value(argument.value, scope) for argument in arguments]
        unknown = next((value for value in values if isinstance(value, Unknown)), None)
        if unknown is not None:
            return unknown
        known = [value for value in values if not isinstance(value, Unknown)]
        work, least, most = FUNCTIONS[name]
        forms = [argument.form for argument in arguments if argument.form or argument.name]
        if name == "CHR" and forms == ["USING NCHAR_CS"]:
            work, forms = national_character, []
        if forms or not least <= len(known) <= most:
            return self.unknown(node.span, f"result of this form of `{node.text}` is not known")
        self.budget.spend(sum(map(size, known)), node.span)
        return self.attempt(node.span, work, *known)
