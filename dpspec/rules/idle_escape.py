r"""ESCAPE without effect.

The escape character does not occur in the pattern, so it escapes nothing. Where the pattern has an underscore, it was
most likely lost on the way, to a shell or to the quotes of YAML: then the underscore is a wildcard.

## Example

```yaml
schemas: [DWH]
exclude:
  - TABLE:"LIKE 'TMP%' ESCAPE '!'"
```

```json
{"schemas": ["DWH"], "exclude": [{"object_path": "TABLE", "expression": "LIKE 'TMP_%' ESCAPE '\\'"}]}
```

## Instead

```yaml
schemas: [DWH]
exclude:
  - TABLE:"LIKE 'TMP%'"
```

```yaml
schemas: [DWH]
exclude:
  - TABLE:"LIKE 'TMP!_%' ESCAPE '!'"
```

## Fix

Safe: ESCAPE is left out. Unsafe where the pattern has an underscore, which is escaped instead, so that fewer names
match.

## Source

SQL Language Reference, LIKE condition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dpspec.diagnostics import show
from dpspec.filters import Like
from dpspec.lint import Rule
from dpspec.rules._names import escaped, is_same
from dpspec.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic, Edit
    from dpspec.lint import Expression, Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    found = [
        (each, each.filter) for each in subject.expressions if isinstance(each.filter, Like) and _idle(each.filter)
    ]
    plain = {each.item: _without(like) for each, like in found if "_" not in like.pattern.value}
    safe = bool(plain) and is_same(subject, instead=plain)
    for expression, like in found:
        if like.escape is None:
            continue
        pattern = like.pattern.value
        message = f"the escape character {show(like.escape.value)} is not in the pattern {show(pattern)}"
        if expression.item in plain:
            fix = subject.fix("leave ESCAPE out", _shorter(subject, expression, like), safe=safe)
            advice = "leave ESCAPE out"
        else:
            meant = escaped([(char, char == "%") for char in pattern], like)
            fix = (
                subject.fix(f"write {show(meant)}", subject.replaced(expression, meant)) if meant is not None else None
            )
            advice = f"if the underscore stands for itself, write {show(meant or 'it with ESCAPE')}"
        yield subject.finding("DP231", message, expression, advice, part=like.escape, fix=fix)


def _idle(like: Like) -> bool:
    return like.escape is not None and len(like.escape.value) == 1 and like.escape.value not in like.pattern.value


def _without(like: Like) -> Like:
    return Like(like.pattern, None, like.negated)


def _shorter(subject: Subject, expression: Expression, like: Like) -> Edit | None:
    """Edit: the expression up to its ESCAPE."""
    extract = subject.facts.spec.where.texts.get(expression.path)
    end = like.escape.span.end if like.escape is not None and like.escape.span is not None else 0
    if extract is None or like.pattern.span is None or like.span is None or like.escape is None:
        return None
    start = like.pattern.span.end
    between = re.compile(r"[ \t\r\n)]*?(?=[ \t\r\n]*ESCAPE)", re.IGNORECASE)
    kept = between.match(extract.text, expression.start + start)
    if kept is None:
        return None
    return subject.replaced(expression, "", Span(kept.end() - expression.start, max(end, like.span.end)))


RULE = Rule("DP231", "idle-escape", __doc__, _check)
