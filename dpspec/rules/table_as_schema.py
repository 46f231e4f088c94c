"""Name of a table where a schema is meant.

`schema_expressions` filters on who owns an object. The name of a table there is that of a schema which does not exist:
the job ends with ORA-39039 or ORA-39170, or in TABLE mode exports other tables than those that were meant.

What a name is cannot be known without the database. This speaks of names that say themselves what they are.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["IN ('MY_TABLE')"]
```

```yaml
schemas: [SCOTT, TBL_ORDERS]
consistent: true
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["IN ('MY_TABLE')"]
```

```yaml
schemas: [SCOTT, TABLEAU]
consistent: true
```

## Fix

None: whose table it is is not known.

## Source

An older vendor guide prints this mistake (third party); that the job ends with ORA-39039 or ORA-39170 is unconfirmed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.algebra import listed
from dpspec.diagnostics import show
from dpspec.filters import literals
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

#: A word of a name that says that it is a table's.
_TABLE: Final = re.compile(r"(?:.*_)?(?:TAB|TABLES?|TBLS?)(?:_.*)?", re.IGNORECASE | re.DOTALL)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    advice = "a schema is who owns tables; the table belongs into `name_expressions` or `tables`"
    for expression in subject.expressions:
        if expression.key != "schema_expressions" or listed(expression.filter) is None:
            continue
        for literal in literals(expression.filter):
            if _TABLE.fullmatch(literal.value):
                message = f"the schema {show(literal.value)} has the name of a table"
                yield subject.finding("DP240", message, expression, advice, part=literal)
    for path, name in subject.facts.items["schemas"]:
        if _TABLE.fullmatch(name.name):
            yield subject.finding("DP240", f"the schema {show(name.name)} has the name of a table", path, advice)


RULE = Rule("DP240", "table-as-schema", __doc__, _check)
