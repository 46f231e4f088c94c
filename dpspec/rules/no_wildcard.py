"""Wildcard that is none.

`%` is a wildcard only for LIKE. To `=`, `!=` and IN it is a percent sign, which no name has: the filter matches
nothing, or leaves out nothing. `*` is a wildcard nowhere.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "='EMP%'"
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"IN ('TMP%','OLD%')"
  - VIEW:"LIKE 'TMP*'"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - "LIKE 'EMP%'"
```

```yaml
schemas: [SCOTT]
exclude:
  - TABLE:"LIKE 'TMP%'"
  - TABLE:"LIKE 'OLD%'"
  - VIEW:"LIKE 'TMP%'"
```

## Fix

Unsafe: LIKE is written, with each underscore escaped, so that more names match. None for a list of several: LIKE takes
one pattern.

## Source

SQL Language Reference, comparison conditions and the LIKE condition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec.diagnostics import show
from dpspec.filters import Comparison, InList, Like, Operator
from dpspec.lint import Rule
from dpspec.rules._names import Wrong, are_identifiers, escaped, exact, placeholder, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Literal
    from dpspec.lint import Expression, Subject

#: A name with asterisks at its ends, as for a shell.
_STARS: Final = re.compile(r"\*?[\w$#%]+\*|\*[\w$#%]+")


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        if not are_identifiers(expression):
            continue
        filter_ = expression.filter
        if isinstance(filter_, Like):
            yield from _stars(subject, expression, filter_)
            continue
        several = len(exact(filter_)) > 1
        wrong = [found for literal in exact(filter_) if (found := _wrong(literal, filter_, several)) is not None]
        if len(wrong) == 1 and not several:
            meant = _like(filter_, wrong[0].literal)
            fix = (
                subject.fix(f"write {show(meant)}", subject.replaced(expression, meant)) if meant is not None else None
            )
            yield subject.finding("DP230", wrong[0].message, expression, wrong[0].help, part=wrong[0].literal, fix=fix)
        else:
            yield from told(subject, "DP230", expression, wrong)


def _wrong(literal: Literal, filter_: object, several: bool) -> Wrong | None:
    value = literal.value
    sign = "%" if "%" in value else "*" if _STARS.fullmatch(value.strip()) else None
    if sign is None or placeholder(value, is_pattern=False) is not None:
        return None
    if several:
        pattern = evolve(literal, value=value.replace("*", "%"))
        advice = f"LIKE takes one pattern: in `exclude` make {show(f'LIKE {pattern}')} an item of its own, "
        advice += "else use `IN (SELECT ...)`"
    else:
        advice = f"write {show(_like(filter_, literal) or 'LIKE')}"
    return Wrong(literal, f"`{sign}` in {show(value)} is no wildcard: only LIKE has any", advice)


def _like(filter_: object, literal: Literal) -> str | None:
    """Give the LIKE that was meant, in which an underscore stands for itself."""
    negated = isinstance(filter_, InList) and filter_.negated
    negated = negated or (isinstance(filter_, Comparison) and filter_.operator is Operator.NE)
    like = Like(literal, None, negated)
    return escaped([("%" if char == "*" else char, char in "%*") for char in literal.value], like)


def _stars(subject: Subject, expression: Expression, like: Like) -> Iterator[Diagnostic]:
    if _STARS.fullmatch(like.pattern.value.strip()):
        meant = str(evolve(like.pattern, value=like.pattern.value.replace("*", "%")))
        wrong = Wrong(like.pattern, f"`*` in {show(like.pattern.value)} is no wildcard", f"write {show(meant)}", meant)
        yield from told(subject, "DP230", expression, [wrong], f"write {show(meant)}")


RULE = Rule("DP230", "no-wildcard", __doc__, _check)
