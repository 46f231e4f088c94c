"""Text of a PL/SQL unit → its syntax tree, or the one place where it does not parse."""

from __future__ import annotations

import re
from collections import deque
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from dpspec.grammar import build, grammar_text
from dpspec.recover import plsql_tree as tree
from dpspec.recover.plsql_tree import Node
from dpspec.source import Span

if TYPE_CHECKING:
    from lark import Lark, Token, UnexpectedToken

#: How deep a tree may get. It keeps every walk down a tree clear of Python's recursion limit.
MAX_DEPTH = 100


@frozen
class Fault:
    """Where and why a text does not parse."""

    span: Span
    message: str
    help: str | None = None


def parse(text: str, start: str) -> tree.Unit | Fault:
    """Parse `text` as a ``unit`` or as a ``command`` (`start`)."""
    from lark import UnexpectedToken

    try:
        unit: Any = _parser().parse(text, start=start)
        parsed: tree.Unit = unit
    except UnexpectedToken as error:
        return _fault(text, error)
    except _TooDeepError as error:
        return Fault(error.span, f"nested more than {MAX_DEPTH} levels deep")
    return parsed


@cache
def _keywords() -> frozenset[str]:
    return frozenset(" ".join(re.findall(r"^%declare (.+)$", grammar_text("plsql"), re.MULTILINE)).split())


@cache
def _parser() -> Lark:
    keywords = _keywords()

    def classify(token: Token) -> Token:
        word = token.upper()
        if word in keywords:
            token.type = word
        return token

    # The start `stray` is never asked for, see the grammar.
    starts = ["unit", "command", "stray"]
    return build(
        "plsql", start=starts, transformer=_Builder(), lexer_callbacks={"NAME": classify}, maybe_placeholders=False
    )


# ---- Building the tree: one method for each rule of the grammar ----


class _TooDeepError(Exception):
    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


def _span(item: Any) -> Span:
    return item.span if isinstance(item, Node) else tree.token_span(item)


def _frame(children: list[Any]) -> tuple[Span, int]:
    """Give the first two fields of a node made of `children`."""
    span = Span(_span(children[0]).start, _span(children[-1]).end)
    depth = 1 + max((child.depth for child in children if isinstance(child, Node)), default=0)
    if depth > MAX_DEPTH:
        raise _TooDeepError(span)
    return span, depth


def _nodes(children: list[Any]) -> tuple[Any, ...]:
    return tuple(child for child in children if isinstance(child, Node))


def _only(children: list[Any]) -> Any:
    """Give the node among `children`, or None."""
    return next(iter(_nodes(children)), None)


def _types(children: list[Any]) -> list[str]:
    return [child.type for child in children if not isinstance(child, Node)]


def _decode(token: str) -> str:
    """Give the value of a string literal of any of the four kinds."""
    text = token[1:] if token[0] in "nN" else token
    return text[3:-2] if text[0] in "qQ" else text[1:-1].replace("''", "'")


def _number(token: str) -> int | Decimal | None:
    """Give the value of a numeric literal, or None where no Oracle number can hold it exactly."""
    digits, _, exponent = token.lower().rstrip("fd").partition("e")
    significant = digits.replace(".", "").lstrip("0")
    if len(significant) > 38 or len(digits) > 130 or len(exponent) > 4 or abs(int(exponent or 0)) > 100:
        return None
    value = Decimal(f"{digits}e{exponent or 0}")
    return int(value) if value == value.to_integral_value() else value


