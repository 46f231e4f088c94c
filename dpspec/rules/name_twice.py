"""Name given twice.

A name that is twice in a list of names, or an object path that is twice in `include` or `exclude`, changes nothing.
Often one of the two was to be another name.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ('EMP','DEPT','EMP')"
```

```yaml
schemas: [SCOTT, HR, SCOTT]
exclude: [STATISTICS, GRANT, STATISTICS]
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ('EMP','DEPT')"
```

```yaml
schemas: [SCOTT, HR]
exclude: [STATISTICS, GRANT]
```

## Fix

Safe: the second one is removed. Where dpspec cannot tell that the whole job stays the same, as in some NOT IN lists, it
is offered as unsafe.

## Source

SQL Language Reference, IN condition; DBMS_DATAPUMP, METADATA_FILTER.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from dpspec.diagnostics import Label, show
from dpspec.filters import InList
from dpspec.lint import Rule
from dpspec.rules._names import MOST, is_same, removal, rewritten
from dpspec.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.diagnostics import Diagnostic, Edit
    from dpspec.filters import Literal
    from dpspec.lint import Expression, Subject

_LISTS: Final = ("schemas", "tables", "views_as_tables", "tablespaces", "transport_tablespaces", "include", "exclude")


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for key in _LISTS:
        items = subject.facts.items[key]
        if key in ("include", "exclude"):
            named = [(path, clause.object_path) for path, clause in items if clause.filter is None]
        else:
            named = [(path, str(name)) for path, name in items]
        yield from _of_list(subject, key, named)
    for path, rows in subject.facts.items["partitions"]:
        if isinstance(rows.value, tuple):
            named = [(f"{path}.partitions[{index}]", name) for index, name in enumerate(rows.value)]
            yield from _of_list(subject, "partitions", named)
    yield from _of_expressions(subject)


def _of_list(subject: Subject, key: str, named: list[tuple[str, str]]) -> Iterator[Diagnostic]:
    twice = list(_repeated((name, path) for path, name in named))
    fix = removal(subject, _doing(twice), [second for _, _, second in twice], safe=True) if twice else None
    for name, first, second in twice[:MOST]:
        place = subject.place(first)
        labels = (Label(place, "the first one"),) if place is not None else ()
        message = f"{show(name)} is twice in `{key}`"
        yield subject.finding("DP209", message, second, _advice(), labels=labels, fix=fix)


def _of_expressions(subject: Subject) -> Iterator[Diagnostic]:
    found: list[tuple[Expression, InList, list[Any]]] = []
    for expression in subject.expressions:
        filter_ = expression.filter
        if isinstance(filter_, InList):
            twice = list(_repeated((literal.value, literal) for literal in filter_.items))
            found += [(expression, filter_, twice)] if twice else []
    # One question for all of a kind: each costs a look at the whole job.
    safe = {
        negated: is_same(
            subject, instead={each.item: _once(list_) for each, list_, _ in found if list_.negated is negated}
        )
        for negated in {list_.negated for _, list_, _ in found}
    }
    for expression, list_, twice in found:
        edit = _shorter(subject, expression, list_, twice)
        fix = subject.fix(_doing(twice), edit, safe=safe[list_.negated])
        for name, first, second in twice[:MOST]:
            place = subject.place(expression, first)
            labels = (Label(place, "the first one"),) if place is not None else ()
            message = f"{show(name)} is twice in a list"
            yield subject.finding("DP209", message, expression, _advice(), part=second, labels=labels, fix=fix)


def _advice() -> str:
    return "remove it, or write the name that was meant"


def _doing(twice: list[Any]) -> str:
    return "remove the second one" if len(twice) == 1 else "remove the second ones"


def _repeated(named: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any, Any]]:
    """Give each name that was there before, with what had it first, and what has it again."""
    seen: dict[str, Any] = {}
    for name, it in named:
        if name in seen:
            yield name, seen[name], it
        else:
            seen[name] = it


def _once(list_: InList) -> InList:
    unique = {item.value: item for item in reversed(list_.items)}
    return evolve(list_, items=tuple(reversed(unique.values())))


def _shorter(
    subject: Subject, expression: Expression, list_: InList, twice: list[tuple[str, Literal, Literal]]
) -> Edit | None:
    """Edit: the list without the literals that were there before, each with the comma in front of it."""
    again = {id(second) for _, _, second in twice}
    changes: list[tuple[Span | None, str | None]] = []
    for before, item in zip(list_.items, list_.items[1:], strict=False):
        if id(item) in again:
            spans = before.span, item.span
            changes.append((Span(spans[0].end, spans[1].end) if spans[0] and spans[1] else None, ""))
    return rewritten(subject, expression, changes)


RULE = Rule("DP209", "name-twice", __doc__, _check)
