"""What is wrong with the choice of rows: queries, samples, partitions, replaced values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from dpspec import algebra, filter_checks
from dpspec.diagnostics import Diagnostic, Label, show
from dpspec.qualified_names import spell
from dpspec.vocabulary import EXPRESSION_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.facts import Facts
    from dpspec.qualified_names import QualifiedName


def _once(facts: Facts) -> Iterator[Diagnostic]:
    """Check that each data filter is given once a table, and once for all (ORA-39035)."""
    for key in ("query", "sample", "partitions"):
        yield from _twice(facts, key, [(path, rows.table) for path, rows in facts.items[key]])
    columns = [(path, (str(remap.table), remap.column)) for path, remap in facts.items["remap_data"]]
    yield from _twice(facts, "remap_data", columns)


def _twice(facts: Facts, key: str, tables: list[tuple[str, Any]]) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for path, table in tables:
        known = seen.setdefault(str(table), path)
        if known != path:
            labels = (Label(place, "the first one"),) if (place := facts.place(known)) else ()
            of = "every table" if table is None else "this column" if key == "remap_data" else show(str(table))
            message = f"a second item of `{key}` for {of}"
            advice = "saves ORA-39035; make one of both, such as `WHERE ... AND ...`"
            if key != "query":
                advice = "saves ORA-39035; keep one of them"
            yield Diagnostic("DP138", message, facts.place(path), advice, path, labels)


def _partitions_of_tables(facts: Facts) -> Iterator[Diagnostic]:
    """Check that a table is exported whole, or by partitions, and that those stand in one place."""
    whole = {str(name): path for path, name in facts.items["tables"] if not name.suffix}
    parts: dict[str, str] = {}
    for path, name in facts.items["tables"]:
        table = ".".join(name.names)
        if name.suffix:
            parts.setdefault(table, path)
            if str(type(name)(name.names)) in whole:
                message = f"the table of {show(str(name))} is there as a whole, too"
                advice = "keep the table, or its partitions"
                yield Diagnostic("DP138", message, facts.place(path), advice, path)
    for path, rows in facts.items["partitions"]:
        if rows.table is not None and ".".join(rows.table.names) in parts:
            message = f"partitions of {show(str(rows.table))} are in `tables`, too"
            yield Diagnostic("DP138", message, facts.place(path), "saves ORA-39035; name them in one place", path)


def _patterns(facts: Facts) -> Iterator[Diagnostic]:
    """Check that several patterns for the partitions of one table are not asked for: filters are ANDed."""
    count: dict[str, list[str]] = {}
    for path, name in facts.items["tables"]:
        if name.suffix:
            count.setdefault(".".join(name.names), []).append(path)
    suffixes = dict(facts.items["tables"])
    for paths in count.values():
        if len(paths) > 1 and any("%" in suffixes[path].suffix for path in paths):
            message = "a wildcard beside other partitions of the same table"
            yield Diagnostic("DP138", message, facts.place(paths[1]), "name the partitions, or one pattern", paths[1])


def _of_the_job(facts: Facts) -> Iterator[Diagnostic]:
    """Check that the tables whose rows are chosen or changed are tables of the job: for others it would be in vain.

    A name without a schema is a table of whoever runs the job (Utilities: QUERY), be they the ones listed or not.
    """
    listed = _listed(facts)
    exact = {name.names for name in listed}
    patterns = [name for name in listed if name.is_pattern]
    by_name: dict[str, QualifiedName] = {}
    for name in listed:
        by_name.setdefault(name.name, name)
    owners = _owners(facts)
    for key in ("query", "sample", "partitions", "remap_data"):
        for path, item in facts.items[key]:
            if item.table is None:
                continue
            shown = show(str(item.table))
            table = item.table
            if listed and table.names not in exact and not any(_is_of(table, name) for name in patterns):
                message = f"{shown} of `{key}` is not among the tables of the job"
                advice = "what is said of it would have no effect; check the name, or add the table"
                near = next((n for n in patterns if _matches(table.name, n.name)), by_name.get(table.name))
                if near is not None and not (near.owner and table.owner):
                    advice = (
                        f"that has {show(str(near))}: write the schema in both places, since it could be another one"
                    )
            elif owners and not item.table.owner:
                message = f"{shown} of `{key}` has no schema"
                owner = spell(min(owners)) if len(owners) == 1 else "SCHEMA"
                advice = f"it would be a table of whoever runs the job; write {show(f'{owner}.{item.table}')}"
                if item.table.name in owners:
                    advice = "that is a schema; a column is written as in `SCOTT.EMP.SAL`, a table as in `SCOTT.EMP`"
            elif owners and item.table.owner not in owners:
                message = f"{shown} of `{key}` is in no schema of the job"
                advice = "what is said of it would have no effect; check the name, or add the schema"
            else:
                continue
            place = facts.place(f"{path}.table", f"{path}.column", path)
            yield Diagnostic("DP138", message, place, advice, path)


def _listed(facts: Facts) -> list[QualifiedName]:
    """Give the tables and views of a job that lists them; none where that is not known."""
    if facts.mode != "TABLE" or not facts.only("tables", "views_as_tables", *EXPRESSION_KEYS):
        return []
    if facts.spec.written & {*EXPRESSION_KEYS, "filter"}:
        return []
    return [name for key in ("tables", "views_as_tables") for _, name in facts.items[key]]


def _owners(facts: Facts) -> frozenset[str]:
    """Give the schemas of a job that names them; none where that is not known."""
    if facts.mode not in ("SCHEMA", "TABLE") or not facts.only("schemas", "schema_expressions"):
        return frozenset()
    filters = [filter_ for _, filter_ in facts.filters["schema_expressions"]]
    if facts.items["schemas"]:
        return frozenset(name.name for _, name in facts.items["schemas"])
    if not filters or any(map(filter_checks.is_suspended, filters)):
        return frozenset()
    return algebra.selection(filters) or frozenset()


def _is_of(table: QualifiedName, listed: QualifiedName) -> bool:
    """Tell whether a name is one of those that an item of a list has, wildcards included."""
    if bool(table.owner) is not bool(listed.owner):
        return False
    return len(table.names) == len(listed.names) and all(map(_matches, table.names, listed.names))


def _matches(name: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), name, re.DOTALL) is not None


RULES: Final = (_once, _partitions_of_tables, _patterns, _of_the_job)
