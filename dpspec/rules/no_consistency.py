"""Rows of several schemas, each table at its own point in time.

Data Pump reads each table as it is when its turn comes. A job of an hour has the first table as it was an hour before
the last one: an order may be there without its lines, an invoice without its booking, and foreign keys fail at import.
`consistent: true` makes all rows those of the job's start.

It needs undo for as long as the job runs (ORA-01555). Whoever knows that nothing is written meanwhile, or does not
care, says `consistent: false`.

## Example

```yaml
schemas: [BILLING, LEDGER]
```

```yaml
job_mode: FULL
```

```yaml
job_mode: SCHEMA
schema_expressions: ["LIKE 'APP%'"]
```

## Instead

```yaml
schemas: [BILLING, LEDGER]
consistent: true
```

```yaml
job_mode: FULL
content: METADATA_ONLY
exclude: [STATISTICS]
```

```yaml
schemas: [BILLING, LEDGER]
consistent: false # the application is down
```

## Fix

Unsafe: `consistent: true` is added, so that other rows may be exported, and ORDS can no longer send the job. None for a
spec that is checked for the target ords, or that only ORDS understands.

## Source

Oracle Database Utilities, FLASHBACK_TIME of Data Pump Export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec import algebra, filter_checks
from dpspec.capability import SINCE
from dpspec.filters import InSubquery
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.facts import Facts
    from dpspec.lint import Subject

#: With one of these the author has said what the rows are, or that it does not matter.
_MOMENT: Final = ("consistent", "flashback_scn", "flashback_time")
#: Paths without which an INCLUDE takes no rows.
_WITH_ROWS: Final = frozenset(["TABLE", "TABLE_DATA", "SCHEMA", "CLUSTER", "MATERIALIZED_VIEW", "VIEWS_AS_TABLES"])


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    if any(facts.has(key) for key in _MOMENT) or not _has_rows(facts):
        return
    found = _several(facts)
    if found is None:
        return
    key, path = found
    if subject.for_target("ords") or "filter" in facts.spec.written:
        fix = None
        advice = "ORDS has no word for it: submit the job directly with `consistent: true`, or while nothing is written"
    else:
        fix = subject.fix("add `consistent: true`", subject.added("consistent", "true"))
        advice = "add `consistent: true`, which needs undo as long as the job runs, or `false` if it does not matter"
        if all("ords" in SINCE.get(name, ()) for name in facts.spec.written):
            advice += "; ORDS has no word for it"
    place = facts.spec.where.keys.get(key) if path == key else None
    message = "the tables of several schemas are exported at different points in time"
    if facts.mode == "FULL":
        message = "the tables of a whole database are exported at different points in time"
        place = None
    yield subject.finding("DP220", message, path, advice, place=place, fix=fix)


def _has_rows(facts: Facts) -> bool:
    if facts.value("content") == "METADATA_ONLY" or facts.value("estimate_only"):
        return False
    if facts.value("transportable") not in (None, "NEVER"):
        return False
    included = [clause.object_path.split("/") for clause in facts.parsed("include")]
    if included and not any(_WITH_ROWS.intersection(words) for words in included):
        return False
    whole = (clause.object_path for clause in facts.parsed("exclude") if clause.filter is None)
    return facts.only("content", "estimate_only", "transportable", "include", "exclude") and not any(
        path in ("TABLE", "TABLE_DATA", "TABLE/TABLE_DATA") for path in whole
    )


def _several(facts: Facts) -> tuple[str, str] | None:
    """Give the key that says that several schemas are exported, and the path in it; None if it may be one."""
    match facts.mode:
        case "FULL":
            return "job_mode", "job_mode"
        case "TABLE":
            listed = [name for key in ("tables", "views_as_tables") for name in facts.parsed(key)]
            owners = {name.owner for name in listed}
            key = "tables" if facts.parsed("tables") else "views_as_tables"
            return (key, key) if len(owners) > 1 or any("%" in owner for owner in owners) else None
        case "SCHEMA":
            return _several_schemas(facts)
        case _:
            return None


def _several_schemas(facts: Facts) -> tuple[str, str] | None:
    if len({name.name for name in facts.parsed("schemas")}) > 1:
        return "schemas", "schemas"
    if "," in (facts.string("filter") or ""):
        return "filter", "filter"
    parsed = facts.filters["schema_expressions"]
    filters = [filter_ for _, filter_ in parsed]
    if not filters or not facts.only("schema_expressions") or any(map(filter_checks.is_suspended, filters)):
        return None
    known = algebra.selection(filters)
    if known is not None:
        several = len(known) > 1
    else:
        # What a subquery gives is in the database; it may be one schema.
        several = not any(isinstance(filter_, InSubquery) and not filter_.negated for filter_ in filters)
    return ("schema_expressions", parsed[0][0]) if several else None


RULE = Rule("DP220", "no-consistency", __doc__, _check)
