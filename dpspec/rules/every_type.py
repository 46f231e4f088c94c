"""Filter on the names of every object type.

Only in TABLE mode does a filter on names pick tables. In SCHEMA and TABLESPACE mode it holds for every object that has
a name: `LIKE 'EMP%'` keeps the tables of that name, and drops each of their indexes, constraints and triggers that is
called otherwise, and all views, sequences and packages.

Not told of `!=` and NOT IN, which leave out single names.

## Example

```yaml
schemas: [SCOTT]
name_expressions:
  - "LIKE 'EMP%'"
```

## Instead

```yaml
schemas: [SCOTT]
name_expressions:
  - object_path: TABLE
    expression: "LIKE 'EMP%'"
```

```yaml
schemas: [SCOTT]
include:
  - TABLE:"LIKE 'EMP%'"
```

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["LIKE 'EMP%'"]
```

## Fix

None: with an object path, objects of other types are exported, or left out, as a whole. ORDS has no object paths: a job
through it takes TABLE mode.

## Source

DBMS_DATAPUMP, METADATA_FILTER: without an object path a filter applies to all object types. That dependents with other
names are dropped is inferred, unconfirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import show
from dpspec.filters import Comparison, InList, Operator
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    if subject.facts.mode not in ("SCHEMA", "TABLESPACE"):
        return
    for expression in subject.expressions:
        if expression.key != "name_expressions" or expression.object_path is not None:
            continue
        if _leaves_out_names(expression.filter):
            continue
        clause = show(f'TABLE:"{expression.filter}"')
        advice = f"write {clause} in `include`, or give it an `object_path`"
        if subject.for_target("ords"):
            advice = "ORDS has no filter on one type: write `job_mode: TABLE`, if tables are meant"
        message = "a filter on names holds for objects of every type, not only for tables"
        yield subject.finding("DP211", message, expression, advice)
        return  # one is as good as all of them


def _leaves_out_names(filter_: Filter) -> bool:
    match filter_:
        case Comparison(operator=Operator.NE) | InList(negated=True):
            return True
        case _:
            return False


RULE = Rule("DP211", "every-type", __doc__, _check)