class _Builder:
    """The methods that make nodes, named as the rules of the grammar and given the children of each."""

    def unit(self, children: list[Any]) -> tree.Unit:
        return tree.Unit(*_frame(children), _nodes(children), closed="SEMI" in _types(children))

    def command(self, children: list[Any]) -> tree.Unit:
        frame = _frame(children) if children else (Span(0, 0), 1)
        return tree.Unit(*frame, _nodes(children), closed=True)

    def create(self, children: list[Any]) -> tree.Subprogram:
        subprogram: tree.Subprogram = children[-1]
        return subprogram

    # Blocks and declarations

    def block(self, children: list[Any]) -> tree.Block:
        sections: dict[str, list[Any]] = {"DECLARE": [], "BEGIN": [], "EXCEPTION": [], "END": []}
        section = "DECLARE"
        for child in children:
            if isinstance(child, Node):
                sections[section].append(child)
            elif child.type in sections:
                section = child.type
        return tree.Block(*_frame(children), *map(tuple, list(sections.values())[:3]))

    body = block

    def handler(self, children: list[Any]) -> tree.Handler:
        then = _types(children[1:]).count("OR") * 2 + 3
        return tree.Handler(*_frame(children), tuple(children[then:]))

    def variable(self, children: list[Any]) -> tree.Variable:
        datatype, *value = _nodes(children)
        constant = "CONSTANT" in _types(children)
        name = tree.spell(children[0])
        return tree.Variable(*_frame(children), name, datatype, constant, value[0] if value else None)

    def local(self, children: list[Any]) -> tree.Subprogram:
        subprogram: tree.Subprogram = children[0]
        return subprogram

    def subprogram(self, children: list[Any]) -> tree.Subprogram:
        head, *declarations, body = _nodes(children)
        return tree.Subprogram(*_frame(children), head, tuple(declarations), body)

    def head(self, children: list[Any]) -> tree.Head:
        parameters = next((child.parts for child in children if isinstance(child, _Parameters)), ())
        returns = next((child for child in children if isinstance(child, tree.Datatype)), None)
        return tree.Head(*_frame(children), tree.spell(children[1]), parameters, returns)

    def parameters(self, children: list[Any]) -> _Parameters:
        return _Parameters(*_frame(children), _nodes(children))

    def parameter(self, children: list[Any]) -> tree.Parameter:
        """Take the name, the mode, the type and perhaps a default; without a mode it is IN."""
        datatype, *default = _nodes(children)
        modes = _types(children[1:])
        return tree.Parameter(
            *_frame(children),
            tree.spell(children[0]),
            datatype,
            given="IN" in modes or "OUT" not in modes,
            out="OUT" in modes,
            default=default[0] if default else None,
        )

    def datatype(self, children: list[Any]) -> tree.Datatype:
        plain = all(kind not in ("DOT", "AT", "PERCENT") for kind in _types(children))
        size = "".join(map(str, children[-1].parts[1:2])) if isinstance(children[-1], tree.Skipped) else ""
        return tree.Datatype(
            *_frame(children),
            tree.spell(children[0]) if plain else "",
            int(size) if len(size) < 9 and size.isdecimal() else None,
        )

    def skipped(self, children: list[Any]) -> tree.Skipped:
        return tree.Skipped(*_frame(children), tuple(children))

    attribute = brackets = case_text = fields = subquery = skipped

    # Statements

    def label(self, children: list[Any]) -> tree.Label:
        return tree.Label(*_frame(children), tree.spell(children[1]))

    def assignment(self, children: list[Any]) -> tree.Assignment:
        target = children[0]
        if not isinstance(target, Node):
            target = self.runtime([target])
        return tree.Assignment(*_frame(children), target, children[2])

    def call(self, children: list[Any]) -> tree.Call:
        return tree.Call(*_frame(children), children[0])

    def nested(self, children: list[Any]) -> tree.Block:
        block: tree.Block = children[0]
        return block

    def branch(self, children: list[Any]) -> tree.Branch:
        return tree.Branch(*_frame(children), "IF", _nodes(children))

    def loop(self, children: list[Any]) -> tree.Branch:
        return tree.Branch(*_frame(children), "LOOP", tuple(children))

    def selection(self, children: list[Any]) -> tree.Branch:
        return tree.Branch(*_frame(children), "CASE", _nodes(children))

    def leave(self, children: list[Any]) -> tree.Leave:
        return tree.Leave(*_frame(children), _only(children))

    def fail(self, children: list[Any]) -> tree.Fail:
        return tree.Fail(*_frame(children))

    def jump(self, children: list[Any]) -> tree.Jump:
        label = "" if isinstance(children[1], Node) else tree.spell(children[1])
        return tree.Jump(*_frame(children), children[0].type, label, _nodes(children))

    def nothing(self, children: list[Any]) -> tree.Null:
        return tree.Null(*_frame(children))

    def sql(self, children: list[Any]) -> tree.Sql:
        return tree.Sql(*_frame(children), tuple(children))

    # Expressions

    def literal(self, children: list[Any]) -> tree.Literal:
        return tree.Literal(*_frame(children), _decode(children[0]))

    def number(self, children: list[Any]) -> tree.Number:
        return tree.Number(*_frame(children), _number(children[0]))

    def null(self, children: list[Any]) -> tree.Null:
        return tree.Null(*_frame(children))

    def runtime(self, children: list[Any]) -> tree.Runtime:
        return tree.Runtime(*_frame(children), str(children[0]))

    def chain(self, children: list[Any]) -> tree.Chain:
        return tree.Chain(*_frame(children), _nodes(children), tuple(_types(children)))

    def signed(self, children: list[Any]) -> tree.Signed:
        return tree.Signed(*_frame(children), children[0].type, children[1])

    def group(self, children: list[Any]) -> tree.Group:
        return tree.Group(*_frame(children), children[1])

    def truth(self, children: list[Any]) -> tree.Computed:
        return tree.Computed(*_frame(children), "a condition", tuple(children))

    def computed(self, children: list[Any]) -> tree.Computed:
        return tree.Computed(*_frame(children), "this expression", tuple(children))

    members = computed

    def reference(self, children: list[Any]) -> tree.Reference:
        """Take dotted names, the arguments right behind them, and what comes after as the rest."""
        dotted = 1
        while dotted < len(children) and isinstance(children[dotted], _Member):
            dotted += 1
        called = dotted < len(children) and isinstance(children[dotted], _Arguments)
        names = (tree.spell(children[0]), *(child.name for child in children[1:dotted]))
        return tree.Reference(
            *_frame(children),
            ".".join((children[0], *(child.text for child in children[1:dotted]))),
            names,
            _frame(children[:dotted])[0],
            children[dotted].parts if called else None,
            tuple(children[dotted + called :]),
        )

    def dot(self, children: list[Any]) -> _Member:
        return _Member(*_frame(children), str(children[1]), tree.spell(children[1]))

    def arguments(self, children: list[Any]) -> _Arguments:
        return _Arguments(*_frame(children), _nodes(children))

    percent = link = skipped

    def argument(self, children: list[Any]) -> tree.Argument:
        types = _types(children)
        named = types[1:] == ["ARROW"]
        form = "" if named else " ".join(map(str.upper, (c for c in children if not isinstance(c, Node))))
        value = _nodes(children)[-1]
        return tree.Argument(*_frame(children), value, children[0] if named else None, form)


