"""Name in lower case in a literal.

Names are compared exactly as the dictionary holds them: in upper case, unless they were created in double quotes. A
literal in lower case matches nothing then, which nobody sees before the job has ended without a single row
(ORA-31655, ORA-39165). In a NOT LIKE or a `!=` it leaves out nothing.

Not told of names that were surely created in double quotes: those with blanks and other characters that need them,
words such as `SalesDb`, and those of well-known migration tools, such as `flyway_schema_history`; nor of Java classes
and XML schemas.

## Example

```yaml
job_mode: SCHEMA
schema_expressions:
  - "IN ('scott')"
```

```json
{"schemas": ["SHOP"], "exclude": [{"object_path": "TABLE", "expression": "LIKE 'Tmp%'"}]}
```

## Instead

```yaml
job_mode: SCHEMA
schema_expressions:
  - "IN ('SCOTT')"
```

```yaml
schemas: [SHOP]
exclude:
  - TABLE:"IN ('Customer Master','flyway_schema_history')"
```

## Fix

Unsafe: the name is written in upper case, which selects something else. Leave it if the schema was created as
`"scott"`, in double quotes. An escape character stays as it is.

## Source

DBMS_METADATA, SET_FILTER, and Data Pump Export: names in filters are compared with the dictionary as they are. Which
tools create their tables in double quotes is from general knowledge, unconfirmed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec import filters
from dpspec.algebra import EscapeError, pattern_pieces
from dpspec.diagnostics import show
from dpspec.filters import Like
from dpspec.lint import Rule
from dpspec.rules._names import Wrong, are_identifiers, placeholder, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter, Literal
    from dpspec.lint import Subject

#: What a name has that was created in double quotes; commas and the like are mistakes of their own.
_QUOTED: Final = re.compile(r"[^\w$#%*.,\\\s]|\S\s+\S")
#: Names with their case: tables that their tools create in double quotes, with their indexes, and words with humps.
_MEANT: Final = re.compile(
    r"(?:[A-Z][a-z0-9]+){2,}|(?:[A-Z][a-z0-9]+)+[A-Z]"
    r"|(?:flyway_schema_history|schema_version|knex_migrations(?:_lock)?)(?:_\w+)?|__(?:EF)?Migrations?History"
)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        if not are_identifiers(expression):
            continue
        filter_ = expression.filter
        wrong = []
        for literal in filters.literals(filter_):
            upper = _upper(filter_, literal)
            if upper is None:
                continue
            meant = evolve(literal, value=upper)
            advice = (
                f"write {show(str(meant))}, unless the name was created in double quotes: they are compared exactly"
            )
            wrong.append(Wrong(literal, f"{show(literal.value)} has lower-case letters", advice, str(meant)))
        yield from told(subject, "DP201", expression, wrong, "write the names in upper case")


def _upper(filter_: Filter, literal: Literal) -> str | None:
    """Give a literal in upper case; None if it is, or if its case is surely meant."""
    value = plain = literal.value
    escape = ""
    if isinstance(filter_, Like):
        try:
            plain = "".join(piece for piece in pattern_pieces(filter_) if isinstance(piece, str))
        except EscapeError:
            return None
        escape = filter_.escape.value if filter_.escape is not None else ""
    upper = "".join(char if char == escape else char.upper() for char in value)
    if plain == plain.upper() or len(upper) != len(value):
        return None
    # An escape character that is also meant as itself would need another one.
    if _QUOTED.search(plain) or _MEANT.fullmatch(plain) or (escape and escape.upper() in plain.upper()):
        return None
    return None if placeholder(value, is_pattern=isinstance(filter_, Like)) else upper


RULE = Rule("DP201", "lower-case-name", __doc__, _check)
