"""Filter that keeps every name.

`LIKE '%'` and `IS NOT NULL` hold for every object, since every object has a name: the filter selects nothing out of
anything. In `exclude` it leaves out every object of the type, which the bare object path says better; and one that
holds for no name there, such as `IS NULL`, leaves out nothing.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["LIKE '%'"]
```

```yaml
schemas: [SCOTT]
exclude:
  - INDEX:"LIKE '%'"
```

```yaml
job_mode: SCHEMA
schema_expressions: ["LIKE '%'"]
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
```

```yaml
schemas: [SCOTT]
exclude:
  - INDEX
```

```yaml
job_mode: FULL
```

## Fix

Safe if other filters name the objects. Else it is unsafe, though no object comes or goes by what SQL says of such a
filter: the expression is removed, or the bare object path is written. None where nothing else says what to export.

## Source

SQL Language Reference, LIKE condition: `%` is any number of characters; DBMS_DATAPUMP, METADATA_FILTER: without a
filter, every object is selected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec import edits
from dpspec.algebra import MANY, ONE, EscapeError, pattern_pieces
from dpspec.diagnostics import show
from dpspec.document import Object
from dpspec.filters import Between, Like, NullTest, negation
from dpspec.lint import Rule
from dpspec.rules._names import is_same, removal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic, Edit, Fix
    from dpspec.filters import Filter
    from dpspec.lint import Expression, Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    found = [each for each in subject.expressions if _is_idle(each)]
    safe = bool(found) and is_same(subject, without={each.item for each in found})
    for each in found:
        shown = show(str(each.filter))
        if each.key == "exclude":
            message = f"{shown} leaves out {'every name' if keeps_all(each.filter) else 'nothing'}"
        else:
            message = f"{shown} keeps every name"
        yield subject.finding("DP204", message, each, _advice(subject, each), fix=_fix(subject, each, safe=safe))


def _is_idle(expression: Expression) -> bool:
    if keeps_all(expression.filter):
        return True
    return expression.key == "exclude" and keeps_all(negation(expression.filter))


def keeps_all(filter_: Filter) -> bool:
    """Tell whether a filter holds for every name."""
    match filter_:
        case NullTest(negated=True):
            return True
        case Like(negated=False):
            try:
                pieces = pattern_pieces(filter_)
            except EscapeError:
                return False
            # `_%` is every name but the empty one, which there is not.
            return MANY in pieces and pieces.count(ONE) <= 1 and not any(isinstance(piece, str) for piece in pieces)
        case Between(low=low, high=high, negated=True):
            return low.value > high.value and (low.value + high.value).isascii() and bool(high.value)
        case _:
            return False


def _advice(subject: Subject, expression: Expression) -> str:
    path = expression.object_path
    if path is not None and expression.key != "name_expressions":
        if expression.key == "exclude" and not keeps_all(expression.filter):
            return "leave it out, or write the names that are to stay out"
        return f"write {show(path)} alone"
    if _is_needed(subject, expression):
        return "write the names; or `job_mode: FULL`, if everything is meant"
    return "leave it out: without a filter every object is selected"


def _fix(subject: Subject, expression: Expression, *, safe: bool) -> Fix | None:
    path = expression.object_path
    if path is None or expression.key == "name_expressions":
        if _is_needed(subject, expression):
            return None
        return removal(subject, "remove the filter", [expression.item], safe=safe)
    if expression.key == "exclude" and not keeps_all(expression.filter):
        return removal(subject, "remove the item", [expression.item], safe=safe)
    return subject.fix(f"write {show(path)} alone", _bare(subject, expression, path))


def _bare(subject: Subject, expression: Expression, path: str) -> Edit | None:
    """Edit: an item of INCLUDE or EXCLUDE without its clause."""
    node = subject.node(expression.item)
    if not isinstance(node, Object):
        return subject.replaced(expression.item, path)
    entry = next((each for each in node.entries if each.key.value == "expression"), None)
    return edits.remove_entry(node, entry) if entry is not None else None


def _is_needed(subject: Subject, expression: Expression) -> bool:
    """Tell whether a filter on everything may be what says what to export: then it is not removed."""
    if expression.object_path is not None or len(subject.facts.listed(expression.key)) > 1:
        return False
    needed = {"SCHEMA": "schema", "TABLE": "schema", "TABLESPACE": "tablespace", "TRANSPORTABLE": "tablespace"}
    selecting = needed.get(subject.facts.mode, "")
    others = {f"{selecting}_expressions", f"{selecting}s", "tables"} - {expression.key}
    return not others & subject.facts.spec.written


RULE = Rule("DP204", "keeps-everything", __doc__, _check)