@frozen(eq=False)
class _Member(Node):
    text: str
    name: str


@frozen(eq=False)
class _Parameters(Node):
    parts: tuple[tree.Parameter, ...]


@frozen(eq=False)
class _Arguments(Node):
    parts: tuple[tree.Argument, ...]


# ---- Saying what is wrong ----

#: What the parser can be waiting for, by terminals that it then accepts.
_AWAITED = (
    ({"GOTO", "RAISE"}, "a statement"),
    ({"PRAGMA", "SUBTYPE"}, "a declaration"),
    ({"TWO_WORD_TYPE", "INTERVAL"}, "a type"),
    ({"STRING", "NUMBER", "LPAR"}, "an expression"),
)

#: Signs and words that end something: the more helpful part of what can follow.
_CLOSERS = {"ASSIGN": "`:=`", "COMMA": "`,`", "RPAR": "`)`", "SEMI": "`;`", "LABEL_CLOSE": "`>>`"}
_CLOSERS |= {word: f"`{word}`" for word in ("THEN", "LOOP", "WHEN", "IF", "CASE", "BEGIN", "END")}
_CLOSERS["$END"] = "the end of the block"
#: Words that open the rest of a declaration or loop; in an expression they are operators like others.
_OPENERS = {word: f"`{word}`" for word in ("IS", "AS", "IN", "RETURN")}

_UNCLOSED = {'"': "quoted name", "/": "comment"}


def _fault(text: str, error: UnexpectedToken) -> Fault:
    found = None if error.token.type == "$END" else error.token
    if found is not None and found.type == "UNCLOSED":
        kind = _UNCLOSED.get(found[0], "literal")
        return Fault(_span(found), f"{kind} is not closed")
    accepted = _accepted(error)
    message = f"expected {_expected(accepted)} but found {_found(found)}"
    if found is None:
        return Fault(Span(len(text), len(text)), message)
    before = deque(_parser().lex(text[: found.start_pos]), maxlen=1)
    return Fault(_span(found), message, _advice(before[0], found, accepted) if before else None)


def _accepted(error: UnexpectedToken) -> set[str]:
    stack = error.interactive_parser.parser_state.value_stack
    # What stands on the stack does not matter here, and older versions of Lark would copy all of it many times.
    stack[:] = [None] * len(stack)
    return set(error.accepts)


def _expected(accepted: set[str]) -> str:
    words = [words for terminal, words in _CLOSERS.items() if terminal in accepted]
    awaited = next((words for terminals, words in _AWAITED if terminals <= accepted), None)
    if "STRING" in accepted and "ARROW" in accepted:
        # Text that is taken as it stands, where nearly anything may follow.
        words = [word for word in words if word in ("`)`", "`;`", "`LOOP`", "`END`")] or ["an expression"]
    elif awaited:
        words = [awaited, *(word for word in words if word == "`END`")]
    words = words or [words for terminal, words in _OPENERS.items() if terminal in accepted]
    words = words or ["a name" if "NAME" in accepted else "an operator"]
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else words[0]


def _found(token: Token | None) -> str:
    if token is None:
        return "the end of the block"
    if token.type == "STRING":
        return "a literal"
    first = token.splitlines()[0] if token.strip() else ""
    return f"`{first[:30]}`" if first and first.isprintable() else f"character U+{ord(token[0]):04X}"


def _advice(previous: Token, found: Token, accepted: set[str]) -> str | None:
    if found == ">" and previous in ("=", "-"):
        return "the arrow before a value is written `=>`, without a blank"
    if found == "=" and "ASSIGN" in accepted:
        return "an assignment is written `:=`"
    if previous.type == "STRING" and previous.end_pos == found.start_pos:
        return "a quote inside a literal is written twice"
    if {"CONSTANT", "TWO_WORD_TYPE"} <= accepted:
        return "statements come after BEGIN"
    if accepted <= {"SEMI", "$END"} or found == "/":
        return "a block ends with `/` alone on its line"
    for word in (found, previous):
        close = get_close_matches(word.upper(), _keywords(), 1, 0.75) if word.type == "NAME" else []
        if close:
            return f"did you mean {close[0]} by `{word[:30]}`?"
    return None
