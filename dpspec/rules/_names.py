"""What the rules on names share: findings on the literals of an expression, and filters that hold together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from dpspec import edits, filter_checks
from dpspec.diagnostics import Edit, show
from dpspec.document import Array
from dpspec.filters import Comparison, InList, Like, Literal, Operator, negation
from dpspec.plan import PICKED
from dpspec.source import Span
from dpspec.vocabulary import EXPRESSION_KEYS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from dpspec.diagnostics import Diagnostic, Fix
    from dpspec.filters import Filter
    from dpspec.lint import Expression, Subject

#: At most so many literals of one expression, or items of one list, are reported: after that it is one mistake.
MOST: Final = 10
#: A name that needs no double quotes where it is created, but for its case.
PLAIN: Final = re.compile(r"[^\W\d_][\w$#]*")
#: Objects whose names are no identifiers: paths of classes, addresses.
_UNLIKE: Final = frozenset({"JAVA_CLASS", "JAVA_DATA", "JAVA_RESOURCE", "JAVA_SOURCE", "XMLSCHEMA"})
#: Escape characters for LIKE; never a backslash, which some clients take for their own.
_ESCAPES: Final = "!~^@+:;=|"


#: What a template or a program should have filled in: with brackets, anywhere; with signs, as the whole name.
_BRACKETED: Final = re.compile(
    r"<[A-Za-z_][\w .-]*>|\[[A-Za-z_][\w .-]*\]|\{\{[^{}]*\}\}|[$#]?\{[^{}]+\}|\$\([^()]*\)|%\(\w+\)s"
)
_SIGNED: Final = re.compile(r"&&?\w+\.?|[:@$]\w+|@\w+@|#\w+#|__[A-Za-z]\w*__|%[sd]|\?|\.\.\.|…")


def words(text: str) -> frozenset[str]:
    """Give the words of a text."""
    return frozenset(text.split())


def placeholder(value: str, *, is_pattern: bool) -> str | None:
    """Give what in a literal stands for something else, such as ``<OWNER>``; None if it is a name."""
    match = _BRACKETED.search(value) or (None if is_pattern else _SIGNED.fullmatch(value.strip()))
    return match.group() if match is not None else None


def are_identifiers(expression: Expression) -> bool:
    """Tell whether the names that an expression is about are identifiers."""
    return (expression.object_path or "").rpartition("/")[2] not in _UNLIKE


def exact(filter_: Filter) -> tuple[Literal, ...]:
    """Give the literals that a filter compares as they are, by ``=``, ``!=`` or IN."""
    match filter_:
        case Comparison(operator=Operator.EQ | Operator.NE, operand=operand):
            return (operand,)
        case InList(items=items):
            return items
        case _:
            return ()


def escaped(parts: Sequence[tuple[str, bool]], like: Like) -> str | None:
    """Write a pattern of characters, each with whether it is a wildcard; as ``=`` if none is, None if it cannot be.

    `like` says whether it is negated, and how its literal is spelled.
    """
    text = "".join(char for char, _ in parts)
    if not any(wild for _, wild in parts):
        operator = Operator.NE if like.negated else Operator.EQ
        return str(Comparison(operator, evolve(like.pattern, value=text)))
    if not any(char in "%_" and not wild for char, wild in parts):
        return str(Like(evolve(like.pattern, value=text), None, like.negated))
    escape = next((char for char in _ESCAPES if char not in text), None)
    if escape is None:
        return None
    spelled = "".join(f"{escape}{char}" if char in "%_" and not wild else char for char, wild in parts)
    return str(Like(evolve(like.pattern, value=spelled), Literal(escape), like.negated))


# --- findings on literals -------------------------------------------------------------------------------------------


@frozen
class Wrong:
    """A literal that is probably wrong, what to say of it, and its text for the fix, with its quotes, if it has one."""

    literal: Literal
    message: str
    help: str
    text: str | None = None


def told(
    subject: Subject, code: str, expression: Expression, wrong: Sequence[Wrong], doing: str = ""
) -> Iterator[Diagnostic]:
    """Report literals of one expression. One fix mends them all, since edits of one text get into each other's way."""
    mended = [each for each in wrong if each.text is not None]
    fix = None
    if mended and doing:
        what = f"write {show(mended[0].text or '')}" if len(mended) == 1 else doing
        changes = [(each.literal.span, each.text) for each in mended]
        fix = subject.fix(what, rewritten(subject, expression, changes))
    for each in shortened(wrong):
        own = fix if each.text is not None else None
        yield subject.finding(code, each.message, expression, each.help, part=each.literal, fix=own)


