"""Blank at an end of a literal.

Names are compared as they are, without padding: `'EMP '` is not EMP, and a pattern that ends in a blank asks for names
that do.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ('EMP ',' DEPT')"
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"LIKE 'TMP% '"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ( 'EMP', 'DEPT' )"
```

## Fix

Unsafe: the blanks are removed, so that other names match.

## Source

SQL Language Reference: names in the dictionary are VARCHAR2, which is compared without blank padding. From general
knowledge, unconfirmed for Data Pump.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from dpspec import filters
from dpspec.diagnostics import show
from dpspec.filters import Like
from dpspec.lint import Rule
from dpspec.rules._names import Wrong, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Literal
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        wrong = []
        for literal in filters.literals(expression.filter):
            bare = literal.value.strip()
            if bare == literal.value:
                continue
            what = "pattern" if isinstance(expression.filter, Like) else "name"
            end = "begins" if literal.value[:1].isspace() else "ends"
            message = f"the {what} {show(literal.value)} {end} with a blank"
            wrong.append(_wrong(literal, bare, message))
        yield from told(subject, "DP215", expression, wrong, "remove the blanks")


def _wrong(literal: Literal, bare: str, message: str) -> Wrong:
    if not bare:
        return Wrong(literal, message, "write the name")
    meant = str(evolve(literal, value=bare))
    return Wrong(literal, message, f"it is compared as it is; write {show(meant)}", meant)


RULE = Rule("DP215", "trailing-blank", __doc__, _check)
