"""Statistics in a dump without rows.

The statistics of a METADATA_ONLY export are those of the full tables. impdp sets them on the empty ones, and locks them
there: after rows have been loaded, DBMS_STATS passes over these tables (ORA-20005), and the optimiser goes on believing
the old numbers.

## Example

```yaml
schemas: [CRM]
content: METADATA_ONLY
```

## Instead

```yaml
schemas: [CRM]
content: METADATA_ONLY
exclude: [STATISTICS]
```

A job without tables has none:

```yaml
schemas: [CRM]
content: METADATA_ONLY
include: [PACKAGE, VIEW]
```

## Fix

Unsafe: `exclude: [STATISTICS]` is added where there is neither `exclude` nor `include` yet.

## Source

Oracle Database Utilities, CONTENT of Data Pump Export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

#: What leaves all statistics out: all of one of these, each as a whole.
_WITHOUT: Final = ({"STATISTICS"}, {"TABLE_STATISTICS", "INDEX_STATISTICS"}, {"TABLE"})
_WITH_TABLES: Final = frozenset(["TABLE", "STATISTICS", "TABLE_STATISTICS"])


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    if facts.value("content") != "METADATA_ONLY" or facts.mode == "TRANSPORTABLE":
        return
    if not facts.only("include", "exclude") or (subject.plan is None and facts.has("exclude")):
        return  # what is left out may be misspelt
    included = {clause.object_path.rpartition("/")[2] for clause in facts.parsed("include")}
    excluded = {clause.object_path.rpartition("/")[2] for clause in facts.parsed("exclude") if clause.filter is None}
    if any(paths <= excluded for paths in _WITHOUT) or (included and not included & _WITH_TABLES):
        return
    free = not (facts.has("include") or facts.has("exclude"))
    fix = subject.fix("leave `STATISTICS` out", subject.added("exclude", '["STATISTICS"]')) if free else None
    message = "a dump without rows that has the statistics of its tables"
    advice = "impdp locks them on tables that come without rows; add `exclude: [STATISTICS]`"
    yield subject.finding("DP237", message, "content", advice, fix=fix)


RULE = Rule("DP237", "locked-statistics", __doc__, _check)