def shortened(wrong: Sequence[Wrong]) -> Iterator[Wrong]:
    """Give what is reported of many: the last one says how many are left."""
    for index, each in enumerate(wrong[:MOST]):
        rest = len(wrong) - MOST
        more = f"; {rest:,} more of this list {'are' if rest > 1 else 'is'} like it"
        yield evolve(each, help=each.help + more) if index == MOST - 1 and rest > 0 else each


def rewritten(
    subject: Subject, expression: Expression, changes: Sequence[tuple[Span | None, str | None]]
) -> Edit | None:
    """Edit: other texts for parts of an expression, in order; what is between them stays."""
    extract = subject.facts.spec.where.texts.get(expression.path)
    known = [(span, text) for span, text in changes if span is not None and text is not None]
    if extract is None or not known or len(known) < len(changes):
        return None
    pieces: list[str] = []
    at = known[0][0].start
    for span, text in known:
        pieces += [extract.text[expression.start + at : expression.start + span.start], text]
        at = span.end
    return subject.replaced(expression, "".join(pieces), Span(known[0][0].start, known[-1][0].end))


# --- filters that hold together -------------------------------------------------------------------------------------


@frozen
class Member:
    """A filter among those that hold together, and what it demands: for EXCLUDE, the opposite of what it says."""

    expression: Expression
    condition: Filter


def groups(subject: Subject) -> list[list[Member]]:
    """Give the filters that all must hold for a name, in the order of the spec; without those that are wrong.

    In a table job, filters on everything and those on TABLE pick the same tables.
    """
    found: dict[tuple[str, str], list[Member]] = {}
    for expression in subject.expressions:
        if filter_checks.is_suspended(expression.filter):
            continue
        path = expression.object_path
        if path is None and expression.key == "name_expressions" and subject.facts.mode == "TABLE":
            path = PICKED
        condition = negation(expression.filter) if expression.key == "exclude" else expression.filter
        group = (expression.key, "") if path is None else ("", path)
        found.setdefault(group, []).append(Member(expression, condition))
    return list(found.values())


def is_same(subject: Subject, without: Collection[str] = (), instead: Mapping[str, Filter] | None = None) -> bool:
    """Tell whether the job is the same without some expressions, and with others in the place of some.

    They are given by the paths of their items. False for a spec with errors, which makes no job.
    """
    plan, facts = subject.plan, subject.facts
    if plan is None:
        return False
    others = instead or {}
    changed: dict[str, Any] = {
        key: tuple(others.get(path, filter_) for path, filter_ in facts.filters[key] if path not in without)
        for key in EXPRESSION_KEYS
    }
    for name, key in (("object_names", "name_expressions"), ("include", "include"), ("exclude", "exclude")):
        changed[name] = tuple(
            evolve(item, filter=others[path]) if path in others else item
            for path, item in facts.items[key]
            if path not in without
        )
    return evolve(plan, **changed).meaning == plan.meaning


# --- items that are removed -----------------------------------------------------------------------------------------


def removal(subject: Subject, message: str, paths: Sequence[str], *more: Edit | None, safe: bool) -> Fix | None:
    """Make a fix that removes items of lists, or a key all of whose items are removed, beside other edits."""
    by_list: dict[str, list[int]] = {}
    for path in paths:
        base, _, index = path[:-1].rpartition("[")
        by_list.setdefault(base, []).append(int(index))
    made: list[Edit | None] = list(more)
    for base, indexes in by_list.items():
        array = subject.node(base)
        if not isinstance(array, Array) or len(array.items) <= len(indexes):
            made.append(subject.removed(base))
        else:
            made += _removed(array, sorted(indexes))
    return subject.fix(message, *made, safe=safe)


def _removed(array: Array, indexes: list[int]) -> Iterator[Edit | None]:
    text, location = array.location.source.text, array.location
    if not text.startswith("[", location.span.start):
        for index in indexes:
            item = array.items[index]
            # Two items stand for the list, which need not be read anew for each of them.
            yield edits.remove_item(Array((array.items[index - 1], item), item.location), 1)
        return
    spans = [item.location.span for item in array.items]
    breaks = [at for at, (one, next_) in enumerate(pairwise(indexes), 1) if next_ != one + 1]
    for start, end in pairwise([0, *breaks, len(indexes)]):
        first, last = indexes[start], indexes[end - 1]
        if first:
            yield Edit(Span(spans[first - 1].end, spans[last].end), "")
        else:
            yield Edit(Span(spans[0].start, spans[last + 1].start), "")
