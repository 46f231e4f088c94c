"""NOT IN beside IN.

A list of names, and beside it some of these names left out again: what the job takes is not what the list says. One
list says it.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ('EMP','DEPT','BONUS')"
  - "!='BONUS'"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ('EMP','DEPT')"
```

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "LIKE 'EMP%'"
  - "NOT IN ('EMP_OLD','EMP_BAK')"
```

## Fix

Safe: the names are taken out of the list, and the expressions that left them out are removed.

## Source

DBMS_DATAPUMP, METADATA_FILTER: several filters on one object type are combined by AND.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import Label, show
from dpspec.filters import Comparison, InList, Operator, literals
from dpspec.lint import Rule
from dpspec.rules._names import MOST, groups, is_same, removal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter
    from dpspec.lint import Subject
    from dpspec.rules._names import Member


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for group in groups(subject):
        yield from _of_group(subject, group)


def _of_group(subject: Subject, group: list[Member]) -> Iterator[Diagnostic]:
    lists = [each for each in group if each.expression.key != "exclude" and isinstance(each.condition, InList)]
    # Of several lists the shortest is nearest to what is meant.
    list_ = min((each for each in lists if not _leaves_out(each.condition)), key=_length, default=None)
    if list_ is None:
        return
    names = {literal.value for literal in literals(list_.condition)}
    beside = [each for each in group if not names.isdisjoint(_leaves_out(each.condition))]
    out = {name for each in beside for name in _leaves_out(each.condition)}
    left = tuple(literal for literal in literals(list_.condition) if literal.value not in out)
    if not beside or not left:
        return  # where nothing is left, that is an error
    shorter = InList(left)
    paths = [each.expression.item for each in beside]
    safe = is_same(subject, without=frozenset(paths), instead={list_.expression.item: shorter})
    edit = subject.replaced(list_.expression, str(shorter))
    fix = removal(subject, "make one list of them", paths, edit, safe=safe)
    place = subject.place(list_.expression)
    labels = (Label(place, "the list"),) if place is not None else ()
    for each in beside[:MOST]:
        message = f"{show(str(each.expression.filter))} leaves out names of a list beside it"
        advice = f"write {show(str(shorter))} alone"
        yield subject.finding("DP213", message, each.expression, advice, labels=labels, fix=fix)


def _length(member: Member) -> int:
    return len(literals(member.condition))


def _leaves_out(filter_: Filter) -> frozenset[str]:
    """Give the names that a filter leaves out one by one."""
    match filter_:
        case Comparison(operator=Operator.NE) | InList(negated=True):
            return frozenset(literal.value for literal in literals(filter_))
        case _:
            return frozenset()


RULE = Rule("DP213", "not-in-beside-in", __doc__, _check)
