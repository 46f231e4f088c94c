"""The syntax tree of PL/SQL, as far as a job needs it: blocks, assignments, calls and expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import fields, frozen

from dpspec.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from lark import Token


@frozen(eq=False)
class Node:
    """A part of the tree: where it stands in the text of its unit, and how deep the tree is from here."""

    span: Span
    depth: int


# ---- Expressions ----


@frozen(eq=False)
class Literal(Node):
    """A string literal, already decoded."""

    text: str


@frozen(eq=False)
class Number(Node):
    """A numeric literal; None is one that no Oracle number can hold."""

    value: int | Decimal | None


@frozen(eq=False)
class Null(Node):
    """NULL, as an operand and as a statement."""


@frozen(eq=False)
class Runtime(Node):
    """A substitution or bind variable, or an inquiry directive, as written."""

    text: str


@frozen(eq=False)
class Signed(Node):
    """An operand behind a sign."""

    sign: str
    operand: Node


@frozen(eq=False)
class Group(Node):
    """An expression in parentheses."""

    inner: Node


@frozen(eq=False)
class Chain(Node):
    """Operands between operators of one rank, evaluated from left to right."""

    operands: tuple[Node, ...]
    operators: tuple[str, ...]


@frozen(eq=False)
class Argument(Node):
    """An argument of a call; `form` is the extra word of CHR(n USING NCHAR_CS), CAST(x AS ...) and the like."""

    value: Node
    name: Token | None
    form: str


@frozen(eq=False)
class Reference(Node):
    """A variable, constant or call: dotted names, then perhaps arguments, then perhaps more (`rest`)."""

    text: str
    names: tuple[str, ...]
    name_span: Span
    arguments: tuple[Argument, ...] | None
    rest: tuple[Node, ...]


@frozen(eq=False)
class Computed(Node):
    """An expression that is not evaluated, such as a condition, with its parts."""

    what: str
    parts: tuple[Node | Token, ...]


# ---- Declarations ----


@frozen(eq=False)
class Datatype(Node):
    """A type: its base name in upper case (empty if it hangs on something else) and its first size."""

    name: str
    size: int | None


@frozen(eq=False)
class Variable(Node):
    """A declared variable or constant."""

    name: str
    datatype: Datatype
    constant: bool
    value: Node | None


@frozen(eq=False)
class Parameter(Node):
    """A parameter of a procedure or function: whether it takes a value, and whether it gives one back."""

    name: str
    datatype: Datatype
    given: bool
    out: bool
    default: Node | None


@frozen(eq=False)
class Head(Node):
    """The part of a procedure or function before IS."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: Datatype | None


@frozen(eq=False)
class Subprogram(Node):
    """A procedure or function with its body."""

    head: Head
    declarations: tuple[Node, ...]
    body: Block


@frozen(eq=False)
class Skipped(Node):
    """Text that is taken as it stands: a cursor, a type, a pragma, an SQL statement."""

    parts: tuple[Node | Token, ...]


# ---- Statements ----


@frozen(eq=False)
class Assignment(Node):
    """An assignment, ``target := value;``."""

    target: Reference | Runtime
    value: Node


@frozen(eq=False)
class Call(Node):
    """A call of a procedure."""

    reference: Reference


@frozen(eq=False)
class Handler(Node):
    """A handler, ``WHEN exception THEN statements``."""

    statements: tuple[Node, ...]


@frozen(eq=False)
class Block(Node):
    """A block, ``DECLARE declarations BEGIN statements EXCEPTION handlers END``."""

    declarations: tuple[Node, ...]
    statements: tuple[Node, ...]
    handlers: tuple[Handler, ...]


@frozen(eq=False)
class Branch(Node):
    """IF, LOOP or CASE (`word`) with all their conditions and statements: which of them run is not known."""

    word: str
    parts: tuple[Node | Token, ...]


@frozen(eq=False)
class Leave(Node):
    """A RETURN statement."""

    value: Node | None


@frozen(eq=False)
class Fail(Node):
    """A RAISE statement."""


@frozen(eq=False)
class Jump(Node):
    """GOTO, EXIT or CONTINUE (`word`), with the condition of the latter two."""

    word: str
    label: str
    parts: tuple[Node, ...]


@frozen(eq=False)
class Label(Node):
    """A label, ``<<name>>``."""

    name: str


@frozen(eq=False)
class Sql(Node):
    """An SQL statement, as its tokens."""

    parts: tuple[Node | Token, ...]


@frozen(eq=False)
class Unit(Node):
    """One thing that is sent to the server: labels and a block, a stored procedure, or the statements of EXECUTE."""

    statements: tuple[Node, ...]
    closed: bool


def walk(*roots: Node) -> Iterator[tuple[Node, bool]]:
    """Give `roots` and all nodes below them in the order of the text, and whether each is in an exception handler."""
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        node, handled = stack.pop()
        yield node, handled
        handled = handled or isinstance(node, Handler)
        stack.extend((child, handled) for child in reversed(_children(node)))


def _children(node: Node) -> list[Node]:
    children: list[Node] = []
    for field in fields(type(node)):
        value = getattr(node, field.name)
        children += (item for item in (value if isinstance(value, tuple) else (value,)) if isinstance(item, Node))
    return children


def spell(token: Token) -> str:
    """Give a name as the dictionary holds it."""
    return token[1:-1] if token.type == "QUOTED" else token.upper()


def token_span(token: Token) -> Span:
    """Give the place of a token."""
    start = token.start_pos or 0
    return Span(start, start + len(token))
