"""Several names in one literal.

`'EMP,DEPT'` is one name with a comma in it, which no object has: each name has quotes of its own.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ('EMP,DEPT')"
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"!='EMP, DEPT'"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "IN ('EMP','DEPT')"
```

## Fix

Unsafe: each name gets a literal of its own, `=` becomes IN and `!=` becomes NOT IN. None for LIKE, which has one
pattern.

## Source

SQL Language Reference, text literals and the IN condition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec.diagnostics import show
from dpspec.filters import Comparison, InList, Like, Operator
from dpspec.lint import Rule
from dpspec.rules._names import Wrong, exact, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Literal
    from dpspec.lint import Subject

#: Names, or patterns, with commas between them; quotes may be left of a list that was quoted twice.
_NAMES: Final = re.compile(r"\s*['\"]?[^\W\d_][\w$#.%]*['\"]?\s*(?:,\s*['\"]?[\w$#.%]+['\"]?\s*)+")


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        filter_ = expression.filter
        if isinstance(filter_, Like) and _NAMES.fullmatch(filter_.pattern.value):
            advice = "LIKE takes one pattern; to take the one or the other, use `IN (SELECT ...)`, or a spec for each"
            message = f"{show(filter_.pattern.value)} is several patterns in one literal"
            yield subject.finding("DP207", message, expression, advice, part=filter_.pattern)
            continue
        wrong = []
        for literal in exact(filter_):
            if _NAMES.fullmatch(literal.value):
                names = _names(literal)
                listed = ",".join(map(str, names))
                advice = f"write {show(listed if isinstance(filter_, InList) else str(_in(filter_, names)))}"
                wrong.append(Wrong(literal, f"{show(literal.value)} is several names in one literal", advice, listed))
        if isinstance(filter_, Comparison) and wrong:
            meant = str(_in(filter_, _names(filter_.operand)))
            fix = subject.fix(f"write {show(meant)}", subject.replaced(expression, meant))
            yield subject.finding("DP207", wrong[0].message, expression, wrong[0].help, part=filter_.operand, fix=fix)
        else:
            yield from told(subject, "DP207", expression, wrong, "write each name in a literal of its own")


def _names(literal: Literal) -> tuple[Literal, ...]:
    return tuple(evolve(literal, value=name.strip().strip("'\"")) for name in literal.value.split(","))


def _in(filter_: object, names: tuple[Literal, ...]) -> InList:
    return InList(names, isinstance(filter_, Comparison) and filter_.operator is Operator.NE)


RULE = Rule("DP207", "names-in-one-literal", __doc__, _check)
