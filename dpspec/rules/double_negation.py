"""Double negation.

`exclude` negates each of its clauses. One that is negative itself is negated twice: `TABLE:"NOT LIKE 'TMP%'"` in
`exclude` leaves out every table that does not begin with TMP, and keeps just those that were probably to stay out.

## Example

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"NOT LIKE 'BIN$%'"
```

```json
{"schemas": ["SCOTT"], "exclude": [{"object_path": "TABLE", "expression": "!='EMP'"}]}
```

## Instead

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"LIKE 'BIN$%'"
```

```yaml
schemas: [SCOTT]
name_expressions:
  - object_path: TABLE
    expression: "='EMP'"
```

## Fix

None: which of the two was meant, only its author knows.

## Source

Dictionary scripts of 11.2: the clause of EXCLUDE is put behind `NOT`, as `NOT (name <value>)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import show
from dpspec.filters import Comparison, InList, InSubquery, Like, Operator, negation
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        if expression.key != "exclude" or not _is_negative(expression.filter):
            continue
        path, positive = expression.object_path, str(negation(expression.filter))
        message = f"{show(str(expression.filter))} in `exclude` keeps what it names, and leaves out the rest"
        out = show(f'{path}:"{positive}"')
        advice = f"to leave these out, write {out}; to keep only these, give that to `name_expressions`"
        yield subject.finding("DP214", message, expression, advice)


def _is_negative(filter_: Filter) -> bool:
    match filter_:
        case Comparison(operator=operator):
            return operator is Operator.NE
        case Like(negated=negated) | InList(negated=negated) | InSubquery(negated=negated):
            return negated
        case _:
            return False


RULE = Rule("DP214", "double-negation", __doc__, _check)
