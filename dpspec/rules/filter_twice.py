r"""Filter given twice.

All filters on one key, or on one object path, must hold at once: a second one that says the same changes nothing. Often
one of the two was to be another.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - LIKE 'EMP!_%' ESCAPE '!'
  - LIKE 'EMP\_%' ESCAPE '\'
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"IN ('EMP','DEPT')"
  - TABLE:"IN ('DEPT','EMP')"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "LIKE 'EMP!_%' ESCAPE '!'"
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"IN ('EMP','DEPT')"
  - INDEX:"IN ('EMP','DEPT')"
```

## Fix

Safe: the second one is removed. Where dpspec cannot tell that the whole job stays the same, as with some lists of names
that are left out, it is offered as unsafe.

## Source

DBMS_DATAPUMP, METADATA_FILTER: several filters on one object type are combined by AND.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.algebra import listed, normal
from dpspec.diagnostics import Label, show
from dpspec.filters import Comparison, InList, Operator
from dpspec.lint import Rule
from dpspec.rules._names import MOST, groups, is_same, removal

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter
    from dpspec.lint import Subject
    from dpspec.rules._names import Member


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for group in groups(subject):
        twice = repeated(group)
        if not twice:
            continue
        paths = [second.expression.item for _, second in twice]
        safe = is_same(subject, without=frozenset(paths))
        what = "remove the second one" if len(twice) == 1 else "remove the second ones"
        # An INCLUDE does not only filter names: it chooses what is exported at all.
        included = any(path.startswith("include") for path in paths)
        fix = None if included else removal(subject, what, paths, safe=safe)
        for first, second in twice[:MOST]:
            place = subject.place(first.expression)
            labels = (Label(place, "the first one"),) if place is not None else ()
            message = f"{show(str(second.expression.filter))} is given twice"
            advice = "remove it, or write what was meant; all of them must hold at once"
            yield subject.finding("DP208", message, second.expression, advice, labels=labels, fix=fix)


def repeated(group: list[Member]) -> list[tuple[Member, Member]]:
    """Give each filter that says the same as an earlier one of its group, with that one."""
    seen: dict[Hashable, Member] = {}
    found = []
    for member in group:
        first = seen.setdefault(_said(member.condition), member)
        if first is not member:
            found.append((first, member))
    return found


def _said(filter_: Filter) -> Hashable:
    """Give what a filter says: the names that it selects or leaves out, or else its normal form."""
    names = listed(filter_)
    if names is not None:
        return True, names
    match filter_:
        case Comparison(operator=Operator.NE, operand=operand):
            return False, frozenset({operand.value})
        case InList(items=items, negated=True):
            return False, frozenset(item.value for item in items)
        case _:
            return normal(filter_)


RULE = Rule("DP208", "filter-twice", __doc__, _check)
