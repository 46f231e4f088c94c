"""What filters select: whether a name matches, and whether several filters together can match at all.

Names are compared as binary text, which is what the dictionary does unless a session asks for
linguistic comparison; whether Data Pump workers ever do is not documented (unconfirmed).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from dpspec.filters import Between, Comparison, Filter, InList, InSubquery, Like, Literal, NullTest, Operator, literals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: Pieces of a LIKE pattern beside plain characters.
ONE: Final = -1
MANY: Final = -2


class EscapeError(ValueError):
    """An ESCAPE that Oracle refuses: ORA-01424 at `offset` of the pattern, or ORA-01425 where `offset` is None."""

    def __init__(self, offset: int | None) -> None:
        super().__init__("ORA-01425" if offset is None else "ORA-01424")
        self.offset = offset


@lru_cache(maxsize=4096)
def pattern_pieces(like: Like) -> tuple[str | int, ...]:
    """Split a pattern into characters, ONE (``_``) and MANY (``%``). Raises EscapeError.

    Source: SQL Language Reference, LIKE condition; there is no default escape character.
    """
    escape = like.escape.value if like.escape is not None else None
    if escape is not None and len(escape) != 1:
        raise EscapeError(None)
    pieces: list[str | int] = []
    pattern = like.pattern.value
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == escape:
            following = pattern[at + 1 : at + 2]
            if not following or following not in ("%", "_", escape):
                raise EscapeError(at)
            pieces.append(following)
            at += 2
            continue
        pieces.append({"%": MANY, "_": ONE}.get(char, char))
        at += 1
    return tuple(pieces)


def normal(filter_: Filter) -> Filter:
    """Give the one form of a filter among those that differ only in how a pattern escapes its wildcards.

    The escape character of the normal form is never a backslash, which some clients take for their own.
    """
    if not isinstance(filter_, Like) or filter_.escape is None:
        return filter_
    pieces = pattern_pieces(filter_)
    if not any(piece in ("%", "_") for piece in pieces):
        escape, pattern = None, "".join({MANY: "%", ONE: "_"}.get(p, "") if isinstance(p, int) else p for p in pieces)
    else:
        escape = next(char for char in _escapes() if char not in pieces)
        spelled = (escape + p if p in ("%", "_") else p for p in pieces if isinstance(p, str))
        pattern = "".join({MANY: "%", ONE: "_"}[p] if isinstance(p, int) else next(spelled) for p in pieces)
    literal = Literal(pattern, filter_.pattern.national)
    return evolve(filter_, pattern=literal, escape=Literal(escape) if escape else None)


def _escapes() -> Iterator[str]:
    yield from "!~^@+:;="
    yield from (chr(code) for code in range(0x41, 0x10000) if chr(code) not in "\\%_'")


def matches_pattern(pieces: Sequence[str | int], name: str) -> bool:
    """Tell whether `name` matches, in time at most the product of both lengths."""
    at = piece = 0
    retry: tuple[int, int] | None = None
    while at < len(name):
        if piece < len(pieces) and pieces[piece] == MANY:
            piece += 1
            retry = (piece, at)
        elif piece < len(pieces) and pieces[piece] in (ONE, name[at]):
            piece, at = piece + 1, at + 1
        elif retry is not None:
            retry = (retry[0], retry[1] + 1)
            piece, at = retry
        else:
            return False
    return all(rest == MANY for rest in pieces[piece:])


def predicate(filter_: Filter) -> Callable[[str], bool] | None:
    """Give the test whether a name is selected, or None for a subquery, whose answer is in the database.

    SQL's NULL is respected: the empty literal is NULL, and a comparison with it selects nothing.
    """
    match filter_:
        case Comparison(operator=operator, operand=operand):
            return _comparison(operator, operand.value)
        case InList(items=items, negated=negated):
            values = {item.value for item in items}
            if negated:
                return _nothing if "" in values else lambda name: name not in values
            return (values - {""}).__contains__
        case Between(low=low, high=high, negated=negated):
            return _between(low.value, high.value, negated)
        case Like(negated=negated):
            if not filter_.pattern.value:
                return _nothing
            pieces = pattern_pieces(filter_)
            return lambda name: matches_pattern(pieces, name) is not negated
        case NullTest(negated=negated):
            return lambda _name: negated
        case InSubquery():
            return None


def _comparison(operator: Operator, value: str) -> Callable[[str], bool]:
    if not value:
        return _nothing
    tests: dict[Operator, Callable[[str], bool]] = {
        Operator.EQ: lambda name: name == value,
        Operator.NE: lambda name: name != value,
        Operator.LT: lambda name: name < value,
        Operator.LE: lambda name: name <= value,
        Operator.GT: lambda name: name > value,
        Operator.GE: lambda name: name >= value,
    }
    return tests[operator]


def _between(low: str, high: str, negated: bool) -> Callable[[str], bool]:
    if low and high:
        return lambda name: (low <= name <= high) is not negated
    if not negated or low == high:
        return _nothing
    # With one bound NULL, a name beyond the other one is surely outside; of the rest nothing is known.
    return (lambda name: name > high) if high else (lambda name: name < low)


def _nothing(_name: str) -> bool:
    return False


def listed(filter_: Filter) -> frozenset[str] | None:
    """Give the names that a filter selects, if it can select only finitely many and they are known."""
    match filter_:
        case Comparison(operator=Operator.EQ, operand=operand):
            return frozenset({operand.value})
        case InList(items=items, negated=False):
            return frozenset(item.value for item in items)
        case Between(low=low, high=high, negated=False) if low.value == high.value:
            return frozenset({low.value})
        case Like(negated=False):
            pieces = pattern_pieces(filter_)
            plain = "".join(piece for piece in pieces if isinstance(piece, str))
            return frozenset({plain}) if len(plain) == len(pieces) else None
        case _:
            return None


def selection(filters: Sequence[Filter]) -> frozenset[str] | None:
    """Give the names that all of `filters` together select, or None if that is no known finite set."""
    if any(isinstance(filter_, InSubquery) or _is_unsure(filter_) for filter_ in filters):
        return None
    sets = [names for filter_ in filters if (names := listed(filter_)) is not None]
    if not sets:
        return None
    names = min(sets, key=len) - _excluded(filters)
    if any(map(_orders, filters)) and not all(map(str.isascii, names)):
        return None
    tests = [test for f in filters if not _excludes(f) and (test := predicate(f)) is not None]
    return frozenset(name for name in names if name and all(test(name) for test in tests))


def _orders(filter_: Filter) -> bool:
    """Tell whether a filter asks which of two names comes first."""
    match filter_:
        case Comparison(operator=operator):
            return operator not in (Operator.EQ, Operator.NE)
        case Between(low=low, high=high):
            return low.value != high.value
        case _:
            return False


def _is_unsure(filter_: Filter) -> bool:
    """Tell whether a filter depends on the order of letters beyond ASCII, which differs by database character set."""
    return _orders(filter_) and not all(literal.value.isascii() for literal in literals(filter_))


def _excludes(filter_: Filter) -> bool:
    match filter_:
        case Comparison(operator=Operator.NE, operand=operand):
            return bool(operand.value)
        case InList(items=items, negated=True):
            return all(item.value for item in items)
        case _:
            return False


def _excluded(filters: Sequence[Filter]) -> frozenset[str]:
    """Give the names that filters leave out one by one, so that many of them cost no more than one list."""
    return frozenset(literal.value for filter_ in filters if _excludes(filter_) for literal in literals(filter_))


@frozen
class Contradiction:
    """Filters that cannot all hold: their indexes, the last one first."""

    indexes: tuple[int, ...]


def contradiction(filters: Sequence[Filter]) -> Contradiction | None:
    """Find out whether filters that are ANDed can select nothing, by what they say alone.

    Sound, not complete: a contradiction that is reported is one; lists, patterns that cannot
    start alike, ranges and single impossible conditions are understood, subqueries are not.
    """
    for index, filter_ in enumerate(filters):
        if _impossible(filter_):
            return Contradiction((index,))
    return _among_lists(filters) or _among_prefixes(filters) or _among_ranges(filters)


def _impossible(filter_: Filter) -> bool:
    match filter_:
        case NullTest(negated=False):
            return True  # an object always has a name
        case Between(low=low, high=high, negated=False):
            return low.value > high.value and not _is_unsure(filter_)
        case Like(negated=True):
            pieces = pattern_pieces(filter_)
            return bool(pieces) and all(piece == MANY for piece in pieces)
        case _:
            return False


def _among_lists(filters: Sequence[Filter]) -> Contradiction | None:
    sets = {index: names for index, filter_ in enumerate(filters) if (names := listed(filter_)) is not None}
    if not sets:
        return None
    smallest = min(sets, key=lambda index: len(sets[index]))
    left = sets[smallest] - _excluded(filters)
    guilty = [i for i, f in enumerate(filters) if _excludes(f) and any(n.value in sets[smallest] for n in literals(f))]
    if not left:
        return Contradiction(tuple(sorted({smallest, *guilty}, reverse=True)))
    ascii_only = all(map(str.isascii, sets[smallest]))
    for index, filter_ in enumerate(filters):
        test = predicate(filter_)
        if test is None or index == smallest or _excludes(filter_):
            continue
        if _orders(filter_) and not (ascii_only and not _is_unsure(filter_)):
            continue
        if not any(test(name) for name in sets[smallest]):
            return Contradiction(tuple(sorted((index, smallest), reverse=True)))
        left = frozenset(name for name in left if test(name))
        if not left:
            return Contradiction(tuple(sorted({*range(index + 1), smallest, *guilty}, reverse=True)))
    return None


def _among_prefixes(filters: Sequence[Filter]) -> Contradiction | None:
    """Compare what patterns begin and end with: no name starts with A and with B."""
    likes = [(index, filter_) for index, filter_ in enumerate(filters) if isinstance(filter_, Like)]
    for turn in (1, -1):
        longest: tuple[str, int] | None = None
        for index, like in likes:
            if like.negated:
                continue
            edge = _edge(pattern_pieces(like)[::turn])
            if longest is not None and not (edge.startswith(longest[0]) or longest[0].startswith(edge)):
                return Contradiction((index, longest[1]))
            if longest is None or len(edge) > len(longest[0]):
                longest = (edge, index)
        for index, like in likes:
            if longest is not None and like.negated and _takes_all(pattern_pieces(like)[::turn], longest[0]):
                return Contradiction(tuple(sorted((index, longest[1]), reverse=True)))
    return None


def _takes_all(pieces: Sequence[str | int], edge: str) -> bool:
    """Tell whether a pattern matches everything that begins with `edge`."""
    own = _edge(pieces)
    return len(own) < len(pieces) and all(piece == MANY for piece in pieces[len(own) :]) and edge.startswith(own)


def _edge(pieces: Sequence[str | int]) -> str:
    plain: list[str] = []
    for piece in pieces:
        if not isinstance(piece, str):
            break
        plain.append(piece)
    return "".join(plain)


def _among_ranges(filters: Sequence[Filter]) -> Contradiction | None:
    low: tuple[str, bool, int] | None = None  # bound, exclusive, index
    high: tuple[str, bool, int] | None = None
    for index, filter_ in enumerate(filters):
        for bound, exclusive, is_low in () if _is_unsure(filter_) else _bounds(filter_):
            if is_low and (low is None or (bound, exclusive) > low[:2]):
                low = (bound, exclusive, index)
            if not is_low and (high is None or (bound, not exclusive) < (high[0], not high[1])):
                high = (bound, exclusive, index)
    if low is None or high is None or low[0] < high[0] or (low[0] == high[0] and not (low[1] or high[1])):
        return None
    return Contradiction(tuple(sorted({low[2], high[2]}, reverse=True)))


def _bounds(filter_: Filter) -> list[tuple[str, bool, bool]]:
    match filter_:
        case Comparison(operator=Operator.GT | Operator.GE as operator, operand=operand):
            return [(operand.value, operator is Operator.GT, True)]
        case Comparison(operator=Operator.LT | Operator.LE as operator, operand=operand):
            return [(operand.value, operator is Operator.LT, False)]
        case Between(low=low, high=high, negated=False):
            return [(low.value, False, True), (high.value, False, False)]
        case _:
            return []
