"""Tables of whoever submits the job.

A table without a schema is one of the user that runs the job: of the schema that ORDS connects as, or of the DBA who
starts the script. There it is missing (ORA-39166), or it is another one of the same name. The same holds for names that
are filtered in TABLE mode without a schema.

## Example

```yaml
tables: [EMP, DEPT]
```

```yaml
job_mode: TABLE
name_expressions: ["LIKE 'EMP%'"]
```

## Instead

```yaml
tables: [SCOTT.EMP, SCOTT.DEPT]
```

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions: ["LIKE 'EMP%'"]
```

## Fix

None: which schema is meant is not known.

## Source

Oracle Database Utilities, TABLES of Data Pump Export: without a schema, that of the user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import show
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    if facts.mode != "TABLE" or facts.has("schema_expressions"):
        return
    bare = [(path, name) for key in ("tables", "views_as_tables") for path, name in facts.items[key] if not name.owner]
    if bare:
        path, name = bare[0]
        others = f" and {len(bare) - 1:,} more have" if len(bare) > 1 else " has"
        what = "a view" if path.startswith("views") else "a table"
        advice = f"it is {what} of whoever runs the job; write the schema, such as {show(f'SCOTT.{name}')}"
        yield subject.finding("DP236", f"{show(str(name))}{others} no schema", path, advice)
    if facts.has("tables") or facts.has("views_as_tables"):
        return
    given = ("name_expressions", "filter", "tablespace_expressions")
    key = next((key for key in given if key in facts.spec.written), None)
    if key is not None:
        message = f"`{key}` in TABLE mode without a schema"
        advice = "the tables are those of whoever runs the job; add `schema_expressions: [\"='SCOTT'\"]`"
        if key == "filter":
            advice = "the tables are those of whoever runs the job; write expressions, which can name the schema, too"
        yield subject.finding("DP236", message, key, advice, place=facts.spec.where.keys.get(key))


RULE = Rule("DP236", "no-schema", __doc__, _check)
