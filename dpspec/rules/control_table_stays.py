"""Control table that each run leaves behind.

ORDS keeps the control table of a job by default, as if `keep_master: 1` were written, and dpspec keeps it in every
target. So each run leaves one table in the schema of whoever submits, until somebody drops it, and a job that is over
stays in DBA_DATAPUMP_JOBS as NOT RUNNING. Some want just that: it is the only trace of a job that ORDS can show.
Therefore this rule has to be selected.

## Example

```yaml
schemas: [HR]
```

## Instead

```yaml
schemas: [HR]
keep_master: 0
```

Or say that it is meant:

```yaml
schemas: [HR]
keep_master: 1
```

## Fix

Unsafe: `keep_master: 0` is added. The table is dropped after success, and ORDS no longer knows the job then.

## Source

ORDS Database API, `POST /database/datapump/export`, keep_master; Oracle Database Utilities, KEEP_MASTER.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    if subject.facts.has("keep_master"):
        return
    message = "each run leaves its control table behind"
    advice = "write `keep_master: 0` to drop it after success, or `keep_master: 1` to say that it is meant"
    fix = subject.fix("add `keep_master: 0`", subject.added("keep_master", "0"))
    yield subject.finding("DP222", message, "keep_master", advice, fix=fix)


RULE = Rule("DP222", "control-table-stays", __doc__, _check, on=False)
