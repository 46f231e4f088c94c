"""Job without a log.

How a job has ended stands in its log and nowhere else: "completed with 3 error(s)" is a job that looks like a success
in every view, and its dump lacks tables. Without a log nobody can tell afterwards, and `dpspec submit` can only report
that the outcome is unknown.

## Example

```yaml
schemas: [HR]
nologfile: true
```

## Instead

```yaml
schemas: [HR]
logfile: HR.LOG
```

```yaml
schemas: [HR]
```

## Fix

Unsafe: `nologfile` is removed, so that a log is written, under a name that is made.

## Source

Oracle Database Utilities, NOLOGFILE and the exit codes of Data Pump Export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    if subject.facts.value("nologfile") is not True:
        return
    message = "without a log nobody can tell how the job has ended"
    advice = "leave `nologfile` out, or name a `logfile`: only the log tells of errors that did not stop the job"
    fix = subject.fix("remove `nologfile`", subject.removed("nologfile"))
    yield subject.finding("DP232", message, "nologfile", advice, fix=fix)


RULE = Rule("DP232", "no-log", __doc__, _check)
