"""Filter that others imply.

All filters on one key, or on one object path, must hold at once. Where one of them holds for every name that the others
keep, it says nothing: `!='DEPT'` beside `LIKE 'EMP%'` leaves out a name that was not there. Often the name is misspelt,
or the other filter has changed since.

Told only where the texts alone show it; of subqueries nothing is known.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "LIKE 'EMP%'"
  - "!='DEPT'"
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"LIKE 'TMP%'"
  - TABLE:"IN ('TMP1','TMP2')"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "LIKE 'EMP%'"
  - "!='EMP_OLD'"
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"LIKE 'TMP%'"
  - TABLE:"IN ('OLD1','OLD2')"
```

## Fix

Safe if the names that are left are known. Else it is unsafe, since dpspec compares such jobs by their filters, though
the same objects are exported: the filter is removed.

## Source

DBMS_DATAPUMP, METADATA_FILTER: several filters on one object type are combined by AND. Names are compared by character
code, and ranges only of ASCII letters, whose order all character sets share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.algebra import MANY, ONE, listed, pattern_pieces, predicate
from dpspec.diagnostics import Label, show
from dpspec.filters import Between, Comparison, InList, Like, NullTest, Operator, literals
from dpspec.lint import Rule
from dpspec.rules._names import MOST, groups, is_same, removal
from dpspec.rules.filter_twice import repeated
from dpspec.rules.keeps_everything import keeps_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter
    from dpspec.lint import Subject
    from dpspec.rules._names import Member

#: What a group may cost, in characters that are compared: beyond that, nothing is said.
_MOST_COMPARED: Final = 5_000_000
_LONGEST: Final = 300
_RANGES: Final = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for group in groups(subject):
        idle = list(_idle(group))
        if not idle:
            continue
        gone = {id(member) for member, _ in idle}
        # What says the same as one without effect has none either, and would be told of next.
        again = [second for first, second in repeated(group) if id(first) in gone]
        paths = [member.expression.item for member in (*(member for member, _ in idle), *again)]
        safe = is_same(subject, without=frozenset(paths))
        what = "remove the filter" if len(paths) == 1 else "remove the filters"
        # An INCLUDE does not only filter names: it chooses what is exported at all.
        included = any(path.startswith("include") for path in paths)
        fix = None if included else removal(subject, what, paths, safe=safe)
        for member, because in idle[:MOST]:
            place = subject.place(because.expression)
            labels = (Label(place, "because of this"),) if place is not None else ()
            shown = show(str(member.expression.filter))
            message = f"{shown} has no effect beside {show(str(because.expression.filter))}"
            advice = "remove it, or check the name: all of them must hold at once"
            if member.expression.key == "exclude":
                advice = "remove it, or check the name: what it leaves out is not there"
            yield subject.finding("DP210", message, member.expression, advice, labels=labels, fix=fix)


@frozen
class _Known:
    """A filter of which something can be said: the names that it keeps or leaves out, if it lists them; its test."""

    member: Member
    kept: frozenset[str] | None
    left_out: frozenset[str] | None
    test: Callable[[str], bool]

    @classmethod
    def of(cls, member: Member) -> _Known | None:
        condition = member.condition
        test = predicate(condition)
        if test is None or not _is_known(condition):
            return None
        return cls(member, listed(condition), _left_out(condition), test)

    @property
    def condition(self) -> Filter:
        return self.member.condition


def _idle(group: list[Member]) -> Iterator[tuple[Member, Member]]:
    """Give each filter that one of those that stay implies, with that one."""
    again = {id(second) for _, second in repeated(group)}
    known = [it for member in group if id(member) not in again and (it := _Known.of(member)) is not None]
    # What leaves out single names implies nothing else that is worth to be said.
    strong = [it for it in known if it.left_out is None]
    if sum(map(_size, known)) * len(strong) > _MOST_COMPARED:
        return
    gone: set[int] = set()

    def reason(it: _Known) -> _Known | None:
        return next((o for o in strong if o is not it and id(o) not in gone and _implies(o, it)), None)

    for it in reversed(known):
        if reason(it) is not None:
            gone.add(id(it))
    for it in known:
        if id(it) in gone and (because := reason(it)) is not None:
            yield it.member, because.member


def _is_known(filter_: Filter) -> bool:
    """Tell whether anything can be said of a filter; one that holds for every name is told of as that (DP204)."""
    if isinstance(filter_, NullTest) or keeps_all(filter_):
        return False
    if isinstance(filter_, Like):
        return len(filter_.pattern.value) <= _LONGEST
    return not (isinstance(filter_, Between) and (filter_.negated or not _is_ascii(filter_)))


def _left_out(filter_: Filter) -> frozenset[str] | None:
    """Give the names that a filter leaves out one by one."""
    match filter_:
        case Comparison(operator=Operator.NE, operand=operand):
            return frozenset({operand.value})
        case InList(items=items, negated=True):
            return frozenset(item.value for item in items)
        case _:
            return None


def _size(known: _Known) -> int:
    return sum(len(literal.value) for literal in literals(known.condition))


def _is_ascii(filter_: Filter) -> bool:
    return all(literal.value.isascii() for literal in literals(filter_))


def _implies(one: _Known, other: _Known) -> bool:
    """Tell whether `other` holds wherever `one` does; False if that is not sure."""
    mine, its = one.condition, other.condition
    if one.kept is not None and other.left_out is not None:
        return not one.kept & other.left_out
    if one.kept is not None:
        sure = not _is_range(its) or (_is_ascii(its) and all(map(str.isascii, one.kept)))
        return sure and all(map(other.test, one.kept))
    if other.left_out is not None:
        sure = not _is_range(mine) or (_is_ascii(mine) and all(map(str.isascii, other.left_out)))
        return sure and not any(map(one.test, other.left_out))
    if isinstance(its, Like):
        return isinstance(mine, Like) and _like_implies(mine, its)
    return _is_range(its) and _is_ascii(its) and _is_ascii(mine) and _within(mine, its)


def _is_range(filter_: Filter) -> bool:
    return isinstance(filter_, Between) or (isinstance(filter_, Comparison) and filter_.operator in _RANGES)


def _like_implies(one: Like, other: Like) -> bool:
    mine, its = pattern_pieces(one), pattern_pieces(other)
    if one.negated:
        return other.negated and _covers(mine, its)
    return _are_apart(mine, its) if other.negated else _covers(its, mine)


def _covers(wide: Sequence[str | int], narrow: Sequence[str | int]) -> bool:
    """Tell whether all that matches `narrow` matches `wide`: its pieces are matched as if they were characters."""
    at = piece = 0
    retry: tuple[int, int] | None = None
    while at < len(narrow):
        if piece < len(wide) and wide[piece] == MANY:
            piece += 1
            retry = (piece, at)
        elif piece < len(wide) and narrow[at] != MANY and wide[piece] in (ONE, narrow[at]):
            piece, at = piece + 1, at + 1
        elif retry is not None:
            retry = (retry[0], retry[1] + 1)
            piece, at = retry
        else:
            return False
    return all(rest == MANY for rest in wide[piece:])


def _are_apart(one: Sequence[str | int], other: Sequence[str | int]) -> bool:
    """Tell whether no name matches both patterns, by what they begin and end with."""
    for turn in (1, -1):
        for mine, its in zip(one[::turn], other[::turn], strict=False):
            if MANY in (mine, its):
                break
            if ONE not in (mine, its) and mine != its:
                return True
    return False


def _within(one: Filter, other: Filter) -> bool:
    """Tell whether the names that `one` keeps are in the range `other`."""
    low, high = _bounds(one)
    least, most = _bounds(other)
    if least is not None and (low is None or low < least):
        return False
    if most is None:
        return True
    if isinstance(one, Like):
        begin = low[0] if low is not None else ""
        return bool(begin) and not most[0].startswith(begin) and begin < most[0]
    return high is not None and high <= most


#: A bound, and whether what equals it is inside (for the upper one) or outside (for the lower one).
_Bound = tuple[str, bool]


def _bounds(filter_: Filter) -> tuple[_Bound | None, _Bound | None]:
    match filter_:
        case Comparison(operator=Operator.GT | Operator.GE as operator, operand=operand):
            return (operand.value, operator is Operator.GT), None
        case Comparison(operator=Operator.LT | Operator.LE as operator, operand=operand):
            return None, (operand.value, operator is Operator.LE)
        case Between(low=low, high=high):
            return (low.value, False), (high.value, True)
        case Like(negated=False):
            pieces = pattern_pieces(filter_)
            edge = next((at for at, piece in enumerate(pieces) if not isinstance(piece, str)), len(pieces))
            return ("".join(map(str, pieces[:edge])), False), None
        case _:
            return None, None


RULE = Rule("DP210", "without-effect", __doc__, _check)
