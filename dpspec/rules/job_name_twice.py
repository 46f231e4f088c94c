"""Job name that is taken at the second run.

The control table of a job has the name of the job. It stays unless `keep_master` is 0, and then a second job of that
name cannot be: ORA-31634, job already exists, or ORA-31633 with ORA-00955. Also with `keep_master: 0` it stays after a
failure, until somebody drops it; that keeps a broken job from being repeated blindly.

## Example

```yaml
schemas: [HR]
job_name: NIGHTLY_HR
```

## Instead

```yaml
schemas: [HR]
job_name: NIGHTLY_HR
keep_master: 0
```

Or let a name be made, which has the time in it:

```yaml
schemas: [HR]
```

## Fix

Unsafe: `keep_master: 0`, so that the control table is dropped after success.

## Source

DBMS_DATAPUMP, OPEN: the job name is that of the master table and must be unique in the schema; ORA-31634.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import Edit, show
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    name = facts.string("job_name")
    if name is None or facts.value("keep_master") == 0 or not facts.only("keep_master"):
        return
    node = subject.node("keep_master")
    edit = Edit(node.location.span, "0") if node is not None else subject.added("keep_master", "0")
    message = f"the job name {show(name)} is taken at the second run"
    advice = "saves ORA-31634: write `keep_master: 0` to have its control table dropped, or leave `job_name` out"
    fix = subject.fix("write `keep_master: 0`", edit)
    yield subject.finding("DP223", message, "job_name", advice, fix=fix)


RULE = Rule("DP223", "job-name-twice", __doc__, _check)
