"""LIKE without a wildcard.

A pattern without `%` and `_` matches one name, as `=` does. Most often the wildcard was forgotten.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["LIKE 'EMP'"]
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["='EMP'"]
```

## Fix

Safe: `=`, or `!=` for NOT LIKE, selects the same.

## Source

SQL Language Reference, pattern-matching conditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import show
from dpspec.filters import Comparison, Like, Literal, Operator
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        filter_ = expression.filter
        if not isinstance(filter_, Like) or filter_.escape is not None or set("%_") & set(filter_.pattern.value):
            continue
        pattern = filter_.pattern.value
        same = Comparison(Operator.NE if filter_.negated else Operator.EQ, Literal(pattern, filter_.pattern.national))
        wild = show(str(Like(Literal(f"{pattern}%"), negated=filter_.negated)))
        advice = f"write {wild} if a wildcard was forgotten, else {show(str(same))}"
        fix = subject.fix(f"write {show(str(same))}", subject.replaced(expression, str(same)), safe=True)
        message = f"the pattern {show(pattern)} has no wildcard"
        yield subject.finding("DP203", message, expression, advice, part=filter_.pattern, fix=fix)


RULE = Rule("DP203", "like-without-wildcard", __doc__, _check)
