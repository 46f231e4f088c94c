"""Sample of every table, foreign keys included.

A sample takes each row of each table by chance. Of a table and one that refers to it, other rows are taken, so that at
import nearly every foreign key fails (ORA-02298) for a row whose parent is not there. A sample of one table that is
named is let pass: it may be one that no other refers to.

## Example

```yaml
schemas: [METERS]
sample: 5
```

## Instead

```yaml
schemas: [METERS]
sample: 5
exclude: [REF_CONSTRAINT]
```

```yaml
schemas: [METERS]
sample:
  - METERS.READINGS:5
```

## Fix

Unsafe: `exclude: [REF_CONSTRAINT]` is added where there is neither `exclude` nor `include` yet.

## Source

Oracle Database Utilities, SAMPLE of Data Pump Export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

#: What leaves foreign keys out: one of these as a whole.
_WITHOUT: Final = ("/REF_CONSTRAINT", "/TABLE/CONSTRAINT", "/TABLE")


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    if facts.value("content") == "DATA_ONLY" or not facts.only("sample", "content", "include", "exclude"):
        return
    if subject.plan is None and facts.has("exclude"):
        return  # what is left out may be misspelt
    if facts.mode == "TABLE" and len(facts.parsed("tables")) == 1 and not facts.parsed("tables")[0].is_pattern:
        return
    whole = (f"/{clause.object_path}" for clause in facts.parsed("exclude") if clause.filter is None)
    if any(path.endswith(_WITHOUT) for path in whole):
        return
    included = [clause.object_path.rpartition("/")[2] for clause in facts.parsed("include")]
    if included and not {"TABLE", "CONSTRAINT", "REF_CONSTRAINT"}.intersection(included):
        return
    for path, rows in facts.items["sample"]:
        if rows.table is None:
            free = not (facts.has("include") or facts.has("exclude"))
            fix = subject.fix("leave `REF_CONSTRAINT` out", subject.added("exclude", '["REF_CONSTRAINT"]'))
            message = "rows of every table are taken by chance, and foreign keys are exported"
            advice = "saves ORA-02298 at import: add `exclude: [REF_CONSTRAINT]`, or sample single tables"
            yield subject.finding("DP238", message, path, advice, fix=fix if free else None)
            return


RULE = Rule("DP238", "sampled-parents", __doc__, _check)
