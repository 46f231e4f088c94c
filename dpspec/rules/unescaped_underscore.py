"""Underscore in a LIKE pattern that is a wildcard.

`_` stands for any one character: `LIKE 'TMP_%'` takes TMPLATE and TMPX as well as TMP_1. It does not take fewer objects
than was meant, so nobody notices. Only with ESCAPE can a pattern have an underscore that stands for itself.

Not told where the wildcard is evidently meant: a pattern that begins with `_`, that has several in a row, or that has
nothing else than `_` and `%`.

## Example

```yaml
schemas: [DWH]
exclude:
  - TABLE:"LIKE 'TMP_%'"
```

```json
{"job_mode": "TABLE", "schema_expressions": ["='DWH'"], "name_expressions": ["LIKE 'MY_TABLE'"]}
```

## Instead

```yaml
schemas: [DWH]
exclude:
  - TABLE:"LIKE 'TMP!_%' ESCAPE '!'"
  - TABLE:"LIKE 'LOAD______'"
```

```json
{"job_mode": "TABLE", "schema_expressions": ["='DWH'"], "name_expressions": ["='MY_TABLE'"]}
```

## Fix

Unsafe: every underscore is escaped, by `!` or another character that is not in the pattern, so that fewer names match.
Without any other wildcard, `=` says the same.

## Source

SQL Language Reference, LIKE condition: `_` is exactly one character, and there is no default escape character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import show
from dpspec.filters import Like
from dpspec.lint import Rule
from dpspec.rules._names import escaped, placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        filter_ = expression.filter
        if not isinstance(filter_, Like) or filter_.escape is not None or not _is_meant_plain(filter_.pattern.value):
            continue
        pattern = filter_.pattern.value
        meant = escaped([(char, char == "%") for char in pattern], filter_)
        advice = "it is any one character; if it stands for itself, escape it"
        fix = None
        if meant is not None:
            advice = f"it is any one character; if it stands for itself, write {show(meant)}"
            fix = subject.fix(f"write {show(meant)}", subject.replaced(expression, meant))
        message = f"`_` in {show(pattern)} is a wildcard"
        yield subject.finding("DP202", message, expression, advice, part=filter_.pattern, fix=fix)


def _is_meant_plain(pattern: str) -> bool:
    """Tell whether an underscore is probably meant as itself; one behind a backslash is told of as that (DP205)."""
    if "_" not in pattern or "\\_" in pattern or not pattern.strip("_% "):
        return False
    return not pattern.startswith("_") and "__" not in pattern and placeholder(pattern, is_pattern=True) is None


RULE = Rule("DP202", "unescaped-underscore", __doc__, _check)
