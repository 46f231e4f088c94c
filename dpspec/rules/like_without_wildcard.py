"""LIKE without a wildcard.

A pattern without a wildcard matches one name, as `=` does. Most often the wildcard was forgotten, and the job has one
object of a whole family.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["LIKE 'EMP'"]
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"NOT LIKE 'EMP!_BAK' ESCAPE '!'"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["='EMP'"]
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"LIKE 'EMP%'"
```

## Fix

Safe: `=`, or `!=` for NOT LIKE, selects the same. Where dpspec cannot tell that the whole job stays the same, as beside
a subquery, it is offered as unsafe.

## Source

SQL Language Reference, pattern-matching conditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from dpspec.algebra import EscapeError, pattern_pieces
from dpspec.diagnostics import show
from dpspec.filters import Comparison, Like, Operator
from dpspec.lint import Rule
from dpspec.rules._names import is_same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter
    from dpspec.lint import Expression, Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    found: list[tuple[Expression, Like, Comparison]] = []
    for expression in subject.expressions:
        same = _without_like(expression.filter)
        if same is not None and isinstance(expression.filter, Like):
            found.append((expression, expression.filter, same))
    # One question for all of a kind: each costs a look at the whole job.
    safe = {
        negated: is_same(subject, instead={each.item: same for each, like, same in found if like.negated is negated})
        for negated in {like.negated for _, like, _ in found}
    }
    for expression, like, same in found:
        wild = show(str(evolve(like, pattern=evolve(like.pattern, value=f"{like.pattern.value}%"))))
        advice = f"write {wild} if a wildcard was forgotten, else {show(str(same))}"
        fix = subject.fix(f"write {show(str(same))}", subject.replaced(expression, str(same)), safe=safe[like.negated])
        if set("*?") & set(like.pattern.value):
            fix = None  # a wildcard of another language is there, and `=` would make the mistake look meant
        message = f"the pattern {show(like.pattern.value)} has no wildcard"
        yield subject.finding("DP203", message, expression, advice, part=like.pattern, fix=fix)


def _without_like(filter_: Filter) -> Comparison | None:
    """Give the comparison that is the same as a pattern without a wildcard."""
    if not isinstance(filter_, Like) or not filter_.pattern.value:
        return None
    try:
        pieces = pattern_pieces(filter_)
    except EscapeError:
        return None
    name = "".join(piece for piece in pieces if isinstance(piece, str))
    if len(name) < len(pieces):
        return None
    return Comparison(Operator.NE if filter_.negated else Operator.EQ, evolve(filter_.pattern, value=name))


RULE = Rule("DP203", "like-without-wildcard", __doc__, _check)
