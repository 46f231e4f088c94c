"""Subquery in an expression that ORDS is to send.

A subquery runs in a worker of the job, with the privileges and the names of the user that ORDS has for it, which are
seldom those of whoever wrote the spec: a table without its schema is another one, or none. Before it gets there, ORDS
puts the expression into a script on the server, releases before 26.2 without escaping it (unconfirmed). An IN list of
names means the same everywhere. Only a spec that is checked for the target ords is told.

## Example

```yaml --target ords
job_mode: TABLE
schema_expressions: ["='LEDGER'"]
name_expressions:
  - IN (SELECT table_name FROM ops.tables_to_export WHERE job = 'MONTH_END')
```

## Instead

```yaml --target ords
job_mode: TABLE
schema_expressions: ["='LEDGER'"]
name_expressions:
  - IN ('BALANCES','BOOKINGS')
```

Or send the job without ORDS:

```yaml --target plsql
job_mode: TABLE
schema_expressions: ["='LEDGER'"]
name_expressions:
  - IN (SELECT table_name FROM ops.tables_to_export WHERE job = 'MONTH_END')
```

## Fix

None: the names are in the database.

## Source

Subqueries in filters are widely used and not mentioned in Oracle's documentation; what ORDS makes of them is
unconfirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.filters import InSubquery
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    if not subject.for_target("ords"):
        return
    for expression in subject.expressions:
        # One on an object path is none that ORDS has a word for, which is an error of its own.
        if isinstance(expression.filter, InSubquery) and expression.object_path is None:
            message = "a subquery that ORDS passes into a script on the server"
            advice = "write the names in an IN list, or submit the job directly: it runs as the user of ORDS"
            yield subject.finding("DP217", message, expression, advice)


RULE = Rule("DP217", "subquery-through-ords", __doc__, _check)
