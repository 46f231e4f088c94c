"""Name in lower case in a literal.

Names are compared exactly as the dictionary holds them: in upper case, unless they were created in double quotes. A
literal in lower case matches nothing then, which nobody sees before the job has ended without a single row.

## Example

```yaml
job_mode: SCHEMA
schema_expressions:
  - "IN ('scott')"
```

## Instead

```yaml
job_mode: SCHEMA
schema_expressions:
  - "IN ('SCOTT')"
```

## Fix

Unsafe: the name is written in upper case, which selects something else. Leave it if the schema was created as
`"scott"`, in double quotes.

## Source

DBMS_METADATA, SET_FILTER, and Data Pump Export: names in filters are compared with the dictionary as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from dpspec import filters
from dpspec.diagnostics import show
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        for literal in filters.literals(expression.filter):
            upper = literal.value.upper()
            if upper == literal.value or len(upper) != len(literal.value):
                continue
            meant = str(evolve(literal, value=upper))
            advice = f"write {show(meant)}, unless the name was created in double quotes: they are compared exactly"
            fix = subject.fix(f"write {show(meant)}", subject.replaced(expression, meant, literal))
            message = f"{show(literal.value)} has lower-case letters"
            yield subject.finding("DP201", message, expression, advice, part=literal, fix=fix)


RULE = Rule("DP201", "lower-case-name", __doc__, _check)
